"""The optimizers of a lesson file: one table for each kind, with the settings that
`visualnn.optimizers` knows of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from ...limits import Nonnegative, Share
from ...optimizers import KINDS, LIMITS
from .fields import Spec
from .kinds import Form, Kinds


def _forms() -> Iterator[Form]:
    for word, kind in KINDS.items():
        base = MomentsSpec if "beta1" in kind.settings else OptimizerBase
        yield Form(
            title=f"{kind.title}Spec",
            meaning=kind.meaning,
            words=(word,),
            base=base,
            common={"convention": (Literal[kind.conventions], "pytorch")},
            declared={
                name: (LIMITS[name] | None, None)
                for name in kind.settings
                if name not in base.model_fields
            },
            sentences=kind.notes,
        )


class OptimizerBase(Spec):
    """What every optimizer has. What is left out is as the convention has it."""

    kinds: ClassVar[Kinds] = Kinds(_forms)
    if TYPE_CHECKING:
        kind: str

    lr: Nonnegative
    """The learning rate."""
    convention: str = "pytorch"
    """Whose formulas and defaults: they differ where ε stands, in what a memory starts from, and
    in how weights decay."""
    weight_decay: Share | None = None
    """How strongly weights are pulled towards zero; without it there is no such line."""

    @property
    def given(self) -> dict[str, float]:
        """The settings that the lesson gives, by name."""
        words = self.model_dump(exclude={"kind", "convention"}, exclude_none=True)
        return {name: float(value) for name, value in words.items()}


class MomentsSpec(OptimizerBase):
    """What Adam and its relatives have."""

    beta1: Share | None = None
    beta2: Share | None = None


OptimizerSpec = Annotated[OptimizerBase, OptimizerBase.kinds]
