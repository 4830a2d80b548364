"""What the lessons on layers and losses claim without quoting it, computed here once more."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from math import prod

import numpy as np
import pytest

from tests.visualnn.lesson.test_architectures import drawn
from tests.visualnn.lesson.test_claims import Run, run, variant
from visualnn.expr import Source
from visualnn.lesson.variants import open_variant
from visualnn.ops import Array
from visualnn.run.history import Edit, History
from visualnn.views import VIEWS
from visualnn.views.base import CellValue
from visualnn.views.moments import moment_at
from visualnn.views.shapes import shapes


def parameter_count(of: Run) -> int:
    return sum(prod(parameter.shape) for parameter in of.lesson.network.parameters)


# -- convolution

BARS = 6


def test_convolution_the_pictures_are_bars_and_four_are_kept_aside() -> None:
    lesson = run("convolution").lesson
    held = lesson.start["val.data.rows"].astype(int).tolist()
    learned = lesson.start["data.rows"].astype(int).tolist()
    assert sorted(held + learned) == list(range(2 * BARS))
    assert held == [2, 4, 9, 10]
    assert learned[1] == 1  # upright, in column 1
    assert (learned[3], learned[7]) == (5, 6 + 5)  # the last column, the last row
    assert learned[5] >= BARS  # lying
    for data, rows in (("data.x", learned), ("val.data.x", held)):
        for picture, row in zip(lesson.start[data][:, 0], rows, strict=True):
            bar = np.zeros((BARS, BARS))
            if row < BARS:
                bar[:, row] = 1
            else:
                bar[row - BARS] = 1
            assert (picture == bar).all()


def test_convolution_two_upright_bars_share_no_pixel_and_a_lying_one_shares_one_with_each() -> None:
    values = run("convolution").after(0)
    pictures = np.concatenate([values["data.x"], values["val.data.x"]]).reshape(12, -1)
    upright = np.concatenate([values["data.t"], values["val.data.t"]]).ravel() == 1
    shared = pictures @ pictures.T
    same = upright[:, None] == upright
    assert set(shared[~same].tolist()) == {1.0}
    assert set(shared[same & ~np.eye(12, dtype=bool)].tolist()) == {0.0}


@pytest.mark.parametrize(
    ("name", "places", "left_over"),
    [("lesson", 6, 0), ("no-padding", 4, 0), ("stride-2", 2, 1), ("dilation-2", 4, 0)],
)
def test_convolution_the_places_of_the_filter(name: str, places: int, left_over: int) -> None:
    found = run("convolution") if name == "lesson" else variant("convolution", name)
    moment = moment_at(found.lesson, found.history, 0, VIEWS["convolution"])
    for row in VIEWS["convolution"].table(moment, "size").records:
        assert (row["output"], row["left_over"]) == (places, left_over)
    assert found.after(0)["filters.z"].shape == (8, 2, places, places)


def test_convolution_has_20_weights_before_the_output_and_its_pool_makes_3_by_3() -> None:
    convolution = run("convolution")
    assert parameter_count(convolution) == 20 + 3
    assert convolution.after(0)["pool.z"].shape == (8, 2, 3, 3)
    start = convolution.lesson.start["filters.W"]
    assert (start[1, 0] == start[0, 0].T).all()  # the first one, lying
    assert (start[0, 0][:, [0, 2]] < 0).all()


def test_convolution_the_first_weight_has_200_products_most_of_them_0() -> None:
    found = run("convolution")
    at = Source("d.filters.W", (0, 0, 0, 0))
    moment = moment_at(
        found.lesson, found.history, found.tick("all-places"), VIEWS["convolution"], at
    )
    products = [row["product"] for row in VIEWS["convolution"].table(moment, "backward").records]
    assert len(products) == 8 * 25 == 200
    assert sum(product == 0 for product in products) > 100


def test_convolution_the_output_cannot_tell_at_first() -> None:
    z = run("convolution").after(0)["output.z"].ravel()
    assert z[1] == z[5]


@pytest.mark.parametrize("seed", range(1, 13))
def test_convolution_new_places_are_right_with_filters_and_wrong_with_pixels(seed: int) -> None:
    filters = run("convolution", f"seed={seed}")
    pixels = variant("convolution", "flattened") if seed == 7 else None
    assert float(filters.last["val.accuracy"]) == 1
    if pixels is not None:
        assert float(pixels.last["val.accuracy"]) == 0
        assert float(pixels.last["accuracy"]) == 1


def test_convolution_the_filter_becomes_sharper() -> None:
    convolution = run("convolution")
    before, after = convolution.lesson.start["filters.W"][0, 0], convolution.last["filters.W"][0, 0]
    assert (np.abs(after) > np.abs(before)).all()
    assert (np.sign(after) == np.sign(before)).all()


def test_convolution_stride_2_sees_two_empty_pictures() -> None:
    strided = variant("convolution", "stride-2")
    values = strided.last
    assert (values["x"][[3, 7]][:, :, :5, :5] == 0).all()
    assert values["output.a"][3] == values["output.a"][7]
    assert (run("convolution").last["output.a"][[3, 7], 0] > 0.5).tolist() == [True, False]


def test_convolution_without_its_middle_weight_two_rows_find_back() -> None:
    lesson = run("convolution").lesson
    history = History(lesson.program, lesson.start)
    history.edit(Edit(0, Source("filters.W", (0, 0, 1, 1)), -1.0))
    values = history.at(lesson.program.end_of(lesson.iterations - 1)).values
    middle = values["filters.W"][0, 0, :, 1]
    assert middle[[0, 2]].min() > 1.4
    assert abs(middle[1]) < 0.1
    assert float(values["accuracy"]) == float(values["val.accuracy"]) == 1


# -- the summary table


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("lesson", [78_500, 1_010]),
        ("batch-100", [78_500, 1_010]),
        ("units-101", [785 * 101, 101 * 10 + 10]),
        ("four-layers", [803_840, 524_800, 131_328, 6_168]),
    ],
)
def test_summary_the_parameters_of_each_layer(name: str, parameters: list[int]) -> None:
    found = run("summary-table") if name == "lesson" else variant("summary-table", name)
    rows = VIEWS["shapes"].table(moment_at(found.lesson, found.history, 0, VIEWS["shapes"]), "")
    counted = [row["parameters"] for row in rows.records]
    assert counted == [0, 0, *parameters]  # the input and flatten have none
    assert sum(parameters) == parameter_count(found)
    total = {"units-101": 79_510 + 795, "four-layers": 1_466_136}.get(name, 79_510)
    assert sum(parameters) == total
    assert rows.records[1]["output"] == "(None, 784)"
    if name == "units-101":
        assert total == 80_305


def test_summary_flatten_puts_pixel_14_14_at_place_406() -> None:
    values = run("summary-table").at("flat")
    for place, (row, column) in {406: (14, 14), 407: (14, 15), 434: (15, 14)}.items():
        assert values["flatten.z"][1, place] == values["x"][1, row, column]
    assert values["x"][1, 14, 14] != values["x"][1, 14, 15]


def test_summary_slopes_that_are_0_belong_to_black_pixels_or_units_that_are_off() -> None:
    values = run("summary-table").at("gradients")
    lit, on = values["flatten.z"] > 0, values["hidden.a"] > 0
    met = (lit[:, :, None] & on[:, None, :]).any(axis=0)
    assert ((values["d.hidden.W"] != 0) == met).all()
    assert 0 < met.sum() < 78_400


def test_summary_the_last_batch_of_the_epoch_has_16_rows() -> None:
    found = run("summary-table")
    assert len(found.lesson.start["data.x"]) == 400
    assert len(found.lesson.start["val.data.x"]) == 100
    lengths = [len(found.after(iteration)["x"]) for iteration in range(13)]
    assert lengths == [32] * 12 + [16]
    assert found.lesson.iterations == 3 * 13
    held = [found.lesson.start[each.name].nbytes for each in found.lesson.network.parameters]
    assert sum(held) == 79_510 * 8 == 636_080


def test_summary_more_parameters_are_not_always_ahead() -> None:
    ahead = set()
    for seed in (1, 2):
        small = run("summary-table", f"seed={seed}").last
        large = (
            variant("summary-table", "four-layers")
            if seed == 1
            else Run(open_variant(run("summary-table", f"seed={seed}").lesson, "four-layers"))
        ).last
        ahead.add(bool(small["val.accuracy"] > large["val.accuracy"]))
        assert float(small["val.accuracy"]) == pytest.approx(float(large["val.accuracy"]), abs=0.05)
    assert ahead == {True, False}


# -- losses for classes


def edited(found: Run, where: Source, number: float) -> Mapping[str, Array]:
    """All values at the end of a run in which a number was changed at the start."""
    history = History(found.lesson.program, found.lesson.start)
    history.edit(Edit(0, where, number))
    return history.at(found.lesson.program.end_of(found.lesson.iterations - 1)).values


def test_losses_the_powers_of_e_and_what_they_make() -> None:
    values = run("losses").after(0)
    powers = np.exp(values["output.z"][0])
    assert powers == pytest.approx([7.389, 20.09, 1, 1], abs=0.005)
    assert values["output.a"][0] == pytest.approx(powers / powers.sum())
    assert (np.sign(values["d.output.a"][0]) == [0, -1, 0, 0]).all()
    assert values["d.output.a"][0, 1] == pytest.approx(-1 / values["output.a"][0, 1] / 2)
    assert values["d.output.z"] == pytest.approx((values["output.a"] - values["t"]) / 2)


def test_losses_one_hot_class_numbers_and_logits_are_one_loss() -> None:
    for updates in (0, 1, 10, 99):
        expected = run("losses").after(updates)["losses"]
        for name in ("class-numbers", "logits"):
            assert variant("losses", name).after(updates)["losses"] == pytest.approx(expected)


def test_losses_squared_error_corrects_the_greatest_mistake_least() -> None:
    crossed, squared = run("losses").after(0), variant("losses", "squared").after(0)
    sizes = np.abs(squared["d.output.z"][1])
    assert np.abs(squared["output.a"][1] - squared["t"][1]).argmax() == 3
    assert sizes.argmin() == 3
    assert sizes[3] < abs(crossed["d.output.z"][1, 3])
    worst = np.square([1, 1, 0, 0]).mean()  # sure of a wrong class
    assert worst == 0.5
    assert variant("losses", "squared").last["losses"][1] < worst
    assert variant("losses", "squared").last["output.a"][1].argmax() == 1  # as wrong as ever


@pytest.mark.parametrize(("name", "finds_back"), [("lesson", True), ("squared", False)])
def test_losses_a_weight_of_minus_10(name: str, finds_back: bool) -> None:
    found = run("losses") if name == "lesson" else variant("losses", name)
    values = edited(found, Source("output.W", (0, 3)), -10.0)
    assert bool(values["output.a"][1].argmax() == 3) is finds_back


# -- losses for numbers


def test_errors_end_at_the_mean_and_at_the_median() -> None:
    targets = run("errors").lesson.start["data.t"].ravel()
    assert targets.tolist() == [1, 2, 3, 4, 15]
    assert float(run("errors").last["guess.b"][0]) == pytest.approx(targets.mean())
    median = float(np.median(targets))
    assert float(variant("errors", "mae").last["guess.b"][0]) == pytest.approx(median)
    assert float(variant("errors", "without-15").last["guess.b"][0]) == pytest.approx(2.5)
    assert float(variant("errors", "mae-without-15").last["guess.b"][0]) == pytest.approx(2)


def test_errors_mse_pulls_by_the_distance_and_mae_by_the_side() -> None:
    values = run("errors").after(0)
    assert values["losses"].tolist() == [1, 4, 9, 16, 225]
    assert values["d.guess.z"].ravel() == pytest.approx(-2 * values["t"].ravel() / 5)
    assert len(set(variant("errors", "mae").after(0)["d.guess.z"].ravel())) == 1
    paces = [float(variant("errors", "mae").after(n)["guess.b"][0]) for n in range(9)]
    assert np.diff(paces) == pytest.approx(0.1)


def test_errors_a_sigmoid_cannot_say_it_and_a_relu_at_0_learns_nothing() -> None:
    sigmoid, relu = variant("errors", "sigmoid").last, variant("errors", "relu").last
    assert (sigmoid["guess.a"] < 1).all()
    assert (sigmoid["t"] > 1).sum() == 4
    assert relu["guess.b"][0] == 0
    assert float(relu["L"]) == float(run("errors").after(0)["L"])


def test_errors_from_100_mse_comes_home_and_mae_does_not() -> None:
    bias = Source("guess.b", (0,))
    assert float(edited(run("errors"), bias, 100.0)["guess.b"][0]) == pytest.approx(5)
    assert float(edited(variant("errors", "mae"), bias, 100.0)["guess.b"][0]) == pytest.approx(85)


# -- batches


def test_batches_every_picture_comes_once_in_an_epoch_and_in_a_new_order() -> None:
    found = run("batches")
    rows = [found.after(iteration)["rows"].astype(int).tolist() for iteration in range(14)]
    assert [len(each) for each in rows[:7]] == [32] * 6 + [8]
    first, second = (list(chain.from_iterable(each)) for each in (rows[:7], rows[7:]))
    assert sorted(first) == sorted(second) == list(range(200))
    assert first != second
    assert len(found.lesson.start["val.data.x"]) == 50
    assert found.after(0)["order"][32] == rows[1][0]


def test_batches_so_many_updates_in_five_epochs() -> None:
    updates = [variant("batches", name).lesson.iterations for name in ("batch-1", "batch-all")]
    assert updates == [1000, 5]
    assert run("batches").lesson.iterations == 35
    assert variant("batches", "twice").lesson.iterations == 70


def test_batches_the_next_loss_is_greater_and_one_picture_counts_one_eighth() -> None:
    found = run("batches")
    assert found.after(1)["L"] > found.after(0)["L"]
    assert (found.at("short")["rows"].shape, found.after(6)["d.losses"][0]) == ((8,), 1 / 8)
    assert found.after(0)["d.losses"][0] == 1 / 32


def test_batches_small_ones_get_further_and_jump_more() -> None:
    runs = {name: variant("batches", name) for name in ("batch-1", "batch-all")}
    runs["lesson"] = run("batches")
    accuracy = {name: float(each.last["val.accuracy"]) for name, each in runs.items()}
    assert accuracy["batch-all"] < accuracy["lesson"] < accuracy["batch-1"]

    def jumps(name: str, first: int, count: int) -> float:
        losses = [float(runs[name].after(first + n)["L"]) for n in range(count)]
        return float(np.abs(np.diff(losses)).max())

    late = jumps("batch-1", 815, 3)
    assert late > jumps("lesson", 0, 35) > jumps("batch-all", 0, 5)
    losses = [float(runs["batch-all"].after(n)["L"]) for n in range(5)]
    assert losses == sorted(losses, reverse=True)


def test_batches_fit_called_again_goes_on_from_the_same_weights() -> None:
    once, twice = run("batches"), variant("batches", "twice")
    assert (once.after(34)["output.W"] == twice.after(34)["output.W"]).all()
    assert twice.last["val.accuracy"] > once.last["val.accuracy"]


@pytest.mark.parametrize("name", ["lesson", "batch-all"])
def test_batches_a_larger_rate_gets_further_in_as_many_updates(name: str) -> None:
    found = run("batches") if name == "lesson" else variant("batches", name)
    faster = edited(found, Source("lr", ()), 2.0)
    assert faster["val.accuracy"] > found.last["val.accuracy"] + 0.2


# -- residual networks

RESIDUAL_RANGES = {
    "lesson": (0.81, 0.92),
    "plain-10": (0.2, 0.68),
    "residual-30": (0.48, 0.72),
    "plain-30": (0.0, 0.18),
}


@pytest.mark.parametrize("seed", range(1, 6))
def test_residual_five_seeds(seed: int) -> None:
    lesson = run("residual", f"seed={seed}").lesson
    found = {
        name: float((run("residual", f"seed={seed}") if name == "lesson" else Run(
            open_variant(lesson, name))).last["val.accuracy"])
        for name in RESIDUAL_RANGES
    }  # fmt: skip
    for name, (least, most) in RESIDUAL_RANGES.items():
        assert least <= found[name] <= most, name
    assert found["lesson"] > found["plain-10"]
    assert found["residual-30"] > found["plain-30"]


def test_residual_the_layers_and_their_parameters() -> None:
    for count, names in ((10, ("lesson", "plain-10")), (30, ("residual-30", "plain-30"))):
        found = [
            run("residual") if name == "lesson" else variant("residual", name) for name in names
        ]
        assert parameter_count(found[0]) == parameter_count(found[1])
        for each in found:
            matrices = [p for p in each.lesson.network.parameters if p.name.endswith(".W")]
            assert len(matrices) == count


def test_residual_a_block_of_zeros_hands_on_what_came_in() -> None:
    lesson = run("residual").lesson
    zeros = {n: np.zeros_like(v) for n, v in lesson.start.items() if n.startswith("block_1_")}
    history = History(lesson.program, {**lesson.start, **zeros})
    values = history.at(lesson.program.end_of(0)).values
    assert (values["block_1_sum.a"] == values["stem.a"]).all()


def test_residual_a_sum_hands_its_slope_on_twice_and_thirty_plain_layers_lose_it() -> None:
    values = run("residual").after(0)
    assert (values["d.block_4_two.z"] == values["d.block_4_sum.z"]).all()
    assert (values["d.block_3_sum.a.use1"] == values["d.block_4_sum.z"]).all()
    both = values["d.block_3_sum.a.use1"] + values["d.block_3_sum.a.use2"]
    assert (values["d.block_3_sum.a"] == both).all()

    def size(name: str) -> float:
        return float(np.sqrt(np.mean(variant("residual", name).after(0)["d.stem.W"] ** 2)))

    assert 1000 < size("plain-10") / size("plain-30") < 10_000
    assert float(variant("residual", "plain-30").after(0)["L"]) == pytest.approx(
        np.log(10), abs=1e-3
    )


def test_residual_ten_times_the_rate() -> None:
    rate = Source("lr", ())
    assert edited(run("residual"), rate, 0.03)["val.accuracy"] > 0.8
    assert edited(variant("residual", "residual-30"), rate, 0.03)["val.accuracy"] < 0.2


# -- LeNet-5

LENET_RANGES = {"lesson": (0.88, 0.99), "today": (0.85, 0.99), "dense-only": (0.93, 0.99)}


def shapes_of(found: Run) -> dict[str, Mapping[str, CellValue]]:
    """The rows of the table of shapes by layer."""
    moment = moment_at(found.lesson, found.history, 0, VIEWS["shapes"])
    return {str(row["layer"]): row for row in VIEWS["shapes"].table(moment, "").records}


def test_lenet_its_shapes_and_parameters_are_those_of_the_architecture() -> None:
    rows = shapes_of(run("lenet"))
    outputs = {
        "frame": "(None, 1, 32, 32)", "c1": "(None, 6, 28, 28)", "s2": "(None, 6, 14, 14)",
        "c3": "(None, 16, 10, 10)", "s4": "(None, 16, 5, 5)", "flat": "(None, 400)",
        "c5": "(None, 120)", "f6": "(None, 84)", "output": "(None, 10)",
    }  # fmt: skip
    assert {name: rows[name]["output"] for name in outputs} == outputs
    counts = {"c1": 156, "s2": 0, "c3": 2_416, "c5": 48_120, "f6": 10_164, "output": 850}
    assert {name: rows[name]["parameters"] for name in counts} == counts
    assert sum(counts.values()) == parameter_count(run("lenet")) == 61_706
    assert 48_120 > 61_706 * 3 / 4
    assert rows["c3"]["multiply_adds"] == max(int(str(r["multiply_adds"])) for r in rows.values())
    assert rows["c3"]["multiply_adds"] == 240_000
    assert parameter_count(variant("lenet", "dense-only")) == 134_014
    assert shapes_of(variant("lenet", "dense-only"))["c5"]["parameters"] == 123_000


def test_lenet_a_cell_of_c3_sees_14_places_of_the_frame() -> None:
    found = run("lenet")
    at = Source("c3.z", (0, 0, 4, 4))
    moment = moment_at(
        found.lesson, found.history, found.tick("four-hundred"), VIEWS["convolution"], at
    )
    fan = [
        row for row in VIEWS["convolution"].table(moment, "fan").records if row["layer"] == "frame"
    ]
    assert [int(str(row["to"])) - int(str(row["from"])) + 1 for row in fan] == [14, 14]
    cell = VIEWS["convolution"].table(moment, "cell").records
    assert len(cell) == 150


@pytest.mark.parametrize("seed", range(1, 6))
def test_lenet_five_seeds(seed: int) -> None:
    lesson = run("lenet", f"seed={seed}").lesson
    for name, (least, most) in LENET_RANGES.items():
        found = (
            run("lenet", f"seed={seed}") if name == "lesson" else Run(open_variant(lesson, name))
        )
        assert least <= float(found.last["val.accuracy"]) <= most, name


def test_lenet_ten_times_the_rate() -> None:
    rate = Source("lr", ())
    assert edited(run("lenet"), rate, 0.02)["val.accuracy"] < 0.2
    assert edited(variant("lenet", "dense-only"), rate, 0.02)["val.accuracy"] > 0.9


# -- inception

INCEPTION_RANGES = {"lesson": (0.45, 0.93), "no-reducers": (0.77, 0.98), "flattened": (0.92, 1.0)}


def test_inception_its_parameters_and_multiplications() -> None:
    rows = shapes_of(run("inception"))
    assert rows["reduce5"]["multiply_adds"] == 2_048
    assert rows["five"]["multiply_adds"] == 12_800
    assert round(102_400 / (2_048 + 12_800)) == 7
    assert (rows["reduce5"]["parameters"], rows["five"]["parameters"]) == (34, 204)
    assert rows["joined"]["output"] == "(None, 20, 8, 8)"
    assert rows["output"]["parameters"] == 210
    assert shapes_of(variant("inception", "flattened"))["output"]["parameters"] == 12_810
    counts = {"lesson": 1_108, "no-reducers": 1_606, "flattened": 13_708}
    for name, count in counts.items():
        found = run("inception") if name == "lesson" else variant("inception", name)
        assert parameter_count(found) == count
    assert len(run("inception").lesson.start["val.data.x"]) == 40


def test_inception_joins_the_branches_in_their_order_and_adds_four_slopes() -> None:
    values = run("inception").after(0)
    assert values["one.W"].shape == (4, 16, 1, 1)
    assert (values["joined.z"][:, 9] == values["three.a"][:, 5]).all()
    assert values["largest.z"][0, 0, 3, 3] == values["stem.a"][0, 0, 2:5, 2:5].max()
    uses = sum(values[f"d.stem.a.use{n}"] for n in range(1, 5))
    assert values["d.stem.a"] == pytest.approx(uses, abs=1e-15)
    # which branch each of them comes from: the first use is the pool, the last the 1×1
    ones = np.einsum(
        "nohw,oi->nihw", values["d.one.z"], run("inception").lesson.start["one.W"][..., 0, 0]
    )
    assert values["d.stem.a.use4"] == pytest.approx(ones, abs=1e-15)


@pytest.mark.parametrize("seed", range(1, 6))
def test_inception_five_seeds(seed: int) -> None:
    lesson = run("inception", f"seed={seed}").lesson
    for name, (least, most) in INCEPTION_RANGES.items():
        found = (
            run("inception", f"seed={seed}")
            if name == "lesson"
            else Run(open_variant(lesson, name))
        )
        assert least <= float(found.last["val.accuracy"]) <= most, name


def test_inception_its_loss_stands_for_100_updates_and_flattened_learns_fastest() -> None:
    slow, fast = run("inception"), variant("inception", "flattened")
    losses = [float(slow.after(n)["val.L"]) for n in (9, 99)]
    assert losses[0] - losses[1] < 0.2
    assert float(fast.after(99)["val.L"]) < 0.5


def test_inception_with_a_tenth_of_the_rate_only_the_flattened_gets_there() -> None:
    rate = Source("lr", ())
    assert edited(run("inception"), rate, 0.002)["val.accuracy"] <= 0.5
    assert edited(variant("inception", "flattened"), rate, 0.002)["val.accuracy"] > 0.9


# -- AlexNet and VGG


def test_vgg_one_pixel_spreads_over_two_filters_as_over_their_product() -> None:
    two, one = run("vgg"), variant("vgg", "five")
    values = two.after(0)
    assert values["first.z"][0, 0, 1:4, 1:4].tolist() == np.ones((3, 3)).tolist()
    assert values["first.z"].sum() == 9
    assert values["second.z"][0, 0].tolist() == [[4, 6, 4], [6, 9, 6], [4, 6, 4]]
    assert (values["second.z"] == one.after(0)["first.z"]).all()
    assert (two.lesson.start["first.W"] == 1).all()
    assert (two.lesson.start["second.W"] == 1).all()
    spread = np.convolve(np.ones(3), np.ones(3))
    product = np.outer(spread, spread)
    assert (one.lesson.start["first.W"][0, 0] == product).all()
    assert values["d.first.z"][0, 0, 2, 2] == pytest.approx(9 * values["d.second.z"][0, 0, 1, 1])
    assert (parameter_count(two), parameter_count(one)) == (18 + 2, 25 + 1)


def test_vgg_a_place_sees_5_pixels_and_with_a_third_filter_7() -> None:
    assert shapes_of(run("vgg"))["second"]["sees"] == "5×5"
    third = '{ kind = "conv2d", filters = 1, size = 3, after = "second" }'
    assert shapes_of(run("vgg", f"layers.third={third}"))["third"]["sees"] == "7×7"


def test_vgg_without_the_middle_weight_all_nine_places_lose_1() -> None:
    lesson = run("vgg").lesson
    history = History(lesson.program, lesson.start)
    history.edit(Edit(0, Source("second.W", (0, 0, 1, 1)), 0.0))
    changed = history.at(lesson.program.end_of(0)).values["second.z"]
    assert (run("vgg").after(0)["second.z"] - changed == 1).all()


@pytest.mark.parametrize(
    ("name", "sizes", "total", "first_dense"),
    [
        ("alexnet", [224, 55, 27, 13, 6], 61_100_840, 37_752_832),
        ("vgg16", [224, 112, 56, 28, 14, 7], 138_357_544, 102_764_544),
    ],
)
def test_vgg_the_walk_through_the_large_ones(
    name: str, sizes: list[int], total: int, first_dense: int
) -> None:
    rows = shapes(drawn(name)).records
    assert sum(int(str(row["parameters"])) for row in rows) == total
    assert max(int(str(row["parameters"])) for row in rows) == first_dense
    widths = [int(str(row["output"])[:-1].split(", ")[-1]) for row in rows]
    walked = list(dict.fromkeys(width for width in widths if width in sizes))
    assert walked == sizes
    assert (
        sum(str(row["kind"]).startswith("conv2d") for row in rows)
        == {"alexnet": 5, "vgg16": 13}[name]
    )


def test_vgg_the_bias_before_the_second_filter_learns_nine_times_as_fast() -> None:
    slopes = {
        name: float(found.after(0)["d.first.b"][0])
        for name, found in (
            ("two", run("vgg")),
            ("five", variant("vgg", "five")),
            ("relu", variant("vgg", "relu")),
        )
    }
    assert slopes["two"] == pytest.approx(9 * slopes["five"])
    assert slopes["five"] < slopes["relu"] < slopes["two"]
    between = variant("vgg", "relu").after(0)
    silent = between["first.z"][0, 0] == 0
    assert silent.sum() == 16
    assert (between["d.first.z"][0, 0][silent] == 0).all()


def test_vgg_the_groups_of_alexnet_save_weights_in_the_convolutions_alone() -> None:
    counts: dict[str, tuple[int, int]] = {}
    for name in ("alexnet", "alexnet-groups"):
        rows = [
            (str(row["kind"]), int(str(row["parameters"]))) for row in shapes(drawn(name)).records
        ]
        convolutions = sum(count for kind, count in rows if kind.startswith("conv2d"))
        counts[name] = convolutions, sum(count for _kind, count in rows) - convolutions
    assert counts == {"alexnet": (2_469_696, 58_631_144), "alexnet-groups": (2_334_080, 58_631_144)}
    assert sum(counts["alexnet-groups"]) == 60_965_224
    filters = {
        name: [
            int(str(row["output"]).split(", ")[1])
            for row in shapes(drawn(name)).records
            if str(row["kind"]).startswith("conv2d")
        ]
        for name in counts
    }
    assert filters["alexnet-groups"] == [96, 256, 384, 384, 256]
    assert filters["alexnet"] == [64, 192, 384, 256, 256]
    read = {str(row["layer"]): row["parameters"] for row in shapes(drawn("alexnet-groups")).records}
    assert read["conv2"] == 256 * 48 * 5 * 5 + 256


def test_inception_no_window_takes_the_number_whose_slope_by_the_pool_is_0() -> None:
    values = run("inception").after(0)
    seen, taken = values["stem.a"][0, 15, 3, 3], values["largest.z"][0, 15, 2:5, 2:5]
    assert values["d.stem.a.use1"][0, 15, 3, 3] == 0
    assert (taken > seen).all()
