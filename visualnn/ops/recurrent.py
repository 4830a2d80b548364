"""What recurrent layers need besides dense layers and activations: a first state, the parts of a
packed sum, and the two lines in which a gate decides what is kept."""

from __future__ import annotations

from functools import partial

import numpy as np

from ..dataclass import dataclass
from ..errors import SettingError, ShapeError
from ..expr import Expr, Index, lift
from ..text import N_
from .base import Array, Call, Named, Op, Shape
from .memory import notes_like
from .sequence import refuse_no_sequence


@dataclass(frozen=True)
class ZeroState(Op):
    """What a recurrent layer remembers before the first step, one row per example of `x`:
    ``(batch, time, features) → (batch, units)``."""

    units: int = 4

    title = N_("Empty memory")
    about = N_("Before the first time step nothing is remembered: all zeros.")
    reference = "PyTorch 2.13 nn.RNN"
    output = "h"
    unquoted = {"forward": frozenset({"x"})}

    def shape(self, *shapes: Shape) -> Shape:
        (x,) = shapes
        refuse_no_sequence(self, x)
        return (x[0], self.units)

    def forward(self, x: Array) -> Array:
        """h[n,j] = 0"""
        return np.zeros((len(x), self.units), x.dtype)

    def forward_at(self, at: Index, x: Named) -> Expr:
        return lift(0)

    def forward_bound(self, out: Array, x: Array) -> tuple[Call, ...]:
        return (partial(out.fill, 0.0),)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (rng.normal(size=(3, 2, 2)),)


@dataclass(frozen=True)
class Columns(Op):
    """Some neighbouring columns, the sums of one gate for instance: ``(batch, all) → (batch,
    width)``. Raises SettingError for no columns."""

    first: int = 1
    width: int = 2

    title = N_("Columns of one gate")
    about = N_("Takes the sums that belong to one gate.")
    output = "s"
    unquoted = {"grad_x": frozenset({"x"})}

    def __post_init__(self) -> None:
        if self.first < 0 or self.width < 1:
            raise SettingError(
                "there are no {width} columns from {first} on", width=self.width, first=self.first
            )

    @property
    def _part(self) -> tuple[slice, slice]:
        return (slice(None), slice(self.first, self.first + self.width))

    def shape(self, *shapes: Shape) -> Shape:
        (x,) = shapes
        if len(x) != 2 or x[1] < self.first + self.width:
            raise ShapeError(
                "columns {first} to {last} are needed, counted from 0; the shape {x} lacks them",
                first=self.first,
                last=self.first + self.width - 1,
                x=x,
            )
        return (x[0], self.width)

    def forward(self, x: Array) -> Array:
        """s[n,j] = x[n,first + j]"""
        return x[self._part]

    def forward_at(self, at: Index, x: Named) -> Expr:
        return x[at[0], self.first + at[1]]

    def forward_bound(self, out: Array, x: Array) -> tuple[Call, ...]:
        return (partial(np.copyto, out, x[self._part]),)

    def grad_x(self, g: Array, x: Array) -> Array:
        """∂L/∂x[n,i] = ∂L/∂s[n,i − first] in these columns, else 0"""
        slope = np.zeros_like(x)
        slope[self._part] = g
        return slope

    def grad_x_bound(self, out: Array, g: Array, x: Array) -> tuple[Call, ...]:
        return partial(out.fill, 0.0), partial(np.copyto, out[self._part], g)

    def grad_x_at(self, at: Index, g: Named, x: Named) -> Expr:
        n, i = at
        inside = self.first <= i < self.first + self.width
        return g[n, i - self.first] if inside else lift(0)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (rng.normal(size=(3, 4)),)


