"""The boundary: every number of it is the network's own, and its cells and folds are exact."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

import numpy as np
import pytest

from visualnn import api
from visualnn.lesson import Lesson, from_dict, open_named
from visualnn.ops import Array
from visualnn.run.history import History
from visualnn.views import VIEWS, Moment, UnsuitedError
from visualnn.views.boundary import PlaneProbe, answer_at, boundary
from visualnn.views.judging import judged_examples
from visualnn.views.moments import moment_at
from visualnn.views.plane import plane_of
from visualnn.views.regions import cut

ACTIVATIONS: Mapping[str, Callable[[Array], Array]] = {
    "relu": lambda z: np.maximum(z, 0),
    "tanh": np.tanh,
    "leaky_relu": lambda z: np.where(z > 0, z, 0.01 * z),
    "hard_tanh": lambda z: np.clip(z, -1, 1),
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
}
FORMULA = 1e-12
"""The largest difference of a region's formula from the network, where outputs are about 1."""


def net(activation: str, *units: int, source: Mapping[str, object] | None = None) -> Lesson:
    """A small classifier of two moons, or of another source."""
    layers: list[dict[str, object]] = [
        {"name": f"h{n}", "kind": "dense", "units": count, "activation": activation}
        for n, count in enumerate(units)
    ]
    layers.append({"name": "out", "kind": "dense", "units": 1, "activation": "sigmoid"})
    return from_dict(
        {
            "format": 1,
            "name": "small",
            "title": {"en": "Small", "ko": "작은 신경망"},
            "seed": 5,
            "epochs": 40,
            "data": source or {"source": "moons", "n": 40, "noise": 0.1, "validation": 0.25},
            "layers": layers,
            "loss": {"kind": "binary_cross_entropy"},
            "optimizer": {"kind": "adam", "lr": 0.05},
        }
    )


@lru_cache
def trained(activation: str, *units: int) -> Moment:
    lesson = net(activation, *units)
    history = History(lesson.program, lesson.start)
    tick = lesson.program.end_of(lesson.iterations - 1)
    return moment_at(lesson, history, tick, VIEWS["boundary"])


def forward(moment: Moment, points: Array, until: str) -> Array:
    """The network by hand, for points that no probe was asked about."""
    a = points
    for layer in moment.lesson.network.layers:
        z = a @ moment.values[f"{layer.name}.W"] + moment.values[f"{layer.name}.b"]
        if f"{layer.name}.z" == until:
            return z
        a = ACTIVATIONS[layer.activation](z)
    return a


def inside(corners: Array, count: int, rng: np.random.Generator) -> Array:
    """Random points of a convex polygon."""
    shares = rng.dirichlet(np.ones(len(corners)), size=count)
    return np.asarray(shares @ corners)


@pytest.mark.parametrize(
    "kind",
    [("relu", 8), ("relu", 5, 4), ("leaky_relu", 6), ("hard_tanh", 4), ("relu", 6, 5, 4)],
    ids=str,
)
def test_in_every_region_the_formula_is_the_network(kind: tuple[str, ...]) -> None:
    moment = trained(*kind)
    plane = plane_of(moment.lesson)
    found = cut(moment.lesson, moment.values, plane.corners)
    assert found is not None
    assert found.of == "out.z"
    rng = np.random.default_rng(1)
    for region in found.regions:
        at = inside(region.corners, 1000, rng)
        told = at @ region.slopes.T + region.constants
        np.testing.assert_allclose(told, forward(moment, at, "out.z"), rtol=0, atol=FORMULA)
    whole = (plane.largest[0] - plane.least[0]) * (plane.largest[1] - plane.least[1])
    assert sum(region.area for region in found.regions) == pytest.approx(whole, rel=1e-9)
    assert len({region.pattern for region in found.regions}) > 1


@pytest.mark.parametrize("kind", [("relu", 8), ("relu", 5, 4), ("hard_tanh", 4)], ids=str)
def test_on_every_fold_the_units_sum_is_nothing(kind: tuple[str, ...]) -> None:
    moment = trained(*kind)
    found = boundary(moment)
    folds = list(found.folds())
    assert {fold.layer for fold in folds} >= {"h0", "out"}
    for fold in folds:
        middle = fold.ends.mean(axis=0)[None]
        z = forward(moment, np.concatenate([fold.ends, middle]), f"{fold.layer}.z")[:, fold.unit]
        np.testing.assert_allclose(z, 0, atol=1e-9)


