"""Which columns of a table are inputs and which are targets, and what is said of the choice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from ..dataclass import dataclass
from ..errors import DataError, Remark
from ..ops import Array
from ..text import N_
from .readers.table import TableColumn, TextTable

TARGET_COLUMNS = (
    *("label", "target", "class", "species", "y", "t"),
    *("labels", "targets", "classes", "output", "레이블", "라벨", "정답", "타깃", "클래스", "품종"),
)
"""What a target column goes by, if nobody says which it is."""
MAX_ONEHOT_WORD_COUNT = 100
"""Different words of a column that becomes inputs without being asked to."""
MAX_PIXEL = 255


@dataclass(frozen=True)
class Asked:
    """What a lesson says about the columns of a table."""

    inputs: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    onehot: tuple[str, ...] | None = None
    """The columns that become one column for each of their words; None for all that hold words."""
    decimal: str | None = None
    wants_classes: bool | None = None
    """Whether the targets shall be classes; None where nobody knows."""


@dataclass(frozen=True)
class ChosenColumns:
    """Inputs and targets of a table."""

    inputs: tuple[TableColumn, ...]
    targets: tuple[TableColumn, ...]
    onehot: tuple[int, ...]
    """For each input the number of its words where it becomes one column for each, otherwise 0."""
    remarks: tuple[Remark, ...]

    @property
    def input_names(self) -> tuple[str, ...]:
        """What the inputs are called, each word of those that become several by itself."""
        names: list[str] = []
        for column, count in zip(self.inputs, self.onehot, strict=True):
            names += [f"{column.name}={word}" for word in column.words] if count else [column.name]
        return tuple(names)

    def numbered_like(self, other: ChosenColumns) -> ChosenColumns:
        """The same columns of another file, with the words of the first one."""
        inputs = zip(self.inputs, other.inputs, strict=True)
        targets = zip(self.targets, other.targets, strict=True)
        return replace(
            self,
            inputs=tuple(_like(own, first) for own, first in inputs),
            targets=tuple(_like(own, first) for own, first in targets),
            onehot=other.onehot,
        )


def _like(own: TableColumn, first: TableColumn) -> TableColumn:
    return replace(own, kind=first.kind, words=first.words) if first.kind == "words" else own


class _Chooser:
    """A table, what is asked for, and what was remarked so far."""

    def __init__(self, table: TextTable, asked: Asked) -> None:
        self.table, self.asked = table, asked
        self.names = table.layout.columns
        self.remarks: list[Remark] = []
        self._looked: dict[int, TableColumn] = {}

    def choose(self) -> ChosenColumns:
        asked, names = self.asked, self.names
        if len(names) < 2 and not (asked.inputs and asked.targets):
            raise DataError(
                N_("{file} has only one column; it needs inputs beside the targets"),
                file=self.table.file,
            )
        named = [self._place(name) for name in asked.targets]
        inputs = [self._place(name) for name in asked.inputs]
        others = [n for n in range(len(names)) if n not in named]
        if not inputs:
            self._look([*named, *others])
            others = list(self._without_row_numbers(others))
        self._look([*named, *inputs])
        targets = named or [self._target([n for n in others if n not in inputs])]
        if not inputs:
            others = [n for n in others if n not in targets]
            inputs = [n for n in others if self._looked[n].kind != "empty"]
            self._say_left_out(n for n in others if self._looked[n].kind == "empty")
        if not inputs:
            raise DataError(
                N_("{file} has only one column; it needs inputs beside the targets"),
                file=self.table.file,
            )
        self._refuse(inputs, targets)
        if not asked.inputs:
            self._refuse_gaps(inputs)
        chosen = [self._looked[n] for n in inputs]
        onehot = tuple(self._widths(chosen))
        self._say_onehot(chosen, onehot)
        return ChosenColumns(
            tuple(chosen),
            tuple(self._looked[n] for n in targets),
            onehot,
            tuple(self.remarks),
        )

    def _look(self, places: Sequence[int]) -> None:
        new = [n for n in dict.fromkeys(places) if n not in self._looked]
        if new:
            self._looked |= {column.place: column for column in self.table.columns(new)}

    def _place(self, name: str) -> int:
        if name not in self.names:
            raise DataError(
                N_("{file} has no column {name}; it has {known}"),
                file=self.table.file,
                name=name,
                known=", ".join(self.names),
            )
        return self.names.index(name)

    # -- the target --------------------------------------------------------------------------------

    def _target(self, places: list[int]) -> int:
        """The column of the targets, if nobody says which it is."""
        if not places:
            raise DataError(
                N_("{file} has only one column; it needs inputs beside the targets"),
                file=self.table.file,
            )
        lower = {self.names[n].casefold(): n for n in reversed(places)}
        for name in TARGET_COLUMNS:
            if name in lower:
                found = lower[name]
                self._look([found])
                self.remarks.append(
                    Remark(N_("the target is the column {name}"), name=self.names[found])
                )
                return found
        first, last = places[0], places[-1]
        self._look([first, last])
        while self._looked[last].kind == "empty" and last != first:
            places = places[:-1]
            last = places[-1]
            self._look([last])
        place, template = self._first_or_last(first, last)
        self.remarks.append(
            Remark(
                template,
                is_notable=True,
                name=self.names[place],
                line=f'targets = ["{self.names[place]}"]',
            )
        )
        return place

    def _first_or_last(self, first: int, last: int) -> tuple[int, str]:
        """The first column or the last, and why."""
        by_first, by_last = self._classes(first), self._classes(last)
        wants = self.asked.wants_classes
        if first == last or by_first is None:
            first = last
        elif by_last == 1 and by_first > 1:
            return first, N_(
                "the target is the first column, {name}, because the last one is the same number "
                "everywhere; {line} in [data] says it"
            )
        elif by_last is None and (wants or (wants is None and self._are_pixels(first))):
            return first, N_(
                "the target is the first column, {name}, because it holds class numbers and the "
                "last one does not; {line} in [data] says it"
            )
        if self.table.layout.has_header:
            return last, N_(
                "the target is the last column, {name}, because none is called label, target or "
                "class; {line} in [data] says it"
            )
        return last, N_(
            "the target is the last column, {name}, because no line names the columns; {line} in "
            "[data] says it"
        )

    def _classes(self, place: int) -> int | None:
        """How many classes a column may number; None if it is none of classes."""
        column = self._looked[place]
        if column.words:
            return len(column.words)
        if column.kind != "numbers":
            return None
        found = np.unique(self.table.numbers([column]))
        if len(found) == 1:
            return 1
        counted = np.arange(len(found)) + found[0]
        return len(found) if found[0] in (0, 1) and np.array_equal(found, counted) else None

    def _are_pixels(self, first: int) -> bool:
        """Whether all columns but the first are whole numbers from 0 to 255 and without a name."""
        if self.table.layout.has_header:
            return False
        columns = [column for n, column in self._looked.items() if n != first]
        if any(column.kind != "numbers" for column in columns):
            return False
        return self.table.numbers(columns).dtype == np.uint8

    # -- the inputs --------------------------------------------------------------------------------

    def _without_row_numbers(self, places: Sequence[int]) -> Iterator[int]:
        for n in places:
            if n == 0 and len(places) > 1 and self.table.numbers_rows(self._looked[n]):
                self.remarks.append(
                    Remark(
                        N_(
                            "the first column, {name}, only numbers the rows and is left out; "
                            "inputs in [data] can name it"
                        ),
                        is_notable=True,
                        name=self.names[0],
                    )
                )
            else:
                yield n

    def _say_left_out(self, places: Iterator[int]) -> None:
        names = [self.names[n] for n in places]
        if names:
            self.remarks.append(
                Remark(
                    N_("empty columns are left out: {names}"),
                    is_notable=True,
                    names=", ".join(names),
                )
            )

    def _refuse(self, inputs: Sequence[int], targets: Sequence[int]) -> None:
        """Refuse all columns at once that hold no numbers and cannot become any."""
        looked = self._looked
        onehot = self.asked.onehot
        for name in onehot or ():
            if self._place(name) not in inputs:
                raise DataError(
                    N_("{file}: the column {name} of onehot is no input; name it among inputs too"),
                    file=self.table.file,
                    name=name,
                )
        dates = [n for n in [*inputs, *targets] if looked[n].kind == "dates"]
        words = [
            n
            for n in inputs
            if looked[n].kind == "words"
            and (
                self.names[n] not in onehot
                if onehot is not None
                else len(looked[n].words) > MAX_ONEHOT_WORD_COUNT
            )
        ]
        if len(targets) > 1:
            words += [n for n in targets if looked[n].kind == "words"]
        for bad, template in (
            (
                dates,
                N_("{file}: {columns} hold dates, not numbers; name the others: {line} in [data]"),
            ),
            (
                words,
                N_(
                    "{file}: {columns} hold words like “{word}”; name the others, {line} in [data]"
                    ", or let each word be a column, {onehot}"
                ),
            ),
        ):
            if bad:
                kept = [self.names[n] for n in inputs if looked[n].kind not in ("dates", "words")]
                others = f"inputs = {_listed(kept)}"
                onehot_line = f"onehot = {_listed([self.names[n] for n in bad])}"
                raise DataError(
                    template,
                    file=self.table.file,
                    columns=", ".join(self.names[n] for n in bad),
                    word=(looked[bad[0]].words or ("",))[0],
                    line=others,
                    onehot=onehot_line,
                )

    def _refuse_gaps(self, inputs: Sequence[int]) -> None:
        """Refuse the columns with empty cells that nobody asked for, and say how to go without."""
        gaps = [n for n in inputs if self._looked[n].has_gaps]
        if not gaps:
            return
        line, cell = self.table.first_gap(self._looked[gaps[0]])
        others = [self.names[n] for n in inputs if n not in gaps]
        raise DataError(
            _gap_sentence(cell, others=bool(others)),
            file=self.table.file,
            line=line,
            column=self.names[gaps[0]],
            columns=", ".join(self.names[n] for n in gaps),
            cell=cell,
            inputs=f"inputs = {_listed(others)}",
        )

    def _widths(self, chosen: list[TableColumn]) -> Iterator[int]:
        """For each input the number of columns that its words become, and 0 for a number."""
        for n, column in enumerate(chosen):
            asked = self.asked.onehot is not None and column.name in self.asked.onehot
            if asked and column.kind == "numbers":
                found = np.unique(self.table.numbers([column]))
                chosen[n] = replace(column, words=tuple(f"{value:g}" for value in found))
            yield len(chosen[n].words) if asked or column.kind == "words" else 0

    def _say_onehot(self, chosen: Sequence[TableColumn], onehot: Sequence[int]) -> None:
        for column, count in zip(chosen, onehot, strict=True):
            if count:
                self.remarks.append(
                    Remark(
                        N_("{name} becomes {count} columns, one for each word: {words}"),
                        is_notable=self.asked.onehot is None,
                        name=column.name,
                        count=count,
                        words=", ".join(column.words),
                    )
                )


def choose_columns(table: TextTable, asked: Asked) -> ChosenColumns:
    """Inputs and targets of a table; raises DataError where they cannot be had."""
    return _Chooser(table, asked).choose()


def numbers_of(
    table: TextTable, columns: Sequence[TableColumn], onehot: Mapping[int, int]
) -> Array:
    """The numbers of columns, ``(rows, columns)``; one that becomes several has the place of its
    word among all, from 0."""
    numbers = table.numbers(columns)
    for n in onehot:
        if columns[n].kind == "numbers":
            known = np.array([float(word) for word in columns[n].words])
            places = np.searchsorted(known, numbers[:, n])
            stray = known[np.minimum(places, len(known) - 1)] != numbers[:, n]
            if stray.any():
                raise DataError(
                    N_("{file}: column {column} has {value}, which is none of {known}"),
                    file=table.file,
                    column=columns[n].name,
                    value=f"{numbers[int(np.argmax(stray)), n]:g}",
                    known=", ".join(columns[n].words),
                )
            numbers = numbers.copy() if not numbers.flags.writeable else numbers
            numbers[:, n] = places
    return numbers


def _listed(names: Sequence[str]) -> str:
    """A list of texts as a lesson file has it."""
    quoted = ", ".join(f'"{name}"' for name in names)
    return f"[{quoted}]"


def _gap_sentence(cell: str, *, others: bool) -> str:
    """Why a column with gaps is refused: what its first gap holds, and how to go without, if there
    are other columns."""
    if not others:
        if not cell:
            return N_(
                "{file}: line {line}, column {column} is empty; fill it or leave out the line"
            )
        return N_(
            "{file}: line {line}, column {column} has no number but “{cell}”; fill it or leave out "
            "the line"
        )
    if not cell:
        return N_(
            "{file}: line {line}, column {column} is empty; fill the gaps of {columns}, or "
            "name the other columns: {inputs} in [data]"
        )
    return N_(
        "{file}: line {line}, column {column} has no number but “{cell}”; fill the gaps of "
        "{columns}, or name the other columns: {inputs} in [data]"
    )
