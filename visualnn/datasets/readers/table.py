"""Tables as text: columns of numbers, percents, True and False, words.

A table is looked at first (`layout`), then each column that is wanted (`TextTable.columns`), and
only then are its cells taken as numbers. What nobody wants is not read: its cells may hold
anything. Nothing is guessed silently: a row of another length, an empty cell among those wanted, a
number that two countries read differently are refused with line and column.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from functools import cached_property
from typing import Literal

import numpy as np

from ...dataclass import dataclass
from ...errors import DataError
from ...ops import Array
from ...text import N_
from .layout import TableLayout, layout_of
from .lines import MAX_CELL_CHARACTERS, SPACES, Record, check_cell
from .numbers import (
    ANY,
    NUMBERS,
    Reading,
    is_missing,
    looks_plain,
    readings_of,
    value_of,
)

MAX_WORD_COUNT = 1_000
"""Different words in a column."""
ROW_NUMBER_NAMES = frozenset(
    {"unnamed: 0", "index", "idx", "id", "no", "no.", "nr", "nr.", "#", "row", "번호", "순번"}
)
"""What the first column is called when it only numbers the rows."""
_BLOCK_ROW_COUNT = 1_000
"""Rows that are taken in together."""
_MAX_KNOWN_CELL_COUNT = 100_000
"""Different cells whose reading is remembered."""

ColumnKind = Literal["numbers", "percent", "truth", "dates", "words", "empty"]


@dataclass(frozen=True)
class TableColumn:
    """A column, once it was looked at from top to bottom."""

    place: int
    name: str
    kind: ColumnKind
    reading: Reading = Reading.POINT
    """How its cells become numbers."""
    has_thousands: bool = False
    """Whether a number of it has marks before its thousands."""
    has_gaps: bool = False
    """Whether cells of it are empty, or say that a number is missing."""
    words: tuple[str, ...] = ()
    """The words of it in alphabetical order, which its numbers count from 0."""


@dataclass(frozen=True)
class Table:
    """The numbers of a text file, ``(rows, columns)``, and what its columns are called."""

    columns: tuple[str, ...]
    numbers: Array
    words: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    """Column → the words that its numbers stand for, in the order of these numbers."""


def read_table(content: bytes, file: str) -> Table:
    """All columns of the text file of these bytes; raises DataError at the first thing that is
    wrong."""
    table = TextTable.of(content, file)
    columns = table.columns(range(len(table.layout.columns)))
    words = {column.place: column.words for column in columns if column.words}
    return Table(table.layout.columns, table.numbers(columns), words)


@dataclass(frozen=True)
class TextTable:
    """A text file whose layout is known, and whose cells are read as they are asked for."""

    layout: TableLayout
    decimal: str | None = None
    """The decimal mark of all its numbers, ``.`` or ``,``; None where it is to be found out."""
    _known: dict[str, Reading] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, content: bytes, file: str, decimal: str | None = None) -> TextTable:
        """The table in the bytes of a file; raises DataError for what is no table."""
        return cls(layout_of(content, file), decimal)

    @property
    def file(self) -> str:
        return self.layout.file

    @cached_property
    def _plain(self) -> Array | None:
        """The numbers of all columns where every line holds nothing but plain numbers."""
        if self.decimal == ",":
            return None
        width, separator = len(self.layout.columns), self.layout.separator
        blocks: list[Array] = []
        for begin in range(0, len(self.layout.lines), _BLOCK_ROW_COUNT):
            block = self.layout.lines[begin : begin + _BLOCK_ROW_COUNT]
            numbers = np.empty((len(block), width))
            for row, line in zip(numbers, block, strict=True):
                quick = _quick(line[1], separator, width)
                if quick is None:
                    return None
                row[:] = quick
            blocks.append(_small(numbers))
        return _joined(blocks)

    # -- what columns are --------------------------------------------------------------------------

    def columns(self, places: Iterable[int]) -> list[TableColumn]:
        """What the columns at these places are; raises DataError where a number can be read in two
        ways."""
        places = list(places)
        names = self.layout.columns
        if self._plain is not None:
            return [TableColumn(place, names[place], "numbers") for place in places]
        looks = {place: _ColumnSurvey() for place in places}
        for block in self._blocks():
            for place in places:
                looks[place].take([cells[place] for _, cells in block], self._readings)
        marks = {look.mark for look in looks.values()} - {None}
        mark = self.decimal or (marks.pop() if len(marks) == 1 else None)
        return [self._column(place, looks[place], mark) for place in places]

    def _column(self, place: int, look: _ColumnSurvey, mark: str | None) -> TableColumn:
        name = self.layout.columns[place]
        if not look.numbers and not look.words:
            return TableColumn(place, name, "empty")
        if look.numbers >= len(look.words):
            return self._numeric(place, name, look, mark)
        if look.readings & Reading.TRUTH:
            gaps = bool(look.blanks)
            return TableColumn(place, name, "truth", Reading.TRUTH, False, gaps, ("False", "True"))
        if look.readings:
            return TableColumn(place, name, "dates", Reading.DATE)
        words = tuple(sorted(look.words | look.blanks - {""}))
        return TableColumn(place, name, "words", Reading(0), False, "" in look.blanks, words)

    def _numeric(self, place: int, name: str, look: _ColumnSurvey, mark: str | None) -> TableColumn:
        """A column of numbers, some of which may turn out to be none."""
        point = look.readings & (Reading.POINT | Reading.POINT_PERCENT)
        comma = look.readings & (Reading.COMMA | Reading.COMMA_PERCENT)
        if self.decimal is not None:
            given = Reading.POINT if self.decimal == "." else Reading.COMMA
            reading = (point if self.decimal == "." else comma) or given
        elif point and comma and look.differing:
            if mark is None and "," in look.differing and self.layout.separator != ",":
                raise self._ambiguous(place)
            reading = comma if mark == "," else point
        else:
            reading = point or comma or look.usual
        by_point = bool(reading & (Reading.POINT | Reading.POINT_PERCENT))
        percent = bool(reading & (Reading.POINT_PERCENT | Reading.COMMA_PERCENT))
        thousands = look.has_comma if by_point else look.has_point
        kind: ColumnKind = "percent" if percent else "numbers"
        return TableColumn(place, name, kind, reading, thousands, bool(look.blanks))

    def _ambiguous(self, place: int) -> DataError:
        line, cell = next(
            (line, cells[place])
            for line, cells in self.layout.records()
            if "," in cells[place] and _differs(cells[place], self._readings(cells[place]))
        )
        large, small = (value_of(cell, kind) for kind in (Reading.POINT, Reading.COMMA))
        return DataError(
            N_(
                "{file}: line {line}, column {column} has “{cell}”, which is {large} if the comma "
                "stands before thousands and {small} if it is a decimal comma; say "
                "{point} or {comma} in [data]"
            ),
            file=self.file,
            line=line,
            column=self.layout.columns[place],
            cell=cell,
            large=f"{large:g}",
            small=f"{small:g}",
            point='decimal = "."',
            comma='decimal = ","',
        )

    def first_gap(self, column: TableColumn) -> tuple[int, str]:
        """The first line whose cell is empty, or says that a number is missing, and the cell."""
        return next(
            (line, cells[column.place].strip())
            for line, cells in self.layout.records()
            if is_missing(cells[column.place])
            and (column.kind != "words" or not cells[column.place].strip())
        )

    def numbers_rows(self, column: TableColumn) -> bool:
        """Whether the first column only numbers the rows: it has no name, or one that says so, and
        counts up by one."""
        name = self.layout.columns[0].casefold()
        unnamed = self.layout.has_header and self.layout.is_first_unnamed
        if column.place or column.kind != "numbers" or not self.layout.has_header:
            return False
        if not unnamed and name not in ROW_NUMBER_NAMES:
            return False
        try:
            numbers = self.numbers([column])[:, 0].astype(np.float64)
        except DataError:
            return False
        return numbers[0] in (0, 1) and bool((np.diff(numbers) == 1).all())

    # -- their numbers -----------------------------------------------------------------------------

    def numbers(self, columns: Sequence[TableColumn]) -> Array:
        """The numbers of columns, ``(rows, columns)``; raises DataError at the first cell that has
        none."""
        places = [column.place for column in columns]
        if self._plain is not None:
            return self._plain[:, places]
        for column in columns:
            if len(column.words) > MAX_WORD_COUNT:
                raise DataError(
                    N_(
                        "{file}: column {column} has more than {most} different words; leave the "
                        "column out"
                    ),
                    file=self.file,
                    column=column.name,
                    most=MAX_WORD_COUNT,
                )
        blocks = []
        for block in self._blocks():
            numbers = np.empty((len(block), len(columns)))
            for n, column in enumerate(columns):
                cells = [cells[column.place] for _, cells in block]
                numbers[:, n] = self._values(column, cells, block)
            blocks.append(_small(numbers))
        return _joined(blocks)

    def _values(
        self, column: TableColumn, cells: Sequence[str], block: Sequence[Record]
    ) -> list[float]:
        quick = _plain_values(cells) if column.reading == Reading.POINT else None
        if quick is not None:
            return quick
        known: dict[str, float] = {}
        for cell in set(cells):
            value = self._value(column, cell)
            if value is None:
                at = next(n for n, each in enumerate(cells) if self._value(column, each) is None)
                raise self._refusal(column, block[at][0], cells[at])
            known[cell] = value
        return [known[cell] for cell in cells]

    def _value(self, column: TableColumn, cell: str) -> float | None:
        if column.kind == "words":
            number = self._number_of(column).get(cell.strip())
            return None if number is None or len(cell) > MAX_CELL_CHARACTERS else float(number)
        if not self._readings(cell) & column.reading:
            return None
        return None if column.kind in ("dates", "empty") else value_of(cell, column.reading)

    def _number_of(self, column: TableColumn) -> Mapping[str, int]:
        numbered = self._numbered.get(column.words)
        if numbered is None:
            numbered = {word: n for n, word in enumerate(column.words)}
            self._numbered[column.words] = numbered
        return numbered

    @cached_property
    def _numbered(self) -> dict[tuple[str, ...], Mapping[str, int]]:
        return {}

    def _refusal(self, column: TableColumn, line: int, cell: str) -> DataError:
        """What is said of a cell that is none of what its column is."""
        place = {"file": self.file, "line": line, "column": column.name}
        check_cell(cell, **place)
        if column.kind == "words" and not cell.strip():
            return DataError(
                N_("{file}: line {line}, column {column} is empty; fill it or leave out the line"),
                **place,
            )
        if column.kind != "words" and is_missing(cell):
            return DataError(
                N_(
                    "{file}: line {line}, column {column} has no number but “{cell}”; fill it or "
                    "leave out the line"
                ),
                cell=cell,
                **place,
            )
        if column.kind == "words":
            return DataError(
                N_("{file}: line {line}, column {column} has “{cell}”, which is none of {known}"),
                cell=cell,
                known=", ".join(column.words),
                **place,
            )
        if self._readings(cell) & NUMBERS:
            return DataError(
                N_(
                    "{file}: line {line}, column {column} has “{cell}”, written unlike other "
                    "numbers of the column; write all of them alike"
                ),
                cell=cell,
                **place,
            )
        return DataError(
            N_(
                "{file}: line {line}, column {column} is no number that can be worked with: "
                "“{cell}”"
            ),
            cell=cell,
            **place,
        )

    def _blocks(self) -> Iterator[list[Record]]:
        block: list[Record] = []
        for record in self.layout.records():
            block.append(record)
            if len(block) == _BLOCK_ROW_COUNT:
                yield block
                block = []
        if block:
            yield block

    def _readings(self, cell: str) -> Reading:
        found = self._known.get(cell)
        if found is None:
            found = readings_of(cell) if len(cell) <= MAX_CELL_CHARACTERS else Reading(0)
            if len(self._known) < _MAX_KNOWN_CELL_COUNT:
                self._known[cell] = found
        return found


_WAYS = tuple(NUMBERS)


class _ColumnSurvey:
    """What was seen of a column so far."""

    def __init__(self) -> None:
        self.readings = ANY
        """The ways in which all of its cells can be read."""
        self.words: set[str] = set()
        """Different words, at most as many as are borne and one."""
        self.blanks: set[str] = set()
        """What stands where nothing is, as `NA`; among words these are words."""
        self.has_point = self.has_comma = False
        """Whether numbers have such marks."""
        self.differing = ""
        """A number that is another one with a decimal comma than with a point."""
        self._counts: Counter[Reading] = Counter()
        """Different numbers that can be read in a way, those of several blocks counted again."""
        self._needed: set[str] = set()
        """The decimal marks that a number cannot be read without."""

    @property
    def numbers(self) -> int:
        """Different numbers, those of several blocks counted again."""
        return max(self._counts.values(), default=0)

    @property
    def mark(self) -> str | None:
        """The decimal mark that a number of it cannot be read without."""
        return next(iter(self._needed)) if len(self._needed) == 1 else None

    @property
    def usual(self) -> Reading:
        """The way in which most of its numbers can be read."""
        return max(self._counts, key=lambda way: (self._counts[way], -way))

    def take(self, cells: Sequence[str], readings: Callable[[str], Reading]) -> None:
        """Look at some cells of the column."""
        if len(self.words) > MAX_WORD_COUNT:
            return  # refused in any case
        is_whole = not any("." in cell for cell in cells)
        if (is_whole or self._needed == {"."}) and _plain_values(cells) is not None:
            for way in _WAYS[:2] if is_whole else _WAYS[:1]:
                self._counts[way] += len(cells)
            self.readings &= Reading.POINT | (Reading.COMMA if is_whole else Reading(0))
            return
        for cell in set(cells):
            if is_missing(cell):
                self.blanks.add(cell.strip())
                continue
            found = readings(cell)
            self.readings &= found
            if found & NUMBERS:
                self._number(cell, found)
            elif len(self.words) <= MAX_WORD_COUNT:
                self.words.add(cell.strip())

    def _number(self, cell: str, found: Reading) -> None:
        for way in _WAYS:
            if found & way:
                self._counts[way] += 1
        self.has_point |= "." in cell
        self.has_comma |= "," in cell
        if not (self.has_point or self.has_comma):
            return
        point = bool(found & (Reading.POINT | Reading.POINT_PERCENT))
        comma = bool(found & (Reading.COMMA | Reading.COMMA_PERCENT))
        if point is not comma:
            self._needed.add("." if point else ",")
        elif ("," in cell or "." in cell) and _differs(cell, found):
            self.differing = max(self.differing, cell, key=lambda each: ("," in each, each))


def _differs(cell: str, found: Reading) -> bool:
    point, comma = (
        (Reading.POINT, Reading.COMMA)
        if found & Reading.POINT
        else (Reading.POINT_PERCENT, Reading.COMMA_PERCENT)
    )
    return value_of(cell, point) != value_of(cell, comma)


def _plain_values(cells: Sequence[str]) -> list[float] | None:
    """The numbers of cells that hold nothing but plain numbers; None for all others."""
    if not looks_plain("\n".join(cells), "\n"):
        return None
    try:
        values = list(map(float, cells))
    except ValueError:
        return None
    return values if max(map(abs, values)) < math.inf else None


def _quick(line: str, delimiter: str, width: int) -> list[float] | None:
    """The numbers of a line of plain numbers, and None for every other line.

    Python's own reading means the same as the grammar where a line has nothing but the signs of
    numbers, and what it gives is finite.
    """
    if not looks_plain(line, delimiter):
        return None
    try:
        values = list(map(float, line.split(None if delimiter == SPACES else delimiter)))
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
