"""Silence: on how many rows a unit gives nothing."""

from __future__ import annotations

from enum import Enum

import numpy as np

from ..company.probe import Probe
from ..lesson import Lesson
from ..ops import Array
from .activation import Activated
from .base import Moment

__all__ = ["Silence", "SilenceProbe"]

MAX_NUMBER_COUNT = 4_000_000
"""The inputs and values that are computed at most to tell a dead unit from a silent one."""


class Silence(Enum):
    """How far the silence of a unit goes. A unit is silent on a row where its a is 0."""

    NONE = "none"
    ROW = "row"
    """*Silent on this row*, which is looked at."""
    BATCH = "batch"
    """*Silent on every row now*: in the whole batch of this iteration."""
    DEAD = "dead"
    """*Dead*: on every row of an epoch, which is every training example, with the parameters as
    this iteration has them and the network as it is used after training. No example moves the
    unit's weights then."""


class SilenceProbe:
    """Tells the silences of one lesson apart; asks the network about all training examples only
    where a unit is silent in a batch that is not all of them."""

    def __init__(self, lesson: Lesson) -> None:
        self._lesson = lesson
        self._probe: Probe | None = None

    def silence_of(self, moment: Moment, found: Activated) -> Silence:
        """How far the silence of the unit that is looked at goes; `NONE` before it is computed."""
        silent, everywhere = found.silent, found.silent_on_every_row
        if silent is None or everywhere is None or not silent[(found.row, *found.unit)]:
            return Silence.NONE
        if not everywhere[found.unit]:
            return Silence.ROW
        return Silence.DEAD if self._is_dead(moment, found) else Silence.BATCH

    def dead_count(self, moment: Moment, name: str) -> int | None:
        """How many units of an output are *dead*; None before it is computed."""
        dead = self._dead_units(moment, name)
        return None if dead is None else int(dead.sum())

    def _is_dead(self, moment: Moment, found: Activated) -> bool:
        dead = self._dead_units(moment, found.use.writes)
        return dead is not None and bool(dead[found.unit])

    def _dead_units(self, moment: Moment, name: str) -> Array | None:
        """Which units of an output are dead, ``(units, …)``. Where all training examples are too
        many to be computed, none is said to be."""
        a, examples = moment.computed.get(name), moment.lesson.data.x
        if a is None:
            return None
        silent = np.asarray((a == 0).all(axis=0))
        if len(a) == len(examples) or not silent.any():
            return silent
        shapes = moment.lesson.network.shapes
        per_row = sum(int(np.prod(shape[1:])) for shape in shapes.values())
        if len(examples) * per_row > MAX_NUMBER_COUNT:
            return np.zeros_like(silent)
        if self._probe is None:
            self._probe = Probe(self._lesson, len(examples))
        asked = self._probe.ask(moment.computed, np.asarray(examples)).get(name)
        return silent if asked is None else silent & (asked == 0).all(axis=0)
