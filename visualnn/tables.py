"""Rows of text in columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.cells import cell_len


def table(rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Rows in columns, the first underlined; Hangul is twice as wide as Latin."""
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    for n, row in enumerate(rows):
        cells = (
            cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True)
        )
        yield "  ".join(cells).rstrip()
        if n == 0:
            yield "  ".join("-" * width for width in widths)
