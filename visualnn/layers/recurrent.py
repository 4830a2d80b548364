"""Recurrent layers, unrolled through time: every step is instructions of its own.

Step 1 of a layer `rnn` writes ``rnn.t1.x``, ``rnn.t1.xW``, …, ``rnn.t1.h``; before it stands
``rnn.t0.h``, all zeros. All steps use the same parameters, so that the gradient of a parameter is a
sum over the steps. ``W_ih`` weighs the inputs and ``W_hh`` what is remembered; where a layer has
gates, the columns of both belong to the gates one after another. Both are the transposed of
PyTorch's and Keras' own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from ..dataclass import dataclass
from ..errors import SettingError
from ..initializers import First, FirstMatrix, FirstVector, Given
from ..initializers.plain import Uniform
from ..ops import Op, Shape
from ..ops.activations import Sigmoid, Tanh
from ..ops.combine import Add, Multiply
from ..ops.dense import AddBias, MatMul
from ..ops.recurrent import Blend, CellState, Columns, ZeroState
from ..ops.sequence import Stack, TakeStep
from .activation import activation_of
from .base import Application, Layer, Library, Parameter, Width, refuse_convention
from .sequence import width_of_steps

RETURNS = ("last", "all")


@dataclass(frozen=True, kw_only=True)
class Recurrent(Layer):
    """``(batch, time, features)`` to the state after the last step, ``(batch, units)``, or to the
    states of all steps, ``(batch, time, units)``."""

    units: Width
    returns: Literal["last", "all"] = "last"
    """The state after the last step, or the states of all steps."""
    convention: str = "pytorch"
    biased: bool = True
    """Whether sums have a bias."""
    weights: FirstMatrix = "glorot_uniform"
    """How the weights of the inputs start."""
    recurrent: FirstMatrix = "orthogonal"
    """How the weights of the memory start."""
    bias: FirstVector = "zeros"
    """How the biases start."""

    starts = ("weights", "recurrent", "bias")
    reads_axes = "sequence"
    gates: ClassVar[dict[str, str]] = {"pytorch": "h", "keras": "h"}
    """Convention → the letters of the gates in the order of their columns."""
    memories: ClassVar[tuple[str, ...]] = ("h",)
    """What one step hands to the next."""

    def __post_init__(self) -> None:
        refuse_convention(self, self.convention, self.gates)
        if self.returns not in RETURNS:
            raise SettingError(
                "the layer {layer} returns one of {known}, not {returns}",
                layer=self.name,
                known=", ".join(RETURNS),
                returns=self.returns,
            )

    @property
    def two_biases(self) -> bool:
        """Whether inputs and memory have a bias each, as in PyTorch; Keras has one for both."""
        return self.convention == "pytorch"

    def parameters(self, reads: tuple[Shape, ...]) -> tuple[Parameter, ...]:
        features = width_of_steps(self, reads)
        columns = len(self.gates[self.convention]) * self.units
        words: tuple[str, ...] = ()
        if self.biased:
            words = ("b_ih", "b_hh") if self.two_biases else ("b",)
        made = [
            ("W_ih", (features, columns), self.weights, "weights"),
            ("W_hh", (self.units, columns), self.recurrent, "recurrent"),
            *((word, (columns,), self._first_bias(word), "bias") for word in words),
        ]
        return tuple(
            self.owned(word, shape, (shape[0], columns), self._rule(first), key)
            for word, shape, first, key in made
        )

    def _rule(self, first: First) -> First:
        """PyTorch's own rule draws everything within ±1/√units, whatever it weighs."""
        bound = self.units**-0.5
        return Uniform(-bound, bound) if first == "pytorch" else first

    def _first_bias(self, word: str) -> First:
        return self.bias

    def open(self, reads: tuple[str, ...], shapes: tuple[Shape, ...]) -> tuple[Application, ...]:
        steps = shapes[0][1]
        uses = [self.applied(ZeroState(self.units), reads, f"t0.{word}") for word in self.memories]
        uses += self.once()
        for t in range(1, steps + 1):
            uses.append(self.applied(TakeStep(t - 1), reads, f"t{t}.x"))
            uses += self.step(t)
        if self.returns == "all":
            states = tuple(self.at(t, "h") for t in range(1, steps + 1))
            uses.append(self.applied(Stack(steps), states, "h"))
        return tuple(uses)

    def once(self) -> Iterator[Application]:
        """The lines that all steps need, before the first."""
        return iter(())

    def step(self, t: int) -> Iterator[Application]:
        """The lines of one time step, from ``t.x`` to ``t.h``."""
        raise NotImplementedError

    def at(self, t: int, word: str) -> str:
        """What a value of a time step is called."""
        return f"{self.name}.t{t}.{word}"

    def line(self, t: int, op: Op, words: tuple[str, ...], writes: str) -> Application:
        """An op on values of the same time step."""
        return self.applied(op, tuple(self.at(t, word) for word in words), f"t{t}.{writes}")

    def read(self, t: int) -> Iterator[Application]:
        """The inputs times their weights, with their bias: ``x_sum``."""
        owner = self.owner
        weighed = "xW" if self.biased else "x_sum"
        yield self.applied(MatMul(), (self.at(t, "x"), f"{owner}.W_ih"), f"t{t}.{weighed}")
        if not self.biased:
            return
        bias = "b_ih" if self.two_biases else "b"
        yield self.applied(AddBias(), (self.at(t, "xW"), f"{owner}.{bias}"), f"t{t}.x_sum")

    def weighed(self, t: int) -> Iterator[Application]:
        """Inputs and memory times their weights, with their biases: ``x_sum`` and ``h_sum``."""
        yield from self.read(t)
        owner = self.owner
        has_own = self.two_biases and self.biased
        word = "hW" if has_own else "h_sum"
        yield self.applied(MatMul(), (self.at(t - 1, "h"), f"{owner}.W_hh"), f"t{t}.{word}")
        if has_own:
            yield self.applied(AddBias(), (self.at(t, "hW"), f"{owner}.b_hh"), f"t{t}.h_sum")

    def part(self, t: int, word: str, gate: str, writes: str) -> Application:
        """The columns of one gate."""
        place = self.gates[self.convention].index(gate)
        return self.line(t, Columns(place * self.units, self.units), (word,), writes)


