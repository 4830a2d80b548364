"""The sheets: what lies on top of the window for a moment, one at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from ui.commands.command import Command
from ui.kit.look import Look
from ui.kit.overlay import AskOverlay, Faults, Overlay
from ui.kit.virtuals import guard_virtuals

from .appearance import Appearance

__all__ = ["Sheets"]


class Sheets:
    """Lays sheets over a widget, each in place of the one before."""

    def __init__(self, over: QWidget, appearance: Appearance, commands: Sequence[Command]) -> None:
        """`commands` are those that the help explains."""
        self._over, self._appearance, self._commands = over, appearance, commands
        self.top: Overlay | None = None
        """What lies on top now."""

    def lay(self, make: Callable[[QWidget, Look], Overlay]) -> None:
        """Make a sheet over the widget in its present look, and lay it on top."""
        self.dismiss()
        sheet = make(self._over, self._appearance.look)
        guard_virtuals()  # of the sheet, too, which may have been imported just now
        self.top = sheet
        sheet.closed.connect(lambda: self._lifted(sheet))
        sheet.open()

    def dismiss(self) -> bool:
        """Take away what lies on top; whether anything did."""
        if self.top is None:
            return False
        self.top.dismiss()
        return True

    def _lifted(self, sheet: Overlay) -> None:
        if self.top is sheet:
            self.top = None

    def ask(self, question: str, text: str, answer: Callable[[str], str | None]) -> None:
        """Ask one question, with `text` in the line to type into; `answer` returns what is wrong
        with what was typed, or None."""
        self.lay(lambda over, look: AskOverlay(over, look, question, text, answer))

    def report(self, heading: str, faults: str) -> None:
        """Show what is wrong with a file, to read, scroll and copy."""
        self.lay(lambda over, look: Faults(over, look, heading, faults))

    def open_help(self) -> None:
        """Lay all keys on top."""
        from ui.commands.help import HelpSheet

        self.lay(partial(HelpSheet, commands=self._commands))
