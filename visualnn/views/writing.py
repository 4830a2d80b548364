"""Tables of views, written: for a reader, as CSV, as JSON."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Mapping, Sequence

from ..figures import result
from ..tables import table as columns_of
from .base import CellValue, ViewTable

__all__ = ["as_csv", "as_json", "as_text", "cell_text", "join_tables", "plain_records"]


def join_tables(tables: Mapping[str, ViewTable]) -> ViewTable:
    """One table of several runs, put together from the table of each. The first column,
    ``variant``, names the run of a row; a column that a run does not have is empty in its rows.
    """
    columns = tuple(dict.fromkeys(name for each in tables.values() for name in each.columns))
    rows: list[tuple[CellValue, ...]] = []
    for run, each in tables.items():
        if each.columns == columns:
            rows += [(run, *row) for row in each.rows]
        else:
            rows += [(run, *map(record.get, columns)) for record in each.records]
    return ViewTable(("variant", *columns), tuple(rows))


def as_csv(table: ViewTable) -> str:
    """RFC 4180: one header, one rectangle; numbers in full, an empty cell is not computed.

    A word that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(table.columns)
    rows.writerows([_csv_cell(cell) for cell in row] for row in table.rows)
    return written.getvalue()


def _csv_cell(cell: CellValue) -> str:
    if isinstance(cell, str):
        return f"'{cell}" if cell[:1] in "=+-@\t\r" and cell else cell
    return _full(cell)


def _full(cell: CellValue) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return repr(float(cell)) if isinstance(cell, float) else str(cell)


def as_json(table: ViewTable) -> str:
    """``{"columns": […], "rows": [[…], …]}``; a number that is not finite is null."""
    rows = [[_json_cell(cell) for cell in row] for row in table.rows]
    return json.dumps(
        {"columns": list(table.columns), "rows": rows}, ensure_ascii=False, allow_nan=False
    )


def plain_records(table: ViewTable) -> list[dict[str, CellValue]]:
    """The rows as dictionaries for JSON, column → cell; a number that is not finite is None."""
    return [{name: _json_cell(cell) for name, cell in record.items()} for record in table.records]


def _json_cell(cell: CellValue) -> CellValue:
    return None if isinstance(cell, float) and not math.isfinite(cell) else cell


def as_text(table: ViewTable) -> str:
    """Columns for a reader; numbers with the digits of an arithmetic line."""
    rows: Sequence[tuple[str, ...]] = [tuple(map(cell_text, row)) for row in table.rows]
    return "\n".join(columns_of([table.columns, *rows]))


def cell_text(cell: CellValue) -> str:
    """A cell for a reader: a number with the digits of an arithmetic line."""
    if isinstance(cell, float):
        return result(cell)
    return "–" if cell is None else _full(cell)
