"""Checkpoints and columns: what is kept, what is forgotten, and what stays valid for a reader."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from visualnn.run import checkpoints
from visualnn.run.checkpoints import (
    FIRST_STRIDE_ITERATIONS,
    LONG_REPLAY_SECONDS,
    MAX_STRIDE_ITERATIONS,
    SHORT_REPLAY_SECONDS,
    Checkpoints,
    Growing,
)

WIDTH = 3


def start_of(iteration: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """What the carried part of an arena might be at the start of an iteration."""
    return np.array([iteration, iteration**2, -iteration], np.float64)


@given(
    st.lists(
        st.one_of(st.tuples(st.just("extend"), st.integers(0, 40)),
                  st.tuples(st.just("keep"), st.integers(0, 100))),
        max_size=20,
    )
)  # fmt: skip
def test_a_column_does_what_a_list_does(actions: list[tuple[str, int]]) -> None:
    column, model, fresh = Growing(2, np.dtype(np.float64)), list[list[float]](), 0
    handed: list[tuple[np.ndarray[tuple[int, ...], np.dtype[np.float64]], bytes]] = []
    for action, n in actions:
        handed.append((column.rows, column.rows.tobytes()))
        if action == "extend":
            rows = [[float(fresh + i), -1.0] for i in range(n)]
            fresh += n
            if rows:
                column.extend(np.array(rows))
            model += rows
        else:
            column.keep(n)
            model = model[:n]
        assert column.rows.tolist() == model
        assert len(column) == column.count == len(model)
        assert column.nbytes == len(model) * 16
        assert not column.rows.flags.writeable
        # what was handed out before keeps its numbers
        assert all(rows.tobytes() == before for rows, before in handed)


def first() -> list[np.ndarray[tuple[int, ...], np.dtype[np.float64]]]:
    """The start as it is given: name by name, of any shape."""
    return [np.zeros((1, 2)), np.zeros(())]


def filled(iterations: int, *, budget: int = 1 << 30, pace: float = 1.0) -> Checkpoints:
    stored = Checkpoints(first(), budget)
    for iteration in range(1, iterations + 1):
        stored.offer(iteration, start_of(iteration), pace)
    return stored


def check(stored: Checkpoints, reached: int) -> None:
    """Each iteration is reached from a stored start at or before it, and that start is right."""
    for iteration in range(reached + 1):
        near = stored.nearest(iteration)
        assert 0 <= near <= iteration
        assert near % stored.every == 0
        assert iteration - near < stored.every or near == stored.nearest(10**9)
        arena = np.empty(WIDTH)
        stored.load(near, arena)
        assert arena.tolist() == start_of(near).tolist()
        boundary = stored.next_boundary(iteration)
        assert iteration < boundary <= iteration + stored.every
        assert boundary % stored.every == 0


@pytest.mark.parametrize("pace", [1.0, 1e-4, 1e-7])
@pytest.mark.parametrize("iterations", [0, 1, 63, 64, 65, 200, 5000])
def test_every_start_is_near_and_true(iterations: int, pace: float) -> None:
    stored = filled(iterations, pace=pace)
    check(stored, iterations)
    if pace == 1:
        assert stored.every == FIRST_STRIDE_ITERATIONS
    assert stored.every * pace <= max(SHORT_REPLAY_SECONDS, FIRST_STRIDE_ITERATIONS * pace)
    assert stored.every <= MAX_STRIDE_ITERATIONS


def test_quick_iterations_are_thinned_to_a_calm_replay() -> None:
    assert filled(5000, pace=1e-7).every == MAX_STRIDE_ITERATIONS
    assert (
        filled(5000, pace=SHORT_REPLAY_SECONDS / (2 * FIRST_STRIDE_ITERATIONS)).every
        == 2 * FIRST_STRIDE_ITERATIONS
    )
    assert filled(64, pace=1e-7).every == FIRST_STRIDE_ITERATIONS


def test_large_checkpoints_are_made_as_seldom_as_patience_allows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(checkpoints, "COSTLY_CHECKPOINT_BYTES", 1)
    monkeypatch.setattr(checkpoints, "CHECKPOINT_TIME_SHARE", 0.0)  # any cost is too much
    pace = LONG_REPLAY_SECONDS / 8
    stored = filled(100, pace=pace)
    assert stored.every == 8
    check(stored, 100)
    assert filled(60, pace=0.0).every == 1  # of an unknown pace nothing follows
    monkeypatch.setattr(checkpoints, "CHECKPOINT_TIME_SHARE", 1e9)
    assert filled(60, pace=pace).every == 1


def test_memory_is_used_again() -> None:
    size = checkpoints.MEMORY_BLOCK_BYTES  # one checkpoint in a block
    stored = Checkpoints([np.zeros(size // 8)], 5 * size)
    for iteration in range(1, 100):
        stored.offer(iteration, np.full(size // 8, float(iteration)), 1.0)
    assert stored.nbytes == 5 * size
    stored.forget_after(20)
    arena = np.empty(size // 8)
    stored.load(stored.nearest(20), arena)
    assert set(arena.tolist()) == {float(stored.nearest(20))}


@pytest.mark.parametrize("rows", [3, 4, 10, 33])
def test_a_budget_is_kept_by_thinning(rows: int) -> None:
    budget = rows * WIDTH * 8
    stored = Checkpoints(first(), budget)
    for iteration in range(1, 3000):
        stored.offer(iteration, start_of(iteration), 1.0)
        assert stored.nbytes <= budget
    assert stored.every >= 3000 / (rows + 1)
    assert stored.every <= 4 * 3000 / rows + 4 * FIRST_STRIDE_ITERATIONS
    check(stored, 2999)


def test_the_start_is_never_forgotten_even_without_a_budget() -> None:
    stored = filled(100, budget=0)
    arena = np.empty(WIDTH)
    stored.load(0, arena)
    assert arena.tolist() == [0, 0, 0]
    check(stored, 100)


@given(reached=st.integers(1, 300), back=st.integers(0, 300), every=st.sampled_from([1.0, 1e-7]))
def test_forgetting_keeps_what_came_before_and_goes_on_from_there(
    reached: int, back: int, every: float
) -> None:
    stored = filled(reached, pace=every)
    iteration = min(back, reached)
    stored.forget_after(iteration)
    assert stored.nearest(10**9) <= iteration
    assert stored.nearest(iteration) > iteration - stored.every
    check(stored, iteration)
    for later in range(iteration + 1, iteration + 300):
        stored.offer(later, start_of(later), every)
    check(stored, iteration + 299)


def test_an_offer_out_of_turn_is_not_taken() -> None:
    stored = filled(3)
    before = stored.nbytes
    stored.offer(7, start_of(7), 1.0)
    stored.offer(2, start_of(99), 1.0)
    assert stored.nbytes == before
    check(stored, 3)
