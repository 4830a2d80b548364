"""The names of learning curves and their values, where the curves end or in rows under the caption.

What is painted of a label can be clicked: each gives its door.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QPainter

from ui.kit import paint
from ui.kit.geometry.box import Box
from ui.kit.look import Look
from ui.kit.theme import Text
from ui.panels.curves.geometry import LABEL_PIXELS, ROWS_SHARE, label_rows, spread
from ui.panels.curves.learning_curve import LearningCurve
from ui.panels.curves.legend import SAMPLE_PIXELS, paint_sample
from visualnn.dataclass import dataclass
from visualnn.figures import result, table
from visualnn.tell.runs import title_of_run
from visualnn.text import _

LEAST_NAME_LENGTH = 6
"""Characters of a name that is cut, with the dots; of fewer the letter of the run stands alone."""
LEAST_PLOT_PIXELS = 84
"""What a plot keeps of its height for its caption, its curves and its axis, whatever is spoken
of."""
MOST_ROW_COUNT = 5
"""Rows of labels that a plot may have, so that no run is left out that the text speaks of."""
LEAST_ENTRY_PIXELS = 40
"""A row of labels that is narrower says nothing."""


@dataclass(frozen=True)
class Door:
    """A number at the end of a curve that can be clicked."""

    box: QRectF
    curve: LearningCurve
    iteration: int


@dataclass(frozen=True)
class LabelFold:
    """Where it is said how many labels have no room: a click opens the legend of all."""

    box: QRectF


@dataclass(frozen=True)
class LabelPlace:
    """Where the labels of a plot stand."""

    box: Box
    is_beside: bool
    """Whether they stand beside the plot, where the curves end, or in rows under its caption."""
    end_of: Callable[[LearningCurve], float]
    """The height at which a curve ends."""
    updates: int | None = None
    """After how many updates the numbers of most curves of the plot were found: it is told beside
    the caption. A number found after another count says it itself."""


@dataclass(frozen=True)
class Labels:
    """Paints labels in a panel of some size, over which the pointer may be."""

    look: Look
    size: QSize
    pointer: QPointF | None

    def entry_width(self, curve: LearningCurve) -> float:
        """What the name and the number of a curve take in a row of labels."""
        metrics = self.look.metrics
        write = paint.writer(metrics, Text.SMALL)
        width = metrics.px(18) + write.width(words_of(curve)) + write.width(" 0.000000")
        # what is measured after an epoch is often of fewer updates than the rest, and says so
        told = _("{value} after {n}").format(value="", n="0000") if curve.updates_ahead else ""
        return width + write.width(told)

    def _least_width(self, curve: LearningCurve) -> float:
        """What the letter and the number of a curve take."""
        write = paint.writer(self.look.metrics, Text.SMALL)
        letter = words_of(curve) if curve.mark is None else curve.mark.label
        return self.look.metrics.px(18) + write.width(letter) + write.width(" 0.000×10⁻⁰⁰")

    def room(self, groups: Mapping[str, Sequence[LearningCurve]]) -> tuple[float, int]:
        """How wide the widest label is, and how many rows the labels of a plot take where they
        stand under its caption."""
        metrics = self.look.metrics
        every = [curve for curves in groups.values() for curve in curves]
        marked = [curve for curve in every if curve.mark is not None]
        label = max(map(self.entry_width, marked), default=0.0)
        label += metrics.px(SAMPLE_PIXELS) if marked else 0.0
        room = ROWS_SHARE * self.size.height() / max(len(groups), 1)
        most = max(1, int(room / metrics.px(LABEL_PIXELS)))
        spare = self.size.height() / max(len(groups), 1) - metrics.px(LEAST_PLOT_PIXELS)
        bound = max(most, min(MOST_ROW_COUNT, int(spare / metrics.px(LABEL_PIXELS))))
        rows = [self.rows_of(curves, most, bound) for curves in groups.values()]
        return label, max(map(len, rows))

    def rows_of(
        self, curves: Sequence[LearningCurve], most: int, bound: int
    ) -> tuple[tuple[int, ...], ...]:
        """Which labels stand in which of `most` rows, of up to `bound` for those of which is
        spoken, where they stand under the caption."""
        return self._rows_and_widths(curves, most, bound)[0]

    def _rows_and_widths(
        self, curves: Sequence[LearningCurve], most: int, bound: int
    ) -> tuple[tuple[tuple[int, ...], ...], Sequence[float]]:
        """The labels in rows, and how wide each may be. For those of which is spoken there are more
        rows, and at last letters instead of names."""
        metrics = self.look.metrics
        folded = paint.writer(metrics, Text.SMALL).width(_folded_words(10))
        room = self.size.width() - metrics.px(24)
        ordered = spoken_of_first(curves)
        never_folded = sum(map(_is_spoken_of, ordered))
        widths = list(map(self.entry_width, ordered))
        for rows_most in range(most, bound + 1):
            rows = label_rows(widths, room, metrics.unit, rows_most, folded)
            if sum(map(len, rows)) >= never_folded:
                return rows, widths
        widths = list(map(self._least_width, ordered))
        return label_rows(widths, room, metrics.unit, rows_most, folded), widths

    def paint(
        self,
        painter: QPainter,
        curves: Sequence[LearningCurve],
        place: LabelPlace,
        told: int,
    ) -> Iterator[Door | LabelFold]:
        """The names of the curves where they end, each over its value at the iteration `told`."""
        metrics, box = self.look.metrics, place.box
        if not place.is_beside:
            yield from self._paint_line_of_labels(painter, curves, place, told)
            return
        room = box.height + metrics.px(8)
        is_short = len(curves) * metrics.px(30) > room and len(curves) > 2
        tall = float(metrics.px(15 if is_short else 30))
        curves = spoken_of_first(curves)
        shown = max(1, int(room / tall)) if is_short else len(curves)
        if len(curves) > shown:
            shown = max(1, shown - 1)
            yield self._paint_folded(painter, box, len(curves) - shown)
            box = Box(box.left, box.top, box.width, box.height - tall)
        curves = curves[:shown]
        wanted = [min(max(place.end_of(curve), box.top), box.bottom) for curve in curves]
        middles = spread(wanted, tall, box.top - metrics.px(4), box.bottom + metrics.px(4))
        for curve, middle in zip(curves, middles, strict=True):
            row = QRectF(box.left, middle - tall / 2, box.width, tall)
            nth = curve.point(told)
            if is_short and curve.mark is not None:
                words = self.told_at(curve, nth, place.updates)
                self._paint_short_label(painter, row, curve, words)
                yield Door(row, curve, 0 if nth is None else curve.iteration(nth))
                continue
            words = self.told_at(curve, nth, place.updates)
            width = self._paint_label(painter, row, curve, words, is_door=nth is not None)
            if nth is not None:
                value = QRectF(row.left(), row.center().y(), width, tall / 2)
                yield Door(value, curve, curve.iteration(nth))
            if not curve.is_leading:
                yield Door(row, curve, 0)

    def _paint_folded(self, painter: QPainter, box: Box, count: int) -> LabelFold:
        """Under the labels how many more there are: the legend tells them."""
        metrics = self.look.metrics
        write = paint.writer(metrics, Text.SMALL)
        painter.setFont(write.font)
        painter.setPen(self.look.theme.ink_soft)
        tall = metrics.px(LABEL_PIXELS)
        place = QRectF(box.left, box.bottom - tall / 2, box.width, tall)
        write.left(painter, place, _folded_words(count))
        return LabelFold(place)

    def _paint_line_of_labels(
        self, painter: QPainter, every: Sequence[LearningCurve], labelled: LabelPlace, told: int
    ) -> Iterator[Door | LabelFold]:
        """The names of the curves and their values in rows; the last says how many are left out."""
        metrics, box = self.look.metrics, labelled.box
        write = paint.writer(metrics, Text.SMALL)
        curves, tall = spoken_of_first(every), metrics.px(LABEL_PIXELS)
        most = max(1, round(box.height / tall))
        rows, widths = self._rows_and_widths(every, most, most)
        for nth, row in enumerate(rows if box.width >= metrics.px(LEAST_ENTRY_PIXELS) else ()):
            left = box.left
            missing = len(curves) - sum(map(len, rows)) if nth == len(rows) - 1 else 0
            more = _folded_words(missing)
            end = box.right - (write.width(more) + metrics.unit if missing else 0.0)
            for n in row:
                wide = min(widths[n], box.width)
                if n == row[-1]:  # it has what is left of the row
                    wide = min(max(end - left, self._least_width(curves[n])), box.width)
                place = QRectF(left, box.top + nth * tall, wide, tall)
                words = self.told_at(curves[n], curves[n].point(told), labelled.updates)
                yield from self._paint_entry(painter, place, curves[n], words, told)
                left += wide + metrics.unit
            if missing:
                painter.setFont(write.font)
                painter.setPen(self.look.theme.ink_soft)
                room = QRectF(left, box.top + nth * tall, write.width(more), tall)
                write.left(painter, room, more)
                yield LabelFold(room)

    def _paint_entry(
        self,
        painter: QPainter,
        place: QRectF,
        curve: LearningCurve,
        words: tuple[str, QColor],
        told: int,
    ) -> Iterator[Door]:
        """A piece of the curve, its name and its value at the iteration `told` in one line."""
        theme, metrics, nth = self.look.theme, self.look.metrics, curve.point(told)
        write = paint.writer(metrics, Text.SMALL)
        painter.setFont(write.font)
        y = round(place.center().y())
        painter.setPen(curve.series.pen())
        painter.drawLine(round(place.left()), y, round(place.left()) + metrics.px(10), y)
        if curve.mark is not None:
            middle = QPointF(round(place.left()) + metrics.px(10) / 2, y + 0.5)
            curve.mark.paint(painter, middle, metrics.px(3))
        text, colour = words
        left = place.left() + metrics.px(14)
        room = max(0.0, place.width() - metrics.px(18) - write.width(text)) + 1
        name = _shortened(write, curve, room)
        painter.setPen(theme.ink if curve.is_pointed else theme.ink_soft)
        base = write.baseline(place)
        write.at(painter, left, base, name)
        left += write.width(name) + metrics.px(4)
        painter.setPen(colour)
        write.at(painter, left, base, text)
        value = QRectF(left, place.top(), write.width(text), place.height())
        if nth is not None:
            if self.pointer is not None and value.contains(self.pointer):
                paint.door(painter, left, base, value.width(), colour)
            yield Door(value, curve, curve.iteration(nth))
        if not curve.is_leading:
            yield Door(place, curve, 0)

    def told_at(
        self,
        curve: LearningCurve,
        nth: int | None,
        updates: int | None = None,
        done: int | None = None,
    ) -> tuple[str, QColor]:
        """The value of a curve's point, and the colour of that text. With the count of `updates`
        that others are of, a value of another count says which; of `done` updates by now, that it
        is of before the last one."""
        theme = self.look.theme
        if nth is None:
            return paint.NOT_COMPUTED, theme.ink_faint
        value = float(curve.values[nth])
        own = theme.ink if curve.is_leading else theme.ink_soft
        text, found = number_of(value), curve.updates(nth)
        if updates is not None and found is not None and found != updates:
            if done is not None and found == done - 1:
                text = _("{value} before update {n}").format(value=text, n=done)
            else:
                text = _("{value} after {n}").format(value=text, n=found)
        return text, own if math.isfinite(value) else theme.warning

    def _paint_short_label(
        self, painter: QPainter, place: QRectF, curve: LearningCurve, words: tuple[str, QColor]
    ) -> None:
        """The mark of a run, its letter and its value, in one line."""
        if curve.mark is None:
            return
        metrics = self.look.metrics
        write = paint.writer(metrics, Text.SMALL, strong=curve.run.is_in_front)
        paint_sample(painter, curve.mark, place.left(), place.center().y(), self.look)
        text, colour = words
        left, base = place.left() + metrics.px(SAMPLE_PIXELS + 5), write.baseline(place)
        painter.setFont(write.font)
        painter.setPen(self.look.theme.ink if curve.is_pointed else self.look.theme.ink_soft)
        room = place.right() - left - write.width(text) - metrics.px(4)
        name = _shortened(write, curve, max(room, write.width(curve.mark.label) + 1))
        write.at(painter, left, base, name)
        painter.setPen(colour)
        left += write.width(name) + metrics.px(4)
        write.at(painter, left, base, text)
        if self.pointer is not None and place.contains(self.pointer):
            paint.door(painter, left, base, write.width(text), colour)

    def _paint_label(
        self,
        painter: QPainter,
        place: QRectF,
        curve: LearningCurve,
        words: tuple[str, QColor],
        *,
        is_door: bool,
    ) -> float:
        """A sample of the line, its name, and under it its value; returns the value's width."""
        theme, metrics = self.look.theme, self.look.metrics
        write = paint.writer(metrics, Text.SMALL)
        painter.setFont(write.font)
        upper = QRectF(place.left(), place.top(), place.width(), place.height() / 2)
        y = round(upper.center().y())
        painter.setPen(curve.series.pen())
        painter.drawLine(round(place.left()), y, round(place.left()) + metrics.px(10), y)
        if curve.mark is not None:
            middle = QPointF(round(place.left()) + metrics.px(10) / 2, y + 0.5)
            curve.mark.paint(painter, middle, metrics.px(4))
        painter.setPen(theme.ink_soft)
        name = upper.adjusted(metrics.px(14), 0, 0, 0)
        write.left(painter, name, _shortened(write, curve, name.width()))
        text, colour = words
        lower = QRectF(place.left() + metrics.px(14), upper.bottom(), place.width(), upper.height())
        base = write.baseline(lower)
        painter.setPen(colour)
        write.at(painter, lower.left(), base, text)
        width = write.width(text)
        if self.pointer is not None and is_door:
            ground = QRectF(place.left(), lower.top(), metrics.px(14) + width, lower.height())
            if ground.contains(self.pointer):
                paint.door(painter, lower.left(), base, width, colour)
        return metrics.px(14) + width


