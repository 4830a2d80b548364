"""Validation examples that do not fit into memory at once are computed in parts, and nothing is
different but the last digits."""

from __future__ import annotations

import tracemalloc
from typing import Any

import numpy as np
import pytest

from visualnn import lesson
from visualnn.company.asked import asked_point
from visualnn.compiler import evaluated_in_parts, judging
from visualnn.errors import LessonError
from visualnn.expr import Source
from visualnn.lesson import Lesson
from visualnn.lesson.parts import Limits
from visualnn.machine.machine import State, step
from visualnn.ops.in_parts import NetworkInParts
from visualnn.run.history import History
from visualnn.tell.explain import explain
from visualnn.tell.uses import element_using

RELATIVE = {"float64": 1e-12, "float32": 2e-5}
"""How far a loss or a metric of parts may be from that of the whole: BLAS adds up a product of
other lengths in another order."""

PICTURES = {"source": "synthetic", "shape": [1, 8, 8], "classes": 3, "n": 300, "validation": 0.7}
CONVOLUTION: list[dict[str, Any]] = [
    {"name": "c", "kind": "conv2d", "filters": 8, "size": 3, "padding": 1, "activation": "relu"},
    {"name": "n", "kind": "batch_norm"},
    {"name": "p", "kind": "max_pool", "size": 2},
    {"name": "f", "kind": "flatten"},
    {"name": "drop", "kind": "dropout", "p": 0.3},
    {"name": "out", "kind": "dense", "units": 3, "activation": "softmax"},
]
DENSE: list[dict[str, Any]] = [
    {"name": "f", "kind": "flatten"},
    {"name": "hidden", "kind": "dense", "units": 300, "activation": "tanh"},
    {"name": "out", "kind": "dense", "units": 3, "activation": "softmax"},
]
JUDGED = ["accuracy", "macro_f1", "confusion_matrix", "top_2_accuracy"]