def test_bent_lines_of_a_smooth_net_lie_between_the_points_of_the_grid() -> None:
    moment = trained("tanh", 4, 3)
    found = boundary(moment)
    assert found.cells is None
    folds = list(found.folds())
    assert {fold.layer for fold in folds} >= {"h0", "out"}
    for fold in folds:
        z = forward(moment, fold.ends, f"{fold.layer}.z")[:, fold.unit]
        assert np.abs(z).max() < 0.2


@pytest.mark.parametrize("kind", [("relu", 8), ("tanh", 4, 3)], ids=str)
def test_the_grid_is_the_network(kind: tuple[str, ...]) -> None:
    moment = trained(*kind)
    found = boundary(moment)
    np.testing.assert_allclose(
        found.outputs, forward(moment, found.points, ""), rtol=1e-9, atol=1e-12
    )
    single = boundary(moment, side=20, dtype="float32")
    np.testing.assert_allclose(
        single.outputs, forward(moment, single.points, ""), rtol=0, atol=1e-5
    )
    for (layer, unit), z in found.sums.items():
        share = (forward(moment, found.points, f"{layer}.z")[:, unit] > 0).mean()
        assert found.fires_share(layer, unit) == share
        np.testing.assert_allclose(
            z, forward(moment, found.points, f"{layer}.z")[:, unit], rtol=1e-9, atol=1e-12
        )


def test_examples_are_told_right_and_wrong_as_the_metric_says() -> None:
    moment = trained("relu", 8)
    told = judged_examples(moment)
    lesson = moment.lesson
    assert [each.split for each in told].count("validation") == len(lesson.data.val_x)
    of_training = [each for each in told if each.split == "train"]
    outputs = forward(moment, lesson.data.x, "")[:, 0]
    for each in of_training:
        assert each.output == pytest.approx(outputs[each.row], abs=1e-12)
        assert each.right == ((outputs[each.row] > 0.5) == (lesson.data.t[each.row, 0] > 0.5))
    assert sum(bool(each.right) for each in told) > 0.75 * len(told)


def test_a_solved_xor_has_every_example_on_its_side() -> None:
    lesson = open_named("xor")
    history = History(lesson.program, lesson.start)
    moment = moment_at(lesson, history, lesson.last_tick, VIEWS["boundary"])
    assert [each.right for each in judged_examples(moment)] == [True] * 4
    table = VIEWS["boundary"].table(moment, "regions")
    assert table.columns == ("id", "pattern", "share", "a0", "a1", "c")
    assert sum(float(row[2] or 0) for row in table.rows) == pytest.approx(1)


def test_one_input_gives_the_fitted_curve() -> None:
    lesson = from_dict(
        {
            "format": 1,
            "name": "curve",
            "title": {"en": "Curve", "ko": "곡선"},
            "epochs": 2,
            "data": {"source": "sine", "n": 20, "noise": 0.1},
            "layers": [
                {"name": "h", "kind": "dense", "units": 3, "activation": "tanh"},
                {"name": "out", "kind": "dense", "units": 1},
            ],
            "loss": {"kind": "mean_squared_error"},
            "optimizer": {"kind": "sgd", "lr": 0.1},
        }
    )
    view = VIEWS["boundary"]
    moment = Moment(lesson, 0, lesson.start)
    model = api.Model(lesson)
    table = view.table(moment, "grid")
    assert table.columns == ("x0", "x1", "output", "class")
    x = np.array([[row[0]] for row in table.rows], dtype=float)
    told = np.array([row[2] for row in table.rows], dtype=float)
    np.testing.assert_allclose(told, model.predict(x)[:, 0], rtol=1e-12)
    assert {row[1] for row in table.rows} == {None}
    assert {row[3] for row in table.rows} == {None}
    assert {each.right for each in judged_examples(moment)} == {None}


def test_the_plane_holds_every_example_and_stays() -> None:
    lesson = net("relu", 4)
    plane = plane_of(lesson)
    rows = np.concatenate([lesson.data.x, lesson.data.val_x])
    for n in range(2):
        assert plane.least[n] < rows[:, n].min()
        assert plane.largest[n] > rows[:, n].max()
    constant = net(
        "relu", 2, source={"source": "table", "inputs": [[3, 0], [3, 1]], "targets": [[0], [1]]}
    )
    assert plane_of(constant).least[0] < 3 < plane_of(constant).largest[0]


