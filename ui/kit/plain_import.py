"""Importing as Python does it, from here on.

PySide6 puts its own function in the place of ``__import__``. It serves a switch between spellings
of Qt's names (``from __feature__ import snake_case``), and to know who might use that, it reads
the source of every module that is imported. This program does not use the switch, and reading five
hundred files was a tenth of its start. PySide6 keeps the function that it replaced as
``builtins.__orig_import__``; where a release of it does not, nothing is changed.
"""

from __future__ import annotations

import builtins

import PySide6.QtCore  # noqa: F401  it replaces the function

__all__: list[str] = []

_replaced = getattr(builtins, "__orig_import__", None)
if _replaced is not None:
    builtins.__import__ = _replaced
