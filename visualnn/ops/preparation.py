"""What is done to the data before a network sees them, and what is found out about them for it."""

from __future__ import annotations

from functools import partial

import numpy as np

from ..dataclass import dataclass
from ..errors import SettingError, ShapeError
from ..expr import Expr, Index, Indicator, Opaque, indicator, lift, sqrt, total
from ..text import N_
from .base import Array, Call, Named, Op, Shape


@dataclass(frozen=True)
class Split(Op):
    """The rows of one part of the data: of all rows in a random order, the first are set aside,
    the others are trained on; each part in the order of the data. ``() → (rows of the part,)``."""

    rows: int = 7
    aside: int = 2
    kept: bool = False
    """Whether this is the part that is set aside."""

    title = N_("Set examples aside")
    about = N_(
        "Draws once which examples are trained on and which are kept to check the network with."
    )
    reference = "NumPy Generator.permutation over PCG64, seeded with (seed, split)"
    output = "rows"
    batched = False
    opaque = True

    def __post_init__(self) -> None:
        if not 0 < self.aside < self.rows:
            raise SettingError(
                "of {rows} examples, {aside} cannot be set aside", rows=self.rows, aside=self.aside
            )

    def shape(self, *shapes: Shape) -> Shape:
        return (self.aside if self.kept else self.rows - self.aside,)

    def forward(self, seed: Array) -> Array:
        """rows = part of split(seed)"""
        order = np.random.default_rng([int(seed), *b"split"]).permutation(self.rows)
        part = order[: self.aside] if self.kept else order[self.aside :]
        return np.sort(part).astype(seed.dtype)

    def forward_at(self, at: Index, seed: Named) -> Expr:
        value = float(self.forward(seed.data)[at])
        number = seed.number()
        return Opaque(f"split({number.value:g})[{at[0]}]", value, (number,))

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (np.array(3.0),)


class InputMean(Op):
    """The mean of each input over the examples: ``(rows, …) → (…)``."""

    title = N_("Mean of each input")
    about = N_("Averages each input over all examples that are trained on.")
    output = "mean"
    batched = False

    def shape(self, *shapes: Shape) -> Shape:
        return shapes[0][1:]

    def forward(self, x: Array) -> Array:
        """mean[j] = (1 / rows) · Σₙ x[n,j]"""
        return x.mean(axis=0)

    def forward_at(self, at: Index, x: Named) -> Expr:
        return total(x[(n, *at)] for n in range(x.shape[0])) / x.shape[0]

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (rng.normal(size=(5, 3)),)


class InputVariance(Op):
    """The mean squared distance of each input from its mean: ``(rows, …), (…) → (…)``."""

    title = N_("Variance of each input")
    about = N_("Averages the squared distances of each input from its mean.")
    output = "variance"
    batched = False

    def shape(self, *shapes: Shape) -> Shape:
        x, mean = shapes
        _check_each(self, x, mean)
        return mean

    def forward(self, x: Array, mean: Array) -> Array:
        """variance[j] = (1 / rows) · Σₙ (x[n,j] − mean[j])²"""
        return np.square(x - mean).mean(axis=0)

    def forward_at(self, at: Index, x: Named, mean: Named) -> Expr:
        terms = ((x[(n, *at)] - mean[at]) ** 2 for n in range(x.shape[0]))
        return total(terms) / x.shape[0]

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        x = rng.normal(size=(5, 3))
        return x, x.mean(axis=0)


class InputDeviation(Op):
    """The root of the variance; an input that never changes gets 1 instead of 0, so that it can be
    divided by."""

    title = N_("Standard deviation of each input")
    about = N_("Says how far each input is from its mean as a rule; 1 where it never changes.")
    reference = "scikit-learn 1.9 StandardScaler"
    output = "deviation"

    def forward(self, variance: Array) -> Array:
        """deviation[j] = √variance[j] + [variance[j] = 0]"""
        return np.sqrt(variance) + (variance == 0).astype(variance.dtype)

    def forward_at(self, at: Index, variance: Named) -> Expr:
        return sqrt(variance[at]) + indicator(variance[at], "=", 0)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (np.array([0.0, 0.25, 3.0]),)


