"""What can be taken out of the window: its picture as a file, its explanation as text."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QStandardPaths
from PySide6.QtGui import QGuiApplication, QPixmap

from visualnn.files import write_whole
from visualnn.text import _

from .hands import Hands

__all__ = ["copy_card", "png", "save_picture"]


def png(picture: QPixmap) -> bytes:
    """The picture as the content of a PNG file."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.toImage().save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def save_picture(hands: Hands) -> None:
    """Save the window as a PNG file in the folder for pictures, and say where, or why not."""
    usual = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
    folder = hands.window.pictures_folder or Path(usual)
    session = hands.session
    name = session.lesson_name or "visualnn"
    path = folder / f"visualnn-{name}-{session.tick}.png"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(path, png(hands.window.grab()))
    except OSError as error:
        sentence = _("The picture was not saved: {reason}")
        hands.strip.say(sentence.format(reason=error.strerror))
        return
    hands.strip.say(_("Saved {path}").format(path=path))


def copy_card(hands: Hands) -> None:
    """Copy the explanation as text to the clipboard."""
    from visualnn.tell.card import Context
    from visualnn.tell.report import card

    frame = hands.session.frame
    if frame is not None and frame.explanation is not None:
        QGuiApplication.clipboard().setText(card(Context.of(frame), frame.explanation))
        hands.strip.say(_("The explanation is on the clipboard."))
