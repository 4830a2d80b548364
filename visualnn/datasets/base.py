"""What a source of examples is: a class whose fields are its settings, and what it gives."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from typing import Annotated, ClassVar

from annotated_types import Interval

from ..dataclass import dataclass
from ..errors import SettingError
from ..ops import Array

Examples = tuple[Array, Array]
"""Inputs ``(rows, …)`` and targets ``(rows, …)``."""


@dataclass(frozen=True)
class DataSource(ABC):
    """Where examples come from. The same settings and the same seed give the same examples."""

    title: ClassVar[str]
    """A catalogue entry (English)."""
    credit: ClassVar[str] = ""
    """Whom the data are owed to, and under which licence."""

    @property
    def is_sequence(self) -> bool:
        """Whether examples are (time, feature)."""
        return False

    @property
    def classes(self) -> int | None:
        """How many classes the targets number from 0; None where they are no classes."""
        return None

    @property
    def names(self) -> tuple[str, ...]:
        """What the classes are called, in their order; empty where they have no names."""
        return ()

    @abstractmethod
    def examples(self, seed: int) -> Examples:
        """All examples in their order, made anew."""


MAX_ROW_COUNT = 100_000
"""Examples that a source makes up at most."""
Count = Annotated[int, Interval(ge=1, le=MAX_ROW_COUNT)]
"""How many examples a source makes up."""
Spread = Annotated[float, Interval(ge=0, le=1e6)]
"""A standard deviation, or a distance."""


def check_whole(least: int, most: int, **settings: int) -> None:
    """Raise SettingError for the first of these settings that is no whole number in the range."""
    for setting, value in settings.items():
        if value % 1 or not least <= value <= most:
            raise SettingError(
                "{setting} must be a whole number from {least} to {most}, not {value}",
                setting=setting,
                least=least,
                most=most,
                value=value,
            )


def check_range(least: float, most: float, **settings: float) -> None:
    """Raise SettingError for the first of these settings that is not in the range."""
    for setting, value in settings.items():
        if not math.isfinite(value) or not least <= value <= most:
            raise SettingError(
                "{setting} must be a number from {least} to {most}, not {value}",
                setting=setting,
                least=least,
                most=most,
                value=value,
            )
