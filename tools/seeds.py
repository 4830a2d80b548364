"""What trained lessons come to over several seeds: the least and the largest at the end, for the
lesson and each of its variants.

    python -m tools.seeds lenet augmentation --seeds 1-5

Results are quoted as such ranges; one seed alone says little.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Iterable, Iterator

from visualnn.lesson import Lesson, open_named
from visualnn.lesson.changes import Change, changed
from visualnn.lesson.file import LESSON_RUN
from visualnn.lesson.variants import open_variant
from visualnn.run.history import History

MEASURES = ("val.accuracy", "val.L", "accuracy", "L")
"""What is told of a run, where it has it."""


def trained(lesson: Lesson) -> dict[str, float]:
    """The last number of each curve of a lesson, trained to its end."""
    history = History(lesson.program, lesson.start)
    history.run_to(lesson.iterations)
    return {name: float(history.curves[name][-1]) for name in MEASURES if name in history.curves}


def over_seeds(lesson: Lesson, seeds: Iterable[int]) -> dict[str, tuple[float, float]]:
    """Measure → its least and its largest over the seeds."""
    found: dict[str, list[float]] = {}
    for seed in seeds:
        for name, value in trained(changed(lesson, [Change("seed", seed)])).items():
            found.setdefault(name, []).append(value)
    return {name: (min(values), max(values)) for name, values in found.items()}


def rows(name: str, seeds: Iterable[int]) -> Iterator[tuple[str, dict[str, tuple[float, float]]]]:
    """The lesson, then each of its variants."""
    seeds = tuple(seeds)
    lesson = open_named(name)
    yield LESSON_RUN, over_seeds(lesson, seeds)
    for variant in lesson.variants:
        yield variant.id, over_seeds(open_variant(lesson, variant.id), seeds)


def range_text(ends: tuple[float, float]) -> str:
    """``0.836–0.920``, four digits each."""
    first, last = (f"{end:.4g}" if math.isfinite(end) else str(end) for end in ends)
    return first if first == last else f"{first}–{last}"


def main(words: list[str]) -> int:
    """Print a line for each run of each lesson."""
    parser = argparse.ArgumentParser(prog="python -m tools.seeds", description=__doc__)
    parser.add_argument("lessons", nargs="+", metavar="LESSON")
    parser.add_argument("--seeds", default="1-5", metavar="FIRST-LAST")
    chosen = parser.parse_args(words)
    first, _, last = chosen.seeds.partition("-")
    seeds = range(int(first), int(last or first) + 1)
    for name in chosen.lessons:
        print(f"{name}, seeds {seeds[0]} to {seeds[-1]}")
        for run, found in rows(name, seeds):
            told = ", ".join(f"{measure} {range_text(ends)}" for measure, ends in found.items())
            print(f"  {run}: {told}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
