"""The slope: the curve is the run with that number edited, its tangent the trace's gradient."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from functools import lru_cache

import numpy as np
import pytest

from visualnn.errors import ShapeError
from visualnn.expr import Source
from visualnn.lesson import Lesson, from_dict
from visualnn.run.history import ArrayEdit, Edit, History
from visualnn.views import VIEWS, Moment, UnsuitedError
from visualnn.views.moments import moment_at
from visualnn.views.slope import slope_of

VIEW = VIEWS["slope"]
EXACT = 1e-12
"""The largest relative difference of a loss from that of the run with the number edited."""
ITERATION = 2
Layers = list[Mapping[str, object]]


def dense(name: str, units: int, activation: str, **more: object) -> Mapping[str, object]:
    return {"name": name, "kind": "dense", "units": units, "activation": activation, **more}


OUT = dense("out", 1, "sigmoid")
NETS: Mapping[str, tuple[tuple[int, ...], Layers]] = {
    "dense": ((4,), [dense("h", 3, "tanh"), OUT]),
    "relu": ((4,), [dense("h", 5, "relu"), OUT]),
    "convolution": (
        (1, 4, 4),
        [
            {"name": "c", "kind": "conv2d", "filters": 2, "size": 2, "activation": "tanh"},
            {"name": "p", "kind": "max_pool", "size": 2, "stride": 1},
            {"name": "f", "kind": "flatten"},
            OUT,
        ],
    ),
    "convolutions": (
        (2, 6, 6),
        [
            {"name": "c", "kind": "conv2d", "filters": 4, "size": 3, "activation": "relu"},
            {"name": "p", "kind": "average_pool", "size": 2},
            {"name": "g", "kind": "conv2d", "filters": 2, "size": 1, "groups": 2},
            {"name": "c2", "kind": "conv2d", "filters": 3, "size": 2, "activation": "tanh"},
            {"name": "f", "kind": "flatten"},
            dense("h", 3, "softplus"),
            OUT,
        ],
    ),
    "batch norm": (
        (4,),
        [dense("h", 3, "none"), {"name": "bn", "kind": "batch_norm", "activation": "tanh"}, OUT],
    ),
    "dropout": ((4,), [dense("h", 6, "tanh"), {"name": "drop", "kind": "dropout", "p": 0.4}, OUT]),
    "recurrent": ((2, 2), [{"name": "cell", "kind": "lstm", "units": 2}, OUT]),
    "residual": (
        (3,),
        [
            dense("h", 3, "tanh"),
            {"name": "sum", "kind": "add", "inputs": ["x", "h"], "activation": "tanh"},
            OUT,
        ],
    ),
}
FUNCTION = {"function": {"kind": "himmelblau", "start": [[0.5, -1.0], [2.0, 3.0]]}}


def lesson_of(net: str) -> Lesson:
    common: dict[str, object] = {
        "format": 1,
        "name": "small",
        "title": {"en": "Small", "ko": "작은 신경망"},
        "seed": 5,
        "epochs": 5,
        "optimizer": {"kind": "momentum", "lr": 0.05},
    }
    if net == "function":
        common["optimizer"] = {"kind": "adam", "lr": 0.05}
        return from_dict({**common, **FUNCTION})
    shape, layers = NETS[net]
    rng = np.random.default_rng(3)
    data = {
        "source": "table",
        "inputs": rng.normal(size=(6, int(np.prod(shape)))).round(3).tolist(),
        "targets": rng.integers(0, 2, size=(6, 1)).astype(float).tolist(),
    }
    if len(shape) > 1:
        data["shape"] = list(shape)
    more = {"data": data, "layers": layers, "loss": {"kind": "binary_cross_entropy"}}
    return from_dict({**common, **more, "gradients": ["x"], "batch": {"size": 3}})


@lru_cache
def run(net: str) -> tuple[Lesson, History]:
    lesson = lesson_of(net)
    return lesson, History(lesson.program, lesson.start)


def at(net: str, tick: int, focus: Source | None = None) -> Moment:
    return moment_at(*run(net), tick, VIEW, focus)


def end(net: str, focus: Source | None = None) -> Moment:
    return at(net, run(net)[0].program.end_of(ITERATION), focus)


def edited_loss(net: str, place: Source, number: float) -> float:
    """The loss of the iteration in a run in which the number is edited as soon as it is there."""
    lesson, _history = run(net)
    program = lesson.program
    start = program.start_of(ITERATION)
    done = None if place.name in program.carried else program.done_after(place.name, ITERATION)
    history = History(program, lesson.start)
    history.edit(Edit(start + (done or 0), place, number))
    made = program.done_after("L", ITERATION)
    assert made is not None
    return float(history.at(start + made).values["L"])


def some_numbers(net: str) -> list[Source]:
    """A parameter's number, an input and a value between, of every name that has a gradient."""
    lesson, history = run(net)
    values = history.at(lesson.program.end_of(ITERATION)).values
    rng = np.random.default_rng(4)
    names = [name.removeprefix("d.") for name in values if name.startswith("d.")]
    known = [name for name in names if name in values and name != "L"]
    # a recurrent layer has dozens, step by step alike
    known = [*known[:6], *known[6:-6:5], *known[-6:]] if len(known) > 20 else known
    return [Source(n, tuple(int(rng.integers(k)) for k in values[n].shape)) for n in known]


