"""The landscape: ways are the run's, arrows add up to the update, minima are where they stand."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np
import pytest

from tests.reference.functions import HEIGHTS_OF_ONE, LOWEST, height_at
from visualnn.errors import LessonError
from visualnn.expr import Source
from visualnn.lesson import Lesson, from_dict, open_named
from visualnn.ops import Array
from visualnn.ops.functions import FUNCTIONS
from visualnn.optimizers import KINDS
from visualnn.run.history import Edit, History
from visualnn.tell.frame import frame_at
from visualnn.views import VIEWS, Moment, UnsuitedError, ViewTable
from visualnn.views.contours import relief_of
from visualnn.views.landscape import WalkerWay, landscape_of
from visualnn.views.moments import moment_at, moment_of
from visualnn.views.plane import Plane

VIEW = VIEWS["landscape"]
ROUNDING = 1e-14
"""The largest difference of the pieces' sum from the step, where places are about 1."""
OF_TWO = tuple(name for name, op in FUNCTIONS.items() if op.dimension == 2)
WAYS = ("iteration", "w0", "w1", "L", "plane_L", "lr", "step_length", "distance")
ONE, TWO = [0.5, 0.6], [[0.5, 0.6], [-1.0, 0.25]]


def walk(start: object = ONE, kind: str = "rosenbrock", **more: object) -> tuple[Lesson, History]:
    lesson = from_dict(
        {
            "format": 1,
            "name": "walk",
            "title": {"en": "A walk", "ko": "걷기"},
            "epochs": 8,
            "function": {"kind": kind, "start": start},
            "optimizer": {"kind": "sgd", "lr": 0.001},
            **more,
        }
    )
    return lesson, History(lesson.program, lesson.start)


def at(run: tuple[Lesson, History], tick: int) -> Moment:
    return moment_at(*run, tick, VIEW)


def end(run: tuple[Lesson, History], iteration: int) -> Moment:
    return at(run, run[0].program.end_of(iteration))


def pieces(table: ViewTable) -> Mapping[str, Array]:
    """Piece → its two numbers, for a single walker."""
    return {str(row[1]): np.array(row[2:], dtype=float) for row in table.rows}


SETTINGS: list[Mapping[str, object]] = [
    {"kind": kind, "convention": convention, "lr": 0.01, **more}
    for kind, known in KINDS.items()
    for convention in known.conventions
    for more in (
        {},
        {"weight_decay": 0.1},
        *({extra: 0.5} for extra, where in known.extra.items() if convention in where),
        *(
            {extra: 0.5, "weight_decay": 0.2}
            for extra, where in known.extra.items()
            if convention in where
        ),
    )
]


@pytest.mark.parametrize("start", [ONE, TWO], ids=["one", "two"])
@pytest.mark.parametrize("settings", SETTINGS, ids=lambda s: "-".join(map(str, s.values())))
def test_the_pieces_sum_to_the_step(settings: Mapping[str, object], start: object) -> None:
    run = walk(start, "ravine", optimizer=settings)
    for iteration in range(7):
        now = end(run, iteration)
        table = VIEW.table(now, "arrows")
        before = run[1].at(run[0].program.start_of(iteration)).values["w"]
        step = (now.values["w"] - before).reshape(-1, 2)
        walkers = {row[:-4] for row in table.rows}
        assert len(walkers) == len(step)
        for walker, wanted in zip(sorted(walkers), step, strict=True):
            rows = {row[-3]: row[-2:] for row in table.rows if row[:-4] == walker}
            np.testing.assert_array_equal(np.array(rows.pop("step"), dtype=float), wanted)
            told = np.array(list(rows.values()), dtype=float).sum(axis=0)
            np.testing.assert_allclose(told, wanted, rtol=0, atol=ROUNDING)


def test_every_kind_of_optimizer_is_opened() -> None:
    assert {settings["kind"] for settings in SETTINGS} == set(KINDS)


