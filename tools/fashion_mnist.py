"""Makes assets/data/fashion-mnist.npz from the full data set, which Debian packages.

    apt-get download dataset-fashion-mnist && dpkg-deb -x dataset-fashion-mnist_*.deb there
    python -m tools.fashion_mnist there/usr/share/datasets/fashion-mnist

Of the 60,000 training pictures the first 200 of each class are taken, and dealt out class by class,
0 to 9 and again, so that any first part of the file is balanced. The file comes out the same to the
byte wherever it is made with the same zlib.
"""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path

import numpy as np

from visualnn.datasets.readers.idx import read_idx
from visualnn.ops import Array

CLASS_EXAMPLE_COUNT = 200
CLASS_COUNT = 10
OUT = Path(__file__).parents[1] / "assets" / "data" / "fashion-mnist.npz"


def chosen(labels: Array) -> Array:
    """The row numbers of the first pictures of each class, the classes in turn."""
    rows = [np.flatnonzero(labels == label)[:CLASS_EXAMPLE_COUNT] for label in range(CLASS_COUNT)]
    return np.stack(rows, axis=1).ravel()


def packed(**arrays: Array) -> bytes:
    """The arrays as an npz whose bytes do not depend on the clock."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, array in arrays.items():
            member = io.BytesIO()
            np.lib.format.write_array(member, array, allow_pickle=False)
            info = zipfile.ZipInfo(f"{name}.npy", date_time=(2017, 8, 25, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, member.getvalue())
    return out.getvalue()


def main(folder: Path) -> None:
    """Read the training part in a folder and write the subset."""
    images, labels = (
        read_idx((folder / f"train-{name}-ubyte.gz").read_bytes(), name)
        for name in ("images-idx3", "labels-idx1")
    )
    rows = chosen(labels)
    OUT.write_bytes(packed(images=images[rows], labels=labels[rows]))
    print(f"{OUT}: {len(rows)} pictures, {OUT.stat().st_size} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