@pytest.mark.parametrize("net", [*NETS, "function"])
def test_the_curve_is_the_run_with_the_number_edited(net: str) -> None:
    numbers = some_numbers(net)
    least = {"w", "f"} if net == "function" else {"x", "out.W", "out.b", "out.z"}
    assert least <= {place.name for place in numbers}
    for place in numbers:
        now = end(net, place)
        table = VIEW.table(now, "curve")
        assert table.columns == ("value", "L")
        assert len(table.rows) == 41
        for value, loss in (table.rows[n] for n in (0, 13, 20, 40)):
            assert isinstance(value, float)
            # a share beyond 0 and 1 has no logarithm, a negative variance no root, in the run too
            wanted = edited_loss(net, place, value)
            assert loss == pytest.approx(wanted, rel=EXACT, nan_ok=True)
        ((value, loss, gradient, *_),) = VIEW.table(now, "here").rows
        assert value == table.rows[20][0] == now.computed[place.name][place.index]
        assert loss == float(now.values["L"])
        assert loss == pytest.approx(table.rows[20][1], rel=EXACT)
        assert gradient == float(now.values[f"d.{place.name}"][place.index])


@pytest.mark.parametrize("net", ["dense", "batch norm", "recurrent", "function"])
def test_the_tangent_is_the_gradient(net: str) -> None:
    for place in some_numbers(net):
        found = slope_of(end(net, place))
        step = 1e-5
        more, less = (edited_loss(net, place, found.value + d) for d in (step, -step))
        assert found.gradient == pytest.approx((more - less) / (2 * step), rel=1e-5, abs=1e-8)


@pytest.mark.parametrize("net", [*NETS, "function"])
def test_what_the_update_promised_and_brought(net: str) -> None:
    lesson, history = run(net)
    program = lesson.program
    after = history.at(program.end_of(ITERATION)).values
    other = History(program, lesson.start)
    start = program.start_of(ITERATION)
    for name in program.parameters:
        other.edit(ArrayEdit(start, name, np.array(after[name])))
    made = program.done_after("L", ITERATION)
    assert made is not None
    together = float(other.at(start + made).values["L"])
    for name in program.parameters:
        place = Source(name, (0,) * after[name].ndim)
        now = end(net, place)
        ((value, loss, gradient, following, promised, alone, got),) = VIEW.table(now, "here").rows
        assert isinstance(value, float)
        assert isinstance(loss, float)
        assert isinstance(gradient, float)
        assert following == float(after[name][place.index])
        assert promised == pytest.approx(loss + gradient * (following - value), rel=EXACT)
        assert alone == pytest.approx(edited_loss(net, place, following), rel=EXACT)
        assert got == pytest.approx(together, rel=EXACT)
        numbers = [float(row[0] or 0) for row in VIEW.table(now, "curve").rows]
        assert numbers[-1] - value >= 4 * abs(following - value) * (1 - EXACT)
        assert value - numbers[0] >= 4 * abs(following - value) * (1 - EXACT)


def test_the_curve_is_the_same_from_the_first_tick_of_an_iteration_to_the_last() -> None:
    lesson, _history = run("dense")
    program = lesson.program
    place = Source("h.W", (1, 2))
    ticks = range(program.start_of(ITERATION) + 1, program.end_of(ITERATION) + 1)
    tables = [VIEW.table(at("dense", tick, place), "curve") for tick in ticks]
    assert all(table == tables[0] for table in tables)
    known = [VIEW.table(at("dense", tick, place), "here").rows[0] for tick in ticks]
    counts = [sum(cell is not None for cell in row) for row in known]
    assert (counts[0], counts[-1]) == (1, 7)
    assert all(one <= other for one, other in itertools.pairwise(counts))


