"""Settings of layers that other libraries have mean the same here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.cases.lessons import dense, opened
from visualnn.errors import LessonError
from visualnn.lesson import Lesson
from visualnn.run.history import History
from visualnn.tell.summary import summary

TABLE = 'source = "table"\ninputs = [[1, 2], [3, 5]]\ntargets = [[1], [2]]\n'


def ended(lesson: Lesson) -> Any:
    """The values at the end of the first iteration."""
    return History(lesson.program, lesson.start).at(lesson.program.end_of(0)).values


def test_a_dense_layer_can_do_without_bias(tmp_path: Path) -> None:
    lesson = opened(tmp_path, TABLE, layers=f"{dense()}biased = false\n")
    assert [p.name for p in lesson.network.parameters] == ["out.W"]
    values = ended(lesson)
    np.testing.assert_array_equal(values["out.z"], values["x"] @ lesson.start["out.W"])


RECURRENT = [(kind, library) for kind in ("rnn", "lstm", "gru") for library in ("pytorch", "keras")]


@pytest.mark.parametrize(
    ("kind", "convention"), [("dense_steps", ""), *RECURRENT, ("gru", "paper")]
)
def test_layers_of_sequences_without_bias_are_those_with_zeros(
    tmp_path: Path, kind: str, convention: str
) -> None:
    said = f'convention = "{convention}"\n' if convention else ""
    layers = (
        f'[[layers]]\nname = "r"\nkind = "{kind}"\nunits = 2\n{said}'
        "{}"
        '[[layers]]\nname = "f"\nkind = "flatten"\n' + dense()
    )
    # in Keras' convention the forget gate's bias does not start with zeros
    zeros = "bias = [" + ", ".join(["0.0"] * 8) + "]\n" if kind == "lstm" else ""
    shape = f"{TABLE}shape = [2, 1]\n"
    without = opened(tmp_path, shape, layers=layers.replace("{}", "biased = false\n"))
    having = opened(tmp_path, shape, layers=layers.replace("{}", zeros))
    biases = {p.name for p in having.network.parameters} - {
        p.name for p in without.network.parameters
    }
    assert biases
    assert all(name.startswith("r.b") for name in biases)
    np.testing.assert_array_equal(ended(without)["out.z"], ended(having)["out.z"])


# -- what axes mean --------------------------------------------------------------------------------

WORDS = 'source = "table"\ninputs = [[0, 1, 2, 3]]\ntargets = [[0]]\n'
EMBEDDED = """
[[layers]]
name = "e"
kind = "embedding"
rows = 4
units = 3
table = [[0, 0, 0], [1, 10, 100], [2, 20, 200], [3, 30, 300]]
"""
POOLED = '[[layers]]\nname = "g"\nkind = "global_average_pool"\n'


def layer(kind: str, settings: str = "") -> str:
    """The table of a layer that is called after the first letter of its kind, if that is free."""
    name = {"max_pool": "pool", "dropout": "drop"}.get(kind, kind[0])
    return f'[[layers]]\nname = "{name}"\nkind = "{kind}"\n{settings}\n'


def test_a_window_slides_along_the_steps_and_sees_all_features(tmp_path: Path) -> None:
    layers = EMBEDDED + layer("conv1d", 'filters = 1\nsize = 2\nweights = "ones"')
    lesson = opened(tmp_path, WORDS, layers=layers + POOLED + dense())
    values = ended(lesson)
    assert values["c.z"].tolist() == [[[111, 333, 555]]]
    assert values["g.z"].tolist() == [[333]]
    assert sum(p.shape == (1, 3, 2) for p in lesson.network.parameters) == 1
    assert lesson.network.axes["c"] == "channels"
    # the gradient finds its way back through the moved axes
    np.testing.assert_array_equal(values["d.e.z"][0, :, 0], values["d.e.z"][0, :, 2])
    assert values["d.e.z"].shape == (1, 4, 3)


def test_the_wave_is_read_along_its_time(tmp_path: Path) -> None:
    layers = layer("conv1d", "filters = 2\nsize = 3") + layer("flatten") + dense()
    lesson = opened(tmp_path, 'source = "wave"\n', layers=layers)
    assert lesson.network.shapes["c.z"] == (1, 2, 18)
    assert sum(np.prod(p.shape) for p in lesson.network.layer_parameters("c")) == 8


@pytest.mark.parametrize(
    ("between", "steps"),
    [
        (layer("max_pool", "size = 2"), 2),
        (layer("average_pool", "size = 2"), 2),
        (layer("batch_norm"), 4),
        (layer("zero_padding", "padding = 1"), 6),
        (layer("upsampling1d", "size = 3"), 12),
        (layer("conv_transpose1d", "filters = 5\nsize = 2"), 5),
        (layer("dropout", "p = 0.5"), 4),
        (layer("layer_norm"), 4),
    ],
)
def test_time_goes_on_from_layer_to_layer(tmp_path: Path, between: str, steps: int) -> None:
    recurrent = layer("rnn", 'units = 2\nreturns = "all"')
    layers = EMBEDDED + between + recurrent + layer("flatten") + dense()
    lesson = opened(tmp_path, WORDS, layers=layers)
    assert lesson.network.shapes["r.h"] == (1, steps, 2)


def test_a_batch_norm_behind_an_embedding_is_one_of_each_feature(tmp_path: Path) -> None:
    lesson = opened(tmp_path, WORDS, layers=EMBEDDED + layer("batch_norm") + POOLED + dense(1))
    assert lesson.network.shapes["b.gamma"] == (3,)
    np.testing.assert_allclose(ended(lesson)["b.mean"], [1.5, 15, 150], rtol=1e-15)


def test_axes_that_nobody_knows_stay_where_they_are(tmp_path: Path) -> None:
    data = 'source = "table"\ninputs = [[1, 2, 3, 4, 5, 6]]\ntargets = [[0]]\nshape = [2, 3]\n'
    flat = layer("flatten") + dense()
    conv = layer("conv1d", "filters = 1\nsize = 2")
    assert opened(tmp_path, data, layers=conv + flat).network.shapes["c.z"] == (1, 1, 2)
    lesson = opened(tmp_path, data, layers=layer("permute") + conv + flat)
    assert lesson.network.shapes["c.W"] == (1, 3, 2)
    assert ended(lesson)["p.z"].tolist() == [[[1, 4], [2, 5], [3, 6]]]


def test_layers_with_time_in_different_axes_are_not_added(tmp_path: Path) -> None:
    conv = layer("conv1d", "filters = 4\nsize = 1")
    both = layer("add", 'inputs = ["c", "e"]').replace('"a"', '"both"')
    layers = EMBEDDED.replace("units = 3", "units = 4").split("table")[0] + conv + both
    with pytest.raises(LessonError, match="put a permute layer with order = \\[2, 1\\] before it"):
        opened(tmp_path, WORDS, layers=layers + POOLED + dense())


# -- upsampling ------------------------------------------------------------------------------------


def test_upsampling_repeats_rows_and_columns(tmp_path: Path) -> None:
    data = 'source = "table"\ninputs = [[1, 2, 3, 4]]\ntargets = [[0]]\nshape = [1, 2, 2]\n'
    layers = layer("upsampling2d", "size = 2") + layer("flatten")
    lesson = opened(tmp_path, data, layers=layers + dense())
    values = ended(lesson)
    expected = [[1, 1, 2, 2], [1, 1, 2, 2], [3, 3, 4, 4], [3, 3, 4, 4]]
    assert values["u.z"][0, 0].tolist() == expected


def test_each_axis_may_be_repeated_in_its_own_way(tmp_path: Path) -> None:
    data = 'source = "table"\ninputs = [[1, 2]]\ntargets = [[0]]\nshape = [1, 1, 2]\n'
    layers = layer("upsampling2d", "size = [3, 2]") + layer("flatten")
    values = ended(opened(tmp_path, data, layers=layers + dense()))
    assert values["u.z"][0, 0].tolist() == [[1, 1, 2, 2]] * 3


# -- losses and metrics ----------------------------------------------------------------------------

THREE = 'source = "table"\ninputs = [[0.2], [-0.4], [1.0]]\ntargets = [[1], [0], [0]]\n'
ONE = dense().replace("units = 1", "units = 1\nweights = [[1.0]]")


@pytest.mark.parametrize("convention", ["pytorch", "keras"])
def test_a_yes_may_count_more_than_a_no(tmp_path: Path, convention: str) -> None:
    lesson = opened(
        tmp_path,
        THREE,
        layers=ONE,
        loss="binary_cross_entropy_with_logits",
        more=f'class_weights = [1.0, 3.0]\nconvention = "{convention}"',
    )
    # torch.nn.BCEWithLogitsLoss(pos_weight=3) and Keras' class_weight={0: 1, 1: 3}
    scores, yes = np.array([0.2, -0.4, 1.0]), np.array([1, 0, 0])
    losses = np.where(yes, 3 * np.log1p(np.exp(-scores)), np.log1p(np.exp(scores)))
    np.testing.assert_allclose(ended(lesson)["L"], losses.mean(), rtol=1e-12)
    np.testing.assert_allclose(losses.mean(), 1.206898, rtol=1e-6)


def test_weights_of_answers_are_two(tmp_path: Path) -> None:
    with pytest.raises(LessonError, match=r"two weights, \[no, yes\]; 3 do not fit"):
        opened(
            tmp_path,
            THREE,
            layers=ONE,
            loss="binary_cross_entropy_with_logits",
            more="class_weights = [1.0, 3.0, 1.0]",
        )


@pytest.mark.parametrize("scores", [True, False])
def test_several_answers_are_right_each_by_itself(tmp_path: Path, scores: bool) -> None:
    data = 'source = "table"\ninputs = [[1, 2], [-2, -1], [1, -1]]\n'
    layers = dense(2, "none" if scores else "sigmoid").replace(
        "units = 2", "units = 2\nweights = [[1, 0], [0, 1]]"
    )
    lesson = opened(
        tmp_path,
        f"{data}targets = [[1, 1], [0, 0], [1, 1]]\n",
        layers=layers,
        loss="binary_cross_entropy" + ("_with_logits" if scores else ""),
        top='metrics = ["accuracy"]\n',
    )
    assert ended(lesson)["accuracy"] == pytest.approx(5 / 6)


@pytest.mark.parametrize("kind", ["rnn", "lstm", "gru"])
def test_an_activation_is_not_laid_behind_a_cell(tmp_path: Path, kind: str) -> None:
    layers = f'[[layers]]\nname = "r"\nkind = "{kind}"\nunits = 1\nactivation = "relu"\n'
    with pytest.raises(LessonError, match="inside its cell"):
        opened(tmp_path, f"{TABLE}shape = [2, 1]\n", layers=layers + dense())


OUTPUT = [0.1, 0.05, 0.6, 0.0, 0.05, 0.1, 0.0, 0.1, 0.0, 0.0]
DIGIT = 'source = "table"\ninputs = [[1]]\ntargets = [[0, 0, 1, 0, 0, 0, 0, 0, 0, 0]]\n'


@pytest.mark.parametrize(
    ("kind", "reduction", "loss"),
    [
        ("mean_squared_error", "mean", 0.0195),
        ("mean_squared_error", "sum", 0.195),
        ("mean_squared_error", "half_sum", 0.0975),
        ("mean_absolute_error", "sum", 0.8),
    ],
)
def test_errors_may_be_added_up(tmp_path: Path, kind: str, reduction: str, loss: float) -> None:
    layers = dense(10).replace("units = 10", f"units = 10\nweights = [{OUTPUT}]")
    more = f'reduction = "{reduction}"'
    lesson = opened(tmp_path, DIGIT, layers=layers, loss=kind, more=more)
    values = ended(lesson)
    np.testing.assert_allclose(values["L"], loss, rtol=1e-12)
    if reduction == "half_sum":
        np.testing.assert_array_equal(values["d.out.z"], values["out.z"] - values["t"])


def test_half_a_sum_is_that_of_squares(tmp_path: Path) -> None:
    with pytest.raises(LessonError, match="half a sum is that of squares"):
        opened(tmp_path, TABLE, loss="mean_absolute_error", more='reduction = "half_sum"')


@pytest.mark.parametrize(
    ("convention", "lines"),
    [
        (
            "keras",
            ["4·4 = 16 (8 not trained)", "418 parameters", "410 of them are trained, 8 are not"],
        ),
        ("pytorch", ["4 + 4 = 8", "410 parameters", "b.running_mean, b.running_var"]),
    ],
)
def test_a_batch_norm_is_counted_as_the_library_counts_it(
    tmp_path: Path, convention: str, lines: list[str]
) -> None:
    layers = layer("conv2d", "filters = 4\nsize = 3")
    layers += layer("batch_norm", f'convention = "{convention}"') + layer("flatten")
    lesson = opened(
        tmp_path,
        'source = "synthetic"\nshape = [3, 8, 8]\nclasses = 2\n',
        layers=layers + dense(2, "softmax"),
        loss="categorical_cross_entropy",
    )
    told = summary(lesson)
    for line in lines:
        assert line in told
