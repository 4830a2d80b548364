"""Examples that are changed a little, differently in each iteration.

`draws` says how far each example goes, `moves` moves, brightens and removes pixels, `places` turns
and enlarges.
"""

from .draws import DrawnAmount, DrawnFlip, DrawnHoles, DrawnShift
from .moves import Brighten, FlipLeftRight, FlipUpDown, RemovePixels, Shift
from .places import (
    RotatedColumns,
    RotatedRows,
    SampleBilinear,
    SampleNearest,
    ScaledColumns,
    ScaledRows,
)

__all__ = [
    "Brighten",
    "DrawnAmount",
    "DrawnFlip",
    "DrawnHoles",
    "DrawnShift",
    "FlipLeftRight",
    "FlipUpDown",
    "RemovePixels",
    "RotatedColumns",
    "RotatedRows",
    "SampleBilinear",
    "SampleNearest",
    "ScaledColumns",
    "ScaledRows",
    "Shift",
]
