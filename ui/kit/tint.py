"""Tint: arithmetic with colours, as the eye has it.

Colours are mixed in Oklab, a space in which equal distances look about equal; contrast is the
ratio of the Web Content Accessibility Guidelines, 1 (the same) to 21 (black on white).

Sources: B. Ottosson, "A perceptual color space for image processing" (2020); WCAG 2.2, "contrast
ratio" and "relative luminance".
"""

from collections.abc import Sequence
from functools import lru_cache

from PySide6.QtGui import QColor

__all__ = ["contrast", "from_oklab", "ink_on", "luminance", "mix", "to_oklab"]

# Plain numbers instead of arrays: the window needs colours before it can afford to import NumPy.
Triple = tuple[float, float, float]
Matrix = tuple[Triple, Triple, Triple]

BLACK = QColor(0, 0, 0)
WHITE = QColor(255, 255, 255)

_LINEAR_TO_CONES: Matrix = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
_CONES_TO_LAB: Matrix = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)
_LAB_TO_CONES: Matrix = (
    (1.0, 0.3963377774, 0.2158037573),
    (1.0, -0.1055613458, -0.0638541728),
    (1.0, -0.0894841775, -1.2914855480),
)
_CONES_TO_LINEAR: Matrix = (
    (4.0767416621, -3.3077115913, 0.2309699292),
    (-1.2684380046, 2.6097574011, -0.3413193965),
    (-0.0041960863, -0.7034186147, 1.7076147010),
)


def to_oklab(colour: QColor) -> Triple:
    """Lightness, green–red and blue–yellow of a colour."""
    red, green, blue = (cone ** (1 / 3) for cone in _times(_LINEAR_TO_CONES, _linear(colour)))
    return _times(_CONES_TO_LAB, (red, green, blue))


def from_oklab(lab: Sequence[float]) -> tuple[int, int, int]:
    """Red, green and blue of 0..255 for an Oklab colour, clipped to sRGB."""
    first, second, third = (cone**3 for cone in _times(_LAB_TO_CONES, lab))
    red, green, blue = map(_encoded, _times(_CONES_TO_LINEAR, (first, second, third)))
    return red, green, blue


def _times(matrix: Matrix, vector: Sequence[float]) -> Triple:
    x, y, z = vector
    first, second, third = (a * x + b * y + c * z for a, b, c in matrix)
    return first, second, third


def _encoded(linear: float) -> int:
    light = min(max(linear, 0.0), 1.0)
    encoded = 12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055
    return round(encoded * 255.0)


def mix(one: QColor, other: QColor, share: float) -> QColor:
    """An opaque colour on the way from ``one`` to ``other``; ``share`` 0 is one, 1 the other.

    What a translucent layer would give, without its cost: blending while painting is many times
    slower than painting in a colour that was blended before.
    """
    return _mixed(one.rgb(), other.rgb(), share)


def luminance(colour: QColor) -> float:
    """The luminance of a colour, 0 (black) to 1 (white)."""
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


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
    return QColor(*from_oklab([a + (b - a) * share for a, b in zip(start, end, strict=True)]))


def _linear(colour: QColor) -> Triple:
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (colour.red() / 255, colour.green() / 255, colour.blue() / 255)
    )
    return red, green, blue
