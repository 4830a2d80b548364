"""What differs between runs is found from what they run, and said in one line."""

from __future__ import annotations

import pytest

from visualnn.company.differences import Difference, differences
from visualnn.lesson import Lesson, open_named
from visualnn.lesson.change import Change
from visualnn.lesson.changes import changed, parse_change
from visualnn.lesson.file.spec import TRAINING_IRRELEVANT_KEYS
from visualnn.tell.comparison import change_text, differences_text
from visualnn.text import use_language


@pytest.fixture(scope="module")
def xor() -> Lesson:
    return open_named("xor")


def found(lesson: Lesson, *runs: list[str]) -> tuple[Difference, ...]:
    others = [changed(lesson, map(parse_change, texts)) for texts in runs]
    return differences([lesson.spec, *(other.spec for other in others)])


def test_one_key_that_differs_has_the_value_of_each_run(xor: Lesson) -> None:
    key = "layers.hidden.activation"
    told = found(xor, [f"{key}=tanh"], [f"{key}=elu"], [f"{key}=tanh"])
    assert told == (Difference(key, ("relu", "tanh", "elu", "tanh")),)
    assert told[0].distinct == ("relu", "tanh", "elu")
    assert differences_text(told) == "only the activation of hidden differs: relu, tanh, elu"


def test_what_is_changed_to_what_it_was_does_not_differ(xor: Lesson) -> None:
    assert found(xor, ["optimizer.lr=0.1", "layers.hidden.units=8"]) == ()
    assert found(xor, ["title.en=Another", "beside="]) == ()
    assert differences_text(()) == "nothing differs: the runs are the same"


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        (["optimizer.kind=adam"], "only the optimizer differs: sgd, adam"),
        (["optimizer.lr=1.5"], "only the learning rate differs: 0.1, 1.5"),
        (["seed=9"], "only the seed differs: 7, 9"),
        (["batch.size=2"], "only the batch size differs: all, 2"),
        (["clip={ kind = \"value\", limit = 1.0 }"],
         "only the clipping of the gradients differs: none, value"),
        (["layers.more={ kind = \"dense\", units = 8, after = \"hidden\" }"],
         "only the layer more differs: none, dense"),
        (["layers.hidden="], "only the layer hidden differs: dense, none"),
        (["layers.output.weights=[[1],[1],[1],[1],[1],[1],[1],[1]]"],
         "only the first weights of output differs: he_normal, 8×1 numbers"),
        (["optimizer.convention=keras"], "only optimizer.convention differs: pytorch, keras"),
        (["loss.kind=mean_squared_error"],
         "only the loss differs: binary_cross_entropy, mean_squared_error"),
        (["optimizer.lr=0.5", "optimizer.kind=adam"],
         "what differs: the optimizer (sgd, adam); the learning rate (0.1, 0.5)"),
    ],
)  # fmt: skip
def test_each_is_called_by_its_word_or_its_key(xor: Lesson, texts: list[str], told: str) -> None:
    assert differences_text(found(xor, texts)) == told


def test_layers_in_another_order_differ(xor: Lesson) -> None:
    two = changed(
        xor,
        [
            parse_change('layers.one={ kind = "dense", units = 8, after = "hidden" }'),
            parse_change('layers.two={ kind = "dense", units = 8, after = "one" }'),
        ],
    )
    moved = ["layers.one=", 'layers.one={ kind = "dense", units = 8, after = "two" }']
    (told,) = found(two, moved)
    assert told == Difference("layers", ("hidden, one, two, output", "hidden, two, one, output"))


def test_it_is_said_in_korean_too(xor: Lesson) -> None:
    use_language("ko")
    try:
        told = differences_text(found(xor, ["optimizer.kind=adam"]))
    finally:
        use_language("en")
    assert "sgd, adam" in told
    assert "optimizer" not in told


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        ("layers.output.weights=[[1],[1],[1],[1],[1],[1],[1],[1]]",
         "layers.output.weights=[[1],[1],[2],[1],[1],[1],[1],[1]]",
         "only the first weights of output differs: one of 8 numbers, at [2,0]: 1, 2"),
        ("layers.output.weights=[[1],[1],[1],[1],[1],[1],[1],[1]]",
         "layers.output.weights=[[0.5],[1],[2],[1],[1],[1],[1],[1]]",
         "only the first weights of output differs: 2 of 8 numbers, the first at [0,0]: 1, 0.5"),
        ("layers.hidden.weights={ kind = \"uniform\", low = -1.0, high = 1.0 }",
         "layers.hidden.weights={ kind = \"uniform\", low = -1.0, high = 2.0 }",
         "only weights.high of hidden differs: 1.0, 2.0"),
    ],
)  # fmt: skip
def test_what_is_nested_is_told_by_its_key_or_place(
    xor: Lesson, one: str, other: str, told: str
) -> None:
    lessons = [changed(xor, [parse_change(text)]).spec for text in (one, other)]
    assert differences_text(differences(lessons)) == told


def test_a_setting_that_differs_alike_in_several_layers_is_told_once() -> None:
    deep = open_named("vanishing")
    names = [layer.name for layer in deep.network.layers]
    tanh = changed(deep, [Change(f"layers.{name}.activation", "elu") for name in names[:7]])
    told = differences_text(differences([deep.spec, tanh.spec]))
    listed = ", ".join(names[:5])
    assert told == f"only the activation of {listed} and 2 more differs: sigmoid, elu"


def test_what_a_key_became_is_told_from_and_to(xor: Lesson) -> None:
    (only,) = found(xor, ["optimizer.lr=1.5"])
    assert change_text(only) == "the learning rate: 0.1 → 1.5"


def test_other_data_are_told_by_their_source_alone(xor: Lesson) -> None:
    table = 'data={ source = "table", inputs = [[0, 1], [1, 0]], targets = [[1], [0]] }'
    assert differences_text(found(xor, [table])) == "only the data differs: xor, table"


def test_what_no_run_depends_on_does_not_differ(xor: Lesson) -> None:
    other = open_named("logistic").spec
    told = other.model_dump(include=set(TRAINING_IRRELEVANT_KEYS))
    same = xor.spec.model_copy(update={key: getattr(other, key) for key in told})
    assert same.knobs != xor.spec.knobs
    assert differences([xor.spec, same]) == ()
