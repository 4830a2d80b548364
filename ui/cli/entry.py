"""Where ``visualnn`` begins: it imports next to nothing itself, so that an interrupt ends it
politely from its first line on, while everything else is still being imported."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType

from .exit_codes import INTERRUPTED_EXIT_CODE

__all__ = ["main", "window_main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says; returns the exit code."""
    interrupts = _Interrupts()
    try:
        interrupts.end_the_process()
        from . import command

        interrupts.are_raised()
        return command.main(arguments)
    except BaseException:
        if interrupts.were_raised:
            return INTERRUPTED_EXIT_CODE
        raise
    finally:
        interrupts.are_as_before()


def window_main() -> int:
    """Open the window; what a desktop starts, with a lesson if one was given."""
    return main(["open", *sys.argv[1:]])


class _Interrupts:
    """What an interrupt does to this process; nothing is changed where interrupts are ignored, or
    where somebody else looks after them."""

    def __init__(self) -> None:
        self.were_raised = False
        is_ours = signal.getsignal(signal.SIGINT) is signal.default_int_handler
        self._can_set = is_ours and _is_main_thread()

    def end_the_process(self) -> None:
        """At once: nothing was begun that has to be tidied, and an exception in the middle of a
        library's import may be printed by it."""
        self._set(lambda _number, _frame: os._exit(INTERRUPTED_EXIT_CODE))

    def are_raised(self) -> None:
        """As ever, but it is remembered: a library that is imported later may make another
        exception of it."""
        self._set(self._raise)

    def are_as_before(self) -> None:
        self._set(signal.default_int_handler)

    def _set(self, handler: signal._HANDLER) -> None:
        if self._can_set:
            signal.signal(signal.SIGINT, handler)

    def _raise(self, _number: int, _frame: FrameType | None) -> None:
        self.were_raised = True
        raise KeyboardInterrupt


def _is_main_thread() -> bool:
    """Only there handlers can be set; where no module has asked for threads, there are none."""
    threading = sys.modules.get("threading")
    return threading is None or threading.current_thread() is threading.main_thread()
