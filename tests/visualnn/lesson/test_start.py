"""What exists before the first tick: first weights, data, optimizers' settings, and their names."""

from __future__ import annotations

import numpy as np
import pytest

from visualnn import datasets
from visualnn.datasets import DataSource, ExampleTable
from visualnn.errors import SettingError, ShapeError
from visualnn.initializers import Given, first_values
from visualnn.names import display, gradient_of, label
from visualnn.ops import Array


def first(rule: str | Given, seed: int = 1, place: str = "hidden.W", fan_in: int = 100) -> Array:
    return first_values(
        rule, seed=seed, place=place, shape=(fan_in, 300), fan_in=fan_in, fan_out=300
    )


def test_zeros_and_given_values() -> None:
    assert not first("zeros").any()
    given = Given(((1.0, 2.0), (3.0, 4.0)))
    options = {"seed": 0, "place": "out.W", "fan_in": 2, "fan_out": 2}
    values = first_values(given, shape=(2, 2), **options)  # type: ignore[arg-type]
    assert values.tolist() == [[1, 2], [3, 4]]
    with pytest.raises(ShapeError, match=r"out.W needs first values of shape \(3, 2\)"):
        first_values(given, shape=(3, 2), **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("gate", "targets"),
    [("and", [0, 0, 0, 1]), ("or", [0, 1, 1, 1]), ("nand", [1, 1, 1, 0]), ("xor", [0, 1, 1, 0])],
)
def test_gates(gate: str, targets: list[float]) -> None:
    data = datasets.load(gate, seed=0)
    assert data.x.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert data.t[:, 0].tolist() == targets
    assert data.title == gate.upper()
    assert len(data.val_x) == len(data.val_t) == 0


def test_digits_are_pictures_and_classes() -> None:
    data = datasets.load("digits", seed=0)
    assert data.x.shape == (1797, 64)
    assert data.t.shape == (1797, 1)
    assert (data.x.min(), data.x.max()) == (0, 16)
    assert sorted(set(data.t[:, 0].tolist())) == list(range(10))
    assert np.bincount(data.t[:, 0].astype(int)).min() >= 170
    assert "CC BY" in data.credit


def test_a_split_takes_each_row_once_and_depends_on_the_seed_alone() -> None:
    table = ExampleTable(np.arange(20.0).reshape(10, 2).tolist(), np.arange(10.0)[:, None].tolist())
    data = datasets.load(table, seed=3, validation=0.3)
    again = datasets.load(table, seed=3, validation=0.3)
    other = datasets.load(table, seed=4, validation=0.3)
    assert (len(data.x), len(data.val_x)) == (7, 3)
    assert sorted([*data.t[:, 0].tolist(), *data.val_t[:, 0].tolist()]) == list(range(10))
    # rows keep their targets and their order
    for x, t in ((data.x, data.t), (data.val_x, data.val_t)):
        assert x[:, 0].tolist() == (2 * t[:, 0]).tolist()
        assert t[:, 0].tolist() == sorted(t[:, 0].tolist())
    assert data.val_x.tobytes() == again.val_x.tobytes()
    assert data.val_x.tobytes() != other.val_x.tobytes()


@pytest.mark.parametrize(
    ("source", "options", "sentence"),
    [
        ("moon", {}, "unknown data moon; known are xor, and"),
        ("xor", {"validation": 0.05}, "leaves nothing"),
        ("xor", {"validation": 0.99}, "leaves nothing"),
        (ExampleTable([[1.0]], [[1.0], [2.0]]), {}, "1 examples, 2 targets"),
        (ExampleTable([], []), {}, "0 examples"),
    ],
)
def test_data_that_cannot_be_used_are_refused(
    source: str | DataSource, options: dict[str, object], sentence: str
) -> None:
    with pytest.raises(SettingError, match=sentence):
        datasets.load(source, seed=0, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "shown", "short"),
    [
        ("lr", "η", "η"),
        ("momentum", "μ", "μ"),
        ("beta1", "β₁", "β₁"),
        ("hidden.W", "hidden.W", "W"),
        ("out.W", "out.W", "out.W"),
        ("d.hidden.W", "∂L/∂hidden.W", "∂L/∂W"),
        ("d.out.a", "∂L/∂out.a", "∂L/∂out.a"),
        ("m.hidden.W", "m(hidden.W)", "m"),
        ("vhat.hidden.b", "v̂(hidden.b)", "v̂"),
        ("x", "x", "x"),
        ("L", "L", "L"),
    ],
)
def test_names_as_a_reader_sees_them(name: str, shown: str, short: str) -> None:
    assert display(name) == shown
    assert label(name, "hidden") == short


def test_the_value_of_a_gradient() -> None:
    assert gradient_of("d.hidden.W") == "hidden.W"
    assert gradient_of("d.L") == "L"
    assert gradient_of("dense.W") is None
    assert gradient_of("hidden.W") is None
