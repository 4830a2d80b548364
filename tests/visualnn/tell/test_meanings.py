"""Every number that no instruction made has its sentence, and what may be changed is one rule."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.visualnn import layer_nets
from tests.visualnn.nets import NETS
from visualnn import optimizers, schedules
from visualnn.compiler import CONSTANTS
from visualnn.expr import Source
from visualnn.lesson import open_named, shipped
from visualnn.network import Network
from visualnn.program import Program
from visualnn.tell.meanings import meaning_of
from visualnn.tell.places import can_change

PROGRAMS = (*shipped(), *NETS, *layer_nets.CASES)


def opened(name: str) -> tuple[Program, Network, set[str]]:
    """A program, its network, and all names that have a value before the first tick."""
    if name in shipped():
        lesson = open_named(name)
        return lesson.program, lesson.network, set(lesson.start)
    net = NETS[name]() if name in NETS else layer_nets.net(name, 4)
    return net.program, net.network, set(net.start)


@pytest.mark.parametrize("name", PROGRAMS)
def test_every_number_that_no_instruction_made_has_its_sentence(name: str) -> None:
    program, network, first = opened(name)
    own = {parameter.name for parameter in network.parameters}
    memories = tuple(f".{parameter}" for parameter in program.parameters)
    data = {"data.x", "data.t", "val.data.x", "val.data.t", *program.prepared}
    rest = {n for n in first - own - data if not n.endswith(memories)}
    assert {n for n in rest if not meaning_of(n)} == set()


def settings() -> Iterator[str]:
    for kind, found in optimizers.KINDS.items():
        for convention in found.conventions:
            extra = {n for n, where in found.extra.items() if convention in where}
            made = optimizers.optimizer_of(kind, convention, {*extra, "weight_decay"})
            yield from (*made.settings, *made.shared_memory)
    for kind, conventions in schedules.SCHEDULES.items():
        for convention in conventions:
            warmed = ("warm_up",) if kind not in schedules.RISES_ITSELF else ()
            yield from schedules.schedule_of(kind, convention, warmed).settings


def test_every_setting_of_an_optimizer_or_a_schedule_has_its_sentence() -> None:
    assert {name for name in settings() if not meaning_of(name)} == set()


def test_a_parameter_and_its_memory_have_none() -> None:
    assert meaning_of("hidden.W") is None
    assert meaning_of("m.hidden.W") is None
    assert "copy" in (meaning_of("stop.hidden.W") or "")
    assert "running mean" in (meaning_of("norm.running_mean") or "")


@pytest.mark.parametrize("name", PROGRAMS)
def test_what_may_be_changed_is_all_but_what_nothing_ever_writes(name: str) -> None:
    program, _network, first = opened(name)
    names = {*first, *program.shapes[False], *program.shapes[True]}
    assert {n for n in names if not can_change(Source(n))} == names & CONSTANTS
