"""Own pictures on the sheet: their colours, where they stand, and how their classes are counted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.desks import on_top, opened
from ui.kit.look import Look
from ui.kit.theme import LIGHT, Metrics
from ui.shell.data_paths import is_no_lesson
from ui.shell.own_data import SHOWN_LABEL_COUNT, OwnDataSheet, _image
from ui.shell.window import Window

LOOK = Look(LIGHT, Metrics(1.0))


@pytest.fixture
def window(qtbot: QtBot, dressed: QApplication) -> Window:
    return opened(qtbot, dressed)


def laid(window: Window, path: Path) -> OwnDataSheet:
    window.library.open(str(path))
    sheet = on_top(window)
    assert isinstance(sheet, OwnDataSheet)
    return sheet


def rgb(colour: QColor) -> tuple[int, int, int]:
    return colour.red(), colour.green(), colour.blue()


def test_three_channels_are_colours_up_to_the_largest_number(qapp: QApplication) -> None:
    example = np.zeros((3, 2, 5))
    example[0, 0, 0] = 4.0
    example[1, 0, 1] = 2.0
    example[2, 1, 4] = 9.0  # more than the largest is no brighter
    example[0, 1, 3] = -1.0
    image = _image(example, 4.0, LOOK)
    assert (image.width(), image.height()) == (5, 2)
    colours = {(x, y): rgb(image.pixelColor(x, y)) for x in range(5) for y in range(2)}
    assert colours.pop((0, 0)) == (255, 0, 0)
    assert colours.pop((1, 0)) == (0, 127, 0)
    assert colours.pop((4, 1)) == (0, 0, 255)
    assert set(colours.values()) == {(0, 0, 0)}


def test_without_a_largest_number_it_is_one(qapp: QApplication) -> None:
    example = np.full((3, 1, 1), 0.5)
    assert rgb(_image(example, 0.0, LOOK).pixelColor(0, 0)) == (127, 127, 127)


@pytest.mark.parametrize("shape", [(2, 5), (1, 2, 5), (4, 2, 5)])
def test_one_channel_is_grey(qapp: QApplication, shape: tuple[int, ...]) -> None:
    example = np.zeros(shape)
    example.reshape(-1, 2, 5)[0, 0, 3] = 1.0
    image = _image(example, 1.0, LOOK)
    assert (image.width(), image.height()) == (5, 2)
    bright, dark = image.pixelColor(3, 0), image.pixelColor(0, 1)
    assert bright != dark
    assert bright.red() == pytest.approx(bright.green(), abs=12)


def squares(folder: Path, classes: int = 3) -> Path:
    path = folder / "squares.npz"
    images = np.zeros((40, 6, 6), dtype=np.uint8)
    images[:, :3] = 255
    np.savez(path, images=images, labels=np.arange(40) % classes)
    return path


def test_pictures_stand_in_a_row_each_over_its_label(window: Window, tmp_path: Path) -> None:
    sheet = laid(window, squares(tmp_path))
    assert sheet.pictures.isVisible()
    assert not sheet.examples.isVisible()
    row = sheet._picture_row().toImage()
    count = len(sheet.seen.report.x)
    side, line, gap = 72, 18, 12
    assert (row.width(), row.height()) == (count * (side + gap), side + line)
    edge = rgb(LIGHT.ink_soft)
    for n in range(count):
        left = n * (side + gap)
        corners = [(left, 0), (left + side - 1, 0), (left, side - 1), (left + side - 1, side - 1)]
        assert {rgb(row.pixelColor(x, y)) for x, y in corners} == {edge}
        top, bottom = row.pixelColor(left + 36, 18), row.pixelColor(left + 36, 54)
        assert top != bottom
        assert row.pixelColor(left + side + gap // 2, 36).alpha() == 0
        under = [
            row.pixelColor(left + x, side + y).alpha() for x in range(side) for y in range(line)
        ]
        assert max(under) > 0  # its label
    assert row.pixelColor(side + gap - 1, side + 1).alpha() == 0


def test_classes_are_counted_and_many_are_cut(window: Window, tmp_path: Path) -> None:
    few = laid(window, squares(tmp_path)).found.text().splitlines()[-1]
    assert few == "3 classes, with their examples: 0 (14), 1 (13), 2 (13)"
    exact = laid(window, squares(tmp_path, SHOWN_LABEL_COUNT)).found.text().splitlines()[-1]
    assert exact.startswith(f"{SHOWN_LABEL_COUNT} classes")
    assert not exact.endswith("…")
    many = laid(window, squares(tmp_path, SHOWN_LABEL_COUNT + 1)).found.text().splitlines()[-1]
    assert many.endswith(", …")
    assert many.count("(") == SHOWN_LABEL_COUNT


def test_a_table_without_classes_counts_none(window: Window, tmp_path: Path) -> None:
    table = tmp_path / "numbers.csv"
    lines = [f"{n},{n * 0.37 + 0.5:.2f}" for n in range(30)]
    table.write_text("\n".join(["a,t", *lines, ""]), encoding="utf-8")
    sheet = laid(window, table)
    assert "classes" not in sheet.found.text()
    assert sheet._labels() == []
    assert sheet.examples.isVisible()
    assert not sheet.pictures.isVisible()
    assert sheet.examples.toPlainText().splitlines()[1] == "0  →  0.5"


def test_what_can_be_no_lesson_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain, lesson = tmp_path / "notes.txt", tmp_path / "lesson.toml"
    assert is_no_lesson(tmp_path)
    assert not is_no_lesson(plain)
    for path in (plain, lesson):
        path.write_text("", encoding="utf-8")
    assert is_no_lesson(plain)
    assert not is_no_lesson(lesson)
    assert not is_no_lesson(tmp_path)  # now it is the folder of one

    def refused(_path: Path) -> bool:
        raise PermissionError("locked")

    monkeypatch.setattr(Path, "is_dir", refused)
    assert not is_no_lesson(plain)


def test_a_class_is_called_by_its_word_and_several_targets_are_numbers(
    window: Window, tmp_path: Path
) -> None:
    table = tmp_path / "kinds.csv"
    lines = [f"{n},{n * n % 7},{('red', 'green')[n % 2]}" for n in range(20)]
    table.write_text("\n".join(["a,b,kind", *lines, ""]), encoding="utf-8")
    sheet = laid(window, table)
    rows = sheet.examples.toPlainText().splitlines()
    assert rows[0] == "a  b  →  kind"
    assert {row.rpartition("  →  ")[2] for row in rows[1:]} == {"red", "green"}
    assert sheet._label_of(np.array([0.5, 2.0])) == "0.5  2"
