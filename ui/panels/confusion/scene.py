"""What the confusion matrix shows of a frame, and which count and example were chosen in it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from visualnn.expr import Source
from visualnn.lesson import Lesson
from visualnn.lesson.pictures import picture_sides
from visualnn.network import INPUT, RAW_INPUT
from visualnn.tell.frame import Frame
from visualnn.views.confusion import Confusion, ConfusionView, class_count, confusion
from visualnn.views.drawing import class_label
from visualnn.views.examples import row_in_focus

__all__ = ["ConfusionScene"]

VALIDATION = "val."
Cell = tuple[int, int]


class ConfusionScene:
    """The counts of one lesson as the run goes on."""

    def __init__(self, lesson: Lesson) -> None:
        self.lesson = lesson
        self.suits = ConfusionView().suits(lesson)
        self.labels: tuple[str, ...] = ()
        self.sides = (0, 0)
        """Rows and columns of an example's picture; zeros for what is no picture."""
        if self.suits:
            self.labels = tuple(class_label(lesson, n) for n in range(class_count(lesson)))
            self.sides = picture_sides(lesson)
        self.seen: Confusion | None = None
        """None before anything is counted."""
        self.chosen: Cell | None = None
        """The count that the learner chose."""
        self.focused: int | None = None
        """The place of the example that the number in focus belongs to."""
        self._raw: NDArray[np.floating] | None = None

    def show(self, frame: Frame) -> None:
        """Take up a frame."""
        if not self.suits:
            return
        values = frame.values
        self.seen = confusion(self.lesson, values)
        self.focused = self._focused(frame)
        prefix = VALIDATION if self.seen is not None and self.seen.of == "val" else ""
        self._raw = next(
            (values[prefix + n] for n in (RAW_INPUT, INPUT) if prefix + n in values), None
        )

    def _focused(self, frame: Frame) -> int | None:
        focus, seen = frame.focus, self.seen
        if focus is None or seen is None:
            return None
        place = focus.place
        if place.name.startswith(VALIDATION) != (seen.of == "val"):
            return None
        is_data = place.name.removeprefix(VALIDATION).startswith("data.")
        if is_data or row_in_focus(self.lesson, frame.values, place) is None:
            return None
        return seen.place(place)

    @property
    def cell(self) -> Cell | None:
        """The count whose examples are shown: the one that was chosen, else that of the example
        in focus where it is a mistake, else the most frequent mistake, else the first count."""
        seen = self.seen
        if seen is None:
            return None
        if self.chosen is not None:
            return self.chosen
        focused = self.cell_in_focus
        if focused is not None and focused[0] != focused[1]:
            return focused
        return seen.most_confused or focused or (0, 0)

    @property
    def cell_in_focus(self) -> Cell | None:
        """The count that the example in focus belongs to."""
        if self.seen is None or self.focused is None:
            return None
        n = self.focused
        return int(self.seen.targets[n]), int(self.seen.chosen[n])

    @property
    def examples(self) -> tuple[int, ...]:
        """The examples of the count that is shown."""
        if self.seen is None or self.cell is None:
            return ()
        return self.seen.examples(*self.cell)

    @property
    def current(self) -> int | None:
        """Which of `examples` the number in focus belongs to."""
        found = self.examples
        return found.index(self.focused) if self.focused in found else None

    def next_example(self, step: int) -> Source | None:
        """The output of the next (+1) or previous (−1) example of the count that is shown, round
        and round; None where it has none."""
        found = self.examples
        if self.seen is None or not found:
            return None
        current = self.current
        if current is None:
            n = 0 if step > 0 else len(found) - 1
        else:
            n = (current + step) % len(found)
        return self.seen.number(found[n])

    def picture(self, n: int) -> NDArray[np.floating] | None:
        """The picture of an example ``(rows, columns)`` in raw numbers; None for what is none, or
        while it is not among the values."""
        rows, columns = self.sides
        if self._raw is None or not rows or n >= len(self._raw):
            return None
        return np.asarray(self._raw[n]).reshape(rows, columns)

    @property
    def ends(self) -> tuple[float, float]:
        """The least and the largest raw number of the data: no ink and full ink."""
        x = self.lesson.data.x
        return float(x.min()), float(x.max())
