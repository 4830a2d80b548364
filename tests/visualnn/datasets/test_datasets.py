"""The sources of examples: what each is by its own formula, from its settings and a seed alone."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from visualnn import datasets
from visualnn.datasets import SOURCES, WORDS, DataSource, ExampleTable
from visualnn.datasets.curves import Polynomial, Sine, StepCurve
from visualnn.datasets.gates import Xor
from visualnn.datasets.pictures import Digits, FashionMNIST
from visualnn.datasets.planes import Blobs, Circles, Moons, Spirals
from visualnn.datasets.sequences import Characters, Wave
from visualnn.errors import DataError, SettingError
from visualnn.ops import Array
from visualnn.resources import resource

NOISY: list[DataSource] = [
    Moons(),
    Circles(),
    Spirals(),
    Blobs(),
    Sine(),
    Polynomial(),
    StepCurve(),
    Wave(noise=0.1),
]


def exact(source: DataSource) -> tuple[Array, Array]:
    return source.examples(0)


@pytest.mark.parametrize("name", sorted(SOURCES))
def test_a_source_depends_on_its_settings_and_the_seed_alone(name: str) -> None:
    source = SOURCES[name]()
    x, t = source.examples(3)
    x += 1  # what was handed out once is nobody else's
    again_x, again_t = source.examples(3)
    assert len(x) == len(t) > 1
    assert t.ndim == 2
    np.testing.assert_array_equal(x, again_x + 1)
    np.testing.assert_array_equal(t, again_t)
    if source.classes:
        assert sorted(np.unique(t).tolist()) == list(range(source.classes))
    assert len(source.names) in {0, source.classes}


@pytest.mark.parametrize("source", NOISY, ids=lambda source: type(source).__name__)
def test_noise_is_normal_around_the_exact_curve(source: DataSource) -> None:
    kind = type(source)
    many, sigma = 20_000, 0.2
    noisy, clean = kind(n=many, noise=sigma), kind(n=many, noise=0.0)  # type: ignore[call-arg]
    (x, t), (clean_x, clean_t) = noisy.examples(1), clean.examples(2)
    off = np.concatenate([(x - clean_x).ravel(), (t - clean_t).ravel()])
    off = off[off != 0]
    assert abs(off.mean()) < 4 * sigma / np.sqrt(many)
    assert off.std() == pytest.approx(sigma, rel=0.03)
    other_x, other_t = noisy.examples(2)
    assert (x.tobytes(), t.tobytes()) != (other_x.tobytes(), other_t.tobytes())


@pytest.mark.parametrize(
    ("source", "points"),
    [
        (Moons(6, 0), [[1, 0], [0, 0.5], [0, 1], [1, -0.5], [-1, 0], [2, 0.5]]),
        (Moons(5, 0), [[1, 0], [0, 0.5], [0, 1], [2, 0.5], [-1, 0]]),
        (
            Circles(8, 0, factor=0.25),
            [[1, 0], [0.25, 0], [0, 1], [0, 0.25], [-1, 0], [-0.25, 0], [0, -1], [0, -0.25]],
        ),
        (Spirals(6, 0, turns=1.0), [[0, 0], [0, 0], [-0.5, 0], [0.5, 0], [1, 0], [-1, 0]]),
        (Spirals(6, 0, arms=3, turns=0.5),
         [[0, 0], [0, 0], [0, 0], [-1, 0], [0.5, -(3**0.5) / 2], [0.5, 3**0.5 / 2]]),
        (Blobs(4, 0, centers=4, distance=3.0), [[3, 0], [0, 3], [-3, 0], [0, -3]]),
    ],
)  # fmt: skip
def test_points_lie_on_their_curves(source: DataSource, points: list[list[float]]) -> None:
    x, t = exact(source)
    np.testing.assert_allclose(x, points, atol=1e-12)
    classes = source.classes
    assert classes
    assert t[:, 0].tolist() == [n % classes for n in range(len(points))]


def test_a_gate_is_its_truth_table_and_more_examples_lie_around_it() -> None:
    x, t = Xor().examples(3)
    assert x.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert t.tolist() == [[0], [1], [1], [0]]
    many, targets = Xor(n=4000, noise=0.1).examples(3)
    off = many.reshape(-1, 4, 2) - x
    assert (targets.reshape(-1, 4, 1) == t).all()
    assert abs(off.mean()) < 0.01
    assert abs(off.std() - 0.1) < 0.005


def test_curves_are_their_functions() -> None:
    x, t = exact(Sine(7, 0))
    assert x[:, 0].tolist() == [-3, -2, -1, 0, 1, 2, 3]
    np.testing.assert_allclose(t, np.sin(x), atol=1e-15)
    x, t = exact(Polynomial(4, 0, low=0.0, high=3.0))
    assert t[:, 0].tolist() == [0, 0, 6, 24]
    x, t = exact(Polynomial(3, 0, low=0.0, high=2.0, coefficients=(1.0, 0.0, 2.0)))
    assert t[:, 0].tolist() == [1, 3, 9]
    x, t = exact(StepCurve(5, 0))
    assert t[:, 0].tolist() == [0, 0, 1, 1, 1]


def test_windows_of_characters() -> None:
    source = Characters("hello", inputs="index", repeats=1)
    assert source.names == ("e", "h", "l", "o")
    x, t = exact(source)
    assert x.tolist() == [[1, 0, 2, 2]]
    assert t.tolist() == [[3]]
    x, t = exact(Characters("hello", inputs="index", repeats=1, predict="every"))
    assert t.tolist() == [[0, 2, 2, 3]]
    x, t = exact(Characters(text="abab", steps=2, repeats=2, inputs="index"))
    assert x.tolist() == [[0, 1], [1, 0]] * 3
    assert t.tolist() == [[0], [1]] * 3
    hot, same = exact(Characters(text="abab", steps=2, repeats=2))
    assert hot.shape == (6, 2, 2)
    assert hot[0].tolist() == [[1, 0], [0, 1]]
    assert same.tolist() == t.tolist()


@pytest.mark.parametrize("word", sorted(WORDS))
def test_each_word_can_be_said(word: str) -> None:
    source = Characters(word, repeats=2)
    x, t = exact(source)
    length = 2 * len(WORDS[word])
    assert x.shape == (length - 4, 4, len(set(WORDS[word])))
    assert (x.sum(axis=2) == 1).all()
    assert t.shape == (length - 4, 1)


def test_windows_of_a_wave() -> None:
    x, t = exact(Wave(3, steps=4, period=4.0))
    np.testing.assert_allclose(
        x[:, :, 0], [[0, 1, 0, -1], [1, 0, -1, 0], [0, -1, 0, 1]], atol=1e-12
    )
    np.testing.assert_allclose(t, [[0], [1], [0]], atol=1e-12)
    x, t = exact(Wave(3, steps=4, period=4.0, predict="every"))
    assert t.shape == (3, 4, 1)
    np.testing.assert_array_equal(t[:, :-1], x[:, 1:])


def test_fashion_is_balanced_in_every_part() -> None:
    x, t = FashionMNIST().examples(0)
    assert x.shape == (2000, 784)
    assert x.dtype == np.uint8
    assert (int(x.min()), int(x.max())) == (0, 255)
    assert t[:, 0].tolist() == list(range(10)) * 200
    assert len(np.unique(x, axis=0)) == 2000
    few, of_few = FashionMNIST(30).examples(0)
    assert few.tobytes() == x[:30].tobytes()
    assert of_few[:, 0].tolist() == list(range(10)) * 3
    file = resource("assets/data/fashion-mnist.npz")
    readme = resource("assets/data/README.md").read_text(encoding="utf-8")
    assert hashlib.sha256(file.read_bytes()).hexdigest() in readme
    assert "Permission is hereby granted" in resource(
        "assets/data/fashion-mnist-LICENSE.txt"
    ).read_text(encoding="utf-8")


def test_fashion_as_a_whole_is_read_where_it_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("visualnn.datasets.pictures.FASHION_FOLDERS", (str(tmp_path / "none"),))
    with pytest.raises(SettingError, match="the package is dataset-fashion-mnist"):
        FashionMNIST(part="test").examples(0)
    pictures = np.arange(3 * 784, dtype=np.uint32).astype(np.uint8).reshape(3, 28, 28)
    head = bytes([0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 28, 0, 0, 0, 28])
    (tmp_path / "t10k-images-idx3-ubyte.gz").write_bytes(head + pictures.tobytes())
    (tmp_path / "t10k-labels-idx1-ubyte.gz").write_bytes(bytes([0, 0, 8, 1, 0, 0, 0, 3, 9, 0, 4]))
    monkeypatch.setattr("visualnn.datasets.pictures.FASHION_FOLDERS", (str(tmp_path),))
    x, t = FashionMNIST(part="test").examples(0)
    assert x.tobytes() == pictures.tobytes()
    assert t.tolist() == [[9], [0], [4]]


MANY = "".join(map(chr, range(200, 4200)))
"""A text of 4,000 different characters."""


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Moons(0), "n must be a whole number from 1 to 100000, not 0"),
        (lambda: Moons(2.5), "n must be a whole number"),  # type: ignore[arg-type]
        (lambda: Moons(noise=-1.0), "noise must be a number from 0"),
        (lambda: Moons(noise=float("nan")), "noise must be a number"),
        (lambda: Circles(factor=1.5), "factor must be a number from 0 to 1"),
        (lambda: Spirals(arms=1), "arms must be a whole number from 2"),
        (lambda: Spirals(turns=-1.0), "turns must be"),
        (lambda: Blobs(centers=99), "centers must be"),
        (lambda: Blobs(distance=-1.0), "distance must be"),
        (lambda: Sine(low=1.0, high=1.0), "low must be less than high"),
        (lambda: Sine(high=1e9), "high must be a number"),
        (lambda: Polynomial(coefficients=()), "one to ten coefficients, not 0"),
        (lambda: Polynomial(coefficients=(float("inf"),)), "coefficients must be a number"),
        (lambda: Digits(2000), "n must be a whole number from 1 to 1797, not 2000"),
        (lambda: FashionMNIST(2001), "from 1 to 2000, not 2001"),
        (lambda: FashionMNIST(part="all"), "unknown part all"),  # type: ignore[arg-type]
        (lambda: Characters("bye"), "unknown word bye; known are hello"),
        (lambda: Characters("hello", repeats=1, steps=5), "5 characters − 5 steps = 0: no window"),
        (lambda: Characters(text="aaaaaaa"), "two different characters"),
        (lambda: Characters(text="ab" * 5001, repeats=1), "longer than 10000"),
        (lambda: Characters(text=MANY, repeats=1, steps=500), "use inputs = index"),
        (lambda: Characters(predict="none"), "predict must be last or every"),  # type: ignore[arg-type]
        (lambda: Characters(inputs="hot"), "inputs must be one_hot or index"),  # type: ignore[arg-type]
        (lambda: Wave(period=0.5), "period must be a number from 1"),
        (lambda: Wave(n=100_000, steps=1000), "more than 20000000 numbers"),
        (lambda: Wave(predict="none"), "predict must be last or every"),  # type: ignore[arg-type]
    ],
)  # fmt: skip
def test_settings_that_cannot_be_are_refused(make: object, sentence: str) -> None:
    assert callable(make)
    with pytest.raises(SettingError, match=sentence):
        make()


# -- loading --------------------------------------------------------------------------------------


def test_the_parts_say_which_rows_they_are() -> None:
    data = datasets.load("digits", seed=4, validation=0.25)
    x, t = Digits().examples(0)
    assert data.rows is not None
    assert data.val_rows is not None
    assert sorted([*data.rows.tolist(), *data.val_rows.tolist()]) == list(range(1797))
    assert (len(data.rows), len(data.val_rows)) == (1348, 449)
    np.testing.assert_array_equal(data.x, x[data.rows])
    np.testing.assert_array_equal(data.val_t, t[data.val_rows])
    whole = datasets.load("digits", seed=4)
    assert whole.rows is None
    assert len(whole.names) == 10


def test_examples_can_have_another_shape() -> None:
    data = datasets.load(Digits(20), seed=0, validation=0.5, shape=(1, 8, 8))
    assert data.x.shape == data.val_x.shape == (10, 1, 8, 8)
    assert data.rows is not None
    row = Digits().examples(0)[0][data.rows[0]]
    np.testing.assert_array_equal(data.x[0, 0, 3], row[24:32])
    with pytest.raises(SettingError, match="64 numbers per example do not make 1 × 9 × 9 = 81"):
        datasets.load("digits", seed=0, shape=(1, 9, 9))


def table(targets: list[float]) -> ExampleTable:
    return ExampleTable([[0.0]] * len(targets), [[target] for target in targets])


def test_the_labels_that_classes_have() -> None:
    assert datasets.load(table([0, 2, 0]), seed=0, classes=3).labels == (0, 1, 2)
    assert datasets.load(table([8, 10, 8]), seed=0, classes=2).labels == (8, 10)
    assert datasets.load(table([-1, 1]), seed=0, classes=2).labels == (-1, 1)
    assert datasets.load(table([0.5, 1]), seed=0).labels == ()
    with pytest.raises(DataError, match=r"a target is 0.5; classes are whole numbers"):
        datasets.load(table([0.5, 1]), seed=0, classes=2)
    with pytest.raises(DataError, match=r"are 3 different numbers from 0.0 to 5.0, not 4 classes"):
        datasets.load(table([0, 1, 5]), seed=0, classes=4)


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), float("-inf")])
def test_what_is_no_number_is_named(bad: float) -> None:
    with pytest.raises(DataError, match=r"t\[1, 0\] is (nan|inf|-inf); fill it"):
        datasets.load(table([0, bad, 1]), seed=0)
    with pytest.raises(DataError, match=r"x\[0, 1\] is"):
        datasets.load(ExampleTable([[0, bad]], [[1]]), seed=0)
