"""What is said of an example is compared with the target that the network is trained for."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from visualnn.lesson import Lesson, from_dict, load
from visualnn.lesson import find as found
from visualnn.ops import Array
from visualnn.run.history import History
from visualnn.views import Moment
from visualnn.views.judging import (
    LINE_SHARE,
    JudgedExample,
    decided_classes,
    judged_examples,
    on_the_line,
)


def lesson_of(data: object, activation: str, units: int, loss: str) -> Lesson:
    return from_dict(
        {
            "format": 1,
            "name": "small",
            "title": {"en": "Small", "ko": "작은 신경망"},
            "seed": 3,
            "epochs": 200,
            "data": data,
            "layers": [{"name": "o", "kind": "dense", "units": units, "activation": activation}],
            "loss": {"kind": loss},
            "optimizer": {"kind": "adam", "lr": 0.1},
        }
    )


def at_the_end(lesson: Lesson) -> tuple[tuple[JudgedExample, ...], Array]:
    history = History(lesson.program, lesson.start)
    history.run_to(lesson.iterations)
    values = history.at(lesson.program.end_of(lesson.iterations - 1)).values
    told = judged_examples(Moment(lesson, 0, values))
    x = lesson.data.x
    if lesson.plan.standardise:
        x = (x - x.mean(axis=0)) / x.std(axis=0)
    return told, x @ values["o.W"] + values["o.b"]


def test_classes_with_other_numbers_are_counted_from_0(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("x0,x1,label\n0,0,8\n0,1,8\n1,0,3\n1,1,3\n", encoding="utf-8")
    data = {"source": "file", "file": str(path), "classes": 2}
    told, scores = at_the_end(lesson_of(data, "softmax", 2, "categorical_cross_entropy"))
    assert [each.target for each in told] == [1, 1, 0, 0]
    assert [each.output for each in told] == scores.argmax(axis=1).tolist()
    assert [each.right for each in told] == [True] * 4


def test_an_autoencoder_is_compared_with_its_input_as_the_network_reads_it() -> None:
    data = {"source": "moons", "n": 12, "reconstruct": True, "standardise": True}
    lesson = lesson_of(data, "none", 2, "mean_squared_error")
    told, outputs = at_the_end(lesson)
    x = lesson.data.x
    wanted = (x - x.mean(axis=0)) / x.std(axis=0)
    np.testing.assert_allclose([each.target for each in told], wanted[:, 0], atol=1e-12)
    np.testing.assert_allclose([each.output for each in told], outputs[:, 0], atol=1e-12)
    assert {each.right for each in told} == {None}


def test_several_questions_decide_no_class() -> None:
    data = {"source": "table", "inputs": [[0], [1]], "targets": [[0, 1], [1, 1]]}
    lesson = lesson_of(data, "sigmoid", 2, "binary_cross_entropy")
    assert decided_classes(lesson, np.array([[0.2, 0.9]])) is None
    told, scores = at_the_end(lesson)
    assert [each.target for each in told] == [0, 1]
    shares = 1 / (1 + np.exp(-scores[:, 0]))
    np.testing.assert_allclose([each.output for each in told], shares, atol=1e-12)


def test_an_example_on_the_line_is_on_neither_side() -> None:
    lesson = load(found("logistic"))
    values = dict(lesson.start)
    told = judged_examples(Moment(lesson, 0, values))
    assert (told[0].output, told[0].is_on_line, told[0].right) == (0.5, True, None)
    assert [each.is_on_line for each in told[1:]] == [False, False, False]
    assert [each.right for each in told[1:]] == [True, False, True]


def test_a_share_lies_on_the_line_while_it_is_printed_as_one_half() -> None:
    lesson = load(found("logistic"))
    shares = 0.5 + LINE_SHARE * np.array([-2.0, -0.9, 0.0, 0.9, 2.0])
    assert on_the_line(lesson, shares[:, None]).tolist() == [False, True, True, True, False]
    scores = lesson_of({"source": "xor"}, "none", 1, "binary_cross_entropy_with_logits")
    z = np.log(shares / (1.0 - shares))
    assert on_the_line(scores, z[:, None]).tolist() == [False, True, True, True, False]


def test_numbers_and_several_classes_have_no_line() -> None:
    numbers = lesson_of({"source": "sine", "n": 4}, "none", 1, "mean_squared_error")
    assert not on_the_line(numbers, np.array([[0.5], [0.0]])).any()
