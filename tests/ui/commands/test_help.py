"""The help sheet: its columns, and that whatever has room is seen whole."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.commands.command import Menu
from ui.commands.help import HelpSheet, columns
from ui.commands.keys import keys_of
from ui.commands.table import COMMANDS
from ui.kit.look import Look
from ui.kit.theme import LIGHT, Metrics

Opened = Callable[[int, int], HelpSheet]


@pytest.fixture
def opened(qapp: QApplication, qtbot: QtBot) -> Opened:
    """Opens the sheet over a window of a size in pixels."""

    kept: list[QWidget] = []

    def at(wide: int, high: int) -> HelpSheet:
        over = QWidget()
        qtbot.addWidget(over)
        over.resize(wide, high)
        over.show()
        sheet = HelpSheet(over, Look(LIGHT, Metrics()), COMMANDS)
        sheet.open()
        kept.extend((over, sheet))
        qapp.processEvents()
        return sheet

    return at


def _page(sheet: HelpSheet) -> tuple[QWidget, QLayout]:
    """What the sheet scrolls, and the row of its columns."""
    page = sheet.area.widget()
    assert page is not None
    layout = page.layout()
    assert layout is not None
    return page, layout


def test_menus_are_dealt_out_in_order_and_about_equally() -> None:
    groups = [(menu, [command for command in COMMANDS if command.menu is menu]) for menu in Menu]
    for count in (1, 2, 3):
        dealt = columns(groups, count)
        assert [menu for column in dealt for menu in column] == list(Menu)
        assert all(dealt)


@pytest.mark.parametrize(
    ("wide", "count"), [(240, 1), (400, 1), (700, 1), (740, 2), (1100, 3), (2400, 3)]
)
def test_there_are_as_many_columns_as_have_room(opened: Opened, wide: int, count: int) -> None:
    _found, columns_row = _page(opened(wide, 600))
    assert columns_row.count() == count


def test_the_page_is_as_wide_as_what_is_seen_of_it(opened: Opened) -> None:
    for wide in (740, 1200):
        sheet = opened(wide, 700)
        page, _row = _page(sheet)
        assert page.width() == sheet.area.viewport().width()


def test_where_there_is_room_everything_is_seen_and_else_it_scrolls(opened: Opened) -> None:
    assert opened(1300, 4000).area.verticalScrollBar().maximum() == 0
    assert opened(1300, 500).area.verticalScrollBar().maximum() > 0
    sheet = opened(1300, 900)
    page, row = _page(sheet)
    # its sentences are broken at the width it has
    assert sheet.area.sizeHint().height() == row.totalHeightForWidth(page.width())


def test_every_command_stands_there_with_its_keys(opened: Opened) -> None:
    inks = {
        label.text(): label.palette().windowText().color()
        for label in opened(1300, 900).findChildren(QLabel)
    }
    for command in COMMANDS:
        assert inks[keys_of(command)] == LIGHT.ink_soft
        assert inks[command.title] == LIGHT.ink
        assert inks[command.help] == LIGHT.ink_soft