@pytest.mark.parametrize("convention", ["pytorch", "keras"])
@pytest.mark.parametrize("kind", ["sgd", "momentum", "nesterov"])
def test_pieces_of_a_descent_are_those_of_its_formula(kind: str, convention: str) -> None:
    lr, share, decay = 0.01, 0.8, 0.25
    settings: dict[str, object] = {"kind": kind, "convention": convention, "lr": lr}
    settings |= {"momentum": share} if kind != "sgd" else {}
    run = walk(optimizer={**settings, "weight_decay": decay}, clip={"kind": "value", "limit": 5.0})
    velocity = np.zeros(2)
    for iteration in range(6):
        now = end(run, iteration)
        w = run[1].at(run[0].program.start_of(iteration)).values["w"]
        g = np.clip(now.values["d.w"], -5, 5)
        told = pieces(VIEW.table(now, "arrows"))
        coupled = convention == "pytorch"
        decayed = g + decay * w if coupled else g
        ahead = kind == "nesterov"
        wanted = {"gradient": -lr * g, "weight_decay": -lr * decay * w}
        if kind != "sgd":
            factor = share * share if ahead else share
            wanted["momentum"] = -lr * factor * velocity
        if ahead:
            wanted["look_ahead"] = -lr * share * g
            wanted["weight_decay"] = wanted["weight_decay"] * (1 + share * coupled)
        assert set(told) == {*wanted, "step"}
        for piece, numbers in wanted.items():
            np.testing.assert_allclose(told[piece], numbers, rtol=1e-12, atol=1e-15)
        velocity = share * velocity + decayed


def test_a_scaled_rule_is_one_piece_beside_its_decay() -> None:
    run = walk(optimizer={"kind": "adamw", "lr": 0.01, "weight_decay": 0.25})
    now = end(run, 3)
    values, w = now.values, run[1].at(run[0].program.start_of(3)).values["w"]
    told = pieces(VIEW.table(now, "arrows"))
    assert set(told) == {"weight_decay", "scaled_gradient", "step"}
    scaled = -0.01 * values["mhat.w"] / (np.sqrt(values["vhat.w"]) + 1e-8)
    np.testing.assert_allclose(told["scaled_gradient"], scaled, rtol=1e-12)
    np.testing.assert_allclose(told["weight_decay"], -0.01 * 0.25 * w, rtol=1e-12)


def test_pieces_come_one_after_the_other() -> None:
    run = walk(optimizer={"kind": "momentum", "lr": 0.01, "momentum": 0.5})
    program = run[0].program
    names = [ins.writes for ins in program.closing]
    start = program.start_of(2)

    def known(name: str) -> set[str]:
        rows = VIEW.table(at(run, start + names.index(name) + 1), "arrows").rows
        assert {row[0] for row in rows} == {2}
        return {str(row[1]) for row in rows if row[2] is not None}

    assert known("L") == set()
    assert known("d.w") == {"gradient"}
    assert known("v.w") == {"gradient", "momentum"}
    assert known("w") == {"gradient", "momentum", "step"}


def first(kind: str) -> list[float]:
    """A start with as many numbers as a function has."""
    return ONE[: FUNCTIONS[kind].dimension]


@pytest.mark.parametrize("kind", FUNCTIONS)
def test_ways_are_the_run(kind: str) -> None:
    run = walk(first(kind), kind, optimizer={"kind": "adam", "lr": 0.1})
    lesson, history = run
    table = VIEW.table(end(run, 5), "ways")
    many = FUNCTIONS[kind].dimension
    assert table.columns == tuple(name for name in WAYS if many == 2 or name != "w1")
    starts = [history.at(lesson.program.start_of(n)).values["w"] for n in range(7)]
    assert [row[0] for row in table.rows] == list(range(7))
    np.testing.assert_array_equal([row[1 : 1 + many] for row in table.rows], starts)
    told = table.records
    assert [row["L"] for row in told] == [*history.curves["L"][:6].tolist(), None]
    for row, place in zip(told, starts, strict=True):
        height = height_at(kind, place.tolist(), math.exp)
        assert row["plane_L"] == pytest.approx(height, abs=1e-12)
        lowest = FUNCTIONS[kind].lowest if many == 1 else LOWEST.get(kind, ())
        apart = [math.dist(place, each) for each in lowest]
        assert row["distance"] == (pytest.approx(min(apart)) if apart else None)
    lengths = [math.dist(starts[n], starts[n + 1]) for n in range(6)]
    assert [row["step_length"] for row in told] == [*map(pytest.approx, lengths), None]
    assert {row["lr"] for row in told} == {0.1}


