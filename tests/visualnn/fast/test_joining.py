"""Joining and cutting elementwise lines changes where they are computed, never what."""

from __future__ import annotations

import numpy as np
import pytest

from tests.visualnn.nets import dense, drawn, make
from visualnn.fast import joining
from visualnn.fast.joining import Job, in_pieces, join
from visualnn.machine.machine import Machine
from visualnn.ops import Array
from visualnn.ops.combine import Add
from visualnn.ops.memory import Notebook
from visualnn.ops.optimizers import Descend
from visualnn.optimizers import OPTIMIZERS
from visualnn.program import Instruction, Phase


def line(reads: tuple[str, ...], writes: str) -> Instruction:
    return Instruction(Descend(), "forward", reads, writes, Phase.UPDATE, "")


def views(*names: str, size: int = 3) -> dict[str, Array]:
    """Values that lie side by side, in this order; and a rate."""
    block = drawn(1).normal(size=len(names) * size)
    found = {name: block[n * size : (n + 1) * size] for n, name in enumerate(names)}
    return {**found, "lr": np.array(0.5)}


def sizes(instructions: list[Instruction], values: dict[str, Array]) -> list[int]:
    return [job.out.size for job in join(instructions, values)]


def test_only_neighbours_in_memory_are_joined() -> None:
    block = np.zeros(10)
    adjacent = joining._adjacent
    assert adjacent(block[:3], block[3:5])
    assert not adjacent(block[:3], block[4:5])
    assert not adjacent(block[3:5], block[:3])
    assert not adjacent(block[:3], block[3:6].view(np.int64))
    assert not adjacent(np.zeros(()), block[:3])


def test_lines_that_do_the_same_side_by_side_become_one() -> None:
    values = views("a", "b", "ga", "gb", "ua", "ub")
    lines = [line(("a", "ga", "lr"), "ua"), line(("b", "gb", "lr"), "ub")]
    assert sizes(lines, values) == [6]
    assert sizes(lines[::-1], values) == [3, 3]


@pytest.mark.parametrize(
    ("between", "size"),
    [
        (("ga", "gb", "lr", "free"), 6),  # nothing in common with the second line
        (("ga", "gb", "lr", "gb"), 3),  # writes what the second reads
        (("ga", "ub", "lr", "free"), 3),  # reads what the second overwrites
        (("ga", "gb", "lr", "ub"), 3),  # writes the same
    ],
)
def test_nothing_moves_past_what_it_depends_on(between: tuple[str, ...], size: int) -> None:
    values = views("a", "b", "ga", "gb", "ua", "ub") | {"free": np.zeros(3)}
    *reads, writes = between
    lines = [
        line(("a", "ga", "lr"), "ua"),
        line(tuple(reads), writes),
        line(("b", "gb", "lr"), "ub"),
    ]
    assert sizes(lines, values)[0] == size


def test_lines_on_one_piece_before_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joining, "PIECE_NUMBER_COUNT", 4)
    u, v, w, y = drawn(2).normal(size=(4, 10))
    jobs = [Job(Add(), "forward", w, (u, v)), Job(Add(), "forward", y, (w, w))]
    works = list(in_pieces(jobs, Notebook()))
    assert [len(work.calls) for work in works] == [2, 2, 2]
    assert [work.writes[0].size for work in works] == [4, 4, 2]
    for work in works:
        for call in work.calls:
            call()
    assert w.tolist() == (u + v).tolist()
    assert y.tolist() == (w + w).tolist()


def test_lines_that_shift_against_each_other_are_not_cut_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(joining, "PIECE_NUMBER_COUNT", 4)
    block = drawn(3).normal(size=21)
    later, first, other = block[1:11], block[:10], block[11:]
    # the second line reads one place behind where the first one writes
    jobs = [
        Job(Add(), "forward", first, (first, other)),
        Job(Add(), "forward", other, (later, first)),
    ]
    truth = block.copy()
    truth[:10] = truth[:10] + truth[11:]
    truth[11:] = truth[1:11] + truth[:10]
    for work in in_pieces(jobs, Notebook()):
        for call in work.calls:
            call()
    assert block.tolist() == truth.tolist()


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_cutting_changes_no_bit(
    monkeypatch: pytest.MonkeyPatch, optimizer: str, dtype: str
) -> None:
    """A network all of whose lines are cut, against one that is never cut, by fast calls and by
    single ones."""
    random = drawn(4)
    x, t = random.normal(size=(5, 3)), random.normal(size=(5, 2))
    layers = (dense("one", 7, "relu", bias="pytorch"), dense("out", 2, "none", "one"))
    net = make(
        layers, x, t, loss="mean_squared_error", optimizer=optimizer, settings={"lr": 0.1},
        dtype=dtype,
    )  # fmt: skip
    whole = Machine(net.program, net.start)
    whole.playing(True)  # bound before anything is cut
    monkeypatch.setattr(joining, "PIECE_NUMBER_COUNT", 5)
    cut, single = (Machine(net.program, net.start) for _ in range(2))
    assert len(cut.playing(True).calls) > len(whole.playing(True).calls)
    for _ in range(5):
        for machine in (whole, cut):
            for call in machine.playing(True):
                call()
        for _ in net.program.instructions(0):
            single.step()
        assert cut._memory.tobytes() == whole._memory.tobytes() == single._memory.tobytes()
