"""`step`, the machine and the history tell one truth, to the last bit."""

from __future__ import annotations

import numpy as np
import pytest

from tests.visualnn.nets import NETS, Net, dense, drawn, make, same_bits
from visualnn.fast.joining import Job, in_pieces
from visualnn.layers import Add, AveragePool, Conv2d, Flatten, MaxPool
from visualnn.machine.machine import Machine, dtype_of, step
from visualnn.ops import combine, pooling
from visualnn.ops.memory import Notebook, one_iteration
from visualnn.optimizers import OPTIMIZERS
from visualnn.program import Phase

names = pytest.mark.parametrize("name", sorted(NETS))


def further_than_an_epoch(net: Net) -> int:
    return net.program.end_of(net.program.iterations + 1)


@names
def test_stepping_the_machine_is_stepping_the_state(name: str) -> None:
    net = NETS[name]()
    machine = Machine(net.program, net.start)
    for state in net.run(further_than_an_epoch(net))[1:]:
        machine.step()
        place = net.program.locate(state.tick)
        assert (machine.iteration, machine.done) == (place.iteration, place.done)
        for word, value in state.values.items():
            if word in net.program.carried or word not in net.start:
                view = machine.view(word)
                assert view.shape == value.shape
                assert view.dtype == value.dtype == dtype_of(net.start)
                assert view.tobytes() == value.tobytes(), (state.tick, word)


@names
def test_running_at_full_speed_changes_no_bit(name: str) -> None:
    """The joined calls of a loop against the single calls of `step`, for two epochs."""
    net = NETS[name]()
    quick, slow = (Machine(net.program, net.start) for _ in range(2))
    for iteration in range(2 * net.program.iterations + 1):
        closing = net.program.is_closing(iteration)
        with np.errstate(all="ignore"):
            for call in quick.playing(closing):
                call()
        for ins in net.program.instructions(iteration):
            slow.step()
            assert slow.iteration == iteration
            assert ins.writes in net.program.shapes[closing]
        for ins in net.program.instructions(iteration):
            one, other = quick.view(ins.writes, closing), slow.view(ins.writes, closing)
            assert one.tobytes() == other.tobytes(), (iteration, ins.writes)
        assert quick.carried.tobytes() == slow.carried.tobytes()


@names
def test_the_history_gives_the_same_states(name: str) -> None:
    net = NETS[name]()
    history = net.history()
    last = further_than_an_epoch(net)
    truth = net.run(last)
    for tick in (*range(last + 1), *reversed(range(last + 1))):
        assert same_bits(history.at(tick).values, truth[tick].values), tick
    jumping = net.history()
    for tick in drawn(0).permutation(last + 1).tolist():
        assert same_bits(jumping.at(tick).values, truth[tick].values), tick


@names
def test_a_step_leaves_the_state_before_it_alone(name: str) -> None:
    net = NETS[name]()
    before = net.first
    for _ in range(len(net.program.instructions(0))):
        bytes_before = {word: value.tobytes() for word, value in before.values.items()}
        after = step(net.program, net.start, before)
        assert {word: value.tobytes() for word, value in before.values.items()} == bytes_before
        changed = {
            word for word, value in after.values.items() if before.values.get(word) is not value
        }
        instruction = net.program.at(after.tick)
        assert instruction is not None
        assert changed == {instruction.writes}
        assert not after.values[instruction.writes].flags.writeable
        before = after


def test_an_iteration_begins_without_what_the_last_one_left() -> None:
    net = NETS["curve"]()
    end = net.program.end_of(0)
    states = net.run(end + 1)
    assert "hidden.a" in states[end].values
    assert set(states[end + 1].values) == set(net.start)


def test_the_update_of_all_parameters_is_one_update() -> None:
    """Joined, an update takes as many calls as it takes for a single parameter."""
    for name in ("xor", "curve", "residual", "pictures"):
        net = NETS[name]()
        machine = Machine(net.program, net.start)
        instructions = net.program.closing
        calls = [machine.calls(True, n) for n in range(len(instructions))]
        update = [len(calls[n]) for n, ins in enumerate(instructions) if ins.phase is Phase.UPDATE]
        parameters = len(net.program.parameters)
        spared = sum(update) - sum(update) // parameters
        assert len(list(machine.playing(True))) == sum(map(len, calls)) - spared


