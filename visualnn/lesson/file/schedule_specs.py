"""The schedules of a lesson file: one table for each kind. The first rate is the optimizer's."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Discriminator, Field

from .fields import Spec

Counts = Annotated[float, Field(gt=0, le=1e12)]
Rate = Annotated[float, Field(ge=0, le=1e308)]
Factor = Annotated[float, Field(gt=0, le=1e6)]
Share = Annotated[float, Field(ge=0, le=1)]
Several = Annotated[tuple[Rate, ...], Field(min_length=1, max_length=1_000)]


class ScheduleBase(Spec):
    """What every schedule has. What is left out is as the convention has it."""

    convention: Literal["pytorch", "keras"] = "pytorch"
    """Whose formulas and defaults, and what is counted: epochs in PyTorch, updates in Keras."""
    every: Literal["epoch", "update"] | None = None
    """What is counted, if not what the convention counts."""

    @property
    def given(self) -> dict[str, float | tuple[float, ...]]:
        """The settings that the lesson gives, by name."""
        return self.model_dump(exclude={"kind", "convention", "every"}, exclude_none=True)


class WarmedScheduleBase(ScheduleBase):
    """What a schedule has that can wait for a warm-up."""

    warm_up: Counts | None = None
    """So many counts the rate rises in a straight line; the schedule begins behind them."""
    first_share: Share | None = None
    """The share of the rate that the warm-up begins with."""


class ConstantSchedule(ScheduleBase):
    """The rate stays as it is."""

    kind: Literal["constant"]


class StepSchedule(WarmedScheduleBase):
    """A factor after every so many counts."""

    kind: Literal["step"]
    period: Counts
    gamma: Factor | None = None


class MultiStepSchedule(WarmedScheduleBase):
    """A factor, or in Keras' convention another rate, behind each milestone."""

    kind: Literal["multi_step"]
    milestones: Several
    gamma: Factor | None = None
    """PyTorch only."""
    rates: Several | None = None
    """The rate behind each milestone; Keras only."""


class ExponentialSchedule(WarmedScheduleBase):
    """A factor at every count."""

    kind: Literal["exponential"]
    gamma: Factor
    period: Counts | None = None
    """The counts that the whole factor takes; Keras only."""


class PolynomialSchedule(WarmedScheduleBase):
    """A power of what is left."""

    kind: Literal["polynomial"]
    period: Counts
    power: Factor | None = None
    end_lr: Rate | None = None


class CosineSchedule(WarmedScheduleBase):
    """Half a cosine wave."""

    kind: Literal["cosine"]
    period: Counts
    end_lr: Rate | None = None
    """PyTorch only."""
    alpha: Share | None = None
    """The share of the rate that it ends at; Keras only."""


class CosineRestartsSchedule(WarmedScheduleBase):
    """Half a cosine wave again and again."""

    kind: Literal["cosine_restarts"]
    period: Counts
    end_lr: Rate | None = None
    """PyTorch only."""
    alpha: Share | None = None
    """Keras only."""
    shrink: Factor | None = None
    """What each wave is lower by; Keras only."""


class GrowingCosineRestartsSchedule(WarmedScheduleBase):
    """Half a cosine wave again and again, each longer than the last."""

    kind: Literal["growing_cosine_restarts"]
    period: Counts
    growth: Annotated[float, Field(gt=1, le=1e6)] | None = None
    """How many times as long as the last each wave is."""
    end_lr: Rate | None = None
    """PyTorch only."""
    alpha: Share | None = None
    """Keras only."""
    shrink: Factor | None = None
    """What each wave is lower by; Keras only."""


class WarmUpSchedule(ScheduleBase):
    """A straight line up to the rate."""

    kind: Literal["warm_up"]
    convention: Literal["pytorch"] = "pytorch"
    period: Counts
    first_share: Share | None = None


class OneCycleSchedule(ScheduleBase):
    """Up to a peak, and down to far below the start."""

    kind: Literal["one_cycle"]
    convention: Literal["pytorch"] = "pytorch"
    peak_lr: Rate
    end_lr: Rate
    turn: Counts
    """So many counts after the first is the peak."""
    last: Counts
    """So many counts after the first is the end."""


ScheduleSpec = Annotated[
    ConstantSchedule
    | StepSchedule
    | MultiStepSchedule
    | ExponentialSchedule
    | PolynomialSchedule
    | CosineSchedule
    | CosineRestartsSchedule
    | GrowingCosineRestartsSchedule
    | WarmUpSchedule
    | OneCycleSchedule,
    Discriminator("kind"),
]
