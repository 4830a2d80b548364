"""Marks: told apart in both themes, without hue, as a line and as a glyph."""

from __future__ import annotations

from itertools import combinations

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QApplication

from ui.kit.marks import MARK_COUNT, RunMark, mark_of
from ui.kit.theme import THEMES, Theme
from ui.kit.tint import contrast, to_oklab
from visualnn.company.company import MAX_RUN_COUNT

GREY_STEP = 0.02
"""The difference in Oklab's lightness from which on two lines of one dash differ in grey."""


def marks(theme: Theme) -> list[RunMark]:
    return [mark_of(n, theme) for n in range(MARK_COUNT)]


def inked(mark: RunMark) -> set[tuple[int, int]]:
    """The pixels of a white picture that a glyph is painted on."""
    image = QImage(24, 24, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    with QPainter(image) as painter:
        mark.paint(painter, QPointF(12, 12), 8.0)
    every = ((x, y) for x in range(24) for y in range(24))
    return {(x, y) for x, y in every if image.pixelColor(x, y).lightness() < 250}


@pytest.mark.parametrize("theme", THEMES.values(), ids=str)
def test_every_pair_of_marks_differs_without_hue(qapp: QApplication, theme: Theme) -> None:
    assert MARK_COUNT == MAX_RUN_COUNT
    glyphs = {mark.number: inked(mark) for mark in marks(theme)}
    for one, other in combinations(marks(theme), 2):
        assert one.glyph.name != other.glyph.name
        assert one.label != other.label
        assert len(glyphs[one.number] ^ glyphs[other.number]) >= 20
        light, dark = (to_oklab(each.series.colour)[0] for each in (one, other))
        same_dash = one.series.dash == other.series.dash
        assert not same_dash or abs(light - dark) >= GREY_STEP, (one.label, other.label)


@pytest.mark.parametrize("theme", THEMES.values(), ids=str)
def test_every_mark_is_seen_on_the_surface(theme: Theme) -> None:
    for mark in marks(theme):
        assert contrast(mark.series.colour, theme.surface) >= 2.7


def test_there_is_no_mark_beyond_the_last(qapp: QApplication) -> None:
    with pytest.raises(IndexError):
        mark_of(MARK_COUNT, THEMES["light"])
