"""`visualnn race`: the runs of a lesson on a bare function, walked to their ends and placed."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from visualnn.errors import VisualnnError
from visualnn.text import N_, _

from .arguments import Subcommands, add_format, add_lesson, add_settings, print_json
from .errors import print_error
from .lookup import check_writable
from .runs import runs_of

if TYPE_CHECKING:
    from visualnn.race.fairness import Fairness
    from visualnn.race.race import Race
    from visualnn.race.record import SearchRecord
    from visualnn.race.standings import Standing
    from visualnn.views import ViewTable

DEFAULT_RATES = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
"""The rates that are tried where none are named."""
MAX_RATE_COUNT = 100
COLUMNS = ("place", "id", "lr", "L", "distance", "reached", "diverged")


def add(subcommands: Subcommands) -> None:
    """Add the subcommand."""
    text = _("walk the runs of a lesson on a bare function, and print who comes how far")
    parser = subcommands.add("race", text, race)
    add_lesson(parser)
    add_settings(parser)
    parser.add_argument(
        "--search",
        action="store_true",
        help=_("first walk every run at every rate of a list; each then has its best one"),
    )
    parser.add_argument(
        "--rates",
        type=_rates,
        default=DEFAULT_RATES,
        metavar="RATE,RATE,…",
        help=_("the rates of the search"),
    )
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help=_("where the search is written, and read again; race.toml beside the lesson if none"),
    )
    add_format(parser, "csv")


def race(chosen: argparse.Namespace) -> int:
    """Print the standings and the rule of the race; code 1 if a run cannot be built, which keeps
    the others from nothing."""
    from visualnn.race.fairness import fairness_of
    from visualnn.race.race import Race, at_rate, racing
    from visualnn.race.race import race as raced

    lessons, refused = {}, []
    for name, found in runs_of(chosen.lesson, chosen.set):
        if isinstance(found, VisualnnError):
            refused.append(found)
        else:
            lessons[name] = found
    runs = racing(lessons)
    record = _record(chosen, runs)
    if record is not None:
        runs = Race({name: at_rate(each, record.best[name]) for name, each in lessons.items()})
        fairness = fairness_of(runs.rates, record.best, record.rates)
    else:
        fairness = fairness_of(runs.rates)
    _print(raced(runs), fairness, chosen.format)
    for each in refused:
        print_error(each)
    return int(bool(refused))


def _rates(text: str) -> tuple[float, ...]:
    """Read rates with commas between. Raises ArgumentTypeError."""
    try:
        rates = tuple(sorted({float(each) for each in text.split(",")}))
    except ValueError:
        rates = ()
    if not rates or len(rates) > MAX_RATE_COUNT or not all(0 < n < float("inf") for n in rates):
        raise argparse.ArgumentTypeError(
            _("{text} are no rates; write some above 0 with commas between").format(text=text)
        )
    return rates


def _record(chosen: argparse.Namespace, runs: Race) -> SearchRecord | None:
    """What a search finds now, if one is asked for, or what an earlier one of these runs found."""
    from visualnn.race.race import search
    from visualnn.race.record import RECORD_FILE, read_record, write_record

    from .progress import ProgressLine

    spec = next(iter(runs.lessons.values())).spec
    path = chosen.out or (None if spec.file is None else Path(spec.file).parent / RECORD_FILE)
    if not chosen.search:
        return None if path is None else read_record(path, runs)
    if path is None:
        raise VisualnnError(N_("this lesson lies in no file; say with --out where the search goes"))
    check_writable(path)
    found: list[Standing] = []
    line = None
    if sys.stderr.isatty():
        line = ProgressLine(sys.stderr, len(runs.lessons) * len(chosen.rates))
    try:
        for standing in search(runs, chosen.rates):
            found.append(standing)
            if line is not None:
                line.update(len(found))
    finally:
        if line is not None:
            line.clear()
    return write_record(path, runs, chosen.rates, found)


def _print(standings: Sequence[Standing], fairness: Fairness, form: str) -> None:
    from visualnn.views.writing import as_csv, as_text

    table = _table(standings)
    if form == "csv":
        print(as_csv(table), end="")
    elif form == "json":
        data = {
            "rule": fairness.rule,
            "fairness": fairness.text,
            "rates": list(fairness.searched),
            "standings": [_plain(record) for record in table.records],
        }
        print_json(data)
    else:
        print(as_text(table))
        print(fairness.text)


def _table(standings: Sequence[Standing]) -> ViewTable:
    from visualnn.views import ViewTable

    rows = tuple(
        (each.place, each.id, each.rate, each.height, each.distance, each.reached, each.diverged)
        for each in standings
    )
    return ViewTable(COLUMNS, rows)


def _plain(record: Mapping[str, object]) -> dict[str, object]:
    """A row for JSON, which has no numbers that are not finite."""
    return {
        name: None if isinstance(cell, float) and not abs(cell) < float("inf") else cell
        for name, cell in record.items()
    }
