"""What is taken out of a view: PNG, SVG, PDF and CSV, and the clipboard."""

from __future__ import annotations

import re
import stat
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.runs import lesson
from ui.cli import command as cli
from ui.commands.table import BY_ID
from ui.kit.look import Look
from ui.kit.output import PICTURE_RATIO
from ui.kit.theme import LIGHT, Metrics
from ui.session.wishes import Seek
from ui.shell.window import VIEW_COMMANDS, Window
from visualnn import figures

TICK = 200


@pytest.fixture
def window(qtbot: QtBot, dressed: QApplication, tmp_path: Path) -> Window:
    made = Window(Look(LIGHT, Metrics(1.0)))
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.pictures_folder = tmp_path
    made.library.show(lesson("xor"))
    made.show()
    made.furnishing.finish()
    made.session.grant(Seek(TICK))
    QApplication.processEvents()
    made.grab()
    made.grab()  # what is painted for the second time is kept as pixels
    return made


def texts(content: bytes) -> list[str]:
    """The texts of an SVG file."""
    root = ET.fromstring(content)  # noqa: S314  written by the program itself
    return ["".join(each.itertext()) for each in root.iter("{http://www.w3.org/2000/svg}text")]


def test_an_svg_file_has_the_numbers_as_text(window: Window, tmp_path: Path) -> None:
    window.commands.do(BY_ID["save-svg"])
    path = tmp_path / f"visualnn-xor-{TICK}-network.svg"
    assert str(path) in window.strip.sentence.text()
    found = texts(path.read_bytes())
    assert {"Input · 2", "Target", "Loss"} <= set(found)
    frame = window.session.frame
    assert frame is not None
    for unit in (2, 3):
        assert figures.table(float(frame.values["hidden.a"][0, unit])) in found
    window.desk.show_view("tensor")
    window.desk.show_view("tensor")
    QApplication.processEvents()
    window.grab()
    window.grab()
    window.commands.do(BY_ID["save-svg"])
    table = texts((tmp_path / f"visualnn-xor-{TICK}-tensor.svg").read_bytes())
    numbers = [text for text in table if re.fullmatch(r"−?0\.\d+", text)]
    assert len(numbers) >= 8


def test_a_pdf_file_is_one_page_and_a_png_file_is_twice_as_fine(
    window: Window, tmp_path: Path
) -> None:
    for ending in ("png", "pdf"):
        window.commands.do(BY_ID[f"save-{ending}"])
    page = (tmp_path / f"visualnn-xor-{TICK}-network.pdf").read_bytes()
    assert page.startswith(b"%PDF")
    assert page.count(b"/Type /Page\n") == 1
    panel = window.desk.panel_of("network")
    assert panel is not None
    image = QImage(str(tmp_path / f"visualnn-xor-{TICK}-network.png"))
    assert image.size() == panel.size() * PICTURE_RATIO


def test_the_numbers_are_those_of_the_command(
    window: Window, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    window.commands.do(BY_ID["save-csv"])
    frame = window.session.frame
    assert frame is not None
    assert frame.focus is not None
    place = frame.focus.place
    focus = f"{place.name}[{','.join(map(str, place.index))}]"
    for part in ("units", "weights"):
        asked = ["table", "xor", "network", "--part", part, "--at", str(TICK), "--focus", focus]
        assert cli.main([*asked, "--format", "csv"]) == 0
        saved = (tmp_path / f"visualnn-xor-{TICK}-network-{part}.csv").read_bytes()
        assert saved.decode() == capsys.readouterr().out
    assert "network-units.csv" in window.strip.sentence.text()


def test_the_clipboard_has_the_picture_and_the_numbers(window: Window) -> None:
    window.commands.do(BY_ID["copy-view"])
    data = QGuiApplication.clipboard().mimeData()
    assert data.hasImage()
    assert data.text().startswith("variant,layer,row,unit,value,gradient\r\n")


def test_the_menu_of_a_view_is_about_this_view(window: Window, tmp_path: Path) -> None:
    section = window.desk.sections["boundary"]
    at = section.mapTo(window.desk, section.rect().center())
    reason = QContextMenuEvent.Reason.Mouse
    event = QContextMenuEvent(reason, at, window.desk.mapToGlobal(at))
    QApplication.sendEvent(window.desk, event)
    menu = QApplication.activePopupWidget()
    assert menu is not None
    offered = [action.text() for action in menu.actions()]
    assert offered == [window.commands.by_id[name].text() for name in VIEW_COMMANDS]
    assert window.desk.view_in_hand == "boundary"
    menu.actions()[2].trigger()
    assert (tmp_path / f"visualnn-xor-{TICK}-boundary.png").exists()
    menu.close()
    QApplication.processEvents()
    assert window.desk.view_in_hand == "network"


def test_no_device_and_no_pipe_is_replaced(window: Window, tmp_path: Path) -> None:
    pipe = tmp_path / f"visualnn-xor-{TICK}-network.svg"
    pipe.mkdir()
    window.commands.do(BY_ID["save-svg"])
    assert "not saved" in window.strip.sentence.text()
    assert pipe.is_dir()
    assert cli.main(["snapshot", "xor", "--out", "/dev/null"]) != 0
    assert cli.main(["table", "xor", "curves", "--out", "/dev/null"]) != 0
    assert stat.S_ISCHR(Path("/dev/null").stat().st_mode)


def test_a_snapshot_is_drawn_by_its_ending(dressed: QApplication, tmp_path: Path) -> None:
    for ending in ("svg", "pdf"):
        path = tmp_path / f"x.{ending}"
        asked = ["snapshot", "xor", "--at", "20", "--view", "network", "--out", str(path)]
        assert cli.main(asked) == 0
    assert "Input · 2" in texts((tmp_path / "x.svg").read_bytes())
    assert (tmp_path / "x.pdf").read_bytes().startswith(b"%PDF")
    whole = tmp_path / "whole.svg"
    assert cli.main(["snapshot", "xor", "--at", "20", "--out", str(whole)]) == 0
    assert "XOR with a hidden layer" in texts(whole.read_bytes())