@dataclass(frozen=True, kw_only=True)
class RNN(Recurrent, kind="rnn"):
    """Each step reads its input and the state of the step before.

    Elman's network: ``h = tanh(x·W_ih + h·W_hh + b)``, with one bias in Keras and two in PyTorch.
    """

    convention: Library = "pytorch"
    """Whose biases it has: two in PyTorch, one in Keras."""
    nonlinearity: Literal["tanh", "relu"] = "tanh"
    """What makes the state of the sums."""

    def step(self, t: int) -> Iterator[Application]:
        yield from self.weighed(t)
        yield self.line(t, Add(), ("x_sum", "h_sum"), "z")
        yield self.line(t, activation_of(self.name, self.nonlinearity), ("z",), "h")


@dataclass(frozen=True, kw_only=True)
class LSTM(Recurrent, kind="lstm"):
    """Gates say what a memory keeps, takes in and shows.

    Long short-term memory: input gate i, forget gate f, new values g, output gate o; in this order
    in PyTorch and in Keras. PyTorch has two biases, Keras one, in which the forget gate starts
    with 1.
    """

    convention: Library = "pytorch"
    """Whose order of gates and whose biases it has."""

    gates = {"pytorch": "ifgo", "keras": "ifgo"}
    memories = ("h", "c")

    def _first_bias(self, word: str) -> First:
        if self.convention != "keras" or self.bias != "zeros":
            return self.bias
        return Given(tuple(float(gate == "f") for gate in "ifgo" for _ in range(self.units)))

    def step(self, t: int) -> Iterator[Application]:
        yield from self.weighed(t)
        yield self.line(t, Add(), ("x_sum", "h_sum"), "sum")
        for gate in self.gates[self.convention]:
            yield self.part(t, "sum", gate, f"{gate}_sum")
            yield self.line(t, Tanh() if gate == "g" else Sigmoid(), (f"{gate}_sum",), gate)
        kept = (self.at(t, "f"), self.at(t - 1, "c"))
        added = (self.at(t, "i"), self.at(t, "g"))
        yield self.applied(CellState(), (*kept, *added), f"t{t}.c")
        yield self.line(t, Tanh(), ("c",), "tanh_c")
        yield self.line(t, Multiply(), ("o", "tanh_c"), "h")


@dataclass(frozen=True, kw_only=True)
class GRU(Recurrent, kind="gru"):
    """Two gates say what of the state is used and what is kept.

    Gated recurrent unit: reset gate r, update gate z, new values n; in this order in PyTorch, z
    before r in Keras and here for the paper. In PyTorch, and in Keras by default, the reset gate
    acts behind the product with ``W_hh``, and both have two biases. In the paper it acts before the
    product, and there is one bias (Keras: ``reset_after=False``).
    """

    convention: Literal["pytorch", "keras", "paper"] = "pytorch"
    """Whose order of gates and whose biases it has; in the paper the reset gate acts first."""

    gates = {"pytorch": "rzn", "keras": "zrn", "paper": "zrn"}

    @property
    def two_biases(self) -> bool:
        return self.convention != "paper"

    def once(self) -> Iterator[Application]:
        if self.convention == "paper":
            weights, units = (f"{self.owner}.W_hh",), self.units
            yield self.applied(Columns(0, 2 * units), weights, "W_zr")
            yield self.applied(Columns(2 * units, units), weights, "W_n")

    def step(self, t: int) -> Iterator[Application]:
        if self.convention == "paper":
            yield from self.read(t)
            before = (self.at(t - 1, "h"), f"{self.name}.W_zr")
            yield self.applied(MatMul(), before, f"t{t}.h_sum")
        else:
            yield from self.weighed(t)
        for gate in ("r", "z"):
            yield self.part(t, "x_sum", gate, f"x_{gate}")
            yield self.part(t, "h_sum", gate, f"h_{gate}")
            yield self.line(t, Add(), (f"x_{gate}", f"h_{gate}"), f"{gate}_sum")
            yield self.line(t, Sigmoid(), (f"{gate}_sum",), gate)
        yield self.part(t, "x_sum", "n", "x_n")
        yield from self._reset_before(t) if self.convention == "paper" else self._reset_after(t)
        yield self.line(t, Tanh(), ("n_sum",), "n")
        new_and_old = (self.at(t, "n"), self.at(t - 1, "h"))
        yield self.applied(Blend(), (self.at(t, "z"), *new_and_old), f"t{t}.h")

    def _reset_after(self, t: int) -> Iterator[Application]:
        """The gate acts on what is remembered times its weights."""
        yield self.part(t, "h_sum", "n", "h_n")
        yield self.line(t, Multiply(), ("r", "h_n"), "r_h")
        yield self.line(t, Add(), ("x_n", "r_h"), "n_sum")

    def _reset_before(self, t: int) -> Iterator[Application]:
        """The gate acts on what is remembered, which then meets its weights."""
        yield self.applied(Multiply(), (self.at(t, "r"), self.at(t - 1, "h")), f"t{t}.r_h")
        yield self.applied(MatMul(), (self.at(t, "r_h"), f"{self.name}.W_n"), f"t{t}.h_n")
        yield self.line(t, Add(), ("x_n", "h_n"), "n_sum")
