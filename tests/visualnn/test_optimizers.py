"""Optimizers by their formulas: written down once more in plain numbers, for the conventions that
PyTorch does not check, and the first steps that both libraries were seen to make."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import pytest

from visualnn.errors import LessonError, SettingError
from visualnn.expr import Source
from visualnn.lesson import from_dict
from visualnn.machine.trajectory import states, trajectory
from visualnn.names import display, label
from visualnn.ops.optimizers import DecoupledDecay, WeightPenalty
from visualnn.optimizers import KINDS, OPTIMIZERS, optimizer_of, settings_of
from visualnn.program import Phase
from visualnn.run.history import Edit

from .nets import CORNERS, XOR, Net, dense, make

# -- the formulas once more, one number at a time --------------------------------------------------


@dataclass
class Plain:
    """One number that is trained, with whatever its optimizer remembers."""

    w: float
    lr: float
    memory: dict[str, float] = field(default_factory=lambda: {"P": 1.0})

    def get(self, name: str, first: float = 0.0) -> float:
        return self.memory.get(name, first)


Rule = Callable[[Plain, float, int], None]


def _keras_momentum(p: Plain, g: float, t: int) -> None:
    p.memory["v"] = 0.9 * p.get("v") - p.lr * g
    p.w += p.memory["v"]


def _keras_nesterov(p: Plain, g: float, t: int) -> None:
    p.memory["v"] = 0.9 * p.get("v") - p.lr * g
    p.w += 0.9 * p.memory["v"] - p.lr * g


def _keras_adagrad(p: Plain, g: float, t: int) -> None:
    p.memory["s"] = p.get("s", 0.1) + g * g
    p.w -= p.lr * g / math.sqrt(p.memory["s"] + 1e-7)


def _keras_rmsprop(p: Plain, g: float, t: int) -> None:
    p.memory["v"] = 0.9 * p.get("v") + 0.1 * g * g
    p.w -= p.lr * g / math.sqrt(p.memory["v"] + 1e-7)


def _keras_centered(p: Plain, g: float, t: int) -> None:
    p.memory["v"] = 0.9 * p.get("v") + 0.1 * g * g
    p.memory["m"] = 0.9 * p.get("m") + 0.1 * g
    p.w -= p.lr * g / math.sqrt(p.memory["v"] - p.memory["m"] ** 2 + 1e-7)


def _keras_centered_momentum(p: Plain, g: float, t: int) -> None:
    p.memory["v"] = 0.9 * p.get("v") + 0.1 * g * g
    p.memory["m"] = 0.9 * p.get("m") + 0.1 * g
    step = p.lr * g / math.sqrt(p.memory["v"] - p.memory["m"] ** 2 + 1e-7)
    p.memory["b"] = 0.7 * p.get("b") + step
    p.w -= p.memory["b"]


def _adadelta(rho: float, eps: float) -> Rule:
    def step(p: Plain, g: float, t: int) -> None:
        p.memory["v"] = rho * p.get("v") + (1 - rho) * g * g
        change = math.sqrt(p.get("u") + eps) / math.sqrt(p.memory["v"] + eps) * g
        p.memory["u"] = rho * p.get("u") + (1 - rho) * change**2
        p.w -= p.lr * change

    return step


def _moments(p: Plain, g: float) -> tuple[float, float]:
    p.memory["m"] = 0.9 * p.get("m") + 0.1 * g
    p.memory["v"] = 0.999 * p.get("v") + 0.001 * g * g
    return p.memory["m"], p.memory["v"]


def _keras_adam(p: Plain, g: float, t: int) -> None:
    m, v = _moments(p, g)
    p.w -= p.lr * math.sqrt(1 - 0.999**t) / (1 - 0.9**t) * m / (math.sqrt(v) + 1e-7)


def _keras_amsgrad(p: Plain, g: float, t: int) -> None:
    m, v = _moments(p, g)
    p.memory["x"] = max(p.get("x"), v)
    root = math.sqrt(p.memory["x"])
    p.w -= p.lr * math.sqrt(1 - 0.999**t) / (1 - 0.9**t) * m / (root + 1e-7)


def _keras_adamw(p: Plain, g: float, t: int) -> None:
    p.w -= 0.004 * p.lr * p.w
    _keras_adam(p, g, t)


def _paper_adamw(p: Plain, g: float, t: int) -> None:
    m, v = _moments(p, g)
    corrected = m / (1 - 0.9**t) / (math.sqrt(v / (1 - 0.999**t)) + 1e-8)
    p.w -= p.lr * corrected + 0.01 * p.w


def _keras_adamax(p: Plain, g: float, t: int) -> None:
    p.memory["m"] = 0.9 * p.get("m") + 0.1 * g
    p.memory["u"] = max(0.999 * p.get("u"), abs(g))
    p.w -= p.lr / (1 - 0.9**t) * p.memory["m"] / (p.memory["u"] + 1e-7)


def _paper_adamax(p: Plain, g: float, t: int) -> None:
    p.memory["m"] = 0.9 * p.get("m") + 0.1 * g
    p.memory["u"] = max(0.999 * p.get("u"), abs(g))
    p.w -= p.lr / (1 - 0.9**t) * p.memory["m"] / p.memory["u"]


def _keras_nadam(p: Plain, g: float, t: int) -> None:
    m, v = _moments(p, g)
    now, after = (0.9 * (1 - 0.5 * math.pow(0.96, n)) for n in (t, t + 1))
    p.memory["P"] *= now
    mean = after * m / (1 - p.memory["P"] * after) + (1 - now) * g / (1 - p.memory["P"])
    p.w -= p.lr * mean / (math.sqrt(v / (1 - 0.999**t)) + 1e-7)


def _paper_radam(p: Plain, g: float, t: int) -> None:
    m, v = _moments(p, g)
    longest = 2 / (1 - 0.999) - 1
    length = longest - 2 * t * 0.999**t / (1 - 0.999**t)
    mean = m / (1 - 0.9**t)
    if length <= 4:
        p.w -= p.lr * mean
        return
    top = (length - 4) * (length - 2) * longest
    r = math.sqrt(top / ((longest - 4) * (longest - 2) * length))
    p.w -= p.lr * r * mean * math.sqrt((1 - 0.999**t) / v)


RULES: Mapping[tuple[str, str], Rule] = {
    ("momentum", "keras"): _keras_momentum,
    ("nesterov", "keras"): _keras_nesterov,
    ("adagrad", "keras"): _keras_adagrad,
    ("rmsprop", "keras"): _keras_rmsprop,
    ("centered_rmsprop", "keras"): _keras_centered,
    ("adadelta", "keras"): _adadelta(0.95, 1e-7),
    ("adadelta", "paper"): _adadelta(0.95, 1e-6),
    ("adam", "keras"): _keras_adam,
    ("amsgrad", "keras"): _keras_amsgrad,
    ("adamw", "keras"): _keras_adamw,
    ("adamw", "paper"): _paper_adamw,
    ("adamax", "keras"): _keras_adamax,
    ("adamax", "paper"): _paper_adamax,
    ("nadam", "keras"): _keras_nadam,
    ("radam", "paper"): _paper_radam,
}


def slope(w: float) -> float:
    """Of a hilly line, so that gradients grow, shrink and turn."""
    return 3 * math.cos(2 * w) + 0.5 * w


def walked(rule: Rule, lr: float, decay: float = 0.0, steps: int = 60) -> Iterator[float]:
    plain = Plain(1.2, lr)
    yield plain.w
    for t in range(1, steps + 1):
        g = slope(plain.w)
        plain.w -= lr * decay * plain.w
        rule(plain, g, t)
        yield plain.w


def ours(kind: str, convention: str, settings: Mapping[str, float], steps: int = 60) -> list[float]:
    def gradient(w: np.ndarray) -> np.ndarray:
        return np.array([slope(float(w[0]))])

    path = trajectory(kind, settings, np.array([1.2]), gradient, steps, convention)
    return [float(w) for w in path[:, 0]]


@pytest.mark.parametrize(("kind", "convention"), RULES)
def test_other_conventions_follow_their_formulas(kind: str, convention: str) -> None:
    for lr in (0.01, 0.05):
        expected = list(walked(RULES[kind, convention], lr))
        np.testing.assert_allclose(ours(kind, convention, {"lr": lr}), expected, rtol=1e-10)


def test_a_velocity_of_centered_steps_follows_keras() -> None:
    expected = list(walked(_keras_centered_momentum, 0.01))
    given = {"lr": 0.01, "momentum": 0.7}
    np.testing.assert_allclose(ours("centered_rmsprop", "keras", given), expected, rtol=1e-10)


@pytest.mark.parametrize("kind", ["momentum", "adagrad", "adam", "nadam"])
def test_weight_decay_of_keras_shrinks_before_the_step(kind: str) -> None:
    expected = list(walked(RULES[kind, "keras"], 0.02, decay=0.3))
    given = {"lr": 0.02, "weight_decay": 0.3}
    np.testing.assert_allclose(ours(kind, "keras", given), expected, rtol=1e-10)


# -- what the libraries themselves were seen to do -------------------------------------------------


def moved(kind: str, convention: str, g: float, steps: int, **settings: float) -> float:
    """How far the parameter moves under a gradient that never changes."""
    path = trajectory(kind, settings, np.zeros(1), lambda w: np.full(1, g), steps, convention)
    return -float(path[-1, 0])


@pytest.mark.parametrize(
    ("kind", "pytorch", "keras"),
    [
        ("adagrad", 0.01, 0.000302),
        ("rmsprop", 0.1, 0.00316),
        ("adadelta", 3.2e-3, 1.4e-6),
        ("nadam", 0.00211, 0.00106),
    ],
)
def test_first_steps_with_each_librarys_defaults(kind: str, pytorch: float, keras: float) -> None:
    assert moved(kind, "pytorch", 0.1, 1) == pytest.approx(pytorch, rel=0.015)
    assert moved(kind, "keras", 0.1, 1) == pytest.approx(keras, rel=0.015)


@pytest.mark.parametrize(
    ("kind", "pytorch", "keras"), [("adam", 0.0909, 0.0066), ("rmsprop", 0.326, 0.0000316)]
)
def test_where_epsilon_stands_decides_for_small_gradients(
    kind: str, pytorch: float, keras: float
) -> None:
    assert moved(kind, "pytorch", 1e-7, 10, lr=0.01) == pytest.approx(pytorch, rel=0.01)
    assert moved(kind, "keras", 1e-7, 10, lr=0.01) == pytest.approx(keras, rel=0.01)


DEFAULTS = [
    ("sgd", "pytorch", {"lr": 1e-3}),
    ("sgd", "keras", {"lr": 0.01}),
    ("adagrad", "pytorch", {"lr": 0.01, "eps": 1e-10}),
    ("rmsprop", "pytorch", {"lr": 0.01, "rho": 0.99, "eps": 1e-8}),
    ("rmsprop", "keras", {"lr": 1e-3, "rho": 0.9, "eps": 1e-7}),
    ("adadelta", "pytorch", {"lr": 1.0, "rho": 0.9, "eps": 1e-6}),
    ("adadelta", "paper", {"lr": 1.0, "rho": 0.95, "eps": 1e-6}),
    ("adamw", "pytorch",
     {"lr": 1e-3, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8, "weight_decay": 0.01}),
    ("adamw", "keras",
     {"lr": 1e-3, "beta1": 0.9, "beta2": 0.999, "eps": 1e-7, "weight_decay": 0.004}),
    ("adamax", "pytorch", {"lr": 2e-3, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8}),
    ("adamax", "paper", {"lr": 2e-3, "beta1": 0.9, "beta2": 0.999}),
    ("nadam", "pytorch",
     {"lr": 2e-3, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8, "momentum_decay": 0.004}),
    ("nadam", "keras", {"lr": 1e-3, "beta1": 0.9, "beta2": 0.999, "eps": 1e-7}),
    ("radam", "pytorch",
     {"lr": 1e-3, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8, "threshold": 5.0}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "convention", "settings"), DEFAULTS)
def test_defaults(kind: str, convention: str, settings: dict[str, float]) -> None:
    assert settings_of(kind, {}, convention) == settings
    assert settings_of(kind, {"lr": 7.0}, convention) == {**settings, "lr": 7.0}


# -- lines -----------------------------------------------------------------------------------------

CHOICES = [
    (kind, convention, given)
    for kind, found in KINDS.items()
    for convention in found.conventions
    for given in (
        (),
        ("weight_decay",),
        tuple(name for name, where in found.extra.items() if convention in where),
    )
]


@pytest.mark.parametrize(("kind", "convention", "given"), CHOICES)
def test_lines_read_what_there_is_and_end_with_the_parameter(
    kind: str, convention: str, given: tuple[str, ...]
) -> None:
    optimizer = optimizer_of(kind, convention, given)
    lines = (*optimizer.shared, *optimizer.lines("hidden.W"))
    assert lines[-1][2] == "hidden.W"
    written = [writes for _, _, writes in lines]
    assert len(set(written)) == len(written)
    known = {*optimizer.settings, "k", "hidden.W", "d.hidden.W"}
    known |= optimizer.first_memory({"hidden.W": (2, 3)}).keys()
    for op, reads, writes in lines:
        assert len(reads) == len(op.inputs)
        assert set(reads) <= known
        known.add(writes)
    read = {name for _, reads, _ in lines for name in reads}
    assert set(optimizer.settings) <= read
    assert optimizer.counts == ("k" in read)
    assert set(given) <= set(optimizer.settings)


@pytest.mark.parametrize("kind", KINDS)
def test_weight_decay_is_a_line_that_can_be_seen(kind: str) -> None:
    def ops(convention: str) -> set[type]:
        lines = optimizer_of(kind, convention, ("weight_decay",)).lines("w")
        return {type(op) for op, _, _ in lines}

    inside = DecoupledDecay if kind == "adamw" else WeightPenalty
    assert inside in ops("pytorch")
    if "keras" in KINDS[kind].conventions:
        assert DecoupledDecay in ops("keras")
        assert WeightPenalty not in ops("keras")
    plain = {type(op) for op, _, _ in OPTIMIZERS[kind].lines("w")}
    assert (DecoupledDecay in plain) == (kind == "adamw")
    assert WeightPenalty not in plain


def test_memory_starts_where_the_convention_has_it() -> None:
    shapes = {"a.W": (2, 3), "a.b": (3,)}
    keras = optimizer_of("adagrad", "keras").first_memory(shapes)
    assert {name: value.tolist() for name, value in keras.items()} == {
        "squares.a.W": [[0.1] * 3] * 2,
        "squares.a.b": [0.1] * 3,
    }
    assert not optimizer_of("adagrad").first_memory(shapes)["squares.a.W"].any()
    nadam = optimizer_of("nadam").first_memory(shapes)
    assert list(nadam) == ["mu_product", "m.a.W", "m.a.b", "v.a.W", "v.a.b"]
    assert nadam["mu_product"].tolist() == 1.0
    assert nadam["m.a.b"].tolist() == [0.0] * 3


def test_radam_trusts_after_its_threshold() -> None:
    walk = states("radam", {}, np.ones(1), lambda w: w)
    first = [next(walk) for _ in range(10)][1:]
    trusted = [float(state["rho_k"]) > 5 for state in first]
    assert trusted == [float(state["rect"]) > 0 for state in first]
    assert trusted == [False] * 5 + [True] * 4


@pytest.mark.parametrize(
    ("kind", "convention", "given", "sentence"),
    [
        ("lion", "pytorch", (), "unknown optimizer lion; known are sgd, momentum, nesterov"),
        ("radam", "keras", (), "radam has no convention keras; it has pytorch, paper"),
        ("adam", "jax", (), "adam has no convention jax"),
        ("adam", "pytorch", ("momentum",), "adam has no momentum; it has lr, beta1, beta2, eps"),
        ("adagrad", "keras", ("lr_decay",), "adagrad has no lr_decay; it has lr, eps"),
        ("adamax", "paper", ("eps",), "adamax has no eps; it has lr, beta1, beta2"),
        ("nadam", "keras", ("momentum_decay",), "nadam has no momentum_decay"),
    ],
)
def test_what_an_optimizer_does_not_have_is_refused(
    kind: str, convention: str, given: tuple[str, ...], sentence: str
) -> None:
    with pytest.raises(SettingError, match=sentence):
        optimizer_of(kind, convention, given)
    with pytest.raises(SettingError, match=sentence):
        trajectory(kind, dict.fromkeys(given, 0.5), np.ones(1), lambda w: w, 1, convention)


# -- in a program ----------------------------------------------------------------------------------


def small(kind: str, convention: str = "pytorch", **settings: float) -> Net:
    layers = (dense("hidden", 3, "tanh"), dense("out", 1, "sigmoid", "hidden"))
    return make(
        layers, CORNERS, XOR, loss="binary_cross_entropy", optimizer=kind,
        convention=convention, settings={"lr": 0.1, **settings}, batch=2,
    )  # fmt: skip


@pytest.mark.parametrize(("kind", "convention", "given"), CHOICES)
def test_a_program_updates_as_the_optimizer_alone(
    kind: str, convention: str, given: tuple[str, ...]
) -> None:
    """The gradients that a run had, given to the optimizer alone, lead to the run's weights."""
    settings = dict.fromkeys(given, 0.05)
    net = small(kind, convention, **settings)
    history = net.history()
    ends = [history.at(net.program.end_of(n)).values for n in range(6)]
    for name in net.program.parameters:
        gradients = iter([end[f"d.{name}"] for end in ends])

        def next_gradient(w: np.ndarray, found: Iterator[np.ndarray] = gradients) -> np.ndarray:
            return next(found)

        path = trajectory(
            kind, {"lr": 0.1, **settings}, net.start[name],
            next_gradient, 6, convention,
        )  # fmt: skip
        for walked_to, end in zip(path[1:], ends, strict=True):
            np.testing.assert_allclose(end[name], walked_to, rtol=1e-12, atol=1e-15)
    lines = [ins for ins in net.program.closing if ins.phase is Phase.UPDATE]
    for ins in lines:
        assert ins.overwrites == (ins.writes in net.program.carried)
    shared = optimizer_of(kind, convention, given).shared
    assert [ins.writes for ins in lines if ins.layer == "optimizer"] == [w for *_, w in shared]


