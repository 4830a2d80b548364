"""A run as a table: one row for each iteration, one column for each curve."""

from __future__ import annotations

import csv
import io

from ..run.history import History

__all__ = ["table"]


def table(history: History) -> str:
    """The curves of all computed iterations as CSV (RFC 4180), with a heading.

    Iterations and epochs are counted from 0. What is measured once an epoch stands in the epoch's
    last iteration; elsewhere its cell is empty. Numbers are written in full.
    """
    program, curves = history.program, history.curves
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(["iteration", "epoch", *curves])
    closing = {name for name in curves if program.done_after(name, 0) is None}
    for iteration in range(history.furthest):
        epoch = iteration // program.iterations
        row: list[object] = [iteration, epoch]
        for name, curve in curves.items():
            if name not in closing:
                row.append(repr(float(curve[iteration])))
            elif program.is_closing(iteration):
                row.append(repr(float(curve[epoch])))
            else:
                row.append("")
        rows.writerow(row)
    return written.getvalue()
