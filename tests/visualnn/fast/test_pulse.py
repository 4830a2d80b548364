"""The pulse of an iteration is not finite as soon as one of its numbers is not."""

from __future__ import annotations

import numpy as np
import pytest

from tests.visualnn.nets import NETS, dense, drawn, make
from visualnn.fast import joining, pulse
from visualnn.fast.joining import Job, Work, in_pieces
from visualnn.fast.pulse import Pulse, finite, first_not_finite
from visualnn.initializers import Given
from visualnn.machine.machine import Machine
from visualnn.ops import Array
from visualnn.ops.combine import Add
from visualnn.ops.memory import Notebook


def beat_of(memory: Array, works: list[Work]) -> float:
    felt = Pulse(memory, memory.size)
    with np.errstate(all="ignore"):
        for call in felt.within(works):
            call()
        return float(felt.beat)


@pytest.mark.parametrize("piece", [3, 4, 1 << 16])
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_every_number_is_felt(monkeypatch: pytest.MonkeyPatch, piece: int, bad: float) -> None:
    monkeypatch.setattr(pulse, "PIECE_NUMBER_COUNT", piece)
    memory = drawn(1).normal(size=19)
    works = [Work((), (memory[7:10],), (memory[7:10], np.zeros(3))), Work((), (memory[2:4],))]
    assert np.isfinite(beat_of(memory, works))
    for place in range(memory.size):
        ill = memory.copy()
        ill[place] = bad
        near = Work((), (ill[7:10],), (ill[7:10],)), Work((), (ill[2:4],))
        assert not np.isfinite(beat_of(ill, list(near))), place


def test_what_is_written_again_later_is_felt_then(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (joining, pulse):
        monkeypatch.setattr(module, "PIECE_NUMBER_COUNT", 4)
    memory = np.zeros(12)
    u, out = memory[:6], memory[6:]

    def break_it() -> None:
        out[5] = np.inf

    works = [
        *in_pieces([Job(Add(), "forward", out, (u, u))], Notebook()),
        Work((break_it,), (out,)),
    ]
    assert not np.isfinite(beat_of(memory, works))


def beat_after(machine: Machine, closing: bool) -> float:
    beat = machine.feeling(closing).beat
    assert beat is not None
    return float(beat)


@pytest.mark.parametrize("name", ["pictures", "curve", "xor32"])
def test_a_machine_feels_what_it_wrote(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    for module in (joining, pulse):
        monkeypatch.setattr(module, "PIECE_NUMBER_COUNT", 8)
    net = NETS[name]()
    plain, felt = (Machine(net.program, net.start) for _ in range(2))
    for iteration in range(2 * net.program.iterations):
        closing = net.program.is_closing(iteration)
        with np.errstate(all="ignore"):
            for call in plain.playing(closing):
                call()
            for call in felt.feeling(closing):
                call()
            assert np.isfinite(beat_after(felt, closing))
        assert felt._memory.tobytes() == plain._memory.tobytes()
    felt.view(net.program.parameters[0])[0, 0] = np.nan
    with np.errstate(all="ignore"):
        for call in felt.feeling(True):
            call()
        assert not np.isfinite(beat_after(felt, True))


def test_the_first_number_that_is_not_finite(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulse, "PIECE_NUMBER_COUNT", 4)
    for place in np.ndindex(3, 5):
        array = drawn(2).normal(size=(3, 5)).astype("f4")
        assert finite(array)
        with pytest.raises(LookupError):
            first_not_finite(array)
        array[place] = np.inf
        array[2, 4] = np.nan
        assert not finite(array)
        assert first_not_finite(array) == place
    assert not finite(np.array(np.nan))
    assert first_not_finite(np.array(np.inf)) == ()


def test_a_pulse_that_is_lost_to_large_numbers_is_no_trouble(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in (joining, pulse):
        monkeypatch.setattr(module, "PIECE_NUMBER_COUNT", 8)
    unit = dense("out", 1, "none", weights=Given(((1e25,), (-1e25,))))
    net = make((unit,), np.ones((4, 2)), np.zeros((4, 1)), loss="mean_squared_error",
               settings={"lr": 0.0}, dtype="float32")  # fmt: skip
    machine = Machine(net.program, net.start)
    with np.errstate(all="ignore"):
        for call in machine.feeling(True):
            call()
        assert not np.isfinite(beat_after(machine, True))
    history = net.history()
    history.run_to(20)
    assert history.trouble is None
    assert history.curves["L"].tolist() == [0.0] * 20
