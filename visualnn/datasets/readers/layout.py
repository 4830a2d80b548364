"""What a text file is found to be, before any number of it is taken: encoding, separator, header,
names of columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from ...dataclass import dataclass
from ...errors import DataError
from ...text import N_
from .decoding import decoded
from .limits import MAX_NUMBER_COUNT
from .lines import SPACES, CellSplitter, Line, Record, check_cell, lines_of
from .numbers import NUMBERS, is_missing, readings_of

SEPARATORS = "\t;|,"
"""Of those that part all lines alike, the first one parts the columns."""
MAX_COLUMN_COUNT = 10_000
MAX_NAME_CHARACTERS = 100
SAMPLE_LINE_COUNT = 200
SAMPLE_CHARACTERS = 300_000
SAMPLE_CELL_COUNT = 20_000
"""Lines, or as many as have so many characters or cells, from which separator and header are found
out."""

_SEPARATOR_LINE = re.compile(r'"?sep=(?P<separator>[^"\s]|\t| )?[;,|\t]*"?', re.IGNORECASE)
_COMMENT = "#"


@dataclass(frozen=True)
class TableLayout:
    """How a text file is laid out."""

    file: str
    encoding: str
    separator: str
    has_separator_line: bool
    has_header: bool
    columns: tuple[str, ...]
    is_first_unnamed: bool
    """Whether the header has nothing above the first column."""
    lines: Sequence[Line]
    """Those of the rows."""

    @property
    def splitter(self) -> CellSplitter:
        return CellSplitter(self.file, self.separator)

    def records(self) -> Iterator[Record]:
        """The rows as cells, one for each column; raises DataError at one of another length."""
        width = len(self.columns)
        for line, cells in self.splitter.records(self.lines):
            if len(cells) != width:
                if cells[width:] and not any(cell.strip() for cell in cells[width:]):
                    del cells[width:]  # separators behind the last cell, as spreadsheets leave them
                else:
                    raise DataError(
                        N_(
                            "{file}: line {line} has {count} cells, the first has {width}; "
                            "give each line the same columns"
                        ),
                        file=self.file,
                        line=line,
                        count=len(cells),
                        width=width,
                    )
            yield line, cells


def layout_of(content: bytes, file: str) -> TableLayout:
    """How the text file of these bytes is laid out; raises DataError for what is no table."""
    text = decoded(content, file)
    lines = lines_of(text.text, file)
    said = _SEPARATOR_LINE.fullmatch(lines[0][1].strip(" ")) if len(lines) > 1 else None
    lines = lines[1:] if said else lines
    comments = 0
    while comments < len(lines) - 1 and lines[comments][1].lstrip().startswith(_COMMENT):
        comments += 1
    told, lines = lines[:comments], lines[comments:]
    separator = said["separator"] if said and said["separator"] else _separator(lines, file)
    splitter = CellSplitter(file, separator)
    first = next(splitter.records(lines))[1]
    most = max(2, min(SAMPLE_LINE_COUNT, SAMPLE_CELL_COUNT // len(first)))
    sample = [cells for _, cells in islice(splitter.records(lines), most)]
    if told:  # the header as numpy.savetxt writes it
        header = splitter.cells((told[-1][0], told[-1][1].lstrip().lstrip(_COMMENT).strip()))
        if len(header) == len(first):
            return _checked(file, text.encoding, separator, bool(said), header, lines)
    if len(sample) > 1 and len(first) + 1 == len(sample[1]) and not _are_numbers(first):
        first = ["", *first]  # R names its rows and leaves out what that column is called
    for n, cell in enumerate(first, 1):
        check_cell(cell, file=file, line=lines[0][0], column=n)
    is_header = _is_header(first, sample[1:])
    names = first if is_header else [f"{n}" for n in range(1, len(first) + 1)]
    rows = lines
    if is_header:
        begin = next((n for n, _ in islice(splitter.records(lines), 1, None)), None)
        rows = [line for line in lines if begin is not None and line[0] >= begin]
    return _checked(file, text.encoding, separator, bool(said), names, rows, is_header)


def _checked(
    file: str,
    encoding: str,
    separator: str,
    said: bool,
    names: Sequence[str],
    rows: Sequence[Line],
    is_header: bool = True,
) -> TableLayout:
    """The layout, once it is known that it is of a bearable size."""
    if len(names) > MAX_COLUMN_COUNT:
        raise DataError(
            N_("{file} has {count} columns, more than {most}; leave some out"),
            file=file,
            count=len(names),
            most=MAX_COLUMN_COUNT,
        )
    if not rows:
        raise DataError(N_("{file} has a header and no rows; add some"), file=file)
    if len(rows) * len(names) > MAX_NUMBER_COUNT:
        raise DataError(
            N_("{file} holds {count} numbers, more than {most}; cut it down"),
            file=file,
            count=len(rows) * len(names),
            most=MAX_NUMBER_COUNT,
        )
    unnamed = is_header and not names[0].strip()
    return TableLayout(file, encoding, separator, said, is_header, _names(names), unnamed, rows)


def _separator(lines: Sequence[Line], file: str) -> str:
    """What parts the cells: that which most lines of the sample have as often as the first."""
    sample = _sample(lines)
    best, found = 0, ","
    for sign in SEPARATORS:
        if not any(sign in line for _, line in sample[:2]):
            continue
        counts = _counts(CellSplitter(file, sign), sample)
        wide = counts[1] if len(counts) > 1 and counts[0] > 1 else counts[0]
        alike = sum(count == wide > 1 for count in counts)
        if alike > best:
            best, found = alike, sign
    if best and not _leaves_numbers_together(CellSplitter(file, found), sample):
        return found
    counts = _counts(CellSplitter(file, SPACES), sample)
    alone = not best or _leaves_numbers_together(CellSplitter(file, found), sample)
    return SPACES if alone and counts[-1] > 1 and len(set(counts[1:] or counts)) == 1 else found


def _sample(lines: Sequence[Line]) -> Sequence[Line]:
    """The first lines, as many as are soon looked at."""
    taken, size = 0, 0
    while taken < min(len(lines), SAMPLE_LINE_COUNT) and (taken < 2 or size < SAMPLE_CHARACTERS):
        size += len(lines[taken][1])
        taken += 1
    return lines[:taken]


def _counts(splitter: CellSplitter, sample: Sequence[Line]) -> list[int]:
    """The number of cells in each row, as far as the rows can be read that way."""
    counts = []
    try:
        for _, cells in splitter.records(sample):
            counts.append(len(cells))
    except DataError:
        pass  # told later, if this is the separator
    return counts or [0]


def _leaves_numbers_together(splitter: CellSplitter, sample: Sequence[Line]) -> bool:
    """Whether a cell of the last row is several numbers, so that spaces part the cells as well."""
    try:
        *_, (_, cells) = splitter.records(sample[-1:])
    except DataError:
        return False
    several = [parts for cell in cells if len(parts := cell.split()) > 1]
    return any(_are_numbers(parts) for parts in several)


def _are_numbers(cells: Sequence[str]) -> bool:
    return all(readings_of(cell) & NUMBERS for cell in cells)


def _is_header(first: Sequence[str], rest: Sequence[Sequence[str]]) -> bool:
    """Whether a first row names the columns.

    It does if it has a word where most of the others have none; if it has words only, none of
    which comes again below it; and if it counts the columns, as pandas does where they have no
    names.
    """
    words = [not readings_of(cell) and not is_missing(cell) for cell in first]
    if not rest:
        return all(words)
    columns = [[row[n] for row in rest if n < len(row)] for n in range(len(first))]
    for word, column in zip(words, columns, strict=True):
        numbers = sum(bool(readings_of(cell)) for cell in column)
        given = sum(not is_missing(cell) for cell in column)
        if word and numbers and 2 * numbers > given:
            return True
    if any(not word and not is_missing(cell) for word, cell in zip(words, first, strict=True)):
        return _counts_columns(first)
    named = [cell for word, cell in zip(words, first, strict=True) if word]
    if not named:
        return False
    again = [cell in column for cell, column in zip(first, columns, strict=True) if cell.strip()]
    repeats = any(len(set(column)) < len(column) for column in columns)
    return repeats and not any(again) and len(set(named)) == len(named)


def _counts_columns(first: Sequence[str]) -> bool:
    """Whether a row is 0, 1, 2, …, with or without an empty cell in front."""
    cells = [cell.strip(' "') for cell in first]
    after = cells[1:] if not cells[0] else cells
    return len(after) > 2 and after == [f"{n}" for n in range(len(after))]


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
