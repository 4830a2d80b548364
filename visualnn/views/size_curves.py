"""The curves of the size rule: how large the output of a layer would be at each value of one of its
settings, all others as they are. Where no output is possible the curve has a gap."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from ..dataclass import dataclass
from ..errors import SettingError, ShapeError
from ..text import N_
from .windowed_layer import WindowedLayer

__all__ = ["SETTING_TITLES", "SizeCurve", "SizeSetting", "SizeStep", "size_curves"]

SizeSetting = Literal["input", "filter", "padding", "stride", "dilation"]
SETTING_TITLES: dict[SizeSetting, str] = {
    "input": N_("input"),
    "filter": N_("filter"),
    "padding": N_("padding"),
    "stride": N_("stride"),
    "dilation": N_("dilation"),
}
"""What each setting is called, in the order of the rule."""
LEAST_VALUE_COUNTS: dict[SizeSetting, int] = {
    "input": 12,
    "filter": 9,
    "padding": 5,
    "stride": 6,
    "dilation": 5,
}
"""The least values that a curve goes over."""
VALUES_BEYOND_COUNT = 3
"""Values of a curve behind that which the layer has."""
MAX_VALUE_COUNT = 18
"""Values of a curve; of a large input those around it."""


@dataclass(frozen=True)
class SizeStep:
    """The output at one value of a setting."""

    value: int
    output: int | None
    """In places; None where no window fits, or nothing is left."""
    left_over: int = 0
    """Places at the end that no window covers."""
    sum: str = ""
    """The sum with numbers; where there is no output the refusal in one sentence (translated)."""


@dataclass(frozen=True)
class SizeCurve:
    """The output's length along one axis over the values of one setting."""

    setting: SizeSetting
    steps: tuple[SizeStep, ...]
    now: int | None
    """The value that the layer has; None for a padding that differs at the two ends."""


def size_curves(at: WindowedLayer, axis: int, *, same: bool = False) -> tuple[SizeCurve, ...]:
    """The curves of a layer along one of its axes; `same` says that its padding follows the rule of
    that name and so has no curve of its own. The average or the largest of everything has none."""
    if at.is_global:
        return ()
    now = at.size_along(axis)
    known: dict[SizeSetting, int | None] = {
        "input": now.input,
        "filter": now.filter,
        "padding": now.before if now.before == now.after else None,
        "stride": now.stride,
        "dilation": now.dilation,
    }
    if same:
        del known["padding"]
    if not at.filters:
        del known["dilation"]  # pools have none
    return tuple(
        SizeCurve(name, tuple(_steps(at, axis, name, value, same)), value)
        for name, value in known.items()
    )


def _steps(
    at: WindowedLayer, axis: int, setting: SizeSetting, now: int | None, same: bool
) -> Iterator[SizeStep]:
    for value in _values(setting, now or 0):
        changed = ("before", "after") if setting == "padding" else (setting,)
        try:
            size = at.size_along(axis, same, **dict.fromkeys(changed, value))
        except (SettingError, ShapeError) as error:
            yield SizeStep(value, None, sum=str(error))
        else:
            yield SizeStep(value, size.output, size.left_over, size.sum)


def _values(setting: SizeSetting, now: int) -> range:
    first = 0 if setting == "padding" else 1
    last = max(now + VALUES_BEYOND_COUNT, first + LEAST_VALUE_COUNTS[setting] - 1)
    return range(max(first, last + 1 - MAX_VALUE_COUNT), last + 1)
