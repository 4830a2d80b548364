"""The course map: all lessons in order, how far the learner has come in each, what should come
before the one that is chosen, and what comes next; known networks and files of one's own apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from math import ceil
from typing import cast

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QListView,
    QListWidget,
    QListWidgetItem,
    QStyleOptionViewItem,
    QWidget,
)

from ui.commands.palette import Entry, matching_entries
from ui.kit import paint
from ui.kit.look import Look
from ui.kit.overlay import Field, Overlay, words
from ui.kit.row_delegate import RowDelegate
from ui.kit.theme import Text
from visualnn.dataclass import dataclass
from visualnn.lesson.course import CourseLesson
from visualnn.text import _

from .progress import LessonProgress

__all__ = ["CourseMap", "MapLine", "MapState", "lesson_lines", "progress_in_words"]

MAP_PIXELS = 1200
"""The width of the sheet at factor 1."""
COLUMN_PIXELS = 330
"""The least width of a column at factor 1; where fewer than three fit there is one."""
LINE_PIXELS = 30
"""The height of a line at factor 1."""
COLUMN_COUNT = 3
"""Two columns of lessons, and one of what is no lesson of the course."""
LINE_ROLE = Qt.ItemDataRole.UserRole


class MapState(Enum):
    """How far the learner has come."""

    NONE = "none"
    """Nothing is kept of it: a heading, a file, a known network, a playground."""
    NEW = "new"
    BEGUN = "begun"
    FINISHED = "finished"


@dataclass(frozen=True)
class MapLine:
    """A line of the map."""

    entry: Entry
    name: str = ""
    """Of the lesson; empty for what is none of the course."""
    number: str = ""
    state: MapState = MapState.NONE
    progress: str = ""
    """How far the learner has come, in a few words."""
    after: tuple[str, ...] = ()
    """The names of the lessons that should come before it."""


def lesson_lines(
    lessons: Iterable[CourseLesson],
    progress: Mapping[str, LessonProgress],
    entry: Mapping[str, Entry],
) -> list[MapLine]:
    """The lines of the lessons; `entry` is what is done with each by its name."""
    return [
        MapLine(
            entry[lesson.name],
            lesson.name,
            lesson.number,
            _state(lesson, progress.get(lesson.name)),
            progress_in_words(progress.get(lesson.name)) if lesson.has_stops else "",
            lesson.after,
        )
        for lesson in lessons
    ]


def _state(lesson: CourseLesson, known: LessonProgress | None) -> MapState:
    if not lesson.has_stops:
        return MapState.NONE
    if known is None:
        return MapState.NEW
    return MapState.FINISHED if known.is_finished else MapState.BEGUN


def progress_in_words(known: LessonProgress | None) -> str:
    """How far the learner has come in a lesson."""
    if known is None:
        return _("Not begun")
    if known.is_finished:
        return _("Finished")
    if known.question_count:
        return _("{count} of {all} questions answered").format(
            count=len(known.answered), all=known.question_count
        )
    return _("{count} of {all} stops seen").format(count=len(known.reached), all=known.stop_count)


class _LineDelegate(RowDelegate):
    """A line: mark and number, the title, and at the right what it is to the chosen lesson."""

    def __init__(self, look: Look, course_map: CourseMap, lines: QListWidget) -> None:
        super().__init__(look, lines, LINE_PIXELS)
        self._map = course_map

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw the line."""
        theme, metrics = self.look.theme, self.look.metrics
        line, unit = index.data(LINE_ROLE), metrics.unit
        place = QRectF(option.rect).adjusted(0, 0, -unit, 0)
        small = paint.writer(metrics, Text.SMALL)
        if line is not None:
            self.draw_ground(painter, index.row(), place)
        inner = place.adjusted(unit, 0, -unit, 0)
        left = inner.left()
        painter.setFont(small.font)
        painter.setPen(theme.ink_soft)
        if line is None:  # a heading, or nothing
            small.left(painter, place.adjusted(unit, 0, 0, 0), index.data())
            return
        if line.name:
            self._draw_mark(painter, QPointF(left + unit, inner.center().y()), line.state)
            left += 2.75 * unit
        if line.number:
            small.left(painter, inner.adjusted(left - inner.left(), 0, 0, 0), line.number)
            left += 2.75 * unit
        room = inner.adjusted(left - inner.left(), 0, 0, 0)
        is_next = line.name != "" and line.name == self._map.next
        note = self._map.note_of(line)
        self.draw_texts(painter, room, line.entry.text, note, strong=is_next)

    def _draw_mark(self, painter: QPainter, middle: QPointF, state: MapState) -> None:
        """A ring, half full once something was done, full with a tick at the end."""
        if state is MapState.NONE:
            return
        theme, px = self.look.theme, self.look.metrics.px
        radius = px(5)
        place = QRectF(middle.x() - radius, middle.y() - radius, 2 * radius, 2 * radius)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.ink_soft, px(1.4)))
        if state is MapState.FINISHED:
            painter.setBrush(theme.good)
            painter.setPen(QPen(theme.good, px(1.4)))
        painter.drawEllipse(place)
        if state is MapState.BEGUN:
            painter.setBrush(theme.ink_soft)
            painter.drawPie(place, 90 * 16, 180 * 16)
        elif state is MapState.FINISHED:
            painter.setPen(QPen(theme.surface, px(1.6)))
            low = QPointF(middle.x() - 0.1 * radius, middle.y() + 0.45 * radius)
            painter.drawLine(QPointF(middle.x() - 0.5 * radius, middle.y()), low)
            painter.drawLine(low, QPointF(middle.x() + 0.55 * radius, middle.y() - 0.4 * radius))
        painter.restore()


