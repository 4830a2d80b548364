"""Own data become a lesson: what the sheet shows, what it writes, and that it opens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QMimeData, Qt, QUrl
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPlainTextEdit
from pytestqt.qtbot import QtBot

from tests.ui.desks import faults, on_top, opened
from ui.shell.data_paths import is_data, is_picture
from ui.shell.drop import dropped
from ui.shell.own_data import SHOWN_NUMBER_COUNT, OwnDataSheet
from ui.shell.window import Window
from visualnn.api import Model
from visualnn.errors import DataError
from visualnn.lesson import load
from visualnn.lesson.own_data import lesson_text, name_for, proposals, write_lesson
from visualnn.tell.data_report import LookedAt, looked_at
from visualnn.text import use_language


@pytest.fixture
def window(qtbot: QtBot, dressed: QApplication) -> Iterator[Window]:
    yield opened(qtbot, dressed)
    use_language("en")


def flowers(folder: Path, rows: int = 60) -> Path:
    """Three kinds of flowers, by two lengths."""
    rng = np.random.default_rng(0)
    words = ("setosa", "versicolor", "virginica")
    lines = ["long,wide,species"]
    lines += [
        f"{rng.normal() + 2 * (n % 3):.2f},{rng.normal():.2f},{words[n % 3]}" for n in range(rows)
    ]
    path = folder / "flowers.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def houses(folder: Path) -> Path:
    path = folder / "My houses.csv"
    lines = [f"{50 + n},{n % 5 + 1},{1.5 + 0.03 * n:.3f}" for n in range(40)]
    path.write_text("area,rooms,price\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def yes_or_no(folder: Path) -> Path:
    path = folder / "yes.csv"
    lines = [f"{n},{n * n},{n % 2}" for n in range(10)]
    path.write_text("u,v,label\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return path


def pictures(folder: Path) -> Path:
    rng = np.random.default_rng(1)
    path = folder / "pictures.npz"
    images = rng.integers(0, 256, (50, 8, 8)).astype(np.uint8)
    np.savez(path, images=images, labels=np.arange(50) % 4)
    return path


@pytest.mark.parametrize("network", [0, 1, 2])
@pytest.mark.parametrize("made", [flowers, houses, yes_or_no, pictures])
def test_each_proposal_opens_reads_the_data_and_learns(
    tmp_path: Path,
    made: object,
    network: int,
) -> None:
    path = made(tmp_path)  # type: ignore[operator]
    seen = looked_at(path)
    proposal = proposals(seen.own)[network]
    folder = tmp_path / "lesson"
    write_lesson(folder, seen.own, lesson_text(seen.own, proposal, name_for(folder)))
    lesson = load(folder)
    assert lesson.name == "lesson"
    rows = len(lesson.data.x) + len(lesson.data.val_x)
    assert rows == seen.own.rows
    model = Model(lesson)
    model.forward()
    first = float(model.value("L"))
    model.run(200)
    assert np.isfinite(model.value("L"))
    assert model.value("L") < first


def test_proposals_fit_the_targets(tmp_path: Path) -> None:
    ends = {}
    own = looked_at(pictures(tmp_path)).own
    assert [layer["kind"] for layer in proposals(own)[2].layers][:2] == ["reshape", "conv2d"]
    for made in (flowers, houses, yes_or_no, pictures):
        own = looked_at(made(tmp_path)).own
        assert len(proposals(own)) == 3
        end = proposals(own)[0].layers[-1]
        ends[made.__name__] = (end["units"], end.get("activation"))
    assert ends == {
        "flowers": (3, "softmax"),
        "houses": (1, None),
        "yes_or_no": (1, "sigmoid"),
        "pictures": (4, "softmax"),
    }


def test_a_folder_that_is_not_empty_is_left_alone(tmp_path: Path) -> None:
    seen = looked_at(flowers(tmp_path))
    before = sorted(tmp_path.iterdir())
    with pytest.raises(Exception, match="there already"):
        write_lesson(tmp_path, seen.own, lesson_text(seen.own, proposals(seen.own)[0], "mine"))
    assert sorted(tmp_path.iterdir()) == before


def test_what_is_taken_for_data(tmp_path: Path) -> None:
    assert is_data(flowers(tmp_path))
    (tmp_path / "cats" / "tabby").mkdir(parents=True)
    assert not is_data(tmp_path / "cats")
    (tmp_path / "cats" / "tabby" / "1.png").write_bytes(b"")
    assert is_data(tmp_path / "cats")
    assert not is_data(tmp_path / "nothing.csv")
    assert not is_data(tmp_path)


def test_a_table_becomes_a_lesson_that_is_open(window: Window, tmp_path: Path) -> None:
    window.library.open(str(houses(tmp_path)))
    sheet = on_top(window)
    assert isinstance(sheet, OwnDataSheet)
    assert sheet.target.currentText() == "price"
    assert [sheet.target.itemText(n) for n in range(3)] == ["price", "area", "rooms"]
    assert sheet.network.count() == 3
    assert "area  rooms  →  price" in sheet.examples.toPlainText()
    assert 'targets = ["price"]' in sheet.file.toPlainText()
    sheet.target.setCurrentText("rooms")
    assert 'targets = ["rooms"]' in sheet.file.toPlainText()
    sheet.network.setCurrentIndex(1)
    assert 'name = "hidden"' in sheet.file.toPlainText()
    assert Path(sheet.folder.text()) == tmp_path / "my-houses"
    QTest.mouseClick(sheet.write_button, Qt.MouseButton.LeftButton)
    assert on_top(window) is None
    assert window.session.position.lesson.name == "my-houses"
    assert window.library.opened == str(tmp_path / "my-houses")


def test_what_is_in_the_way_is_said_on_the_sheet(window: Window, tmp_path: Path) -> None:
    window.library.open(str(flowers(tmp_path)))
    sheet = on_top(window)
    assert isinstance(sheet, OwnDataSheet)
    before = window.session.position.lesson.name
    for folder, complaint in ((str(tmp_path), "there already"), ("here", "no whole path")):
        sheet.folder.setText(folder)
        QTest.mouseClick(sheet.write_button, Qt.MouseButton.LeftButton)
        assert complaint in sheet.fault.text()
        assert on_top(window) is sheet
    assert window.session.position.lesson.name == before


def folder_of_pictures(folder: Path) -> Path:
    """Two classes of red and of green pictures, one of them white."""
    for name, colour in (("greens", 0xFF00FF00), ("reds", 0xFFFF0000)):
        (folder / "colours" / name).mkdir(parents=True)
        for n in range(12):
            image = QImage(8, 8, QImage.Format.Format_RGB32)
            image.fill(colour)
            image.save(str(folder / "colours" / name / f"{n}.png"))
    return folder / "colours"


def test_pictures_are_shown_as_pictures_above_their_labels(window: Window, tmp_path: Path) -> None:
    window.library.open(str(folder_of_pictures(tmp_path)))
    sheet = on_top(window)
    assert isinstance(sheet, OwnDataSheet)
    assert sheet.pictures.isVisible()
    assert not sheet.examples.isVisible()
    shown = sheet.pictures.pixmap().toImage()
    assert shown.pixelColor(36, 36).name() == "#00ff00"
    assert "2 classes, with their examples: greens (12), reds (12)" in sheet.found.text()
    assert "add classes" not in sheet.found.text()
    text = sheet.file.toPlainText()
    assert "shape = [3, 8, 8]" in text
    assert "scale = 255" in text
    assert "Convolution" in sheet.network.itemText(2)
    sheet.network.setCurrentIndex(2)
    QTest.mouseClick(sheet.write_button, Qt.MouseButton.LeftButton)
    assert window.session.position.lesson.data.x.shape[1:] == (3, 8, 8)


def test_idx_files_are_pictures_too(window: Window, tmp_path: Path) -> None:
    x = np.random.default_rng(0).integers(0, 256, (30, 9, 9)).astype(np.uint8)
    for name, array in (("images-idx3", x), ("labels-idx1", np.arange(30, dtype=np.uint8) % 3)):
        head = bytes((0, 0, 8, array.ndim)) + b"".join(n.to_bytes(4, "big") for n in array.shape)
        (tmp_path / f"train-{name}-ubyte").write_bytes(head + array.tobytes())
    window.library.open(str(tmp_path / "train-images-idx3-ubyte"))
    sheet = on_top(window)
    assert isinstance(sheet, OwnDataSheet)
    assert sheet.pictures.isVisible()
    assert "shape = [9, 9]" in sheet.file.toPlainText()


def test_rows_say_the_words_of_their_classes(window: Window, tmp_path: Path) -> None:
    window.library.open(str(flowers(tmp_path)))
    sheet = on_top(window)
    assert isinstance(sheet, OwnDataSheet)
    rows = sheet.examples.toPlainText().splitlines()[1:4]
    assert [row.split("→")[1].strip() for row in rows] == ["setosa", "versicolor", "virginica"]


@pytest.mark.parametrize(
    ("name", "said"),
    [("table.xlsx", "is a workbook; save"), ("notes.pdf", "is of no known form"),
     ("empty", "has no folders; put the pictures")],
)  # fmt: skip
def test_what_is_no_data_is_told_to_be_none(
    window: Window, tmp_path: Path, name: str, said: str
) -> None:
    path = tmp_path / name
    if path.suffix:
        path.write_bytes(b"what it is")
    else:
        path.mkdir()
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(str(path))])
    assert dropped(carried) == str(path)
    window.library.open(str(path))
    assert said in faults(window).report


def test_data_that_cannot_be_read_are_told(window: Window, tmp_path: Path) -> None:
    path = tmp_path / "broken.csv"
    path.write_text("a,b\n1,\n", encoding="utf-8")
    window.library.open(str(path))
    assert "broken.csv" in faults(window).report


def own_sheet(window: Window, path: Path) -> OwnDataSheet:
    window.library.open(str(path))
    sheet = on_top(window)
    assert isinstance(sheet, OwnDataSheet)
    return sheet


def test_a_folder_is_chosen_with_the_dialog_of_the_system(window: Window, tmp_path: Path) -> None:
    sheet = own_sheet(window, flowers(tmp_path))
    sheet.choose_button.click()
    dialog = sheet.findChild(QFileDialog)
    assert dialog is not None
    assert dialog.isVisible()
    assert dialog.fileMode() is QFileDialog.FileMode.Directory
    assert dialog.windowTitle() == "The folder of the lesson"
    assert Path(dialog.directory().absolutePath()) == tmp_path
    dialog.fileSelected.emit(str(tmp_path / "elsewhere"))
    assert sheet.folder.text() == str(tmp_path / "elsewhere")
    assert 'name = "elsewhere"' in sheet.file.toPlainText()
    dialog.reject()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert sheet.findChild(QFileDialog) is None
    sheet.close_button.click()
    assert on_top(window) is None


def test_a_target_that_cannot_be_is_said_and_the_one_before_is_kept(
    window: Window, tmp_path: Path
) -> None:
    sheet = own_sheet(window, houses(tmp_path))
    before, seen, look_at = sheet.file.toPlainText(), sheet.seen, sheet._look_at

    def refuse(_target: str) -> LookedAt:
        raise DataError("this column is empty")

    sheet._look_at = refuse
    sheet.target.setCurrentText("rooms")
    assert sheet.fault.isVisible()
    assert sheet.fault.text() == "this column is empty"
    assert (sheet.seen, sheet.file.toPlainText()) == (seen, before)
    sheet._look_at = look_at
    sheet.target.setCurrentText("area")
    assert not sheet.fault.isVisible()
    assert 'targets = ["area"]' in sheet.file.toPlainText()


def test_another_target_keeps_the_network_that_was_chosen(window: Window, tmp_path: Path) -> None:
    sheet = own_sheet(window, houses(tmp_path))
    assert sheet.network.currentIndex() == 0
    sheet.network.setCurrentIndex(2)
    chosen = sheet.network.currentText()
    written = sheet.file.toPlainText()
    sheet.target.setCurrentText("area")
    assert (sheet.network.currentText(), sheet.network.count()) == (chosen, 3)
    assert len(sheet.file.toPlainText()) == pytest.approx(len(written), abs=30)
    sheet.network.setCurrentIndex(0)  # and it is heard again when another is chosen
    assert len(sheet.file.toPlainText()) < len(written)


def test_the_first_examples_are_numbers_and_long_ones_are_cut(
    window: Window, tmp_path: Path
) -> None:
    table = own_sheet(window, houses(tmp_path))
    assert table.examples.toPlainText().splitlines()[:2] == [
        "area  rooms  →  price",
        "50  1  →  1.5",
    ]
    assert "40" in table.found.text()
    wide = tmp_path / "wide.csv"
    names = [f"c{n}" for n in range(SHOWN_NUMBER_COUNT + 1)]
    rows = [",".join(str(n + row) for n in range(len(names))) + f",{row % 2}" for row in range(20)]
    wide.write_text("\n".join([",".join([*names, "t"]), *rows, ""]), encoding="utf-8")
    lines = own_sheet(window, wide).examples.toPlainText().splitlines()
    assert lines[0] == "  ".join(names[:-1]) + "  →  t"
    assert lines[1] == "  ".join(map(str, range(SHOWN_NUMBER_COUNT))) + "  …  →  0"
    exact = tmp_path / "exact.csv"
    rows = [row.split(",", 1)[1] for row in rows]
    exact.write_text("\n".join([",".join([*names[1:], "t"]), *rows, ""]), encoding="utf-8")
    assert "…" not in own_sheet(window, exact).examples.toPlainText()
    rng = np.random.default_rng(0)
    np.savez(tmp_path / "a.npz", x=rng.normal(size=(20, 40)), labels=np.arange(20) % 2)
    arrays = own_sheet(window, tmp_path / "a.npz")
    assert "→" in arrays.examples.toPlainText()
    assert arrays.examples.toPlainText().splitlines()[0].count("…") == 1  # no line of names
    assert arrays.target.currentText() == "the labels of the file"
    assert not arrays.target.isEnabled()


def test_the_folder_is_one_that_is_not_there_yet(window: Window, tmp_path: Path) -> None:
    path = flowers(tmp_path)
    folders = []
    for _time in range(3):
        folder = Path(own_sheet(window, path).folder.text())
        folders.append(folder.name)
        folder.mkdir()
    assert folders == ["flowers", "flowers-2", "flowers-3"]


def test_the_sheet_opens_on_the_target_and_says_what_it_asks(
    window: Window, tmp_path: Path
) -> None:
    sheet = own_sheet(window, flowers(tmp_path))
    assert sheet.target.hasFocus()
    assert sheet.target.isEnabled()
    for page, name in (
        (sheet.examples, "The first examples"),
        (sheet.file, "The file that is written"),
    ):
        assert page.isReadOnly()
        assert page.accessibleName() == name
        assert page.lineWrapMode() is QPlainTextEdit.LineWrapMode.NoWrap
    texts = [label.text() for label in sheet.findChildren(QLabel)]
    for text in ("A lesson of flowers.csv", "Target", "Network", "Folder"):
        assert text in texts
    assert sheet.found.wordWrap()
    assert sheet.fault.wordWrap()
    assert not sheet.fault.isVisible()
    sheet.folder.setText("~/")
    sheet.write_button.click()
    assert sheet.fault.isVisible()  # whose home is there already


def test_a_picture_or_data_that_cannot_be_looked_at_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = flowers(tmp_path)
    picture = tmp_path / "one.PNG"
    picture.write_bytes(b"")
    assert (is_data(path), is_picture(picture)) == (True, True)
    assert not is_picture(path)
    assert not is_picture(tmp_path / "gone.png")
    idx = tmp_path / "train-images-idx3-ubyte"
    assert not is_data(idx)
    idx.write_bytes(b"")
    assert is_data(idx)
    lesson = tmp_path / "pictures" / "cats"
    lesson.mkdir(parents=True)
    (lesson / "1.png").write_bytes(b"")
    assert is_data(lesson.parent)
    (lesson.parent / "lesson.toml").write_text("", encoding="utf-8")
    assert not is_data(lesson.parent)  # it is a lesson

    def refused(_path: Path) -> bool:
        raise PermissionError("locked")

    monkeypatch.setattr(Path, "is_file", refused)
    monkeypatch.setattr(Path, "is_dir", refused)
    assert (is_data(path), is_picture(picture)) == (False, False)
