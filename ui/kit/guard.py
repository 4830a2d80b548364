"""A guard for slots: an exception becomes a message, the last good state stays, the window
lives."""

from __future__ import annotations

import functools
import logging
import time
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from visualnn.errors import VisualnnError
from visualnn.text import _

_log = logging.getLogger(__name__)
_REPEAT_SECONDS = 2.0
"""Seconds in which the same failure is told once: a paint event may fail sixty times a second."""
P = ParamSpec("P")


class _Emitter(Protocol):
    def emit(self, *values: Any) -> None: ...


class Failing(Protocol):
    """Something with a signal `failed` that takes a sentence."""

    @property
    def failed(self) -> _Emitter: ...


S = TypeVar("S", bound=Failing)
Slot = Callable[Concatenate[S, P], None]


def guarded(slot: Slot[S, P]) -> Slot[S, P]:
    """Run a slot; what it raises is logged and told through `failed`."""

    def safe(self: S, /, *args: P.args, **kwargs: P.kwargs) -> None:
        try:
            slot(self, *args, **kwargs)
        except VisualnnError as error:
            self.failed.emit(error.sentence(_))
        except Exception as error:  # noqa: BLE001  nothing may leave a slot
            if not is_news(f"{slot.__qualname__}: {error!r}"):
                return
            _log.exception("%s failed", slot.__qualname__)
            self.failed.emit(
                _("Something went wrong inside visualnn; nothing was changed.") + f" ({error})"
            )

    return functools.update_wrapper(safe, slot)


_told: dict[str, float] = {}


def forget_told() -> None:
    """Tell every failure anew."""
    _told.clear()


def is_news(failure: str) -> bool:
    """Whether this failure was not told a moment ago."""
    now = time.monotonic()
    last = _told.get(failure)
    if last is not None and now - last < _REPEAT_SECONDS:
        return False
    _told.clear()
    _told[failure] = now
    return True
