"""The runs of the lesson on activations that both sides of a comparison train: the lesson itself,
and its variants that have nothing but another activation."""

from __future__ import annotations

from collections.abc import Mapping

from visualnn.lesson import Lesson, open_named
from visualnn.lesson.file import LESSON_RUN
from visualnn.lesson.variants import open_variant

UPDATES = 50
LESSON = "activations"
CHANGED_KEY = "layers.hidden.activation"


def activation_runs() -> Mapping[str, Lesson]:
    """The lesson and those of its variants that only change the activation, by their ids."""
    made = open_named(LESSON)
    changed = {
        each.id: open_variant(made, each.id)
        for each in made.variants
        if [change.key for change in each.changes] == [CHANGED_KEY]
    }
    return {LESSON_RUN: made, **changed}


def activation_of(run: Lesson) -> object:
    """The activation of the hidden layer of a run."""
    (layer, *_rest) = run.spec.layers  # type: ignore[attr-defined]
    return layer.activation
