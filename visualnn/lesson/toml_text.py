"""From the bytes of a `lesson.toml` to its values: limits first, then syntax."""

from __future__ import annotations

import os
import re
import stat
import tomllib
from pathlib import Path

from ..errors import LessonError, TextPosition
from ..text import N_

MAX_FILE_BYTES = 1_000_000
MAX_LINE_BYTES = 4_096
MAX_DEPTH = 32
MAX_KEY_PART_COUNT = 8
MAX_TABLE_COUNT = 5_000
MAX_KEY_COUNT = 10_000

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
# Each string also matches when nothing closes it, so that no text is scanned twice.
_TOKEN = re.compile(
    r'"""(?:[^"\\]++|\\(?:.|\Z)|"(?!""))*+(?:"{3,5}|\Z)'
    r"|'''(?:[^']++|'(?!''))*+(?:'{3,5}|\Z)"
    r'|"(?:[^"\\\n]++|\\[^\n])*+"?'
    r"|'[^'\n]*+'?"
    r"|#[^\n]*+"
    r"|[\[\]{}.,=\n]",
    re.DOTALL,
)
_TOML_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


def parse_toml(text: str, path: str) -> dict[str, object]:
    """The values of a TOML text; raises LessonError where it is too large, too deep or no TOML."""
    for row, line in enumerate(text.split("\n")):
        if len(line.encode()) > MAX_LINE_BYTES:
            raise LessonError(
                N_("this line is longer than {most} bytes; break it"),
                place=TextPosition(path, row + 1, 1),
                most=MAX_LINE_BYTES,
            )
    _check_structure(text, path)
    try:
        return tomllib.loads(text)
    except RecursionError:  # the depth was checked, but the stack may have been nearly full
        raise LessonError(N_("this is nested too deeply"), place=TextPosition(path, 1, 1)) from None
    except ValueError as error:
        raise _syntax_error(str(error), text, path) from None


def _syntax_error(message: str, text: str, path: str) -> LessonError:
    match = _TOML_PLACE.search(message)
    if match and match[1]:
        place = TextPosition(path, int(match[1]), int(match[2]))
    else:
        lines = text.split("\n")
        place = TextPosition(path, len(lines), len(lines[-1]) + 1)
    reason = _TOML_PLACE.sub("", message)
    return LessonError(N_("this is not TOML: {reason}"), place=place, reason=reason)


def _check_structure(text: str, path: str) -> None:
    """Refuse deep brackets, long dotted keys and masses of keys before a parser meets them.

    Python's TOML parser takes minutes for a key of many dots and fails on many brackets.
    """
    depth = dots = tables = keys = 0
    for match in _TOKEN.finditer(text):
        sign, start = match[0], match.start()
        if sign in {"[", "{"}:
            tables += depth == 0 and not text[text.rfind("\n", 0, start) + 1 : start].strip()
            depth += 1
        elif sign in {"]", "}"}:
            depth = max(depth - 1, 0)
        keys += sign == "="
        dots = dots + 1 if sign == "." else dots if sign[0] in "\"'" else 0
        if depth > MAX_DEPTH:
            template, most = N_("this is nested deeper than {most} levels"), MAX_DEPTH
        elif dots >= MAX_KEY_PART_COUNT:
            template, most = N_("this key has more than {most} parts"), MAX_KEY_PART_COUNT
        elif tables > MAX_TABLE_COUNT:
            template, most = N_("this file has more than {most} tables"), MAX_TABLE_COUNT
        elif keys > MAX_KEY_COUNT:
            template, most = N_("this file has more than {most} keys"), MAX_KEY_COUNT
        else:
            continue
        line = text.count("\n", 0, start) + 1
        column = start - text.rfind("\n", 0, start)
        raise LessonError(template, place=TextPosition(path, line, column), most=most)


def toml_of(path: Path) -> Path:
    """The `lesson.toml` of a folder; a file is its own."""
    try:
        return path / "lesson.toml" if path.is_dir() else path
    except (OSError, ValueError):  # a path that no file can have
        return path


class MissingFileError(LessonError):
    """There is no such file."""


def content_of(path: Path, most: int) -> bytes:
    """The bytes of a regular file; raises LessonError for anything else, MissingFileError for none,
    and never waits."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(path, flags)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise LessonError(N_("this is not a regular file"), place=TextPosition(str(path)))
        with os.fdopen(descriptor, "rb") as file:
            content = file.read(most + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        kind = MissingFileError if isinstance(error, FileNotFoundError) else LessonError
        raise kind(
            N_("this cannot be read: {reason}"), place=TextPosition(str(path)), reason=reason
        ) from None
    if len(content) > most:
        raise LessonError(
            N_("this file is larger than {most} bytes"), place=TextPosition(str(path)), most=most
        )
    return content


def decoded(content: bytes, path: str) -> str:
    if content.startswith(_BYTE_ORDER_MARK):
        raise LessonError(
            N_("the file begins with a byte-order mark; save it as UTF-8 without one"),
            place=TextPosition(path, 1, 1),
        )
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        before = content[: error.start].decode().split("\n")
        raise LessonError(
            N_("this is not UTF-8 text; save the file as UTF-8"),
            place=TextPosition(path, len(before), len(before[-1]) + 1),
        ) from None
