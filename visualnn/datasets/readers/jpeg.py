"""JPEG pictures, decoded by Pillow, which is an extra: 8 bits, grey or RGB, under PNG's limits.

A camera's note on how it was held is followed: the picture stands upright, as it is shown
everywhere. Nothing but JPEG is tried, whatever a file is called.
"""

from __future__ import annotations

import warnings
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np

from ...errors import DataError
from ...text import N_
from .png import Scan, refuse_size

if TYPE_CHECKING:
    from PIL import Image

SIGNATURE = b"\xff\xd8\xff"
COLOUR_TYPES = {"L": 0, "RGB": 2}
"""Pillow's mode → the colour type that PNG has for it."""


def scanned_jpeg(content: bytes, file: str) -> Scan:
    """A JPEG picture as the lines of a PNG picture without filters. Raises DataError, also where
    Pillow is not installed."""
    try:
        from PIL import Image, ImageOps
    except ImportError:
        raise DataError(
            N_("{file} is a JPEG picture; what reads those comes with: {command}"),
            file=file,
            command='python -m pip install "visualnn[jpeg]"',
        ) from None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(BytesIO(content), formats=["JPEG"]) as opened:
                _refuse(opened, file)  # its header is read, no pixel yet
                upright = ImageOps.exif_transpose(opened)
                pixels = np.asarray(upright, np.uint8)
    except (OSError, SyntaxError, ValueError, Warning, Image.DecompressionBombError):
        raise DataError(N_("{file} is a damaged JPEG picture; save it again"), file=file) from None
    height, width = pixels.shape[:2]
    rows = pixels.reshape(height, -1)
    lines = np.zeros((height, 1 + rows.shape[1]), np.uint8)
    lines[:, 1:] = rows
    return Scan(width, height, 8, 0 if pixels.ndim == 2 else 2, lines.tobytes())


def _refuse(opened: Image.Image, file: str) -> None:
    """Raise DataError for what is too large, or has other colours than grey or RGB."""
    refuse_size(*opened.size, file)
    if opened.mode not in COLOUR_TYPES:
        raise DataError(
            N_("{file} has the colours {mode}; save it as RGB or as grey"),
            file=file,
            mode=opened.mode,
        )
