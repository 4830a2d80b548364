"""Where a batch comes from: a counter, a shuffle, a slice, and the rows it names."""

from __future__ import annotations

from functools import partial

import numpy as np

from ..dataclass import dataclass
from ..errors import ShapeError
from ..expr import Expr, Index, Indicator, Opaque, Picked, floor, lift, mod
from ..text import N_
from .base import Array, Call, Named, Op, Shape
from .memory import notes


class Count(Op):
    """The number of the iteration, counted from 1: a scalar."""

    title = N_("Count the iteration")
    about = N_("One more batch.")
    output = "k"
    batched = False

    def forward(self, k: Array) -> Array:
        """k ← k + 1"""
        return np.asarray(k + 1)

    def forward_at(self, at: Index, k: Named) -> Expr:
        return k.number() + 1

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (np.array(4.0),)


@dataclass(frozen=True)
class Epoch(Op):
    """The number of the pass over the data, counted from 1: a scalar."""

    iterations: int = 3

    title = N_("Number of the epoch")
    about = N_(
        "An epoch is one pass over all training data; a new one starts when every batch was used."
    )
    output = "epoch"
    batched = False

    def forward(self, k: Array) -> Array:
        """epoch = ⌊(k − 1) / iterations in an epoch⌋ + 1"""
        return np.asarray(np.floor((k - 1) / self.iterations) + 1)

    def forward_at(self, at: Index, k: Named) -> Expr:
        return floor((k.number() - 1) / self.iterations) + 1

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (np.array(5.0),)


@dataclass(frozen=True)
class Shuffle(Op):
    """An order of the rows that depends on nothing but the seed and the epoch: ``() , () →
    (rows,)``."""

    rows: int = 7

    title = N_("Shuffle")
    about = N_(
        "Puts the examples in a new order at the start of each epoch; the same seed gives "
        "the same orders."
    )
    reference = "NumPy Generator.permutation over PCG64, seeded with (seed, epoch)"
    output = "order"
    batched = False
    opaque = True

    def shape(self, *shapes: Shape) -> Shape:
        return (self.rows,)

    def forward(self, seed: Array, epoch: Array) -> Array:
        """order = shuffle(seed, epoch)"""
        generator = np.random.default_rng([int(seed), int(epoch)])
        return generator.permutation(self.rows).astype(seed.dtype)

    def forward_at(self, at: Index, seed: Named, epoch: Named) -> Expr:
        value = float(self.forward(seed.data, epoch.data)[at])
        numbers = (seed.number(), epoch.number())
        asked = f"shuffle({numbers[0].value:g}, {numbers[1].value:g})[{at[0]}]"
        return Opaque(asked, value, numbers)

    def forward_bound(self, out: Array, seed: Array, epoch: Array) -> tuple[Call, ...]:
        # a pure function of (seed, epoch): within an epoch the last answer is copied
        known: dict[tuple[float, float], Array] = {}

        def shuffle() -> None:
            asked = (seed.item(), epoch.item())
            if asked not in known:
                known.clear()
                known[asked] = self.forward(seed, epoch)
            np.copyto(out, known[asked])

        return (shuffle,)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return np.array(3.0), np.array(2.0)


@dataclass(frozen=True)
class InOrder(Op):
    """The rows as they stand in the data: ``() → (rows,)``."""

    rows: int = 7

    title = N_("Keep the order")
    about = N_("Takes the examples in the order in which they stand in the data.")
    output = "order"
    unquoted = {"forward": frozenset({"epoch"})}
    batched = False

    def shape(self, *shapes: Shape) -> Shape:
        return (self.rows,)

    def forward(self, epoch: Array) -> Array:
        """order[i] = i"""
        return np.arange(self.rows, dtype=epoch.dtype)

    def forward_at(self, at: Index, epoch: Named) -> Expr:
        return lift(at[0])

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (np.array(2.0),)


