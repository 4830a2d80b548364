"""Giving up: whoever waits for a lesson may tell it that nobody does any more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from ..errors import VisualnnError
from ..text import N_

__all__ = ["GivenUpError", "check", "giving_up_when"]

_is_given_up: ContextVar[Callable[[], bool] | None] = ContextVar("is_given_up", default=None)


class GivenUpError(VisualnnError):
    """Nobody waits for it any more."""


@contextmanager
def giving_up_when(is_given_up: Callable[[], bool]) -> Iterator[None]:
    """Let what takes long here end as soon as this is true."""
    before = _is_given_up.set(is_given_up)
    try:
        yield
    finally:
        _is_given_up.reset(before)


def check() -> None:
    """Raise GivenUpError if nobody waits any more."""
    asked = _is_given_up.get()
    if asked is not None and asked():
        raise GivenUpError(N_("it was given up"))
