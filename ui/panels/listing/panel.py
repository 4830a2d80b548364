"""The listing: the program of the current iteration line by line, as an assembler prints it, with
the line that was done last.

A click on a line goes there, a click in the gutter sets a breakpoint. The lines of a recurrent
layer's time steps are folded, except for the step that the learner is in; a click on the name of a
step unfolds it.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QScrollBar, QWidget

from ui.kit import paint
from ui.kit.guard import guarded
from ui.kit.look import Look
from ui.kit.panel import Panel
from ui.kit.theme import Text
from ui.kit.tint import mix
from ui.panels.listing.geometry import (
    ListingRow,
    Rows,
    StepFold,
    folds_of,
    furthest_top,
    in_sight,
    page_top,
    rows_of,
)
from ui.session.wishes import LookAt, Seek, ToggleBreakpoint
from visualnn.dataclass import dataclass
from visualnn.expr import Source
from visualnn.lesson import Lesson
from visualnn.names import display
from visualnn.program import Instruction
from visualnn.tell.frame import Frame
from visualnn.text import N_, _
from visualnn.views.unrolled import steps_of_program

OTHERS = {
    "batch": N_("batch"),
    "loss": N_("loss"),
    "optimizer": N_("optimizer"),
    "validation": N_("validation data"),
    "callbacks": N_("callbacks"),
}
"""What stands in a heading for what is no layer of the network."""


UNFOLDED = "\N{BLACK DOWN-POINTING SMALL TRIANGLE}"
FOLDED = "\N{BLACK RIGHT-POINTING SMALL TRIANGLE}"


@dataclass(frozen=True)
class PrintedLine:
    """The printed form of an instruction: the name it writes, and the formula."""

    name: str
    formula: str


@dataclass(frozen=True)
class ListedProgram:
    """The instructions of one kind of iteration: the time step of each, and as printed."""

    folds: tuple[StepFold | None, ...]
    lines: tuple[PrintedLine, ...]


class ListingPanel(Panel):
    """The instructions of an iteration, line by line."""

    wanted_pixels = 300, 380
    least_pixels = 200, 120

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._program: dict[bool, ListedProgram] = {}
        self._unfolded: frozenset[int] = frozenset()  # the first lines of steps that were opened
        self._laid: tuple[tuple[bool, frozenset[int]], Rows] | None = None
        self._name_width = 0.0
        self._elided: dict[tuple[str, bool], str] = {}
        self._hovered: int | None = None
        self._hovered_fold: StepFold | None = None
        self._in_gutter = False
        self._bar = QScrollBar(Qt.Orientation.Vertical, self)
        self._bar.valueChanged.connect(self._scrolled)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.retranslate()

    # -- what comes down

    def show_frame(self, frame: Frame) -> None:
        old = self.frame
        if old is not None and _lists_the_same(old, frame):
            self.frame = frame  # other numbers, as while a hand draws: no word here is another
            return
        super().show_frame(frame)
        if old is None or old.lesson is not frame.lesson:
            self._read(frame.lesson)
        if old is None or old.lesson is not frame.lesson or old.tick != frame.tick:
            self._fit_bar(frame)
            self._keep_in_sight(frame)

    def set_look(self, look: Look) -> None:
        super().set_look(look)
        self._lay_out()
        if self.frame is not None:
            self._keep_in_sight(self.frame)

    def retranslate(self) -> None:
        super().retranslate()

    def _read(self, lesson: Lesson) -> None:
        """Print both kinds of iteration; the names of both share a column, so that nothing moves
        from one to the other."""
        layers = {layer.name for layer in lesson.network.layers}
        self._program = {
            closing: ListedProgram(
                folds_of(found, steps_of_program(lesson.network, found)),
                tuple(_printed(each, layers) for each in found),
            )
            for closing, found in (
                (False, lesson.program.usual),
                (True, lesson.program.closing),
            )
        }
        self._unfolded, self._laid = frozenset(), None
        self._measure()  # the frame that is shown is still one of the program before

    def _lay_out(self) -> None:
        self._measure()
        if self.frame is not None:
            self._fit_bar(self.frame)

    def _measure(self) -> None:
        """Find how wide the names are."""
        write = paint.writer(self.look.metrics, Text.BODY)
        names = [line.name for each in self._program.values() for line in each.lines]
        widest = max(map(write.width, names), default=0.0)
        self._name_width = min(math.ceil(widest), self.width() * 0.45)
        self._elided.clear()

    # -- rows

    @property
    def _each(self) -> int:
        """The height of a row."""
        return self.look.metrics.px(20)

    def _listed(self, frame: Frame) -> ListedProgram:
        return self._program[frame.lesson.program.is_closing(frame.place.iteration)]

    def _rows(self, frame: Frame) -> Rows:
        """The rows of a frame's iteration: of time steps the one that it is in, and those that were
        opened, with their lines."""
        closing = frame.lesson.program.is_closing(frame.place.iteration)
        folds, done = self._listed(frame).folds, frame.place.done
        here = folds[done - 1] if done else None
        unfolded = self._unfolded | {here.first} if here is not None else self._unfolded
        key = closing, frozenset(unfolded)
        if self._laid is None or self._laid[0] != key:
            self._laid = key, rows_of(self._instructions(frame), folds, key[1])
        return self._laid[1]

    def _instructions(self, frame: Frame) -> tuple[Instruction, ...]:
        return frame.lesson.program.instructions(frame.place.iteration)

    def line_box(self, line: int) -> QRectF:
        """Where a line of the current iteration is drawn, in sight or not; empty before the first
        frame."""
        if self.frame is None:
            return QRectF()
        row = self._rows(self.frame).of_line[line]
        return QRectF(0, row * self._each - self._bar.value(), self._width, self._each)

    @property
    def gutter(self) -> int:
        """The width of the gutter in which breakpoints are set, in pixels."""
        return self.look.metrics.px(22)

    @property
    def _width(self) -> int:
        return self.width() - (self._bar.width() if self._bar.maximum() else 0)

    def _fit_bar(self, frame: Frame) -> None:
        count = len(self._rows(frame).rows)
        wide = self.look.metrics.px(10)
        self._bar.setGeometry(self.width() - wide, 0, wide, self.height())
        self._bar.setSingleStep(self._each)
        self._bar.setPageStep(self.height())
        self._bar.setMaximum(furthest_top(self.height(), self._each, count))
        self._bar.setVisible(self._bar.maximum() > 0)

    def _keep_in_sight(self, frame: Frame) -> None:
        rows = self._rows(frame)
        row = rows.of_line[frame.place.done - 1] if frame.place.done else 0
        self._bar.setValue(page_top(row, self.height(), self._each, len(rows.rows)))

    @guarded
    def _scrolled(self, _top: int) -> None:
        self.update()

    def _line_at(self, y: float, frame: Frame) -> int | None:
        """The line drawn at a height; none on a heading."""
        row = self._row_at(y, frame)
        return None if row is None else row.line

    def _row_at(self, y: float, frame: Frame) -> ListingRow | None:
        """The row drawn at a height; none on the pinned heading."""
        rows = self._rows(frame).rows
        row = int((y + self._bar.value()) // self._each)
        return rows[row] if self._each <= y and row < len(rows) else None

    def _fold_at(self, y: float, frame: Frame) -> StepFold | None:
        """The time step whose heading is drawn at a height."""
        row = self._row_at(y, frame)
        return None if row is None else row.fold

    def _turn_over(self, fold: StepFold, frame: Frame) -> None:
        """Unfold a time step, or fold it again; the one that the learner is in stays open."""
        if frame.place.done - 1 in fold.lines:
            return
        self._unfolded ^= {fold.first}
        self._fit_bar(frame)
        self.update()

    def spoken(self) -> str:
        """The line that was done last, and its place among all of this iteration."""
        frame = self.frame
        if frame is None:
            return _("The instructions of a lesson stand here once one is open.")
        lines, done = self._instructions(frame), frame.place.done
        if not done:
            text = _("{count} instructions, none of them done yet. The first is {formula}")
            return text.format(count=len(lines), formula=lines[0].formula)
        line = lines[done - 1]
        text = _("{phase}, instruction {number} of {count}, {name}: {formula}")
        told = [
            text.format(
                phase=_(line.phase.label),
                number=done,
                count=len(lines),
                name=display(line.writes),
                formula=line.formula,
            )
        ]
        if frame.breakpoints:
            names = ", ".join(sorted(map(display, frame.breakpoints)))
            told.append(_("Breakpoints: {names}").format(names=names))
        return "\n".join(told)

    # -- wishes

    @guarded
    def mousePressEvent(self, event: QMouseEvent) -> None:
        frame = self.frame
        if frame is None or event.button() != Qt.MouseButton.LeftButton:
            return
        line = self._line_at(event.position().y(), frame)
        fold = self._fold_at(event.position().y(), frame)
        if fold is not None:
            self._turn_over(fold, frame)
        if line is None:
            return
        if event.position().x() < self.gutter:
            self.wished.emit(ToggleBreakpoint(self._instructions(frame)[line].writes))
        else:
            self._go(line, frame)

    @guarded
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        frame = self.frame
        if frame is None or event.button() != Qt.MouseButton.LeftButton:
            return
        line = self._line_at(event.position().y(), frame)
        if event.position().x() < self.gutter or line is None:
            self.mousePressEvent(event)  # two quick clicks on a dot or a step are two clicks
        else:
            self._explain(line, frame)

    def _go(self, line: int, frame: Frame) -> None:
        self.wished.emit(Seek(frame.lesson.program.start_of(frame.place.iteration) + line + 1))

    def _explain(self, line: int, frame: Frame) -> None:
        """Ask about the first number that a line writes."""
        program = frame.lesson.program
        name = self._instructions(frame)[line].writes
        shape = program.shapes[program.is_closing(frame.place.iteration)][name]
        self.wished.emit(LookAt(Source(name, (0,) * len(shape))))

    @guarded
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.frame is not None:
            self._hover(event.position(), self.frame)

    def _hover(self, point: QPointF, frame: Frame) -> None:
        line, in_gutter = self._line_at(point.y(), frame), point.x() < self.gutter
        fold = self._fold_at(point.y(), frame)
        if (line, in_gutter, fold) == (self._hovered, self._in_gutter, self._hovered_fold):
            return
        self._hovered, self._in_gutter, self._hovered_fold = line, in_gutter, fold
        is_door = line is not None or fold is not None
        self.setCursor(Qt.CursorShape.PointingHandCursor if is_door else Qt.CursorShape.ArrowCursor)
        self.setToolTip("" if line is None else self._tip(line, in_gutter, frame))
        self.update()

    def _tip(self, line: int, in_gutter: bool, frame: Frame) -> str:
        instruction = self._instructions(frame)[line]
        name = display(instruction.writes)
        if in_gutter:
            text = _("Halt a run when {name} is written, or no longer").format(name=name)
        else:
            text = f"{name}:  {instruction.formula}"
        # A tip with a mark-up character in it would be taken for HTML.
        return text.replace("<", "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}")

    @guarded
    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = self._hovered_fold = None
        self.update()

    @guarded
    def wheelEvent(self, event: QWheelEvent) -> None:
        pixels = event.pixelDelta().y() or round(event.angleDelta().y() / 120 * 3 * self._each)
        self._bar.setValue(self._bar.value() - pixels)
        if self.frame is not None:
            self._hover(event.position(), self.frame)
        event.accept()

    @guarded
    def keyPressEvent(self, event: QKeyEvent) -> None:
        frame = self.frame
        act = self._keys().get(Qt.Key(event.key()))
        if frame is None or act is None:
            super().keyPressEvent(event)
            return
        act(frame)

    def _keys(self) -> dict[Qt.Key, Callable[[Frame], None]]:
        page = max(1, self.height() // self._each - 2)
        return {
            Qt.Key.Key_Up: lambda frame: self._step(frame, -1),
            Qt.Key.Key_Down: lambda frame: self._step(frame, +1),
            Qt.Key.Key_PageUp: lambda frame: self._jump(frame, frame.place.done - 1 - page),
            Qt.Key.Key_PageDown: lambda frame: self._jump(frame, frame.place.done - 1 + page),
            Qt.Key.Key_Home: lambda frame: self._jump(frame, 0),
            Qt.Key.Key_End: lambda frame: self._jump(frame, len(self._instructions(frame)) - 1),
            Qt.Key.Key_Return: self._explain_current,
            Qt.Key.Key_Enter: self._explain_current,
            Qt.Key.Key_B: self._toggle_current,
        }

    def _step(self, frame: Frame, direction: int) -> None:
        self.wished.emit(Seek(max(0, min(frame.tick + direction, frame.lesson.last_tick))))

    def _jump(self, frame: Frame, line: int) -> None:
        self._go(max(0, min(line, len(self._instructions(frame)) - 1)), frame)

    def _explain_current(self, frame: Frame) -> None:
        if frame.place.done:
            self._explain(frame.place.done - 1, frame)

    def _toggle_current(self, frame: Frame) -> None:
        if frame.instruction is not None:
            self.wished.emit(ToggleBreakpoint(frame.instruction.writes))

    # -- painting

    @guarded
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()
        if self.frame is not None:
            self._keep_in_sight(self.frame)

    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self.look.theme.surface)
            if self.frame is None:
                return
            rows = self._rows(self.frame)
            sight = in_sight(self._bar.value(), self.height(), self._each, len(rows.rows))
            boxes = [
                (
                    rows.rows[n],
                    QRectF(0, n * self._each - self._bar.value(), self._width, self._each),
                )
                for n in sight
            ]
            self._paint_grounds(painter, self.frame, boxes)
            self._paint_names(painter, self.frame, boxes)
            self._paint_formulas(painter, self.frame, boxes)
            self._paint_headings(painter, boxes)
            if len(sight):
                self._paint_pinned(painter, rows.heading(sight.start))
            if self.hasFocus():
                ring = self.look.metrics.ring
                painter.setPen(QPen(self.look.theme.focus, ring))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                half = ring / 2
                painter.drawRect(QRectF(self.rect()).adjusted(half, half, -half, -half))

    def _paint_grounds(
        self, painter: QPainter, frame: Frame, boxes: list[tuple[ListingRow, QRectF]]
    ) -> None:
        """What lies behind the words: the current and the hovered row, the phase in the margin,
        breakpoints, and the accent beside what is read and written."""
        theme, metrics = self.look.theme, self.look.metrics
        instructions, current = self._instructions(frame), frame.place.done - 1
        edge = metrics.ring  # the keyboard's ring lies outside
        bar = round(self._text_left - metrics.px(13))
        for row, box in boxes:
            if row.line == current:
                painter.fillRect(box, theme.selection)
            elif row.line is not None and row.line == self._hovered:
                painter.fillRect(box, mix(theme.surface, theme.raised, 0.6))
            mark = theme.phases[row.phase].mark
            painter.fillRect(bar, round(box.top()), metrics.px(3), round(box.height()), mark)
            if row.fold is not None and not row.is_open:
                self._paint_folded(painter, frame, row.fold, box)
            if row.line is None:
                continue
            name = instructions[row.line].writes
            if row.line == current:
                painter.fillRect(QRectF(edge, box.top(), metrics.px(4), box.height()), theme.accent)
            elif row.line < current and name in frame.read:
                inset = metrics.px(5)
                place = QRectF(edge, box.top() + inset, metrics.px(2), box.height() - 2 * inset)
                painter.fillRect(place, theme.accent)
            if name in frame.breakpoints:
                self._paint_dot(painter, box, full=True)
            elif self._in_gutter and row.line == self._hovered:
                self._paint_dot(painter, box, full=False)

    def _paint_folded(self, painter: QPainter, frame: Frame, fold: StepFold, box: QRectF) -> None:
        """What lies behind the heading of lines that are folded: the accent where one of them is
        read, and a breakpoint among them."""
        theme, metrics = self.look.theme, self.look.metrics
        done, instructions = frame.place.done, self._instructions(frame)
        names = {instructions[line].writes for line in fold.lines if line < done}
        if names & set(frame.read):
            inset = metrics.px(5)
            place = QRectF(metrics.ring, box.top() + inset, metrics.px(2), box.height() - 2 * inset)
            painter.fillRect(place, theme.accent)
        if any(instructions[line].writes in frame.breakpoints for line in fold.lines):
            self._paint_dot(painter, box, full=True)

    def _paint_dot(self, painter: QPainter, box: QRectF, *, full: bool) -> None:
        theme, px = self.look.theme, self.look.metrics.px
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.ink if full else theme.ink_faint, 1.0))
        painter.setBrush(theme.ink if full else theme.surface)
        painter.drawEllipse(QPointF(px(13), box.center().y()), px(4), px(4))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    @property
    def _text_left(self) -> float:
        return self.gutter + self.look.metrics.px(14)

    def _paint_names(
        self, painter: QPainter, frame: Frame, boxes: list[tuple[ListingRow, QRectF]]
    ) -> None:
        theme, write = self.look.theme, paint.writer(self.look.metrics, Text.BODY)
        lines, done = self._listed(frame).lines, frame.place.done
        painter.setFont(write.font)
        for row, box in boxes:
            if row.line is not None:
                painter.setPen(theme.ink if row.line < done else theme.ink_faint)
                text = self._fitted(lines[row.line].name, write, self._name_width, strong=True)
                write.at(painter, self._text_left, write.baseline(box), text)

    def _paint_formulas(
        self, painter: QPainter, frame: Frame, boxes: list[tuple[ListingRow, QRectF]]
    ) -> None:
        theme, metrics = self.look.theme, self.look.metrics
        # on the names' baseline
        body, write = paint.writer(metrics, Text.BODY), paint.writer(metrics, Text.SMALL)
        left = self._text_left + self._name_width + metrics.px(10)
        room = self._width - left - metrics.px(6)
        lines, done = self._listed(frame).lines, frame.place.done
        painter.setFont(write.font)
        for row, box in boxes:
            if row.line is not None and room > 0:
                painter.setPen(theme.ink_soft if row.line < done else theme.ink_faint)
                text = self._fitted(lines[row.line].formula, write, room, strong=False)
                write.at(painter, left, body.baseline(box), text)

    def _fitted(self, text: str, write: paint.Writer, room: float, *, strong: bool) -> str:
        """A text elided to its column, remembered."""
        fitted = self._elided.get((text, strong))
        if fitted is None:
            fitted = self._elided[text, strong] = write.elided(text, room)
        return fitted

    def _paint_headings(self, painter: QPainter, boxes: list[tuple[ListingRow, QRectF]]) -> None:
        for row, box in boxes:
            if row.fold is not None:
                self._paint_step(painter, row, row.fold, box)
            elif row.line is None:
                self._paint_heading(painter, row, box, badge=row.begins_phase)

    def _paint_step(self, painter: QPainter, row: ListingRow, fold: StepFold, box: QRectF) -> None:
        """The heading of a time step: whether it is unfolded, its number, and how many lines it
        has."""
        theme, px = self.look.theme, self.look.metrics.px
        write = paint.writer(self.look.metrics, Text.SMALL)
        is_hovered = fold == self._hovered_fold
        painter.setFont(write.font)
        painter.setPen(theme.ink if is_hovered or row.is_open else theme.ink_soft)
        sign = UNFOLDED if row.is_open else FOLDED
        place = box.adjusted(self._text_left, 0, -px(8), 0)
        write.left(painter, place, sign)
        write.left(painter, place.adjusted(px(12), 0, 0, 0), _step_text(fold))
        painter.setPen(theme.ink_faint)
        write.right(painter, place, _("{count} lines").format(count=fold.count))

    def _paint_heading(
        self, painter: QPainter, row: ListingRow, box: QRectF, *, badge: bool
    ) -> None:
        theme, metrics = self.look.theme, self.look.metrics
        write = paint.writer(metrics, Text.SMALL, strong=True)
        if badge:
            paint.badge(
                painter,
                self._text_left - metrics.px(20),
                box.center().y(),
                row.phase,
                theme,
                metrics,
            )
        painter.setFont(write.font)
        painter.setPen(theme.ink_soft)
        place = box.adjusted(self._text_left, 0, -metrics.px(8), 0)
        layer, phase = self._heading_words(row)
        if row.fold is not None:
            layer = f"{layer} · {_step_text(row.fold)}"
        write.left(painter, place, layer)
        if badge and phase != layer:
            light = paint.writer(metrics, Text.SMALL)
            painter.setFont(light.font)
            painter.setPen(theme.ink_faint)
            light.right(painter, place, phase)

    def _heading_words(self, row: ListingRow) -> tuple[str, str]:
        known = self.frame is not None and any(
            layer.name == row.layer for layer in self.frame.lesson.network.layers
        )
        layer = row.layer if known else _(OTHERS.get(row.layer, row.layer))
        return layer, _(row.phase.label)

    def _paint_pinned(self, painter: QPainter, heading: ListingRow) -> None:
        """The heading of what is topmost stays in sight."""
        theme, box = self.look.theme, QRectF(0, 0, self._width, self._each)
        painter.fillRect(box, theme.surface)
        paint.hairline(painter, 0, self._each - 1, self._width, theme)
        self._paint_heading(painter, heading, box, badge=True)


def _lists_the_same(old: Frame, new: Frame) -> bool:
    """Whether two frames are listed alike: the same lines, the same one current."""
    return (
        old.lesson is new.lesson
        and old.tick == new.tick
        and old.breakpoints == new.breakpoints
        and old.read == new.read
    )


def _step_text(fold: StepFold) -> str:
    return _("time step {step}").format(step=fold.step)


def _printed(instruction: Instruction, layers: set[str]) -> PrintedLine:
    """What is printed of an instruction; the name it writes takes the place of the formula's left
    side."""
    formula = instruction.formula
    cuts = [place for sign in (" = ", " ← ") if (place := formula.find(sign)) >= 0]
    return PrintedLine(
        _short(instruction.writes, instruction.layer if instruction.layer in layers else ""),
        formula[min(cuts) + 1 :] if cuts else formula,
    )


def _short(name: str, layer: str) -> str:
    """A name under the heading of its layer: what is the layer's own goes without the layer's
    name."""
    head, found, rest = name.partition(f"{layer}.") if layer else (name, "", "")
    if found and not head:
        return rest  # `norm.norm` is no gradient's length, although a program's own `norm` is
    return display(head + rest) if found and head.endswith(".") else display(name)
