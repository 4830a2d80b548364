"""`visualnn race`: the runs of a lesson on a bare function, walked to their ends and placed."""

from __future__ import annotations

import argparse
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from visualnn.errors import VisualnnError
from visualnn.race.rates import MAX_RATE_COUNT, USUAL_RATES
from visualnn.text import N_, _

from .arguments import Subcommands, add_format, add_lesson, add_settings, print_json
from .errors import UsageError, print_error
from .lookup import check_writable
from .runs import runs_of
from .snapshot import picture_size

if TYPE_CHECKING:
    from visualnn.race.fairness import Fairness
    from visualnn.race.race import Race
    from visualnn.race.record import SearchRecord
    from visualnn.race.standings import Standing
    from visualnn.views import ViewTable

MAX_PICTURE_COUNT = 1_000
TIME_COLUMN = "microseconds"
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
        default=USUAL_RATES,
        metavar="RATE,RATE,…",
        help=_("the rates of the search"),
    )
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help=_("where the search is written, and read again; race.toml beside the lesson if none"),
    )
    parser.add_argument(
        "--time",
        action="store_true",
        help=_("also measure how long one update takes, in microseconds of the processor"),
    )
    parser.add_argument(
        "--ways", type=Path, metavar="FILE.csv", help=_("write every place of every run")
    )
    parser.add_argument(
        "--film",
        type=Path,
        metavar="FILE.gif|png",
        help=_("draw the race as an animated GIF or PNG (needs pillow)"),
    )
    parser.add_argument("--pictures", type=_picture_count, default=90, metavar="COUNT")
    parser.add_argument("--size", type=picture_size, default=(900, 560), metavar="WxH")
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    add_format(parser, "csv")


def race(chosen: argparse.Namespace) -> int:
    """Print the standings and the rule of the race; code 1 if a run cannot be built, which keeps
    the others from nothing."""
    from visualnn.race.fairness import fairness_of
    from visualnn.race.race import race as raced
    from visualnn.race.race import racing

    lessons, refused = {}, []
    for name, found in runs_of(chosen.lesson, chosen.set):
        if isinstance(found, VisualnnError):
            refused.append(found)
        else:
            lessons[name] = found
    runs = racing(lessons)
    record = _record(chosen, runs)
    if record is not None:
        runs = runs.at_rates(record.best)
        # the rates as the runs keep them, which in float32 are the nearest that there are
        fairness = fairness_of(runs.rates, runs.rates, record.rates, runs.changing)
    else:
        fairness = fairness_of(runs.rates, changing=runs.changing)
    if chosen.ways is not None:
        _write_ways(chosen.ways, runs)
    if chosen.film is not None:
        _write_film(chosen, runs)
    _print(raced(runs), fairness, chosen.format, _times(runs) if chosen.time else None)
    for each in refused:
        print_error(each)
    return int(bool(refused))


def _picture_count(text: str) -> int:
    """Read how many pictures a film has. Raises ArgumentTypeError."""
    if not text.isdigit() or not 2 <= int(text) <= MAX_PICTURE_COUNT:
        raise argparse.ArgumentTypeError(
            _("a film has from 2 to {most} pictures").format(most=MAX_PICTURE_COUNT)
        )
    return int(text)


def _write_ways(path: Path, runs: Race) -> None:
    from visualnn.files import write_whole
    from visualnn.race.ways import ways_table
    from visualnn.views.writing import as_csv

    check_writable(path)
    write_whole(path, as_csv(ways_table(runs)).encode())


def _write_film(chosen: argparse.Namespace, runs: Race) -> None:
    """Draw the lesson's race: at the rates that its runs have."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from ui.shell.film import ENDINGS, film_of_race, spread, write_film

    from .progress import progress_of

    path: Path = chosen.film
    if path.suffix.lower() not in ENDINGS:
        raise UsageError(N_("a film is a GIF or PNG file; call it {name}"), name=f"{path.stem}.gif")
    check_writable(path)
    lesson = next(iter(runs.lessons.values()))
    updates = spread(lesson.iterations, chosen.pictures)
    with progress_of(len(updates)) as advance:
        write_film(path, film_of_race(runs, updates, chosen.size, chosen.theme, advance))


def _times(runs: Race) -> dict[str, float]:
    """Run → microseconds of the processor for one update."""
    from visualnn.race.timing import seconds_per_update

    return {name: 1e6 * seconds_per_update(each) for name, each in runs.lessons.items()}


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

    from .progress import progress_of

    spec = next(iter(runs.lessons.values())).spec
    path = chosen.out or (None if spec.file is None else Path(spec.file).parent / RECORD_FILE)
    if not chosen.search:
        return None if path is None else read_record(path, runs)
    if path is None:
        raise VisualnnError(N_("this lesson lies in no file; say with --out where the search goes"))
    check_writable(path)
    found: list[Standing] = []
    with progress_of(len(runs.lessons) * len(chosen.rates)) as advance:
        for standing in search(runs, chosen.rates):
            found.append(standing)
            advance(len(found))
    return write_record(path, runs, chosen.rates, found)


def _print(
    standings: Sequence[Standing],
    fairness: Fairness,
    form: str,
    times: Mapping[str, float] | None,
) -> None:
    from visualnn.views.writing import as_csv, as_text, plain_records

    table = _table(standings, times)
    if form == "csv":
        print(as_csv(table), end="")
    elif form == "json":
        data = {
            "rule": fairness.rule,
            "fairness": fairness.text,
            "rates": list(fairness.searched),
            "standings": plain_records(table),
        }
        print_json(data)
    else:
        print(as_text(table))
        print(fairness.text)


def _table(standings: Sequence[Standing], times: Mapping[str, float] | None) -> ViewTable:
    from visualnn.views import ViewTable

    rows = [
        (each.place, each.id, each.rate, each.height, each.distance, each.reached, each.diverged)
        for each in standings
    ]
    if times is None:
        return ViewTable(COLUMNS, tuple(rows))
    timed = ((*row, times[each.id]) for row, each in zip(rows, standings, strict=True))
    return ViewTable((*COLUMNS, TIME_COLUMN), tuple(timed))
