"""`visualnn compare`: what differs between runs of a lesson, and where their numbers first part."""

from __future__ import annotations

import argparse
import math
from typing import TYPE_CHECKING

from visualnn.errors import VisualnnError
from visualnn.text import N_, _

from .arguments import Subcommands, add_format, add_lesson, add_settings, count, print_json
from .errors import UsageError, print_error
from .runs import runs_of

if TYPE_CHECKING:
    from visualnn.company.differences import Difference
    from visualnn.company.parting import Parting
    from visualnn.lesson import Lesson


def add(subcommands: Subcommands) -> None:
    """Add the subcommand."""
    text = _("print what differs between runs of a lesson, and where their numbers first part")
    parser = subcommands.add("compare", text, compare)
    add_lesson(parser)
    add_settings(parser)
    parser.add_argument(
        "--variant",
        action="append",
        default=[],
        metavar="ID",
        help=_("a run to compare, as often as wanted, the first one with the others; a single one "
               "is compared with the lesson itself, and without any all of them are"),
    )  # fmt: skip
    parser.add_argument(
        "--iterations", type=count, metavar="N", help=_("how many iterations are compared at most")
    )
    add_format(parser)


def compare(chosen: argparse.Namespace) -> int:
    """Compare the first run with each other one; code 1 if one cannot be built or computed, which
    keeps no other from being compared."""
    from visualnn.company.differences import differences
    from visualnn.tell.comparison import differences_text, parting_text

    lessons, refused = _lessons(chosen)
    (leading, first), *others = lessons.items()
    found = differences([lesson.spec for lesson in lessons.values()])
    partings: dict[str, Parting | None] = {}
    compared: dict[str, int] = {}
    for name, other in others:
        most = min(each.iterations for each in (first, other))
        compared[name] = min(chosen.iterations or most, most)
        try:
            partings[name] = _parting(first, other, compared[name])
        except VisualnnError as error:
            refused[name] = error
    if chosen.format == "json":
        told = [_parting_data(name, partings[name], compared[name]) for name in partings]
        print_json({"lesson": first.name, "runs": list(lessons), "leading": leading,
                    "differences": [_difference_data(each, list(lessons)) for each in found],
                    "partings": told})  # fmt: skip
    else:
        print(differences_text(found))
        for name, parting in partings.items():
            print(f"{name}: {parting_text(parting, compared[name], leading, name)}")
    for name, why in refused.items():
        print_error(why if name not in lessons else _of_run(name, why))
    return int(bool(refused))


def _lessons(chosen: argparse.Namespace) -> tuple[dict[str, Lesson], dict[str, VisualnnError]]:
    """The runs to compare by their ids, the leading one first, and those that cannot be built."""
    from visualnn.lesson.file import LESSON_RUN

    found = dict(runs_of(chosen.lesson, chosen.set))
    asked = list(dict.fromkeys(chosen.variant)) or list(found)
    for name in asked:
        if name not in found:
            raise UsageError(
                N_("there is no variant {name}; there are {known}"),
                name=name,
                known=", ".join(found),
            )
    if len(asked) == 1:
        asked = list(dict.fromkeys([LESSON_RUN, *asked]))
    if len(asked) == 1:
        raise VisualnnError(N_("the lesson {name} brings no variants"), name=chosen.lesson)
    lessons, refused = {}, {}
    for name in asked:
        each = found[name]
        if isinstance(each, VisualnnError):
            refused[name] = each
        else:
            lessons[name] = each
    if asked[0] in refused or len(lessons) == 1:
        raise next(iter(refused.values()))
    return lessons, refused


def _parting(leading: Lesson, other: Lesson, iterations: int) -> Parting | None:
    from visualnn.company.parting import first_parting
    from visualnn.run.history import History

    one, two = (History(each.program, each.start) for each in (leading, other))
    return first_parting(one, two, iterations)


def _of_run(name: str, error: VisualnnError) -> VisualnnError:
    return VisualnnError(N_("{variant}: {reason}"), variant=name, reason=error)


def _difference_data(difference: Difference, runs: list[str]) -> dict[str, object]:
    return {"key": difference.key, "values": dict(zip(runs, difference.values, strict=True))}


def _parting_data(name: str, parting: Parting | None, compared: int) -> dict[str, object]:
    """Where a run parts from the leading one as plain data; numbers that are not finite are
    null."""
    told: dict[str, object] = {"run": name, "compared": compared, "parts": parting is not None}
    if parting is None:
        return told
    values = parting.values or ()
    return {
        **told,
        "iteration": parting.iteration,
        "tick": parting.tick,
        "name": parting.name,
        "index": list(parting.index),
        "values": [value if math.isfinite(value) else None for value in values],
        "shapes": [list(shape) for shape in parting.shapes],
    }
