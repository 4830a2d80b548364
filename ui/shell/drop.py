"""Dropping: a lesson or a picture that is dragged from the desktop onto the window."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from .data_paths import is_no_lesson, is_picture

__all__ = ["LessonDrop", "dropped"]


class LessonDrop(QObject):
    """Lets one lesson, or one picture, be dropped onto a widget."""

    lesson_dropped = Signal(str)
    """The path of a lesson, or of data."""
    picture_dropped = Signal(str)
    """The path of a picture."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        over.setAcceptDrops(True)
        over.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take what is one lesson or one picture, and nothing else."""
        # the drop is a base class of the entering
        if not isinstance(event, QDropEvent) or event.type() == QEvent.Type.DragMove:
            return False
        path = dropped(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            if not isinstance(event, QDragEnterEvent):
                picture = is_picture(Path(path))
                (self.picture_dropped if picture else self.lesson_dropped).emit(path)
        return True


def dropped(carried: QMimeData) -> str | None:
    """The one file or folder that is carried: a lesson, data to make one of, a picture, or what is
    told to be none of them; nothing for text, several, or the network."""
    urls = carried.urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    path = Path(urls[0].toLocalFile())
    try:
        if path.is_dir() and (path / "lesson.toml").is_file():
            return str(path)
        is_lesson = path.suffix == ".toml" and path.is_file()
        return str(path) if is_lesson or is_no_lesson(path) else None
    except OSError:
        return None
