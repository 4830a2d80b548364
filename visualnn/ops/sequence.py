"""Sequences, ``(batch, time, features)``: words as rows of a table, one step of all, all steps
behind each other, and a dense layer at every step."""

from __future__ import annotations

import math
from functools import partial

import numpy as np

from ..dataclass import dataclass
from ..errors import ShapeError
from ..expr import Expr, Index, Picked, lift, total
from ..text import N_, _
from .base import Array, Call, Named, Op, Shape
from .many import Many
from .measure import product


def refuse_no_sequence(op: Op, x: Shape) -> None:
    """Raise ShapeError for what is not ``(batch, time, features)``."""
    if len(x) != 3:
        raise ShapeError(
            "{op} needs a sequence, (batch, time, features), not {x}", op=op.title, x=x
        )


class Embed(Op):
    """Each number picks a row of the table: ``(batch, time), (rows, features) → (batch, time,
    features)``.

    A number without a row (too large, below 0, NaN) gives NaN and changes no row; a fraction is
    cut off.
    """

    title = N_("Embedding")
    about = N_("Looks up the row of the table that the number of a word names.")
    reference = (
        "Bengio et al. 2003, A Neural Probabilistic Language Model; PyTorch 2.13 nn.Embedding"
    )
    output = "a"
    unquoted = {"grad_E": frozenset({"E"})}

    def shape(self, *shapes: Shape) -> Shape:
        i, E = shapes
        if len(i) != 2 or len(E) != 2:
            raise ShapeError(
                "an embedding looks up numbers of shape (batch, time) in a table of shape "
                "(rows, features), not {i} in {E}",
                i=i,
                E=E,
            )
        return (*i, E[1])

    def forward(self, i: Array, E: Array) -> Array:
        """a[n,t,j] = E[i[n,t],j]"""
        place, known = _rows(i, len(E))
        return np.where(known[..., None], E[place], E.dtype.type(np.nan))

    def forward_at(self, at: Index, i: Named, E: Named) -> Expr:
        n, t, j = at
        place, known = _rows(i.data[n, t], E.shape[0])
        return Picked(E[int(place), j] if known else lift(math.nan), (i[n, t],))

    def forward_bound(self, out: Array, i: Array, E: Array) -> tuple[Call, ...]:
        def look_up() -> None:
            place, known = _rows(i, len(E))
            np.take(E, place, 0, out, "clip")
            if not known.all():
                out[~known] = np.nan

        return (look_up,)

    def grad_E(self, g: Array, i: Array, E: Array) -> Array:
        """∂L/∂E[r,j] = Σ ∂L/∂a[n,t,j] over all n, t with i[n,t] = r"""
        slope = np.zeros_like(E)
        place, known = _rows(i, len(E))
        np.add.at(slope, place[known], g[known])
        return slope

    def grad_E_bound(self, out: Array, g: Array, i: Array, E: Array) -> tuple[Call, ...]:
        def add_up() -> None:
            place, known = _rows(i, len(E))
            np.add.at(out, place[known], g[known])

        return partial(out.fill, 0.0), add_up

    def grad_E_at(self, at: Index, g: Named, i: Named, E: Named) -> Expr:
        r, j = at
        place, known = _rows(i.data, E.shape[0])
        there = np.argwhere(known & (place == r)).tolist()
        return total(Picked(g[n, t, j], (i[n, t],)) for n, t in there)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        # five rows, of which the first three numbers name the same one twice
        i = rng.integers(0, 5, size=(3, 4)).astype(float)
        i[:, 2] = i[:, 0]
        return i, rng.normal(size=(5, 2))


def _rows(i: Array, rows: int) -> tuple[Array, Array]:
    """The row that each number names, and whether there is one."""
    known = (i > -1) & (i < rows)
    return np.where(known, i, 0).astype(np.intp), known