def test_a_new_rate_acts_at_once_or_from_now_on() -> None:
    """Outside of the velocity a rate of 0 stops; inside, the velocity goes on."""
    for convention, stops in (("pytorch", True), ("keras", False)):
        net = small("momentum", convention, momentum=0.9)
        history = net.history()
        tick = net.program.end_of(1)
        before = history.at(tick).values["out.W"]
        history.edit(Edit(tick, Source("lr"), 0.0))
        after = history.at(net.program.end_of(2)).values["out.W"]
        assert bool((before == after).all()) == stops


def test_a_lesson_chooses_its_convention() -> None:
    description: dict[str, object] = {
        "format": 1, "name": "one", "title": {"en": "One", "ko": "하나"}, "epochs": 3,
        "data": {"source": "table", "inputs": [[2.0]], "targets": [[9.0]]},
        "layers": [{"name": "n", "kind": "dense", "units": 1, "weights": [[3.0]], "bias": [1.0]}],
        "loss": {"kind": "mean_squared_error"},
    }  # fmt: skip
    keras = from_dict(
        description
        | {"optimizer": {"kind": "adagrad", "lr": 0.1, "convention": "keras", "weight_decay": 0.5}}
    )
    assert keras.start["squares.n.W"].tolist() == [[0.1]]
    assert {n: float(keras.start[n]) for n in ("lr", "eps", "weight_decay")} == {
        "lr": 0.1, "eps": 1e-7, "weight_decay": 0.5,
    }  # fmt: skip
    written = [ins.writes for ins in keras.program.closing if ins.phase is Phase.UPDATE]
    assert written == ["shrunk.n.W", "squares.n.W", "n.W", "shrunk.n.b", "squares.n.b", "n.b"]
    nadam = from_dict(description | {"optimizer": {"kind": "nadam", "lr": 0.1}})
    assert float(nadam.start["mu_product"]) == 1.0
    assert float(nadam.start["momentum_decay"]) == 0.004


