"""The library: opening lessons, from the program's own, from a file, or dropped onto the window.

A lesson that cannot be read is reported with file, line and column; the one that was open stays.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtWidgets import QFileDialog

from ui.commands.keys import keys_of
from ui.commands.palette import Entry, Palette
from ui.commands.table import BY_ID
from ui.kit.guard import guarded
from ui.kit.overlay import Faults
from visualnn import text
from visualnn.errors import VisualnnError
from visualnn.text import _

if TYPE_CHECKING:
    from visualnn.lesson import Lesson

    from .window import Window

__all__ = ["FIRST", "Library", "dropped"]

FIRST = "xor"
"""The lesson of a program that was never opened before."""


class Library(QObject):
    """The lessons that can be opened, and the one that is."""

    failed = Signal(str)
    """A sentence for the learner."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window = window
        self.opened = ""
        """The name or path by which the lesson was opened; empty before the first."""

    def open_first(self, asked: str) -> None:
        """The lesson that was asked for, or the first one where that is gone."""
        for name in dict.fromkeys((asked, FIRST)):
            if self._window.session.player is None:
                self.open(name)

    @guarded
    def open(self, name: str) -> None:
        """Open a lesson, or a famous network, by its name, or a lesson by its path."""
        from visualnn.lesson import open_named

        try:
            self.show(open_named(name), name)
        except VisualnnError as error:
            self._tell(error.report(_))
        except (OSError, UnicodeError) as error:
            self._tell(f"{name}: {error}")

    def show(self, lesson: Lesson, name: str) -> None:
        """Show a lesson that was read already."""
        self._window.session.take(lesson)
        self.opened = name
        self._window.name()

    def _tell(self, report: str) -> None:
        heading = _("This lesson cannot be opened")
        self._window.lay(Faults(self._window, self._window.look, heading, report))

    def reload(self) -> None:
        """Read the lesson's file again and stay at the same tick."""
        session = self._window.session
        if not self.opened or session.player is None:
            return
        tick, before = session.tick, session.player.lesson
        self.open(self.opened)
        if session.player.lesson is not before:
            session.player.go(tick)

    def choose(self) -> None:
        """Offer the lessons that come with the program, famous networks, and files."""
        from visualnn.lesson import shipped
        from visualnn.lesson.architectures import ARCHITECTURES

        entries = [
            Entry(_title(path), lambda name=name: self.open(name), note=name, also=name)  # type: ignore[misc]
            for name, path in shipped().items()
        ]
        entries += [
            Entry(
                description()["title"][text.language()],
                lambda name=name: self.open(name),  # type: ignore[misc]
                note=name,
                also=name,
            )
            for name, description in ARCHITECTURES.items()
        ]
        entries.append(Entry(_("A lesson file…"), self.ask_file, keys_of(BY_ID["open-file"])))
        window = self._window
        window.lay(Palette(window, window.look, _("Which lesson?"), entries))

    def ask_file(self) -> None:
        """Ask for a lesson file with the system's dialog."""
        dialog = QFileDialog(self._window, _("Open a lesson file"))
        dialog.setNameFilter(_("Lessons") + " (*.toml)")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._window.strip.clear)
        dialog.fileSelected.connect(self.open)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def dropped(carried: QMimeData) -> str | None:
    """The one lesson that is carried, a file or a folder; nothing for text, several, or the
    network."""
    urls = carried.urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    path = Path(urls[0].toLocalFile())
    try:
        if path.is_dir() and (path / "lesson.toml").is_file():
            return str(path)
        return str(path) if path.suffix == ".toml" and path.is_file() else None
    except OSError:
        return None


def _title(path: Path) -> str:
    """A lesson's title, or its folder where it cannot be read."""
    from visualnn.lesson import file as lesson_file

    try:
        return lesson_file.read(path).title.in_language(text.language())
    except (VisualnnError, OSError, UnicodeError):
        return path.name
