"""Counts in words: English has a word for one that is not the word for many."""

from __future__ import annotations

from ..text import _

__all__ = ["found_in_words", "updates_in_words"]


def updates_in_words(count: int) -> str:
    """How many updates, in the current language."""
    return _("1 update") if count == 1 else _("{count} updates").format(count=count)


def found_in_words(found: int, done: int, *, is_short: bool = False) -> str:
    """When a number was found, after `found` updates, where `done` are done by now. What the last
    of them began with is of before it, so that all of a screen counts as far as `done`. `is_short`
    leaves the word for updates out."""
    if is_short:
        words = _("before {number}") if found == done - 1 else _("after {number}")
        return words.format(number=done if found == done - 1 else found)
    if found == done - 1:
        return _("before update {number}").format(number=done)
    return _("after {updates}").format(updates=updates_in_words(found))
