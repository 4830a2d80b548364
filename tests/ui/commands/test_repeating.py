"""A key that is held leads on and back, or makes faster and larger, again and again; what any other
key does is done once."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.desks import opened
from ui.commands.table import COMMANDS

REPEATING = frozenset({
    "into", "over", "out", "back", "back-iteration", "forward-iteration", "back-epoch",
    "forward-epoch", "faster", "slower", "bigger", "smaller",
})  # fmt: skip


def test_a_held_key_repeats_what_goes_by_steps_and_nothing_else(
    qtbot: QtBot, dressed: QApplication
) -> None:
    window = opened(qtbot, dressed)
    by_keys = {
        key.toString(): action
        for action in window.findChildren(QAction)
        for key in action.shortcuts()
    }
    held = {key for key, action in by_keys.items() if action.autoRepeat()}
    expected = {
        key.toString()
        for command in COMMANDS
        if command.id in REPEATING
        for key in window.commands.by_id[command.id].shortcuts()
    }
    assert len(expected) >= len(REPEATING)
    assert held == expected
    numbered = {key for command in COMMANDS if command.act_numbered for key in command.keys}
    assert numbered <= set(by_keys)
