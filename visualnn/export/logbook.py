"""A run as a table: one row for each iteration, one column for each curve."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..run.history import History

__all__ = ["table", "table_of_runs"]


def table(history: History) -> str:
    """The curves of all computed iterations as CSV (RFC 4180), with a heading.

    Iterations and epochs are counted from 0. What is measured once an epoch stands in the epoch's
    last iteration; elsewhere its cell is empty. Numbers are written in full.
    """
    names = tuple(history.curves)
    return _csv([("iteration", "epoch", *names), *_rows(history, names)])


def table_of_runs(histories: Mapping[str, History]) -> str:
    """The same of several runs, whose names are in a first column, ``variant``; a curve that a run
    does not have is empty in its rows."""
    names = tuple(dict.fromkeys(name for each in histories.values() for name in each.curves))
    rows = [(run, *row) for run, history in histories.items() for row in _rows(history, names)]
    return _csv([("variant", "iteration", "epoch", *names), *rows])


def _csv(rows: Iterable[Sequence[object]]) -> str:
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue()


def _rows(history: History, names: Sequence[str]) -> Iterator[Sequence[object]]:
    program, curves = history.program, history.curves
    closing = {name for name in curves if program.done_after(name, 0) is None}
    for iteration in range(history.furthest):
        epoch = iteration // program.iterations
        row: list[object] = [iteration, epoch]
        for name in names:
            if name not in curves or (name in closing and not program.is_closing(iteration)):
                row.append("")
            else:
                row.append(repr(float(curves[name][epoch if name in closing else iteration])))
        yield row
