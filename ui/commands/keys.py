"""The keys of a command, as they stand on the keyboard."""

from __future__ import annotations

import sys

from PySide6.QtGui import QKeySequence

from .command import Command

__all__ = ["keys_of"]

_SIGNS = {
    "Left": "←",
    "Right": "→",
    "Up": "↑",
    "Down": "↓",
    "-": "−",
    "PgDown": "PgDn",
}


def keys_of(command: Command) -> str:
    """The keys of a command as they stand on the keyboard: ``Ctrl+→``; the first of several; of
    keys that stand for numbers the first and the last, ``Alt+1 … 9``."""
    if not command.keys:
        return ""
    if command.act_numbered is not None:
        return f"{_written(command.keys[0])} … {_written(command.keys[-1]).rpartition('+')[2]}"
    return _written(command.keys[0])


def _written(key: str) -> str:
    forms = QKeySequence.SequenceFormat
    # Qt's own translation would write the arrow keys as words.
    form = forms.NativeText if sys.platform == "darwin" else forms.PortableText
    written = QKeySequence(key).toString(form)
    head, plus, last = written.rpartition("+")
    if not last:  # the key is the plus sign itself
        return written
    return head + plus + _SIGNS.get(last, last)
