"""Where examples come from: functions of their settings and a seed, and data files that lie beside
the program."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

import numpy as np

from .errors import SettingError
from .initializers import generator
from .ops import Array
from .resources import resource
from .text import N_


@dataclass(frozen=True)
class Dataset:
    """Inputs ``(rows, …)`` and targets ``(rows, outputs)`` as float64, split into training and
    validation."""

    x: Array
    t: Array
    val_x: Array
    val_t: Array
    title: str
    credit: str = ""


_CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
_GATES: dict[str, tuple[str, list[float]]] = {
    "and": ("AND", [0, 0, 0, 1]),
    "or": ("OR", [0, 1, 1, 1]),
    "nand": ("NAND", [1, 1, 1, 0]),
    "xor": ("XOR", [0, 1, 1, 0]),
}

DIGITS_ROWS = 1797
DIGITS_SIDE = 8


def digits() -> tuple[Array, Array]:
    """Handwritten digits: 1,797 pictures of 8×8 with values 0 to 16 in rows of 64, and their class
    0 to 9.

    Source: UCI, Optical Recognition of Handwritten Digits (Alpaydin & Kaynak 1998), the test part,
    as shipped
    with scikit-learn.
    """
    with gzip.open(resource("assets/data/digits.csv.gz"), "rt", encoding="ascii") as file:
        table = np.loadtxt(file, delimiter=",", dtype=np.float64)
    if table.shape != (DIGITS_ROWS, DIGITS_SIDE**2 + 1):
        raise SettingError("the data file of the digits is damaged; install visualnn again")
    return table[:, :-1], table[:, -1:]


def gate(name: str) -> tuple[Array, Array]:
    """The four rows of a logic gate's truth table."""
    return _CORNERS.copy(), np.array(_GATES[name][1], np.float64)[:, None]


SOURCES: MappingProxyType[str, tuple[str, Callable[[], tuple[Array, Array]]]] = MappingProxyType(
    {
        **{name: (title, partial(gate, name)) for name, (title, _) in _GATES.items()},
        "digits": (N_("Handwritten digits"), digits),
    }
)
"""Name → title (a catalogue entry) and the function that gives inputs and targets."""

_CREDITS = MappingProxyType(
    {"digits": "UCI, Optical Recognition of Handwritten Digits (Alpaydin & Kaynak), CC BY 4.0"}
)


def load(
    source: str,
    *,
    seed: int,
    validation: float = 0.0,
    table: tuple[Sequence[Sequence[float]], Sequence[Sequence[float]]] | None = None,
) -> Dataset:
    """A data set by name, or the given table, split by a shuffle that depends on the seed alone.

    `validation` is the fraction of rows set aside, rounded to whole rows. Raises SettingError for
    an unknown name or
    if a part would be left without rows.
    """
    if table is not None:
        title, (x, t) = (
            N_("Table"),
            (np.array(table[0], np.float64), np.array(table[1], np.float64)),
        )
    elif source in SOURCES:
        title, read = SOURCES[source]
        x, t = read()
    else:
        raise SettingError(
            "unknown data {source}; known are {known}", source=source, known=", ".join(SOURCES)
        )
    if len(x) != len(t) or not len(x):
        raise SettingError(
            "data need a target for every row: {rows} rows, {targets} targets",
            rows=len(x),
            targets=len(t),
        )
    aside = round(len(x) * validation)
    if validation and not 0 < aside < len(x):
        raise SettingError(
            "a validation part of {part} leaves nothing to train on or nothing to check: "
            "{rows} rows",
            part=validation,
            rows=len(x),
        )
    order = generator(seed, "split").permutation(len(x)) if aside else np.arange(len(x))
    train, held = np.sort(order[aside:]), np.sort(order[:aside])
    return Dataset(x[train], t[train], x[held], t[held], title, _CREDITS.get(source, ""))
