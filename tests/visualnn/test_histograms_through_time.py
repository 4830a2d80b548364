"""Histograms through time, counted along a run: against NumPy on the arrays of every iteration."""

from __future__ import annotations

import numpy as np
import pytest

from visualnn.company.histogram_watch import MAX_HISTOGRAM_COUNT, HistogramWatch
from visualnn.company.watching import Watching
from visualnn.errors import UnknownNameError
from visualnn.expr import Source
from visualnn.lesson import open_named
from visualnn.lesson.histogram import BINS, bins_of
from visualnn.lesson.histogram_trails import histogram_of, named_in
from visualnn.run.edits import Edit
from visualnn.run.history import History
from visualnn.views import VIEWS
from visualnn.views.moments import moment_at

NAMES = ("hidden.a", "d.hidden.a", "hidden.W", "d.hidden.W")


def counted(values: np.ndarray, name: str) -> list[int]:
    """The numbers in each bin, one comparison a bin."""
    flat = np.asarray(values, np.float64).reshape(-1)
    found = []
    for one in bins_of(name):
        if one.low == one.high:
            inside = flat == 0.0
        elif one.low >= 0:
            inside = (flat >= one.low if one.low else flat > 0) & (flat < one.high)
        else:
            inside = (flat <= one.high if one.high else flat < 0) & (flat > one.low)
        found.append(int(inside.sum()))
    return found


def test_every_iteration_is_counted_as_numpy_counts_it() -> None:
    lesson = open_named("xor")
    history = History(lesson.program, lesson.start)
    history.run_to(12)
    watch = HistogramWatch(history, 12, NAMES)
    assert watch.advance(lambda: False)
    trails = watch.trails
    assert trails.every == 1
    program = lesson.program
    for name in NAMES:
        assert trails.counts[name].shape == (12, len(bins_of(name)))
        for n in range(12):
            tick = program.start_of(n) if name == "hidden.W" else program.end_of(n)
            array = history.at(tick).values[name]
            assert trails.counts[name][n].tolist() == counted(array, name), (name, n)
            assert trails.counts[name][n].sum() == array.size
        assert not trails.counts[name].flags.writeable


def test_a_long_run_keeps_so_many_and_no_more() -> None:
    lesson = open_named("xor")
    history = History(lesson.program, lesson.start)
    history.run_to(2 * MAX_HISTOGRAM_COUNT + 40)
    short = HistogramWatch(history, 10, ("hidden.a",))  # as if it had been trained on
    short.advance(lambda: False)
    assert len(short.trails.counts["hidden.a"]) <= MAX_HISTOGRAM_COUNT
    assert short.trails.every == 4
    whole = HistogramWatch(history, 4 * MAX_HISTOGRAM_COUNT, ("hidden.a",))
    whole.advance(lambda: False)
    assert whole.trails.every == 4
    rows = len(whole.trails.counts["hidden.a"])
    assert (
        whole.trails.counts["hidden.a"].tolist() == short.trails.counts["hidden.a"][:rows].tolist()
    )


def test_it_is_filled_in_in_slices_and_follows_a_change() -> None:
    lesson = open_named("xor")
    history = History(lesson.program, lesson.start)
    history.run_to(9)
    watching = Watching()
    watching.take(history, lesson.iterations)
    watching.want((histogram_of("hidden.W"), "norm(hidden.W)"))
    while not watching.advance(lambda: True):
        pass
    before = watching.known.histograms.counts["hidden.W"]
    every = watching.known.histograms.every
    assert watching.known.numbers["norm(hidden.W)"].size == 9
    assert len(before) == -(-9 // every)
    history.edit(Edit(lesson.program.start_of(4), Source("hidden.W", (0, 0)), 4.9))
    history.run_to(9)
    assert not watching.is_done
    watching.advance(lambda: False)
    after = watching.known.histograms.counts["hidden.W"]
    first = -(-4 // every)
    assert after[: first - 1].tolist() == before[: first - 1].tolist()
    assert after.tolist() != before.tolist()
    watching.want(())
    assert not watching.known.histograms.counts


def test_what_a_run_does_not_have_is_refused() -> None:
    lesson = open_named("xor")
    history = History(lesson.program, lesson.start)
    with pytest.raises(UnknownNameError):
        HistogramWatch(history, 10, ("nobody.a",))
    watching = Watching()
    watching.take(history, lesson.iterations)
    watching.want((histogram_of("nobody.a"),))
    assert watching.is_done
    assert not watching.known.histograms.counts
    assert named_in(histogram_of("h1.a")) == "h1.a"
    assert named_in("norm(h1.a)") is None


def test_the_table_has_a_row_for_every_bin_that_is_not_empty() -> None:
    lesson = open_named("xor")
    history = History(lesson.program, lesson.start)
    view = VIEWS["gradient-flow"]
    moment = moment_at(lesson, history, lesson.program.end_of(6), view)
    records = view.table(moment, "moving").records
    iterations = {int(str(each["iteration"])) for each in records}
    assert max(iterations) <= 6
    assert {str(each["what"]) for each in records} == set(BINS)
    found = [
        each
        for each in records
        if each["layer"] == "hidden" and each["what"] == "a" and each["iteration"] == 0
    ]
    values = history.at(lesson.program.end_of(0)).values["hidden.a"]
    wanted = {
        (one.low, one.high): count
        for one, count in zip(BINS["a"], counted(values, "hidden.a"), strict=True)
        if count
    }
    assert {(each["from"], each["to"]): each["count"] for each in found} == wanted