def test_a_network_with_too_many_pieces_has_no_regions(monkeypatch: pytest.MonkeyPatch) -> None:
    moment = trained("relu", 8)
    corners = plane_of(moment.lesson).corners
    found = cut(moment.lesson, moment.values, corners)
    assert found is not None
    monkeypatch.setattr("visualnn.views.regions.MAX_CELL_COUNT", len(found.regions))
    assert cut(moment.lesson, moment.values, corners) is not None
    monkeypatch.setattr("visualnn.views.regions.MAX_CELL_COUNT", len(found.regions) - 1)
    assert cut(moment.lesson, moment.values, corners) is None


def test_pictures_have_no_boundary() -> None:
    table = {"source": "table", "inputs": [[0, 1, 2], [3, 4, 5]], "targets": [[0], [1]]}
    with pytest.raises(UnsuitedError, match="one or two inputs; here an example has 3"):
        VIEWS["boundary"].refuse(net("relu", 2, source=table))
    with pytest.raises(UnsuitedError, match="one or two inputs; here an example has 64"):
        VIEWS["boundary"].refuse(open_named("digits"))


@pytest.mark.parametrize("kind", [("relu", 8), ("tanh", 4, 3)], ids=str)
def test_a_class_flips_where_the_network_says_a_half(kind: tuple[str, ...]) -> None:
    moment = trained(*kind)
    found = boundary(moment, side=201)
    lines = found.flips()
    assert lines
    for line in lines:
        np.testing.assert_allclose(forward(moment, line, "")[:, 0], 0.5, atol=0.05)
    signs = np.sign(found.square(found.outputs[:, 0]) - 0.5)
    cells = sum(bool(np.ptp(signs[i : i + 2, j : j + 2])) for i in range(200) for j in range(200))
    # as many cells of the grid as change their mind have a piece of the line
    assert sum(len(line) - 1 for line in lines) == pytest.approx(cells, abs=0.02 * cells + 2)


def test_of_one_input_a_class_flips_at_single_places() -> None:
    inputs = [[n / 10] for n in range(-10, 11, 2)]
    targets = [[int(abs(x) < 0.5)] for (x,) in inputs]
    lesson = net("relu", 6, source={"source": "table", "inputs": inputs, "targets": targets})
    history = History(lesson.program, lesson.start)
    tick = lesson.program.end_of(lesson.iterations - 1)
    moment = moment_at(lesson, history, tick, VIEWS["boundary"])
    found = boundary(moment, side=401)
    places = found.flips()
    assert places
    for place in places:
        assert place.shape == (1, 1)
        assert forward(moment, place, "")[0, 0] == pytest.approx(0.5, abs=0.01)
    unit = next(unit for unit in range(6) if found.zero_lines("h0", unit))
    for place in found.zero_lines("h0", unit):
        assert forward(moment, place, "h0.z")[0, unit] == pytest.approx(0, abs=1e-9)
        slope = moment.values["h0.W"][0, unit]
        assert found.rise_at("h0", unit, place[0]) == pytest.approx([slope])


def test_a_units_sum_rises_along_its_weights() -> None:
    moment = trained("relu", 8)
    found = boundary(moment)
    for unit in range(8):
        for point in ((0.2, -0.3), (-1.0, 1.0), (99.0, 99.0)):
            rise = found.rise_at("h0", unit, point)
            np.testing.assert_allclose(rise, moment.values["h0.W"][:, unit], rtol=1e-9)


def test_a_probe_of_the_plane_is_asked_again_without_being_bound_again() -> None:
    moment = trained("relu", 8)
    probe = PlaneProbe(moment.lesson, 31)
    assert set(probe.reads) == {"h0.W", "h0.b", "out.W", "out.b"}
    first = probe.ask(moment.values)
    outputs = first.outputs.copy()
    assert first.cells is None
    start = {**moment.values, **moment.lesson.start}
    again = probe.ask(start)
    assert np.shares_memory(again.outputs, first.outputs)
    assert not np.array_equal(again.outputs, outputs)
    np.testing.assert_array_equal(again.outputs, boundary(_at_start(moment), side=31).outputs)


def _at_start(moment: Moment) -> Moment:
    return Moment(moment.lesson, 0, moment.lesson.start)


@pytest.mark.parametrize("kind", [("relu", 8), ("tanh", 4, 3)], ids=str)
def test_a_single_point_is_answered_as_the_grid_is(kind: tuple[str, ...]) -> None:
    moment = trained(*kind)
    found = boundary(moment, side=9)
    assert found.classes is not None
    for n in range(0, 81, 7):
        outputs, decided = answer_at(moment, found.points[n])
        np.testing.assert_allclose(outputs, found.outputs[n], rtol=1e-12)
        assert decided == found.classes[n]
