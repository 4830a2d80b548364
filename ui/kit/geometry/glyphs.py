"""Glyphs: small shapes that are told apart without colour, as lines and areas about a middle."""

from __future__ import annotations

import math

from visualnn.dataclass import dataclass

__all__ = ["GLYPHS", "Glyph"]

Point = tuple[float, float]


@dataclass(frozen=True)
class Glyph:
    """One shape, about (0, 0), that reaches one unit far; y goes down."""

    name: str
    polygon: tuple[Point, ...] = ()
    """The corners of an area; empty for a disc or for lines alone."""
    disc: float = 0.0
    """The radius of a disc, 0 where there is none."""
    lines: tuple[tuple[Point, Point], ...] = ()
    """Strokes over it."""
    is_filled: bool = True
    """Whether its area is filled; otherwise only its edge is drawn."""


def _turned(corners: tuple[Point, ...], degrees: float) -> tuple[Point, ...]:
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return tuple((c * x - s * y, s * x + c * y) for x, y in corners)


def _regular(corners: int) -> tuple[Point, ...]:
    """A polygon with one corner at the top."""
    return _turned(
        tuple(
            (math.sin(2 * math.pi * n / corners), -math.cos(2 * math.pi * n / corners))
            for n in range(corners)
        ),
        0.0,
    )


_SQUARE = ((-0.8, -0.8), (0.8, -0.8), (0.8, 0.8), (-0.8, 0.8))
_DIAMOND = ((0.0, -1.1), (1.1, 0.0), (0.0, 1.1), (-1.1, 0.0))
_UP, _DOWN = _regular(3), _turned(_regular(3), 180.0)
_LEFT, _RIGHT = _turned(_regular(3), -90.0), _turned(_regular(3), 90.0)
_PLUS = (((-1.0, 0.0), (1.0, 0.0)), ((0.0, -1.0), (0.0, 1.0)))
_TIMES = (((-0.8, -0.8), (0.8, 0.8)), ((-0.8, 0.8), (0.8, -0.8)))

GLYPHS: tuple[Glyph, ...] = (
    Glyph("disc", disc=0.9),
    Glyph("square", _SQUARE),
    Glyph("triangle", _UP),
    Glyph("diamond", _DIAMOND),
    Glyph("ring", disc=0.9, is_filled=False),
    Glyph("cross", lines=_TIMES),
    Glyph("triangle down", _DOWN),
    Glyph("frame", _SQUARE, is_filled=False),
    Glyph("plus", lines=_PLUS),
    Glyph("triangle left", _LEFT),
    Glyph("hollow diamond", _DIAMOND, is_filled=False),
    Glyph("star", lines=(*_PLUS, *_TIMES)),
    Glyph("triangle right", _RIGHT),
    Glyph("hollow triangle", _UP, is_filled=False),
    Glyph("bar", ((-1.0, -0.4), (1.0, -0.4), (1.0, 0.4), (-1.0, 0.4))),
    Glyph("ring with a cross", disc=0.9, lines=_PLUS, is_filled=False),
)
"""In an order in which neighbours look least alike."""
