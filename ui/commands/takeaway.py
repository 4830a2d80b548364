"""What can be taken out of the window: its picture as a file, its explanation as text."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QStandardPaths
from PySide6.QtGui import QGuiApplication

from ui.kit.panel import Panel
from visualnn.errors import VisualnnError
from visualnn.files import write_whole
from visualnn.text import N_, _

from .hands import Hands

__all__ = [
    "copy_card",
    "copy_place",
    "copy_view",
    "paste_place",
    "save_lesson",
    "save_picture",
    "save_view",
]


MAX_NUMBER_COUNT = 1_000_000
"""A run of more numbers than these is not written out by the window, which would stand still."""


def save_picture(hands: Hands) -> None:
    """Save the window as a PNG file in the folder for pictures, and say where, or why not."""
    from ui.kit.output import png

    _save(hands, {f"{_stem(hands)}.png": png(hands.window.grab())})


def save_view(hands: Hands, ending: str) -> None:
    """Save the view in hand: ``.png``, ``.svg`` and ``.pdf`` as it is painted, ``.csv`` its
    numbers, each part in a file of its own. Raises VisualnnError where it has no numbers here."""
    view = hands.desk.view_in_hand
    panel = hands.desk.panel_of(view)
    if panel is None:
        return
    from ui.kit.output import WRITERS

    stem = f"{_stem(hands)}-{view.replace('_', '-')}"
    if ending == ".csv":
        tables = _tables(hands, view)
        _save(hands, {f"{stem}-{part}.csv": text.encode() for part, text in tables.items()})
    else:
        _save(hands, {stem + ending: WRITERS[ending](panel)})


def copy_view(hands: Hands) -> None:
    """Copy the view in hand to the clipboard: its picture, and the numbers of its first part as
    CSV for programs that take text."""
    view = hands.desk.view_in_hand
    panel = hands.desk.panel_of(view)
    if panel is None:
        return
    from ui.kit.output import picture

    data = QMimeData()
    data.setImageData(picture(panel))
    try:
        data.setText(next(iter(_tables(hands, view, only_first=True).values())))
    except VisualnnError:
        hands.strip.say(_("The picture is on the clipboard."))
    else:
        hands.strip.say(_("The picture and its numbers are on the clipboard."))
    QGuiApplication.clipboard().setMimeData(data)


def _stem(hands: Hands) -> str:
    """How the files of this moment are called."""
    return f"visualnn-{hands.session.lesson_name or 'visualnn'}-{hands.session.tick}"


def _save(hands: Hands, files: dict[str, bytes]) -> None:
    """Write files into the folder for pictures, and say where, or why not."""
    usual = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
    folder = hands.window.pictures_folder or Path(usual)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            write_whole(folder / name, content)
    except OSError as error:
        sentence = _("The picture was not saved: {reason}")
        hands.strip.say(sentence.format(reason=error.strerror))
        return
    paths = ", ".join(str(folder / name) for name in files)
    hands.strip.say(_("Saved {path}").format(path=paths))


def _tables(hands: Hands, panel: str, *, only_first: bool = False) -> dict[str, str]:
    """Part → its table as CSV, as ``visualnn table`` prints it of the run in front. Raises
    VisualnnError where there are no numbers, or too many."""
    from visualnn.lesson.file import LESSON_RUN
    from visualnn.views import view_named
    from visualnn.views.moments import moment_of
    from visualnn.views.writing import as_csv, join_tables

    frame = hands.session.frame
    name = hands.desk.view_of(panel)
    if frame is None or not name:
        raise VisualnnError(N_("there are no numbers here that could be saved"))
    if sum(array.size for array in frame.values.values()) > MAX_NUMBER_COUNT:
        raise VisualnnError(
            N_("this network has too many numbers for a file from here; “visualnn table” writes it")
        )
    view = view_named(name)
    view.refuse(frame.lesson)
    moment = moment_of(frame)
    shown = hands.desk.panel_of(panel)
    if isinstance(shown, Panel):
        moment = shown.moment_shown(moment)
    run = frame.lesson.variant or LESSON_RUN
    parts = view.parts[:1] if only_first else view.parts_in(frame.lesson)
    return {part: as_csv(join_tables({run: view.table(moment, part)})) for part in parts}


def copy_card(hands: Hands) -> None:
    """Copy the explanation as text to the clipboard."""
    from visualnn.tell.card import Context
    from visualnn.tell.report import card

    frame = hands.session.frame
    if frame is not None and frame.explanation is not None:
        QGuiApplication.clipboard().setText(card(Context.of(frame), frame.explanation))
        hands.strip.say(_("The explanation is on the clipboard."))


def copy_place(hands: Hands) -> None:
    """Copy the line of text that opens this place to the clipboard. Raises SettingError where a
    line cannot lead."""
    line = hands.library.copy_place(hands.desk.view_of(hands.desk.view_in_sight))
    QGuiApplication.clipboard().setText(line)
    hands.strip.say(_("On the clipboard: {line}").format(line=line))


def paste_place(hands: Hands) -> None:
    """Open the place whose line of text is on the clipboard."""
    line = QGuiApplication.clipboard().text()
    if not line.strip():
        hands.strip.say(_("There is no text on the clipboard."))
        return
    hands.library.open_line(line)


def save_lesson(hands: Hands) -> None:
    """Ask for a folder, and save the lesson there with what was changed in it."""
    frame = hands.session.frame
    if frame is None:
        return
    from visualnn.lesson.saving import save_lesson as save

    lesson = frame.lesson
    usual = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    question = _("A new folder for the lesson as it is now")

    def answer(typed: str) -> str | None:
        folder = Path(typed.strip()).expanduser()
        if not folder.is_absolute():
            return _("{folder} is no whole path").format(folder=typed)
        try:
            save(lesson, folder)
        except VisualnnError as error:
            return error.sentence(_)
        hands.strip.say(_("Saved {path}").format(path=folder))
        return None

    hands.sheets.ask(question, str(Path(usual) / f"{lesson.name}-changed"), answer)
