"""The table of layouts covers every layer and tells the shapes that parameters have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import numpy as np
import pytest

from tests.visualnn.layer_kinds import READS, SETTINGS
from visualnn import api
from visualnn.errors import SettingError, ShapeError, UnknownNameError
from visualnn.layers import KINDS, Layer
from visualnn.layers.layouts import LAYOUTS, LibraryOrigin, table
from visualnn.network import build

SIZES: Mapping[str, Mapping[str, int]] = {
    "dense": {"in": 5},
    "dense_steps": {"in": 5},
    "conv1d": {"in/groups": 2, "width": 3},
    "conv2d": {"in/groups": 2, "height": 2, "width": 3},
    "conv_transpose1d": {"in": 4, "filters/groups": 3, "width": 3},
    "conv_transpose2d": {"in": 4, "filters/groups": 3, "height": 2, "width": 3},
    "batch_norm": {"channels": 4},
    "layer_norm": {"channels": 5},
    "embedding": {"rows": 9},
    "rnn": {"in": 5},
    "lstm": {"in": 5, "4·units": 12},
    "gru": {"in": 5, "3·units": 9},
    "prelu": {"channels": 5},
}
"""What an axis of this name is long in the layers below."""
ALL = {"units": 3, "filters": 6}


def layers(kind: str) -> Iterator[Layer]:
    """The layer of a kind in every convention that it has."""
    gates = getattr(KINDS[kind], "gates", ("pytorch", "keras"))
    for convention in gates:
        words = dict(SETTINGS.get(kind, {}))
        if "convention" in KINDS[kind].__dataclass_fields__:
            words["convention"] = convention
        yield KINDS[kind]("l", ("x",), **words)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", LAYOUTS)
def test_axes_are_as_long_as_they_are_called(kind: str) -> None:
    sizes = {**ALL, **SIZES[kind]}
    told = {layout.word: tuple(sizes[axis] for axis in layout.axes) for layout in LAYOUTS[kind]}
    seen = set()
    for layer in layers(kind):
        network = build([layer], READS[kind])
        shapes = {each.name: each.shape for each in network.parameters}
        shapes |= {each.name: each.shape for each in network.buffers}
        for name, shape in shapes.items():
            assert told[name.removeprefix("l.")] == shape
            seen.add(name.removeprefix("l."))
    assert seen == set(told)


def test_every_kind_with_parameters_has_a_layout() -> None:
    assert {kind for kind in KINDS if kind in READS} == set(LAYOUTS)
    for kind in set(KINDS) - set(LAYOUTS):
        assert KINDS[kind].parameters is Layer.parameters, kind
        assert KINDS[kind].buffers is Layer.buffers, kind


def test_an_origin_says_what_it_does() -> None:
    kernel = np.arange(24).reshape(2, 3, 4)
    assert str(LibraryOrigin("kernel")) == "kernel"
    assert str(LibraryOrigin("weight", axes=(1, 0))) == "weight.T"
    assert str(LibraryOrigin("bias", part=1)) == "bias[1]"
    turned = LibraryOrigin("kernel", axes=(2, 1, 0))
    assert str(turned) == "kernel.transpose(2, 1, 0)"
    np.testing.assert_array_equal(turned.take({"kernel": kernel}), kernel.transpose(2, 1, 0))
    biases = np.arange(24).reshape(2, 12)
    np.testing.assert_array_equal(LibraryOrigin("bias", part=1).take({"bias": biases}), biases[1])


def test_the_table_has_a_line_for_each_parameter() -> None:
    lines = list(table())
    assert len(lines) == 2 + sum(map(len, LAYOUTS.values()))
    assert all(re.fullmatch(r"\|( [^|]+ \|){5}", line) for line in lines if "---" not in line)
    assert "| `conv1d` | `W` | (filters, in/groups, width) | `weight` | " in "\n".join(lines)


def model() -> api.Model:
    return api.network(
        {
            "layers": [
                {"name": "n", "kind": "dense", "units": 2},
                {"name": "r", "kind": "flatten"},
            ],
            "loss": {"kind": "mean_squared_error"},
        },
        np.ones((1, 3)),
        np.ones((1, 2)),
    )


def test_a_layer_is_set_from_another_librarys_arrays() -> None:
    one, other = model(), model()
    weight, bias = np.arange(6.0).reshape(2, 3), [1.0, -1.0]
    one.set_layer("n", {"weight": weight, "bias": bias, "more": 0})
    other.set_layer("n", {"kernel": weight.T, "bias": bias}, "keras")
    assert one.predict(np.ones((1, 3))).tolist() == [[4, 11]]
    np.testing.assert_array_equal(one.value("n.W"), other.value("n.W"))
    one.set_layer("r", {})


@pytest.mark.parametrize(
    ("layer", "arrays", "library", "error", "sentence"),
    [
        ("m", {}, "pytorch", UnknownNameError, "no layer m; there are n, r"),
        ("n", {"weight": 0}, "pytorch", ShapeError, "weight has 2 axes, not the 0"),
        ("n", {"weight": np.ones((2, 3))}, "pytorch", UnknownNameError, "bias is missing"),
        ("n", {"kernel": np.ones((2, 3)), "bias": 0}, "keras", ShapeError, "n.W has the shape"),
        ("n", {}, "jax", SettingError, "pytorch or keras, not jax"),
    ],
)
def test_what_does_not_fit_is_refused(
    layer: str, arrays: Mapping[str, object], library: str, error: type[Exception], sentence: str
) -> None:
    with pytest.raises(error, match=sentence):
        model().set_layer(layer, arrays, library)  # type: ignore[arg-type]
