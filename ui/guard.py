"""A guard for slots: an exception becomes a message, the last good state stays, the window
lives."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from visualnn.errors import VisualnnError
from visualnn.text import _

_log = logging.getLogger(__name__)
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
            _log.exception("%s failed", slot.__qualname__)
            self.failed.emit(
                _("Something went wrong inside visualnn; nothing was changed.") + f" ({error})"
            )

    return functools.update_wrapper(safe, slot)
