"""What the shipped lessons claim without quoting it: each number that stands in their prose as a
plain number is computed here, from the lesson itself."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from math import log, prod

import numpy as np
import pytest

from visualnn.expr import Source
from visualnn.lesson import Lesson
from visualnn.lesson.change import parse_change
from visualnn.lesson.changes import open_changed
from visualnn.lesson.variants import open_variant
from visualnn.ops import Array
from visualnn.run.history import Edit, History
from visualnn.views import VIEWS
from visualnn.views.activation import activated
from visualnn.views.base import Moment
from visualnn.views.boundary import boundary
from visualnn.views.moments import moment_at
from visualnn.views.plane import plane_of

SEEDS = range(41)
HALF_LOSS = log(2)


class Run:
    """A lesson with changes, and its history."""

    def __init__(self, lesson: Lesson) -> None:
        self.lesson = lesson
        self.history = History(lesson.program, lesson.start)

    def after(self, iteration: int) -> Mapping[str, Array]:
        """All values at the end of an iteration."""
        return self.history.at(self.lesson.program.end_of(iteration)).values

    def at(self, stop: str) -> Mapping[str, Array]:
        """All values at a stop."""
        return self.history.at(self.tick(stop)).values

    def tick(self, stop: str) -> int:
        return next(each.tick for each in self.lesson.stops if each.name == stop)

    def regions(self, stop: str) -> int:
        """The regions that the boundary counts at a stop."""
        moment = Moment(self.lesson, self.tick(stop), self.at(stop))
        cells = boundary(moment).cells
        assert cells is not None
        return len(cells.regions)

    @property
    def last(self) -> Mapping[str, Array]:
        return self.after(self.lesson.iterations - 1)


@cache
def run(name: str, *changes: str) -> Run:
    return Run(open_changed(name, [parse_change(change) for change in changes]))


@cache
def variant(name: str, which: str) -> Run:
    return Run(open_variant(run(name).lesson, which))


def wrong(values: Mapping[str, Array]) -> int:
    """The examples on the wrong side of one half."""
    return int((values["losses"] > HALF_LOSS).sum())


def are_parted(values: Mapping[str, Array]) -> bool:
    """Whether all four answers to XOR are on their right sides."""
    return bool(((values["output.a"] > 0.5) == (values["t"] > 0.5)).all())


# -- one neuron


def test_neuron_what_the_tangent_promised_and_what_came() -> None:
    neuron = run("neuron")
    tick = neuron.tick("one-step")
    moment = moment_at(neuron.lesson, neuron.history, tick, VIEWS["slope"], Source("n.W", (0, 0)))
    (here,) = VIEWS["slope"].table(moment, "here").records
    found = [here[name] for name in ("promised_L", "got_alone_L", "got_L")]
    assert found == pytest.approx([0.8, 1.44, 1.0])
    for (w, b), (rate, left) in (((4, 1), (0.1, 0.0)), ((3, 3), (0.2, -1.0))):
        assert w * 2 + b == 9  # another solution, and what a rate leaves of the distance
        assert 1 - rate * 2 * (2**2 + 1) == pytest.approx(left)


# -- gates


def test_gates_the_line_is_outside_of_the_picture_at_iteration_100_and_inside_later() -> None:
    gates = run("gates")
    plane = plane_of(gates.lesson)

    def sides(values: Mapping[str, Array]) -> set[bool]:
        z = plane.corners @ values["output.W"] + values["output.b"]
        return set((z > 0).ravel().tolist())

    assert sides(gates.at("turning")) == {False}
    assert (gates.at("turning")["output.a"] < 0.5).all()
    assert sides(gates.after(200)) == {False, True}


def test_gates_the_last_weights_are_and_and_or_and_nand() -> None:
    for name, answers in (("lesson", "0001"), ("or", "0111"), ("nand", "1110")):
        values = (run("gates") if name == "lesson" else variant("gates", name)).last
        assert "".join("01"[int(a > 0.5)] for a in values["output.a"].ravel()) == answers
    w, b = run("gates").last["output.W"].ravel(), run("gates").last["output.b"][0]
    assert (w + b < 0).all()
    assert w.sum() + b > 0
    w, b = variant("gates", "or").last["output.W"].ravel(), variant("gates", "or").last["output.b"]
    assert (w + b > 0).all()
    assert b[0] < 0
    w, b = (variant("gates", "nand").last[f"output.{each}"].ravel() for each in "Wb")
    assert (w < 0).all()
    assert b[0] > 0


def test_gates_xor_ends_at_one_half_and_at_ln_2() -> None:
    values = variant("gates", "xor").last
    assert values["output.a"] == pytest.approx(0.5, abs=0.005)
    assert float(values["L"]) == pytest.approx(0.693, abs=0.0005)
    assert np.linalg.norm(values["d.output.W"]) < 0.001


@pytest.mark.parametrize("name", ["lesson", "or", "nand", "xor"])
def test_gates_both_diagonals_have_the_same_sum(name: str) -> None:
    z = (run("gates") if name == "lesson" else variant("gates", name)).last["output.z"].ravel()
    assert z[0] + z[3] == pytest.approx(z[1] + z[2], abs=1e-12)


# -- XOR


@pytest.mark.parametrize(("name", "count"), [("two-units", 10), ("xor", 41)])
def test_xor_so_many_of_the_seeds_0_to_40_solve_it(name: str, count: int) -> None:
    solved = [seed for seed in SEEDS if are_parted(run(name, f"seed={seed}").last)]
    assert len(solved) == count
    if name == "two-units":  # the file names them
        assert solved == [6, 10, 14, 24, 25, 28, 33, 34, 35, 37]


def test_two_units_the_four_places_are_crossed_at_first_and_parted_at_150() -> None:
    two = run("two-units")
    places = two.at("new-places")["hidden.a"]
    (zero, three), (one, other) = places[[0, 3]], places[[1, 2]]
    along = np.linalg.solve(np.stack([three - zero, one - other], axis=1), one - zero)
    assert ((along > 0) & (along < 1)).all()
    assert are_parted(two.after(150))
    assert not any(are_parted(two.after(iteration)) for iteration in range(0, 130, 10))


def test_two_units_two_rows_meet_at_iteration_50_and_two_others_at_the_end() -> None:
    two = run("two-units")
    meeting, folded = two.at("meeting")["hidden.a"], two.at("folded")["hidden.a"]
    assert meeting[2] == pytest.approx(meeting[3], abs=0.001)
    assert len(np.unique(folded.round(1), axis=0)) == 3
    assert folded[0] == pytest.approx(folded[3], abs=0.01)
    w = two.at("flattened")["hidden.W"]
    assert w[0] == pytest.approx(-w[1], abs=0.005)


def test_two_units_seed_7_leaves_three_rows_on_one_place() -> None:
    values = variant("two-units", "seed-7").last
    assert (values["hidden.a"][[0, 1, 3]] == 0).all()
    assert float(variant("two-units", "without-relu").last["L"]) == pytest.approx(HALF_LOSS)


def test_xor_its_milestones() -> None:
    xor = run("xor")
    assert are_parted(xor.after(43))
    assert not are_parted(xor.after(42))
    assert (xor.at("hundred")["hidden.z"] <= 0).all(axis=0).tolist() == [True] + 7 * [False]
    assert xor.regions("regions") == 24
    w = xor.at("same-fold")["hidden.W"]
    assert w[0, 5:7] == pytest.approx(-w[1, 5:7], abs=0.003)
    fires = xor.at("hidden-space")["hidden.a"][:, 7]
    assert fires == pytest.approx([0, 0, 0, fires[3]], abs=0.01)
    assert sum(prod(parameter.shape) for parameter in xor.lesson.network.parameters) == 33


# -- why non-linear


def test_linear_two_layers_are_one_at_first_and_at_last() -> None:
    two, one = run("linear"), variant("linear", "one-layer")
    start = two.lesson.start
    assert (start["first.W"] @ start["second.W"]).ravel().tolist() == [1.5, -1.625]
    assert two.at("one-matrix")["second.a"] == pytest.approx(
        one.at("one-matrix")["second.a"], abs=1e-12
    )
    ended, alone = two.last, one.last
    w = ended["first.W"] @ ended["second.W"]
    b = ended["first.b"] @ ended["second.W"] + ended["second.b"]
    assert w == pytest.approx(alone["second.W"], abs=1e-4)
    assert b == pytest.approx(alone["second.b"], abs=1e-4)
    assert wrong(ended) == wrong(alone) == 6


def test_linear_one_region_and_with_relu_six() -> None:
    assert run("linear").regions("one-matrix") == 1
    assert variant("linear", "relu").regions("bent") == 6


def test_linear_sigmoid_gets_there_later() -> None:
    longer = run("linear", "layers.first.activation=sigmoid", "epochs=12000").last
    assert float(longer["L"]) == pytest.approx(0.1810, abs=0.00005)


# -- activations


def test_activations_the_regions_at_first_and_at_last() -> None:
    assert run("activations").regions("six-lines") == 12
    assert run("activations").regions("pieces") == 13


def test_activations_five_lines_cut_the_picture_and_the_dead_unit_2_has_one_of_them() -> None:
    """Counted from the view's own numbers: its lines, its regions and where each unit fires."""
    lesson = run("activations")
    moment = Moment(lesson.lesson, lesson.tick("pieces"), lesson.at("pieces"))
    view = VIEWS["boundary"]
    lines = {row[1] for row in view.table(moment, "contours").rows if row[0] == "hidden"}
    assert lines == {0, 1, 2, 3, 4}
    fires = {row[1]: row[2] for row in view.table(moment, "units").rows if row[0] == "hidden"}
    assert fires[2] != 0.0  # beyond its line, where no example lies
    assert fires[5] == 0.0
    assert (lesson.at("pieces")["hidden.a"][:, [2, 5]] == 0.0).all()
    assert len(view.table(moment, "regions").rows) == 13


