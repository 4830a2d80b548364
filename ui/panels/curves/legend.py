"""The legend of several runs: which mark is whose, and what can be done with each. It lies over the
plots while the pointer is on them, and goes with it."""

from __future__ import annotations

import math
from collections.abc import Iterator

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ui.kit import paint
from ui.kit.look import Look
from ui.kit.marks import RunMark, mark_of
from ui.kit.theme import Text
from ui.session.wishes import BringBack, BringToFront, Dismiss, Lead, LeaveOut, Wish
from visualnn.dataclass import dataclass
from visualnn.figures import table
from visualnn.tell.frame import Frame
from visualnn.tell.runs import CompanionRun, RunKind, title_of_run
from visualnn.text import _

__all__ = ["SAMPLE_PIXELS", "Legend", "paint_sample"]

ROW_PIXELS, LEAST_ROW_PIXELS = 17, 12
"""The height of a row; less of it where there are more runs than have room."""
SAMPLE_PIXELS = 26
"""The width of the piece of line that stands for a run."""
GLYPH_PIXELS = 4
"""How far a glyph reaches from its middle."""
WIDEST_PIXELS = 420


@dataclass(frozen=True)
class LegendAction:
    """A word that does something with a run when it is clicked."""

    box: QRectF
    words: str
    wish: Wish | None
    """None for a word that only says something."""


@dataclass(frozen=True)
class LegendRow:
    """One run: its mark, its name, its loss at the iteration that is told, and its actions."""

    box: QRectF
    run: CompanionRun
    mark: RunMark
    title: str
    value: str
    actions: tuple[LegendAction, ...]


def paint_sample(painter: QPainter, mark: RunMark, left: float, middle: float, look: Look) -> None:
    """A piece of a run's line with its glyph, from `left` on; as wide as it is, `SAMPLE_PIXELS`."""
    wide, y = look.metrics.px(SAMPLE_PIXELS), round(middle)
    painter.setPen(mark.series.pen())
    painter.drawLine(round(left), y, round(left) + wide, y)
    middle_point = QPointF(round(left) + wide / 2, y + 0.5)
    mark.paint(painter, middle_point, look.metrics.px(GLYPH_PIXELS))


