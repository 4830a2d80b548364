"""The way to where a flag of the gradient flow began, and what is said where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from tests.ui.runs import opened
from ui.session.session import Session
from ui.session.wishes import Edit, SeekFlag
from visualnn.expr import Source
from visualnn.lesson import Lesson, from_dict, open_named
from visualnn.views.flow_history import FlowHistory
from visualnn.views.gradient_flow import flag_of, layer_flows
from visualnn.views.moments import moment_of


def deep(activation: str, count: int, rate: float = 0.1) -> Lesson:
    """Small layers one behind the other."""
    layers: list[dict[str, Any]] = [
        {"name": f"h{n}", "kind": "dense", "units": 5, "activation": activation}
        for n in range(1, count + 1)
    ]
    return from_dict(
        {
            "format": 1,
            "name": "deep",
            "title": {"en": "Deep", "ko": "깊은 신경망"},
            "seed": 5,
            "epochs": 12,
            "data": {"source": "moons", "n": 24},
            "layers": [*layers, {"name": "out", "kind": "dense", "units": 1}],
            "loss": {"kind": "binary_cross_entropy_with_logits"},
            "optimizer": {"kind": "sgd", "lr": rate},
        }
    )


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def made(qapp: QApplication, patient: None, told: list[str]) -> Iterator[list[Session]]:
    """The sessions of a test, whose refusals are kept."""
    sessions: list[Session] = []
    yield sessions
    for each in sessions:
        each.halt()


def begun(made: list[Session], told: list[str], lesson: Lesson, iteration: int) -> Session:
    """A session at the end of an iteration."""
    session = opened(lesson)
    made.append(session)
    session.failed.connect(told.append)
    session.seek(lesson.program.end_of(iteration))
    return session


def silence(session: Session, iteration: int, units: range) -> None:
    """From an iteration on some units of the first layer say nothing."""
    program = session.position.lesson.program
    for unit in units:
        session.seek(program.start_of(iteration))
        session.grant(Edit(Source("h1.b", (unit,)), -1000.0))


def flags(session: Session) -> list[bool]:
    assert session.frame is not None
    layers = layer_flows(moment_of(session.frame))
    return [bool(flag_of(each, layers)) for each in layers]


def test_one_goes_to_the_end_of_the_iteration_in_which_a_layer_died(
    made: list[Session], told: list[str]
) -> None:
    lesson = deep("relu", 2)
    program = lesson.program
    session = begun(made, told, lesson, 0)
    silence(session, 4, range(5))
    session.seek(program.end_of(9))
    before = session.place
    assert flags(session)[0]
    session.seek_flag()
    assert session.tick == program.end_of(4)
    assert session.place == Source("h1.a", (0, 0))
    session.look_back(-1)
    assert (session.tick, session.place) == (program.end_of(9), before)
    assert told == []


def test_a_layer_that_is_named_is_the_one_that_is_meant(
    made: list[Session], told: list[str]
) -> None:
    lesson = deep("relu", 3)
    program = lesson.program
    session = begun(made, told, lesson, 0)
    silence(session, 6, range(5))
    for unit in range(5):
        session.seek(program.start_of(3))
        session.grant(Edit(Source("h3.b", (unit,)), -1000.0))
    session.seek(program.end_of(9))
    found = {}
    for name in ("h1", "h3"):
        session.seek(program.end_of(9))
        session.grant(SeekFlag(name))
        found[name] = session.tick
        assert session.place == Source(f"{name}.a", (0, 0))
    assert found["h3"] == program.end_of(3)
    assert found["h1"] <= program.end_of(6)
    session.seek(program.end_of(9))
    session.grant(SeekFlag("nobody"))
    assert session.tick == program.end_of(9)
    assert told == ["no layer has a flag here, and no unit is silent"]


def test_where_only_some_units_are_silent_one_goes_to_where_they_fell_silent(
    made: list[Session], told: list[str]
) -> None:
    lesson = deep("relu", 1)
    session = begun(made, told, lesson, 0)
    silence(session, 5, range(1, 3))
    session.seek(lesson.program.end_of(9))
    assert not any(flags(session))
    session.seek_flag()
    assert session.tick == lesson.program.end_of(5)
    assert session.place == Source("h1.a", (0, 0))


def test_where_nothing_is_wrong_that_is_said(made: list[Session], told: list[str]) -> None:
    session = begun(made, told, deep("tanh", 1), 3)
    tick = session.tick
    session.seek_flag()
    assert session.tick == tick
    assert told == ["no layer has a flag here, and no unit is silent"]


def test_in_an_iteration_that_is_not_computed_to_its_end_it_began_there(
    made: list[Session], told: list[str]
) -> None:
    lesson = deep("relu", 2)
    session = begun(made, told, lesson, 0)
    silence(session, 4, range(5))
    there = lesson.program.done_after("d.h1.W", 4)
    assert there is not None
    session.seek(lesson.program.start_of(4) + there)
    session.seek_flag()
    assert (session.tick, told) == (lesson.program.end_of(4), [])


def test_what_is_not_known_yet_is_said(
    made: list[Session], told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    session = begun(made, told, deep("relu", 2), 0)
    silence(session, 4, range(5))
    session.seek(session.position.lesson.program.end_of(9))
    tick = session.tick
    monkeypatch.setattr(FlowHistory, "since", lambda *_asked: None)
    session.seek_flag()
    assert session.tick == tick
    assert told == ["since when is not known: this iteration is not computed to its end"]


def test_a_lesson_on_a_bare_function_has_no_flags(made: list[Session], told: list[str]) -> None:
    session = begun(made, told, open_named("descent"), 3)
    tick = session.tick
    session.seek_flag()
    assert (session.tick, told) == (tick, [])


def test_what_the_search_needs_is_followed_beside_what_is_followed_already(
    made: list[Session], told: list[str]
) -> None:
    lesson = deep("relu", 2)
    session = begun(made, told, lesson, 0)
    session.watch_numbers(("L",))
    silence(session, 4, range(5))
    session.seek(lesson.program.end_of(9))
    session.seek_flag()
    assert "L" in session.position.watching.wanted
    assert "silent(h1.a)" in session.position.watching.wanted