class CellState(Op):
    """An LSTM's memory: some of the old is kept, some of the new is let in, all ``(batch,
    units)``."""

    title = N_("Cell state")
    about = N_("The forget gate says how much stays, the input gate how much is added.")
    reference = "Gers, Schmidhuber & Cummins 2000, Learning to Forget; PyTorch 2.13 nn.LSTM"
    output = "c"

    def shape(self, *shapes: Shape) -> Shape:
        return one_shape(self, shapes)

    def forward(self, f: Array, old: Array, i: Array, new: Array) -> Array:
        """c = f · old + i · new"""
        return f * old + i * new

    def forward_at(self, at: Index, f: Named, old: Named, i: Named, new: Named) -> Expr:
        return f[at] * old[at] + i[at] * new[at]

    def forward_bound(
        self, out: Array, f: Array, old: Array, i: Array, new: Array
    ) -> tuple[Call, ...]:
        added = notes_like(out)
        return (
            partial(np.multiply, f, old, out),
            partial(np.multiply, i, new, added),
            partial(np.add, out, added, out),
        )

    def grad_f(self, g: Array, old: Array) -> Array:
        """∂L/∂f = ∂L/∂c · old"""
        return g * old

    def grad_f_at(self, at: Index, g: Named, old: Named) -> Expr:
        return g[at] * old[at]

    def grad_f_bound(self, out: Array, g: Array, old: Array) -> tuple[Call, ...]:
        return (partial(np.multiply, g, old, out),)

    def grad_old(self, g: Array, f: Array) -> Array:
        """∂L/∂old = ∂L/∂c · f"""
        return g * f

    def grad_old_at(self, at: Index, g: Named, f: Named) -> Expr:
        return g[at] * f[at]

    def grad_old_bound(self, out: Array, g: Array, f: Array) -> tuple[Call, ...]:
        return (partial(np.multiply, g, f, out),)

    def grad_i(self, g: Array, new: Array) -> Array:
        """∂L/∂i = ∂L/∂c · new"""
        return g * new

    def grad_i_at(self, at: Index, g: Named, new: Named) -> Expr:
        return g[at] * new[at]

    def grad_i_bound(self, out: Array, g: Array, new: Array) -> tuple[Call, ...]:
        return (partial(np.multiply, g, new, out),)

    def grad_new(self, g: Array, i: Array) -> Array:
        """∂L/∂new = ∂L/∂c · i"""
        return g * i

    def grad_new_at(self, at: Index, g: Named, i: Named) -> Expr:
        return g[at] * i[at]

    def grad_new_bound(self, out: Array, g: Array, i: Array) -> tuple[Call, ...]:
        return (partial(np.multiply, g, i, out),)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        f, old, i, new = rng.normal(size=(4, 3, 4))
        return f, old, i, new


class Blend(Op):
    """A GRU's memory: the update gate z weighs the old against the new, all ``(batch, units)``.

    z is the weight of the old, as in the paper, PyTorch and Keras; some texts mean the new by it.
    """

    title = N_("Old and new state")
    about = N_("The update gate says how much of the old state stays; the rest is new.")
    reference = "Cho et al. 2014, Learning Phrase Representations, eq. 7; PyTorch 2.13 nn.GRU"
    output = "h"

    def shape(self, *shapes: Shape) -> Shape:
        return one_shape(self, shapes)

    def forward(self, z: Array, new: Array, old: Array) -> Array:
        """h = (1 − z) · new + z · old"""
        return (1 - z) * new + z * old

    def forward_at(self, at: Index, z: Named, new: Named, old: Named) -> Expr:
        return (1 - z[at]) * new[at] + z[at] * old[at]

    def forward_bound(self, out: Array, z: Array, new: Array, old: Array) -> tuple[Call, ...]:
        # (1 − z) · new + z · old = new + z · (old − new)
        return (
            partial(np.subtract, old, new, out),
            partial(np.multiply, z, out, out),
            partial(np.add, new, out, out),
        )

    def grad_z(self, g: Array, new: Array, old: Array) -> Array:
        """∂L/∂z = ∂L/∂h · (old − new)"""
        return g * (old - new)

    def grad_z_at(self, at: Index, g: Named, new: Named, old: Named) -> Expr:
        return g[at] * (old[at] - new[at])

    def grad_z_bound(self, out: Array, g: Array, new: Array, old: Array) -> tuple[Call, ...]:
        return partial(np.subtract, old, new, out), partial(np.multiply, g, out, out)

    def grad_new(self, g: Array, z: Array) -> Array:
        """∂L/∂new = ∂L/∂h · (1 − z)"""
        return g * (1 - z)

    def grad_new_at(self, at: Index, g: Named, z: Named) -> Expr:
        return g[at] * (1 - z[at])

    def grad_new_bound(self, out: Array, g: Array, z: Array) -> tuple[Call, ...]:
        return partial(np.multiply, g, z, out), partial(np.subtract, g, out, out)

    def grad_old(self, g: Array, z: Array) -> Array:
        """∂L/∂old = ∂L/∂h · z"""
        return g * z

    def grad_old_at(self, at: Index, g: Named, z: Named) -> Expr:
        return g[at] * z[at]

    def grad_old_bound(self, out: Array, g: Array, z: Array) -> tuple[Call, ...]:
        return (partial(np.multiply, g, z, out),)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        z, new, old = rng.normal(size=(3, 3, 4))
        return z, new, old


def one_shape(op: Op, shapes: tuple[Shape, ...]) -> Shape:
    """The shape that all have; raises ShapeError if they differ."""
    if len(set(shapes)) != 1:
        raise ShapeError(
            "{op} needs values of one shape, not {shapes}",
            op=op.title,
            shapes=", ".join(map(str, shapes)),
        )
    return shapes[0]
