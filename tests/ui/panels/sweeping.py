"""Records of geometry: where parts stand at every size of a panel, as sums of all their lengths,
and what lies under every pixel of a line.

Geometry is arithmetic without Qt and without fonts, so that it is the same on every system, and so
quick that every size can be tried: a length or a limit that changes by one pixel changes a sum.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum

import numpy as np

from tests.ui.recording import Record

CHUNK_PIXELS = 100
"""The sizes that are summed in one line of a record."""
NOTHING = -7777.0
"""What a part that has no place counts."""
WEIGHT_COUNT = 97
"""Each number counts as often as its place says, up to this; so no two make up for each other."""

USUAL_SIZE, MOST_SIZE = (620, 300), (1200, 800)
SOME_WIDTHS, SOME_HEIGHTS = (90, 240, 421, 733, 1280), (60, 110, 233, 420, 700)
LARGER = 1.5
"""The size factor of a window in which everything is larger."""

Made = Callable[[float, float, float], object]
"""Width, height and size factor → what stands where."""


def numbers_of(thing: object) -> Iterator[float]:
    """All numbers in a thing, in order; words and what is not there count as numbers too."""
    match thing:
        case None:
            yield NOTHING
        case bool() | int() | float() | np.number():
            yield float(thing)
        case Enum():
            yield from numbers_of(thing.name)
        case str():
            yield float(zlib.crc32(thing.encode()) % 9973)
        case Mapping():
            for key, value in thing.items():
                yield from numbers_of(key)
                yield from numbers_of(value)
        case np.ndarray():
            yield from thing.ravel().tolist()
        case Iterable():
            found = list(thing)
            yield float(len(found))
            for each in found:
                yield from numbers_of(each)
        case _ if is_dataclass(thing):
            for each in fields(thing):
                yield from numbers_of(getattr(thing, each.name))


def total(thing: object) -> float:
    """All numbers in a thing, each as often as its place says."""
    found = np.array(list(numbers_of(thing)))
    return float(found @ (1 + np.arange(len(found)) % WEIGHT_COUNT))


class GeometryRecord(Record):
    """A record of what geometry says."""

    def __init__(self, name: str) -> None:
        super().__init__(f"geometry/{name}")

    def sweep(self, what: str, made: Made, *, step: int = 1) -> None:
        """What is made at every width and at every height of a usual panel, at several widths with
        several heights, and larger."""
        self.say(what)
        width, height = USUAL_SIZE
        for first in range(1, MOST_SIZE[0], CHUNK_PIXELS):
            sizes = range(first, first + CHUNK_PIXELS, step)
            self._sum(f"widths from {first}", (made(w, height, 1.0) for w in sizes))
        for first in range(1, MOST_SIZE[1], CHUNK_PIXELS):
            sizes = range(first, first + CHUNK_PIXELS, step)
            self._sum(f"heights from {first}", (made(width, h, 1.0) for h in sizes))
        for w in SOME_WIDTHS:
            self._sum(f"width {w}", (made(w, h, 1.0) for h in SOME_HEIGHTS))
            self._sum(f"width {w}, larger", (made(w, h, LARGER) for h in SOME_HEIGHTS))

    def _sum(self, what: str, things: Iterable[object]) -> None:
        found = [total(thing) for thing in things]
        self.say(f"  {what}: {sum(found):.9g}")

    def each(self, what: str, find: Callable[..., object], given: Iterable[object]) -> None:
        """What a function says of each of some things: values, or tuples of arguments; the same
        answers in a row are one line."""
        self.say(what)
        last, begin, end = "", "", ""
        for one in given:
            found = find(*one) if isinstance(one, tuple) else find(one)
            said = " ".join(f"{number:.6g}" for number in numbers_of(found))
            if said != last and begin:
                self.say(f"  {begin} … {end}: {last}")
            if said != last or not begin:
                begin = _short(one)
            last, end = said, _short(one)
        self.say(f"  {begin} … {end}: {last}")

    def points(
        self, what: str, find: Callable[[float, float], object], across: range, down: range,
        *, rows: int = 12,
    ) -> None:  # fmt: skip
        """What lies under every pixel of some lines across, and of some lines down."""
        for y in range(down.start, down.stop, max(1, len(down) // rows)):
            self.each(f"{what} along y = {y}", lambda x, y=y: find(x, y), across)
        for x in range(across.start, across.stop, max(1, len(across) // rows)):
            self.each(f"{what} along x = {x}", lambda y, x=x: find(x, y), down)


def _short(thing: object) -> str:
    if isinstance(thing, tuple):
        return ",".join(map(_short, thing))
    return f"{thing:.6g}" if isinstance(thing, float) else str(thing)
