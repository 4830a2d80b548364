"""The titles of lessons, read from their files and nothing else of them."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from pathlib import Path

from ..dataclass import dataclass
from ..errors import LessonError, TextPosition
from ..text import LANGUAGES, N_, Language
from .toml_text import MAX_FILE_BYTES, content_of, decoded, parse_toml, toml_of

NO_TITLE = N_("a title needs at least one visible character")

_MAX_TITLE_CHARACTERS = 200
_DIRECTION_MARKS = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)


def clean_title(text: str) -> str:
    """One line that shows what it says: NFC, no control or direction characters, 200 at most."""
    spaced = " ".join(unicodedata.normalize("NFC", text).split())
    kept = (
        c
        for c in spaced
        if c not in _DIRECTION_MARKS and unicodedata.category(c) not in {"Cc", "Cs", "Cn", "Co"}
    )
    return "".join(kept)[:_MAX_TITLE_CHARACTERS].strip()


@dataclass(frozen=True)
class LessonHeading:
    """What a list of lessons says of one."""

    titles: Mapping[Language, str]
    has_stops: bool
    """Whether the file has any stop."""


def titles(path: Path) -> Mapping[Language, str]:
    """The titles that a lesson's folder, or its `lesson.toml`, gives; raises LessonError as
    `heading` does."""
    return heading(path).titles


def heading(path: Path) -> LessonHeading:
    """What a lesson's folder, or its `lesson.toml`, says for a list of lessons.

    Whether the lesson can be opened is not looked at. Raises LessonError where there is no such
    file, where it is no TOML, and where it has no title in each language.
    """
    file = toml_of(path)
    place = TextPosition(str(file))
    data = parse_toml(decoded(content_of(file, MAX_FILE_BYTES), str(file)), str(file))
    given = data.get("title")
    if not isinstance(given, Mapping):
        raise LessonError(N_("{key} is missing"), place=place, key="title")
    found: dict[Language, str] = {}
    for language in LANGUAGES:
        if not isinstance(given.get(language), str):
            raise LessonError(N_("{key} is missing"), place=place, key=f"title.{language}")
        found[language] = clean_title(given[language])
        if not found[language]:
            raise LessonError(NO_TITLE, place=place)
    return LessonHeading(found, bool(data.get("stops")))
