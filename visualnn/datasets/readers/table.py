"""Tables as text: CSV with commas, semicolons or tabs, with or without a header.

``label,pixel1,…,pixel784`` is one of them. Columns of words are numbered by their words in
alphabetical order. Nothing is guessed silently: a row of another length, an empty cell, a decimal
comma or an open quotation mark is refused with its line and column.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from ...errors import DataError
from ...ops import Array
from ...text import N_
from .limits import MAX_NUMBER_COUNT
from .lines import Line, Parted, delimiter_of, lines_of
from .numbers import is_missing, looks_plain, number_of

MAX_COLUMN_COUNT = 10_000
MAX_NAME_CHARACTERS = 100
MAX_WORD_COUNT = 1_000
"""Different words in a column."""
_BLOCK_ROW_COUNT = 1_000
"""Rows that are taken in together."""


@dataclass(frozen=True)
class Table:
    """The numbers of a text file, ``(rows, columns)``, and what its columns are called."""

    columns: tuple[str, ...]
    numbers: Array
    words: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    """Column → the words that its numbers stand for, in the order of these numbers."""


def read_table(content: bytes, file: str) -> Table:
    """The table in the bytes of a text file; raises DataError at the first thing that is wrong."""
    lines = lines_of(content, file)
    parted = Parted(file, delimiter_of(lines[0][1]))
    first = parted.cells(*lines[0])
    if len(first) > MAX_COLUMN_COUNT:
        raise DataError(
            N_("{file} has {count} columns, more than {most}; leave some out"),
            file=file,
            count=len(first),
            most=MAX_COLUMN_COUNT,
        )
    has_header = _is_header(first, parted.cells(*lines[1]) if len(lines) > 1 else None)
    columns = _names(first) if has_header else tuple(f"{n}" for n in range(1, len(first) + 1))
    rows = lines[1:] if has_header else lines
    if not rows:
        raise DataError(N_("{file} has a header and no rows; add some"), file=file)
    if len(rows) * len(columns) > MAX_NUMBER_COUNT:
        raise DataError(
            N_("{file} holds {count} numbers, more than {most}; cut it down"),
            file=file,
            count=len(rows) * len(columns),
            most=MAX_NUMBER_COUNT,
        )
    wordy = {
        n for n, cell in enumerate(parted.cells(*rows[0])) if number_of(cell) is None
        and not is_missing(cell)
    }  # fmt: skip
    reader = _Reader(parted, columns, {n: {} for n in wordy})
    numbers = _joined(list(reader.blocks(rows)))
    return _sorted(Table(columns, numbers), reader.words)


def _is_header(first: Sequence[str], second: Sequence[str] | None) -> bool:
    """A first row is a header if it has a word where the next row has a number, or words only and
    nothing after it."""
    words = [number_of(cell) is None and not is_missing(cell) for cell in first]
    if second is None:
        return all(words)
    return any(
        word and number_of(cell) is not None for word, cell in zip(words, second, strict=False)
    )


def _names(cells: Sequence[str]) -> tuple[str, ...]:
    """Names to call columns by: printable, not too long, each once."""
    names: dict[str, None] = {}
    for n, cell in enumerate(cells, 1):
        clean = "".join(c for c in cell.strip() if c.isprintable())[:MAX_NAME_CHARACTERS] or str(n)
        name, times = clean, 1
        while name in names:
            times += 1
            name = f"{clean} ({times})"
        names[name] = None
    return tuple(names)


@dataclass(frozen=True)
class _Reader:
    """Rows as numbers, and the words met on the way."""

    parted: Parted
    columns: tuple[str, ...]
    words: dict[int, dict[str, int]]
    """Column → its words, numbered as they came."""

    def blocks(self, rows: Sequence[Line]) -> Iterator[Array]:
        for begin in range(0, len(rows), _BLOCK_ROW_COUNT):
            block = rows[begin : begin + _BLOCK_ROW_COUNT]
            numbers = np.empty((len(block), len(self.columns)))
            for row, line in zip(numbers, block, strict=True):
                quick = None if self.words else _quick(line[1], self.parted.delimiter, len(row))
                row[:] = self._row(*line) if quick is None else quick
            yield _small(numbers)

    def _row(self, number: int, line: str) -> Sequence[float]:
        """The numbers of a line, cell by cell; raises DataError at the first that is none."""
        width = len(self.columns)
        cells = self.parted.cells(number, line)
        if len(cells) != width:
            raise DataError(
                N_(
                    "{file}: line {line} has {count} cells, the first has {width}; "
                    "give each line the same columns"
                ),
                file=self.parted.file,
                line=number,
                count=len(cells),
                width=width,
            )
        return [self._value(number, n, cell) for n, cell in enumerate(cells)]

    def _value(self, line: int, n: int, cell: str) -> float:
        place = {"file": self.parted.file, "line": line, "column": self.columns[n]}
        if n in self.words:
            known = self.words[n]
            word = cell.strip()
            if not word:
                raise DataError(
                    N_(
                        "{file}: line {line}, column {column} is empty; fill it or leave out the "
                        "line"
                    ),
                    **place,
                )
            if word not in known and len(known) >= MAX_WORD_COUNT:
                raise DataError(
                    N_(
                        "{file}: column {column} has more than {most} different words up to line "
                        "{line}; leave the column out"
                    ),
                    most=MAX_WORD_COUNT,
                    **place,
                )
            return float(known.setdefault(word, len(known)))
        value = number_of(cell)
        if value is not None:
            return value
        if is_missing(cell):
            raise DataError(
                N_(
                    "{file}: line {line}, column {column} has no number but “{cell}”; fill it or "
                    "leave out the line"
                ),
                cell=cell,
                **place,
            )
        if number_of(cell.replace(",", ".", 1)) is not None:
            raise DataError(
                N_(
                    "{file}: line {line}, column {column} has a decimal comma, “{cell}”; write a "
                    "point"
                ),
                cell=cell,
                **place,
            )
        raise DataError(
            N_(
                "{file}: line {line}, column {column} is no number that can be worked with: "
                "“{cell}”"
            ),
            cell=cell,
            **place,
        )


def _quick(line: str, delimiter: str, width: int) -> list[float] | None:
    """The numbers of a line of plain numbers, and None for every other line.

    Python's own reading means the same as the grammar where a line has nothing but the signs of
    numbers, and what it gives is finite.
    """
    if not looks_plain(line, delimiter):
        return None
    try:
        values = list(map(float, line.split(delimiter)))
    except ValueError:
        return None
    return values if len(values) == width and max(map(abs, values)) < math.inf else None


def _small(numbers: Array) -> Array:
    """The same numbers in bytes where they are whole and fit: pixels take an eighth."""
    small = numbers.astype(np.uint8) if numbers.min() >= 0 and numbers.max() <= 255 else numbers
    return small if np.array_equal(small, numbers) else numbers


def _joined(blocks: list[Array]) -> Array:
    """One array of all rows, wide enough for the widest numbers."""
    kind = np.result_type(*blocks)
    out = np.empty((sum(map(len, blocks)), blocks[0].shape[1]), kind)
    begin = 0
    while blocks:
        block = blocks.pop(0)
        out[begin : begin + len(block)] = block
        begin += len(block)
    return out


def _sorted(table: Table, words: Mapping[int, Mapping[str, int]]) -> Table:
    """The table with its words numbered in alphabetical order instead of as they came."""
    found = {}
    for n, known in words.items():
        names = sorted(known)
        number = np.empty(len(names), table.numbers.dtype)
        number[[known[name] for name in names]] = np.arange(len(names))
        table.numbers[:, n] = number[table.numbers[:, n].astype(np.intp)]
        found[n] = tuple(names)
    return Table(table.columns, table.numbers, found)
