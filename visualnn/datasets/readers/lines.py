"""Text files as lines, and lines as cells, once it is known that they are of a bearable size."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from itertools import chain

from ...dataclass import dataclass
from ...errors import DataError
from ...text import N_
from .limits import MAX_ROW_COUNT

MAX_CELL_CHARACTERS = 1_000
"""Of a cell that is read; what nobody asks for may be as long as the csv module bears."""
MAX_LINE_CHARACTERS = 300_000
SPACES = " "
"""The separator that stands for any number of spaces and tabs."""

Line = tuple[int, str]
"""The number of a line, counted from 1, and its text."""
Record = tuple[int, list[str]]
"""The number of the line in which a row begins, and its cells."""

_RUN_OF_SPACES = re.compile(r"[ \t]+")


def lines_of(text: str, file: str) -> list[Line]:
    """The lines that are not blank; raises DataError where there are none, too many, or one that
    is too long."""
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


@dataclass(frozen=True)
class CellSplitter:
    """Lines as cells."""

    file: str
    separator: str

    def records(self, lines: Iterable[Line]) -> Iterator[Record]:
        """The rows of lines; a quoted cell may hold separators, line breaks, and quotes when
        doubled. Raises DataError for quotes that do not close."""
        rest = iter(lines)
        for line in rest:
            if '"' in line[1]:
                yield from self._quoted(chain([line], rest))
            elif self.separator == SPACES:
                yield line[0], line[1].split()
            else:
                yield line[0], line[1].split(self.separator)

    def cells(self, line: Line) -> list[str]:
        """The cells of one line by itself."""
        return next(self.records([line]))[1]

    def _quoted(self, lines: Iterable[Line]) -> Iterator[Record]:
        """The rows of lines some of which have quotes."""
        begun: list[Line] = []
        """The lines of the row that is being read."""

        def texts() -> Iterator[str]:
            for line in lines:
                begun.append(line)
                yield f"{self._spaced(line[1])}\n"

        reader = csv.reader(
            texts(),
            delimiter=self.separator,
            skipinitialspace=self.separator != SPACES,
            strict=True,
        )
        while True:
            begun.clear()
            try:
                cells = next(reader, None)
            except csv.Error:
                number, line = begun[0]
                raise DataError(
                    N_(
                        "{file}: the quotation marks of line {line}, column {column} do not close "
                        "around the cell, or it is longer than {most} characters; close them or "
                        "shorten it"
                    ),
                    file=self.file,
                    line=number,
                    column=self._column_of_fault(line),
                    most=csv.field_size_limit(),
                ) from None
            if cells is None:
                return
            yield begun[0][0], cells

    def _column_of_fault(self, line: str) -> int:
        """The column whose quotation marks do not close around it."""
        before = 0
        for n, outside in enumerate(line.split('"')[::2]):
            if n and outside.strip() and not outside.lstrip(" ").startswith(self.separator):
                break
            before += outside.count(self.separator)
        return before + 1

    def _spaced(self, text: str) -> str:
        """Where spaces part the cells, one for each run of them outside of quotes."""
        if self.separator != SPACES:
            return text
        parts = text.strip().split('"')
        parts[::2] = [_RUN_OF_SPACES.sub(SPACES, part) for part in parts[::2]]
        return '"'.join(parts)


def check_cell(cell: str, **place: object) -> None:
    """Raise DataError for a cell that is longer than what is read."""
    if len(cell) > MAX_CELL_CHARACTERS:
        raise DataError(
            N_("{file}: line {line}, column {column} is longer than {most} characters; shorten it"),
            most=MAX_CELL_CHARACTERS,
            **place,
        )
