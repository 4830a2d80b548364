"""The words of a network's picture have room of their own, and a long network is seen whole."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from PySide6.QtCore import QEvent, QPoint, QRectF
from pytestqt.qtbot import QtBot

from tests.ui.runs import Run, mouse
from tests.ui.zoo import animal
from ui.kit.look import Look
from ui.kit.theme import LIGHT, Metrics
from ui.panels.network.geometry import LOSSES
from ui.panels.network.panel import NetworkPanel
from ui.panels.network.picture import NetworkPicture
from ui.panels.network.strip import MAX_MARK_COUNT, NetworkStrip
from ui.panels.network.words import LINE_COUNT
from visualnn.lesson import Lesson, open_named

SIZES = [(640, 330), (1000, 420), (1280, 800), (2400, 1300)]


def pictured(qtbot: QtBot, what: Lesson, size: tuple[int, int], tick: int = 1) -> NetworkPanel:
    panel = NetworkPanel(Look(LIGHT, Metrics()))
    panel.resize(*size)
    qtbot.addWidget(panel)
    panel.show()
    Run(what, panel).go(tick)
    return panel


def picture_of(panel: NetworkPanel) -> NetworkPicture:
    assert panel.picture is not None
    return panel.picture


@pytest.mark.parametrize(
    ("name", "size"),
    [
        *(("googlenet", size) for size in SIZES[1:3]),
        *(("inception", size) for size in SIZES),
        *(("branches", size) for size in SIZES),
    ],
)
def test_the_words_under_a_block_touch_neither_blocks_nor_other_words(
    qtbot: QtBot, name: str, size: tuple[int, int]
) -> None:
    what = animal(name) if name == "branches" else open_named(name)
    columns = 0
    for tick in (1, what.program.done_after("inception3b_three.a", 0) or 30):
        panel = pictured(qtbot, what, size, tick)
        picture, words = picture_of(panel), picture_of(panel).words
        blocks = picture.layout.blocks
        height = words._small.height
        for names in picture.layout.columns:
            if len(names) == 1 or names[0] == LOSSES:
                continue
            columns += 1
            lines = {words._line_count(words._places[each]) for each in names[:-1]}
            assert len(lines) == 1
            places = [
                QRectF(*(words._places[each].topLeft().toTuple()), words._places[each].width(),
                       words._line_count(words._places[each]) * height)
                for each in names
            ]  # fmt: skip
            rects = [blocks[each].rect for each in names]
            for place in places:
                for rect in rects:
                    assert not place.intersects(QRectF(rect.x, rect.y, rect.width, rect.height))
            for one, other in combinations(places, 2):
                assert not one.intersects(other)
            if size[1] >= 700:
                assert lines == {LINE_COUNT}
    assert columns


def test_columns_in_sight_keep_their_distance(qtbot: QtBot) -> None:
    """The room for the strip and for the lanes of skips is taken off before columns are chosen."""
    what = open_named("resnet34")
    for size in SIZES[:3]:
        picture = picture_of(pictured(qtbot, what, size, 40))
        layout = picture.layout
        rects = [layout.blocks[names[0]].rect for names in layout.columns]
        gaps = [b.x - a.right for a, b in pairwise(rects)]
        assert min(gaps, default=28.0) >= 27.0


def strip_of(panel: NetworkPanel) -> NetworkStrip:
    strip = picture_of(panel).strip
    assert strip is not None
    return strip


@pytest.mark.parametrize(("name", "count"), [("googlenet", 38), ("residual", 63)])
def test_a_long_network_is_seen_whole_under_its_part(qtbot: QtBot, name: str, count: int) -> None:
    what = animal(name) if name == "residual" else open_named(name)
    panel = pictured(qtbot, what, (1000, 420))
    strip = strip_of(panel)
    marks = strip.marks()
    assert sorted(marks) == list(range(count))
    for rank, places in marks.items():
        assert len(places) == min(len(strip.columns[rank]), MAX_MARK_COUNT)
        for place in places:
            assert strip.rank_at(place.center().x(), strip.track.center().y()) == rank
            assert place.top() >= panel.height() - strip.height
            assert place.bottom() <= panel.height()
    everything = [place for places in marks.values() for place in places]
    for one, other in combinations(everything, 2):
        assert not one.intersects(other)
    named = [each for names in strip.columns.values() for each in names]
    assert named[1:] == [layer.name for layer in what.network.layers] or name == "googlenet"
    assert set(named[1:]) == {layer.name for layer in what.network.layers}


def test_a_network_of_very_many_columns_is_a_bar(qtbot: QtBot) -> None:
    panel = pictured(qtbot, animal("residual"), (321, 200))
    assert strip_of(panel).marks() == {}
    panel.grab()


def test_the_layers_of_a_column_are_named_under_the_pointer(qtbot: QtBot) -> None:
    panel = pictured(qtbot, open_named("googlenet"), (1000, 420))
    strip = strip_of(panel)
    assert strip.column_text(9).split(", ")[:2] == ["inception3b_one", "inception3b_reduce3"]
    before = panel.grab().toImage()
    place = QPoint(round(strip.place_of(9)[0]), round(strip.track.center().y()))
    mouse(panel, QEvent.Type.MouseMove, place)
    assert panel._hover.strip == 9
    assert panel.grab().toImage() != before