@dataclass(frozen=True)
class TakeStep(Op):
    """One time step, counted from 0: ``(batch, time, features) → (batch, features)``."""

    t: int = 1

    title = N_("One time step")
    about = N_("Takes what the sequence says at one time.")
    output = "xt"
    unquoted = {"grad_x": frozenset({"x"})}

    def shape(self, *shapes: Shape) -> Shape:
        (x,) = shapes
        refuse_no_sequence(self, x)
        if not 0 <= self.t < x[1]:
            raise ShapeError(
                "a sequence of {time} steps has no step {t}, counted from 0", time=x[1], t=self.t
            )
        return (x[0], x[2])

    def forward(self, x: Array) -> Array:
        """xₜ[n,j] = x[n,t,j]"""
        return x[:, self.t]

    def forward_at(self, at: Index, x: Named) -> Expr:
        return x[at[0], self.t, at[1]]

    def forward_bound(self, out: Array, x: Array) -> tuple[Call, ...]:
        return (partial(np.copyto, out, x[:, self.t]),)

    def grad_x(self, g: Array, x: Array) -> Array:
        """∂L/∂x[n,s,j] = ∂L/∂xₜ[n,j] where s = t, else 0"""
        slope = np.zeros_like(x)
        slope[:, self.t] = g
        return slope

    def grad_x_bound(self, out: Array, g: Array, x: Array) -> tuple[Call, ...]:
        return partial(out.fill, 0.0), partial(np.copyto, out[:, self.t], g)

    def grad_x_at(self, at: Index, g: Named, x: Named) -> Expr:
        n, s, j = at
        return g[n, j] if s == self.t else lift(0)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (rng.normal(size=(3, 2, 4)),)


@dataclass(frozen=True)
class Stack(Many):
    """All time steps as one sequence: ``(batch, features) × time → (batch, time, features)``."""

    steps: int = 3

    title = N_("All time steps")
    about = N_("Puts the values of all time steps behind each other, as a sequence.")
    output = "y"

    @property
    def count(self) -> int:
        return self.steps

    def shape(self, *shapes: Shape) -> Shape:
        first = shapes[0]
        if len(shapes) != self.steps or len(first) != 2 or any(s != first for s in shapes):
            raise ShapeError(
                "{steps} time steps of one shape (batch, features) make a sequence, not {shapes}",
                steps=self.steps,
                shapes=", ".join(map(str, shapes)),
            )
        return (first[0], self.steps, first[1])

    def forward(self, *parts: Array) -> Array:
        """y[n,t,j] = xₜ[n,j]"""
        return np.stack(parts, axis=1)

    def forward_at(self, at: Index, *parts: Named) -> Expr:
        n, t, j = at
        return parts[t][n, j]

    def forward_bound(self, out: Array, *parts: Array) -> tuple[Call, ...]:
        return tuple(partial(np.copyto, out[:, t], part) for t, part in enumerate(parts))

    def grad_part(self, which: int, g: Array) -> Array:
        """∂L/∂xₖ[n,j] = ∂L/∂y[n,ₖ,j]"""
        return g[:, which]

    def grad_part_at(self, which: int, at: Index, g: Named) -> Expr:
        return g[at[0], which, at[1]]

    def grad_part_bound(self, which: int, out: Array, g: Array) -> tuple[Call, ...]:
        return (partial(np.copyto, out, g[:, which]),)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return tuple(rng.normal(size=(4, 2)) for _ in range(self.steps))