def test_the_run_is_left_alone() -> None:
    lesson = lesson_of("batch norm")
    history = History(lesson.program, lesson.start)
    tick = lesson.program.start_of(ITERATION) + 3
    before = {name: np.array(array) for name, array in history.at(tick).values.items()}
    VIEW.table(moment_at(lesson, history, tick, VIEW, Source("h.W", (0, 0))), "here")
    after = history.at(tick).values
    assert before.keys() == after.keys()
    assert all(np.array_equal(before[name], after[name]) for name in before)
    assert history.edits == ()


def test_the_curve_goes_on_to_a_kink_that_is_near() -> None:
    """The bias moves every z of its unit alike, so the next kink is as far as the least of them."""
    near = 0
    for unit in range(5):
        now = end("relu", Source("h.b", (unit,)))
        found = slope_of(now)
        assert found.next_value is not None
        steps = 4 * abs(found.next_value - found.value) or 0.5
        kink = float(np.abs(now.values["h.z"][:, unit]).min())
        if steps < kink < 16 * steps:
            near += 1
            assert found.numbers[-1] - found.value >= kink * (1 - EXACT)
    assert near


def test_what_was_edited_on_the_way_stays_as_it_was_edited() -> None:
    lesson = lesson_of("dense")
    program = lesson.program
    start = program.start_of(ITERATION)
    done = program.done_after("h.z", ITERATION)
    made = program.done_after("L", ITERATION)
    assert done is not None
    assert made is not None
    by_hand = Edit(start + done, Source("h.z", (1, 2)), 0.75)
    place = Source("h.W", (0, 2))
    history = History(program, lesson.start)
    history.edit(by_hand)
    now = moment_at(lesson, history, program.end_of(ITERATION), VIEW, place)
    assert now.values["h.z"][1, 2] == 0.75
    found = slope_of(now)
    assert found.losses[20] == pytest.approx(found.loss, rel=EXACT)
    for n in (0, 30):
        other = History(program, lesson.start)
        other.edit(Edit(start, place, float(found.numbers[n])))
        other.edit(by_hand)
        wanted = float(other.at(start + made).values["L"])
        assert found.losses[n] == pytest.approx(wanted, rel=EXACT)
    assert np.ptp(found.losses) > 1e-4


@pytest.mark.parametrize("net", ["relu", "convolutions"])
def test_a_number_that_outweighs_all_others_hides_none_of_them(net: str) -> None:
    lesson, _history = run(net)
    program = lesson.program
    start, made = program.start_of(ITERATION), program.done_after("L", ITERATION)
    assert made is not None
    for place in (Source("h.W", (0, 2)), Source("c.W", (1, 0, 0, 0)), Source("c.b", (1,))):
        if place.name not in program.carried:
            continue
        history = History(program, lesson.start)
        history.edit(Edit(start, place, 1e15))
        now = moment_at(lesson, history, program.end_of(ITERATION), VIEW, place)
        found = slope_of(now)
        n = int(np.argmin(np.abs(found.numbers)))
        other = History(program, lesson.start)
        other.edit(Edit(start, place, float(found.numbers[n])))
        wanted = float(other.at(start + made).values["L"])
        assert found.losses[n] == pytest.approx(wanted, rel=EXACT)


def test_a_gradient_in_focus_stands_for_its_number_and_nothing_for_the_first() -> None:
    by_gradient = VIEW.table(end("dense", Source("d.h.W", (1, 2))), "here")
    assert by_gradient == VIEW.table(end("dense", Source("h.W", (1, 2))), "here")
    first = end("dense")
    assert first.focus == Source("h.W", (0, 0))


def test_a_part_of_a_gradient_stands_for_the_number_that_the_whole_is_of() -> None:
    program = run("residual")[0].program
    assert program.done_after("d.x.use2", ITERATION) is not None  # x goes into h and into the sum
    by_part = VIEW.table(end("residual", Source("d.x.use2", (1, 2))), "curve")
    assert by_part == VIEW.table(end("residual", Source("x", (1, 2))), "curve")


@pytest.mark.parametrize("name", ["lr", "v.h.W", "data.x", "t", "k"])
def test_what_the_loss_has_no_gradient_for_is_refused(name: str) -> None:
    with pytest.raises(UnsuitedError, match=f"there is no slope along {name}"):
        VIEW.table(end("dense", Source(name, ())), "curve")


def test_an_index_outside_is_refused() -> None:
    with pytest.raises(ShapeError, match="does not exist"):
        VIEW.table(end("dense", Source("h.W", (9, 0))), "curve")
