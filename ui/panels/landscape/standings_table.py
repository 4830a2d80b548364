"""The race beside a landscape: a row for each run in the order of their places."""

from __future__ import annotations

import math
from collections.abc import Iterator

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ui.kit import paint
from ui.kit.geometry.box import Box
from ui.kit.geometry.wrapping import wrapped
from ui.kit.look import Look
from ui.kit.marks import mark_of
from ui.kit.theme import Text
from ui.panels.landscape import words
from ui.panels.landscape.scene import LandscapeScene
from visualnn.dataclass import dataclass
from visualnn.figures import compact
from visualnn.race.standings import Standing
from visualnn.tell.runs import CompanionRun
from visualnn.text import _

__all__ = ["StandingRow", "StandingsTable"]

ROW_PIXELS, LEAST_ROW_PIXELS = 20, 17
"""The height of a row, and the least one, where all have no room else."""
GLYPH_PIXELS = 4.5
SAMPLE_PIXELS = 22
MAX_RULE_LINE_COUNT = 6
HEIGHT_PIXELS = 66
"""The width of the column of heights."""
TIME_PIXELS = 54
"""The width of the column of times."""
TIMED_WORDS_PIXELS = 92
"""The width of the column that tells when a run was there, with the time that took."""


@dataclass(frozen=True)
class StandingRow:
    """A run and the row that it stands in."""

    box: Box
    run: CompanionRun
    standing: Standing


