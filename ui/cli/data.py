"""`visualnn data`: what a data file is found to be."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from visualnn.text import _

from .arguments import Subcommands, add_format, print_json

if TYPE_CHECKING:
    from visualnn.ops import Array
    from visualnn.tell.data_report import DataReport

SHOWN_NUMBER_COUNT = 12
"""Inputs of an example that are printed; of more, the first."""


def add(subcommands: Subcommands) -> None:
    """Add the subcommand."""
    text = _("look at a data file: how it is read, and what a lesson would say of it")
    parser = subcommands.add("data", text, data)
    parser.add_argument(
        "file",
        metavar="FILE",
        type=Path,
        help=_("a .csv, .txt, .npz, .npy or idx file, or a folder of PNG pictures"),
    )
    parser.add_argument(
        "--labels", type=Path, metavar="FILE", help=_("the second of a pair of idx or npy files")
    )
    columns = _("a column or array of the file; may be given several times")
    parser.add_argument("--inputs", action="append", default=[], metavar="NAME", help=columns)
    parser.add_argument("--targets", action="append", default=[], metavar="NAME", help=columns)
    parser.add_argument(
        "--decimal", choices=(".", ","), help=_("the decimal mark, where the numbers do not tell")
    )
    add_format(parser)


def data(chosen: argparse.Namespace) -> int:
    """Print what the file is found to be; what is refused raises DataError."""
    from visualnn.datasets import FileData
    from visualnn.tell.data_report import data_report

    source = FileData(
        chosen.file,
        tuple(chosen.inputs),
        tuple(chosen.targets),
        chosen.labels,
        decimal=chosen.decimal,
    )
    report = data_report(source)
    if chosen.format == "json":
        print_json(_data(report))
        return 0
    for title, lines in (
        ("found", [remark.sentence(_) for remark in (*report.found, *report.advice)]),
        ("rows", list(_rows(report))),
        ("labels", list(_labels(report))),
        ("ranges", list(_ranges(report))),
        ("toml", report.toml.splitlines()),
    ):
        print(f"{title}:")
        for line in lines:
            print(f"  {line}" if line else "")
    return 0


def _rows(report: DataReport) -> Iterator[str]:
    from visualnn import figures

    if report.input_names:
        shown = report.input_names[:SHOWN_NUMBER_COUNT]
        more = " …" if len(report.input_names) > len(shown) else ""
        yield f"{', '.join(shown)}{more} → t"
    for x, t in zip(report.x, report.t, strict=True):
        flat = x.ravel()
        told = " ".join(figures.line(float(value)) for value in flat[:SHOWN_NUMBER_COUNT])
        more = " …" if flat.size > SHOWN_NUMBER_COUNT else ""
        yield f"{told}{more} → {' '.join(figures.line(float(value)) for value in t.ravel())}"


def _labels(report: DataReport) -> Iterator[str]:
    for each in report.labels:
        number = f"{each.number:g}"
        name = number if each.label == number else f"{number} = {each.label}"
        yield _("{label}: {count} examples").format(label=name, count=each.count)
    if not report.labels:
        yield _("the targets are numbers, not classes")


def _ranges(report: DataReport) -> Iterator[str]:
    from visualnn import figures

    for each in report.ranges:
        least, most, mean = map(figures.line, (each.least, each.most, each.mean))
        yield _("{name}: {least} … {most}, mean {mean}").format(
            name=each.name, least=least, most=most, mean=mean
        )


def _data(report: DataReport) -> dict[str, object]:
    """The same as plain data, with keys of the same names."""
    rows = zip(report.x, report.t, strict=True)
    return {
        "found": [remark.sentence(_) for remark in (*report.found, *report.advice)],
        "rows": [{"inputs": _plain(x), "targets": _plain(t)} for x, t in rows],
        "labels": [
            {"label": each.label, "number": each.number, "count": each.count}
            for each in report.labels
        ],
        "ranges": [
            {"name": each.name, "least": each.least, "most": each.most, "mean": each.mean}
            for each in report.ranges
        ],
        "toml": report.toml,
    }


def _plain(numbers: Array) -> object:
    return numbers.astype(float).tolist()
