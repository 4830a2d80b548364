"""How a lesson changes its examples in training: one `[[augment]]` table for each change.

What may be written there are the fields of the change in `visualnn.compiler.augmentation`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Annotated, Any, ClassVar

from ...compiler.augmentation import AUGMENTATIONS
from .fields import Spec
from .kinds import Form, Kinds, alike, meaning_of, settings_of, titled


def _forms() -> Iterator[Form]:
    for declaring, words in alike(AUGMENTATIONS):
        yield Form(
            title=f"{titled(declaring, words)}Augment",
            meaning=meaning_of(declaring),
            words=words,
            base=AugmentBase,
            declared=partial(settings_of, declaring),
            declared_by=declaring,
        )


class AugmentBase(Spec):
    """What every change has."""

    kinds: ClassVar[Kinds] = Kinds(_forms)
    kind: str

    @property
    def given(self) -> dict[str, Any]:
        """The settings that the lesson gives, by name."""
        return self.model_dump(exclude={"kind"}, exclude_none=True)


AugmentSpec = Annotated[AugmentBase, AugmentBase.kinds]
