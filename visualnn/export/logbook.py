"""A run as a table: one row for each iteration, one column for each curve."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..ops import Array
from ..run.curves import closed_curves, iterations_of_number
from ..run.history import History

__all__ = ["table", "table_of_runs"]


def table(history: History) -> str:
    """The curves of all computed iterations as CSV (RFC 4180), with a heading.

    Iterations and epochs are counted from 0; a row has what was found after so many updates. The
    last row is that of the pass that closes the run. What is measured once an epoch stands in the
    epoch's last iteration; elsewhere its cell is empty. Numbers are written in full.
    """
    curves = closed_curves(history)
    return _csv([("iteration", "epoch", *curves), *_rows(history, curves, tuple(curves))])


def table_of_runs(histories: Mapping[str, History]) -> str:
    """The same of several runs, whose names are in a first column, ``variant``; a curve that a run
    does not have is empty in its rows."""
    found = {run: closed_curves(history) for run, history in histories.items()}
    names = tuple(dict.fromkeys(name for curves in found.values() for name in curves))
    heading = ("variant", "iteration", "epoch", *names)
    tables = ((run, _rows(histories[run], curves, names)) for run, curves in found.items())
    return _csv([heading, *((run, *row) for run, rows in tables for row in rows)])


def _csv(rows: Iterable[Sequence[object]]) -> str:
    written = io.StringIO()
    csv.writer(written).writerows(rows)
    return written.getvalue()


def _rows(
    history: History, curves: Mapping[str, Array], names: Sequence[str]
) -> Iterator[Sequence[object]]:
    program = history.program
    lengths = {name: iterations_of_number(program, name) for name in curves}
    for iteration in range(history.furthest + 1):
        row: list[object] = [iteration, iteration // program.iterations]
        for name in names:
            nth, within = divmod(iteration + 1, lengths.get(name, 1))
            is_there = name in curves and within == 0 and nth <= len(curves[name])
            row.append(repr(float(curves[name][nth - 1])) if is_there else "")
        yield row
