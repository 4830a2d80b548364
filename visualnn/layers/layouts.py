"""How each layer's parameters lie in memory, and where PyTorch and Keras keep the same numbers.

The table of the README is made from this, and so are the parameters that :meth:`Model.set_layer`
takes from another library: neither is written twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

import numpy as np

from ..dataclass import dataclass
from ..errors import SettingError, ShapeError, UnknownNameError
from ..ops import Array


@dataclass(frozen=True)
class LibraryOrigin:
    """Where a library keeps a parameter: the name of its array, which part of it, in which order
    of axes."""

    name: str
    part: int | None = None
    axes: tuple[int, ...] = ()

    def take(self, arrays: Mapping[str, Array]) -> Array:
        """The parameter as it lies here; raises UnknownNameError where its array is missing, and
        ShapeError where it has another number of axes."""
        if self.name not in arrays:
            raise UnknownNameError(
                "{name} is missing; there are {known}", name=self.name, known=", ".join(arrays)
            )
        array = np.asarray(arrays[self.name])
        axes = max(len(self.axes), 1) + (self.part is not None)
        if array.ndim != axes and (self.axes or self.part is not None):
            raise ShapeError(
                "{name} has {axes} axes, not the {given} of {shape}",
                name=self.name,
                axes=axes,
                given=array.ndim,
                shape=array.shape,
            )
        array = array if self.part is None else array[self.part]
        return array.transpose(self.axes) if self.axes else array

    def __str__(self) -> str:
        part = "" if self.part is None else f"[{self.part}]"
        turned = ".T" if self.axes == (1, 0) else f".transpose{self.axes}" if self.axes else ""
        return f"{self.name}{part}{turned}"


@dataclass(frozen=True)
class ParameterLayout:
    """One parameter of a kind of layer: its word, its axes, and where the libraries keep it."""

    word: str
    axes: tuple[str, ...]
    pytorch: LibraryOrigin | None = None
    keras: LibraryOrigin | None = None

    def origin(self, library: str) -> LibraryOrigin | None:
        return {"pytorch": self.pytorch, "keras": self.keras}[library]


_TRANSPOSED_AXES = (1, 0)
_b = ParameterLayout("b", ("units",), LibraryOrigin("bias"), LibraryOrigin("bias"))
_dense = (
    ParameterLayout(
        "W",
        ("in", "units"),
        LibraryOrigin("weight", axes=_TRANSPOSED_AXES),
        LibraryOrigin("kernel"),
    ),
    _b,
)


def _filters(*axes: str, turned: tuple[int, ...]) -> tuple[ParameterLayout, ...]:
    W = ParameterLayout("W", axes, LibraryOrigin("weight"), LibraryOrigin("kernel", axes=turned))
    return W, ParameterLayout("b", ("filters",), LibraryOrigin("bias"), LibraryOrigin("bias"))


def _recurrent(gates: int) -> tuple[ParameterLayout, ...]:
    columns = "units" if gates == 1 else f"{gates}·units"
    # a bias of two rows belongs to Keras' GRU, which has one for inputs and one for memory
    two = gates == 3
    return (
        ParameterLayout(
            "W_ih",
            ("in", columns),
            LibraryOrigin("weight_ih_l0", axes=_TRANSPOSED_AXES),
            LibraryOrigin("kernel"),
        ),
        ParameterLayout(
            "W_hh",
            ("units", columns),
            LibraryOrigin("weight_hh_l0", axes=_TRANSPOSED_AXES),
            LibraryOrigin("recurrent_kernel"),
        ),
        ParameterLayout(
            "b_ih",
            (columns,),
            LibraryOrigin("bias_ih_l0"),
            LibraryOrigin("bias", part=0) if two else None,
        ),
        ParameterLayout(
            "b_hh",
            (columns,),
            LibraryOrigin("bias_hh_l0"),
            LibraryOrigin("bias", part=1) if two else None,
        ),
        ParameterLayout("b", (columns,), None, LibraryOrigin("bias")),
    )


_norm = (
    ParameterLayout("gamma", ("channels",), LibraryOrigin("weight"), LibraryOrigin("gamma")),
    ParameterLayout("beta", ("channels",), LibraryOrigin("bias"), LibraryOrigin("beta")),
)

LAYOUTS: Mapping[str, tuple[ParameterLayout, ...]] = MappingProxyType(
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
            ParameterLayout(
                "running_mean",
                ("channels",),
                LibraryOrigin("running_mean"),
                LibraryOrigin("moving_mean"),
            ),
            ParameterLayout(
                "running_var",
                ("channels",),
                LibraryOrigin("running_var"),
                LibraryOrigin("moving_variance"),
            ),
        ),
        "layer_norm": _norm,
        "embedding": (
            ParameterLayout(
                "E", ("rows", "units"), LibraryOrigin("weight"), LibraryOrigin("embeddings")
            ),
        ),
        "rnn": _recurrent(1),
        "lstm": _recurrent(4),
        "gru": _recurrent(3),
        "prelu": (
            ParameterLayout(
                "alpha", ("channels",), LibraryOrigin("weight"), LibraryOrigin("alpha")
            ),
        ),
    }
)
"""Kind of layer → its parameters and running statistics. Not every layer of a kind has all of them:
without a bias, say, or with one bias instead of two."""


def parameters_from(
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
