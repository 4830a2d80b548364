"""Asking about a picture of one's own: a PNG or JPEG file becomes a point that the network is asked
about."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from ui.kit.guard import guarded
from ui.session.apart import WorkApart
from ui.session.session import Session
from ui.session.wishes import Ask
from visualnn.errors import VisualnnError
from visualnn.text import _

__all__ = ["PictureAsking"]


class PictureAsking(QObject):
    """Reads a picture beside the window and asks the network of the lesson about it."""

    failed = Signal(str)
    """A sentence for the learner."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        """`parent` is the window that the system's dialog belongs to."""
        super().__init__(parent)
        self._session, self._parent = session, parent
        self.apart = WorkApart(self)
        self.apart.failed.connect(self.failed)

    @property
    def is_offered(self) -> bool:
        """Whether the network of the lesson reads pictures."""
        session = self._session
        if not session.has_lesson:  # the engine is not imported yet
            return False

        from visualnn.lesson.pictures import picture_shape

        return picture_shape(session.position.lesson) is not None

    @guarded
    def ask(self, path: str) -> None:
        """Ask the network about the picture in a file."""
        from visualnn.company.asked_picture import asked_picture

        if not self._session.has_lesson:
            return
        lesson = self._session.position.lesson
        self.apart.begin(partial(asked_picture, lesson, Path(path)), self._read)

    @guarded
    def _read(self, result: Callable[[], tuple[float, ...]]) -> None:
        try:
            point = result()
        except VisualnnError as error:
            self.failed.emit(error.sentence(_))
            return
        self._session.grant(Ask(point))

    def ask_file(self) -> None:
        """Ask for a picture with the system's dialog."""
        from visualnn.company.asked_picture import PICTURE_SUFFIXES

        dialog = QFileDialog(self._parent, _("Ask about a picture"))
        endings = " ".join(f"*{suffix}" for suffix in PICTURE_SUFFIXES)
        dialog.setNameFilters([_("Pictures") + f" ({endings})"])
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.ask)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
