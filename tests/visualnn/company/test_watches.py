"""Watches: every number is the run's own, found in slices, forgotten with what was changed."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.visualnn.nets import NETS, Net, xor
from visualnn.company import watches
from visualnn.company.watches import MEASURES, RunWatch, WatchedNumber, Watches
from visualnn.errors import DataError, ShapeError, UnknownNameError
from visualnn.expr import Source
from visualnn.ops import Array
from visualnn.run.history import Edit, History, Hold

WEIGHT = WatchedNumber("hidden.W", (1, 2))
NORM = WatchedNumber("d.hidden.W", measure="norm")
LOSS = WatchedNumber("L")


def never() -> bool:
    return False


def times(count: int) -> Callable[[], bool]:
    left = iter(range(count - 1))
    return lambda: next(left, None) is None


def expected(history: History, watched: WatchedNumber, iteration: int) -> float:
    """The same number from the states of the run."""
    program = history.program
    if watched.name in program.carried:
        return watched.of(history.at(program.start_of(iteration)).values[watched.name])
    values = history.at(program.end_of(iteration)).values
    return watched.of(values[watched.name]) if watched.name in values else math.nan


def assert_true(watch: RunWatch, history: History) -> None:
    for watched, numbers in watch.numbers.items():
        assert not numbers.flags.writeable
        truth = [expected(history, watched, n) for n in range(0, history.furthest, watch.every)]
        assert np.array_equal(numbers, truth, equal_nan=True), str(watched)


def everything(net: Net) -> list[WatchedNumber]:
    """The first number and a measure of each of some names of a network."""
    program = net.program
    names = [*program.parameters, *(ins.writes for ins in program.closing)]
    picked = list(dict.fromkeys(names))[:20]
    shapes = program.shapes[True]
    return [WatchedNumber(name, (0,) * len(shapes[name])) for name in picked] + [
        WatchedNumber(name, measure=measure)
        for name, measure in zip(picked, [*MEASURES] * 4, strict=False)
    ]


@pytest.mark.parametrize("name", NETS)
def test_every_number_is_that_of_the_run(name: str) -> None:
    net = NETS[name]()
    history = History(net.program, net.start)
    history.run_to(25)
    watch = RunWatch(history, 100, everything(net))
    assert watch.advance(never)
    assert_true(watch, history)


def test_what_is_changed_in_a_run_is_seen_and_what_came_before_stays() -> None:
    net = xor()
    history = History(net.program, net.start)
    history.run_to(60)
    watch = RunWatch(history, 100, [WEIGHT, NORM, LOSS])
    assert watch.advance(never)
    before = {watched: numbers.copy() for watched, numbers in watch.numbers.items()}
    tick = net.program.start_of(30) + 4
    history.edit(Edit(tick, Source("hidden.W", (1, 2)), 0.75))
    assert {len(numbers) for numbers in watch.numbers.values()} == {30}
    assert watch.is_done  # as far as the run is computed
    history.run_to(60)
    assert watch.share == pytest.approx(0.5)
    history.edit(Hold(net.program.start_of(50), "hidden.a", np.ones((4, 8))))
    history.run_to(60)
    assert watch.advance(never)
    assert_true(watch, history)
    history.undo()
    history.undo()
    history.run_to(60)
    assert watch.advance(never)
    for watched, numbers in watch.numbers.items():
        assert np.array_equal(numbers, before[watched])


def test_it_goes_in_slices_and_says_how_far_it_is() -> None:
    net = xor()
    history = History(net.program, net.start)
    history.run_to(40)
    watch, seen = RunWatch(history, 100, [LOSS]), []
    while not watch.advance(times(3)):
        seen.append(watch.share)
        assert len(watch.numbers[LOSS]) == round(40 * watch.share)
    assert seen == sorted(seen)
    assert len(seen) > 10
    assert np.array_equal(watch.numbers[LOSS], history.curves["L"])


def test_a_run_that_is_looked_at_is_not_disturbed() -> None:
    net = xor()
    for budget in (1 << 10, 1 << 28):  # too large for rows, and not
        history = History(net.program, net.start, budget)
        state = history.at(net.program.end_of(30)).values
        copies = {name: value.copy() for name, value in state.items()}
        assert RunWatch(history, 100, [LOSS]).advance(never)
        assert all(np.array_equal(state[name], copies[name]) for name in copies)
        assert history.furthest == 31


def test_a_long_run_has_a_number_for_every_second_iteration_or_fewer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(watches, "MAX_NUMBER_COUNT", 10)
    net = xor()
    history = History(net.program, net.start)
    history.run_to(34)
    watch = RunWatch(history, 34, [LOSS, WEIGHT])
    assert watch.every == 4
    assert watch.advance(never)
    assert len(watch.numbers[LOSS]) == 9
    assert_true(watch, history)
    history.edit(Edit(net.program.end_of(17), Source("hidden.W", (0, 0)), 2.0))
    assert len(watch.numbers[LOSS]) == 5
    history.run_to(34)
    assert watch.advance(never)
    assert_true(watch, history)


@given(st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=12))
def test_measures_are_what_they_are_defined_to_be(numbers: list[float]) -> None:
    values = np.array(numbers)
    n, total = len(numbers), math.fsum(numbers)
    square = math.fsum(v * v for v in numbers)
    wanted = {
        "mean": total / n,
        "std": math.sqrt(math.fsum((v - total / n) ** 2 for v in numbers) / n),
        "norm": math.sqrt(square),
        "rms": math.sqrt(square / n),
        "max_abs": max(map(abs, numbers)),
        "zeros": sum(v == 0 for v in numbers) / n,
    }
    assert wanted.keys() | {"silent"} == MEASURES.keys()
    for measure, value in wanted.items():
        assert WatchedNumber("v", measure=measure).of(values) == pytest.approx(
            value, rel=1e-9, abs=1e-9
        )


@pytest.mark.parametrize(
    ("watched", "error"),
    [
        (WatchedNumber("hidden.Q"), UnknownNameError),
        (WatchedNumber("data.x", (0, 0)), UnknownNameError),
        (WatchedNumber("hidden.W"), ShapeError),
        (WatchedNumber("hidden.W", (0, 8)), ShapeError),
        (WatchedNumber("hidden.W", (-1, 0)), ShapeError),
        (WatchedNumber("L", measure="median"), UnknownNameError),
        (WatchedNumber("hidden.W", (0, 0), "norm"), ShapeError),
    ],
    ids=str,
)
def test_what_is_not_there_is_refused(watched: WatchedNumber, error: type[Exception]) -> None:
    net = xor()
    with pytest.raises(error):
        RunWatch(History(net.program, net.start), 10, [watched])


def test_too_many_are_refused() -> None:
    net = xor()
    many = [WatchedNumber("hidden.a", (row, unit)) for row in range(4) for unit in range(8)]
    many += [WatchedNumber("hidden.z", (row, unit)) for row in range(4) for unit in range(8)]
    history = History(net.program, net.start)
    RunWatch(history, 10, many)
    with pytest.raises(DataError, match="65 numbers"):
        RunWatch(history, 10, [*many, LOSS])


def test_an_instruction_that_can_do_nothing_ends_the_watch_and_says_why() -> None:
    net = NETS["watched"]()
    history = History(net.program, net.start)
    history.edit(Edit(net.program.end_of(9), Source("k"), 2.0**53 - 2))
    with pytest.raises(DataError, match="rows cannot be computed"):
        history.run_to(20)
    came = history.furthest
    history._traveller.furthest = 20  # as if somebody had come so far
    watch = RunWatch(history, 20, [LOSS])
    assert watch.advance(never)
    assert isinstance(watch.failure, DataError)
    assert len(watch.numbers[LOSS]) == came > 9


def test_runs_are_gone_through_in_turns_and_what_one_does_not_have_is_told() -> None:
    net, other = xor(), NETS["alone"]()
    one, two = (History(net.program, net.start) for _ in range(2))
    strange = History(other.program, other.start)
    for history in (one, two, strange):
        history.run_to(200)
    two.edit(Edit(net.program.end_of(50), Source("hidden.W", (1, 2)), 0.5))
    two.run_to(200)
    watched = Watches([WEIGHT, LOSS])
    watched.take({"one": (one, 300), "two": (two, 300), "strange": (strange, 300)})
    assert set(watched.refusals) == {"strange"}
    assert not watched.advance(times(90))
    lengths = [len(numbers[LOSS]) for numbers in watched.numbers.values()]
    assert max(lengths) - min(lengths) <= watches.TURN_ITERATIONS
    assert 0 < min(lengths) <= max(lengths) < 200
    assert watched.share == pytest.approx(sum(lengths) / 400)
    watched.take({"one": (one, 300), "two": (two, 300)})
    assert watched.advance(never)
    assert watched.share == 1.0
    assert np.array_equal(watched.numbers["one"][LOSS], one.curves["L"])
    assert np.array_equal(watched.numbers["two"][LOSS], two.curves["L"])
    assert not np.array_equal(watched.numbers["one"][WEIGHT], watched.numbers["two"][WEIGHT])


def test_a_run_that_nobody_watches_is_gone_through_by_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_what: object) -> Array:
        raise AssertionError

    net = xor()
    history = History(net.program, net.start)
    monkeypatch.setattr(History, "survey", refuse)
    history.run_to(50)
    assert Watches([LOSS]).advance(never)
    assert Watches([]).share == 1.0


def test_silent_units_are_counted() -> None:
    values = np.array([[0.0, 1.0, 0.0], [0.0, 0.0, -0.0]])
    assert WatchedNumber("v", measure="silent").of(values) == 2.0
    assert math.isnan(WatchedNumber("v", measure="silent").of(values[0]))


def test_updates_and_saturation_are_numpys_of_the_run() -> None:
    net = xor()
    history = History(net.program, net.start)
    history.run_to(30)
    ratio = WatchedNumber("hidden.W", measure="update_ratio")
    flat = WatchedNumber("out.a", measure="saturated")
    watch = RunWatch(history, 100, [ratio, flat])
    assert watch.advance(never)
    for n in range(30):
        before = history.at(net.program.start_of(n)).values["hidden.W"]
        values = history.at(net.program.end_of(n)).values
        moved = np.linalg.norm(values["hidden.W"] - before) / np.linalg.norm(before)
        assert watch.numbers[ratio][n] == pytest.approx(moved, rel=1e-12)
        a = values["out.a"]
        rows = (a * (1 - a) < 0.05 * 0.25) & (a != 0)
        assert watch.numbers[flat][n] == (rows.mean(axis=0) > 0.5).mean()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("L", LOSS),
        ("hidden.W[1,2]", WEIGHT),
        ("norm(d.hidden.W)", NORM),
        ("update_ratio( hidden.W )", WatchedNumber("hidden.W", (), "update_ratio")),
    ],
)
def test_what_is_followed_is_written_and_read(text: str, wanted: WatchedNumber) -> None:
    assert WatchedNumber.parse(text) == wanted
    assert WatchedNumber.parse(str(wanted)) == wanted


@pytest.mark.parametrize("text", ["", "norm(L", "L)", "hidden.W[1", "two names", "W[-1]", "1 + 2"])
def test_what_names_nothing_is_refused(text: str) -> None:
    with pytest.raises(UnknownNameError, match="nothing to follow"):
        WatchedNumber.parse(text)


def test_what_only_some_names_have_is_refused_for_others() -> None:
    net = xor()
    history = History(net.program, net.start)
    for wrong in ("update_ratio(hidden.a)", "saturated(hidden.z)", "saturated(L)"):
        with pytest.raises(ShapeError):
            RunWatch(history, 100, [WatchedNumber.parse(wrong)])