class Standardise(Op):
    """Each input less its mean, in standard deviations: ``(batch, …), (…), (…) → (batch, …)``."""

    title = N_("Standardise")
    about = N_("Moves and stretches each input so that its mean is 0 and its deviation 1.")
    reference = "LeCun et al. 1998, Efficient BackProp, 4.3"
    output = "x"

    def shape(self, *shapes: Shape) -> Shape:
        raw, *each = shapes
        for one in each:
            _check_each(self, raw, one)
        return raw

    def forward(self, raw: Array, mean: Array, deviation: Array) -> Array:
        """x[n,j] = (raw[n,j] − mean[j]) / deviation[j]"""
        return (raw - mean) / deviation

    def forward_at(self, at: Index, raw: Named, mean: Named, deviation: Named) -> Expr:
        return (raw[at] - mean[at[1:]]) / deviation[at[1:]]

    def forward_bound(
        self, out: Array, raw: Array, mean: Array, deviation: Array
    ) -> tuple[Call, ...]:
        return partial(np.subtract, raw, mean, out), partial(np.divide, out, deviation, out)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return rng.normal(size=(3, 4)), rng.normal(size=4), rng.uniform(0.5, 2, size=4)


class LabelOneHot(Op):
    """A label as a row with a single 1 in the place of the label: ``(batch, 1), (classes,) →
    (batch, classes)``."""

    title = N_("One-hot by label")
    about = N_(
        "Writes a label as a row of zeros with a single 1 where the label stands in the list."
    )
    output = "t"

    def shape(self, *shapes: Shape) -> Shape:
        label, labels = shapes
        if len(label) != 2 or label[1] != 1 or len(labels) != 1:
            raise ShapeError(
                "one-hot needs one label per example and a list of labels, not the shapes {label} "
                "and {labels}",
                label=label,
                labels=labels,
            )
        return (label[0], labels[0])

    def forward(self, label: Array, labels: Array) -> Array:
        """t[n,j] = [label[n] = labels[j]]"""
        return (label == labels).astype(label.dtype)

    def forward_at(self, at: Index, label: Named, labels: Named) -> Expr:
        n, j = at
        return Indicator(label[n, 0], "=", labels[j])

    def forward_bound(self, out: Array, label: Array, labels: Array) -> tuple[Call, ...]:
        return (partial(np.equal, label, labels, out, casting="unsafe"),)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        labels = np.array([1.0, 4.0, 7.0, 8.0])
        return rng.choice(labels, size=(3, 1)), labels


@dataclass(frozen=True)
class OneHotWords(Op):
    """Each column of words as one column for each word: ``(rows, columns) → (rows, inputs)``.

    A word is its number in the alphabetical order of the column's words, from 0; a column of
    numbers stays as it is.
    """

    counts: tuple[int, ...] = (0, 3, 2)
    """For each column the number of its words, 0 for one of numbers."""

    title = N_("One-hot by word")
    about = N_(
        "Writes each word as a row of zeros with a single 1 in the place of the word; numbers "
        "stay as they are."
    )
    output = "x"

    def _columns(self) -> list[tuple[int, int | None]]:
        """For each input the column that it is made of, and the number of its word there."""
        places: list[tuple[int, int | None]] = []
        for column, count in enumerate(self.counts):
            places += [(column, word) for word in range(count)] or [(column, None)]
        return places

    def shape(self, *shapes: Shape) -> Shape:
        (columns,) = shapes
        if len(columns) != 2 or columns[1] != len(self.counts):
            raise ShapeError(
                "one-hot by word needs rows of {count} columns, not the shape {columns}",
                count=len(self.counts),
                columns=columns,
            )
        return (columns[0], len(self._columns()))

    def forward(self, columns: Array) -> Array:
        """x[n,j] = [columns[n,c] = w]"""
        made = [
            columns[:, column] if word is None else columns[:, column] == word
            for column, word in self._columns()
        ]
        return np.stack(made, axis=1).astype(columns.dtype)

    def forward_at(self, at: Index, columns: Named) -> Expr:
        n, j = at
        column, word = self._columns()[j]
        read = columns[n, column]
        return read if word is None else Indicator(read, "=", lift(word))

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        made = [rng.integers(0, count, size=4) for count in self.counts if count]
        return (np.stack([rng.normal(size=4), *made], axis=1),)


class InputAsTarget(Op):
    """The input itself as what the network shall give: an autoencoder's target."""

    title = N_("The input as target")
    about = N_("An autoencoder shall give back what it was given, so the input is its target.")
    reference = "Hinton & Salakhutdinov 2006, Reducing the Dimensionality of Data"
    output = "t"

    def forward(self, x: Array) -> Array:
        """t[n,·] = x[n,·]"""
        return x

    def forward_at(self, at: Index, x: Named) -> Expr:
        return x[at]

    def forward_bound(self, out: Array, x: Array) -> tuple[Call, ...]:
        return (partial(np.copyto, out, x),)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (rng.normal(size=(3, 4)),)


def _check_each(op: Op, x: Shape, each: Shape) -> None:
    if each != x[1:]:
        raise ShapeError(
            "{op} needs a number for each of the inputs {x}, not {each}",
            op=op.title,
            x=x[1:],
            each=each,
        )
