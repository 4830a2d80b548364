"""Small networks that between them use every wire of the engine, ready to run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

import numpy as np

from visualnn.compiler import (
    Callbacks,
    Checkpoint,
    Clip,
    EarlyStopping,
    Plan,
    ReduceOnPlateau,
    Watch,
    compile_program,
)
from visualnn.compiler import settings as brought
from visualnn.initializers import Given, first_values
from visualnn.layers import (
    Add,
    AveragePool,
    Conv2d,
    ConvTranspose2d,
    Dense,
    Flatten,
    GlobalAveragePool,
    Layer,
    MaxPool,
    ZeroPadding,
)
from visualnn.lesson.file import LessonBase, LessonSpec
from visualnn.losses import Loss, Objective, Output
from visualnn.machine.machine import State, frozen, step
from visualnn.network import Network, build
from visualnn.ops import Array
from visualnn.optimizers import settings_of
from visualnn.program import Program
from visualnn.run.edits import Intervention
from visualnn.run.history import MEGABYTE, ArrayEdit, Edit, History, Hold, Release


@dataclass(frozen=True, eq=False)
class Net:
    """A program with what exists before its first tick."""

    network: Network
    plan: Plan
    program: Program
    start: Mapping[str, Array]

    def history(self, budget: int = 256 * MEGABYTE) -> History:
        return History(self.program, self.start, budget)

    @property
    def first(self) -> State:
        """The state at tick 0."""
        return State(0, MappingProxyType(dict(self.start)))

    def states(self, edits: Sequence[Intervention] = ()) -> Iterator[State]:
        """The truth: `step` again and again from the start, with each edit laid over its tick."""
        state = laid(self.first, edits, self.program)
        while True:
            yield state
            state = laid(step(self.program, self.start, state), edits, self.program)

    def run(self, ticks: int, edits: Sequence[Intervention] = ()) -> list[State]:
        """The states of ticks 0 to `ticks`."""
        return [state for state, _ in zip(self.states(edits), range(ticks + 1), strict=False)]


def of_network(spec: LessonBase) -> LessonSpec:
    """A lesson's file as that of a lesson with a network, which most of them are."""
    assert isinstance(spec, LessonSpec)
    return spec


def laid(state: State, edits: Sequence[Intervention], program: Program) -> State:
    """The state with what belongs to its tick laid over it: arrays that are held, then edits."""
    values = dict(state.values)
    made = program.at(state.tick)
    held: dict[str, Array] = {}
    for edit in edits:
        if isinstance(edit, Hold) and edit.tick < state.tick:
            held[edit.name] = edit.values
        if isinstance(edit, Release) and edit.tick < state.tick:
            held.pop(edit.name, None)
    name = made.writes if made is not None else ""
    if name in held and values[name].shape == held[name].shape:
        values[name] = held[name]
    for edit in edits:
        if edit.tick == state.tick and isinstance(edit, Edit):
            changed = values[edit.place.name].copy()
            changed[edit.place.index] = edit.value
            values[edit.place.name] = frozen(changed)
        if edit.tick == state.tick and isinstance(edit, ArrayEdit):
            values[edit.name] = edit.values
    return State(state.tick, MappingProxyType(values))


def same_bits(one: Mapping[str, Array], other: Mapping[str, Array]) -> bool:
    """Whether two states hold the same names with the same arrays, bit for bit."""
    return one.keys() == other.keys() and all(
        value.dtype == other[name].dtype
        and value.shape == other[name].shape
        and value.tobytes() == other[name].tobytes()
        for name, value in one.items()
    )


