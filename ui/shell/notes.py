"""The notes: a second window for whoever presents. What to say at this stop, what comes next, the
bookmarks, and a clock."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTime, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QPainter, QPaintEvent, QScreen
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui.kit.flow import FlowView, Run, RunStyle, TextBlock, TextSize
from ui.kit.guard import guarded
from ui.kit.look import Look
from ui.kit.overlay import words
from ui.kit.scrolling import give_clear_viewport
from ui.kit.theme import Text
from ui.panels.lesson.page import blocks_of
from ui.panels.lesson.quoted_numbers import QuotedNumbers
from visualnn.lesson.file import prose
from visualnn.text import _, language

if TYPE_CHECKING:
    from ui.session.prepared import Bookmark
    from visualnn.tell.frame import Frame

__all__ = ["NotesWindow", "next_blocks", "notes_blocks"]

CLOCK_MILLISECONDS = 1000
NEXT_BLOCK_COUNT = 2
"""Paragraphs of the next stop that are shown."""
SIZE_PIXELS = (720, 640)


class NotesWindow(QWidget):
    """Shows notes; knows what a frame says, and nothing of the class's window."""

    closed = Signal()
    failed = Signal(str)
    """A sentence for the learner."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self._frame: Frame | None = None
        self._bookmarks: Mapping[int, Bookmark] = {}
        self._begun = time.monotonic()
        self.clock = words("", look, Text.TITLE, strong=True)
        self.gone = words("", look, Text.TITLE, soft=True)
        self.text = FlowView(look, self)
        self._line = QHBoxLayout()
        self._line.addWidget(self.clock)
        self._line.addStretch(1)
        self._line.addWidget(self.gone)
        self._scroll = QScrollArea(self)
        give_clear_viewport(self._scroll)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidgetResizable(True)
        self._scroll.setWidget(self.text)
        self.text.setAutoFillBackground(False)
        self._rows = QVBoxLayout(self)
        self._rows.addLayout(self._line)
        self._rows.addWidget(self._scroll, 1)
        self._ticking = QTimer(self, interval=CLOCK_MILLISECONDS)
        self._ticking.timeout.connect(self._tell_time)
        self.set_look(look)
        self.retranslate()
        self.resize(look.metrics.px(SIZE_PIXELS[0]), look.metrics.px(SIZE_PIXELS[1]))

    def begin(self, beside: QWidget) -> None:
        """Be shown from now on: on another screen than a window if there is one."""
        self._begun = time.monotonic()
        other = _other_screen(beside)
        if other is not None:
            place = other.availableGeometry()
            self.setGeometry(
                place.adjusted(
                    place.width() // 8,
                    place.height() // 8,
                    -place.width() // 8,
                    -place.height() // 8,
                )
            )
        self._ticking.start()
        self._tell_time()
        self.show()

    @guarded
    def show_place(self, frame: Frame | None, bookmarks: Mapping[int, Bookmark]) -> None:
        """Show what is to be said at a place."""
        same_page = (
            self._frame is not None
            and frame is not None
            and (frame.lesson, frame.stop) == (self._frame.lesson, self._frame.stop)
            and frame.quotes == self._frame.quotes
            and bookmarks == self._bookmarks
        )
        self._frame, self._bookmarks = frame, dict(bookmarks)
        if not same_page:
            self._fill()

    def _fill(self) -> None:
        frame = self._frame
        if frame is None:
            self.text.set_blocks(())
            return
        blocks: list[TextBlock] = [
            TextBlock((Run(_here(frame), RunStyle.SOFT),), TextSize.SMALL),
            *notes_blocks(frame),
            TextBlock((Run(_("Next"), RunStyle.SOFT),), TextSize.SMALL, space=3.0),
            *next_blocks(frame),
        ]
        if self._bookmarks:
            blocks.append(
                TextBlock((Run(_("Bookmarks"), RunStyle.SOFT),), TextSize.SMALL, space=3.0)
            )
            blocks += [
                TextBlock((Run(f"⇧{n}  ", RunStyle.STRONG), Run(kept.sentence)), space=0.25)
                for n, kept in self._bookmarks.items()
            ]
        self.text.set_blocks(tuple(blocks))
        self._scroll.verticalScrollBar().setValue(0)

    @guarded
    def _tell_time(self) -> None:
        self.clock.setText(QTime.currentTime().toString("HH:mm"))
        minutes, seconds = divmod(int(time.monotonic() - self._begun), 60)
        self.gone.setText(f"{minutes}:{seconds:02}")

    def plain(self) -> str:
        """All that is read here."""
        return self.text.plain()

    def set_look(self, look: Look) -> None:
        """Another theme or size."""
        self.look = look
        unit = look.metrics.unit
        self._rows.setContentsMargins(3 * unit, 2 * unit, 3 * unit, 2 * unit)
        self._rows.setSpacing(2 * unit)
        for label, colour in ((self.clock, look.theme.ink), (self.gone, look.theme.ink_soft)):
            label.setFont(look.metrics.font(Text.TITLE, strong=True))
            label.setStyleSheet(f"color: {colour.name()}")
        self.text.set_look(look)
        self.update()

    def retranslate(self) -> None:
        """The language changed."""
        self.setWindowTitle(_("Notes"))
        self.gone.setToolTip(_("Minutes and seconds since you began"))
        self.gone.setAccessibleName(_("Minutes and seconds since you began"))
        self._fill()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Nobody needs them any more."""
        self._ticking.stop()
        super().closeEvent(event)
        self.closed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The surface."""
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self.look.theme.surface)


def notes_blocks(frame: Frame) -> tuple[TextBlock, ...]:
    """What the lesson's author wrote for whoever presents it, of this stop; before the first stop,
    of the lesson."""
    page = frame.lesson.spec.page(language())
    if page is None:
        return (TextBlock((Run(_("There are no notes."), RunStyle.SOFT),)),)
    if frame.stop is None:
        notes, tick = page.notes, 0
    else:
        section = _section(page, frame.lesson.stops[frame.stop].name)
        notes, tick = () if section is None else section.notes, frame.lesson.stops[frame.stop].tick
    if not notes:
        return (TextBlock((Run(_("There are no notes to this stop."), RunStyle.SOFT),)),)
    numbers = QuotedNumbers(frame.lesson, tick, frame.quotes, frame.unchanged)
    return blocks_of(notes, numbers)


def next_blocks(frame: Frame) -> tuple[TextBlock, ...]:
    """How the next stop begins. Its numbers are dashes: they are not computed yet."""
    after = 0 if frame.stop is None else frame.stop + 1
    page = frame.lesson.spec.page(language())
    if after >= len(frame.lesson.stops):
        return (TextBlock((Run(_("This is the last stop."), RunStyle.SOFT),)),)
    stop = frame.lesson.stops[after]
    section = None if page is None else _section(page, stop.name)
    if section is None:
        return (TextBlock((Run(stop.name),)),)
    numbers = QuotedNumbers(frame.lesson, stop.tick, {}, {})
    first = section.blocks[:NEXT_BLOCK_COUNT]
    told = _("{name} · questions: {count}").format(name=stop.name, count=len(section.questions))
    return (TextBlock((Run(told, RunStyle.SOFT),), TextSize.SMALL), *blocks_of(first, numbers))


def _section(page: prose.Prose, stop: str) -> prose.Section | None:
    return next((each for each in page.sections if each.id == stop), None)


def _here(frame: Frame) -> str:
    if frame.stop is None:
        return _("Before the first stop")
    name = frame.lesson.stops[frame.stop].name
    place = _("stop {number} of {count}").format(
        number=frame.lesson.number_of_stop(frame.stop), count=len(frame.lesson.written_stops)
    )
    return f"{place} · {name}"


def _other_screen(beside: QWidget) -> QScreen | None:
    return next((each for each in QGuiApplication.screens() if each is not beside.screen()), None)
