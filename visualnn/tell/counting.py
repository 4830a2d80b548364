"""Counts in words: English has a word for one that is not the word for many."""

from __future__ import annotations

from ..text import _

__all__ = ["updates_in_words"]


def updates_in_words(count: int) -> str:
    """How many updates, in the current language."""
    return _("1 update") if count == 1 else _("{count} updates").format(count=count)