class _LessonList(QListWidget):
    """The lines; what is typed into them goes into the field."""

    def __init__(self, field: Field) -> None:
        super().__init__()
        self._field = field

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A letter looks for something; the arrows move."""
        typed = event.text()
        if typed and typed.isprintable() and not typed.isspace():
            self._field.setFocus()
            self._field.setText(self._field.text() + typed)
        else:
            super().keyPressEvent(event)


class CourseMap(Overlay):
    """The map. Arrows move, Enter opens, letters look for a lesson."""

    def __init__(
        self,
        over: QWidget,
        look: Look,
        lessons: Sequence[MapLine],
        others: Sequence[tuple[str, Sequence[MapLine]]],
        next_lesson: str | None,
        now: str,
    ) -> None:
        """`others` are what is no lesson of the course, under headings; `next_lesson` is the name
        of the lesson to go on with, `now` of the one that is open."""
        super().__init__(over, look, MAP_PIXELS, top=0.05)
        self._lessons, self._others = tuple(lessons), tuple(others)
        self.next, self._now = next_lesson or "", now
        self._titles = {line.name: line.entry.text for line in lessons if line.name}
        self.field = Field(look)
        self.field.setPlaceholderText(_("Find a lesson"))
        self.field.setAccessibleName(_("Find a lesson"))
        self.field.setFixedWidth(look.metrics.px(220))
        self.list = self._made_list()
        self.about = words("", look, Text.SMALL, soft=True)
        self.about.setWordWrap(True)
        self.about.setMinimumHeight(look.metrics.px(36))
        self.about.setAlignment(Qt.AlignmentFlag.AlignTop)
        head = QHBoxLayout()
        head.addWidget(words(_("The course"), look, Text.TITLE))
        head.addSpacing(2 * look.metrics.unit)
        head.addWidget(words(self._summary(), look, soft=True), 1)
        head.addWidget(self.field)
        self.rows.addLayout(head)
        self.rows.addWidget(self.list, 1)
        self.rows.addWidget(self.about)
        self.field.textChanged.connect(self._sieve)
        self.field.moved.connect(self._move)
        self.field.returnPressed.connect(self._open)
        self._sieve("")

    def _made_list(self) -> _LessonList:
        made = _LessonList(self.field)
        made.setFrameShape(QFrame.Shape.NoFrame)
        made.setAccessibleName(_("The course"))
        made.setFlow(QListView.Flow.TopToBottom)
        made.setResizeMode(QListView.ResizeMode.Adjust)
        made.setMovement(QListView.Movement.Static)
        made.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.setItemDelegate(_LineDelegate(self.look, self, made))
        made.currentItemChanged.connect(self._tell)
        made.itemActivated.connect(self._choose)
        made.itemClicked.connect(self._choose)
        return made

    def _summary(self) -> str:
        told = [line for line in self._lessons if line.state is not MapState.NONE]
        done = sum(line.state is MapState.FINISHED for line in told)
        counted = _("{count} of {all} lessons finished").format(count=done, all=len(told))
        following = self._titles.get(self.next)
        if following is None:
            return counted
        return " · ".join((counted, _("next: {lesson}").format(lesson=following)))

    def open(self) -> None:
        """Lie on top, on the lesson to go on with."""
        super().open()
        self.list.setFocus()

    # -- what is listed

    def _sieve(self, typed: str) -> None:
        """Show everything, or what answers to what was typed."""
        self.list.clear()
        if typed.strip():
            lines = [*self._lessons, *(line for _head, group in self._others for line in group)]
            by_entry = {id(line.entry): line for line in lines}
            for entry in matching_entries(typed, [line.entry for line in lines]):
                self._add(by_entry[id(entry)])
            self._arrange(self.list.count(), columned=False)
            self.list.setCurrentRow(0)
        else:
            self._list_all()
        self._place()

    def _list_all(self) -> None:
        room = min(
            self._under.width(), self.look.metrics.px(MAP_PIXELS) + 4 * self.look.metrics.unit
        )
        columned = room >= COLUMN_COUNT * self.look.metrics.px(COLUMN_PIXELS)
        apart = sum(1 + len(group) for _head, group in self._others)
        rows = max(ceil(len(self._lessons) / 2), apart)
        high = rows * self.look.metrics.px(LINE_PIXELS) + self.look.metrics.px(150)
        columned = columned and high <= 0.95 * self._under.height()
        for line in self._lessons:
            self._add(line)
        for _empty in range(2 * rows - len(self._lessons) if columned else 0):
            self._add_heading("")
        for head, group in self._others:
            self._add_heading(head)
            for line in group:
                self._add(line)
        self._arrange(rows if columned else self.list.count(), columned=columned)
        names = [line.name for line in self._lessons]
        self.list.setCurrentRow(names.index(self.next) if self.next in names else 0)

    def _arrange(self, rows: int, *, columned: bool) -> None:
        """So many rows, in three columns or in one that is scrolled."""
        metrics = self.look.metrics
        wide = (
            min(metrics.px(MAP_PIXELS), self._under.width() - 4 * metrics.unit) - 4 * metrics.unit
        )
        line = metrics.px(LINE_PIXELS)
        self.list.setWrapping(columned)
        most = max(1, (round(0.95 * self._under.height()) - metrics.px(150)) // line)
        self.list.setFixedHeight(max(1, min(rows, most)) * line + 1)
        width = wide // COLUMN_COUNT - 1 if columned else wide - metrics.px(12)
        self.list.setGridSize(QSize(width, line))

    def _add(self, line: MapLine) -> None:
        item = QListWidgetItem(line.entry.text)
        item.setData(LINE_ROLE, line)
        parts = (line.number, line.entry.text, line.progress, self.note_of(line))
        item.setData(Qt.ItemDataRole.AccessibleTextRole, ", ".join(filter(None, parts)))
        self.list.addItem(item)

    def _add_heading(self, title: str) -> None:
        item = QListWidgetItem(title)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        self.list.addItem(item)

    # -- what is said and done

    @property
    def current(self) -> MapLine | None:
        """The line that is chosen."""
        if self.list.currentRow() < 0:
            return None
        return cast("MapLine | None", self.list.currentItem().data(LINE_ROLE))

    def note_of(self, line: MapLine) -> str:
        """What stands at the right of a line."""
        if not line.name:
            return line.entry.note
        chosen = self.current
        if chosen is not None and line.name in chosen.after:
            return _("before it")
        if line.name == self._now:
            return _("open now")
        return _("next") if line.name == self.next else ""

    def _tell(self, *_items: object) -> None:
        """Say of the chosen lesson how far the learner is and what should come before it."""
        line = self.current
        if line is None:
            self.about.setText("")
            return
        sentences = [line.progress]
        if line.after:
            names = ", ".join(self._titles[name] for name in line.after if name in self._titles)
            sentences.append(_("What comes before it: {lessons}").format(lessons=names))
        self.about.setText("\n".join(filter(None, sentences)))
        self.list.viewport().update()

    def _move(self, rows: int) -> None:
        """From the field into the list."""
        count = self.list.count()
        if count:
            self.list.setCurrentRow((self.list.currentRow() + rows) % count)
            self.list.setFocus()

    def _open(self) -> None:
        if self.list.currentRow() >= 0:
            self._choose(self.list.currentItem())

    def _choose(self, item: QListWidgetItem) -> None:
        """Close first: what is chosen may open something itself."""
        line = item.data(LINE_ROLE)
        if line is not None:
            self.dismiss()
            line.entry.act()
