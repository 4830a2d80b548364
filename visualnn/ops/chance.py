"""Numbers drawn anew in every iteration: dropout's mask and noise.

What is drawn is a function of (seed, iteration, place) and nothing else, so that going back and
forth gives the same numbers again, and so that two layers do not draw the same.
"""

from __future__ import annotations

from functools import partial

import numpy as np

from ..dataclass import dataclass
from ..errors import SettingError
from ..expr import Expr, Index, Opaque
from ..text import N_
from .base import Array, Call, Named, Op, Shape
from .memory import notes


def generator(seed: Array, k: Array, place: str) -> np.random.Generator:
    """The generator of one iteration and place; its key lies apart from those of first values and
    of the shuffle."""
    key = (int(k), *place.encode())
    return np.random.default_rng(np.random.SeedSequence(int(seed), spawn_key=key))


@dataclass(frozen=True)
class Drawn(Op, card=False):
    """An array as large as `x`, drawn from (seed, k, place). Numbers are drawn as float64 whatever
    type the network has, so that both types see the same chance."""

    place: str = "drop"

    opaque = True
    unquoted = {"forward": frozenset({"x"})}

    def shape(self, *shapes: Shape) -> Shape:
        return shapes[0]

    def draw(self, random: np.random.Generator, shape: Shape) -> Array:
        raise NotImplementedError

    def _drawn(self, x: Array, seed: Array, k: Array) -> Array:
        return self.draw(generator(seed, k, self.place), self.shape(x.shape))

    def _asked(self, word: str, at: Index, x: Named, seed: Named, k: Named) -> Expr:
        numbers = (seed.number(), k.number())
        said = ", ".join((*(f"{number.value:g}" for number in numbers), self.place))
        value = float(self._drawn(x.data, seed.data, k.data).astype(x.data.dtype)[at])
        return Opaque(f"{word}({said})[{','.join(map(str, at))}]", value, numbers)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return rng.normal(size=(3, 4)), np.array(3.0), np.array(2.0)


@dataclass(frozen=True)
class DropoutMask(Drawn):
    """Which numbers are kept, 1, and which are dropped, 0; each is dropped with probability p."""

    p: float = 0.5

    title = N_("Dropout's mask")
    about = N_("Draws for each number whether it is kept or dropped in this iteration.")
    reference = "Srivastava et al. 2014, Dropout; NumPy PCG64 seeded with (seed, k, layer)"
    output = "mask"

    def __post_init__(self) -> None:
        refuse_share(self, self.p)

    def draw(self, random: np.random.Generator, shape: Shape) -> Array:
        return random.random(shape) >= self.p

    def forward(self, x: Array, seed: Array, k: Array) -> Array:
        """mask = [u ≥ p],  u = uniform(seed, k, layer) in [0, 1)"""
        return self._drawn(x, seed, k).astype(x.dtype)

    def forward_at(self, at: Index, x: Named, seed: Named, k: Named) -> Expr:
        return self._asked("kept", at, x, seed, k)

    def forward_bound(self, out: Array, x: Array, seed: Array, k: Array) -> tuple[Call, ...]:
        chances = notes(x.shape, np.dtype(float))

        def draw() -> None:
            generator(seed, k, self.place).random(out=chances)

        least = np.array(self.p)
        return draw, partial(np.greater_equal, chances, least, out=out, casting="unsafe")


