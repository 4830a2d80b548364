"""Training without a window: how far it is, and how it is stopped."""

from __future__ import annotations

import contextlib
import signal
import time
from collections.abc import Callable, Iterator
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from visualnn.run.history import History

__all__ = ["train"]

SLICE_SECONDS = 0.1
"""How long is trained between two looks at the keyboard."""


def train(history: History, iterations: int) -> None:
    """Compute so many iterations, or as many as the training wants; Ctrl+C stops between two of
    them."""
    from .progress import progress_of

    with _asked_to_stop() as stopped, progress_of(iterations) as advance:
        deadline = 0.0

        def pause() -> bool:
            return stopped() or time.monotonic() > deadline

        while history.furthest < iterations and history.stopped is None and not stopped():
            deadline = time.monotonic() + SLICE_SECONDS
            advance(history.run_to(iterations, until=pause, halting=True))


@contextlib.contextmanager
def _asked_to_stop() -> Iterator[Callable[[], bool]]:
    """Whether Ctrl+C was pressed, or the program was told to end, since. A second time it ends as
    usual."""
    told: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        told.append(number)
        again = signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL
        signal.signal(number, again)

    names = ("SIGINT", "SIGTERM", "SIGHUP")
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    try:
        before = {number: signal.signal(number, note) for number in numbers}
    except ValueError:  # not in the main thread, where nobody is told
        yield lambda: False
        return
    try:
        yield lambda: bool(told)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