def test_a_way_ends_where_the_walker_stands() -> None:
    run = walk()
    program = run[0].program
    names = [ins.writes for ins in program.closing]
    counts = {}
    for name in names:
        rows = VIEW.table(at(run, program.start_of(1) + names.index(name) + 1), "ways").rows
        counts[name] = (len(rows), rows[-1][3] is not None)
    assert counts == {"L": (2, True), "d.L": (2, True), "d.w": (2, True), "w": (3, False)}
    (row,) = VIEW.table(at(run, 0), "ways").rows
    assert row[:4] == (0, *ONE, None)


def test_rates_are_those_that_the_updates_took() -> None:
    schedule = {"kind": "exponential", "gamma": 0.5, "every": "update"}
    run = walk(schedule=schedule, optimizer={"kind": "sgd", "lr": 0.001})
    rows = VIEW.table(end(run, 4), "ways").rows
    rates = [row[5] for row in rows[:-1]]
    for n, rate in enumerate(rates):
        after = run[1].at(run[0].program.end_of(n)).values
        w = run[1].at(run[0].program.start_of(n)).values["w"]
        assert rate == float(after["lr"])
        np.testing.assert_allclose(w - float(rate) * after["d.w"], after["w"], rtol=1e-14)
    assert len(set(rates)) == 5
    assert rows[-1][5] is None


def test_several_walkers_have_a_column_more_and_each_its_own_height() -> None:
    run = walk(TWO, "himmelblau")
    table = VIEW.table(end(run, 2), "ways")
    assert table.columns == ("walker", *WAYS)
    assert [row[:2] for row in table.rows] == [(n, k) for n in range(2) for k in range(4)]
    alone = VIEW.table(end(walk(TWO[1], "himmelblau"), 2), "ways")
    assert [row[1:] for row in table.rows[4:]] == list(alone.rows)


@pytest.mark.parametrize("kind", FUNCTIONS)
def test_the_grid_is_the_function_around_all_that_is_shown(kind: str) -> None:
    run, op = walk(first(kind), kind), FUNCTIONS[kind]
    rows = np.array(VIEW.table(end(run, 3), "grid").rows, dtype=float)
    assert rows.shape == (61**op.dimension, op.dimension + 1)
    for *numbers, height in rows[:: 97 if op.dimension == 2 else 1].tolist():
        assert height == pytest.approx(height_at(kind, numbers, math.exp), rel=1e-12, abs=1e-12)
    places = [run[1].at(run[0].program.start_of(n)).values["w"] for n in range(5)]
    for place in (*places, *op.lowest, *op.local_minima):
        assert (rows[:, :-1].min(axis=0) < place).all()
        assert (rows[:, :-1].max(axis=0) > place).all()


def test_a_way_that_leaves_does_not_take_the_picture_along() -> None:
    run = walk(kind="bowl", optimizer={"kind": "sgd", "lr": 50.0})
    first = VIEW.table(at(run, 0), "grid")
    rows = VIEW.table(end(run, 7), "ways").rows
    assert abs(float(rows[-1][1] or 0)) > 1e10
    assert VIEW.table(end(run, 7), "grid") == first


@pytest.mark.parametrize("part", VIEW.parts)
def test_numbers_that_are_not_finite_are_told_and_not_complained_about(part: str) -> None:
    run = walk(optimizer={"kind": "nesterov", "lr": 5.0, "weight_decay": 0.1})
    now = end(run, 7)
    assert not np.isfinite(now.values["w"]).all()
    assert VIEW.table(now, part).rows or part in {"scales", "schedule", "map"}