@dataclass(frozen=True)
class Dropout(Op):
    """What is kept is made larger by 1 / (1 − p), so that sums stay as large as they were on
    average. The same mask is used on the way back."""

    p: float = 0.5

    title = N_("Dropout")
    about = N_("Keeps what the mask keeps, enlarged to make up for what is dropped.")
    reference = "Srivastava et al. 2014, Dropout; PyTorch 2.13 nn.Dropout"
    output = "a"

    def __post_init__(self) -> None:
        refuse_share(self, self.p)

    def forward(self, x: Array, mask: Array) -> Array:
        """a = x · mask / (1 − p)"""
        return x * mask / (1 - self.p)

    def forward_at(self, at: Index, x: Named, mask: Named) -> Expr:
        return x[at] * mask[at] / (1 - self.p)

    def forward_bound(self, out: Array, x: Array, mask: Array) -> tuple[Call, ...]:
        left = np.array(1 - self.p, x.dtype)
        return partial(np.multiply, x, mask, out), partial(np.divide, out, left, out)

    def grad_x(self, g: Array, mask: Array) -> Array:
        """∂L/∂x = ∂L/∂a · mask / (1 − p)"""
        return g * mask / (1 - self.p)

    def grad_x_at(self, at: Index, g: Named, mask: Named) -> Expr:
        return g[at] * mask[at] / (1 - self.p)

    def grad_x_bound(self, out: Array, g: Array, mask: Array) -> tuple[Call, ...]:
        return self.forward_bound(out, g, mask)

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return rng.normal(size=(3, 4)), rng.integers(0, 2, size=(3, 4)).astype(float)


def refuse_share(op: Op, p: float) -> None:
    """Raise SettingError for a share to drop that is none, or that leaves nothing."""
    if not 0 <= p < 1:
        raise SettingError(
            "{op} drops a share p of the numbers, from 0 to below 1, not {p}", op=op.title, p=p
        )


@dataclass(frozen=True)
class Noise(Drawn):
    """Numbers from a normal distribution with mean 0 and standard deviation σ."""

    deviation: float = 0.1

    title = N_("Gaussian noise")
    about = N_("Draws a small number for each number of the input, new in every iteration.")
    reference = (
        "Vincent et al. 2008, Denoising Autoencoders; NumPy PCG64 seeded with (seed, k, layer)"
    )
    output = "noise"

    def __post_init__(self) -> None:
        if not 0 <= self.deviation < np.inf:
            raise SettingError(
                "{op} needs a standard deviation from 0 up, not {deviation}",
                op=self.title,
                deviation=self.deviation,
            )

    def draw(self, random: np.random.Generator, shape: Shape) -> Array:
        return random.normal(0, self.deviation, shape)

    def forward(self, x: Array, seed: Array, k: Array) -> Array:
        """noise = normal(seed, k, layer) · σ"""
        return self._drawn(x, seed, k).astype(x.dtype)

    def forward_at(self, at: Index, x: Named, seed: Named, k: Named) -> Expr:
        return self._asked("noise", at, x, seed, k)


class AddNoise(Op):
    """Noise laid over a value of the same shape; the gradient passes it by."""

    title = N_("Add the noise")
    about = N_("Disturbs each number a little, so that the network cannot rely on details.")
    reference = "Keras 3.15 GaussianNoise"
    output = "a"

    def forward(self, x: Array, noise: Array) -> Array:
        """a = x + noise"""
        return x + noise

    def forward_at(self, at: Index, x: Named, noise: Named) -> Expr:
        return x[at] + noise[at]

    def forward_bound(self, out: Array, x: Array, noise: Array) -> tuple[Call, ...]:
        return (partial(np.add, x, noise, out),)

    def grad_x(self, g: Array) -> Array:
        """∂L/∂x = ∂L/∂a"""
        return g

    def grad_x_at(self, at: Index, g: Named) -> Expr:
        return g[at]

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return rng.normal(size=(3, 4)), rng.normal(size=(3, 4))


class Unchanged(Op):
    """What dropout and noise do in evaluation: nothing."""

    title = N_("Switched off")
    about = N_("In evaluation nothing is dropped and nothing disturbed: each number stays.")
    output = "a"

    def forward(self, x: Array) -> Array:
        """a = x"""
        return x

    def forward_at(self, at: Index, x: Named) -> Expr:
        return x[at]

    def forward_bound(self, out: Array, x: Array) -> tuple[Call, ...]:
        return (partial(np.copyto, out, x),)

    def grad_x(self, g: Array) -> Array:
        """∂L/∂x = ∂L/∂a"""
        return g

    def grad_x_at(self, at: Index, g: Named) -> Expr:
        return g[at]

    def example(self, rng: np.random.Generator) -> tuple[Array, ...]:
        return (rng.normal(size=(3, 4)),)