def test_a_lesson_with_a_setting_of_another_convention_is_refused() -> None:
    description = {
        "format": 1, "name": "one", "title": {"en": "One", "ko": "하나"}, "epochs": 3,
        "data": {"source": "table", "inputs": [[2.0]], "targets": [[9.0]]},
        "layers": [{"name": "n", "kind": "dense", "units": 1}],
        "loss": {"kind": "mean_squared_error"},
        "optimizer": {"kind": "nadam", "lr": 0.1, "convention": "keras", "momentum_decay": 0.1},
    }  # fmt: skip
    with pytest.raises(LessonError, match="nadam has no momentum_decay") as caught:
        from_dict(description)
    assert caught.value.place is not None
    assert "optimizer" in str(caught.value.place)


def test_what_a_run_holds_for_a_parameter() -> None:
    held = {kind: optimizer.arrays for kind, optimizer in OPTIMIZERS.items()}
    assert (held["sgd"], held["momentum"], held["adam"], held["amsgrad"]) == (2, 3, 6, 7)
    assert optimizer_of("amsgrad", given=("weight_decay",)).arrays == 8


def test_names_of_memory_are_told_from_layers() -> None:
    assert display("squares.hidden.W") == "s(hidden.W)"
    assert label("vmax.hidden.W", "hidden") == "v_max"
    assert display("buffer.W") == "buffer.W"
    assert label("change.z", "change") == "z"
    assert display("mu_product") == "Πμ"