@pytest.mark.parametrize("pool", [MaxPool, AveragePool])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_what_an_iteration_has_laid_out_is_read_again_and_changes_no_bit(
    pool: type[MaxPool] | type[AveragePool], dtype: str
) -> None:
    """Where all rules run in a row, gradients read what the rules forwards have laid out."""
    random = drawn(7)
    x, t = random.normal(size=(40, 2, 9, 9)), random.normal(size=(40, 3))
    layers = (
        Conv2d("one", ("x",), "relu", filters=3, size=3, padding="same"),
        pool("half", ("one",), size=2, rounding="up"),
        Conv2d("two", ("half",), "tanh", filters=4, size=2),
        pool("less", ("two",), size=2),
        Flatten("flat", ("less",)),
        dense("out", 3, "none", "flat", bias="pytorch"),
    )
    net = make(
        layers, x, t, loss="mean_squared_error", optimizer="sgd", settings={"lr": 0.1},
        batch=40, dtype=dtype,
    )  # fmt: skip
    quick, slow = (Machine(net.program, net.start) for _ in range(2))
    instructions = net.program.closing
    single = sum(len(slow.calls(True, n)) for n in range(len(instructions)))
    assert len(list(quick.playing(True))) < single - 10
    for _ in range(4):
        with np.errstate(all="ignore"):
            for call in quick.playing(True):
                call()
        for _ in instructions:
            slow.step()
        assert quick._memory.tobytes() == slow._memory.tobytes()
    assert quick.carried.tobytes() != Machine(net.program, net.start).carried.tobytes()


def test_a_layout_of_what_was_written_since_is_not_read() -> None:
    op, random = pooling.MaxPool(), drawn(8)
    x, y, g = (random.normal(size=shape) for shape in ((1, 1, 4, 4), (1, 1, 4, 4), (1, 1, 2, 2)))
    a, dx, notebook = np.empty_like(g), np.empty_like(x), Notebook()
    jobs = [
        Job(op, "forward", a, (x,)),
        Job(combine.Add(), "forward", x, (x, y)),
        Job(op, "forward", a, (x,)),
        Job(op, "grad_x", dx, (g, x, a)),
    ]
    truth = op.grad_x(g, x + y, op.forward(x + y))
    with one_iteration():
        works = list(in_pieces(jobs, notebook))
    for work in works:
        for call in work.calls:
            call()
    assert dx.tolist() == truth.tolist()


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("units", [1, 3, 7, 16])
def test_joining_changes_no_bit_at_any_width(optimizer: str, dtype: str, units: int) -> None:
    """Vector instructions take elements in groups; where a group ends must not matter."""
    random = drawn(units)
    x, t = random.normal(size=(5, 3)), random.normal(size=(5, 2))
    layers = (
        dense("one", units, "tanh", bias="pytorch"),
        dense("two", units, "sigmoid", "one", bias="pytorch"),
        Add("both", ("one", "two")),
        dense("out", 2, "none", "both", bias="pytorch"),
    )
    net = make(
        layers, x, t, loss="mean_squared_error", optimizer=optimizer, settings={"lr": 0.1},
        batch=2, dtype=dtype,
    )  # fmt: skip
    quick, slow = (Machine(net.program, net.start) for _ in range(2))
    for iteration in range(7):
        closing = net.program.is_closing(iteration)
        single = [quick.calls(closing, n) for n in range(len(net.program.instructions(iteration)))]
        assert len(list(quick.playing(closing))) < sum(map(len, single))
        for call in quick.playing(closing):
            call()
        for _ in net.program.instructions(iteration):
            slow.step()
        assert quick._memory.tobytes() == slow._memory.tobytes()
    assert quick.carried.tobytes() != Machine(net.program, net.start).carried.tobytes()


@names
def test_a_replay_does_what_is_carried_and_no_more(name: str) -> None:
    net = NETS[name]()
    whole, replay = (Machine(net.program, net.start) for _ in range(2))
    for iteration in range(2 * net.program.iterations + 1):
        closing = net.program.is_closing(iteration)
        with np.errstate(all="ignore"):
            for call in whole.playing(closing):
                call()
            for call in replay.replaying(closing):
                call()
        assert replay.carried.tobytes() == whole.carried.tobytes(), iteration
    assert len(list(replay.replaying(True))) < len(list(whole.playing(True)))


def test_what_every_iteration_writes_alike_is_written_once() -> None:
    machine = Machine(NETS["xor"]().program, NETS["xor"]().start)
    for loop in (machine.playing(True), machine.feeling(True), machine.replaying(True)):
        assert len(loop.lead) == 2  # inputs and targets
        for call in loop.lead:
            call()
        views = {name: machine.view(name).tobytes() for name in ("x", "t")}
        for _ in range(3):
            for call in loop.calls:
                call()
        assert {name: machine.view(name).tobytes() for name in views} == views
    both = Machine(NETS["pictures"]().program, NETS["pictures"]().start)
    assert not any(both.playing(kind).lead for kind in (False, True))


def test_what_is_carried_lies_in_front_of_the_arena() -> None:
    for make_net in NETS.values():
        net = make_net()
        machine = Machine(net.program, net.start)
        flat = np.concatenate([net.start[name].ravel() for name in net.program.carried])
        assert machine.carried.tobytes() == flat.tobytes()
        assert machine.view("no such name").shape == ()
        # both kinds of iteration share the carried part
        for name in net.program.carried:
            assert np.shares_memory(machine.view(name, True), machine.view(name, False))


def test_nothing_is_allocated_for_an_iteration() -> None:
    net = NETS["curve"]()
    machine = Machine(net.program, net.start)
    views = {name: machine.view(name, True) for name in net.program.shapes[True]}
    for _ in range(net.program.epoch_ticks):
        machine.step()
    for name, view in views.items():
        assert machine.view(name, True) is view
