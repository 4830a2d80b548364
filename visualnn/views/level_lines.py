"""Lines of equal height on a grid: contourpy's marching squares."""

from __future__ import annotations

import numpy as np
from contourpy import (
    ContourGenerator,
    FillType,
    LineType,
    SerialContourGenerator,
    ZInterp,
    contour_generator,
)

from ..ops import Array

__all__ = ["level_lines"]


def level_lines(x: Array, y: Array, heights: Array) -> ContourGenerator:
    """What finds the lines of heights ``(len(y), len(x))`` on a grid of places.

    `contourpy.contour_generator` looks for masked numbers first, which takes six times as long as
    the rest and brings `numpy.ma` along. Where every height is finite there is nothing to mask,
    and the same generator is made without.
    """
    if not np.isfinite(heights).all():
        return contour_generator(x, y, heights)
    rows, columns = heights.shape
    return SerialContourGenerator(
        *np.meshgrid(np.asarray(x, np.float64), np.asarray(y, np.float64)),
        np.ascontiguousarray(heights, np.float64),
        None,  # type: ignore[arg-type]
        x_chunk_size=columns - 1,
        y_chunk_size=rows - 1,
        line_type=LineType.Separate,
        fill_type=FillType.OuterOffset,
        corner_mask=True,
        quad_as_tri=False,
        z_interp=ZInterp.Linear,
    )