class Legend:
    """Where the legend lies, and what stands in it. Empty while it is hidden."""

    def __init__(self) -> None:
        self.box: QRectF | None = None
        self._rows: tuple[LegendRow, ...] = ()

    def hide(self) -> None:
        """Show nothing, and answer to no click."""
        self.box, self._rows = None, ()

    def lay_out(self, frame: Frame, look: Look, room: QRectF, pointer: QPointF, told: int) -> None:
        """Lie in a part of the plots' room that the pointer is not in; where it lies already, it
        stays."""
        runs = sorted(
            (frame.leader, *frame.company.values()),
            key=lambda run: run.mark,
        )
        tall = float(look.metrics.px(ROW_PIXELS))
        fair = (room.height() - look.metrics.unit) / max(1, len(runs))
        tall = max(look.metrics.px(LEAST_ROW_PIXELS), min(tall, fair))
        fitting = int((room.height() - look.metrics.unit) / tall + 1e-9)
        if len(runs) < 2 or fitting < 2:
            self.hide()
            return
        runs = runs[:fitting]
        wide = min(room.width(), look.metrics.px(WIDEST_PIXELS))
        height = len(runs) * tall + look.metrics.unit
        if self.box is None:
            is_right = pointer.x() < room.center().x()
            left = room.right() - wide if is_right else room.left()
        else:
            left = self.box.left()
        self.box = QRectF(round(left), round(room.top()), round(wide), height)
        top = self.box.top() + look.metrics.unit / 2
        self._rows = tuple(
            _row(QRectF(self.box.left(), top + n * tall, wide, tall), run, frame, look, told)
            for n, run in enumerate(runs)
        )

    def paint(self, painter: QPainter, look: Look, pointer: QPointF | None) -> None:
        """Draw what was laid out."""
        if self.box is None:
            return
        theme, px = look.theme, look.metrics.px
        painter.fillRect(self.box, theme.edge)
        painter.fillRect(self.box.adjusted(1, 1, -1, -1), theme.surface)
        write = paint.writer(look.metrics, Text.SMALL)
        strong = paint.writer(look.metrics, Text.SMALL, strong=True)
        for row in self._rows:
            base = write.baseline(row.box)
            left = row.box.left() + px(8)
            is_faint = row.run.is_left_out
            if not is_faint:
                paint_sample(painter, row.mark, left, row.box.center().y(), look)
            left += px(SAMPLE_PIXELS + 6)
            end = row.actions[0].box.left() if row.actions else row.box.right()
            value = end - px(10) - write.width(row.value)
            name = strong if row.run.is_in_front else write
            painter.setFont(name.font)
            painter.setPen(theme.ink_faint if is_faint else theme.ink)
            name.at(painter, left, base, name.elided(row.title, value - left - px(8)))
            painter.setFont(write.font)
            painter.setPen(theme.warning if row.run.trouble or row.run.failure else theme.ink_soft)
            write.at(painter, value, base, row.value)
            for action in row.actions:
                painter.setPen(theme.ink_soft)
                write.at(painter, action.box.left(), base, action.words)
                if action.wish and pointer is not None and action.box.contains(pointer):
                    paint.door(painter, action.box.left(), base, action.box.width(), theme.ink_soft)

    def run_at(self, point: QPointF) -> str | None:
        """The run whose row a point lies on."""
        return next((row.run.id for row in self._rows if row.box.contains(point)), None)

    def wish_at(self, point: QPointF) -> Wish | None:
        """What a click on a point asks for."""
        for row in self._rows:
            if row.box.contains(point):
                for action in row.actions:
                    if action.wish is not None and action.box.contains(point):
                        return action.wish
                if row.run.is_left_out:
                    return BringBack(row.run.id)
                return BringToFront(row.run.id)
        return None

    def covers(self, point: QPointF) -> bool:
        """Whether a point lies on the legend."""
        return self.box is not None and self.box.contains(point)


def _row(box: QRectF, run: CompanionRun, frame: Frame, look: Look, told: int) -> LegendRow:
    write = paint.writer(look.metrics, Text.SMALL)
    actions = []
    right = box.right() - look.metrics.px(8)
    for words, wish in reversed(tuple(_possible(run, frame))):
        wide = write.width(words)
        actions.append(
            LegendAction(QRectF(right - wide, box.top(), wide, box.height()), words, wish)
        )
        right -= wide + look.metrics.px(12)
    mark = mark_of(run.mark, look.theme)
    title = f"{mark.label}  {title_of_run(run)}"
    return LegendRow(box, run, mark, title, _value(run, told), tuple(reversed(actions)))


def _possible(run: CompanionRun, frame: Frame) -> Iterator[tuple[str, Wish | None]]:
    """What can be done with a run."""
    if run.id == frame.leader.id:
        yield _("leads"), None
    elif run.is_left_out:
        yield _("bring back"), BringBack(run.id)
    elif run.failure is None:
        yield _("lead"), Lead(run.id)
        if run.kind not in {RunKind.KEPT, RunKind.GHOST}:
            yield _("leave out"), LeaveOut(run.id)
    if run.kind in {RunKind.KEPT, RunKind.GHOST}:
        yield _("dismiss"), Dismiss(run.id)


def _value(run: CompanionRun, told: int) -> str:
    """The loss at an iteration; in words why there is none."""
    if run.failure is not None:
        return _("cannot run")
    losses = run.curves.get("L")
    if losses is None or not len(losses):
        return paint.NOT_COMPUTED
    found = min(told, len(losses) - 1)
    value = float(losses[found])
    if not math.isfinite(value):
        return _("diverged")
    if found == told:
        return table(value)
    return _("{value} after {n}").format(value=table(value), n=found)
