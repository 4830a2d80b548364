"""A place in a lesson as one line of text: which lesson, what was changed in it, which of its
variants, where in the run, and what is looked at there.

The line is a command, ``visualnn open xor --set optimizer.lr=0.5 --at 120 --view boundary --focus
'hidden.W[0,3]'``, but no shell ever reads it: the words are taken apart here, and whatever is not
part of a place is refused.
"""

from __future__ import annotations

import shlex
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import PurePath

from ..dataclass import dataclass
from ..errors import SettingError
from ..text import N_

__all__ = ["MAX_LINE_CHARACTERS", "LessonPlace", "line_of", "place_from"]

PROGRAM, COMMAND = "visualnn", "open"
MAX_LINE_CHARACTERS = 8192
MAX_SETTING_COUNT = 64
BREAKING_CATEGORIES = frozenset({"Cc", "Zl", "Zp"})
"""Unicode's categories of what ends a line or is no letter: no line has them."""
OPTIONS = ("set", "variant", "at", "view", "focus")
"""What stands behind ``--``, in the order in which it is written."""


@dataclass(frozen=True)
class LessonPlace:
    """A place in a lesson, all of it as text; nothing is looked up yet."""

    lesson: str
    """The name that the lesson is opened by, or its path."""
    settings: tuple[str, ...] = ()
    """What is changed in it, a ``KEY=VALUE`` each."""
    variant: str | None = None
    """The id of the variant that leads."""
    at: str | None = None
    """A tick, the name of a stop, or ``end``."""
    view: str | None = None
    """The view that is shown."""
    focus: str | None = None
    """The number that is looked at, ``NAME[i,j]``."""

    @property
    def is_whole_lesson(self) -> bool:
        """Whether it says no more than which lesson."""
        return self == LessonPlace(self.lesson)


def line_of(place: LessonPlace) -> str:
    """The line of which :func:`place_from` reads the same place. Raises SettingError if it were too
    long to be read again."""
    words = [PROGRAM, COMMAND, place.lesson]
    for option, values in zip(OPTIONS, _values(place), strict=True):
        for value in values:
            words += [f"--{option}", value]
    line = shlex.join(words)
    if len(line) > MAX_LINE_CHARACTERS or len(place.settings) > MAX_SETTING_COUNT:
        raise SettingError(N_("so many changes do not fit one line; export the session as a file"))
    return line


def _values(place: LessonPlace) -> Iterator[Sequence[str]]:
    yield place.settings
    for value in (place.variant, place.at, place.view, place.focus):
        yield () if value is None else (value,)


def place_from(line: str) -> LessonPlace:
    """The place that a line says. Raises SettingError for a line that says none."""
    line = line.strip()
    if len(line) > MAX_LINE_CHARACTERS:
        raise SettingError(
            N_("a place is a line of at most {most} characters"), most=MAX_LINE_CHARACTERS
        )
    if any(unicodedata.category(letter) in BREAKING_CATEGORIES for letter in line):
        raise SettingError(N_("a place is one line: visualnn open LESSON --at TICK"))
    try:
        words = shlex.split(line)
    except ValueError:
        raise SettingError(N_("a quotation mark in this line is not closed")) from None
    if len(words) < 2 or PurePath(words[0]).name != PROGRAM or words[1] != COMMAND:
        raise SettingError(N_("a place is one line: visualnn open LESSON --at TICK"))
    return _place(words[2:])


def _place(words: Sequence[str]) -> LessonPlace:
    lesson, found = "", {option: list[str]() for option in OPTIONS}
    rest = iter(words)
    for word in rest:
        if not word.startswith("--"):
            if lesson or word.startswith("-"):
                raise _refusal(word)
            lesson = word
            continue
        option, equals, value = word.removeprefix("--").partition("=")
        if option not in found:
            raise _refusal(word)
        if not equals:
            value = next(rest, "")
        if not value:
            raise SettingError(N_("{option} needs a value behind it"), option=f"--{option}")
        found[option].append(value)
    if not lesson:
        raise SettingError(N_("this line does not say which lesson"))
    for option in OPTIONS[1:]:
        if len(found[option]) > 1:
            raise SettingError(N_("{option} stands there twice"), option=f"--{option}")
    if len(found["set"]) > MAX_SETTING_COUNT:
        raise SettingError(N_("a place has at most {most} changes"), most=MAX_SETTING_COUNT)
    single = {option: next(iter(found[option]), None) for option in OPTIONS[1:]}
    return LessonPlace(lesson, tuple(found["set"]), **single)


def _refusal(word: str) -> SettingError:
    return SettingError(
        N_("{word} is no part of a place; there are {known}"),
        word=word,
        known=", ".join(f"--{option}" for option in OPTIONS),
    )
