"""What a hand does in one panel is seen in the others: what is pulled, drawn and let go."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.desks import noting, opened
from ui.session.wishes import Edit, LookAt, Seek, StartAt
from ui.shell.window import Window
from visualnn.expr import Source
from visualnn.lesson import open_named

WEIGHT = Source("hidden.W", (1, 2))


@pytest.fixture
def window(qtbot: QtBot, dressed: QApplication, patient: None) -> Window:
    return opened(qtbot, dressed)


def weight_in(window: Window, panel: str) -> float:
    """The weight as a panel was last shown it."""
    return float(noting(window, panel).frames[-1].values[WEIGHT.name][WEIGHT.index])


@pytest.mark.parametrize("kept", [True, False])
def test_a_number_that_is_pulled_is_pulled_everywhere_until_it_is_let_go(
    window: Window, kept: bool
) -> None:
    window.session.grant(LookAt(WEIGHT))
    before = weight_in(window, "tensor")
    panel = noting(window, "network")
    panel.pulled.emit(WEIGHT, 0.625)
    window.session.show_pulled()
    assert weight_in(window, "tensor") == 0.625
    assert Edit(WEIGHT, 0.625) not in window.session.granted
    panel.let_go.emit(kept)
    assert weight_in(window, "tensor") == (0.625 if kept else before)
    assert window.session.can_undo is kept
    assert (Edit(WEIGHT, 0.625) in window.session.granted) is kept


def test_a_start_that_is_pulled_is_where_the_walkers_start_once_it_is_let_go(
    qtbot: QtBot, dressed: QApplication, patient: None
) -> None:
    window = opened(qtbot, dressed, open_named("trajectories"))
    panel = noting(window, "landscape")
    panel.start_pulled.emit((-0.5, 0.25))
    window.session.show_pulled()
    assert StartAt((-0.5, 0.25)) not in window.session.granted
    panel.let_go.emit(True)
    window.session.finish()
    assert window.session.granted == (StartAt((-0.5, 0.25)),)


def test_a_point_that_is_drawn_is_asked_about_everywhere_and_stops_playing(window: Window) -> None:
    window.session.toggle_playing()
    noting(window, "boundary").sketched.emit((0.5, 0.25))
    asked = noting(window, "network").frames[-1].asked
    assert asked is not None
    assert asked.point == (0.5, 0.25)
    assert not window.session.playing
    assert not window.session.granted


def test_what_a_picture_needs_of_every_iteration_is_followed_while_it_is_seen(
    window: Window,
) -> None:
    watching = window.session.position.watching
    window.desk.show_view("gradient_flow")
    window.furniture.catch_up()
    usual = watching.wanted
    assert usual
    text = "‖hidden.W‖"
    noting(window, "gradient_flow").watch_each((text,))
    assert watching.wanted == (*usual, text)
    window.desk.show_view("network")
    window.furniture.catch_up()
    assert watching.wanted == ()


def test_a_wish_of_a_table_takes_the_sentence_away_and_is_granted(window: Window) -> None:
    window.desk.toggle_table("network")
    twin = window.desk.sections["network"].twin
    assert twin is not None
    window.failed.emit("That was not possible.")
    assert window.strip.isVisible()
    twin.wished.emit(Seek(3))
    assert not window.strip.isVisible()
    assert window.session.tick == 3