def make(
    layers: Sequence[Layer],
    x: Array,
    t: Array,
    *,
    loss: str | Objective,
    optimizer: str = "sgd",
    convention: str = "pytorch",
    settings: Mapping[str, float] = MappingProxyType({}),
    batch: int | None = None,
    shuffle: bool = False,
    scale: float | None = None,
    classes: int | None = None,
    metrics: tuple[str, ...] = (),
    validation: int = 0,
    seed: int = 0,
    dtype: str = "float64",
    clip: Clip | None = None,
    callbacks: Callbacks = Callbacks(),  # noqa: B008  frozen
) -> Net:
    """A network trained on the rows of `x` and `t`; the last `validation` rows are set aside."""
    rows = len(x) - validation
    network = build(tuple(layers), x.shape[1:])
    plan = Plan(
        loss, optimizer, rows, batch or rows, shuffle, scale is not None, classes, metrics,
        validation, convention, tuple(settings), clip,
        callbacks=callbacks,
    )  # fmt: skip
    values: dict[str, Array | float] = {**settings_of(optimizer, settings, convention), "k": 0.0}
    values |= {name: np.array(value) for name, value in brought(plan).items()}
    for buffer in network.buffers:
        values[buffer.name] = np.full(buffer.shape, buffer.first)
    for parameter in network.parameters:
        values[parameter.name] = first_values(
            parameter.first,
            seed=seed,
            place=parameter.name,
            shape=parameter.shape,
            fan_in=parameter.fan_in,
            fan_out=parameter.fan_out,
        )
    values |= plan.rule.first_memory({p.name: p.shape for p in network.trained})
    values |= plan.callbacks.memory(
        network, values, dtype, validated=validation > 0, iterations=plan.iterations
    )
    values |= {"seed": float(seed), "data.x": x[:rows], "data.t": t[:rows]}
    if scale is not None:
        values["scale"] = scale
    if validation:
        values |= {"val.data.x": x[rows:], "val.data.t": t[rows:]}
    start = {name: frozen(np.array(value, dtype)) for name, value in values.items()}
    shapes = {name: value.shape for name, value in start.items()}
    return Net(network, plan, compile_program(network, plan, shapes), MappingProxyType(start))


def dense(
    name: str,
    units: int,
    activation: str = "none",
    reads: str = "x",
    weights: str | Given = "glorot_uniform",
    bias: str | Given = "zeros",
) -> Layer:
    return Dense(name, (reads,), activation, units=units, weights=weights, bias=bias)


def drawn(seed: int) -> np.random.Generator:
    """The generator that tests draw from."""
    return np.random.default_rng(seed)


CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
XOR = np.array([[0.0], [1.0], [1.0], [0.0]])


def xor(seed: int = 0, dtype: str = "float64", lr: float = 0.5, bias: str = "zeros") -> Net:
    """2-8-1, ReLU and sigmoid, binary cross-entropy, plain gradient descent on all four rows.

    With biases of zero the row (0, 0) stands on the kink of every unit.
    """
    layers = (
        dense("hidden", 8, "relu", weights="he_normal", bias=bias),
        dense("out", 1, "sigmoid", "hidden"),
    )
    return make(
        layers, CORNERS, XOR, loss="binary_cross_entropy", settings={"lr": lr}, seed=seed,
        dtype=dtype,
    )  # fmt: skip


def pictures(dtype: str = "float64") -> Net:
    """Like the digits: shuffle, short last batch, scale, one-hot, validation, accuracy, Adam."""
    random = drawn(5)
    x = random.integers(0, 17, size=(14, 6)).astype(float)
    t = random.integers(0, 3, size=(14, 1)).astype(float)
    layers = (
        dense("hidden", 5, "relu", weights="he_uniform"),
        dense("out", 3, "softmax", "hidden"),
    )
    return make(
        layers, x, t, loss="categorical_cross_entropy", optimizer="adam", settings={"lr": 0.05},
        batch=4, shuffle=True, scale=16.0, classes=3, metrics=("accuracy",), validation=3, seed=3,
        dtype=dtype,
    )  # fmt: skip


def curve(dtype: str = "float64") -> Net:
    """Momentum, squared error, tanh; three rows at a time in order, the last batch a single row."""
    random = drawn(6)
    x = random.normal(size=(7, 3))
    t = np.stack([x[:, 0] * x[:, 1], np.sin(x[:, 2])], axis=1)
    layers = (
        dense("hidden", 4, "tanh", weights="pytorch", bias="pytorch"),
        dense("out", 2, "none", "hidden", "glorot_normal"),
    )
    return make(
        layers, x, t, loss="mean_squared_error", optimizer="momentum",
        settings={"lr": 0.05, "momentum": 0.8}, batch=3, dtype=dtype,
    )  # fmt: skip


