"""Tint: arithmetic with colours, as the eye has it.

Colours are mixed in Oklab, a space in which equal distances look about equal; contrast is the
ratio of the Web Content Accessibility Guidelines, 1 (the same) to 21 (black on white).

Sources: B. Ottosson, "A perceptual color space for image processing" (2020); WCAG 2.2, "contrast
ratio" and "relative luminance".
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

__all__ = ["contrast", "from_oklab", "ink_on", "luminance", "mix", "to_oklab"]

Array = NDArray[np.float64]

BLACK = QColor(0, 0, 0)
WHITE = QColor(255, 255, 255)

_LINEAR_TO_CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_CONES_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
_LAB_TO_CONES = np.linalg.inv(_CONES_TO_LAB)
_CONES_TO_LINEAR = np.linalg.inv(_LINEAR_TO_CONES)


def to_oklab(colour: QColor) -> Array:
    """Lightness, green–red and blue–yellow of a colour, shape (3,)."""
    cones = _LINEAR_TO_CONES @ _linear(colour)
    return np.asarray(_CONES_TO_LAB @ np.cbrt(cones))


def from_oklab(lab: Array) -> NDArray[np.uint8]:
    """Red, green and blue of 0..255 for Oklab colours, (..., 3) → (..., 3), clipped to sRGB."""
    linear = np.clip((lab @ _LAB_TO_CONES.T) ** 3 @ _CONES_TO_LINEAR.T, 0.0, 1.0)
    encoded = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return np.rint(encoded * 255.0).astype(np.uint8)


def mix(one: QColor, other: QColor, share: float) -> QColor:
    """An opaque colour on the way from ``one`` to ``other``; ``share`` 0 is one, 1 the other.

    What a translucent layer would give, without its cost: blending while painting is many times
    slower than painting in a colour that was blended before.
    """
    return _mixed(one.rgb(), other.rgb(), share)


def luminance(colour: QColor) -> float:
    """How light a colour is, 0 (black) to 1 (white)."""
    return float(_linear(colour) @ (0.2126, 0.7152, 0.0722))


def contrast(one: QColor, other: QColor) -> float:
    """The contrast ratio of two colours, 1 to 21; text needs at least 4.5."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def ink_on(colour: QColor | int) -> QColor:
    """Black or white, whichever reads better on a colour; the contrast is always above 4.5."""
    return _ink_on(colour if isinstance(colour, int) else colour.rgb())


@lru_cache(maxsize=1024)
def _ink_on(rgb: int) -> QColor:
    # Black and white read equally well where (L + 0.05)² = 0.05 · 1.05.
    return BLACK if luminance(QColor(rgb)) > 0.1791 else WHITE


@lru_cache(maxsize=1024)
def _mixed(one: int, other: int, share: float) -> QColor:
    start, end = to_oklab(QColor(one)), to_oklab(QColor(other))
    red, green, blue = from_oklab(start + (end - start) * share).tolist()
    return QColor(red, green, blue)


def _linear(colour: QColor) -> Array:
    encoded = np.array([colour.red(), colour.green(), colour.blue()]) / 255.0
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
