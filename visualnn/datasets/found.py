"""What is said of a text file that was read: its encoding, separator, header and ways of
writing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from ..errors import Remark
from ..text import N_
from .choice import ChosenColumns
from .readers.layout import TableLayout
from .readers.lines import SPACES
from .readers.numbers import Reading
from .readers.table import TableColumn

_SEPARATORS: Mapping[str, str] = MappingProxyType(
    {
        ",": N_("commas"),
        ";": N_("semicolons"),
        "\t": N_("tabs"),
        "|": N_("bars (|)"),
        SPACES: N_("spaces"),
    }
)


def table_remarks(layout: TableLayout, chosen: ChosenColumns) -> Iterator[Remark]:
    """What was found in a text file, from the outside to its cells."""
    separator = _SEPARATORS.get(layout.separator)
    yield Remark(
        N_("text in {encoding}, its columns parted by {separator}"),
        encoding=layout.encoding,
        separator=Remark(separator) if separator else layout.separator,
    )
    if layout.encoding == "CP949":
        yield Remark(
            N_(
                "{file} is not UTF-8 and was read as Korean CP949; if words look wrong, save it as "
                "“CSV UTF-8”"
            ),
            is_notable=True,
            file=layout.file,
        )
    if layout.has_separator_line:
        yield Remark(N_("the first line, sep=, says how the columns are parted"))
    if layout.has_header:
        yield Remark(N_("a line names the columns: {names}"), names=", ".join(layout.columns))
    else:
        yield Remark(
            N_("no line names the columns; they are called 1 to {last}"), last=len(layout.columns)
        )
    yield Remark(
        N_("{rows} rows, inputs {inputs}, targets {targets}"),
        rows=len(layout.lines),
        inputs=", ".join(column.name for column in chosen.inputs),
        targets=", ".join(column.name for column in chosen.targets),
    )
    columns = (*chosen.inputs, *chosen.targets)
    for template, which in (
        (
            N_("{names}: commas stand before thousands"),
            [c for c in columns if c.has_thousands and c.reading is Reading.POINT],
        ),
        (
            N_("{names}: points stand before thousands, and commas are decimal commas"),
            [c for c in columns if c.has_thousands and c.reading is Reading.COMMA],
        ),
        (
            N_("{names}: commas are decimal commas"),
            [c for c in columns if _has_decimal_commas(c) and not c.has_thousands],
        ),
        (
            N_("{names}: percent, divided by 100"),
            [c for c in columns if c.kind == "percent"],
        ),
        (
            N_("{names}: True is 1, False is 0"),
            [c for c in columns if c.kind == "truth"],
        ),
    ):
        if which:
            yield Remark(template, names=", ".join(column.name for column in which))


def _has_decimal_commas(column: TableColumn) -> bool:
    return column.reading in (Reading.COMMA, Reading.COMMA_PERCENT)