def described(layers: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    return {
        "format": 1,
        "name": "own",
        "title": {"en": "Own", "ko": "나의"},
        "epochs": 2,
        "batch": {"size": 8},
        "data": PICTURES,
        "layers": layers,
        "loss": {"kind": "categorical_cross_entropy", "class_weights": [1.0, 2.0, 0.5]},
        "optimizer": {"kind": "sgd", "lr": 0.05},
        "metrics": JUDGED,
        **more,
    }


LESSONS = {
    "dense": described(DENSE),
    "convolution": described(CONVOLUTION),
    "float32": described(CONVOLUTION, dtype="float32"),
    "half sum": described(
        DENSE,
        loss={"kind": "mean_squared_error", "reduction": "half_sum"},
        data=PICTURES,
        metrics=["mean_absolute_error"],
    ),
    "penalties": described(DENSE, regularization={"l2": 0.01}),
    "two outputs": described(
        [
            DENSE[0],
            DENSE[1],
            {"name": "aux", "kind": "dense", "units": 3, "inputs": ["f"]},
            {"name": "out", "kind": "dense", "units": 3, "inputs": ["hidden"]},
        ],
        loss={"kind": "categorical_cross_entropy_with_logits"},
        losses=[{"kind": "categorical_cross_entropy_with_logits", "output": "aux", "weight": 0.3}],
        metrics=["accuracy"],
    ),
    "itself": described(
        [
            DENSE[0],
            DENSE[1],
            {"name": "out", "kind": "dense", "units": 64},
            {"name": "back", "kind": "reshape", "to": [1, 8, 8]},
        ],
        data={
            "source": "digits",
            "n": 300,
            "shape": [1, 8, 8],
            "scale": 16.0,
            "validation": 0.7,
            "reconstruct": True,
        },
        loss={"kind": "mean_squared_error"},
        metrics=[],
    ),
}


def in_parts(description: dict[str, Any]) -> tuple[Lesson, Lesson, Limits]:
    """The lesson with room for everything, and with the least room in which it opens."""
    whole = lesson.from_dict(description)
    low, high = 0, 64 << 20
    while high - low > 1 << 10:
        middle = (low + high) // 2
        try:
            lesson.from_dict(description, Limits(bytes=middle))
            high = middle
        except LessonError:
            low = middle
    limits = Limits(bytes=high)
    return whole, lesson.from_dict(description, limits), limits


@pytest.mark.parametrize("name", LESSONS)
def test_loss_and_metrics_are_those_of_the_whole(name: str) -> None:
    whole, parted, _limits = in_parts(LESSONS[name])
    assert whole.plan.part == 0 < parted.plan.part
    assert any(isinstance(ins.op, NetworkInParts) for ins in parted.program.closing)
    at_once, by_parts = (History(each.program, each.start) for each in (whole, parted))
    for epoch in (1, 2):
        k = epoch * whole.program.iterations - 1
        told = at_once.at(whole.program.end_of(k)).values
        found = by_parts.at(parted.program.end_of(k)).values
        assert {*found} <= {*told}
        for word, value in found.items():
            if not word.startswith("val."):
                np.testing.assert_array_equal(value, told[word], word)
        relative = RELATIVE[whole.spec.dtype]
        judged = [use.writes for use in judging(parted.network, parted.plan)]
        for word in judged:
            np.testing.assert_allclose(
                found[f"val.{word}"], told[f"val.{word}"], rtol=relative, atol=relative
            )


@pytest.mark.parametrize("name", ["convolution", "two outputs"])
def test_a_step_writes_the_very_bits_that_the_machine_writes(name: str) -> None:
    _whole, parted, _limits = in_parts(LESSONS[name])
    program = parted.program
    state = State(0, parted.start)
    for _tick in range(program.end_of(program.iterations - 1)):
        state = step(program, parted.start, state)
    found = History(program, parted.start).at(state.tick).values
    for word, value in state.values.items():
        np.testing.assert_array_equal(found[word], value, word)


def test_what_is_made_from_kept_outputs_alone_is_a_line_as_usual() -> None:
    found = lesson.from_dict(
        described(
            [*DENSE[:2], {"name": "out", "kind": "dense", "units": 3, "activation": "softmax"}]
        )
    )
    judged = judging(found.network, found.plan)
    both = (*judged, judged[0].__class__(judged[0].op, ("out.z", "t"), "other", "loss"))
    lines = {use.writes: use for use in evaluated_in_parts(found.network, both, 4)}
    assert isinstance(lines["out.z"].op, NetworkInParts)
    assert lines["out.a"].reads == ("out.z",)


def test_memory_does_not_grow_with_the_examples() -> None:
    description = described(
        [DENSE[0], {**DENSE[1], "units": 4000}, DENSE[2]],
        data={**PICTURES, "n": 1000, "validation": 0.9},
    )
    most = Limits(bytes=16 << 20)
    parted = lesson.from_dict(description, most)
    assert parted.plan.validation_rows == 900
    tracemalloc.start()
    try:
        history = History(parted.program, parted.start, budget=1 << 20)
        history.at(parted.program.end_of(parted.program.iterations - 1))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 900 * 4000 * 8  # one value of all examples, of which there are four


def test_a_lesson_that_fits_is_computed_at_once() -> None:
    assert lesson.from_dict(LESSONS["dense"]).plan.part == 0


def test_an_output_of_parts_says_what_it_was_made_from() -> None:
    _whole, parted, _limits = in_parts(LESSONS["dense"])
    program = parted.program
    history = History(program, parted.start)
    tick = program.end_of(program.iterations - 1)
    place = Source("val.out.a", (150, 1))
    told = explain(history, tick, place)
    assert told.value == history.at(tick).values["val.out.a"][150, 1]
    assert "".join(token.text for token in told.symbols) == "network(val.x[150])[1]"
    names = {leaf.source.name for leaf in told.made_from if leaf.source}
    assert names == {"val.x", "hidden.W", "hidden.b", "out.W", "out.b"}
    assert {leaf.source.index[0] for leaf in told.made_from[:64] if leaf.source} == {150}
    # whoever wants to see inside asks the network about the example
    asked = asked_point(parted, history.at(tick).values, parted.data.val_x[150].ravel().tolist())
    assert asked.values["asked.out.a"][0, 1] == pytest.approx(told.value, rel=1e-12)
    use = next(
        use
        for use in explain(history, tick, Source("val.x", (150, 0, 3, 4))).used_by
        if use.instruction.writes == "val.out.a"
    )
    assert element_using(history, use, Source("val.x", (150, 0, 3, 4))).index == (150, 0)
    assert element_using(history, use, Source("out.b", (2,))).name == "val.out.a"
