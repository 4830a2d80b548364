"""What can be taken out of the window: its picture as a file, its explanation as text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice, QStandardPaths
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from visualnn.files import write_whole
from visualnn.text import _

if TYPE_CHECKING:
    from ui.shell.window import Window

__all__ = ["copy_card", "picture_of", "save_picture"]


def picture_of(widget: QWidget) -> bytes:
    """The widget as it looks now, as the content of a PNG file."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    widget.grab().toImage().save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def save_picture(window: Window) -> None:
    """The window as a PNG file in the folder for pictures."""
    places = QStandardPaths.StandardLocation
    folder = window.pictures or Path(QStandardPaths.writableLocation(places.PicturesLocation))
    session = window.session
    name = session.player.lesson.name if session.player else "visualnn"
    path = folder / f"visualnn-{name}-{session.tick}.png"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(path, picture_of(window))
    except OSError as error:
        window.failed.emit(_("The picture was not saved: {reason}").format(reason=error.strerror))
        return
    window.strip.say(_("Saved {path}").format(path=path))


def copy_card(window: Window) -> None:
    """The explanation as text, to the clipboard."""
    from visualnn.tell.report import card

    frame = window.session.frame
    if frame is not None and frame.explanation is not None:
        QGuiApplication.clipboard().setText(card(frame.explanation))
        window.strip.say(_("The explanation is on the clipboard."))
