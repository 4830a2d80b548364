"""The marks of the timeline: the lesson's stops, the learner's edits, the first bad number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QRectF

from ui.kit.geometry.box import Box
from ui.kit.geometry.stretch import Stretch
from ui.kit.theme import Metrics
from ui.panels.timeline.geometry import Strip, clusters, place_in_run
from visualnn.dataclass import dataclass
from visualnn.expr import Source
from visualnn.figures import table
from visualnn.names import display
from visualnn.tell.frame import Frame
from visualnn.text import _

__all__ = ["Mark", "marks_of"]

STOP, EDIT, TROUBLE = "◆", "✎", "!"


@dataclass(frozen=True)
class Mark:
    """A place on the strip that can be clicked: what it says, and the ticks it leads to, one after
    the other."""

    box: QRectF
    kind: str
    """◆ a stop, ✎ an edit, ! trouble."""
    title: str
    ticks: tuple[int, ...]


@dataclass(frozen=True)
class _TickAxis:
    """Where ticks stand on the strip."""

    frame: Frame
    strip: Strip
    stretch: Stretch
    metrics: Metrics

    def x(self, tick: int) -> float:
        track = self.strip.track
        place = place_in_run(self.frame.lesson, tick)
        return self.stretch.x_of(place, track.left, track.width)

    def groups(self, ticks: Sequence[int]) -> list[tuple[tuple[int, ...], float]]:
        """Ticks that are on screen, near ones together: their numbers, and where they stand."""
        xs = [self.x(tick) for tick in ticks]
        track = self.strip.track
        return [
            (group, xs[group[0]])
            for group in clusters(xs, self.metrics.px(9))
            if track.left - 1 <= xs[group[0]] <= track.right + 1
        ]


def marks_of(frame: Frame, strip: Strip, stretch: Stretch, metrics: Metrics) -> Iterator[Mark]:
    """All marks on a stretch of the run; what lies close together is one mark."""
    axis, row, px = _TickAxis(frame, strip, stretch, metrics), strip.marks, metrics.px
    stops, taken = sorted(stop.tick for stop in frame.lesson.stops), []
    for group, x in axis.groups(stops):
        taken.append(x)
        ticks = tuple(stops[n] for n in group)
        yield Mark(_around(x, row, px(6)), STOP, _stop_title(frame, group, stops), ticks)
    edits = sorted(frame.edits, key=lambda edit: edit.tick)
    for group, x in axis.groups([edit.tick for edit in edits]):
        title = ",  ".join(_told(edits[n].place, edits[n].value) for n in group)
        beside = px(12) if any(abs(x - other) < px(12) for other in taken) else 0
        ticks = tuple(edits[n].tick for n in group)
        yield Mark(_around(x + beside, row, px(6)), EDIT, title, ticks)
    trouble = frame.trouble
    if trouble is not None:
        x, track = axis.x(trouble.tick), strip.track
        if track.left <= x <= track.right:
            title = _("the first number that is not finite: {number}").format(
                number=_told(trouble.place, trouble.value)
            )
            box = QRectF(x - px(5), track.top, px(40), px(16))
            yield Mark(box, TROUBLE, title, (trouble.tick,))


def _stop_title(frame: Frame, group: tuple[int, ...], stops: Sequence[int]) -> str:
    number, count = frame.lesson.number_of_stop, len(frame.lesson.written_stops)
    first = number(group[0])
    if len(group) > 1:
        return _("stops {first} to {last} of {count}").format(
            first=first, last=number(group[-1]), count=count
        )
    title = _("stop {number} of {count}").format(number=first, count=count)
    instruction = frame.lesson.program.at(stops[group[0]])
    return title if instruction is None else f"{title} · {display(instruction.writes)}"


def _told(place: Source, value: float) -> str:
    return f"{Source(display(place.name), place.index)} = {table(value)}"


def _around(x: float, row: Box, half: float) -> QRectF:
    return QRectF(x - half, row.top, 2 * half, row.height)
