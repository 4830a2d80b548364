"""A guard for what Qt calls: every method of this program that overrides one of Qt's answers as
Qt's own does when it fails, the failure is logged and told, and the window lives."""

from __future__ import annotations

import functools
import inspect
import logging
from collections.abc import Callable, Iterator
from typing import Any, Final

import shiboken6
from PySide6.QtCore import QObject, QSize
from PySide6.QtWidgets import QWidget

from visualnn.errors import VisualnnError
from visualnn.text import _

from .guard import is_news

__all__ = ["guard_virtuals", "guarded_virtual", "overrides"]

_log = logging.getLogger(__name__)
_PROGRAM: Final = "ui."
_QT: Final = ("PySide6", "shiboken6", "Shiboken")
_ANSWERS: Final[dict[str, Any]] = {
    "sizeHint": QSize(0, 0),
    "minimumSizeHint": QSize(0, 0),
    "heightForWidth": 0,
    "rowCount": 0,
    "columnCount": 0,
    **dict.fromkeys(
        ("event", "eventFilter", "focusNextPrevChild", "hasHeightForWidth", "close"), False
    ),
}
"""What is answered where Qt's own method cannot answer either."""
_OWN_ANSWERS: Final = ("heightForWidth",)
"""Where Qt's own answer means that there is none."""
_seen: set[type] = set()
"""The classes that were looked through already."""


def guard_virtuals() -> None:
    """Guard every class that is imported by now; whoever imports more asks again."""
    for cls, name in list(overrides(_seen)):
        setattr(cls, name, guarded_virtual(cls, cls.__dict__[name]))


def overrides(known: set[type] | None = None) -> Iterator[tuple[type, str]]:
    """Every class of this program that overrides a method of Qt, with the name of the method;
    without the classes that are known. They are known from then on."""
    known = set() if known is None else known
    for cls in _classes(shiboken6.Object, set()):
        if cls in known or not cls.__module__.startswith(_PROGRAM):
            continue
        known.add(cls)
        base = next(base for base in cls.__mro__ if base.__module__.startswith(_QT))
        for name in vars(cls).keys() & _names_of(base):
            if inspect.isfunction(vars(cls)[name]) and not name.startswith("__"):
                yield cls, name


@functools.cache
def _names_of(base: type) -> frozenset[str]:
    """What a class of Qt and those that it stands on have."""
    return frozenset().union(*(vars(each) for each in base.__mro__))


def _classes(base: type, seen: set[type]) -> Iterator[type]:
    found: list[type] = type.__subclasses__(base)
    for cls in found:
        if cls not in seen:
            seen.add(cls)
            yield cls
            yield from _classes(cls, seen)


def guarded_virtual(cls: type, method: Callable[..., Any]) -> Callable[..., Any]:
    """A method of a class that answers as the method that it overrides where it raises."""
    name = method.__name__

    @functools.wraps(method)
    def safe(self: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            return method(self, *args, **kwargs)
        except Exception as error:  # noqa: BLE001  nothing may leave what Qt calls
            _tell(self, f"{cls.__qualname__}.{name}", error)
        if name in _OWN_ANSWERS:
            return _ANSWERS[name]
        try:
            return getattr(super(cls, self), name)(*args, **kwargs)
        except Exception:  # noqa: BLE001  Qt's own method is abstract, or is called with no event
            return _ANSWERS.get(name)

    return safe


def _tell(self: Any, where: str, error: Exception) -> None:
    """Log a failure, and say it where the learner reads it."""
    if not is_news(f"{where}: {error!r}"):
        return
    if isinstance(error, VisualnnError):
        sentence = error.sentence(_)
    else:
        _log.error("%s failed", where, exc_info=error)
        sentence = _("Something went wrong inside visualnn; nothing was changed.") + f" ({error})"
    for teller in _tellers(self):
        failed = getattr(teller, "failed", None)
        if failed is not None:
            failed.emit(sentence)
            return


def _tellers(self: Any) -> Iterator[Any]:
    """Who may tell it: the object itself, what it belongs to, its window."""
    seen = self
    while isinstance(seen, QObject) and shiboken6.isValid(seen):
        yield seen
        seen = seen.parent()
    if isinstance(self, QWidget) and shiboken6.isValid(self):
        yield self.window()
