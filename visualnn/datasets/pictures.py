"""Pictures that come with the program, as rows of pixels: digits and Fashion-MNIST."""

from __future__ import annotations

import gzip
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from annotated_types import Interval

from ..dataclass import dataclass
from ..errors import SettingError
from ..resources import resource
from ..text import N_
from .base import DataSource, Examples, check_whole
from .readers.idx import read_idx
from .readers.limits import content_of
from .readers.npz import read_npz

DIGITS_ROW_COUNT = 1797
DIGITS_SIDE_PIXELS = 8


@cache
def _digits() -> Examples:
    with gzip.open(resource("assets/data/digits.csv.gz"), "rt", encoding="ascii") as file:
        table = np.loadtxt(file, delimiter=",", dtype=np.float64)
    if table.shape != (DIGITS_ROW_COUNT, DIGITS_SIDE_PIXELS**2 + 1):
        raise SettingError("the data file of the digits is damaged; install visualnn again")
    return table[:, :-1], table[:, -1:]


@dataclass(frozen=True)
class Digits(DataSource):
    """Handwritten digits, 8 × 8 pixels of 0 to 16.

    Each picture is a row of 64, its class 0 to 9.

    Source: UCI, Optical Recognition of Handwritten Digits (Alpaydin & Kaynak 1998), the test part,
    as shipped with scikit-learn.
    """

    n: Annotated[int, Interval(ge=1, le=DIGITS_ROW_COUNT)] = DIGITS_ROW_COUNT
    """Only the first so many."""

    title = N_("Handwritten digits")
    credit = "UCI, Optical Recognition of Handwritten Digits (Alpaydin & Kaynak), CC BY 4.0"

    def __post_init__(self) -> None:
        check_whole(1, DIGITS_ROW_COUNT, n=self.n)

    @property
    def classes(self) -> int:
        return 10

    @property
    def names(self) -> tuple[str, ...]:
        return tuple("0123456789")

    def examples(self, seed: int) -> Examples:
        x, t = _digits()
        return x[: self.n].copy(), t[: self.n].copy()


FASHION_ROW_COUNT = 2000
FASHION_TRAIN_ROW_COUNT = 60_000
FASHION_TEST_ROW_COUNT = 10_000
FASHION_FOLDERS = ("/usr/share/datasets/fashion-mnist", "/usr/local/share/datasets/fashion-mnist")
"""Where Debian's package `dataset-fashion-mnist` puts the whole of it."""


@cache
def _fashion() -> Examples:
    content = resource("assets/data/fashion-mnist.npz").read_bytes()
    arrays = read_npz(content, "fashion-mnist.npz")
    return arrays["images"].reshape(FASHION_ROW_COUNT, -1), arrays["labels"][:, None]


def _installed(part: str) -> Examples:
    """All pictures of a part and their classes, where the package is installed."""
    folder = next((found for found in map(Path, FASHION_FOLDERS) if found.is_dir()), None)
    if folder is None:
        raise SettingError(
            "all of Fashion-MNIST is not installed here; on Debian and Ubuntu the package is "
            "dataset-fashion-mnist, and part = subset needs nothing"
        )
    prefix = "train" if part == "train" else "t10k"
    images, labels = (
        read_idx(content_of(folder / f"{prefix}-{name}-ubyte.gz"), name)
        for name in ("images-idx3", "labels-idx1")
    )
    return images.reshape(len(images), -1), labels[:, None]


@dataclass(frozen=True)
class FashionMNIST(DataSource):
    """Pieces of clothing, 28 × 28 pixels of 0 to 255.

    Each picture is a row of 784, its class 0 to 9.

    Source: Xiao, Rasul & Vollgraf 2017, Fashion-MNIST. `subset` is the first 200 training pictures
    of each class, the classes in turn; `train` and `test` are all 60,000 and 10,000, where
    Debian's package is installed.
    """

    n: Annotated[int, Interval(ge=1, le=FASHION_TRAIN_ROW_COUNT)] | None = None
    """Only the first so many; every ten have one of each class."""
    part: Literal["subset", "train", "test"] = "subset"
    """The 2,000 pictures that come with the program, or all of a part where they are installed."""

    title = N_("Fashion-MNIST")
    credit = "Fashion-MNIST (Xiao, Rasul & Vollgraf, Zalando SE 2017), MIT"

    def __post_init__(self) -> None:
        if self.part not in _PARTS:
            raise SettingError(
                "unknown part {part}; there are {known}", part=self.part, known=", ".join(_PARTS)
            )
        if self.n is not None:
            check_whole(1, _PARTS[self.part], n=self.n)

    @property
    def classes(self) -> int:
        return 10

    @property
    def names(self) -> tuple[str, ...]:
        return FASHION_NAMES

    def examples(self, seed: int) -> Examples:
        x, t = _fashion() if self.part == "subset" else _installed(self.part)
        return x[: self.n].copy(), t[: self.n].copy()


_PARTS = {
    "subset": FASHION_ROW_COUNT,
    "train": FASHION_TRAIN_ROW_COUNT,
    "test": FASHION_TEST_ROW_COUNT,
}
FASHION_NAMES = (
    N_("T-shirt/top"),
    N_("Trouser"),
    N_("Pullover"),
    N_("Dress"),
    N_("Coat"),
    N_("Sandal"),
    N_("Shirt"),
    N_("Sneaker"),
    N_("Bag"),
    N_("Ankle boot"),
)
