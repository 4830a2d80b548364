"""Garbage is taken apart by the thread of the window, whatever other threads do."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from ui.kit.collecting import CollectorHold


class Cycle:
    """Garbage that only the collector finds; it tells where it is taken apart."""

    ends: list[int] = []

    def __init__(self) -> None:
        self.itself = self

    def __del__(self) -> None:
        Cycle.ends.append(threading.get_ident())


@pytest.fixture(autouse=True)
def quick_collector() -> Iterator[None]:
    before = gc.get_threshold()
    gc.collect()
    Cycle.ends.clear()
    gc.set_threshold(50, *before[1:])
    yield
    gc.set_threshold(*before)


def test_while_a_thread_works_the_event_loop_collects(qtbot: QtBot) -> None:
    end = threading.Event()

    def make_garbage() -> None:
        for _ in range(500):
            Cycle()
        end.wait(60)

    hold = CollectorHold()
    thread = threading.Thread(target=make_garbage)
    hold.begin(thread)
    qtbot.waitUntil(lambda: bool(Cycle.ends), timeout=30_000)
    assert set(Cycle.ends) == {threading.get_ident()}
    assert not gc.isenabled()
    end.set()
    qtbot.waitUntil(gc.isenabled, timeout=30_000)
    assert not thread.is_alive()


def test_it_is_held_until_the_last_thread_has_ended() -> None:
    ends = [threading.Event(), threading.Event()]
    hold, threads = CollectorHold(), [threading.Thread(target=end.wait, args=(60,)) for end in ends]
    for thread in threads:
        hold.begin(thread)
    held = []
    for end, thread in zip(ends, threads, strict=True):
        held.append(gc.isenabled())
        end.set()
        thread.join()
        hold.look()
    assert [*held, gc.isenabled()] == [False, False, True]
