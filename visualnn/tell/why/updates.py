"""Numbers that replace themselves: what the step is made of."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from ... import figures
from ...dataclass import dataclass
from ...expr import Call, Expr, Number, Product, Quotient, Sum
from ...text import _
from .reason import Reason, Said, Subject, factors_of

SAME_SIZE_SHARE = 0.1
"""How far |m| and √v are apart, at most, where a step is said to be about the rate."""
OPPOSED_SHARE = 0.1
"""|m| / √v up to which a step is said to be small because gradients changed their sign."""


@dataclass(frozen=True)
class UnchangedReason(Reason):
    """A number stays as it was because a factor of its step is 0."""

    factor: Expr

    @property
    def template(self) -> str:
        return _("Stays as it was, because {factor} is 0.")

    @property
    def parts(self) -> Mapping[str, Said]:
        return {"factor": self.factor}


@dataclass(frozen=True)
class ScaledStepReason(Reason):
    """A step is a rate times a mean divided by a root of a mean square."""

    rate: Number
    mean: Number
    root: Expr
    ratio: float
    """|mean| / bottom, which is what the rate is multiplied by."""

    @property
    def is_full(self) -> bool:
        """Whether both are about the same, and not: the mean far smaller."""
        return abs(self.ratio - 1) <= SAME_SIZE_SHARE

    @property
    def template(self) -> str:
        return (
            _("The step is {ratio} times {rate}, because {mean} is about as large as {root}.")
            if self.is_full
            else _("The step is only {ratio} times {rate}: {mean} is far smaller than {root}.")
        )

    @property
    def parts(self) -> Mapping[str, Said]:
        size = Call("abs", (self.mean,))
        ratio = figures.line(float(f"{self.ratio:.2g}"))
        return {"ratio": ratio, "rate": self.rate, "mean": size, "root": self.root}


def own_step(subject: Subject) -> Reason | None:
    """Of an update: that nothing changes, and why; or that a scaled step is about the rate."""
    if not subject.is_update:
        return None
    assert isinstance(subject.tree, Sum)  # noqa: S101  an update is a sum
    _own, *steps = subject.tree.flat()
    if len(steps) != 1:
        return None
    factors = factors_of(steps[0])
    if steps[0].value == 0:
        found = next((factor for factor in factors if factor.value == 0), None)
        return None if found is None else UnchangedReason(found)
    return _scaled(steps[0])


def _scaled(step: Expr) -> Reason | None:
    """A step of the shape rate · m / (√v + ε) whose ratio stands out."""
    quotient = next(_quotients(step), None)
    if quotient is None or not isinstance(quotient.top, Product):
        return None
    leaves = quotient.top.factors
    roots = [
        part
        for part in (quotient.bottom, *quotient.bottom.parts)
        if isinstance(part, Call) and part.function == "sqrt"
    ]
    if len(leaves) != 2 or len(roots) != 1:
        return None
    rate, mean = leaves
    if not isinstance(rate, Number) or not isinstance(mean, Number) or not rate.number:
        return None
    if rate.source is None or mean.source is None or rate.source.index:
        return None
    bottom = quotient.bottom.value
    ratio = abs(mean.number) / bottom if bottom else math.nan
    # ε would decide where it is as large as the root
    if not math.isfinite(ratio) or bottom > roots[0].value * (1 + SAME_SIZE_SHARE / 2):
        return None
    if abs(ratio - 1) <= SAME_SIZE_SHARE or ratio <= OPPOSED_SHARE:
        return ScaledStepReason(rate, mean, roots[0], ratio)
    return None


def _quotients(step: Expr) -> Iterator[Quotient]:
    """The quotient that a step is, its sign put aside."""
    inner = step
    while inner.parts and not isinstance(inner, Quotient) and len(inner.parts) == 1:
        (inner,) = inner.parts
    if isinstance(inner, Quotient):
        yield inner
