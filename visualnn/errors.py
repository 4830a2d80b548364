"""What can go wrong, said as one sentence that a window can still translate.

An error keeps its English template and its parameters apart: the template is the key of the
catalogue, the parameters are what a file or a user brought. A parameter is only ever inserted as
text; it is never read as a template itself, and what cannot be printed in it (line breaks, escapes,
direction marks) is shown as an escape.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

Translate = Callable[[str], str]
"""Turns an English template into the template of another language."""

_PARAMETER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")
_MAX_PARAMETER_CHARACTERS = 400


def unchanged(text: str) -> str:
    """The translation into English."""
    return text


def plain(value: object) -> str:
    """The value as one short line that a terminal or a label shows and does nothing else with."""
    try:
        text = str(value)
    except ValueError:  # Python refuses to write out an integer of more than 4,300 digits
        text = type(value).__name__
    if len(text) > _MAX_PARAMETER_CHARACTERS:
        text = text[: _MAX_PARAMETER_CHARACTERS - 1] + "…"
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def filled(template: str, params: Mapping[str, object], translate: Translate = unchanged) -> str:
    """The sentence of a template in the language of `translate`; braces without a parameter stay,
    and a parameter that is a sentence of its own is translated too."""

    def inserted(match: re.Match[str]) -> str:
        if match[1] not in params:
            return match[0]
        value = params[match[1]]
        if isinstance(value, VisualnnError | Remark):
            value = value.sentence(translate)
        return plain(value)

    return _PARAMETER.sub(inserted, translate(template))


class Remark:
    """Something that is told and is no error: `Remark("{file} has {count} rows", …)`."""

    def __init__(self, template: str, /, *, is_notable: bool = False, **params: object) -> None:
        self.template = template
        self.params = params
        self.is_notable = is_notable
        """Whether it is told without being asked for, because it may surprise."""

    def sentence(self, translate: Translate = unchanged) -> str:
        """The sentence in the language of `translate`."""
        return filled(self.template, self.params, translate)

    def __str__(self) -> str:
        return self.sentence()


class TextPosition(NamedTuple):
    """A position in a text file: line and column count characters from 1.

    Line 0 means that the path says it all: it is a key path, or a file as a whole.
    """

    path: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{plain(self.path)}:{self.line}:{self.column}" if self.line else plain(self.path)


NOWHERE = TextPosition("")
"""The place of what was never in a file."""


class VisualnnError(Exception):
    """An error that is told to the user: `VisualnnError("unknown layer {name}", name="hiden")`."""

    def __init__(self, template: str, /, **params: object) -> None:
        super().__init__(template)
        self.template = template
        self.params = params

    def sentence(self, translate: Translate = unchanged) -> str:
        """The sentence in the language of `translate`."""
        return filled(self.template, self.params, translate)

    def report(self, translate: Translate = unchanged) -> str:
        """The sentence with its place, if it has one."""
        return self.sentence(translate)

    def __str__(self) -> str:
        return self.report()


class ShapeError(VisualnnError):
    """Arrays whose shapes do not fit together."""


class BatchError(ShapeError):
    """A batch with too few examples for what is computed of it."""


class UnknownNameError(VisualnnError):
    """A name that nothing answers to."""


class SettingError(VisualnnError):
    """A setting outside of what is possible."""


class DataError(VisualnnError):
    """A data file that cannot be used; the sentence names the file, the place and what to do."""


class LessonError(VisualnnError):
    """Something wrong at one place of a lesson's files, printed as `path:line:column: sentence`."""

    def __init__(
        self, template: str, /, *, place: TextPosition = NOWHERE, **params: object
    ) -> None:
        super().__init__(template, **params)
        self.place = place

    @property
    def path(self) -> str:
        """The file, or the key path of a lesson that never was a file."""
        return self.place.path

    @property
    def line(self) -> int:
        """The line, counted from 1; 0 where there is none."""
        return self.place.line

    @property
    def column(self) -> int:
        """The column in characters, counted from 1; 0 where there is none."""
        return self.place.column

    def report(self, translate: Translate = unchanged) -> str:
        """`path:line:column: sentence`."""
        where = str(self.place)
        return f"{where}: {self.sentence(translate)}" if where else self.sentence(translate)


class LessonFaults(LessonError):  # noqa: N818  (it is several errors)
    """Everything wrong with a lesson at once, one fault a line; its place is the first one's."""

    def __init__(self, faults: Sequence[LessonError], /) -> None:
        if not faults:
            raise ValueError("a lesson without faults is no error")
        super().__init__(faults[0].template, place=faults[0].place, **faults[0].params)
        self.args = (tuple(faults),)
        self.faults = tuple(faults)

    def report(self, translate: Translate = unchanged) -> str:
        """The reports of all faults, one a line."""
        return "\n".join(fault.report(translate) for fault in self.faults)
