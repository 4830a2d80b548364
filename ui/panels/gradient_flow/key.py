"""The key of the gradient flow: which mark is whose, in as many lines as there is room."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from ui.kit import paint
from ui.kit.geometry.box import Box
from ui.kit.look import Look
from ui.kit.marks import mark_of
from ui.kit.theme import Text
from ui.panels.gradient_flow.geometry import KEY_PIXELS
from ui.panels.gradient_flow.scene import FlowScene
from visualnn.dataclass import dataclass
from visualnn.tell.runs import CompanionRun, runs_named, title_of_run

__all__ = ["key_lines", "paint_key"]

MARK_PIXELS = 16
"""From the left of an entry to its title."""
BETWEEN_PIXELS = 14
MARK_REACH_PIXELS = 4


@dataclass(frozen=True)
class _KeyEntry:
    """A run with its place in the key."""

    run: CompanionRun
    title: str
    left: float
    line: int
    wide: float


def _entries(runs: Sequence[CompanionRun], width: float, look: Look) -> list[_KeyEntry]:
    """The runs in lines of this width, from the left."""
    write, px = paint.writer(look.metrics, Text.SMALL), look.metrics.px
    found: list[_KeyEntry] = []
    left, line = 0.0, 0
    for run in runs:
        title = title_of_run(run)
        wide = min(px(MARK_PIXELS) + write.width(title) + 1, width)
        if left and left + wide > width:
            left, line = 0.0, line + 1
        found.append(_KeyEntry(run, title, left, line, wide))
        left += wide + px(BETWEEN_PIXELS)
    return found


def _runs(scene: FlowScene) -> list[CompanionRun]:
    """The leading run, and those that are drawn beside it; nobody if it is alone."""
    named = runs_named(scene.frame)
    beside = sorted((each.run for each in scene.shown_runs), key=lambda run: run.id not in named)
    runs = [scene.frame.leader, *beside]
    return runs if len(runs) > 1 else []


def key_lines(scene: FlowScene, width: float, look: Look) -> int:
    """How many lines the key would like; 0 where there is one run."""
    entries = _entries(_runs(scene), width, look)
    return entries[-1].line + 1 if entries else 0


def paint_key(painter: QPainter, scene: FlowScene, box: Box, look: Look) -> None:
    """Mark and title of every run; those that find no room are counted behind the last."""
    write, px = paint.writer(look.metrics, Text.SMALL), look.metrics.px
    lines = max(1, round(box.height / (KEY_PIXELS * look.metrics.factor)))
    tall, entries = box.height / lines, _entries(_runs(scene), box.width, look)
    shown = [each for each in entries if each.line < lines]
    rest, more = len(entries) - len(shown), ""
    while rest and shown:
        more = f"+ {rest}"
        last = shown[-1]
        if last.left + last.wide + px(BETWEEN_PIXELS) + write.width(more) <= box.width:
            break
        shown.pop()
        rest += 1
    painter.setFont(write.font)
    for each in shown:
        place = QRectF(box.left + each.left, box.top + each.line * tall, each.wide, tall)
        middle = QPointF(place.left() + px(MARK_REACH_PIXELS) + 1, place.center().y())
        mark_of(each.run.mark, look.theme).paint(painter, middle, px(MARK_REACH_PIXELS))
        painter.setPen(look.theme.ink)
        text = place.adjusted(px(MARK_PIXELS), 0, 0, 0)
        write.left(painter, text, write.elided(each.title, text.width()))
    if rest and shown:
        last = shown[-1]
        left = box.left + last.left + last.wide + px(BETWEEN_PIXELS)
        painter.setPen(look.theme.ink_soft)
        place = QRectF(left, box.top + last.line * tall, box.right - left, tall)
        write.left(painter, place, more)
