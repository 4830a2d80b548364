"""The finder: what the palette offers, all commands and all names of the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ui.kit.look import Look
from ui.session.session import Session
from visualnn.errors import VisualnnError
from visualnn.text import _

from .actions import Actions
from .command import Command
from .keys import keys_of
from .palette import Entry, Palette

if TYPE_CHECKING:
    from collections.abc import Callable

    from visualnn.expr import Source

__all__ = ["finder"]

PROGRAM = "visualnn"
"""What a line begins with that says a place."""


def finder(
    over: QWidget,
    look: Look,
    actions: Actions,
    session: Session,
    open_line: Callable[[str], None],
) -> Palette:
    """A palette over a widget that finds every command and every name; `open_line` opens a place
    that was copied as a line."""
    hint = _("A command, or a number like hidden.W[0,3]")
    entries = [*_commands(actions), *_names(session)]
    return Palette(over, look, hint, entries, lambda typed: _typed(session, open_line, typed))


def _commands(actions: Actions) -> list[Entry]:
    """The commands that can be done now."""
    return [
        Entry(_(command.title), _doing(actions, command), keys_of(command), also=command.title)
        for command in actions.table
        if command.id != "palette" and actions.by_id[command.id].isEnabled()
    ]


def _doing(actions: Actions, command: Command) -> Callable[[], None]:
    return lambda: actions.do(command)


def _names(session: Session) -> list[Entry]:
    from visualnn.expr import Source
    from visualnn.names import display
    from visualnn.tell.report import shape_text

    return [
        Entry(
            display(name),
            _visiting(session, Source(name, (0,) * len(shape))),
            note=shape_text(shape),
            also=name,
        )
        for name, shape in session.shapes.items()
    ]


def _visiting(session: Session, place: Source) -> Callable[[], None]:
    return lambda: session.visit(place)


def _typed(session: Session, open_line: Callable[[str], None], typed: str) -> Entry | str | None:
    """A number that was typed by its name and index, a place in a lesson that was pasted, or what
    is wrong with either."""
    if typed.split(" ")[0] == PROGRAM:
        return _pasted(open_line, typed)
    from ui.kit.typed import place_in
    from visualnn.names import display

    place = place_in(typed) if "[" in typed else None
    shape = session.shapes.get(place.name) if place else None
    if place is None or shape is None:
        return None
    if len(place.index) != len(shape) or any(
        i >= n for i, n in zip(place.index, shape, strict=True)
    ):
        sentence = _("{name} has the shape {shape}, counted from 0")
        return sentence.format(name=display(place.name), shape="×".join(map(str, shape)))
    shown = display(place.name) + str(place).removeprefix(place.name)
    return Entry(shown, _visiting(session, place), note=_("look at this number"))


def _pasted(open_line: Callable[[str], None], line: str) -> Entry | str:
    """The place that a line says, or what is wrong with it."""
    from visualnn.lesson.place import place_from

    try:
        place = place_from(line)
    except VisualnnError as error:
        return error.sentence(_)
    return Entry(_("Open this place"), lambda: open_line(line), note=place.lesson)
