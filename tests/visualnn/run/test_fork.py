"""A fork of a history knows what the history knew, and goes its own way."""

from __future__ import annotations

import numpy as np
import pytest

from tests.visualnn.nets import NETS, same_bits, xor
from visualnn.expr import Source
from visualnn.run.history import MEGABYTE, Edit, History


@pytest.mark.parametrize("name", NETS)
@pytest.mark.parametrize("budget", [MEGABYTE, 64 * MEGABYTE])
def test_a_fork_has_the_same_states_curves_and_changes(name: str, budget: int) -> None:
    net = NETS[name]()
    history, untouched = (History(net.program, net.start) for _ in range(2))
    parameter = Source(net.program.parameters[0], (0,) * net.start[net.program.parameters[0]].ndim)
    tick = net.program.end_of(7)
    for each in (history, untouched):
        each.run_to(8)
        each.edit(Edit(tick, parameter, 0.125))
        each.run_to(20)
    fork = history.fork(budget)
    assert (fork.furthest, fork.edits, fork.can_undo) == (20, history.edits, True)
    assert fork.curves.keys() == history.curves.keys()
    assert all(np.array_equal(fork.curves[name], history.curves[name]) for name in fork.curves)
    history.edit(Edit(net.program.end_of(1), parameter, 0.5))  # no longer what was forked
    for iteration in (25, 3, 8, 7, 19):
        there = net.program.end_of(iteration) - 1
        assert same_bits(fork.at(there).values, untouched.at(there).values)
    fork.undo()
    assert (fork.edits, len(history.edits)) == ((), 1)


@pytest.mark.parametrize("checkpoints", [0, 1, 2, 3, 5, 40])
def test_a_fork_with_little_memory_stores_fewer_checkpoints_and_goes_on_storing(
    checkpoints: int,
) -> None:
    net = xor()
    history = History(net.program, net.start)
    history.run_to(203)
    size = sum(net.start[name].nbytes for name in net.program.carried)
    stored = history._traveller.checkpoints
    fork = type(stored)([net.start[name] for name in net.program.carried], checkpoints * size)
    fork.take_over(stored)
    assert (fork._count - 1) * size <= max(checkpoints, 0) * size
    assert fork.every % stored.every == 0
    place = fork.nearest(203)
    assert place % fork.every == 0
    assert place > 203 - 2 * fork.every or not checkpoints
    one, other = (np.empty(size // 8) for _ in range(2))
    fork.load(place, one)
    stored.load(place, other)
    assert np.array_equal(one, other)
    if checkpoints > 1:
        due = fork._count * fork.every
        assert due > 203  # the next one that is offered is one that is wanted
        fork.offer(due, other, 1e-5)
        assert fork.nearest(due) == due or fork.every > due // fork._count
