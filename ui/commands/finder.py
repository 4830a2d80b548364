"""The finder: what the palette offers, all commands and all names of the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ui.kit.look import Look
from ui.session.session import Session
from visualnn.text import _

from .actions import Actions
from .command import Command
from .keys import keys_of
from .palette import Entry, Palette

if TYPE_CHECKING:
    from collections.abc import Callable

    from visualnn.expr import Source

__all__ = ["finder"]


def finder(over: QWidget, look: Look, actions: Actions, session: Session) -> Palette:
    """A palette over a widget that finds every command and every name."""
    hint = _("A command, or a number like hidden.W[0,3]")
    entries = [*_commands(actions), *_names(session)]
    return Palette(over, look, hint, entries, lambda typed: _typed(session, typed))


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


def _typed(session: Session, typed: str) -> Entry | str | None:
    """A number that was typed by its name and index, or what is wrong with the index."""
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