class StandingsTable:
    """Lays the standings out and paints them."""

    def __init__(self) -> None:
        self.rows: tuple[StandingRow, ...] = ()
        self.rule: tuple[tuple[Box, str], ...] = ()
        """The rule of the race in lines."""
        self.has_door = True
        self.door: tuple[Box, str] | None = None
        """Below the rule, where a click lets the runs have other rates."""
        self._wrapped: tuple[str, float, Look | None, tuple[str, ...]] = ("", 0.0, None, ())
        """The rule that was broken into lines last, for which width and look, and the lines."""

    def lay_out(self, scene: LandscapeScene | None, box: Box | None, look: Look) -> None:
        """Place the rows in a box; none where there is no room or no race."""
        self.rows, self.rule, self.door = (), (), None
        if scene is not None and box is not None:
            self.rows = tuple(self._rows(scene, box, look))
        if scene is not None and box is not None and self.rows:
            self._lay_out_rule(scene, box, look)

    def _lay_out_rule(self, scene: LandscapeScene, box: Box, look: Look) -> None:
        """The rule below the rows, and below it its door, as far as there is room."""
        write, px = paint.writer(look.metrics, Text.SMALL), look.metrics.px
        left, wide = box.left + px(4), box.width - px(8)
        top, found = self.rows[-1].box.bottom + px(8), []
        said = words.times_words(scene), words.fairness_words(scene), words.reached_words(scene)
        told = " ".join(filter(None, said))
        if self._wrapped[:3] != (told, wide, look):
            self._wrapped = told, wide, look, wrapped(told, write.width, wide, MAX_RULE_LINE_COUNT)
        for line in self._wrapped[3]:
            if top + write.height > box.bottom:
                break
            found.append((Box(left, top, wide, write.height), write.elided(line, wide)))
            top += write.height
        self.rule = tuple(found)
        told = words.rates_door(scene) if self.has_door else ""
        if told and top + write.height + px(4) <= box.bottom:
            room = Box(left, top + px(4), min(write.width(told), wide), write.height)
            self.door = room, write.elided(told, wide)

    @property
    def bottom(self) -> float | None:
        """Where the table ends; None without rows."""
        boxes = [row.box for row in self.rows] + [box for box, _line in self.rule]
        boxes += [] if self.door is None else [self.door[0]]
        return max((box.bottom for box in boxes), default=None)

    def is_on_door(self, point: QPointF) -> bool:
        """Whether a click there lets the runs have other rates."""
        return self.door is not None and self.door[0].contains(point.x(), point.y())

    def _rows(self, scene: LandscapeScene, box: Box, look: Look) -> Iterator[StandingRow]:
        tall = float(look.metrics.px(ROW_PIXELS))
        top = box.top + tall
        fitting = math.floor((box.height - tall) / max(len(scene.standings), 1))
        tall = max(min(tall, fitting), look.metrics.px(LEAST_ROW_PIXELS))
        for standing in scene.standings:
            each = scene.run_of(standing.id)
            if each is not None and top + tall <= box.bottom:
                yield StandingRow(Box(box.left, top, box.width, tall), each.run, standing)
                top += tall

    def row_at(self, point: QPointF) -> StandingRow | None:
        """The row that a point lies in."""
        return next((row for row in self.rows if row.box.contains(point.x(), point.y())), None)

    def paint(
        self,
        painter: QPainter,
        scene: LandscapeScene,
        box: Box,
        look: Look,
        pointer: QPointF | None,
        picked: str | None,
    ) -> None:
        """Draw the rows, and below them the rule of the race."""
        theme, metrics = look.theme, look.metrics
        write = paint.writer(metrics, Text.SMALL)
        painter.setFont(write.font)
        painter.setPen(theme.ink_soft)
        columns = self._columns(box, look)
        head = QRectF(box.left, box.top, box.width, metrics.px(ROW_PIXELS))
        is_noisy = scene.lesson.program.done_after("f", 0) is not None
        heads = (
            (columns.number, _("distance") if columns.tells_distance else "L"),
            (columns.height, "f" if is_noisy else "L"),
        )
        for end, title in heads:
            if end is not None and not (columns.is_short and end == columns.number):
                room = QRectF(head.left(), head.top(), end - head.left(), head.height())
                write.right(painter, room, title)
        if columns.times is not None:
            room = QRectF(head.left(), head.top(), columns.times - head.left(), head.height())
            write.right(painter, room, _("µs each"))
        if columns.words is not None:
            room = QRectF(columns.words, head.top(), head.right() - columns.words, head.height())
            write.left(painter, room, _("minimum") if columns.is_short else _("updates"))
        leading = scene.frame.leader.id
        for row in self.rows:
            self._row(painter, row, look, columns, pointer, picked, leads=row.run.id == leading)
        painter.setFont(write.font)
        painter.setPen(theme.ink_soft)
        for line_box, line in self.rule:
            write.left(painter, _rect(line_box), line)
        if self.door is not None:
            place, line = _rect(self.door[0]), self.door[1]
            painter.setPen(theme.ink)
            write.left(painter, place, line)
            paint.door(painter, place.left(), write.baseline(place), place.width(), theme.ink)

    def _columns(self, box: Box, look: Look) -> _StandingColumns:
        """Where the columns are: words where a run has reached a minimum, and the height beside a
        distance where that leaves room for the longest name."""
        px, write = look.metrics.px, paint.writer(look.metrics, Text.SMALL, strong=True)
        name_left = box.left + px(66)
        longest = max((write.width(words.run_name(row.run)) for row in self.rows), default=0.0)
        standings = [row.standing for row in self.rows]
        end: float = box.right - px(6)
        words_left = height = times = None
        if any(row.run.update_seconds is not None for row in self.rows):
            times, end = end, end - px(TIME_PIXELS)
        if any(each.reached is not None for each in standings):
            words_left = end - px(68 if times is None else TIMED_WORDS_PIXELS)
            end = words_left - px(10)
        is_short = times is not None and words_left is not None
        is_short = is_short and name_left + longest > end - px(HEIGHT_PIXELS)
        has_room = name_left + longest <= end - 2 * px(HEIGHT_PIXELS)
        tells_distance = any(each.distance is not None for each in standings)
        if has_room and tells_distance:
            height, end = end, end - px(HEIGHT_PIXELS)
        place, sample = box.left + px(4), box.left + px(24)
        return _StandingColumns(
            place, sample, name_left, end, tells_distance, height, words_left, times, is_short
        )

    def _row(
        self,
        painter: QPainter,
        row: StandingRow,
        look: Look,
        columns: _StandingColumns,
        pointer: QPointF | None,
        picked: str | None,
        *,
        leads: bool,
    ) -> None:
        theme, metrics = look.theme, look.metrics
        box, standing = row.box, row.standing
        room = QRectF(box.left, box.top, box.width, box.height)
        is_under = pointer is not None and room.contains(pointer)
        if leads or is_under or row.run.id == picked:
            painter.fillRect(room, theme.selection if leads else theme.raised)
        write = paint.writer(metrics, Text.SMALL, strong=leads)
        base = write.baseline(room)
        painter.setFont(write.font)
        painter.setPen(theme.ink_soft)
        write.at(painter, columns.place, base, str(standing.place))
        _paint_sample(painter, row, columns, look, write)
        told = words.standing_words(standing, row.run.update_seconds, away=columns.is_short)
        if is_under and not leads:
            told = _("let it lead")
        ends: dict[float | None, float | None] = {columns.height: standing.height}
        if not columns.is_short:
            ends[columns.number] = standing.distance if columns.tells_distance else standing.height
        is_told = standing.diverged is None and (columns.words is not None or not told)
        name_right = columns.number
        for end, number in ends.items():
            if end is None or (not is_told and columns.words is None):
                continue
            known = is_told and number is not None and math.isfinite(number)
            text = compact(number) if known and number is not None else paint.NOT_COMPUTED
            left = end - write.width(text)
            painter.setPen(theme.warning if standing.diverged is not None else theme.ink_soft)
            write.at(painter, left, base, text)
            name_right = min(name_right, left)
        seconds = row.run.update_seconds
        if columns.times is not None and seconds is not None:
            text = compact(1e6 * seconds)
            painter.setPen(theme.ink_soft)
            write.at(painter, columns.times - write.width(text), base, text)
        painter.setPen(theme.ink if is_under and not leads else theme.ink_soft)
        if standing.diverged is not None and not is_under:
            painter.setPen(theme.warning)
        if columns.words is not None:
            place = QRectF(columns.words, room.top(), room.right() - columns.words, room.height())
            write.left(painter, place, told)
        elif told:
            left = (columns.height or columns.number) - write.width(told)
            write.at(painter, left, base, told)
            name_right = min(name_right, left)
        painter.setPen(theme.ink)
        name = write.elided(words.run_name(row.run), name_right - columns.name - metrics.px(6))
        write.at(painter, columns.name, base, name)