def residual(dtype: str = "float64") -> Net:
    """A graph with sums: `a` is used three times, `s` twice, and `twice` adds a value to itself."""
    random = drawn(7)
    x, t = random.normal(size=(5, 2, 3)), random.integers(0, 2, size=(5, 2)).astype(float)
    layers = (
        Flatten("flat", ("x",)),
        dense("a", 4, "tanh", "flat", bias="pytorch"),
        dense("b", 4, "sigmoid", "a", bias="pytorch"),
        Add("s", ("a", "b")),
        dense("c", 4, "none", "s", bias="pytorch"),
        Flatten("row", ("c",)),
        Add("r", ("row", "a"), activation="relu"),
        Add("twice", ("r", "r")),
        Add("end", ("s", "twice")),
        dense("out", 2, "sigmoid", "end"),
    )
    return make(
        layers, x, t, loss="binary_cross_entropy", optimizer="adam", settings={"lr": 0.02},
        metrics=("accuracy",), dtype=dtype,
    )  # fmt: skip


def filters(dtype: str = "float64") -> Net:
    """Convolutions and pools whose sizes do not all divide, groups, a frame, and a way back up."""
    random = drawn(8)
    x = random.normal(size=(5, 2, 7, 6))
    t = random.integers(0, 2, size=(5, 2)).astype(float)
    layers = (
        Conv2d("c", ("x",), "tanh", filters=4, size=3, padding="same", groups=2, bias="pytorch"),
        MaxPool("p", ("c",), size=2),
        ConvTranspose2d("up", ("p",), filters=2, size=2, stride=2, bias="pytorch"),
        ZeroPadding("frame", ("up",), padding=(1, 0, 0, 1)),
        Conv2d("e", ("frame",), "relu", filters=3, size=(2, 3), stride=2, biased=False),
        AveragePool("q", ("e",), size=2, stride=1, padding=(0, 1, 1, 0), count_padding=False),
        GlobalAveragePool("g", ("q",)),
        dense("out", 2, "sigmoid", "g"),
    )
    return make(
        layers, x, t, loss="binary_cross_entropy", settings={"lr": 0.5}, batch=3, validation=1,
        dtype=dtype,
    )  # fmt: skip


def watched() -> Net:
    """Several terms of a loss, clipped gradients, and callbacks that soon lower the rate, stop and
    put the best back."""
    random = drawn(8)
    x = random.normal(size=(12, 4))
    t = random.integers(0, 3, size=(12, 1)).astype(float)
    layers = (
        dense("hidden", 6, "tanh"),
        dense("aux", 3, "none", "hidden"),
        dense("deep", 4, "relu", "hidden"),
        dense("out", 3, "none", "deep"),
    )
    scores = Loss("categorical_cross_entropy_with_logits", class_weights=(0.5, 1.0, 2.0))
    smooth = Loss("categorical_cross_entropy_with_logits", label_smoothing=0.1)
    return make(
        layers, x, t,
        loss=Objective((Output(scores), Output(smooth, "aux", 0.3)), l1=0.002, l2=0.01),
        optimizer="adam", settings={"lr": 0.2}, batch=5, shuffle=True, classes=3, validation=4,
        metrics=("accuracy", "confusion_matrix"), clip=Clip("global_norm", 0.5),
        callbacks=Callbacks((Checkpoint(Watch("L")), ReduceOnPlateau(0, 0.5), EarlyStopping(2))),
    )  # fmt: skip


def alone() -> Net:
    """One linear unit with one weight: small enough for paper."""
    unit = dense("out", 1, weights=Given(((3.0,),)), bias=Given((1.0,)))
    x, t = np.array([[2.0]]), np.array([[9.0]])
    return make((unit,), x, t, loss="mean_squared_error", settings={"lr": 0.05})


NETS: Mapping[str, Callable[[], Net]] = {
    "xor": cache(xor),
    "pictures": cache(pictures),
    "curve": cache(curve),
    "residual": cache(residual),
    "filters": cache(filters),
    "alone": cache(alone),
    "watched": cache(watched),
    "xor32": cache(lambda: xor(dtype="float32")),
    "pictures32": cache(lambda: pictures("float32")),
}
"""Name → the network, made once."""
