"""Callbacks: the lines between two epochs that watch one number and act on it.

They stand in a phase of their own after the evaluation. What they remember from epoch to epoch is
carried memory like an optimizer's, what they go by are settings in the state: all of it can be
looked at, changed, and stepped back to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from types import MappingProxyType
from typing import ClassVar

import numpy as np

from ..dataclass import dataclass
from ..errors import SettingError
from ..network import Network
from ..ops import Array, Op
from ..ops.callbacks import (
    BestSoFar,
    EpochMean,
    EpochsWaited,
    EpochTotal,
    ImprovesAbove,
    ImprovesAboveShare,
    ImprovesBelow,
    ImprovesBelowShare,
    KeepBest,
    Restore,
    Stopped,
)
from ..ops.plateau import (
    AtTheEndOfPatience,
    CountsAsBetter,
    EpochsToCool,
    LowerRate,
    OutOfPatience,
    StartToCool,
    StillWaiting,
    TakeLowerRate,
)
from ..program import STOPPED
from ..text import N_

Line = tuple[Op, tuple[str, ...], str]
"""An op, the names it reads, the name it writes."""

_WORST = N_("The best number so far. It starts at the worst one that can be written.")
_WAITED = N_("How many epochs in a row were not better. It starts at 0.")
_PATIENCE = N_("A setting of the lesson: so many epochs may pass that are not better.")
_BY_HOW_MUCH = N_("A setting of the lesson: by how much better must be better.")
COPY = N_("The copy that a callback keeps. It starts as its original does.")
"""What a parameter is that a callback keeps: a catalogue entry (English)."""
TOTAL = N_("What was added up in this epoch so far. It starts at 0.")
"""What the sum of a watched number is: a catalogue entry (English)."""
TOTALS = "epoch.total."
"""What the names of such sums begin with."""


@dataclass(frozen=True)
class Watch:
    """The number that is watched, and whether it should become large."""

    name: str = ""
    """`L` and other names of the training stand for their mean over the epoch; without a name it
    is ``val.L``, or ``L`` where nothing is validated."""

    def of(self, validated: bool) -> str:
        """The name that is watched."""
        return self.name or ("val.L" if validated else "L")

    def larger_is_better(self, validated: bool) -> bool:
        return self.of(validated).endswith(("accuracy", "precision", "recall", "f1"))


@dataclass(frozen=True)
class EarlyStopping:
    """Stops after `patience` epochs in a row that were not better, as Keras does."""

    patience: float
    min_delta: float = 0.0
    restore: bool = True
    """Whether the parameters of the best epoch are kept, and put back at the end."""
    watch: Watch = field(default_factory=Watch)
    prefix = "stop"
    meanings: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "stop.patience": _PATIENCE,
            "stop.min_delta": _BY_HOW_MUCH,
            "stop.best": _WORST,
            "stop.wait": _WAITED,
            STOPPED: N_("Whether the training is over. It starts at 0, which is no."),
        }
    )
    """Its numbers in the state → what they are: catalogue entries (English)."""

    @property
    def settings(self) -> dict[str, float]:
        return {"stop.patience": self.patience, "stop.min_delta": self.min_delta}

    @property
    def memory(self) -> dict[str, float]:
        return {"stop.wait": 0.0, STOPPED: 0.0}

    @property
    def keeps(self) -> bool:
        return self.restore

    def lines(self, value: str, larger: bool, kept: tuple[str, ...]) -> Iterator[Line]:
        better: Op = ImprovesAbove() if larger else ImprovesBelow()
        yield better, (value, "stop.best", "stop.min_delta"), "stop.better"
        yield BestSoFar(), ("stop.best", value, "stop.better"), "stop.best"
        yield EpochsWaited(), ("stop.wait", "stop.better"), "stop.wait"
        yield Stopped(), (STOPPED, "stop.wait", "stop.patience"), STOPPED
        for name in kept if self.restore else ():
            yield KeepBest(), (f"stop.{name}", name, "stop.better"), f"stop.{name}"
        for name in kept if self.restore else ():
            yield Restore(), (name, f"stop.{name}", STOPPED), name


@dataclass(frozen=True)
class Checkpoint:
    """Keeps the parameters of the best epoch, and changes nothing."""

    watch: Watch = field(default_factory=Watch)
    prefix = "keep"
    keeps = True
    meanings: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "keep.min_delta": N_(
                "By how much better must be better. It is 0: any progress counts."
            ),
            "keep.best": _WORST,
        }
    )
    """Its numbers in the state → what they are: catalogue entries (English)."""
    settings: Mapping[str, float] = field(default_factory=lambda: {"keep.min_delta": 0.0})
    memory: Mapping[str, float] = field(default_factory=dict)

    def lines(self, value: str, larger: bool, kept: tuple[str, ...]) -> Iterator[Line]:
        better: Op = ImprovesAbove() if larger else ImprovesBelow()
        yield better, (value, "keep.best", "keep.min_delta"), "keep.better"
        yield BestSoFar(), ("keep.best", value, "keep.better"), "keep.best"
        for name in kept:
            yield KeepBest(), (f"keep.{name}", name, "keep.better"), f"keep.{name}"


@dataclass(frozen=True)
class ReduceOnPlateau:
    """Lowers the learning rate where an epoch's number does not get better.

    PyTorch waits for more epochs than `patience` and asks for a share of the best; Keras waits for
    as many and asks for a difference.
    """

    patience: float = 10.0
    factor: float = 0.1
    margin: float = 1e-4
    min_lr: float = 0.0
    cooldown: float = 0.0
    """So many epochs behind a lower rate do not count against the patience."""
    convention: str = "pytorch"
    watch: Watch = field(default_factory=Watch)
    prefix = "plateau"
    keeps = False
    meanings: ClassVar[Mapping[str, str]] = MappingProxyType(
        {
            "plateau.patience": _PATIENCE,
            "plateau.factor": N_(
                "A setting of the lesson: what a lower learning rate is multiplied by."
            ),
            "plateau.margin": _BY_HOW_MUCH,
            "plateau.min_lr": N_("A setting of the lesson: the lowest learning rate."),
            "plateau.cooldown": N_(
                "A setting of the lesson: so many epochs behind a lower rate do not count against "
                "the patience."
            ),
            "plateau.cooling": N_("How many epochs more the rate cools down. It starts at 0."),
            "plateau.best": _WORST,
            "plateau.wait": _WAITED,
        }
    )
    """Its numbers in the state → what they are: catalogue entries (English)."""

    @property
    def settings(self) -> dict[str, float]:
        words = {"patience": self.patience, "factor": self.factor}
        words |= {"margin": self.margin, "min_lr": self.min_lr}
        words |= {"cooldown": self.cooldown} if self.cooldown else {}
        return {f"plateau.{word}": value for word, value in words.items()}

    @property
    def memory(self) -> dict[str, float]:
        cooling = {"plateau.cooling": 0.0} if self.cooldown else {}
        return {"plateau.wait": 0.0, **cooling}

    def lines(self, value: str, larger: bool, kept: tuple[str, ...]) -> Iterator[Line]:
        pytorch = self.convention == "pytorch"
        better: Op
        if pytorch:
            better = ImprovesAboveShare() if larger else ImprovesBelowShare()
        else:
            better = ImprovesAbove() if larger else ImprovesBelow()
        patience: Op = OutOfPatience() if pytorch else AtTheEndOfPatience()
        yield better, (value, "plateau.best", "plateau.margin"), "plateau.better"
        yield BestSoFar(), ("plateau.best", value, "plateau.better"), "plateau.best"
        waits = ("plateau.wait", "plateau.better")
        if self.cooldown:
            # Keras ends the last epoch of a cooldown before it looks, PyTorch behind it
            less: Line = (EpochsToCool(), ("plateau.cooling",), "plateau.cooling")
            reads = ("plateau.better", "plateau.cooling")
            counted: Line = (CountsAsBetter(), reads, "plateau.as_better")
            yield from (counted, less) if pytorch else (less, counted)
            waits = ("plateau.wait", "plateau.as_better")
        yield patience, (*waits, "plateau.patience"), "plateau.lower"
        yield StillWaiting(), (*waits, "plateau.lower"), "plateau.wait"
        yield LowerRate(), ("lr", "plateau.factor", "plateau.min_lr"), "plateau.lr"
        taken = TakeLowerRate(1e-8 if pytorch else 0.0)
        yield taken, ("lr", "plateau.lr", "plateau.lower"), "lr"
        if self.cooldown:
            starts = ("plateau.cooling", "plateau.lower", "plateau.cooldown")
            yield StartToCool(), starts, "plateau.cooling"


Callback = EarlyStopping | Checkpoint | ReduceOnPlateau
KINDS: tuple[type[Callback], ...] = (EarlyStopping, Checkpoint, ReduceOnPlateau)
KEEPING: tuple[type[Callback], ...] = (EarlyStopping, Checkpoint)
"""Those that may keep copies of parameters."""


@dataclass(frozen=True)
class Callbacks:
    """All callbacks of a training, in the order in which they act."""

    each: tuple[Callback, ...] = ()

    def __post_init__(self) -> None:
        kinds = [type(callback) for callback in self.each]
        if len(set(kinds)) < len(kinds):
            raise SettingError("a training has one callback of a kind, not several")

    def __bool__(self) -> bool:
        return bool(self.each)

    @property
    def settings(self) -> dict[str, float]:
        """The numbers they go by, by name."""
        return {name: value for one in self.each for name, value in one.settings.items()}

    def memory(
        self,
        network: Network,
        first: Mapping[str, Array | float],
        dtype: str,
        *,
        validated: bool,
        iterations: int,
    ) -> dict[str, Array]:
        """What they remember before the first epoch; the best so far is the worst number there is,
        because ∞ is none to compute with."""
        found: dict[str, Array] = {}
        worst = np.finfo(dtype).max
        for one in self.each:
            found |= {name: np.array(value) for name, value in one.memory.items()}
            larger = one.watch.larger_is_better(validated)
            found[f"{one.prefix}.best"] = np.array(-worst if larger else worst)
            if one.keeps:
                names = kept(network)
                found |= {f"{one.prefix}.{name}": np.array(first[name]) for name in names}
        for name in self._averaged(validated) if iterations > 1 else ():
            found[f"{TOTALS}{name}"] = np.array(0.0)
        return found

    @property
    def copies(self) -> int:
        """The count of copies of the parameters that the callbacks keep."""
        return sum(one.keeps for one in self.each)

    def _averaged(self, validated: bool) -> list[str]:
        """The names of the training of which an epoch has one in each iteration."""
        names = [one.watch.of(validated) for one in self.each]
        return [name for name in dict.fromkeys(names) if not name.startswith("val.")]

    def every(self, size: int, iterations: int, validated: bool) -> Iterator[Line]:
        """The lines of every iteration, which add up the watched numbers."""
        if iterations > 1:
            for name in self._averaged(validated):
                total = f"{TOTALS}{name}"
                yield EpochTotal(size, iterations), (total, name, "k"), total

    def closing(
        self, network: Network, rows: int, iterations: int, validated: bool
    ) -> Iterator[Line]:
        """The lines at the end of an epoch."""
        for name in self._averaged(validated) if iterations > 1 else ():
            yield EpochMean(rows), (f"{TOTALS}{name}",), f"epoch.{name}"
        for one in self.each:
            watched = one.watch.of(validated)
            if iterations > 1 and not watched.startswith("val."):
                watched = f"epoch.{watched}"
            yield from one.lines(watched, one.watch.larger_is_better(validated), kept(network))


def kept(network: Network) -> tuple[str, ...]:
    """The names that make up a network at the end of an epoch: parameters and running
    statistics."""
    parameters = [parameter.name for parameter in network.parameters if parameter.trainable]
    return (*parameters, *(buffer.name for buffer in network.buffers))
