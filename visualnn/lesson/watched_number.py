"""What is followed through the iterations of a run, and how it is written."""

from __future__ import annotations

import math
import re

from ..dataclass import dataclass
from ..errors import UnknownNameError
from ..expr import Index
from ..ops import Array
from ..text import N_
from .measures import MEASURES

__all__ = ["WatchedNumber"]

_WATCHED = re.compile(
    r"(?:(?P<measure>[a-z_]+)\( *)?(?P<name>[\w.]+)"
    r"(?:\[(?P<index>\d{1,9}(?:,\d{1,9}){0,7})\])?(?: *\))?"
)


@dataclass(frozen=True)
class WatchedNumber:
    """What is watched: one number of a name, or a measure of all of them."""

    name: str
    index: Index = ()
    """Which number; without a measure, the empty index is a scalar's."""
    measure: str = ""
    """A name of `MEASURES` or `RUN_MEASURES`; empty for the number itself."""

    @classmethod
    def parse(cls, text: str) -> WatchedNumber:
        """What a text names: ``hidden.W[1,2]``, ``L`` or ``norm(d.hidden.W)``. Raises
        UnknownNameError if it names nothing of the kind."""
        match = _WATCHED.fullmatch(text.strip())
        if match is None or bool(match["measure"]) != text.rstrip().endswith(")"):
            raise UnknownNameError(
                N_("{text} is nothing to follow; write {one} or {measure}"),
                text=text,
                one="hidden.W[1,2]",
                measure="norm(d.hidden.W)",
            )
        index = tuple(int(i) for i in match["index"].split(",")) if match["index"] else ()
        return cls(match["name"], index, match["measure"] or "")

    def __str__(self) -> str:
        place = f"{self.name}[{','.join(map(str, self.index))}]" if self.index else self.name
        return f"{self.measure}({place})" if self.measure else place

    def of(self, values: Array) -> float:
        """The number of an array; NaN where it has none of this index. Raises KeyError for a
        measure that takes more than one array."""
        if self.measure:
            return MEASURES[self.measure](values) if values.size else math.nan
        if len(self.index) != values.ndim or any(
            i >= n for i, n in zip(self.index, values.shape, strict=True)
        ):
            return math.nan  # the last batch of an epoch may have fewer rows
        return float(values[self.index])
