"""How a parameter may start in a lesson file: the name of a rule, or a table with its settings.

What may be written in the table of a rule are its fields in `visualnn.initializers`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Annotated, ClassVar, Literal

from pydantic import Discriminator, Tag

from ...initializers import INITIALIZERS, KINDS
from .fields import Spec, Words
from .kinds import Form, Kinds, meaning_of, settings_of, titled

_ALIKE = {
    "Plain": ("zeros", "ones", "lecun_uniform", "lecun_normal"),
    "Glorot": ("glorot_uniform", "glorot_normal"),
    "He": ("he_uniform", "he_normal"),
}
"""Rules that are written alike, with what the schema calls their table."""
_MEANINGS = {
    "Plain": "A rule without settings.",
    "Glorot": "Glorot's variance.",
    "He": "He's variance.",
}
_TITLES = {"pytorch": "PyTorch"}


def _forms() -> Iterator[Form]:
    groups = {word: title for title, words in _ALIKE.items() for word in words}
    for word, makers in KINDS.items():
        group = groups.get(word, "")
        words = _ALIKE.get(group, (word,))
        if word != words[0]:
            continue
        first = makers["pytorch"].make  # it has every setting that there is
        common = {"convention": (Literal[tuple(makers)], "pytorch")}
        yield Form(
            title=f"{group or _TITLES.get(word) or titled(first, words)}Rule",
            meaning=_MEANINGS.get(group) or meaning_of(first),
            words=words,
            base=RuleBase,
            common=common,
            declared=partial(settings_of, first),
            declared_by=first,
        )


class RuleBase(Spec):
    """What every rule has."""

    kinds: ClassVar[Kinds] = Kinds(_forms)
    kind: str
    convention: str = "pytorch"
    """Whose meaning and defaults: Keras cuts normal distributions off at two standard
    deviations."""

    @property
    def given(self) -> dict[str, float | str]:
        """The settings that the lesson gives, by name."""
        return self.model_dump(exclude={"kind", "convention"}, exclude_none=True)


def _word_or_table(value: object) -> str:
    return "table" if isinstance(value, Mapping | RuleBase) else "word"


Initializer = Annotated[
    Annotated[str, Words(INITIALIZERS), Tag("word")]
    | Annotated[RuleBase, RuleBase.kinds, Tag("table")],
    Discriminator(_word_or_table),
]
"""A rule by its name, with PyTorch's defaults, or as a table: `{ kind = "normal", std = 0.01 }`."""
