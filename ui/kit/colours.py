"""Colours: what colour a number has.

A signed number is warm above zero, cool below, and the colour of zero (white or charcoal) in the
middle; the two arms are equally long and even in Oklab, so that twice the number looks twice as
far from zero on either side. An unsigned number (the brightness of an image) is a grey. NaN and
infinity have a colour that nothing else has.

A scale is a table of 256 colours. Entry 0 is for numbers that are not finite; the others are
symmetric about entry 128, so zero is exactly the colour of zero.
"""

import math
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from ui.kit.theme import THEMES, Theme
from ui.kit.tint import from_oklab, ink_on, luminance, mix, to_oklab
from visualnn.dataclass import dataclass

__all__ = ["ColourScale", "diverging", "grey", "ink_on", "limit_of", "to_image"]

_MIDDLE_INDEX: Final = 128  # the entry of zero in a signed scale
_MIN_CHROMA_SHARE: Final = 0.25  # the share of colour in the weakest line
_MIN_LUMINANCE: Final = 0.26
"""The luminance that the ends of a light scale have at least, so that every number on it is black
and easily read; near 0.18, where black and white read equally well, neither does in small print."""
_ARM_STEP_COUNT: Final = 127  # entries on either side of it


@dataclass(frozen=True, eq=False)
class ColourScale:
    """A table from numbers to colours.

    ``table``, (256,), holds 0xffRRGGBB as QImage.Format_RGB32 wants it; ``colours`` and ``inks``
    hold the same as QColor, and black or white for what is written on them. ``strokes`` are the
    colours of lines, on which nothing is written: they go further, to the theme's own.
    """

    signed: bool
    table: NDArray[np.uint32]
    colours: tuple[QColor, ...]
    inks: tuple[QColor, ...]
    strokes: tuple[QColor, ...]

    def entries(self, values: NDArray[Any], limit: float) -> NDArray[np.uint8]:
        """The entry of each value, same shape; values beyond ±limit get the last colour."""
        reach = limit if limit > 0.0 else 1.0
        first, length = (_MIDDLE_INDEX, _ARM_STEP_COUNT) if self.signed else (1, 254)
        with np.errstate(over="ignore", invalid="ignore"):
            places = np.divide(values, reach, dtype=np.float64, casting="unsafe")
        finite = np.isfinite(values)
        if not finite.all():
            places = np.where(finite, places, 0.0)
        np.clip(places, -1.0 if self.signed else 0.0, 1.0, out=places)
        places *= length
        places += first + 0.5  # the cast cuts off, so a half makes it round
        entries: NDArray[np.uint8] = places.astype(np.uint8)
        if not finite.all():
            entries[~finite] = 0
        return entries

    def entry(self, value: float, limit: float) -> int:
        """The entry of one value: an index into ``colours`` and ``inks``."""
        if not math.isfinite(value):
            return 0
        share = value / limit if limit > 0.0 else value
        if self.signed:
            return int(_MIDDLE_INDEX + 0.5 + _ARM_STEP_COUNT * min(1.0, max(-1.0, share)))
        return int(1.5 + 254 * min(1.0, max(0.0, share)))

    def colour(self, value: float, limit: float) -> QColor:
        """The colour of one value."""
        return self.colours[self.entry(value, limit)]

    def stroke(self, value: float, limit: float) -> QColor:
        """The colour of a thin line for one value: as ``colour``, but never lost on the surface.

        The weakest line already has a quarter of the full colour; zero itself has none.
        """
        if value == 0.0 or not math.isfinite(value):
            return self.colour(value, limit)
        share = math.copysign(_MIN_CHROMA_SHARE, value) + (1.0 - _MIN_CHROMA_SHARE) * value / (
            limit or 1.0
        )
        return self.strokes[self.entry(share, 1.0)]

    def ink(self, value: float, limit: float) -> QColor:
        """Black or white, whichever reads better on the colour of the value."""
        return self.inks[self.entry(value, limit)]


def diverging(theme: Theme) -> ColourScale:
    """The scale of signed numbers: cool below zero, warm above."""
    return _diverging(theme.name)


def grey(theme: Theme) -> ColourScale:
    """The scale of unsigned numbers: black at 0, white at the limit, as images are stored."""
    return _grey(theme.name)


def limit_of(values: NDArray[Any]) -> float:
    """The largest distance from zero among the finite values; 0.0 if there is none.

    A scale from −limit to +limit shows all of them. Keeping it still while the numbers move is
    the business of the panel.
    """
    low, high = (float(values.min()), float(values.max())) if values.size else (0.0, 0.0)
    if not (np.isfinite(low) and np.isfinite(high)):
        finite = values[np.isfinite(values)]
        return limit_of(finite)
    return max(-low, high, 0.0)


def to_image(values: NDArray[Any], limit: float, scale: ColourScale) -> QImage:
    """A picture with one pixel for each value, (rows, columns) → columns × rows pixels.

    Raises ValueError if the array does not have two axes or is empty.
    """
    if values.ndim != 2 or values.size == 0:
        raise ValueError(f"A picture needs rows and columns; the shape is {values.shape}.")
    rows, columns = values.shape
    image = QImage(columns, rows, QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.bits(), dtype=np.uint32).reshape(rows, columns)
    np.take(scale.table, scale.entries(values, limit), out=pixels, mode="clip")
    return image


@cache
def _diverging(name: str) -> ColourScale:
    theme = THEMES[name]
    full = _arms(theme.zero, theme.negative, theme.positive)
    share = 1.0
    if not theme.dark:
        while any(
            luminance(mix(theme.zero, end, share)) < _MIN_LUMINANCE
            for end in (theme.negative, theme.positive)
        ):
            share -= 0.01
    ends = (mix(theme.zero, end, share) for end in (theme.negative, theme.positive))
    return _scale(True, theme, _arms(theme.zero, *ends), full)


def _arms(middle: QColor, low: QColor, high: QColor) -> NDArray[np.uint8]:
    """255 colours from one over the middle to the other, (255, 3), even in Oklab."""
    zero, cool, warm = (np.array(to_oklab(colour)) for colour in (middle, low, high))
    way = np.linspace(0.0, 1.0, _ARM_STEP_COUNT + 1)[:, None]
    below, above = zero + way[:0:-1] * (cool - zero), zero + way * (warm - zero)
    return np.array([from_oklab(lab) for lab in np.concatenate([below, above]).tolist()], np.uint8)


@cache
def _grey(name: str) -> ColourScale:
    shades = np.rint(np.linspace(0, 255, 255)).astype(np.uint8)
    return _scale(False, THEMES[name], np.repeat(shades[:, None], 3, axis=1))


def _scale(
    signed: bool,
    theme: Theme,
    colours: NDArray[np.uint8],
    strokes: NDArray[np.uint8] | None = None,
) -> ColourScale:
    """Make a scale of 255 colours, (255, 3), and the theme's colour for what is not finite."""
    mark = theme.not_finite
    channels = np.concatenate([[[mark.red(), mark.green(), mark.blue()]], colours])
    red, green, blue = channels.astype(np.uint32).T
    table = np.uint32(0xFF000000) | red << np.uint32(16) | green << np.uint32(8) | blue
    table.flags.writeable = False
    made = tuple(QColor(*channel) for channel in channels.tolist())
    lines = made
    if strokes is not None:
        lines = (made[0], *(QColor(*channel) for channel in strokes.tolist()))
    return ColourScale(signed, table, made, tuple(ink_on(colour) for colour in made), lines)
