"""Where a network is drawn: a graph of layers from left to right, each layer a block of units.

A block stands in the column of its rank, the longest way that leads to it from the input. Blocks of
the same rank share their column. A way that jumps over a column runs in a lane of its own above the
blocks. At the right end stand the targets, level with the outputs they belong to, and the loss.

All lengths are logical pixels, y grows downwards.
"""

from __future__ import annotations

from .blocks import (
    LOSS,
    LOSSES,
    TARGET,
    OutputColumn,
    PlacedBlock,
    Sizes,
    Tiles,
    UnplacedBlock,
    UnplacedSteps,
)
from .columns import CLOSE_COLUMN_COUNT, arrange, in_sight, ranks_of
from .layout import NetworkLayout, Route
from .lines import along, distance, edge, nearest
from .neighbours import Direction, beside_step, neighbour
from .rect import Point, Rect, Segment
from .recurrent import HiddenSteps, PlacedStep, PlacedSteps

__all__ = [
    "CLOSE_COLUMN_COUNT",
    "LOSS",
    "LOSSES",
    "TARGET",
    "Direction",
    "HiddenSteps",
    "NetworkLayout",
    "OutputColumn",
    "PlacedBlock",
    "PlacedStep",
    "PlacedSteps",
    "Point",
    "Rect",
    "Route",
    "Segment",
    "Sizes",
    "Tiles",
    "UnplacedBlock",
    "UnplacedSteps",
    "along",
    "arrange",
    "beside_step",
    "distance",
    "edge",
    "in_sight",
    "nearest",
    "neighbour",
    "ranks_of",
]
