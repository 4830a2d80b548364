"""Walking: every verb at every grain, compared with a list of all places."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.visualnn.nets import NETS
from visualnn.machine.walk import Grain, out, unit_end, unit_start, units
from visualnn.program import Program

names = pytest.mark.parametrize("name", sorted(NETS))


def _key(program: Program, tick: int, grain: Grain) -> object:
    """What two neighbouring ticks share exactly if they lie in one unit of the grain."""
    place, instruction = program.locate(tick), program.at(tick)
    assert instruction is not None
    keys: dict[Grain, Callable[[], object]] = {
        Grain.TERM: lambda: tick,
        Grain.INSTRUCTION: lambda: tick,
        Grain.LAYER: lambda: (place.iteration, instruction.phase, instruction.layer),
        Grain.PHASE: lambda: (place.iteration, instruction.phase),
        Grain.ITERATION: lambda: place.iteration,
        Grain.EPOCH: lambda: place.epoch,
    }
    return keys[grain]()


def ends_of(program: Program, grain: Grain, last: int) -> list[int]:
    """Every tick up to `last` at which a unit is complete, the beginning included."""
    return [0] + [
        tick
        for tick in range(1, last + 1)
        if _key(program, tick, grain) != _key(program, tick + 1, grain)
    ]


@names
@pytest.mark.parametrize("grain", list(Grain))
def test_steps_go_from_end_to_end_and_back(name: str, grain: Grain) -> None:
    program = NETS[name]().program
    last = 2 * program.epoch_ticks
    ends = ends_of(program, grain, last + program.epoch_ticks)
    for tick in range(last):
        assert unit_end(program, tick, grain) == min(end for end in ends if end > tick)
        if tick:
            assert unit_start(program, tick, grain) == max(end for end in ends if end < tick)
    assert unit_start(program, 0, grain) == 0


@names
@given(tick=st.integers(0, 10**9), grain=st.sampled_from(list(Grain)))
def test_forward_and_back_again_is_where_the_unit_began(name: str, tick: int, grain: Grain) -> None:
    program = NETS[name]().program
    end = unit_end(program, tick, grain)
    start = unit_start(program, end, grain)
    assert start <= tick < end
    assert unit_end(program, start, grain) == end
    if tick:
        assert unit_start(program, tick, grain) < tick


@names
def test_out_is_the_end_one_grain_coarser(name: str) -> None:
    program = NETS[name]().program
    for tick in range(program.epoch_ticks + 2):
        for grain in Grain:
            coarser = Grain(min(grain + 1, Grain.EPOCH))
            assert out(program, tick, grain) == unit_end(program, tick, coarser)
            assert out(program, tick, grain) >= unit_end(program, tick, grain)


@names
@pytest.mark.parametrize("grain", [Grain.LAYER, Grain.PHASE])
def test_the_units_of_an_iteration_cover_it(name: str, grain: Grain) -> None:
    program = NETS[name]().program
    for iteration in range(program.iterations + 1):
        found = list(units(program, iteration, grain))
        ticks = [tick for begin, end in found for tick in range(begin, end)]
        assert ticks == list(range(program.start_of(iteration), program.end_of(iteration)))
        for begin, end in found:
            assert len({_key(program, tick, grain) for tick in range(begin + 1, end + 1)}) == 1


def test_a_phase_of_xor_is_what_a_learner_expects() -> None:
    program = NETS["xor"]().program
    phases = []
    for begin, end in units(program, 0, Grain.PHASE):
        instruction = program.at(end)
        assert instruction is not None
        phases.append((instruction.phase.value, end - begin))
    assert phases == [
        ("batch", 2),
        ("forward", 6),
        ("loss", 2),
        ("backward", 12),
        ("update", 4),
    ]
