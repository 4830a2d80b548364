"""A lesson that is ready to run: its network and program, its first values, its stops and its
prose.

A lesson comes from a file (:func:`load`) or from a dictionary of the same form
(:func:`from_dict`). Both are checked against the program they describe, so that what opens also
runs. In reading order: `shelf` (where it is found, and its title), `parts` (what a lesson is),
`opening`, `outline` and `plan` (from the file's words to a network and what it is trained for),
`budget`, `start`, `inheritance` (first values from another lesson), `stops`, `changes` (the same
lesson with other values at some keys); `blame` tells errors at their key.

What a name needs is imported when it is first asked for: finding lessons and telling their titles
is quick, what opens one needs the engine and the library that checks files, which take ten times as
long, and what is only called off (`giving_up`) needs neither.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .opening import assemble, from_dict, load, open_named
    from .outline import outline_of
    from .parts import FUNCTION, LARGE, Lesson, Limits, Outline, Question, Stop
    from .shelf import find, is_architecture, shipped, specification, title_of, titles

__all__ = [
    "FUNCTION",
    "LARGE",
    "Lesson",
    "Limits",
    "Outline",
    "Question",
    "Stop",
    "assemble",
    "find",
    "from_dict",
    "is_architecture",
    "load",
    "open_named",
    "outline_of",
    "shipped",
    "specification",
    "title_of",
    "titles",
]

_HOMES = {
    **dict.fromkeys(
        ("find", "is_architecture", "shipped", "specification", "title_of", "titles"), "shelf"
    ),
    **dict.fromkeys(("assemble", "from_dict", "load", "open_named"), "opening"),
    "outline_of": "outline",
    **dict.fromkeys(
        ("FUNCTION", "LARGE", "Lesson", "Limits", "Outline", "Question", "Stop"), "parts"
    ),
}
"""Name → the module that it is imported from when it is first asked for."""


def __getattr__(name: str) -> Any:
    """A name whose module was not imported yet."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f".{_HOMES[name]}", __name__), name)
    globals()[name] = found
    return found
