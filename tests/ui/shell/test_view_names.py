"""The row of names over the stage: what it offers, shows and wishes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from ui.kit.look import Look
from ui.kit.theme import DARK, LIGHT, Metrics
from ui.shell.view_names import ViewNames

OFFERED = [(f"view{n}", f"View {n}") for n in range(12)]


@pytest.fixture
def names(qtbot: QtBot, dressed: QApplication) -> ViewNames:
    made = ViewNames(Look(LIGHT, Metrics(1.0)))
    qtbot.addWidget(made)
    made.retranslate()
    made.offer(OFFERED, ["view1", "view3"], chosen=True)
    return made


def heard(names: ViewNames) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    names.switched.connect(lambda name: found.append(("switched", name)))
    names.placed.connect(lambda name: found.append(("placed", name)))
    names.turned.connect(lambda way: found.append(("turned", way)))
    names.forgotten.connect(lambda: found.append(("forgotten", "")))
    return found


def test_the_first_nine_say_which_digit_shows_them(names: ViewNames) -> None:
    tips = [button.toolTip() for button in names.buttons.values()]
    for number, tip in enumerate(tips[:9], 1):
        assert f"Alt+{number} " in tip
        assert f"Ctrl+{number} " in tip
    assert tips[9:] == [""] * 3


def test_those_that_are_shown_are_checked(names: ViewNames) -> None:
    assert [n for n, button in names.buttons.items() if button.isChecked()] == ["view1", "view3"]


def test_as_many_have_room_as_say_they_take(names: ViewNames) -> None:
    everything = names.fit(10_000)
    assert all(not button.isHidden() for button in names.buttons.values())
    for room in range(60, everything + 20, 7):
        taken = names.fit(room)
        shown = [button for button in names.buttons.values() if not button.isHidden()]
        assert taken <= room or not shown
        assert len(shown) == 12 if room >= everything else len(shown) < 12
    assert names.fit(everything) == everything
    assert names.fit(everything - 1) < everything


@pytest.mark.parametrize(
    ("shown", "name", "rows"),
    [
        (["view1", "view3"], "view1", ["Show it alone", "Take it away"]),
        (["view1"], "view1", ["Show it alone"]),
        (["view1"], "view3", ["Show it alone", "Put it with the first view"]),
        (["view1", "view3"], "view5", ["Show it alone", "Put it with the first view"]),
    ],
)
@pytest.mark.parametrize("chosen", [True, False])
def test_a_menu_offers_what_can_be_done(
    names: ViewNames, shown: list[str], name: str, rows: list[str], chosen: bool
) -> None:
    names.offer(OFFERED, shown, chosen=chosen)
    found = heard(names)
    menu = names.menu_of(name)
    placing = ["Beside each other", "Below each other", "As the lesson has it"]
    actions = menu.actions()
    assert [action.text() for action in actions] == rows + placing
    two = len(shown) > 1
    assert [a.isEnabled() for a in actions] == [True] * len(rows) + [two, two, chosen]
    for action in actions[1:]:
        action.trigger()
    expected = [("placed", name)] * (len(rows) - 1)
    expected += [("turned", "beside"), ("turned", "below")] * two
    expected += [("forgotten", "")] * chosen
    assert found == expected
    menu.deleteLater()


@pytest.mark.parametrize(
    ("shown", "name", "times"),
    [(["view1"], "view1", 0), (["view1", "view3"], "view1", 1), (["view1"], "view3", 2)],
)
def test_alone_is_asked_for_as_often_as_needed(
    names: ViewNames, shown: list[str], name: str, times: int
) -> None:
    """One that is not shown comes beside the first one, and then alone."""
    names.offer(OFFERED, shown, chosen=False)
    found = heard(names)
    names.menu_of(name).actions()[0].trigger()
    assert found == [("switched", name)] * times


def test_another_language_writes_them_anew(names: ViewNames) -> None:
    before = list(names.buttons.values())
    names.offer(OFFERED, ["view1"], chosen=False)
    assert list(names.buttons.values()) == before
    names.retranslate()
    names.offer(OFFERED, ["view1"], chosen=False)
    assert list(names.buttons.values()) != before
    assert names.list.accessibleName() == "Views"
    assert names.list.toolTip() == "All views, and how they stand"


def menus(names: ViewNames) -> list[QMenu]:
    """The menus that are open now."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return [menu for menu in names.findChildren(QMenu) if menu.isVisible()]


def test_the_list_offers_every_view_and_how_they_stand(names: ViewNames) -> None:
    names.resize(200, names.height())
    names.fit(200)
    names.show()
    found = heard(names)
    names.list.click()
    (menu,) = menus(names)
    assert menu.pos() == names.list.mapToGlobal(QPoint(0, names.list.height()))
    actions = menu.actions()
    views, line, placing = actions[:12], actions[12], actions[13:]
    assert [action.text() for action in views] == [title for _name, title in OFFERED]
    assert all(action.isCheckable() for action in views)
    assert [n for n, action in enumerate(views) if action.isChecked()] == [1, 3]
    assert line.isSeparator()
    assert [action.text() for action in placing] == [
        "Beside each other", "Below each other", "As the lesson has it",
    ]  # fmt: skip
    views[5].trigger()
    placing[1].trigger()
    assert found == [("switched", "view5"), ("turned", "below")]
    menu.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert not names.findChildren(QMenu)


def test_a_name_has_a_menu_under_the_right_button(names: ViewNames) -> None:
    names.show()
    button, at = names.buttons["view5"], QPoint(3, 4)
    button.customContextMenuRequested.emit(at)
    (menu,) = menus(names)
    assert menu.pos() == button.mapToGlobal(at)
    assert menu.actions()[1].text() == "Put it with the first view"
    menu.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert not names.findChildren(QMenu)


def test_a_click_shows_a_view_and_leaves_the_keys_to_the_steps(names: ViewNames) -> None:
    names.show()
    found = heard(names)
    for button in (*names.buttons.values(), names.list):
        assert button.focusPolicy() is Qt.FocusPolicy.TabFocus
    assert all(button.isCheckable() for button in names.buttons.values())
    names.buttons["view7"].click()
    assert found == [("switched", "view7")]
    assert names.buttons["view7"].contextMenuPolicy() is Qt.ContextMenuPolicy.CustomContextMenu


def test_names_stand_in_their_order_before_the_list(names: ViewNames) -> None:
    names.resize(5000, 40)
    names.show()
    names.fit(5000)
    QApplication.processEvents()
    places = [button.x() for button in (*names.buttons.values(), names.list)]
    assert places == sorted(places)
    old = names.buttons["view2"]
    names.offer(OFFERED[:2], [], chosen=False)
    assert list(names.buttons) == ["view0", "view1"]
    assert old.isHidden()
    assert not any(button.isChecked() for button in names.buttons.values())


def test_those_that_are_shown_stand_out_and_another_theme_paints_them_anew(
    names: ViewNames,
) -> None:
    assert names.buttons["view1"].font().weight() > names.buttons["view0"].font().weight()
    names.set_look(Look(DARK, Metrics(2.0)))
    for button in (*names.buttons.values(), names.list):
        assert DARK.raised.name() in button.styleSheet()
    assert names.buttons["view1"].font().weight() > names.buttons["view0"].font().weight()
    assert names.list.text() == "▾"
