"""Studies: many runs of the lesson over seeds and settings, each of them a dot."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QWidget

from ui.kit import paint
from ui.kit.geometry.box import Box
from ui.kit.geometry.wrapping import wrapped
from ui.kit.guard import guarded
from ui.kit.heat_map import rect
from ui.kit.keys import ENTER
from ui.kit.look import Look
from ui.kit.painted_panel import PaintedPanel
from ui.kit.panel import is_plain
from ui.kit.theme import Text
from ui.panels.study import words
from ui.panels.study.geometry import StudyLayout, study_layout
from ui.panels.study.picture import StudyPicture
from ui.session.wishes import BeginStudy, EndStudy, SetKeys
from visualnn import figures
from visualnn.lesson import Lesson
from visualnn.lesson.change import Change, setting_text
from visualnn.lesson.studies import StudyDot, StudyNumbers, StudyOffer, offers_of
from visualnn.tell.frame import Frame
from visualnn.views.moments import moment_of

__all__ = ["StudyPanel"]

UPRIGHT: Final = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: +1}
ACROSS: Final = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: +1}
AHEAD_LINE_COUNT = 3
"""Lines that say what will be in the picture, at most."""
REACH_PIXELS = 8
"""Pixels from a dot within which the pointer is meant for it."""


class StudyPanel(PaintedPanel):
    """Offers studies and draws what came out of one; a dot is a door to its run."""

    wanted_pixels = 560, 360
    least_pixels = 220, 110

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self.offers: tuple[StudyOffer, ...] = ()
        """The studies that can be started."""
        self.chosen = 0
        """The place of the one that Enter starts."""
        self.measure = ""
        """What is shown of each run; empty for the first there is."""
        self.dot: StudyDot | None = None
        """The run that is read."""
        self._lesson: Lesson | None = None

    # -- what comes down

    @guarded
    def _take(self, frame: Frame) -> None:
        if frame.lesson is not self._lesson:
            self._lesson = frame.lesson
            self.offers = offers_of(frame.lesson)
            self.chosen = min(self.chosen, max(len(self.offers) - 1, 0))
        study = frame.study
        if study is None or self.dot not in study.dots:
            self.dot = None

    def forget(self) -> None:
        super().forget()
        self._lesson = self.dot = None
        self.offers, self.chosen, self.measure = (), 0, ""

    @property
    def _study(self) -> StudyNumbers | None:
        return None if self.frame is None else self.frame.study

    @property
    def _measure(self) -> str:
        study = self._study
        known = () if study is None else study.measures
        return self.measure if self.measure in known else next(iter(known), "L")

    @property
    def _own(self) -> float | None:
        """The measure of the run that is open, where it is now."""
        curve = None if self.frame is None else moment_of(self.frame).curves.get(self._measure)
        return None if curve is None or not len(curve) else float(curve[-1])

    # -- in words

    def spoken(self) -> str:
        """The pattern, the list of studies, each setting with its spread, and what is read."""
        if self.frame is None or not self.offers:
            return words.nothing_yet()
        study, measure = self._study, self._measure
        lines = [next(words.titles(study, measure))]
        lines += map(words.offer_words, self.offers)
        lines.append(words.action(study, self.offers[self.chosen]))
        if study is None or not study.dots:
            lines.append(words.ahead(self.offers[self.chosen] if study is None else study.offer))
        if study is not None:
            lines += words.spoken(study, measure)
            if study.dots and not (picture := self._picture()).is_grid:
                lines.append(" ".join(map(figures.compact, picture.scale.ticks)))
        lines.append(self._note())
        return "\n".join(filter(None, lines))

    def _note(self) -> str:
        """What is said below: of the run that is read, of what failed, or of the open run."""
        study = self._study
        if study is not None and self.dot is not None:
            return words.dot_words(study, self.dot)
        if study is not None and study.problems:
            return "   ".join(study.problems)
        own, is_drawn = self._own, study is not None and bool(study.dots)
        told = list(words.legend(study, self._measure)) if study is not None and is_drawn else []
        if own is not None and not (study is not None and is_drawn and len(study.offer.axes) > 1):
            told.append(words.own_run(self._measure, own))
        return "   ".join(told)

    # -- where things are

    def _layout(self) -> StudyLayout:
        study = self._study
        write = paint.writer(self.look.metrics, Text.SMALL)
        axes = self.offers[self.chosen].axes if study is None else study.offer.axes
        labels = [setting.text for setting in axes[0].settings] if axes else [""]
        return study_layout(
            self.width(),
            self.height(),
            self.look.metrics.factor,
            len(self.offers),
            len(labels),
            max(write.width(words.offer_words(each)) for each in self.offers),
            max(map(write.width, labels)),
            is_begun=study is not None,
        )

    def _picture(self) -> StudyPicture:
        study = self._study or StudyNumbers(self.offers[self.chosen])
        return StudyPicture(study, self._measure, self._own, self._layout(), self.look)

    # -- painting

    def paint_content(self, painter: QPainter) -> None:
        if self.frame is None or not self.offers:
            self.paint_nothing_yet(painter, words.nothing_yet())
            return
        places, study = self._layout(), self._study
        titles = tuple(words.titles(study, self._measure))
        self.paint_line(painter, places.title, titles, Text.BODY)
        self._paint_list(painter, places)
        self._picture().paint(painter, self.dot)
        if study is None or not study.dots:
            self._paint_ahead(painter, places)
        self.paint_line(painter, places.note, (self._note(),), Text.SMALL)

    def _paint_list(self, painter: QPainter, places: StudyLayout) -> None:
        theme = self.look.theme
        write = paint.writer(self.look.metrics, Text.SMALL)
        first = self._first_shown(places)
        for n, box in enumerate(places.offers, first):
            is_chosen = n == self.chosen
            if is_chosen:
                painter.fillRect(rect(box), theme.selection)
            painter.setFont(write.font)
            painter.setPen(theme.ink if is_chosen else theme.ink_soft)
            text = write.elided(words.offer_words(self.offers[n]), box.width - 8)
            write.left(painter, rect(box).adjusted(4, 0, -4, 0), text)
        text = words.action(self._study, self.offers[self.chosen])
        button = rect(places.action).adjusted(0, 2, 0, -2)
        if words.can_act(self._study, self.offers[self.chosen]):
            button.setWidth(min(write.width(text) + 16, button.width()))
            painter.fillRect(button, theme.raised)
            paint.frame(painter, button, theme.ink_faint)
        painter.setFont(write.font)
        painter.setPen(theme.ink)
        write.left(painter, button.adjusted(8, 0, -8, 0), write.elided(text, button.width() - 16))

    def _paint_ahead(self, painter: QPainter, places: StudyLayout) -> None:
        """Say what will be in the picture, over its rows."""
        study = self._study
        told = words.ahead(self.offers[self.chosen] if study is None else study.offer)
        rows = places.rows
        label = places.label_width if len(rows) > 1 else 0.0
        room = Box(
            rows[0].left + label,
            rows[0].top,
            rows[0].width - label,
            max(rows[-1].bottom - rows[0].top, 1.0),
        )
        write = paint.writer(self.look.metrics, Text.SMALL)
        lines = wrapped(told, write.width, room.width - 16, AHEAD_LINE_COUNT)
        line_height = write.height
        tall = line_height * len(lines)
        if tall + 8 > room.height:
            return
        wide = max(map(write.width, lines))
        top = room.top + (room.height - tall) / 2
        ground = QRectF(room.left + (room.width - wide) / 2 - 8, top - 4, wide + 16, tall + 8)
        painter.fillRect(ground, self.look.theme.surface)
        painter.setFont(write.font)
        painter.setPen(self.look.theme.ink_soft)
        for n, line in enumerate(lines):
            place = QRectF(room.left, top + n * line_height, room.width, line_height)
            write.centre(painter, place, write.elided(line, room.width))

    def _first_shown(self, places: StudyLayout) -> int:
        """The first study of the list that is in sight, so that the chosen one is."""
        return max(0, self.chosen + 1 - len(places.offers))

    # -- choosing

    def _choose(self, number: int) -> None:
        self.chosen = number % len(self.offers)
        self.announce(words.offer_words(self.offers[self.chosen]))

    def _read_next(self, step: int) -> None:
        """Go to the next run in the order of the settings and seeds."""
        study = self._study
        if study is None or not study.dots:
            return
        here = -1 if self.dot is None else study.dots.index(self.dot)
        start = here if here >= 0 or step > 0 else 0
        self.dot = study.dots[(start + step) % len(study.dots)]
        self.announce(words.dot_words(study, self.dot))

    def _open(self, study: StudyNumbers, dot: StudyDot) -> None:
        """Let the run of a dot be the one that is looked at."""
        changes = (*study.offer.changes(dot.places), Change("seed", dot.seed))
        self.wished.emit(SetKeys(tuple(map(setting_text, changes))))

    def _next_measure(self) -> None:
        study = self._study
        if study is not None and study.measures:
            names = study.measures
            self.measure = names[(names.index(self._measure) + 1) % len(names)]
            self.announce(next(words.titles(study, self.measure)))

    # -- the pointer

    def _dot_at(self, event: QMouseEvent) -> StudyDot | None:
        study = self._study
        if study is None or not study.dots:
            return None
        at, reach = event.position(), self.look.metrics.px(REACH_PIXELS)
        near = [
            (abs(placed.x - at.x()) + abs(placed.y - at.y()), n, placed.dot)
            for n, placed in enumerate(self._picture().dots())
        ]
        distance, _n, dot = min(near)
        return dot if distance <= reach else None

    def _offer_at(self, event: QMouseEvent) -> int | None:
        places, at = self._layout(), event.position()
        first = self._first_shown(places)
        for n, box in enumerate(places.offers, first):
            if box.contains(at.x(), at.y()):
                return n
        return None

    @guarded
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.frame is None or not self.offers:
            return
        self.dot = self._dot_at(event)
        is_door = (
            self.dot is not None
            or self._offer_at(event) is not None
            or _holds(self._layout().action, event)
        )
        shape = Qt.CursorShape.PointingHandCursor if is_door else Qt.CursorShape.ArrowCursor
        if self.cursor().shape() != shape:
            self.setCursor(shape)
        self.update()

    @guarded
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.frame is None or not self.offers or event.button() != Qt.MouseButton.LeftButton:
            return
        study, dot, offer = self._study, self._dot_at(event), self._offer_at(event)
        if study is not None and dot is not None:
            self._open(study, dot)
        elif offer is not None:
            self._choose(offer)
        elif _holds(self._layout().action, event):
            is_going = study is not None and study.is_going
            self.wished.emit(EndStudy() if is_going else BeginStudy(self.chosen))
        self.update()

    @guarded
    def leaveEvent(self, event: QEvent) -> None:
        self.dot = None
        self.update()

    # -- the keyboard

    def takes_key(self, event: QKeyEvent) -> bool:
        own = (*UPRIGHT, *ACROSS, *ENTER, Qt.Key.Key_M)
        escapes = event.key() == Qt.Key.Key_Escape and self._holds_something
        return is_plain(event) and (event.key() in own or escapes)

    @property
    def _holds_something(self) -> bool:
        study = self._study
        return self.dot is not None or (study is not None and study.is_going)

    @guarded
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, study = Qt.Key(event.key()), self._study
        if self.frame is None or not self.offers:
            super().keyPressEvent(event)
            return
        if key in UPRIGHT:
            self._choose(self.chosen + UPRIGHT[key])
        elif key in ACROSS:
            self._read_next(ACROSS[key])
        elif key in ENTER and study is not None and self.dot is not None:
            self._open(study, self.dot)
        elif key in ENTER:
            self.wished.emit(BeginStudy(self.chosen))
        elif key == Qt.Key.Key_M:
            self._next_measure()
        elif key == Qt.Key.Key_Escape and self.dot is not None:
            self.dot = None
        elif key == Qt.Key.Key_Escape and study is not None and study.is_going:
            self.wished.emit(EndStudy())
        else:
            super().keyPressEvent(event)
            return
        self.update()


def _holds(box: Box, event: QMouseEvent) -> bool:
    return box.contains(event.position().x(), event.position().y())
