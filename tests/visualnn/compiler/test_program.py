"""Programs: the order of instructions, the wiring of gradients, and the arithmetic on ticks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import chain

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.visualnn.nets import CORNERS, NETS, XOR, Net, dense, drawn, make, xor
from visualnn.compiler.objective import loss_applications
from visualnn.errors import SettingError, ShapeError, UnknownNameError
from visualnn.layers import Dense, Flatten
from visualnn.ops import Array
from visualnn.ops.callbacks import Restore
from visualnn.program import Instruction, Phase, Program

names = pytest.mark.parametrize("name", sorted(NETS))
PHASES = list(Phase)


def kinds(program: Program) -> list[tuple[Instruction, ...]]:
    return [instructions for instructions in (program.usual, program.closing) if instructions]


@names
def test_nothing_is_read_before_it_is_written(name: str) -> None:
    net = NETS[name]()
    for instructions in kinds(net.program):
        known = set(net.start)
        for ins in instructions:
            assert set(ins.reads) <= known
            known.add(ins.writes)


@names
def test_each_name_is_written_once_in_an_iteration(name: str) -> None:
    """A callback that puts the best parameters back is the only one to write a second time."""
    for instructions in kinds(NETS[name]().program):
        back = {ins.writes for ins in instructions if isinstance(ins.op, Restore)}
        written = Counter(ins.writes for ins in instructions)
        assert {word for word, times in written.items() if times > 1} == back
        assert all(written[word] == 2 for word in back)


@names
def test_only_updates_and_the_counter_overwrite(name: str) -> None:
    net = NETS[name]()
    for instructions in kinds(net.program):
        for ins in instructions:
            assert ins.overwrites == (ins.writes in net.program.carried)
            if ins.overwrites:
                assert ins.phase in (Phase.UPDATE, Phase.CALLBACKS) or ins.writes == "k"


@names
def test_phases_come_in_order(name: str) -> None:
    for instructions in kinds(NETS[name]().program):
        places = [PHASES.index(ins.phase) for ins in instructions]
        assert places == sorted(places)


@names
def test_data_settings_and_the_seed_are_never_written(name: str) -> None:
    net = NETS[name]()
    written = {ins.writes for instructions in kinds(net.program) for ins in instructions}
    constant = set(net.start) - set(net.program.carried)
    assert constant == set(net.start) & {
        *("data.x", "data.t", "val.data.x", "val.data.t", "seed", "scale")
    }
    assert not written & constant
    assert set(net.program.parameters) <= written & set(net.program.carried)


@pytest.mark.parametrize("layer", ["scaled", "seed", "scale", "seedling", "validation", "batch"])
def test_a_layer_may_have_any_name(layer: str) -> None:
    """A parameter lives on from iteration to iteration whatever its layer is called."""
    net = make((dense(layer, 1, "sigmoid"),), CORNERS, XOR, loss="binary_cross_entropy")
    assert {f"{layer}.W", f"{layer}.b"} <= set(net.program.carried)


@names
def test_stated_shapes_are_the_computed_ones(name: str) -> None:
    net = NETS[name]()
    program = net.program
    for state in net.run(program.end_of(program.iterations)):
        closing = program.is_closing(program.locate(state.tick).iteration)
        for word, value in state.values.items():
            assert value.shape == program.shapes[closing][word]


@names
def test_every_value_on_the_way_to_the_loss_has_its_gradient(name: str) -> None:
    net = NETS[name]()
    for instructions in kinds(net.program):
        written = {ins.writes for ins in instructions}
        gradients = {word for word in written if word.startswith("d.")}
        whole = {word for word in gradients if ".use" not in word and ".sum" not in word}
        leads = {parameter.name for parameter in net.network.parameters}
        for use in (*net.network.applications, *loss_applications(net.network, net.plan)):
            if leads & set(use.reads) and len(use.op.rules) > 1:
                leads.add(use.writes)
        assert {"losses", "L"} <= leads
        assert whole == {f"d.{word}" for word in leads if ".sum" not in word}
        assert "d.x" not in written
        assert "d.t" not in written
        shapes = net.program.shapes[instructions is net.program.closing]
        assert all(shapes[word] == shapes[word.removeprefix("d.")] for word in whole)


def test_gradients_of_several_uses_are_summed() -> None:
    program = NETS["residual"]().program
    sums = {
        ins.writes: ins.reads
        for ins in program.closing
        if ins.op.title == "Sum of two paths"
        and ins.phase is Phase.BACKWARD
        and ins.rule == "forward"
    }
    assert sums == {
        "d.r.a": ("d.r.a.use1", "d.r.a.use2"),
        "d.s.z": ("d.s.z.use1", "d.s.z.use2"),
        "d.a.a.sum2": ("d.a.a.use1", "d.a.a.use2"),
        "d.a.a": ("d.a.a.sum2", "d.a.a.use3"),
    }
    values = NETS["residual"]().run(len(program.closing))[-1].values
    for whole in ("r.a", "s.z", "a.a"):
        paths = [value for word, value in values.items() if word.startswith(f"d.{whole}.use")]
        assert len(paths) == (3 if whole == "a.a" else 2)
        np.testing.assert_allclose(values[f"d.{whole}"], sum(paths), rtol=1e-12)


# -- whole-network gradients ----------------------------------------------------------------------


def loss_of(net: Net, instructions: tuple[Instruction, ...], start: Mapping[str, Array]) -> float:
    """The loss of one iteration from given first values."""
    values = dict(start)
    shapes = net.program.shapes[instructions is net.program.closing]
    for ins in instructions:
        reads = [values[name] for name in ins.reads]
        values[ins.writes] = ins.compute(reads, shapes[ins.writes], np.dtype(np.float64))
        if ins.writes == "L":
            break
    return values["L"].item()


@pytest.mark.parametrize("name", ["xor", "pictures", "curve", "residual", "alone"])
def test_gradients_of_the_whole_network_are_slopes_of_its_loss(name: str) -> None:
    """In a usual and in a closing iteration, for every element of every parameter."""
    net = xor(bias="pytorch") if name == "xor" else NETS[name]()  # clear of the kinks
    program = net.program
    for iteration in {0, program.iterations - 1}:
        states = net.run(program.end_of(iteration))
        before, after = states[program.start_of(iteration)].values, states[-1].values
        start = {word: before[word] for word in net.start}
        instructions = program.instructions(iteration)
        for parameter in program.parameters:
            slopes = np.empty(start[parameter].shape)
            for index in np.ndindex(slopes.shape):
                sides = []
                for step in (1e-6, -1e-6):
                    moved = start[parameter].copy()
                    moved[index] += step
                    sides.append(loss_of(net, instructions, {**start, parameter: moved}))
                slopes[index] = (sides[0] - sides[1]) / 2e-6
            np.testing.assert_allclose(after[f"d.{parameter}"], slopes, rtol=1e-5, atol=1e-8)
            assert abs(after[f"d.{parameter}"]).max() > 1e-6


# -- ticks and places -----------------------------------------------------------------------------


@names
@given(tick=st.integers(0, 10**7))
def test_a_tick_has_one_place_and_a_place_one_tick(name: str, tick: int) -> None:
    program = NETS[name]().program
    place = program.locate(tick)
    assert program.start_of(place.iteration) + place.done == tick
    assert place.epoch == place.iteration // program.iterations
    length = len(program.instructions(place.iteration))
    assert 0 <= place.done <= length
    assert (place.done == 0) == (tick == 0)
    instruction = program.at(tick)
    if tick == 0:
        assert instruction is None
    else:
        assert instruction is program.instructions(place.iteration)[place.done - 1]
    assert program.end_of(place.iteration) == program.start_of(place.iteration + 1)
    assert program.locate(program.end_of(place.iteration)).iteration == place.iteration
    assert program.is_closing(place.iteration) == ((place.iteration + 1) % program.iterations == 0)


@names
def test_places_count_up_one_by_one(name: str) -> None:
    program = NETS[name]().program
    iteration, done = 0, 0
    for tick in range(3 * program.epoch_ticks):
        assert (program.locate(tick).iteration, program.locate(tick).done) == (iteration, done)
        if done == len(program.instructions(iteration)):
            iteration, done = iteration + 1, 0
        done += 1
    assert program.start_of(program.iterations) == program.epoch_ticks


@names
def test_when_a_name_was_written_last_is_what_a_log_says(name: str) -> None:
    program = NETS[name]().program
    words = {ins.writes for instructions in kinds(program) for ins in instructions} | {"lr", "x"}
    last: dict[str, int] = {}
    for tick in range(2 * program.epoch_ticks + 3):
        instruction = program.at(tick)
        if instruction is not None:
            if program.locate(tick).done == 1:
                last = {word: when for word, when in last.items() if word in program.carried}
            last[instruction.writes] = tick
        for word in words:
            assert program.written_at(word, tick) == last.get(word)
    for iteration in range(program.iterations + 1):
        order = [ins.writes for ins in program.instructions(iteration)]
        for word in words:
            expected = order.index(word) + 1 if word in order else None
            assert program.done_after(word, iteration) == expected


# -- batches --------------------------------------------------------------------------------------


def test_an_epoch_uses_every_row_once_and_ends_with_the_short_batch() -> None:
    for name, sizes in (("pictures", [4, 4, 3]), ("curve", [3, 3, 1])):
        net = NETS[name]()
        program = net.program
        assert program.iterations == len(sizes)
        seen: list[list[float]] = []
        for state in net.run(2 * program.epoch_ticks):
            place = program.locate(state.tick)
            if place.done == len(program.instructions(place.iteration)):
                assert len(state.values["x"]) == sizes[place.iteration % len(sizes)]
                assert len(state.values["losses"]) == len(state.values["x"])
                seen.append(state.values["rows"].tolist())
                np.testing.assert_array_equal(
                    state.values["batch.x" if net.plan.scale else "x"],
                    net.start["data.x"][state.values["rows"].astype(int)],
                )
        epochs = [[*chain(*seen[: len(sizes)])], [*chain(*seen[len(sizes) :])]]
        assert [sorted(epoch) for epoch in epochs] == [list(range(net.plan.rows))] * 2
        assert (epochs[0] != epochs[1]) == net.plan.shuffle
        assert (epochs[0] == sorted(epochs[0])) == (not net.plan.shuffle)


def test_the_counter_and_the_epoch_count_from_one() -> None:
    net = NETS["pictures"]()
    program = net.program
    for state in net.run(2 * program.epoch_ticks)[1:]:
        place = program.locate(state.tick)
        assert state.values["k"].item() == place.iteration + 1
        if "epoch" in state.values:
            assert state.values["epoch"].item() == place.epoch + 1


def test_a_batch_of_all_rows_needs_no_counter_unless_the_optimizer_does() -> None:
    assert [ins.writes for ins in NETS["xor"]().program.closing][:2] == ["x", "t"]
    assert [ins.writes for ins in NETS["residual"]().program.closing][:3] == ["k", "x", "t"]
    assert NETS["xor"]().program.usual == ()


def test_only_the_closing_iteration_evaluates_and_on_the_updated_weights() -> None:
    net = NETS["pictures"]()
    program = net.program
    assert {ins.phase for ins in program.usual} == set(Phase) - {Phase.EVALUATE, Phase.CALLBACKS}
    assert {ins.phase for ins in program.closing} == set(Phase) - {Phase.CALLBACKS}
    end = net.run(program.epoch_ticks)[-1].values
    x = net.start["val.data.x"] / 16
    hidden = np.maximum(x @ end["hidden.W"] + end["hidden.b"], 0)
    scores = hidden @ end["out.W"] + end["out.b"]
    shares = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(end["val.out.a"], shares, rtol=1e-12)
    right = net.start["val.data.t"][:, 0].astype(int)
    losses = -np.log(shares[np.arange(3), right])
    np.testing.assert_allclose(end["val.losses"], losses, rtol=1e-12)
    assert end["val.L"].item() == pytest.approx(losses.mean(), rel=1e-12)
    assert end["val.accuracy"].item() == (shares.argmax(axis=1) == right).mean()


def test_scale_and_one_hot_are_visible_instructions() -> None:
    net = NETS["pictures"]()
    values = net.run(net.program.epoch_ticks)[len(net.program.usual)].values
    np.testing.assert_array_equal(values["x"], values["batch.x"] / 16)
    np.testing.assert_array_equal(values["t"], np.eye(3)[values["batch.t"][:, 0].astype(int)])


@given(rows=st.integers(1, 40), batch=st.integers(1, 40), shuffle=st.booleans())
def test_batches_cover_the_rows_whatever_their_size(rows: int, batch: int, shuffle: bool) -> None:
    random = drawn(rows)
    net = make(
        (dense("out", 1),), random.normal(size=(rows, 1)), random.normal(size=(rows, 1)),
        loss="mean_squared_error", batch=min(batch, rows), shuffle=shuffle,
    )  # fmt: skip
    plan, program = net.plan, net.program
    assert plan.batch * (plan.iterations - 1) + plan.last == rows
    assert 1 <= plan.last <= plan.batch
    assert program.shapes[True]["x"] == (plan.last, 1)
    if plan.iterations > 1:
        assert program.shapes[False]["x"] == (plan.batch, 1)


# -- refusals -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"loss": "regret"}, "unknown loss regret; known are mean_squared_error"),
        ({"metrics": ("auc",)}, "unknown metric auc; known are accuracy"),
        ({"optimizer": "lion"}, "unknown optimizer lion; known are sgd, momentum, nesterov"),
        ({"settings": {"beta1": 0.5}}, "optimizer sgd has no beta1; it has lr"),
    ],
)
def test_what_is_not_known_is_refused(change: dict[str, object], sentence: str) -> None:
    settings: dict[str, object] = {"loss": "mean_squared_error", **change}
    with pytest.raises(SettingError, match=sentence):
        make((dense("out", 1),), CORNERS, XOR, **settings)  # type: ignore[arg-type]


def test_predictions_and_targets_must_have_one_shape() -> None:
    with pytest.raises(ShapeError, match="one shape"):
        make((dense("out", 2),), CORNERS, XOR, loss="mean_squared_error")
    with pytest.raises(UnknownNameError):
        make((Flatten("f", ("y",)),), CORNERS, XOR, loss="mean_squared_error")


def test_what_is_frozen_has_no_gradient_and_no_update() -> None:
    frozen = Dense("hidden", ("x",), "tanh", units=3, trainable=False)
    net = make((frozen, dense("out", 1, "none", "hidden")), CORNERS, XOR, loss="mean_squared_error")
    writes = {ins.writes for ins in net.program.closing}
    assert {"d.out.W", "d.out.b", "out.W", "out.b"} <= writes
    assert not {name for name in writes if name.removeprefix("d.").startswith("hidden.")} - {
        "hidden.xW", "hidden.z", "hidden.a",
    }  # fmt: skip
    assert {"hidden.W", "hidden.b"} <= set(net.program.carried)
    assert net.program.parameters == ("out.W", "out.b")


def test_a_shared_parameter_gathers_the_gradients_of_all_its_uses() -> None:
    layers = (
        dense("one", 3, "tanh"),
        Dense("two", ("one",), "tanh", units=3),
        Dense("three", ("two",), "none", units=3, shares="two"),
    )
    net = make(layers, CORNERS, np.ones((4, 3)), loss="mean_squared_error")
    reads = {ins.writes: ins.reads for ins in net.program.closing}
    assert reads["d.two.W"] == ("d.two.W.use1", "d.two.W.use2")
    assert net.program.parameters == ("one.W", "one.b", "two.W", "two.b")


def test_an_output_that_no_one_reads_has_no_gradient() -> None:
    layers = (dense("aside", 2), dense("out", 1))
    net = make(layers, CORNERS, XOR, loss="mean_squared_error", optimizer="sgd")
    writes = {ins.writes for ins in net.program.closing}
    assert "d.out.W" in writes
    assert "aside.z" in writes
    assert not {name for name in writes if name.startswith(("d.aside", "aside.W"))}
