"""Make `assets/data/photographs.npz` from the pictures that scikit-image ships.

    python -m tools.photographs FOLDER

FOLDER holds `chelsea.png` and `coffee.png`, as they lie in `skimage/data` of scikit-image 0.26.0.
The middle square of each is made 256 × 256 pixels large; nothing else is changed.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from tools.fashion_mnist import packed
from visualnn.datasets.photographs import SIDE_PIXELS, resampled
from visualnn.datasets.readers.png import read_png

NAMES = ("chelsea.png", "coffee.png")
TARGET = Path(__file__).parent.parent / "assets" / "data" / "photographs.npz"


def main(folder: Path) -> None:
    """Write the file."""
    made = []
    for name in NAMES:
        picture = np.asarray(read_png((folder / name).read_bytes(), name), np.float64)
        made.append(resampled(picture, SIDE_PIXELS, SIDE_PIXELS))
    pictures = np.rint(np.clip(np.stack(made), 0, 255)).astype(np.uint8)
    TARGET.write_bytes(packed(pictures=pictures))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