@pytest.mark.parametrize("kind", LOWEST)
def test_known_minima_are_level_and_the_lowest_around(kind: str) -> None:
    op = FUNCTIONS[kind]
    assert {tuple(np.round(at, 12)) for at in op.lowest} == {
        tuple(np.round(at, 12)) for at in LOWEST[kind]
    }
    for place in op.lowest:
        w = np.array([place])
        slope = op.compute("grad_w", np.ones(1), w)
        assert np.abs(slope).max() < 1e-12
        around = w + 0.01 * np.random.default_rng(2).normal(size=(50, 2))
        assert (op.compute("forward", around) > op.compute("forward", w)).all()


@pytest.mark.parametrize("kind", OF_TWO)
def test_known_saddles_are_level_and_neither_lowest_nor_highest(kind: str) -> None:
    op = FUNCTIONS[kind]
    for place in op.saddles:
        w = np.array([place])
        assert np.abs(op.compute("grad_w", np.ones(1), w)).max() < 1e-9
        turns = np.linspace(0, 2 * math.pi, 32)
        around = w + 0.01 * np.stack([np.cos(turns), np.sin(turns)], axis=1)
        heights, here = op.compute("forward", around), op.compute("forward", w)
        assert heights.min() < here < heights.max()


@pytest.mark.parametrize(
    ("settings", "value", "size"),
    [
        ({"kind": "adagrad"}, "d.w", lambda v: np.sqrt(v["squares.w"])),
        ({"kind": "rmsprop"}, "d.w", lambda v: np.sqrt(v["v.w"])),
        ({"kind": "rmsprop", "momentum": 0.5}, "d.w", lambda v: np.sqrt(v["v.w"])),
        ({"kind": "adadelta"}, "d.w", lambda v: np.sqrt(v["v.w"])),
        ({"kind": "adam"}, "mhat.w", lambda v: np.sqrt(v["vhat.w"])),
        ({"kind": "adamw"}, "mhat.w", lambda v: np.sqrt(v["vhat.w"])),
        ({"kind": "adamax"}, "m.w", lambda v: v["largest.w"]),
        ({"kind": "nadam"}, "mbar.w", lambda v: np.sqrt(v["vhat.w"])),
        ({"kind": "sgd"}, None, None),
        ({"kind": "nesterov"}, None, None),
    ],
    ids=lambda value: value.get("kind") if isinstance(value, dict) else "",
)
def test_what_is_divided_and_by_what(
    settings: Mapping[str, object], value: str | None, size: Callable[..., Array] | None
) -> None:
    run = walk(kind="ravine", optimizer={**settings, "lr": 0.01})
    now = end(run, 4)
    rows = VIEW.table(now, "scales").rows
    if value is None or size is None:
        assert rows == ()
        return
    assert [row[:2] for row in rows] == [(4, 0), (4, 1)]
    told = np.array([row[2:5] for row in rows], dtype=float)
    divided = now.values[value]
    np.testing.assert_allclose(told[:, 0], divided, rtol=1e-15)
    np.testing.assert_allclose(told[:, 1], size(now.values), rtol=1e-15)
    np.testing.assert_allclose(told[:, 2], -0.01 * divided, rtol=1e-15)


def test_radam_divides_by_nothing_at_first() -> None:
    run = walk(kind="ravine", optimizer={"kind": "radam", "lr": 0.01})
    early, late = (VIEW.table(end(run, n), "scales").rows for n in (2, 7))
    assert early == ()
    assert len(late) == 2