def test_activations_every_function_solves_it_and_none_does_not() -> None:
    names = [each.id for each in run("activations").lesson.variants]
    assert len(names) == 10
    assert wrong(run("activations").last) == 0
    for name in names:
        assert wrong(variant("activations", name).last) == (14 if name == "identity" else 0)
    at_20 = {name: float(variant("activations", name).after(20)["L"]) for name in names}
    at_20["lesson"] = float(run("activations").after(20)["L"])
    assert sorted(at_20, key=lambda name: at_20[name])[:2] == ["selu", "identity"]
    identity = variant("activations", "identity")
    assert float(identity.last["L"]) == pytest.approx(at_20["identity"], abs=0.01)


def test_activations_two_units_are_dead_with_relu_and_quiet_with_leaky_relu() -> None:
    values = run("activations").last
    assert (values["hidden.z"] <= 0).all(axis=0).tolist() == [
        False,
        False,
        True,
        False,
        False,
        True,
    ]
    assert (values["d.hidden.W"][:, [2, 5]] == 0).all()
    quiet = variant("activations", "leaky-relu").last
    assert (quiet["hidden.z"][:, 2] < 0).all()
    assert (quiet["d.hidden.W"][:, 2] != 0).all()


def test_activations_another_seed_has_another_order() -> None:
    relu, tanh = run("activations", "seed=5"), "layers.hidden.activation=tanh"
    assert float(relu.last["L"]) == pytest.approx(0.2514, abs=0.00005)
    assert float(run("activations", "seed=5", tanh).last["L"]) == pytest.approx(0.0044, abs=0.00005)


@pytest.mark.parametrize(
    ("name", "moves"), [("lesson", False), ("leaky-relu", True), ("tanh", True)]
)
def test_activations_a_bias_of_minus_5_is_for_good_with_relu(name: str, moves: bool) -> None:
    lesson = run("activations").lesson if name == "lesson" else variant("activations", name).lesson
    history = History(lesson.program, lesson.start)
    history.edit(Edit(0, Source("hidden.b", (4,)), -5.0))
    assert (float(history.at(lesson.last_tick).values["hidden.b"][4]) != -5.0) is moves


def test_activations_what_is_counted_as_saturated_is_what_the_picture_counts() -> None:
    sigmoid = variant("activations", "sigmoid")
    values = sigmoid.at("saturated")
    moment = Moment(sigmoid.lesson, sigmoid.tick("saturated"), values, Source("hidden.a", (0, 3)))
    a = values["hidden.a"]
    counted = activated(moment).saturated_count
    assert counted == (a > 0.98734).sum() + (a < 0.01266).sum() > 300
