"""The engine for other programs: single cards, losses, optimizers and schedules, and networks whose
values are set and read by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np
import pytest

from visualnn import api
from visualnn.errors import LessonError, SettingError, ShapeError, UnknownNameError
from visualnn.expr import Source
from visualnn.machine.machine import State, step
from visualnn.machine.trajectory import trajectory
from visualnn.ops import REGISTRY
from visualnn.run.edits import Intervention
from visualnn.run.history import History
from visualnn.schedules import rates
from visualnn.tell.explain import Origin, explain

from .nets import drawn, laid, same_bits

# -- single cards ----------------------------------------------------------------------------------


@pytest.mark.parametrize("card", sorted(REGISTRY))
def test_every_card_can_be_called(card: str) -> None:
    one = api.op(card)
    inputs = one.op.example(drawn(0))
    out = one.forward(*inputs)
    np.testing.assert_array_equal(out, one.op.compute("forward", *inputs))
    gradients = one.gradients(np.ones(out.shape), *inputs)
    assert set(gradients) == {rule.removeprefix("grad_") for rule in one.op.rules[1:]}
    for name, gradient in gradients.items():
        assert gradient.shape == np.shape(inputs[one.inputs.index(name)])


def test_a_product_and_its_gradients() -> None:
    product = api.op("MatMul")
    assert product.inputs == ("x", "W")
    assert product.forward([[1, 2]], [[3], [4]]).tolist() == [[11]]
    gradients = product.gradients([[10]], [[1, 2]], [[3], [4]])
    assert gradients["x"].tolist() == [[30, 40]]
    assert gradients["W"].tolist() == [[10], [20]]
    single = product.forward(np.ones((1, 2), np.float32), np.ones((2, 1), np.float32))
    assert single.dtype == np.float32


def test_settings_of_a_card() -> None:
    z = [[-2.0, 2.0]]
    assert api.op("LeakyReLU", negative_slope=0.25).forward(z).tolist() == [[-0.5, 2]]
    with pytest.raises(SettingError, match=r"LeakyReLU: .*height"):
        api.op("LeakyReLU", height=1)
    with pytest.raises(UnknownNameError, match="no card MatMull; the closest is MatMul"):
        api.op("MatMull")


def test_arrays_that_do_not_fit_a_card_are_refused() -> None:
    with pytest.raises(ShapeError, match="do not fit"):
        api.op("MatMul").forward(np.ones((2, 3)), np.ones((2, 3)))
    with pytest.raises(ShapeError, match=re.escape("of shape (2, 1) cannot have the shape (1, 2)")):
        api.op("MatMul").gradients(np.ones((1, 2)), np.ones((2, 3)), np.ones((3, 1)))


# -- losses, optimizers, schedules, first values ---------------------------------------------------


def test_a_loss_gives_its_value_and_gradient() -> None:
    told = api.loss("huber", delta=1.0)([[0.0, 3.0]], [[0.5, 0.0]])
    assert told.mean == (0.125 + 2.5) / 2
    assert told.losses.tolist() == [told.mean]
    assert told.gradient.tolist() == [[-0.25, 0.5]]
    with pytest.raises(SettingError, match="mean_squared_error has no delta"):
        api.loss("mean_squared_error", delta=1.0)


@pytest.mark.parametrize("weights", [None, (0.5, 2.0, 1.0)])
def test_class_numbers_stand_in_a_column_or_by_themselves(
    weights: tuple[float, ...] | None,
) -> None:
    scores, classes = np.linspace(-1, 2, 24).reshape(2, 4, 3) ** 3, np.array([[0, 2, 1, 1]] * 2)
    loss = api.loss(
        "sparse_categorical_cross_entropy_with_logits",
        **({} if weights is None else {"class_weights": weights}),  # type: ignore[arg-type]
    )
    for a, t in ((scores, classes), (scores[:, 0], classes[:, 0])):
        alone, column = loss(a, t), loss(a, t[..., None])
        assert alone.mean == column.mean
        np.testing.assert_array_equal(alone.gradient, column.gradient)


def test_an_optimizer_walks_by_a_function_or_by_given_gradients() -> None:
    adam = api.optimizer("adam", lr=0.1)
    assert adam.settings["eps"] == 1e-8
    assert api.optimizer("adam", "keras").settings["eps"] == 1e-7
    walked = adam.trajectory([1.5, -2.0], lambda w: 2 * w, steps=5)
    expected = trajectory("adam", {"lr": 0.1}, np.array([1.5, -2.0]), lambda w: 2 * w, 5)
    np.testing.assert_array_equal(walked, expected)
    again = adam.trajectory([1.5, -2.0], list(2 * walked[:-1]))
    np.testing.assert_array_equal(again, walked)
    with pytest.raises(SettingError, match="adam has no momentum"):
        api.optimizer("adam", momentum=0.9)


def test_a_schedule_gives_its_rates() -> None:
    told = api.schedule("step", lr0=1.0, gamma=0.5, period=2).rates(5)
    assert told.tolist() == [1, 1, 0.5, 0.5, 0.25]
    np.testing.assert_array_equal(
        api.schedule("cosine", "keras", period=3.0).rates(4),
        rates("cosine", {"period": 3.0}, 4, "keras"),
    )
    with pytest.raises(SettingError, match="step has no power"):
        api.schedule("step", power=2.0)


def test_a_rate_is_lowered_on_a_plateau_an_epoch_later_in_pytorch_than_in_keras() -> None:
    level = [1.0, 0.5, 0.5, 0.5, 0.5, 0.5, 0.4]
    told = api.plateau(level, lr=1.0, patience=2, factor=0.5)
    assert told.tolist() == [1, 1, 1, 1, 0.5, 0.5, 0.5]
    told = api.plateau(level, "keras", lr=1.0, patience=2, factor=0.5, min_lr=0.3)
    assert told.tolist() == [1, 1, 1, 0.5, 0.5, 0.3, 0.3]
    rising = api.plateau([1.0, 2.0, 3.0], lr=1.0, larger=True, patience=0)
    assert rising.tolist() == [1, 1, 1]
    rising = api.plateau([1.0, 2.0, 3.0, 3.0], "keras", lr=1.0, larger=True, patience=0)
    assert rising.tolist() == pytest.approx([1, 1, 1, 0.1])
    cooled = api.plateau([1.0] * 10, lr=0.1, patience=2, factor=0.1, cooldown=1)
    assert cooled.tolist() == pytest.approx([0.1] * 3 + [0.01] * 4 + [0.001] * 3)
    with pytest.raises(SettingError, match=r"reduce_on_plateau: .*warm"):
        api.plateau(level, lr=1.0, warm=1)


def test_a_dampened_velocity_takes_the_first_gradient_whole() -> None:
    told = api.optimizer("momentum", lr=0.1, momentum=0.9, dampening=0.5)
    walked = told.trajectory([1.0], [[1.0]] * 3).ravel()
    # PyTorch 2.13 optim.SGD: b = 1, then 0.9 b + 0.5 g
    assert walked.tolist() == pytest.approx([1, 0.9, 0.9 - 0.14, 0.9 - 0.14 - 0.176])
    with pytest.raises(SettingError, match="has no dampening"):
        api.optimizer("momentum", "keras", dampening=0.5)


CALLS: dict[str, Callable[[], object]] = {
    "class -1": lambda: api.loss("sparse_negative_log_likelihood")([[0.0, 0.0]], [-1]),
    "class 5": lambda: api.loss("sparse_negative_log_likelihood")([[0.0, 0.0]], [5]),
    "ragged targets": lambda: api.loss("sparse_negative_log_likelihood")([[0.0, 0.0]], [[1], 0]),
    "delta": lambda: api.loss("huber", delta=-1),
    "smoothing": lambda: api.loss("categorical_cross_entropy", label_smoothing=1.5),
    "weights of words": lambda: api.loss("categorical_cross_entropy", class_weights="abc"),
    "setting": lambda: api.loss("hinge", sharpness=2),
    "period": lambda: api.schedule("step", lr0=0.1, period=0),
    "first rate": lambda: api.schedule("step", lr0=-0.1, period=1),
    "no number": lambda: api.schedule("step", period="a"),  # type: ignore[arg-type]
    "beta2": lambda: api.optimizer("adam", beta2=1.0),
    "rate": lambda: api.optimizer("sgd", lr=float("nan")),
    "updates": lambda: api.optimizer("sgd").trajectory([1.0], lambda w: w, -1),
    "patience": lambda: api.plateau([1.0], lr=0.1, patience=-1),
    "factor": lambda: api.plateau([1.0], lr=0.1, factor=2),
    "convention": lambda: api.plateau([1.0], "tensor", lr=0.1),
    "shape": lambda: api.initial("normal", (2, -1), fan_in=1, fan_out=1),
    "no unit": lambda: api.initial("he_normal", (2,), fan_in=0, fan_out=1),
    "stride": lambda: api.op("Conv2d", stride=0),
    "three strides": lambda: api.op("Conv2d", stride=(1, 1, 1)).forward(
        np.ones((1, 1, 4, 4)), np.ones((1, 1, 2, 2))
    ),
    "too few arrays": lambda: api.op("Conv2d").forward(np.ones((1, 1, 4, 4))),
    "no array": lambda: api.op("ReLU").forward([[1], [1, 2]]),
    "words": lambda: api.op("ReLU").forward("abc"),
    "complex": lambda: api.op("ReLU").forward([1j]),
}


@pytest.mark.parametrize("name", CALLS)
def test_what_a_lesson_may_not_say_a_direct_call_may_not(name: str) -> None:
    with pytest.raises((SettingError, ShapeError)) as caught:
        CALLS[name]()
    assert "{" not in str(caught.value)


def test_one_number_stands_for_a_pair() -> None:
    x = np.arange(32.0).reshape(1, 2, 4, 4)
    for card, pair in (("MaxPool", {"size": (2, 2), "stride": (2, 2)}), ("AveragePool", {})):
        one = {name: value[0] for name, value in pair.items()}
        np.testing.assert_array_equal(
            api.op(card, **one).forward(x), api.op(card, **pair).forward(x)
        )
    weights = np.ones((1, 2, 3, 3))
    same = api.op("Conv2d", padding=1, stride=2).forward(x, weights)
    for padding in ((1, 1), (1, 1, 1, 1)):
        pairs = api.op("Conv2d", padding=padding, stride=(2, 2)).forward(x, weights)
        np.testing.assert_array_equal(same, pairs)


def test_first_values_depend_on_seed_and_name() -> None:
    def one(**settings: object) -> list[float]:
        words = {"fan_in": 3, "fan_out": 2, **settings}
        return api.initial("he_normal", (3, 2), **words).ravel().tolist()  # type: ignore[arg-type]

    assert one() == one()
    assert one() != one(seed=1)
    assert one() != one(name="other.W")
    assert api.initial("constant", (2,), fan_in=1, fan_out=1, value=7.0).tolist() == [7, 7]


# -- networks --------------------------------------------------------------------------------------

X = np.array([[1.0, 2.0], [3.0, -1.0]])
T = np.array([[1.0], [0.0]])
W = np.array([[0.5], [-0.25]])


def neuron(**more: object) -> api.Model:
    layers = [{"name": "n", "kind": "dense", "units": 1}]
    words = {"layers": layers, "loss": {"kind": "mean_squared_error"}, **more}
    return api.network(words, X, T)


def test_values_are_set_and_read_by_name() -> None:
    model = neuron(optimizer={"kind": "sgd", "lr": 0.1})
    assert model.parameters() == {"n.W": (2, 1), "n.b": (1,)}
    model.set("n.W", W)
    model.set("n.b", [0.25])
    z = X @ W + 0.25
    assert model.forward() == pytest.approx(((z - T) ** 2).mean(), rel=1e-15)
    np.testing.assert_allclose(model.value("n.z"), z, rtol=1e-15)
    with pytest.raises(UnknownNameError, match=r"d\.n\.W has no value at tick \d"):
        model.gradient("n.W")
    model.backward()
    np.testing.assert_allclose(model.gradient("n.W"), X.T @ (z - T), rtol=1e-15)
    np.testing.assert_array_equal(model.value("n.W"), W)
    model.update()
    np.testing.assert_allclose(model.value("n.W"), W - 0.1 * X.T @ (z - T), rtol=1e-13)
    assert "d.n.b" in model.names()
    assert model.iteration == 0
    model.forward()
    assert model.iteration == 1


def test_forward_and_backward_go_on_to_the_next_iteration_when_they_are_behind() -> None:
    model = neuron()
    first, second = model.forward(), model.forward()
    assert second < first
    assert model.iteration == 1
    model.backward()
    assert model.iteration == 1
    model.backward()
    assert model.iteration == 2
    model.run(2)
    assert (model.iteration, model.tick) == (3, model.lesson.program.end_of(3))
    model.run(0)
    assert model.iteration == 3
    assert model.step() in {"k", "x"}


def test_it_steps_as_a_history_does() -> None:
    model = neuron(optimizer={"kind": "adam", "lr": 0.01})
    history = History(model.lesson.program, model.lesson.start)
    model.run(3)
    states = history.at(model.tick).values
    assert set(states) == set(model.names())
    for name, value in states.items():
        np.testing.assert_array_equal(model.value(name), value)


def test_a_value_is_set_in_the_middle_and_only_from_there_on() -> None:
    model = neuron()
    model.forward()
    model.set("n.z", [[10.0], [20.0]])
    model.backward()
    np.testing.assert_allclose(model.gradient("n.z"), [[9.0], [20.0]], rtol=1e-15)
    model.forward()
    assert model.value("n.z").max() < 20


def test_other_data_and_other_settings_are_values_too() -> None:
    model = neuron()
    model.set("n.W", W)
    model.set("data.x", 2 * X)
    model.set("lr", 0.0)
    model.run(1)
    np.testing.assert_array_equal(model.value("n.W"), W)
    np.testing.assert_allclose(model.value("n.z"), 2 * X @ W, rtol=1e-15)


def test_arrays_of_the_signs_that_a_hinge_compares_with() -> None:
    model = api.network(
        {"layers": [{"name": "out", "kind": "dense", "units": 1}], "loss": {"kind": "hinge"}},
        x=[[1.0], [2.0]],
        t=[[1.0], [-1.0]],
    )
    model.set("out.W", [[0.25]])
    assert model.forward() == pytest.approx((0.75 + 1.5) / 2)


def test_class_weights_of_a_loss_are_a_list_a_tuple_or_an_array() -> None:
    kinds = [1.0, 2.0, 3.0], (1.0, 2.0, 3.0), np.array([1.0, 2.0, 3.0])
    losses = [api.loss("negative_log_likelihood", class_weights=weights) for weights in kinds]
    assert len({loss(-np.eye(3) * [[1], [2], [4]], np.eye(3)).mean for loss in losses}) == 1


def test_class_numbers_of_a_network_stand_in_a_column_or_by_themselves() -> None:
    numbers = np.array([0.0, 2.0, 1.0])
    words = {
        "layers": [{"name": "out", "kind": "dense", "units": 3}],
        "loss": {"kind": "sparse_categorical_cross_entropy_with_logits"},
        "metrics": ["accuracy", "confusion_matrix"],
    }
    alone, column = (api.network(words, x=np.eye(3), t=t) for t in (numbers, numbers[:, None]))
    assert alone.forward() == column.forward()
    assert alone.value("accuracy") == column.value("accuracy")
    np.testing.assert_array_equal(alone.value("confusion_matrix"), column.value("confusion_matrix"))


@pytest.mark.parametrize("stray", [-1.0, 0.5, 3.0])
def test_arrays_of_targets_that_a_loss_cannot_compare_with_are_refused(stray: float) -> None:
    words = {
        "layers": [{"name": "out", "kind": "dense", "units": 3}],
        "loss": {"kind": "sparse_categorical_cross_entropy_with_logits"},
    }
    fine, wrong = np.array([[0.0], [2.0]]), np.array([[0.0], [stray]])
    for t, validation in ((wrong, None), (fine, (np.ones((2, 2)), wrong))):
        with pytest.raises(LessonError, match="compares with 0 … 2, and one of the targets is"):
            api.network(words, x=np.ones((2, 2)), t=t, validation=validation)


def test_callbacks_watch_validation_data_of_ones_own() -> None:
    model = api.network(
        {
            "epochs": 3,
            "layers": [{"name": "out", "kind": "dense", "units": 1}],
            "loss": {"kind": "mean_squared_error"},
            "optimizer": {"kind": "sgd", "lr": 1e-12},
            "callbacks": {"reduce_on_plateau": {"monitor": "val.L", "patience": 0, "factor": 0.5}},
        },
        x=[[1.0]],
        t=[[1.0]],
        validation=([[2.0], [3.0]], [[1.0], [1.0]]),
    )
    model.run(2)
    assert model.value("plateau.best") == pytest.approx(float(model.value("val.L")))
    assert model.value("val.L") != pytest.approx(float(model.value("L")))


def test_what_is_held_stands_there_whenever_it_is_written() -> None:
    model = neuron()
    model.hold("n.xW", [[1.0], [2.0]])
    model.set("lr", 0.0)
    for _ in range(2):
        model.forward()
        assert model.value("n.z").tolist() == [[1], [2]]
    model.release("n.xW")
    model.release("n.xW")
    model.forward()
    assert model.value("n.z").tolist() != [[1], [2]]


def stepped(model: api.Model, ticks: int, edits: Sequence[Intervention] = ()) -> State:
    """The truth: the readable `step` from the start, with what is laid over it."""
    lesson = model.lesson
    state = laid(State(0, lesson.start), edits, lesson.program)
    for _ in range(ticks):
        state = laid(step(lesson.program, lesson.start, state), edits, lesson.program)
    return state


def test_whole_arrays_and_held_ones_are_those_of_the_readable_step_forwards_and_backwards() -> None:
    model = neuron(optimizer={"kind": "adam", "lr": 0.01})
    model.set("n.W", W)
    model.run(3)
    model.set("data.x", 2 * X)
    model.set("lr", 0.125)
    model.hold("n.xW", [[1.0], [2.0]])
    model.forward()
    model.set("n.z", [[0.25], [0.5]])
    model.run(2)
    model.release("n.xW")
    model.run(9)
    end, items = model.tick, model.history.laid.items
    truth = [stepped(model, tick, items).values for tick in range(end + 1)]
    for tick in (*range(end, -1, -1), *range(end + 1)):
        assert same_bits(model.history.at(tick).values, truth[tick]), tick
    while model.history.undo():
        pass
    for tick in (end, 0, end // 2):
        assert same_bits(model.history.at(tick).values, stepped(model, tick).values)


def test_what_was_set_is_explained_as_that() -> None:
    model = neuron()
    model.hold("n.xW", [[1.0], [2.0]])
    model.forward()
    model.set("n.b", [0.5])
    told = explain(model.history, model.tick, Source("n.xW", (1, 0)))
    assert (told.origin, told.value) == (Origin.EDITED, 2.0)
    assert told.before == pytest.approx(float((X @ stepped(model, 0).values["n.W"])[1, 0]))
    assert explain(model.history, model.tick, Source("n.b", (0,))).origin is Origin.EDITED
    assert explain(model.history, model.tick, Source("n.W", (0, 0))).origin is Origin.FIRST
    assert explain(model.history, model.tick, Source("n.z", (0, 0))).origin is Origin.COMPUTED


def test_a_run_ends_where_early_stopping_says_that_the_training_is_over() -> None:
    model = api.network(
        {
            "epochs": 9,
            "layers": [{"name": "out", "kind": "dense", "units": 1}],
            "loss": {"kind": "mean_squared_error"},
            "optimizer": {"kind": "sgd", "lr": 0.0},
            "callbacks": {"early_stopping": {"monitor": "val.L", "patience": 2}},
        },
        x=[[1.0]],
        t=[[1.0]],
        validation=([[2.0]], [[1.0]]),
    )
    assert (model.run(1), model.stopped) == (1, False)
    done = model.run(50)
    assert (model.stopped, float(model.value("stopped"))) == (True, 1.0)
    assert model.iteration == done < 8
    end = model.tick
    assert (model.run(5), model.tick) == (0, end)
    model.step()
    assert model.tick == end + 1


def test_an_array_of_a_large_network_stays_what_it_was() -> None:
    model, twin = neuron(), neuron()
    program, start = model.lesson.program, model.lesson.start
    model.history = History(program, start, budget=0)
    assert model.history.large
    for each in (model, twin):
        each.set("n.W", W)
        each.forward()
    z, same = model.value("n.z"), twin.value("n.z")
    for each in (model, twin):
        each.set("n.z", 2 * same)
        each.set("data.x", 3 * X)
        each.hold("n.xW", [[1.0], [2.0]])
        each.run(4)
    np.testing.assert_array_equal(z, same)
    for name in twin.names():
        np.testing.assert_array_equal(model.value(name), twin.value(name))


def test_the_network_in_evaluation_takes_any_number_of_rows() -> None:
    model = neuron()
    model.set("n.W", W)
    told = model.evaluated(np.ones((5, 2)))
    assert told["n.z"].tolist() == [[0.25]] * 5
    np.testing.assert_array_equal(model.predict(np.ones((5, 2))), told["n.z"])
    with pytest.raises(ShapeError):
        model.predict(np.ones((5, 3)))


def test_pictures_validation_and_single_precision() -> None:
    layers = [{"name": "flat", "kind": "flatten"}, {"name": "n", "kind": "dense", "units": 3}]
    words = {
        "layers": layers,
        "loss": {"kind": "mean_squared_error"},
        "data": {"classes": 3},
        "dtype": "float32",
    }
    pictures, classes = drawn(0).normal(size=(4, 1, 2, 2)), np.array([[0], [2], [1], [2]])
    model = api.network(words, pictures, classes, (pictures[:2], classes[:2]))
    model.update()
    assert model.value("flat.z").shape == (4, 4)
    assert model.value("t")[1].tolist() == [0, 0, 1]
    assert model.value("val.n.z").shape == (2, 3)
    assert model.value("n.W").dtype == np.float32
    expected = model.predict(pictures[:2])
    np.testing.assert_allclose(model.value("val.n.z"), expected, rtol=1e-6)


def test_a_lesson_with_data_of_its_own_needs_no_arrays() -> None:
    model = api.network(
        {
            "data": {"source": "xor"},
            "layers": [{"name": "n", "kind": "dense", "units": 1, "activation": "sigmoid"}],
            "loss": {"kind": "binary_cross_entropy"},
        }
    )
    before = model.forward()
    model.run(50)
    assert model.forward() < before


@pytest.mark.parametrize(
    ("wish", "error", "sentence"),
    [
        (lambda m: m.set("n.V", W), UnknownNameError, "n.V has no value at tick 0; there are lr"),
        (
            lambda m: m.set("n.W", W.T),
            ShapeError,
            re.escape("n.W has the shape (2, 1), not (1, 2)"),
        ),
        (lambda m: m.set("n.W", [["a"], ["b"]]), SettingError, "n.W takes numbers, not <U1"),
        (lambda m: m.set("n.W", W * 1j), SettingError, "n.W takes numbers, not complex128"),
        (lambda m: m.hold("n.W.T", W), UnknownNameError, "no instruction writes n.W.T"),
        (lambda m: m.hold("n.z", W.T), ShapeError, re.escape("n.z has the shape (2, 1)")),
        (lambda m: neuron(optimizer={"kind": "adam"}), LessonError, "lr"),
        (lambda m: neuron(layers=[]), LessonError, "layers"),
    ],
)
def test_what_does_not_fit_is_refused(
    wish: Callable[[api.Model], object], error: type[Exception], sentence: str
) -> None:
    with pytest.raises(error, match=sentence):
        wish(neuron())


def test_what_was_set_belongs_to_the_model_alone() -> None:
    mine = W.copy()
    model, other = neuron(), neuron()
    model.set("n.W", mine)
    mine[:] = 0
    assert model.value("n.W").tolist() == W.tolist()
    assert not model.value("n.W").flags.writeable
    assert other.value("n.W").tolist() != W.tolist()


def test_the_gradient_of_the_input_and_of_frozen_parameters_on_request() -> None:
    layers = [{"name": "n", "kind": "dense", "units": 1, "trainable": False}]
    plain = neuron()
    model = neuron(layers=layers, gradients=["x", "n.W"])
    for each in (plain, model):
        each.set("n.W", W)
        each.backward()
    errors = X @ W - T
    np.testing.assert_allclose(model.gradient("x"), errors @ W.T, rtol=1e-14)
    np.testing.assert_allclose(model.gradient("n.W"), X.T @ errors, rtol=1e-14)
    assert "d.x" not in plain.names()
    assert "d.n.b" not in model.names()
    model.update()
    np.testing.assert_array_equal(model.value("n.W"), W)


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        (["t"], "gradients.*the loss has no gradient by t; it has those by L, losses, n.W"),
        (["n.V"], "no gradient by n.V"),
        (["x", "x"], "x is there already"),
        (["?"], "does not have the form"),
    ],
)
def test_a_gradient_that_there_is_not_is_refused(wanted: list[str], sentence: str) -> None:
    with pytest.raises(LessonError, match=sentence):
        neuron(gradients=wanted)