@pytest.mark.parametrize("kind", OF_TWO)
def test_contours_lie_at_their_height_in_steps_of_the_logarithm(kind: str) -> None:
    landscape = FUNCTIONS[kind]
    relief = relief_of(landscape, Plane((-2.0, -1.5), (2.0, 2.5)), 161, 161)
    levels = [contour.level for contour in relief.contours]
    assert levels == sorted(levels)
    assert len(levels) > 3
    assert all(f"{abs(level):e}"[0] in "013" for level in levels)
    for contour in relief.contours:
        for line in contour.lines:
            heights = landscape.compute("forward", line)
            spread = float(np.abs(landscape.compute("grad_w", np.ones(len(line)), line)).max())
            assert np.abs(heights - contour.level).max() < 0.03 * max(spread, 0.1)
    points = np.array([relief.heights[0, 0], relief.heights[-1, -1]])
    corners = landscape.compute("forward", np.array([[-2.0, -1.5], [2.0, 2.5]]))
    np.testing.assert_array_equal(points, corners)


@pytest.mark.parametrize("kind", ["sgd", "momentum", "nesterov", "adam"])
def test_noise_is_a_piece_of_its_own_and_the_ground_stays(kind: str) -> None:
    noisy = {"kind": "ravine", "start": ONE, "noise": 0.5}
    run = walk(function=noisy, optimizer={"kind": kind, "lr": 0.01}, seed=3)
    again = walk(function=noisy, optimizer={"kind": kind, "lr": 0.01}, seed=3)
    seen = []
    for iteration in range(6):
        now = end(run, iteration)
        w = run[1].at(run[0].program.start_of(iteration)).values["w"]
        noise = now.values["noise"]
        seen.append(tuple(noise))
        told = dict(pieces(VIEW.table(now, "arrows")))
        step = told.pop("step")
        np.testing.assert_allclose(sum(told.values()), step, rtol=0, atol=ROUNDING)
        true = np.array([w[0], 20 * w[1]])
        np.testing.assert_allclose(now.values["d.w"], true + noise, rtol=1e-12)
        if kind == "sgd":
            np.testing.assert_allclose(told["gradient"], -0.01 * true, rtol=1e-9)
            np.testing.assert_allclose(told["noise"], -0.01 * noise, rtol=1e-12)
        (row,) = [row for row in VIEW.table(now, "ways").rows if row[0] == iteration]
        plane = height_at("ravine", w.tolist(), math.exp)
        assert row[4] == pytest.approx(plane)
        assert row[3] == pytest.approx(plane + float((noise * w).sum()))
        assert (end(again, iteration).values["noise"] == noise).all()
    assert len(set(seen)) == 6
    other = walk(function=noisy, optimizer={"kind": kind, "lr": 0.01}, seed=4)
    assert tuple(end(other, 0).values["noise"]) != seen[0]


def test_noise_without_an_amount_is_none_and_several_walkers_have_none() -> None:
    plain = walk(function={"kind": "ravine", "start": ONE, "noise": 0.0})
    assert "noise" not in end(plain, 0).values
    with pytest.raises(LessonError, match="tilts the ground under one place"):
        walk(function={"kind": "ravine", "start": TWO, "noise": 0.5})


@pytest.mark.parametrize("start", [[0.5], [[0.5], [-1.5]]], ids=["one", "two"])
@pytest.mark.parametrize("kind", ["momentum", "nesterov", "adam", "adamw", "radam"])
def test_of_one_number_the_pieces_sum_to_the_step(kind: str, start: object) -> None:
    run = walk(start, "double_well", optimizer={"kind": kind, "lr": 0.02, "weight_decay": 0.1})
    for iteration in range(7):
        now = end(run, iteration)
        table = VIEW.table(now, "arrows")
        assert table.columns[-3:] == ("iteration", "piece", "dw0")
        before = run[1].at(run[0].program.start_of(iteration)).values["w"]
        for walker, wanted in enumerate((now.values["w"] - before).reshape(-1)):
            rows = {row[-2]: row[-1] for row in table.rows if row[:-3] in {(), (walker,)}}
            assert rows.pop("step") == wanted
            assert sum(rows.values()) == pytest.approx(wanted, rel=0, abs=ROUNDING)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", FUNCTIONS)
