"""A layer: one kind of building block as a lesson names it, and the ops that it opens into.

A kind is a frozen dataclass; its fields are the settings that a lesson may give. It says which
parameters and running statistics it brings, and which ops it applies in training and in
evaluation. Nothing here knows batches, losses or optimizers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Annotated, Any, ClassVar, Literal

from annotated_types import Interval

from ..dataclass import dataclass
from ..errors import SettingError
from ..initializers import First
from ..ops import Op, Shape

Width = Annotated[int, Interval(ge=1, le=100_000)]
"""How many units, rows or channels there are."""
Axes = Literal["", "sequence", "channels"]
"""What the two axes of an example mean: (time, feature), (channel, time), or nobody knows."""
Library = Literal["pytorch", "keras"]
"""Whose formula and defaults a layer follows."""


@dataclass(frozen=True)
class Parameter:
    """An array that training changes, unless it is frozen."""

    name: str
    layer: str
    shape: Shape
    fan_in: int
    fan_out: int
    first: First
    key: str
    """The layer's setting that `first` comes from."""
    trainable: bool = True


@dataclass(frozen=True)
class Buffer:
    """An array that a layer carries from iteration to iteration without a gradient: a running
    statistic."""

    name: str
    layer: str
    shape: Shape
    first: float


@dataclass(frozen=True)
class Application:
    """An op applied once: the names it reads, the one name it writes, the layer it belongs to."""

    op: Op
    reads: tuple[str, ...]
    writes: str
    layer: str


MAX_INPUT_COUNT = 100
"""How many inputs a layer may read that reads any number of them."""

_kinds: dict[str, type[Layer]] = {}
KINDS: Mapping[str, type[Layer]] = MappingProxyType(_kinds)
"""Every kind of layer by the word that lesson files use."""


@dataclass(frozen=True)
class Layer:
    """The base of every kind. A subclass gives its word as ``kind="dense"`` and its settings as
    keyword-only fields; one that adds no field needs no decorator, which would take its time at
    every start.

    `inputs` are names of earlier layers, or ``x``.
    """

    name: str
    inputs: tuple[str, ...]
    activation: str = "none"
    trainable: bool = True
    """False freezes its parameters: they have no gradient and no update."""
    shares: str = ""
    """The earlier layer whose parameters it uses instead of own ones."""
    alpha: float | None = None
    """The α of its activation, where the formula has one; the library's own without it."""

    kind: ClassVar[str] = ""
    least_inputs: ClassVar[int] = 1
    most_inputs: ClassVar[int] = 1
    starts: ClassVar[tuple[str, ...]] = ()
    """The settings that say how parameters start."""
    asks: ClassVar[bool] = False
    """Whether its inputs are networks that it asks as one."""
    reads_axes: ClassVar[Axes] = ""
    """What the two axes of its input must mean; without it, any."""
    gives_axes: ClassVar[Axes] = ""
    """What the two axes of its output mean; without it, what those of its inputs mean."""
    like: ClassVar[str] = ""
    """The activation whose output its own is like, where it has none; empty for what its inputs
    have in common."""

    def __init_subclass__(cls, *, kind: str = "", **options: Any) -> None:
        super().__init_subclass__(**options)
        if kind:
            cls.kind = kind
            _kinds[kind] = cls

    @classmethod
    def needed_inputs(cls) -> str:
        """How many inputs the kind reads, as it is said."""
        least, most = cls.least_inputs, cls.most_inputs
        if most == MAX_INPUT_COUNT:
            return f"≥ {least}"
        return str(least) if least == most else f"{least} … {most}"

    @property
    def counts_buffers(self) -> bool:
        """Whether its running statistics count as parameters, as Keras has it."""
        return False

    @property
    def owner(self) -> str:
        """The layer that its parameters are called after."""
        return self.shares or self.name

    def parameters(self, reads: tuple[Shape, ...]) -> tuple[Parameter, ...]:
        """The parameters for inputs of these shapes, batch first; raises ShapeError where the
        inputs do not fit."""
        return ()

    def buffers(self, reads: tuple[Shape, ...]) -> tuple[Buffer, ...]:
        """The running statistics for inputs of these shapes."""
        return ()

    def open(self, reads: tuple[str, ...], shapes: tuple[Shape, ...]) -> tuple[Application, ...]:
        """What it computes in training, in order; the last application writes its output."""
        raise NotImplementedError

    def evaluated(
        self, reads: tuple[str, ...], shapes: tuple[Shape, ...]
    ) -> tuple[Application, ...]:
        """What it computes in evaluation: as in training unless a kind says otherwise."""
        return self.open(reads, shapes)

    def axes_given(self, reads: tuple[Axes, ...], shape: Shape) -> Axes:
        """What the axes of its output, of a shape with the batch first, mean, for inputs of these
        meanings."""
        if len(shape) != 3:
            return ""
        return self.gives_axes or self.reads_axes or reads[0]

    def applied(self, op: Op, reads: tuple[str, ...], word: str) -> Application:
        """An op of this layer that writes `layer.word`."""
        return Application(op, reads, f"{self.name}.{word}", self.name)

    def owned(
        self, word: str, shape: Shape, fans: tuple[int, int], first: First, key: str
    ) -> Parameter:
        """A parameter of this layer, or of the one that it shares with."""
        return Parameter(
            f"{self.owner}.{word}", self.owner, shape, *fans, first, key, self.trainable
        )


def refuse_convention(layer: Layer, convention: str, known: Iterable[str]) -> None:
    """Raise SettingError for a library that the layer does not follow."""
    if convention not in known:
        raise SettingError(
            "the layer {layer} follows one of {known}, not {convention}",
            layer=layer.name,
            known=", ".join(known),
            convention=convention,
        )