class MatMulSteps(Op):
    """The same matrix product at every time step: ``(batch, time, in) · (in, out) → (batch, time,
    out)``."""

    title = N_("Matrix product at every step")
    about = N_("Each unit weighs the inputs of every time step with the same weights.")
    reference = "PyTorch 2.13 nn.Linear, Keras 3.15 TimeDistributed(Dense)"
    output = "s"
    whole = True

    def shape(self, *shapes: Shape) -> Shape:
        x, W = shapes
        refuse_no_sequence(self, x)
        if len(W) != 2 or x[2] != W[0]:
            raise ShapeError(
                "a matrix product needs as many columns on its left as rows on its right: "
                "{x} · {W} do not fit",
                x=x,
                W=W,
            )
        return (*x[:2], W[1])

    def multiply_adds(self, *shapes: Shape) -> Expr:
        x, W = shapes
        return product((_("steps"), x[1]), (_("inputs"), W[0]), (_("units"), W[1]))

    def forward(self, x: Array, W: Array) -> Array:
        """s[n,t,j] = Σᵢ x[n,t,i] · W[i,j]"""
        return x @ W

    def forward_at(self, at: Index, x: Named, W: Named) -> Expr:
        n, t, j = at
        return total(x[n, t, i] * W[i, j] for i in range(W.shape[0]))

    def forward_bound(self, out: Array, x: Array, W: Array) -> tuple[Call, ...]:
        return (partial(_matrix(x).dot, W, _matrix(out)),)

    def grad_x(self, g: Array, W: Array) -> Array:
        """∂L/∂x[n,t,i] = Σⱼ ∂L/∂s[n,t,j] · W[i,j]"""
        return g @ W.T

    def grad_x_at(self, at: Index, g: Named, W: Named) -> Expr:
        n, t, i = at
        return total(g[n, t, j] * W[i, j] for j in range(W.shape[1]))

    def grad_x_bound(self, out: Array, g: Array, W: Array) -> tuple[Call, ...]:
        return (partial(_matrix(g).dot, W.T, _matrix(out)),)

    def grad_W(self, g: Array, x: Array) -> Array:
        """∂L/∂W[i,j] = Σₙ Σₜ x[n,t,i] · ∂L/∂s[n,t,j]"""
        return _matrix(x).T @ _matrix(g)

    def grad_W_at(self, at: Index, g: Named, x: Named) -> Expr:
        i, j = at
        return total(x[n, t, i] * g[n, t, j] for n, t in np.ndindex(*x.shape[:2]))

    def grad_W_bound(self, out: Array, g: Array, x: Array) -> tuple[Call, ...]:
        return (partial(_matrix(x).T.dot, _matrix(g), out),)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return rng.normal(size=(3, 2, 4)), rng.normal(size=(4, 2))


class AddBiasSteps(Op):
    """One number per unit, added at every time step: ``(batch, time, out), (out,) → (batch, time,
    out)``."""

    title = N_("Add the bias at every step")
    about = N_("Each unit adds a number of its own, the same for every example and time step.")
    reference = "PyTorch 2.13 nn.Linear, Keras 3.15 TimeDistributed(Dense)"
    output = "z"

    def shape(self, *shapes: Shape) -> Shape:
        s, b = shapes
        refuse_no_sequence(self, s)
        if b != s[2:]:
            raise ShapeError("a bias of shape {b} does not fit values of shape {s}", b=b, s=s)
        return s

    def forward(self, s: Array, b: Array) -> Array:
        """z[n,t,j] = s[n,t,j] + b[j]"""
        return s + b

    def forward_at(self, at: Index, s: Named, b: Named) -> Expr:
        return s[at] + b[at[2]]

    def forward_bound(self, out: Array, s: Array, b: Array) -> tuple[Call, ...]:
        return (partial(np.add, s, b, out),)

    def grad_s(self, g: Array) -> Array:
        """∂L/∂s[n,t,j] = ∂L/∂z[n,t,j]"""
        return g

    def grad_s_at(self, at: Index, g: Named) -> Expr:
        return g[at]

    def grad_b(self, g: Array) -> Array:
        """∂L/∂b[j] = Σₙ Σₜ ∂L/∂z[n,t,j]"""
        return np.asarray(g.sum(axis=(0, 1)))

    def grad_b_at(self, at: Index, g: Named) -> Expr:
        return total(g[n, t, at[0]] for n, t in np.ndindex(*g.shape[:2]))

    def grad_b_bound(self, out: Array, g: Array) -> tuple[Call, ...]:
        return (partial(np.ones(len(_matrix(g)), g.dtype).dot, _matrix(g), out),)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return rng.normal(size=(3, 2, 4)), rng.normal(size=4)


def _matrix(x: Array) -> Array:
    """The same memory with all steps of all examples as rows."""
    return x.reshape(-1, x.shape[-1])