def test_the_tangent_touches_the_ground_where_the_walker_looks(kind: str) -> None:
    run, op = walk(first(kind), kind), FUNCTIONS[kind]
    program = run[0].program
    seen = program.start_of(3) + program.done_after("d.w", 3)  # type: ignore[operator]
    place = run[1].at(program.start_of(3)).values["w"]
    for tick in (seen - 1, seen, program.end_of(3)):
        (row,) = VIEW.table(at(run, tick), "tangent").rows
        assert row[: 1 + op.dimension] == (3, *place)
        height, *slopes = row[1 + op.dimension :]
        assert height == pytest.approx(height_at(kind, place.tolist(), math.exp), rel=1e-12)
        if tick < seen:
            assert set(slopes) == {None}
            continue
        for n, slope in enumerate(slopes):
            side = np.zeros(op.dimension)
            side[n] = 1e-6
            rise = [height_at(kind, (place + way * side).tolist(), math.exp) for way in (-1, 1)]
            assert slope == pytest.approx((rise[1] - rise[0]) / 2e-6, rel=1e-5, abs=1e-8)


@pytest.mark.parametrize("kind", HEIGHTS_OF_ONE)
def test_the_right_well_keeps_who_comes_from_the_right(kind: str) -> None:
    run = walk([1.6], kind, optimizer={"kind": "sgd", "lr": 0.05}, epochs=200)
    (*_rest, last) = VIEW.table(end(run, 199), "ways").records
    valley = (FUNCTIONS[kind].local_minima or FUNCTIONS[kind].lowest)[0][0]
    assert last["w0"] == pytest.approx(valley, abs=1e-6)


@pytest.mark.parametrize("start", [ONE, TWO], ids=["one", "two"])
def test_the_moment_of_a_frame_has_the_ways_of_the_history(start: object) -> None:
    lesson, history = walk(start)
    place = (0,) * len(np.shape(np.array(start)))
    for edit in (None, Edit(0, Source("w", place), 0.7), Edit(11, Source("w", place), 0.3)):
        if edit is not None:
            history.edit(edit)
        history.run_to(lesson.iterations)
        for tick in range(lesson.last_tick + 1):
            ours = moment_at(lesson, history, tick, VIEW)
            framed = moment_of(frame_at(lesson, history, tick))
            for part in VIEW.parts:
                assert VIEW.table(framed, part) == VIEW.table(ours, part)


def test_walkers_that_nobody_can_follow_have_a_place_and_no_way() -> None:
    lesson, history = walk([[0.01 * n, 0.5] for n in range(40)])
    assert history.trails.keys() == {"lr"}
    rows = VIEW.table(moment_of(frame_at(lesson, history, 9)), "ways").rows
    assert len(rows) == 40


def test_a_saddle_has_no_minimum() -> None:
    assert FUNCTIONS["saddle"].lowest == ()


def test_a_network_has_no_landscape() -> None:
    with pytest.raises(UnsuitedError, match="this lesson trains a network"):
        VIEW.refuse(open_named("xor"))


def test_a_way_on_which_nobody_moved_is_told_as_before() -> None:
    ground = landscape_of(open_named("trajectories"))
    places, rates = np.array([[-1.0, 2.0], [0.5, 0.0], [np.inf, np.nan]]), np.full(3, 0.1)
    first = WalkerWay.along(ground, places, rates)
    again = WalkerWay.along(ground, places.copy(), rates / 2, computed=1, before=first)
    fresh = WalkerWay.along(ground, places.copy(), rates / 2, computed=1)
    assert again.places is first.places
    assert again.computed == fresh.computed == 1
    assert first.computed == 3
    for name in ("places", "heights", "rates", "lowest", "distances"):
        np.testing.assert_array_equal(getattr(again, name), getattr(fresh, name))
    moved = places.copy()
    moved[1, 1] = -0.0  # equal, and not the same
    assert np.signbit(WalkerWay.along(ground, moved, rates, before=first).places[1, 1])