def _folded_words(count: int) -> str:
    """How many labels have no room, and the key that tells all."""
    return _("+ {count} (key L)").format(count=count)


def number_of(value: float) -> str:
    """A number with four digits; one that is whole but for what a machine rounds is written so."""
    text = result(value)
    return table(value) if "." in text else text


def words_of(curve: LearningCurve) -> str:
    """What a curve is called: of a run that is shown alone, or leads, what it was measured on."""
    is_validation = curve.name.startswith("val.")
    if curve.mark is None or (curve.is_leading and is_validation):
        return _("validation") if is_validation else _("training")
    title = f"{curve.mark.label} {title_of_run(curve.run)}"
    return " · ".join((title, _("validation"))) if is_validation else title


def spoken_of_first(curves: Iterable[LearningCurve]) -> list[LearningCurve]:
    """What the learner brought to the front, then the leading run, then those that the text speaks
    of, before the others."""
    return sorted(
        curves, key=lambda each: (not each.is_raised, not each.is_leading, not each.is_named)
    )


def _is_spoken_of(curve: LearningCurve) -> bool:
    return curve.is_raised or curve.is_leading or curve.is_named


def _shortened(write: paint.Writer, curve: LearningCurve, room: float) -> str:
    """The name of a curve as far as there is room; the letter of its run where hardly more
    would be seen."""
    text = write.elided(words_of(curve), room)
    is_cut = text != words_of(curve)
    if curve.mark is not None and is_cut and len(text) < LEAST_NAME_LENGTH:
        return curve.mark.label
    return text