def _paint_sample(
    painter: QPainter, row: StandingRow, columns: _StandingColumns, look: Look, write: paint.Writer
) -> None:
    """The line, the glyph and the letter of a run."""
    theme, metrics = look.theme, look.metrics
    room = _rect(row.box)
    mark = mark_of(row.run.mark, theme)
    middle = round(room.center().y())
    painter.setPen(mark.series.pen(1.5 * metrics.hairline))
    painter.drawLine(
        round(columns.sample), middle, round(columns.sample) + metrics.px(SAMPLE_PIXELS), middle
    )
    mark.paint(
        painter,
        QPointF(columns.sample + metrics.px(SAMPLE_PIXELS) / 2, middle + 0.5),
        GLYPH_PIXELS * metrics.factor,
    )
    painter.setPen(theme.ink)
    write.at(
        painter, columns.sample + metrics.px(SAMPLE_PIXELS + 5), write.baseline(room), mark.label
    )


def _rect(box: Box) -> QRectF:
    return QRectF(box.left, box.top, box.width, box.height)


@dataclass(frozen=True)
class _StandingColumns:
    """Where the columns begin; numbers end at theirs."""

    place: float
    sample: float
    name: float
    number: float
    tells_distance: bool
    """Whether the number is the distance, and not the height of the ground."""
    height: float | None
    """Where the height of the ground is told besides the distance."""
    words: float | None
    """Where it is told after how many updates the minimum was reached."""
    times: float | None
    """Where it is told how long an update takes, once that was measured."""
    is_short: bool
    """Whether the number has no room beside the times: the words tell the distance of those that
    have not reached the minimum."""
