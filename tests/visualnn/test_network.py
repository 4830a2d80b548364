"""Layers opened into ops: names, shapes, parameters, and what is refused."""

from __future__ import annotations

from dataclasses import MISSING, fields

import pytest
from pydantic_core import PydanticUndefined

from visualnn.errors import SettingError, ShapeError, UnknownNameError
from visualnn.layers import KINDS, Add, Dense, Flatten, Layer
from visualnn.lesson.file.layer_specs import LayerBase
from visualnn.network import build
from visualnn.ops.activations import CELU, ELU, LeakyReLU

from .nets import NETS, dense


def test_a_dense_layer_is_a_product_a_bias_and_an_activation() -> None:
    network = build((dense("hidden", 8, "relu"), dense("out", 1, "sigmoid", "hidden")), (2,))
    opened = [(use.op.title, use.reads, use.writes, use.layer) for use in network.applications]
    assert opened == [
        ("Matrix product", ("x", "hidden.W"), "hidden.xW", "hidden"),
        ("Add the bias", ("hidden.xW", "hidden.b"), "hidden.z", "hidden"),
        ("ReLU", ("hidden.z",), "hidden.a", "hidden"),
        ("Matrix product", ("hidden.a", "out.W"), "out.xW", "out"),
        ("Add the bias", ("out.xW", "out.b"), "out.z", "out"),
        ("Sigmoid", ("out.z",), "out.a", "out"),
    ]
    assert network.output == "out.a"
    assert network.outputs == {"x": "x", "hidden": "hidden.a", "out": "out.a"}
    assert network.shapes["hidden.W"] == (2, 8)
    assert network.shapes["out.a"] == (1, 1)
    sizes = [(p.name, p.shape, p.fan_in, p.fan_out) for p in network.parameters]
    assert sizes == [
        ("hidden.W", (2, 8), 2, 8),
        ("hidden.b", (8,), 2, 8),
        ("out.W", (8, 1), 8, 1),
        ("out.b", (1,), 8, 1),
    ]
    assert [p.name for p in network.layer_parameters("out")] == ["out.W", "out.b"]


def test_a_graph_reads_the_outputs_that_its_layers_name() -> None:
    network = NETS["residual"]().network
    reads = {use.writes: use.reads for use in network.applications}
    assert reads["flat.z"] == ("x",)
    assert reads["a.xW"] == ("flat.z", "a.W")
    assert reads["s.z"] == ("a.a", "b.a")
    assert reads["r.z"] == ("row.z", "a.a")
    assert reads["r.a"] == ("r.z",)
    assert reads["twice.z"] == ("r.a", "r.a")
    assert reads["end.z"] == ("s.z", "twice.z")
    assert network.shapes["flat.z"] == (1, 6)


def test_a_lesson_file_gives_each_kind_its_settings_and_their_defaults() -> None:
    """What a table of the lesson file may say is what the layer's dataclass has, word for word."""
    specs = {kind: form.model for kind, form in LayerBase.kinds.forms.items()}
    assert set(specs) == set(KINDS)
    for kind, spec in specs.items():
        told = {name: each.default for name, each in spec.model_fields.items() if name != "kind"}
        mine = {each.name: each.default for each in fields(KINDS[kind])}
        extra = {"trainable": True, "shares": ""} if "trainable" not in told else {}
        required = {"name": MISSING, "inputs": MISSING}
        told = {n: MISSING if v is PydanticUndefined else v for n, v in told.items()}
        assert {**told, **extra, **required} == mine


def test_layers_can_share_their_parameters() -> None:
    layers = (
        dense("one", 3),
        Dense("two", ("one",), units=3),
        Dense("three", ("two",), units=3, shares="two"),
    )
    network = build(layers, (4,))
    assert [p.name for p in network.parameters] == ["one.W", "one.b", "two.W", "two.b"]
    reads = {use.writes: use.reads for use in network.applications}
    assert reads["three.xW"] == ("two.z", "two.W")
    with pytest.raises(ShapeError, match=r"three needs one.W of shape \(3, 3\); one has \(4, 3\)"):
        build((layers[0], Dense("three", ("one",), units=3, shares="one")), (4,))
    with pytest.raises(UnknownNameError, match="three shares the parameters of two"):
        build((layers[0], Dense("three", ("one",), units=3, shares="two")), (4,))


@pytest.mark.parametrize(
    ("layers", "error", "sentence"),
    [
        ((dense("out", 1, reads="hidden"),), UnknownNameError, "reads hidden"),
        ((dense("a", 1, reads="a"),), UnknownNameError, "no earlier layer; earlier are x"),
        ((dense("out", 1, "step"),), SettingError, "unknown activation step"),
        ((Add("s", ("x",)),), SettingError, "reads 1 inputs; its kind, add, needs ≥ 2"),
        ((Add("s", ("x",) * 101),), SettingError, "reads 101 inputs"),
        ((Flatten("f", ("x", "x")),), SettingError, "its kind, flatten, needs 1"),
        (
            (dense("a", 2), dense("b", 3), Add("s", ("a", "b"))),
            ShapeError,
            "only values of one shape",
        ),
        ((dense("a", 1), dense("a", 1, reads="a")), SettingError, "name a is taken"),
        *(((dense(word, 1),), SettingError, "is taken") for word in ("x", "d", "v", "data", "val")),
    ],
)
def test_what_does_not_fit_is_refused(
    layers: tuple[Layer, ...], error: type[Exception], sentence: str
) -> None:
    with pytest.raises(error, match=sentence):
        build(layers, (4,))


def test_a_dense_layer_wants_rows() -> None:
    with pytest.raises(ShapeError, match="flatten layer before it"):
        build((dense("out", 1),), (8, 8))


def test_an_activation_may_have_an_alpha_of_its_own() -> None:
    layers = (
        Dense("one", ("x",), "leaky_relu", alpha=0.3, units=2),
        Dense("two", ("one",), "elu", alpha=0.5, units=2),
        Dense("three", ("two",), "celu", units=2),
    )
    network = build(layers, (2,))
    used = {use.writes: use.op for use in network.applications}
    assert used["one.a"] == LeakyReLU(negative_slope=0.3)
    assert used["two.a"] == ELU(0.5)
    assert used["three.a"] == CELU()
    for word in ("relu", "tanh"):
        with pytest.raises(SettingError, match=f"one: the activation {word} has no alpha"):
            build((Dense("one", ("x",), word, alpha=0.3, units=2),), (2,))
