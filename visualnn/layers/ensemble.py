"""Layers that ask several networks as one: the mean, the largest, a vote."""

from __future__ import annotations

from collections.abc import Iterator

from ..dataclass import dataclass
from ..ops import Shape
from ..ops.ensemble import Apart, Ballot, MeanOf
from ..ops.ensemble import Maximum as MaximumOp
from .base import MAX_INPUT_COUNT, Application, Layer


@dataclass(frozen=True, kw_only=True)
class _Together(Layer):
    """Several outputs of one shape, read as one."""

    joint: bool = True
    """Whether the members learn from what they say together; if not, each learns from a loss of
    its own in `[[losses]]`."""

    least_inputs, most_inputs = 2, MAX_INPUT_COUNT
    asks = True

    def open(self, reads: tuple[str, ...], shapes: tuple[Shape, ...]) -> tuple[Application, ...]:
        if self.joint:
            return tuple(self.said(reads))
        apart = [self.applied(Apart(), (read,), f"member{n}") for n, read in enumerate(reads, 1)]
        return (*apart, *self.said(tuple(use.writes for use in apart)))

    def said(self, reads: tuple[str, ...]) -> Iterator[Application]:
        """What the members say together."""
        raise NotImplementedError


class Average(_Together, kind="average"):
    """The mean of several outputs of one shape."""

    def said(self, reads: tuple[str, ...]) -> Iterator[Application]:
        yield self.applied(MeanOf(len(reads)), reads, "z")


class Maximum(_Together, kind="maximum"):
    """The largest of several outputs of one shape, place by place."""

    def said(self, reads: tuple[str, ...]) -> Iterator[Application]:
        so_far, *others = reads
        for count, read in enumerate(others, 2):
            word = "z" if count == len(reads) else f"max{count}"
            yield self.applied(MaximumOp(), (so_far, read), word)
            so_far = f"{self.name}.{word}"


class Vote(Layer, kind="vote"):
    """Each output gives its first choice one vote; the shares of the votes are the output.

    No gradient goes back through it, so its inputs are trained by losses of their own.
    """

    least_inputs, most_inputs = 2, MAX_INPUT_COUNT
    asks = True
    like = "softmax"

    def open(self, reads: tuple[str, ...], shapes: tuple[Shape, ...]) -> tuple[Application, ...]:
        ballots = [self.applied(Ballot(), (read,), f"ballot{n}") for n, read in enumerate(reads, 1)]
        votes = tuple(ballot.writes for ballot in ballots)
        return (*ballots, self.applied(MeanOf(len(reads)), votes, "z"))
