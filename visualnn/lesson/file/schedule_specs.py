"""The schedules of a lesson file: one table for each kind, with the settings that
`visualnn.schedules` knows of it. The first rate is the optimizer's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

from ...limits import Portion
from ...schedules import KINDS, LIMITS, RISES_ITSELF, SCHEDULES, Counts
from .fields import Spec
from .kinds import REQUIRED, Form, Kinds, Setting


def _forms() -> Iterator[Form]:
    for word, kind in KINDS.items():
        conventions = SCHEDULES[word]
        had = {name for each in conventions.values() for name in each.settings}
        optional = (name for name in LIMITS if name in had and name not in kind.needed)
        settings: dict[str, Setting] = {name: (LIMITS[name], REQUIRED) for name in kind.needed}
        yield Form(
            title=f"{word.title().replace('_', '')}Schedule",
            meaning=kind.meaning,
            words=(word,),
            base=ScheduleBase if word in RISES_ITSELF or had == {"lr0"} else WarmedScheduleBase,
            common={"convention": (Literal[tuple(conventions)], "pytorch")},
            declared=settings | {name: (LIMITS[name] | None, None) for name in optional},
            sentences=kind.notes,
        )


class ScheduleBase(Spec):
    """What every schedule has. What is left out is as the convention has it."""

    kinds: ClassVar[Kinds] = Kinds(_forms)
    if TYPE_CHECKING:
        kind: str

    convention: str = "pytorch"
    """Whose formulas and defaults, and what is counted: epochs in PyTorch, updates in Keras."""
    every: Literal["epoch", "update"] | None = None
    """What is counted, if not what the convention counts."""

    @property
    def given(self) -> dict[str, float | tuple[float, ...]]:
        """The settings that the lesson gives, by name."""
        return self.model_dump(exclude={"kind", "convention", "every"}, exclude_none=True)


class WarmedScheduleBase(ScheduleBase):
    """What a schedule has that can wait for a warm-up."""

    warm_up: Counts | None = None
    """So many counts the rate rises in a straight line; the schedule begins behind them."""
    first_share: Portion | None = None
    """The share of the rate that the warm-up begins with."""


ScheduleSpec = Annotated[ScheduleBase, ScheduleBase.kinds]
