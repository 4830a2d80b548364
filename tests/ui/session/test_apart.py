"""Work apart: the window goes on, the learner may give it up, and what it raises is told."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ui.session import apart
from ui.session.apart import WorkApart
from visualnn.errors import DataError
from visualnn.lesson import giving_up


@pytest.fixture
def work(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> WorkApart:
    monkeypatch.setattr(apart, "WAIT_SECONDS", 0.0)
    return WorkApart()


def turns_until(true: Callable[[], bool]) -> None:
    for _ in range(2000):
        if true():
            return
        QTest.qWait(2)
    raise AssertionError("never")


def test_what_takes_long_comes_in_a_later_turn(work: WorkApart) -> None:
    gate, came, waits = threading.Event(), [], []
    work.changed.connect(lambda: waits.append(work.is_on))
    work.begin(lambda: gate.wait(20) and 7, lambda result: came.append(result()))
    assert work.is_on
    assert not came
    assert not gc.isenabled()  # what it finds in a thread would be taken apart there
    gate.set()
    turns_until(lambda: bool(came))
    assert came == [7]
    assert waits == [True, False]
    assert gc.isenabled()


def test_what_is_soon_done_is_there_at_once(
    work: WorkApart, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "WAIT_SECONDS", 60.0)
    came: list[int] = []
    work.begin(lambda: 7, lambda result: came.append(result()))
    assert came == [7]
    assert not work.is_on


def test_what_it_raises_is_raised_where_the_result_is_taken(work: WorkApart) -> None:
    def fail() -> None:
        raise DataError("no such thing")

    raised: list[str] = []

    def then(result: Callable[[], object]) -> None:
        with pytest.raises(DataError, match="no such thing"):
            result()
        raised.append("yes")

    work.begin(fail, then)
    turns_until(lambda: bool(raised))


def test_given_up_work_ends_and_brings_nothing(work: WorkApart) -> None:
    came: list[object] = []
    ended = threading.Event()

    def long() -> None:
        try:
            for _ in range(10_000):
                giving_up.check()
                ended.wait(0.002)
        finally:
            ended.set()

    work.begin(long, came.append)
    work.give_up()
    assert not work.is_on
    assert ended.wait(10)
    turns_until(gc.isenabled)
    assert not came


def test_other_work_takes_its_place(work: WorkApart) -> None:
    gate, came = threading.Event(), []
    work.begin(lambda: gate.wait(20) and 1, lambda result: came.append(result()))
    work.begin(lambda: 2, lambda result: came.append(result()))
    turns_until(lambda: bool(came))
    gate.set()
    turns_until(gc.isenabled)
    assert came == [2]


def test_it_can_be_waited_for(work: WorkApart) -> None:
    gate, came, waits = threading.Event(), list[int](), list[bool]()
    work.changed.connect(lambda: waits.append(work.is_on))
    threading.Timer(0.05, gate.set).start()
    work.begin(lambda: gate.wait(20) and 7, lambda result: came.append(result()))
    work.finish()
    assert came == [7]
    assert not work.is_on
    assert waits == [True, False]
    work.finish()  # there is nothing to wait for any more
    assert came == [7]


def test_nobody_waits_at_the_end_of_the_program(work: WorkApart) -> None:
    gate = threading.Event()
    work.begin(lambda: gate.wait(20), lambda _result: None)
    working = [each for each in threading.enumerate() if each.name == "visualnn-work"]
    assert working
    assert all(each.daemon for each in working)
    gate.set()
    work.finish()


def test_work_that_is_given_up_is_seen_out(work: WorkApart) -> None:
    gate, waits = threading.Event(), list[bool]()
    work.begin(lambda: gate.wait(20), lambda _result: None)
    work.changed.connect(lambda: waits.append(work.is_on))
    work.give_up()
    assert (work.is_on, work.is_leaving) == (False, True)
    assert waits == [False]
    work.give_up()  # once
    assert waits == [False]
    assert work._clock.isActive()
    gate.set()
    turns_until(lambda: not work.is_leaving)
    assert not work._clock.isActive()
    assert waits == [False]


def test_the_clock_stands_once_nothing_is_waited_for(work: WorkApart) -> None:
    came: list[int] = []
    work.begin(lambda: 7, lambda result: came.append(result()))
    turns_until(lambda: bool(came))
    turns_until(lambda: not work._clock.isActive())
    assert came == [7]


def test_what_fails_where_the_result_is_taken_is_told(
    work: WorkApart,
) -> None:
    told: list[str] = []
    work.failed.connect(told.append)

    gate = threading.Event()

    def fail() -> None:
        gate.wait(20)
        raise DataError("no such thing")

    work.begin(fail, lambda result: result())
    gate.set()
    turns_until(lambda: bool(told))
    assert told == ["no such thing"]
    assert not work.is_on
