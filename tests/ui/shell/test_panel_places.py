"""Where panels stand: every row of a table has its place, and a lesson is offered what suits it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.desks import NOTING, Noting, noting, small_lesson
from ui.kit.look import Look
from ui.kit.panel_spec import PARTS, PanelSpec, Part
from ui.kit.theme import LIGHT, Metrics
from ui.shell.window import Window
from visualnn.lesson import find, load


def furnished(qtbot: QtBot, panels: tuple[PanelSpec, ...]) -> Window:
    window = Window(Look(LIGHT, Metrics(1.0)), panels=panels)
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.library.show(small_lesson())
    window.show()
    window.furnishing.finish()
    QApplication.processEvents()
    return window


def place(section: QWidget, window: Window) -> QRect:
    return section.rect().translated(section.mapTo(window, QPoint(0, 0)))


@pytest.mark.parametrize("part", PARTS)
def test_one_more_panel_has_its_place(qtbot: QtBot, dressed: QApplication, part: Part) -> None:
    more = replace(NOTING[0], name="more", title="More", where=part, priority=0)
    window = furnished(qtbot, (*NOTING, more))
    added = window.desk.sections["more"]
    assert added.isVisible()
    beside = [name for name, s in window.desk.sections.items() if s.isVisible() and s is not added]
    assert "network" in beside
    assert "timeline" in beside
    for name in beside:
        other = window.desk.sections[name]
        one, two = (
            s.rect().translated(s.mapTo(window, s.rect().topLeft())) for s in (added, other)
        )
        assert not one.intersects(two), name
    assert noting(window, "more").frame is window.session.frame


@pytest.mark.parametrize("part", PARTS)
def test_a_panel_may_be_the_only_one(qtbot: QtBot, dressed: QApplication, part: Part) -> None:
    window = furnished(qtbot, (replace(NOTING[0], where=part),))
    assert window.desk.sections["network"].isVisible()
    assert noting(window).frame is window.session.frame
    for command in window.commands.table:
        if command.id.endswith(("-column", "-row", "next-stop")):
            window.commands.do(command)
            window.commands.do(command)


def test_a_panel_is_offered_where_it_suits(qtbot: QtBot, dressed: QApplication) -> None:
    choosy = replace(
        NOTING[0],
        name="choosy",
        command="Bring the choosy one",
        where="right",
        suits=lambda lesson: lesson.name != "small",
    )
    window = furnished(qtbot, (*NOTING, choosy))
    action = window.commands.by_id["bring-choosy"]

    def offered() -> tuple[bool, bool, bool]:
        window.resize(700, 500)
        window.desk.bring("card")
        QApplication.processEvents()
        section = window.desk.sections["choosy"]
        listed = "choosy" in window.desk.shelf.buttons or section.isVisible()
        window.resize(1280, 800)
        QApplication.processEvents()
        return listed, section.isVisible(), action.isEnabled()

    assert offered() == (False, False, False)
    window.desk.bring("choosy")
    assert offered() == (False, False, False)
    window.library.show(load(find("logistic")))
    assert offered() == (True, True, True)
    assert isinstance(panel := window.furniture.panels["choosy"], Noting)
    assert panel.frame is window.session.frame
    window.library.show(small_lesson())
    assert offered() == (False, False, False)
