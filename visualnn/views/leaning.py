"""How clearly a network says what it says: what a picture of many answers is tinted by."""

from __future__ import annotations

import numpy as np

from ..lesson import Lesson
from ..losses import KINDS
from ..ops import Array
from .judging import ONE_BY_ONE

__all__ = ["leads", "leanings", "reach_of", "shares", "unit_leanings"]


def shares(lesson: Lesson, outputs: Array) -> Array:
    """Outputs ``(rows, outputs)`` as the shares from 0 to 1 that they stand for, as the loss reads
    them.

    A score of an answer is σ(score), scores of a row are softmax(scores), a logarithm is
    exp(logarithm). Shares themselves, numbers, and scores of −1 and 1 (which stand for no share)
    are handed back as they are.
    """
    loss = lesson.plan.objective.main
    reads, targets = loss.form.reads, KINDS[loss.kind].targets
    with np.errstate(over="ignore", invalid="ignore"):
        if reads == "logs":
            return np.exp(outputs)
        if reads != "scores" or targets == "signs":
            return outputs
        if targets in ONE_BY_ONE:
            return np.asarray(1 / (1 + np.exp(-outputs)))
        powers = np.exp(outputs - outputs.max(axis=1, keepdims=True))
        return np.asarray(powers / powers.sum(axis=1, keepdims=True))


def leanings(lesson: Lesson, outputs: Array) -> Array:
    """How far the first output leans to yes (to 1) or to no (to −1): ``(rows,)``.

    Of a share s it is 2s − 1; a score of −1 and 1 is itself, as is a number, divided by
    `reach_of`. What lies beyond −1 and 1 is left there.
    """
    targets = KINDS[lesson.plan.objective.main.kind].targets
    if targets == "numbers":
        return np.asarray(outputs[:, 0] / reach_of(lesson))
    if targets == "signs":
        return outputs[:, 0]
    return np.asarray(2 * shares(lesson, outputs)[:, 0] - 1)


def unit_leanings(z: Array) -> Array:
    """How far a unit's sums lie from 0, −1 to 1: ``2σ(z) − 1 = tanh(z / 2)``, same shape. Of a
    sigmoid it is what its answer leans to; of any other unit, positive where z is above 0."""
    return np.asarray(np.tanh(z / 2))


def leads(lesson: Lesson, outputs: Array) -> Array:
    """By how much the largest share of each row is ahead of the second: ``(rows,)``, 0 to 1."""
    ordered = np.partition(shares(lesson, outputs), -2, axis=1)
    return np.asarray(ordered[:, -1] - ordered[:, -2])


def reach_of(lesson: Lesson) -> float:
    """The largest distance of a training target from 0; 1 where there is none."""
    t = lesson.data.t
    return float(np.abs(t).max(initial=0.0)) or 1.0