@dataclass(frozen=True)
class Slice(Op):
    """The next `size` entries of the order; the last batch of an epoch may be shorter: ``(rows,),
    () → (size,)``."""

    size: int = 3
    batch: int = 3
    iterations: int = 3

    title = N_("Next slice")
    about = N_(
        "The next examples in the order make up the batch; the last batch of an epoch may "
        "be shorter."
    )
    output = "rows"
    batched = False

    def shape(self, *shapes: Shape) -> Shape:
        return (self.size,)

    def forward(self, order: Array, k: Array) -> Array:
        """rows[n] = order[((k − 1) mod iterations) · batch + n]"""
        first = (int(k) - 1) % self.iterations * self.batch
        return order[first : first + self.size]

    def forward_at(self, at: Index, order: Named, k: Named) -> Expr:
        place = mod(k.number() - 1, self.iterations) * self.batch + at[0]
        return Picked(order[int(place.value)], (k.number(),))

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return rng.permutation(8).astype(float), np.array(5.0)


class Take(Op):
    """The rows that the slice names: ``(all, …), (batch,) → (batch, …)``."""

    title = N_("Take the rows")
    about = N_("Copies the chosen examples into the batch.")
    output = "x"

    def shape(self, *shapes: Shape) -> Shape:
        data, rows = shapes
        return (*rows, *data[1:])

    def forward(self, data: Array, rows: Array) -> Array:
        """row[n,·] = data[rows[n],·]"""
        return data[rows.astype(np.intp)]

    def forward_at(self, at: Index, data: Named, rows: Named) -> Expr:
        return Picked(data[(rows.count(at[0]), *at[1:])], (rows[at[0]],))

    def forward_bound(self, out: Array, data: Array, rows: Array) -> tuple[Call, ...]:
        places = notes(rows.shape, np.dtype(np.intp))
        return (
            partial(np.copyto, places, rows, "unsafe"),
            partial(data.take, places, 0, out, "clip"),
        )

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return rng.normal(size=(6, 2)), np.array([4.0, 1.0])


class TakeAll(Op):
    """The whole data as one batch: ``(all, …) → (all, …)``."""

    title = N_("Take all rows")
    about = N_("All examples make up the batch, in the order of the data.")
    output = "x"

    def forward(self, data: Array) -> Array:
        """row[n,·] = data[n,·]"""
        return data

    def forward_at(self, at: Index, data: Named) -> Expr:
        return data[at]

    def forward_bound(self, out: Array, data: Array) -> tuple[Call, ...]:
        return (partial(np.copyto, out, data),)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (rng.normal(size=(4, 2)),)


class Scale(Op):
    """Every input divided by one number: ``(batch, …), () → (batch, …)``."""

    title = N_("Scale")
    about = N_("Divides every input by the same number, so that all lie between 0 and 1.")
    output = "x"
    elementwise = True

    def forward(self, raw: Array, scale: Array) -> Array:
        """x = raw / scale"""
        return raw / scale

    def forward_at(self, at: Index, raw: Named, scale: Named) -> Expr:
        return raw[at] / scale.number()

    def forward_bound(self, out: Array, raw: Array, scale: Array) -> tuple[Call, ...]:
        return (partial(np.divide, raw, scale, out),)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return rng.normal(size=(3, 2)), np.array(16.0)


@dataclass(frozen=True)
class OneHot(Op):
    """A class number as a row with a single 1: ``(batch, 1) → (batch, classes)``."""

    classes: int = 3

    title = N_("One-hot")
    about = N_("Writes a class as a row of zeros with a single 1 in the place of the class.")
    output = "t"

    def shape(self, *shapes: Shape) -> Shape:
        (label,) = shapes
        if len(label) != 2 or label[1] != 1:
            raise ShapeError(
                "one-hot needs one class number per example, not the shape {label}", label=label
            )
        return (label[0], self.classes)

    def forward(self, label: Array) -> Array:
        """t[n,j] = [label[n] = j]"""
        return (label == np.arange(self.classes)).astype(label.dtype)

    def forward_at(self, at: Index, label: Named) -> Expr:
        n, j = at
        return Indicator(label[n, 0], "=", lift(j))

    def forward_bound(self, out: Array, label: Array) -> tuple[Call, ...]:
        return (
            partial(
                np.equal, label, np.arange(self.classes, dtype=label.dtype), out, casting="unsafe"
            ),
        )

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (rng.integers(0, 3, size=(4, 1)).astype(float),)
