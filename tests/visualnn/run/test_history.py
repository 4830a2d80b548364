"""Time travel: whatever a learner does, the state is the start, stepped, with the edits laid over.

A state machine does what a learner could do and compares every array of every tick it comes to,
bit for bit, with the pure `step` replayed from the start. Checkpoints are thinned, rows are dropped
and budgets are small, so that nothing is remembered for long.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache
from itertools import count, pairwise

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.visualnn.nets import CORNERS, NETS, XOR, Net, dense, laid, make, same_bits, xor
from visualnn.errors import DataError, ShapeError, UnknownNameError
from visualnn.expr import Source
from visualnn.machine.machine import Machine, State, frozen, step
from visualnn.ops import Array, Shape
from visualnn.program import Phase
from visualnn.run import checkpoints, history, pieces
from visualnn.run.edits import Intervention
from visualnn.run.history import ArrayEdit, Edit, History, Hold, Release


@cache
def unedited(name: str) -> list[State]:
    """The run of a network that nobody touches; grown by whoever needs more of it."""
    return [NETS[name]().first]


class Truth:
    """What every state must be: `step` from the start, the edits laid over, nothing remembered but
    the list."""

    def __init__(self, name: str) -> None:
        self.net = NETS[name]()
        self.edits: tuple[Intervention, ...] = ()
        self._states = list(unedited(name))
        self._base = unedited(name)

    def at(self, tick: int) -> State:
        program, start = self.net.program, self.net.start
        while len(self._states) <= tick:
            state = step(program, start, self._states[-1])
            if not self.edits:
                if len(self._base) == len(self._states):
                    self._base.append(state)
                state = self._base[len(self._states)]
            self._states.append(laid(state, self.edits, program))
        return self._states[tick]

    def replace(self, edits: tuple[Intervention, ...]) -> None:
        """Other edits, and everything anew from the first tick at which they differ."""
        changed = [edit.tick for edit in set(edits) ^ set(self.edits)]
        self.edits = edits
        if not changed:
            return
        first = min(changed)
        if first:
            del self._states[first:]
        else:
            self._states = [laid(self.net.first, edits, self.net.program)]


class Learner(RuleBasedStateMachine):
    """Somebody who goes back and forth and changes numbers."""

    @initialize(
        name=st.sampled_from(["curve", "pictures", "residual", "xor"]),
        budget=st.sampled_from([0, 4_000, 40_000, 1 << 28]),
        look_seconds=st.sampled_from([1e-6, 1e-4, 1e-2]),
    )
    def begin(self, name: str, budget: int, look_seconds: float) -> None:
        self.truth = Truth(name)
        self.program = self.truth.net.program
        self.history = self.truth.net.history(budget)
        looks = count()  # where checkpoints lie depends on time, which is the same in every trial
        self.history._traveller.checkpoints.clock = lambda: look_seconds * next(looks)
        self.tick = 0
        self.done: list[tuple[Intervention, ...]] = []
        self.undone: list[tuple[Intervention, ...]] = []

    # -- going ---------------------------------------------------------------------------------

    @rule(n=st.integers(1, 40))
    def forward(self, n: int) -> None:
        self.tick += n

    @rule(n=st.integers(1, 60))
    def back(self, n: int) -> None:
        self.tick = max(0, self.tick - n)

    @rule(share=st.floats(0, 1.2))
    def jump(self, share: float) -> None:
        reached = max(self.tick, self.program.start_of(self.history.furthest))
        self.tick = int(share * reached)

    @rule(iteration=st.integers(0, 30), last=st.booleans())
    def jump_to_the_rim_of_an_iteration(self, iteration: int, last: bool) -> None:
        rim = self.program.end_of if last else self.program.start_of
        self.tick = rim(iteration)

    @rule(n=st.integers(0, 12))
    def run(self, n: int) -> None:
        asked = self.history.furthest + n
        assert self.history.run_to(asked) == asked
        self._what_was_just_done_is_true()

    @rule(n=st.integers(1, 30), stop=st.integers(0, 3))
    def run_until_asked_to_stop(self, n: int, stop: int) -> None:
        before, asked = self.history.furthest, iter(range(100))
        reached = self.history.run_to(before + n, until=lambda: next(asked) >= stop)
        assert before <= reached <= before + n
        assert reached == self.history.furthest
        assert stop > 0 or reached == before
        self._what_was_just_done_is_true()

    def _what_was_just_done_is_true(self) -> None:
        state = self.history.just_done()
        if state is not None:
            assert state.tick == self.program.end_of(self.history.furthest - 1)
            assert same_bits(state.values, self.truth.at(state.tick).values)
            assert not any(array.flags.writeable for array in state.values.values())

    @rule(ticks=st.lists(st.integers(0, 400), min_size=1, max_size=5))
    def look_around(self, ticks: list[int]) -> None:
        for tick in ticks:
            assert same_bits(self.history.at(tick).values, self.truth.at(tick).values), tick

    @rule(tick=st.integers(0, 400), pieces=st.integers(0, 30))
    def give_up_on_the_way(self, tick: int, pieces: int) -> None:
        left = iter(range(pieces))
        is_there = self.history.come_to(tick, lambda: next(left, None) is None)
        assert is_there or pieces < 400
        if is_there:
            assert same_bits(self.history.at(tick).values, self.truth.at(tick).values)

    @rule(tick=st.integers(0, 400), pieces=st.integers(1, 30))
    def come_with_rests(self, tick: int, pieces: int) -> None:
        left = iter(range(0))

        def is_late() -> bool:
            return next(left, None) is None

        for _ in range(1000):
            left = iter(range(pieces))
            if self.history.come_to(tick, is_late):
                return
        raise AssertionError("never there")

    # -- changing ------------------------------------------------------------------------------

    def _edit(self, edit: Intervention) -> None:
        self.history.edit(edit)
        kept = tuple(
            other
            for other in self.truth.edits
            if other.tick <= edit.tick
            and not (
                isinstance(edit, Edit)
                and isinstance(other, Edit)
                and (other.tick, other.place) == (edit.tick, edit.place)
            )
        )
        changed = (*kept, edit)
        if set(changed) != set(self.truth.edits):
            self.done.append(self.truth.edits)
            self.undone.clear()
            self.truth.replace(changed)
        assert set(self.history.laid.items) == set(self.truth.edits)

    def _numbers(self, data: st.DataObject, shape: Shape) -> Array:
        """An array of small numbers above 0, which every value can be."""
        rng = np.random.default_rng(data.draw(st.integers(0, 99)))
        dtype = self.truth.net.start["lr"].dtype
        return frozen(np.array(rng.uniform(0.01, 0.2, shape), dtype))

    @rule(data=st.data())
    def put_an_array(self, data: st.DataObject) -> None:
        values = self.truth.at(self.tick).values
        names = [*self.program.parameters, "lr", *(n for n in values if n.endswith((".z", ".a")))]
        name = data.draw(st.sampled_from(names))
        shape = values[name].shape
        self._edit(ArrayEdit(self.tick, name, self._numbers(data, shape)))

    @rule(data=st.data())
    def put_other_data(self, data: st.DataObject) -> None:
        shape = self.truth.net.start["data.x"].shape
        self._edit(ArrayEdit(self.tick, "data.x", self._numbers(data, shape)))

    @rule(data=st.data())
    def hold_an_array(self, data: st.DataObject) -> None:
        iteration = self.program.locate(self.tick).iteration
        shapes = self.program.shapes[self.program.is_closing(iteration)]
        written = [
            ins.writes
            for ins in self.program.instructions(iteration)
            if ins.phase in (Phase.FORWARD, Phase.UPDATE) and ins.writes.endswith((".z", ".a", "W"))
        ]
        name = data.draw(st.sampled_from(written))
        self._edit(Hold(self.tick, name, self._numbers(data, shapes[name])))

    @precondition(lambda self: any(isinstance(edit, Hold) for edit in self.truth.edits))
    @rule(data=st.data())
    def release_an_array(self, data: st.DataObject) -> None:
        held = sorted({edit.name for edit in self.truth.edits if isinstance(edit, Hold)})
        self._edit(Release(self.tick, data.draw(st.sampled_from(held))))

    def _some_place(self, data: st.DataObject, names: list[str]) -> Source:
        name = data.draw(st.sampled_from(names))
        shape = self.truth.at(self.tick).values[name].shape
        return Source(name, tuple(data.draw(st.integers(0, n - 1)) for n in shape))

    @rule(data=st.data(), value=st.floats(-2, 2))
    def edit_a_weight(self, data: st.DataObject, value: float) -> None:
        place = self._some_place(data, list(self.program.parameters))
        self._edit(Edit(self.tick, place, value))

    @rule(value=st.floats(0, 0.2))
    def edit_the_rate(self, value: float) -> None:
        self._edit(Edit(self.tick, Source("lr"), value))

    @rule(data=st.data(), value=st.floats(-2, 2))
    def edit_a_memory_or_the_counter(self, data: st.DataObject, value: float) -> None:
        carried = set(self.program.carried) - set(self.program.parameters)
        names = sorted(name for name in carried if "." in name) or ["lr"]
        self._edit(Edit(self.tick, self._some_place(data, names), abs(value)))

    @precondition(lambda self: self.program.locate(self.tick).done > 0)
    @rule(data=st.data(), value=st.floats(0.01, 0.99))
    def edit_a_value_of_this_iteration(self, data: st.DataObject, value: float) -> None:
        written = [
            ins.writes
            for ins in self.program.instructions(self.program.locate(self.tick).iteration)
            if ins.phase in (Phase.FORWARD, Phase.LOSS, Phase.BACKWARD)
        ]
        known = [name for name in written if name in self.truth.at(self.tick).values]
        if known:
            self._edit(Edit(self.tick, self._some_place(data, known), value))

    @precondition(lambda self: self.truth.edits)
    @rule()
    def make_the_last_edit_again(self) -> None:
        self._edit(self.truth.edits[-1])

    @rule()
    def undo(self) -> None:
        assert self.history.can_undo == bool(self.done)
        edit = self.history.undo()
        assert (edit is None) == (not self.done)
        if self.done:
            before = self.truth.edits
            self.undone.append(before)
            self.truth.replace(self.done.pop())
            assert edit in set(before) ^ set(self.truth.edits)

    @rule()
    def redo(self) -> None:
        assert self.history.can_redo == bool(self.undone)
        edit = self.history.redo()
        assert (edit is None) == (not self.undone)
        if self.undone:
            self.done.append(self.truth.edits)
            self.truth.replace(self.undone.pop())

    # -- what holds at all times ---------------------------------------------------------------

    @invariant()
    def every_array_is_the_true_one(self) -> None:
        if not hasattr(self, "history"):
            return
        self._what_was_just_done_is_true()
        shown, true = self.history.at(self.tick), self.truth.at(self.tick)
        self._what_was_just_done_is_true()
        assert shown.tick == true.tick == self.tick
        assert same_bits(shown.values, true.values)
        assert not any(array.flags.writeable for array in shown.values.values())

    @invariant()
    def curves_are_what_the_trace_says(self) -> None:
        if not hasattr(self, "history"):
            return
        program, furthest = self.program, self.history.furthest
        for name, curve in self.history.curves.items():
            iterations = [
                i for i in range(furthest) if name in program.shapes[program.is_closing(i)]
            ]
            assert len(curve) == len(iterations), name
            for i, number in zip(iterations, curve.tolist(), strict=True):
                assert number == self.truth.at(program.end_of(i)).values[name].item(), (name, i)

    @invariant()
    def nothing_is_in_trouble(self) -> None:
        if hasattr(self, "history"):
            assert self.history.trouble is None
            assert set(self.history.laid.items) == set(self.truth.edits)


def test_whatever_a_learner_does_the_state_is_the_true_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(checkpoints, "DENSE_CHECKPOINT_COUNT", 4)  # thin early
    monkeypatch.setattr(history, "MAX_ROW_COUNT", 3)
    run_state_machine_as_test(
        Learner, settings=settings(max_examples=60, stateful_step_count=30, deadline=None)
    )


@pytest.mark.parametrize("name", NETS)
def test_what_was_just_done_is_there_without_being_computed_again(name: str) -> None:
    net = NETS[name]()
    story, known = net.history(), []
    for iterations in (1, 2, 3, 5):
        story.run_to(iterations)
        state = story.just_done()
        if state is not None:
            known.append(iterations)
            assert same_bits(state.values, net.history().at(state.tick).values)
            after = {n: array.copy() for n, array in state.values.items()}
            story.run_to(iterations + 1)
            assert same_bits(state.values, after)  # a copy
    assert known
    story.at(net.program.end_of(0))
    assert story.just_done() is None


def test_in_slices_the_state_is_the_true_one_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "SLICED_ROW_BYTES", 0)
    monkeypatch.setattr(pieces, "PIECE_BYTES", 64)
    assert NETS["xor"]().history(0).is_sliced
    run_state_machine_as_test(
        Learner, settings=settings(max_examples=60, stateful_step_count=30, deadline=None)
    )


def test_a_way_goes_on_where_it_rested(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "SLICED_ROW_BYTES", 0)
    story, begun = NETS["pictures"]().history(0), []
    stepping = Machine.stepping

    def counted(machine: Machine) -> Iterator[None]:
        begun.append(machine)
        return stepping(machine)

    monkeypatch.setattr(Machine, "stepping", counted)
    goal, rests = story.program.end_of(3), 0
    while not story.come_to(goal, lambda: True):
        rests += 1
    assert len(begun) == goal
    assert rests >= goal


# -- single stories -------------------------------------------------------------------------------


def test_there_and_back_and_there_again() -> None:
    for name in ("pictures", "residual"):
        net = NETS[name]()
        story = net.history()
        last = 2 * net.program.epoch_ticks
        there = [story.at(tick) for tick in range(last + 1)]
        back = [story.at(tick) for tick in reversed(range(last + 1))]
        again = [story.at(tick) for tick in range(last + 1)]
        for one, other, third in zip(there, reversed(back), again, strict=True):
            assert same_bits(one.values, other.values)
            assert same_bits(one.values, third.values)


@pytest.mark.parametrize("budget", [0, 1 << 28])
def test_what_a_tick_did_not_write_is_the_same_object(budget: int) -> None:
    net = NETS["curve"]()
    story = net.history(budget)
    for tick in range(1, net.program.end_of(0)):
        before, after = story.at(tick).values, story.at(tick + 1).values
        instruction = net.program.at(tick + 1)
        assert instruction is not None
        changed = {name for name in after if before.get(name) is not after[name]}
        assert changed == {instruction.writes}


def test_an_edit_acts_from_its_tick_on_and_not_before() -> None:
    net = NETS["xor"]()
    story = net.history()
    tick = net.program.end_of(3)
    before = story.at(tick - 1).values["hidden.W"].copy()
    story.edit(Edit(tick, Source("hidden.W", (1, 2)), 9.0))
    assert story.at(tick).values["hidden.W"][1, 2] == 9
    assert story.at(tick + 1).values["hidden.W"][1, 2] == 9
    assert story.at(tick - 1).values["hidden.W"].tobytes() == before.tobytes()
    assert story.at(tick + 3).values["hidden.xW"][3, 2] == pytest.approx(
        9 + story.at(tick).values["hidden.W"][0, 2], rel=1e-12
    )


def test_an_edit_forgets_the_later_ones_until_it_is_undone() -> None:
    net = NETS["xor"]()
    story = net.history()
    late, early = Edit(50, Source("lr"), 0.1), Edit(10, Source("lr"), 0.2)
    story.edit(late)
    story.edit(early)
    assert story.edits == (early,)
    assert story.undo() == early
    assert story.edits == (late,)
    assert story.redo() == early
    assert story.edits == (early,)
    other = Edit(12, Source("lr"), 0.3)
    assert story.undo() == early
    story.edit(other)
    assert not story.can_redo
    assert story.redo() is None


def test_an_edit_of_the_same_place_replaces_the_first() -> None:
    story = NETS["xor"]().history()
    story.edit(Edit(5, Source("lr"), 0.1))
    story.edit(Edit(5, Source("lr"), 0.2))
    assert story.edits == (Edit(5, Source("lr"), 0.2),)
    assert story.at(5).values["lr"].item() == 0.2
    story.undo()
    assert story.at(5).values["lr"].item() == 0.1


def test_the_same_edit_twice_is_one_edit() -> None:
    story = NETS["xor"]().history()
    edit = Edit(5, Source("lr"), 0.1)
    story.edit(edit)
    story.edit(edit)
    assert list(story.edits) == [edit]
    assert story.undo() == edit
    assert list(story.edits) == []
    assert not story.can_undo


def test_edits_of_the_same_bits_are_one_and_zeros_of_two_signs_are_two() -> None:
    story, made = NETS["xor"]().history(), []
    for value in ("nan", "nan", "0", "0", "-0", "-0"):
        story.edit(Edit(1, Source("hidden.W", (0, 0)), float(value)))
        made.append(story.undo_count)
    assert made == [1, 1, 2, 2, 3, 3]


@pytest.mark.parametrize(
    ("edit", "error"),
    [
        (Edit(3, Source("nothing"), 1.0), UnknownNameError),
        (Edit(3, Source("data.x", (0, 0)), 1.0), UnknownNameError),
        (Edit(3, Source("seed"), 1.0), UnknownNameError),
        (Edit(3, Source("out.a", (0, 0)), 1.0), UnknownNameError),
        (Edit(3, Source("hidden.W", (0,)), 1.0), ShapeError),
        (Edit(3, Source("hidden.W", (2, 0)), 1.0), ShapeError),
        (Edit(3, Source("hidden.W", (0, -1)), 1.0), ShapeError),
        (Edit(3, Source("lr", (0,)), 1.0), ShapeError),
    ],
)
def test_an_impossible_edit_is_refused_and_changes_nothing(
    edit: Edit, error: type[Exception]
) -> None:
    net = NETS["xor"]()
    story = net.history()
    with pytest.raises(error):
        story.edit(edit)
    assert story.edits == ()
    assert not story.can_undo
    assert same_bits(story.at(40).values, net.run(40)[40].values)


def test_memory_stays_under_its_budget_and_everything_is_reached() -> None:
    net = NETS["curve"]()
    carried = sum(net.start[name].nbytes for name in net.program.carried)
    budget = 40 * carried
    story = net.history(budget)
    story.run_to(3000)
    for iteration in (*range(40), 1234, 2999):
        story.at(net.program.end_of(iteration))
        story.at(net.program.end_of(iteration) + 3)
    curves = sum(curve.nbytes for curve in story.curves.values())
    row = sum(value.nbytes for value in net.run(net.program.end_of(0))[-1].values.values())
    assert story.nbytes - curves <= budget + row
    assert story.furthest == 3000
    states = net.run(net.program.end_of(40))
    assert same_bits(story.at(len(states) - 1).values, states[-1].values)


def test_a_negative_tick_is_the_beginning() -> None:
    net = NETS["xor"]()
    assert same_bits(net.history().at(-5).values, net.start)


# -- networks that are too large for rows ---------------------------------------------------------


def test_a_network_is_too_large_when_its_rows_are_larger_than_the_budget() -> None:
    assert NETS["pictures"]().history(0).large
    assert not NETS["pictures"]().history().large


@pytest.mark.parametrize("name", ["curve", "pictures", "residual", "xor32"])
def test_a_large_state_holds_while_it_and_its_neighbour_are_looked_at(name: str) -> None:
    net = NETS[name]()
    story, truth = net.history(0), net.run(net.program.end_of(3))
    for iteration in range(3):
        ticks = range(net.program.start_of(iteration) + 1, net.program.end_of(iteration + 1) + 1)
        held = [story.at(tick) for tick in (*ticks, *reversed(ticks))]
        for state in held:
            assert same_bits(state.values, truth[state.tick].values), state.tick


def test_a_large_state_holds_what_an_edit_writes_over() -> None:
    net = NETS["curve"]()
    program = net.program
    made, late = program.done_after("hidden.z", 1), program.done_after("d.out.z", 1)
    assert made is not None
    assert late is not None
    edit = Edit(program.start_of(1) + late, Source("hidden.z", (0, 1)), 5.0)
    story, truth = net.history(0), net.run(program.end_of(1), (edit,))
    story.edit(edit)
    held = [story.at(tick) for tick in range(program.start_of(1) + made, program.end_of(1) + 1)]
    for state in held:
        assert same_bits(state.values, truth[state.tick].values), state.tick


def test_going_back_over_the_beginning_of_a_large_iteration_computes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    net = NETS["pictures"]()
    story, program = net.history(0), net.program
    story.run_to(3)

    def refuse(*_: object) -> None:
        raise AssertionError("computed again")

    monkeypatch.setattr(Machine, "stepping", refuse)
    for tick in (program.start_of(2) + 1, program.start_of(2), program.end_of(2)):
        story.at(tick)
        story.at(tick - 1)
    with pytest.raises(AssertionError):
        story.at(1)


def test_a_large_history_stores_what_was_passed_and_not_what_was_written() -> None:
    net = NETS["residual"]()
    story = net.history(0)
    assert story.run_to(5) == 5
    carried = sum(net.start[name].nbytes for name in net.program.carried)
    curves = sum(curve.nbytes for curve in story.curves.values())
    arena = Machine(net.program, net.start).nbytes
    again = sum(net.start[name].nbytes for name in ("k", "lr"))
    assert story.nbytes <= arena + 3 * carried + curves + 2 * again


def test_what_an_instruction_starts_from_is_what_it_reads() -> None:
    for name, budget in (("pictures", 0), ("pictures", 1 << 28), ("curve", 0)):
        net = NETS[name]()
        story = net.history(budget)
        for tick in range(1, 2 * net.program.epoch_ticks):
            state = story.before(tick)
            assert state.tick == tick - 1
            after = step(net.program, net.start, state)
            assert same_bits(after.values, story.at(tick).values)
            if net.program.locate(tick).done == 1:
                assert state.values.keys() == net.start.keys()


# -- numbers that are none ------------------------------------------------------------------------


def first_trouble(net: Net, ticks: int, edits: tuple[Edit, ...] = ()) -> tuple[int, Source] | None:
    """By looking at every number of every tick."""
    for state in net.run(ticks, edits)[1:]:
        instruction = net.program.at(state.tick)
        assert instruction is not None
        value = state.values[instruction.writes]
        for index in np.ndindex(value.shape):
            if not math.isfinite(value[index]):
                return state.tick, Source(instruction.writes, index)
    return None


def diverging() -> dict[str, Net]:
    unit = dense("out", 1, "none", weights="he_normal")
    return {
        "xor": xor(lr=1e308),
        "line": make((unit,), CORNERS, XOR, loss="mean_squared_error", settings={"lr": 1e308}),
        "slow": make((unit,), CORNERS, XOR, loss="mean_squared_error", settings={"lr": 3.0}),
    }


@pytest.mark.parametrize("name", ["xor", "line", "slow"])
@pytest.mark.parametrize("way", ["stepping", "running", "jumping"])
def test_the_first_number_that_is_none_is_named(name: str, way: str) -> None:
    net = diverging()[name]
    program = net.program
    iterations = 700 if name == "slow" else 4
    expected = first_trouble(net, program.end_of(iterations - 1))
    assert expected is not None
    story: History = net.history()
    if way == "stepping":
        for tick in range(program.end_of(iterations - 1) + 1):
            story.at(tick)
    elif way == "running":
        story.run_to(iterations)
    else:
        story.at(program.end_of(iterations - 1))
    assert story.trouble is not None
    assert (story.trouble.tick, story.trouble.place) == expected
    assert not math.isfinite(story.trouble.value)
    # an edit before it takes the trouble back
    story.edit(Edit(0, Source("lr"), 1e-3))
    story.run_to(iterations)
    assert story.trouble is None


@pytest.mark.parametrize("tick", [30, 42, 60])
def test_a_number_that_is_none_because_of_an_edit_is_named(tick: int) -> None:
    """The iteration of the edit is run one instruction at a time, the next ones at full speed."""
    net = diverging()["slow"]
    edits = (Edit(tick, Source("lr"), 1e308), Edit(tick, Source("out.W", (0, 0)), 1e200))
    expected = first_trouble(net, net.program.end_of(9), edits)
    story = net.history()
    for edit in edits:
        story.edit(edit)
    story.run_to(10)
    assert story.trouble is not None
    assert (story.trouble.tick, story.trouble.place) == expected


def test_an_edit_after_the_trouble_leaves_it_named() -> None:
    net = diverging()["line"]
    story = net.history()
    story.run_to(4)
    trouble = story.trouble
    assert trouble is not None
    story.edit(Edit(trouble.tick + 1, Source("lr"), 0.1))
    assert story.trouble == trouble


def test_an_edit_on_the_very_tick_of_the_trouble_takes_it_back() -> None:
    net = diverging()["line"]
    story = net.history()
    story.run_to(4)
    trouble = story.trouble
    assert trouble is not None
    story.edit(Edit(trouble.tick, trouble.place, 0.5))
    assert story.trouble is None
    assert story.at(trouble.tick).values[trouble.place.name][trouble.place.index] == 0.5
    story.undo()
    story.at(trouble.tick)
    assert story.trouble == trouble


# -- an instruction that can do nothing with its numbers


def picking() -> Net:
    """Batches of three and of two rows in turn, picked by the number of the iteration."""
    units = (dense("out", 1, "none", weights="he_normal"),)
    x, t, settings = np.vstack([CORNERS, [[0.5, 0.5]]]), np.vstack([XOR, [[0.5]]]), {"lr": 0.1}
    return make(units, x, t, loss="mean_squared_error", settings=settings, batch=3)


@pytest.mark.parametrize("budget", [history.MEGABYTE, 16])
def test_an_instruction_that_raises_leaves_the_history_as_it_was(budget: int) -> None:
    net = picking()
    done = net.program.done_after("rows", 0)
    assert done is not None
    place, rows = Source("k"), net.program.start_of(0) + done
    story, healthy = net.history(budget), net.run(rows + 20)
    assert story.large is (budget == 16)
    story.at(rows + 10)
    story.edit(Edit(1, place, 0.5))
    known = set(healthy[rows].values)
    for tick in (rows, rows + 1, rows, rows + 20, net.program.end_of(5)):
        with pytest.raises(DataError, match="rows cannot be computed"):
            story.at(tick)
        assert set(story.at(rows - 1).values) == known - {"rows"}
        assert story.at(rows - 1).values["k"] == 0.5
        assert story.furthest == 0
        assert story.can_undo
    story.undo()
    for tick in (1, rows, rows + 20, rows - 1):
        assert same_bits(story.at(tick).values, healthy[tick].values)


@pytest.mark.parametrize("budget", [history.MEGABYTE, 16])
def test_a_run_that_breaks_off_keeps_what_was_computed(budget: int) -> None:
    """A number is handed on from which counting goes on twice more, as far as floats do."""
    net = picking()
    story, program = net.history(budget), net.program
    healthy = net.history(budget)
    healthy.run_to(90)
    story.edit(Edit(program.end_of(9), Source("k"), 2.0**53 - 2))
    for _time in range(2):
        with pytest.raises(DataError, match="rows cannot be computed"):
            story.run_to(90)
        assert story.furthest == 12
        assert same_bits({"L": story.curves["L"]}, {"L": healthy.curves["L"][:12]})
    story.undo()
    story.run_to(90)
    assert same_bits(story.curves, healthy.curves)
    last = program.end_of(89)
    assert same_bits(story.at(last).values, healthy.at(last).values)


def test_an_edit_right_before_a_checkpoint_reaches_what_follows() -> None:
    """The checkpoint at the start of the next iteration was made without it."""
    net = NETS["xor"]()
    history = net.history()
    every = history._traveller.checkpoints.every
    history.run_to(3 * every)
    edited = 2 * every - 1
    edit = Edit(net.program.start_of(edited) + 3, Source("hidden.W", (0, 0)), 2.5)
    history.edit(edit)
    later = net.program.end_of(2 * every + 1)
    fresh = net.history()
    fresh.edit(edit)
    assert same_bits(history.at(later).values, fresh.at(later).values)
    assert not same_bits(net.history().at(later).values, fresh.at(later).values)


@pytest.mark.parametrize(("seconds", "most"), [(1.0, 1), (0.003, 2), (0.001, 8)])
def test_a_run_looks_up_before_slow_iterations_have_taken_long(seconds: float, most: int) -> None:
    """An iteration of a second is a stretch of its own; of quick ones some are."""
    net = xor()
    run = History(net.program, net.start)
    traveller = run._traveller

    def clock() -> float:
        return traveller.machine.iteration * seconds

    traveller.checkpoints.clock = clock
    sizes: list[int] = []

    def until() -> bool:
        sizes.append(run.furthest)
        return False

    # the clock reads where the machine stands, which a loop says once it is through
    loop = traveller._loop

    def loop_and_say(begin: int, end: int, new: bool) -> None:
        loop(begin, end, new)
        traveller.machine.iteration = end

    traveller._loop = loop_and_say  # type: ignore[method-assign]
    run.run_to(60, until=until)
    steps = {after - before for before, after in pairwise(sizes)}
    assert max(steps) == most
    assert run.furthest == 60
