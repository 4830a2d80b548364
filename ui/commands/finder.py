"""The finder: what the palette offers, all commands and all names of the program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from visualnn.text import _

from .keys import keys_of
from .palette import Entry, Palette
from .table import COMMANDS, Command

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.shell.window import Window
    from visualnn.expr import Source

__all__ = ["open_finder"]


def open_finder(window: Window) -> None:
    """Lay the palette over the window."""
    hint = _("A command, or a number like hidden.W[0,3]")
    entries = [*_commands(window), *_names(window)]
    window.lay(Palette(window, window.look, hint, entries, lambda typed: _typed(window, typed)))


def _commands(window: Window) -> list[Entry]:
    """The commands that can be done now."""
    return [
        Entry(_(command.title), _doing(window, command), keys_of(command), also=command.title)
        for command in COMMANDS
        if command.id != "palette" and window.commands.by_id[command.id].isEnabled()
    ]


def _doing(window: Window, command: Command) -> Callable[[], None]:
    return lambda: window.do(command)


def _names(window: Window) -> list[Entry]:
    from visualnn.expr import Source
    from visualnn.names import display
    from visualnn.tell.report import shape_text

    return [
        Entry(
            display(name),
            _visiting(window, Source(name, (0,) * len(shape))),
            note=shape_text(shape),
            also=name,
        )
        for name, shape in window.session.shapes.items()
    ]


def _visiting(window: Window, place: Source) -> Callable[[], None]:
    return lambda: window.session.visit(place)


def _typed(window: Window, typed: str) -> Entry | str | None:
    """A number that was typed by its name and index, or what is wrong with the index."""
    from ui.kit.typed import place_in
    from visualnn.names import display

    place = place_in(typed) if "[" in typed else None
    shape = window.session.shapes.get(place.name) if place else None
    if place is None or shape is None:
        return None
    if len(place.index) != len(shape) or any(
        i >= n for i, n in zip(place.index, shape, strict=True)
    ):
        sentence = _("{name} has the shape {shape}, counted from 0")
        return sentence.format(name=display(place.name), shape="×".join(map(str, shape)))
    shown = display(place.name) + str(place).removeprefix(place.name)
    return Entry(shown, _visiting(window, place), note=_("look at this number"))
