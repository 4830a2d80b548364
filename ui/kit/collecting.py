"""The collector of garbage: held while something is built that stays, or while a thread works, for
what it finds in a thread it would take apart there, and no part of the window may be."""

from __future__ import annotations

import contextlib
import gc
import sys

__all__ = ["hold_collector", "release_collector", "return_memory"]

_holds = 0


def hold_collector() -> None:
    """Look for no garbage until it is released as often as it is held."""
    global _holds  # noqa: PLW0603  the collector is the process's own
    _holds += 1
    gc.disable()


def release_collector() -> None:
    """Look for garbage again, if nobody else holds it."""
    global _holds  # noqa: PLW0603
    _holds -= 1
    if _holds == 0:
        gc.enable()


def return_memory() -> None:
    """Take apart what nobody holds, and give the system back what was free already."""
    gc.collect()
    if sys.platform.startswith("linux"):
        import ctypes  # which takes two milliseconds, and the first picture comes without it

        with contextlib.suppress(OSError, AttributeError):  # a C library of another kind
            ctypes.CDLL(None).malloc_trim(0)
