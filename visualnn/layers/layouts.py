"""How each layer's parameters lie in memory, and where PyTorch and Keras keep the same numbers.

The table of the README is made from this, and so are the parameters that :meth:`Model.set_layer`
takes from another library: neither is written twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from ..errors import SettingError, UnknownNameError
from ..ops import Array


@dataclass(frozen=True)
class Origin:
    """Where a library keeps a parameter: the name of its array, which part of it, in which order
    of axes."""

    name: str
    part: int | None = None
    axes: tuple[int, ...] = ()

    def take(self, arrays: Mapping[str, Array]) -> Array:
        """The parameter as it lies here; raises UnknownNameError where its array is missing."""
        if self.name not in arrays:
            raise UnknownNameError(
                "{name} is missing; there are {known}", name=self.name, known=", ".join(arrays)
            )
        array = np.asarray(arrays[self.name])
        array = array if self.part is None else array[self.part]
        return array.transpose(self.axes) if self.axes else array

    def __str__(self) -> str:
        part = "" if self.part is None else f"[{self.part}]"
        turned = ".T" if self.axes == (1, 0) else f".transpose{self.axes}" if self.axes else ""
        return f"{self.name}{part}{turned}"


@dataclass(frozen=True)
class Layout:
    """One parameter of a kind of layer: its word, its axes, and where the libraries keep it."""

    word: str
    axes: tuple[str, ...]
    pytorch: Origin | None = None
    keras: Origin | None = None

    def origin(self, library: str) -> Origin | None:
        return {"pytorch": self.pytorch, "keras": self.keras}[library]


_TURNED = (1, 0)
_b = Layout("b", ("units",), Origin("bias"), Origin("bias"))
_dense = (Layout("W", ("in", "units"), Origin("weight", axes=_TURNED), Origin("kernel")), _b)


def _filters(*axes: str, turned: tuple[int, ...]) -> tuple[Layout, ...]:
    W = Layout("W", axes, Origin("weight"), Origin("kernel", axes=turned))
    return W, Layout("b", ("filters",), Origin("bias"), Origin("bias"))


def _recurrent(gates: int) -> tuple[Layout, ...]:
    columns = "units" if gates == 1 else f"{gates}·units"
    # a bias of two rows belongs to Keras' GRU, which has one for inputs and one for memory
    two = gates == 3
    return (
        Layout("W_ih", ("in", columns), Origin("weight_ih_l0", axes=_TURNED), Origin("kernel")),
        Layout(
            "W_hh",
            ("units", columns),
            Origin("weight_hh_l0", axes=_TURNED),
            Origin("recurrent_kernel"),
        ),
        Layout("b_ih", (columns,), Origin("bias_ih_l0"), Origin("bias", part=0) if two else None),
        Layout("b_hh", (columns,), Origin("bias_hh_l0"), Origin("bias", part=1) if two else None),
        Layout("b", (columns,), None, Origin("bias")),
    )


_norm = (
    Layout("gamma", ("channels",), Origin("weight"), Origin("gamma")),
    Layout("beta", ("channels",), Origin("bias"), Origin("beta")),
)

LAYOUTS: Mapping[str, tuple[Layout, ...]] = MappingProxyType(
    {
        "dense": _dense,
        "dense_steps": _dense,
        "conv1d": _filters("filters", "in/groups", "width", turned=(2, 1, 0)),
        "conv2d": _filters("filters", "in/groups", "height", "width", turned=(3, 2, 0, 1)),
        "conv_transpose1d": _filters("in", "filters/groups", "width", turned=(2, 1, 0)),
        "conv_transpose2d": _filters(
            "in", "filters/groups", "height", "width", turned=(3, 2, 0, 1)
        ),
        "batch_norm": (
            *_norm,
            Layout("running_mean", ("channels",), Origin("running_mean"), Origin("moving_mean")),
            Layout("running_var", ("channels",), Origin("running_var"), Origin("moving_variance")),
        ),
        "layer_norm": _norm,
        "embedding": (Layout("E", ("rows", "units"), Origin("weight"), Origin("embeddings")),),
        "rnn": _recurrent(1),
        "lstm": _recurrent(4),
        "gru": _recurrent(3),
        "prelu": (Layout("alpha", ("channels",), Origin("weight"), Origin("alpha")),),
    }
)
"""Kind of layer → its parameters and running statistics. Not every layer of a kind has all of them:
without a bias, say, or with one bias instead of two."""


def taken(
    kind: str, words: tuple[str, ...], arrays: Mapping[str, Array], library: str
) -> dict[str, Array]:
    """The parameters of these words, made from a library's arrays by their own names.

    Raises SettingError for an unknown library or what it does not have, UnknownNameError for an
    array that is missing.
    """
    if library not in ("pytorch", "keras"):
        raise SettingError("the library is pytorch or keras, not {library}", library=library)
    layouts = {layout.word: layout for layout in LAYOUTS.get(kind, ())}
    found = {}
    for word in words:
        origin = layouts[word].origin(library) if word in layouts else None
        if origin is None:
            raise SettingError(
                "{library} has no {word} of {kind}", library=library, word=word, kind=kind
            )
        found[word] = origin.take(arrays)
    return found


def table() -> Iterator[str]:
    """All layouts as lines of Markdown."""
    yield "| Layer | Parameter | Axes | PyTorch | Keras |"
    yield "|---|---|---|---|---|"
    for kind, layouts in LAYOUTS.items():
        for layout in layouts:
            axes = f"({', '.join(layout.axes)}{',' if len(layout.axes) == 1 else ''})"
            theirs = [layout.origin(library) for library in ("pytorch", "keras")]
            cells = [f"`{origin}`" if origin else "–" for origin in theirs]
            yield " | ".join([f"| `{kind}`", f"`{layout.word}`", axes, *cells]) + " |"
