"""Reading: from the bytes of a journal to its header and the records that still hold."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..dataclass import dataclass
from ..errors import DataError
from ..files import read_small
from ..text import N_
from .header import Header, header_from
from .lines import (
    CHECKSUM_CHARACTERS,
    FILE_BYTES,
    FIRST_CHECKSUM,
    LINE_BYTES,
    checksum_of,
    record_of,
)

__all__ = ["CHECKPOINT", "Journal", "journal_from", "read_header", "read_journal"]

CHECKPOINT = "checkpoint"
"""The key of a record that says what all records before it come to."""


@dataclass(frozen=True)
class Journal:
    """A journal as far as its lines hold."""

    header: Header
    lines: tuple[bytes, ...]
    """Every line that holds, the header's first, with its end."""
    checksum: bytes
    """That of the last one."""
    lost_bytes: int = 0
    """Bytes behind the last line that holds."""
    is_torn: bool = False
    """Whether those are one line whose end was never written; otherwise something in them is
    damaged."""

    def __len__(self) -> int:
        return len(self.lines)

    def record(self, line: int) -> dict[str, Any]:
        """The record of a line, counted from 0. Raises DataError if it holds none."""
        return record_of(self.lines[line][CHECKSUM_CHARACTERS + 1 : -1])

    def records(self, first: int = 1) -> Iterator[dict[str, Any]]:
        """The records from a line on. What is no record is passed over: its writer was another
        program."""
        for line in range(first, len(self.lines)):
            try:
                yield self.record(line)
            except DataError:
                continue

    def checkpoints(self) -> Iterator[int]:
        """The lines that hold a checkpoint, the last one first."""
        for line in range(len(self.lines) - 1, 0, -1):
            if self.begins_with(line, CHECKPOINT):
                yield line

    def wish_text(self, line: int) -> bytes:
        """A line's record up to where its wish ends, which is the same for the same wish; all of it
        for a record of another kind."""
        return self.lines[line][CHECKSUM_CHARACTERS + 1 : -1].partition(b',"came":')[0]

    def begins_with(self, line: int, key: str) -> bool:
        """Whether this is the first key of a line's record."""
        return self.lines[line].startswith(b'{"%b":' % key.encode(), CHECKSUM_CHARACTERS + 1)

    @property
    def is_closed(self) -> bool:
        """Whether the program was closed behind the last line, and not killed."""
        return self.begins_with(len(self.lines) - 1, "closed")


def read_journal(path: Path) -> Journal:
    """Read a journal. Raises DataError if it is none, or of a newer program, OSError if it cannot
    be read."""
    try:
        content = read_small(path, FILE_BYTES)
    except ValueError as error:
        raise DataError(
            N_("{file} is no session: no regular file of at most {most} bytes"),
            file=path.name,
            most=FILE_BYTES,
        ) from error
    return journal_from(content, path.name)


def journal_from(content: bytes, file: str = "") -> Journal:
    """The journal in these bytes; `file` is what a refusal calls it. Raises DataError if not even
    the first line holds."""
    lines: list[bytes] = []
    checksum, begin = FIRST_CHECKSUM, 0
    while (end := content.find(b"\n", begin, begin + LINE_BYTES)) >= 0:
        found = _checked(content[begin : end + 1], checksum)
        if found is None:
            break
        lines.append(content[begin : end + 1])
        checksum, begin = found, end + 1
    if not lines:
        raise DataError(
            N_("{file} is no session of visualnn, or its first line is damaged"), file=file
        )
    header = header_from(record_of(lines[0][CHECKSUM_CHARACTERS + 1 : -1]), file)
    rest = len(content) - begin
    return Journal(header, tuple(lines), checksum, rest, rest > 0 and b"\n" not in content[begin:])


def _checked(line: bytes, before: bytes) -> bytes | None:
    """The checksum of a line if it is right, and the line has the form of one."""
    checksum, space, record = (
        line[:CHECKSUM_CHARACTERS],
        line[CHECKSUM_CHARACTERS : CHECKSUM_CHARACTERS + 1],
        line[CHECKSUM_CHARACTERS + 1 : -1],
    )
    return checksum if space == b" " and checksum_of(record, before) == checksum else None


def read_header(path: Path) -> Header:
    """Read the first line alone. Raises DataError if it is none of a journal, OSError if it cannot
    be read."""
    if not path.is_file():
        raise DataError(
            N_("{file} is no session: no regular file of at most {most} bytes"),
            file=path.name,
            most=FILE_BYTES,
        )
    with path.open("rb") as file:
        line = file.readline(LINE_BYTES)
    return journal_from(line, path.name).header
