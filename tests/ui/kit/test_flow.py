"""The flow widget as a learner meets it: pointer, keyboard, clipboard, screen reader."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from ui.kit.flow import FlowView, Run, RunStyle, TextBlock, TextSize
from ui.kit.geometry.flow import CodeRun, FormulaRun
from ui.kit.look import Look
from ui.kit.theme import DARK, LIGHT, Metrics, Theme
from visualnn.typesetting import typeset

BLOCKS = (
    TextBlock((Run("hidden.W[0,3]", RunStyle.STRONG),), TextSize.TITLE),
    TextBlock(
        (
            Run("The learning rate is "),
            Run("0.1", RunStyle.NUMBER, "rate"),
            Run(", the weight "),
            Run("−2.5", RunStyle.NUMBER | RunStyle.NEGATIVE, "weight"),
            Run("."),
        )
    ),
    TextBlock(
        (Run("0.1", RunStyle.POSITIVE, "rate"),), mark="=", value=Run("7", RunStyle.CODE, "seven")
    ),
)


@pytest.fixture
def view(qtbot: QtBot) -> Iterator[FlowView]:
    shown = FlowView(Look(LIGHT, Metrics()))
    shown.set_blocks(BLOCKS)
    shown.setContentsMargins(16, 8, 16, 8)
    shown.resize(300, 200)
    qtbot.addWidget(shown)
    failures: list[str] = []
    shown.failed.connect(failures.append)
    shown.show()
    yield shown
    assert failures == []


def spot(view: FlowView, target: object) -> QPoint:
    return view.place_of(target).center().toPoint()


def test_a_click_on_a_door_opens_it(view: FlowView, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.activated) as told:
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=spot(view, "weight"))
    assert told.args == ["weight"]


@pytest.mark.parametrize("button", [Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton])
def test_other_clicks_open_nothing(view: FlowView, qtbot: QtBot, button: Qt.MouseButton) -> None:
    left = button is Qt.MouseButton.LeftButton
    with qtbot.assertNotEmitted(view.activated):
        QTest.mouseClick(view, button, pos=QPoint(20, 14) if left else spot(view, "weight"))


def test_a_press_that_is_dragged_off_its_door_opens_nothing(view: FlowView, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(view.activated):
        QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=spot(view, "weight"))
        QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=spot(view, "rate"))


def test_the_pointer_on_a_door_shows_a_hand_and_a_line(view: FlowView, qtbot: QtBot) -> None:
    before = view.grab().toImage()
    with qtbot.waitSignal(view.hovered) as told:
        QTest.mouseMove(view, spot(view, "rate"))
    assert told.args == ["rate"]
    assert view.cursor().shape() == Qt.CursorShape.PointingHandCursor
    assert len(changed_rows(before, view.grab().toImage())) >= 2  # both pieces that lead there
    with qtbot.waitSignal(view.hovered) as told:
        QTest.mouseMove(view, QPoint(5, 5))
    assert told.args == [None]
    assert view.cursor().shape() == Qt.CursorShape.ArrowCursor
    assert view.grab().toImage() == before


def changed_rows(before: QImage, after: QImage) -> set[int]:
    return {
        y
        for y in range(before.height())
        if any(before.pixel(x, y) != after.pixel(x, y) for x in range(0, before.width(), 2))
    }


def test_tab_goes_from_door_to_door_and_enter_opens(view: FlowView, qtbot: QtBot) -> None:
    view.activateWindow()
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    opened: list[object] = []
    view.activated.connect(opened.append)
    for _step in range(4):
        QTest.keyClick(view, Qt.Key.Key_Tab)
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert opened == ["rate", "weight", "rate", "seven"]
    QTest.keyClick(view, Qt.Key.Key_Backtab)
    QTest.keyClick(view, Qt.Key.Key_Backtab)
    QTest.keyClick(view, Qt.Key.Key_Enter)
    assert opened[-1] == "weight"


def test_the_keyboard_stays_on_its_door_when_the_text_changes(view: FlowView, qtbot: QtBot) -> None:
    view.activateWindow()
    view.setFocus()
    qtbot.waitUntil(view.hasFocus)
    QTest.keyClick(view, Qt.Key.Key_Tab)
    QTest.keyClick(view, Qt.Key.Key_Tab)
    view.set_blocks((TextBlock((Run("new door ", target="new"), Run("−3", target="weight"))),))
    with qtbot.waitSignal(view.activated) as told:
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert told.args == ["weight"]
    view.set_blocks((TextBlock((Run("other", target="other"),)),))
    with qtbot.assertNotEmitted(view.activated):
        QTest.keyClick(view, Qt.Key.Key_Return)


def test_copy_takes_the_whole_text(view: FlowView, qtbot: QtBot) -> None:
    text = "hidden.W[0,3]\nThe learning rate is 0.1, the weight −2.5.\n= 0.1 7"
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == text
    assert view.accessibleName() == text


def test_the_menu_copies_too(view: FlowView, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().clear()
    place = QPoint(20, 20)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, view.mapToGlobal(place))
    QGuiApplication.sendEvent(view, event)
    menu = view.findChild(QMenu)
    assert menu is not None
    menu.actions()[0].trigger()
    assert QGuiApplication.clipboard().text() == view.plain()
    menu.close()


def test_a_narrower_view_is_higher_and_paints_inside(view: FlowView) -> None:
    assert view.heightForWidth(120) > view.heightForWidth(300)
    view.resize(300, view.heightForWidth(300))
    assert view.sizeHint().height() == view.height()


def test_another_theme_repaints_and_a_larger_size_grows(view: FlowView) -> None:
    before, height = view.grab().toImage(), view.heightForWidth(300)
    view.set_look(Look(DARK, Metrics()))
    assert view.grab().toImage() != before
    view.set_look(Look(DARK, Metrics(1.5)))
    assert view.heightForWidth(300) > height


def test_equal_blocks_are_not_laid_out_again(view: FlowView) -> None:
    layout = view._flow.layout
    view.set_blocks(tuple(TextBlock(**{n: getattr(b, n) for n in b.__slots__}) for b in BLOCKS))
    assert view._flow.layout is layout


def formula_run(*, width: float = 1.5) -> FormulaRun:
    made = typeset(r"\frac{\partial L}{\partial w}", "en")
    assert made is not None
    return FormulaRun(
        made.text, RunStyle.PLAIN, None, made.svg, width, made.ascent, made.depth, made.words
    )


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_a_formula_is_painted_in_the_ink_of_the_theme_and_its_line_is_higher(
    view: FlowView, theme: Theme
) -> None:
    view.set_look(Look(theme, Metrics()))
    view.set_blocks((TextBlock((Run("x"),)),))
    plain = view.heightForWidth(300)
    view.set_blocks((TextBlock((formula_run(),)),))
    assert view.heightForWidth(300) > plain
    picture = view.grab().toImage()
    inks = {
        picture.pixelColor(x, y).name()
        for x in range(picture.width())
        for y in range(picture.height())
    }
    assert theme.ink.name() in inks


def test_a_formula_is_read_aloud_in_words_and_copied_as_signs(view: FlowView) -> None:
    view.set_blocks((TextBlock((Run("This: "), formula_run())),))
    assert view.accessibleName() == ("This: fraction, partial L, over partial w, end fraction")
    assert view.plain() == "This: (∂L)/(∂w)"


def test_a_formula_that_is_wider_than_its_column_is_made_smaller(view: FlowView) -> None:
    view.set_blocks((TextBlock((formula_run(width=70.0),)),))
    (piece,) = view._flow.layout.pieces
    assert piece.width <= 300 - 32


def test_code_keeps_its_cells(view: FlowView) -> None:
    view.set_blocks(
        (
            TextBlock((CodeRun("iiii"),)),
            TextBlock((CodeRun("wwww"),)),
        )
    )
    narrow, wide = view._flow.layout.pieces
    assert narrow.width == wide.width
    view.set_blocks((TextBlock((CodeRun("가가"),)),))
    (korean,) = view._flow.layout.pieces
    assert korean.width == narrow.width
    assert view.grab().toImage().size().width() > 0
