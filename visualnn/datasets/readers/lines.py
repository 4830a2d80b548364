"""Text files as lines, and lines as cells, once it is known that they are of a bearable size."""

from __future__ import annotations

from dataclasses import dataclass

from ...errors import DataError
from ...text import N_
from .limits import MAX_FILE_BYTES, MAX_ROW_COUNT

MAX_CELL_CHARACTERS = 1_000
MAX_LINE_CHARACTERS = 300_000
DELIMITERS = "\t;,"
"""Of those that the first line has, the first one parts the columns."""
_MARKS = {b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16", b"PK": "zip", b"\x1f\x8b": "gzip"}

Line = tuple[int, str]
"""The number of a line, counted from 1, and its text."""


def lines_of(content: bytes, file: str) -> list[Line]:
    """The lines that are not blank, once the file is known to be text of a bearable size."""
    for mark, kind in _MARKS.items():
        if content.startswith(mark):
            raise DataError(
                N_("{file} is {kind}, not plain text; save it as CSV in UTF-8"),
                file=file,
                kind=kind,
            )
    if len(content) > MAX_FILE_BYTES:
        raise DataError(
            N_("{file} is larger than {most} MB; cut it down"),
            file=file,
            most=MAX_FILE_BYTES >> 20,
        )
    if b"\0" in content:
        raise DataError(
            N_("{file} is no text: line {line} has a zero byte; save it as CSV in UTF-8"),
            file=file,
            line=content.count(b"\n", 0, content.index(b"\0")) + 1,
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(
            N_("{file} is not UTF-8 in line {line}; save it as CSV in UTF-8"),
            file=file,
            line=content.count(b"\n", 0, error.start) + 1,
        ) from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.count("\n") > MAX_ROW_COUNT + 1:
        raise DataError(
            N_("{file} has more than {most} lines; cut it down"), file=file, most=MAX_ROW_COUNT
        )
    lines = [(n, line) for n, line in enumerate(text.split("\n"), 1) if line.strip()]
    if not lines:
        raise DataError(N_("{file} is empty; it needs a line for each example"), file=file)
    for n, line in lines:
        if len(line) > MAX_LINE_CHARACTERS:
            raise DataError(
                N_("{file}: line {line} is longer than {most} characters; is this a table?"),
                file=file,
                line=n,
                most=MAX_LINE_CHARACTERS,
            )
    return lines


def delimiter_of(line: str) -> str:
    """What parts the cells, judged by the first line, its quoted texts aside."""
    outside = "".join(line.split('"')[::2])
    return next((sign for sign in DELIMITERS if sign in outside), ",")


@dataclass(frozen=True)
class Parted:
    """Lines as cells."""

    file: str
    delimiter: str

    def cells(self, number: int, line: str) -> list[str]:
        """The cells of a line; a quoted one may hold delimiters, and quotes when doubled."""
        cells = line.split(self.delimiter) if '"' not in line else self._quoted(number, line)
        for n, cell in enumerate(cells, 1):
            if len(cell) > MAX_CELL_CHARACTERS:
                raise DataError(
                    N_(
                        "{file}: line {line}, column {column} is longer than {most} characters; "
                        "shorten it"
                    ),
                    file=self.file,
                    line=number,
                    column=n,
                    most=MAX_CELL_CHARACTERS,
                )
        return cells

    def _quoted(self, number: int, line: str) -> list[str]:
        cells: list[str] = []
        at = 0
        while True:
            end = line.find(self.delimiter, at)
            end = len(line) if end < 0 else end
            if line[at:end].lstrip(" ").startswith('"'):
                begin = line.index('"', at) + 1
                close = _closing(line, begin)
                end = line.find(self.delimiter, close)
                end = len(line) if end < 0 else end
                if close < 0 or line[close + 1 : end].strip(" "):
                    raise DataError(
                        N_(
                            "{file}: the quotation marks of line {line}, column {column} do not "
                            "close around the cell; close them in the same line"
                        ),
                        file=self.file,
                        line=number,
                        column=len(cells) + 1,
                    )
                cells.append(line[begin:close].replace('""', '"'))
            else:
                cells.append(line[at:end])
            if end == len(line):
                return cells
            at = end + 1


def _closing(line: str, begin: int) -> int:
    """Where the quotation mark stands that ends what begins here; doubled ones do not; else −1."""
    at = line.find('"', begin)
    while at >= 0 and line.startswith('""', at):
        at = line.find('"', at + 2)
    return at
