"""Formulas in the language of the learner: their signs and names stay, their words are spoken."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from .text import N_, _, language

__all__ = ["in_language"]

_PHRASES: tuple[tuple[str, str], ...] = (
    (r"first choice of (\S+)", N_("first choice of {0}")),
    (r"Σ over the copies (\S+) of (\S+) of ", N_("Σ over the copies {0} of {1} of ")),
    (r"Σ over (\S+) that see (\S+) of ", N_("Σ over {0} that see {1} of ")),
    (r"Σ over (\S+) of ", N_("Σ over {0} of ")),
    (r"max over (\S+) of ", N_("max over {0} of ")),
    (r"places of window (\S+) inside the input", N_("places of window {0} inside the input")),
    (r"places of (\S+) inside", N_("places of {0} inside")),
    (r"size of window (\S+)", N_("size of window {0}")),
    (r"the first such (\S+) in window (\S+)", N_("the first such {0} in window {1}")),
    (r"the first such (\S+)", N_("the first such {0}")),
    (r"iterations in an epoch", N_("iterations in an epoch")),
    (r"mod iterations\b", N_("mod iterations")),
    (r"from s = 0 where an epoch begins", N_("from s = 0 where an epoch begins")),
    (r"\braw / scale\b", N_("raw / scale")),
    (r"\blength \+ padding before\b", N_("length + padding before")),
    (r"\blength \+ padding\b", N_("length + padding")),
    (r"^count = ", N_("count = ")),
    (r"over all (\S+, \S+) with (\S+) = (\S+)", N_("over all {0} with {1} = {2}")),
    (r"channels before (\w)", N_("channels before {0}")),
    (r"and 0 where there is no such place", N_("and 0 where there is no such place")),
    (r"outside of (\S+) it is 0", N_("outside of {0} it is 0")),
    (r"in another shape", N_("in another shape")),
    (r"back in its place", N_("back in its place")),
    (r"back in its shape", N_("back in its shape")),
    (r"with its axes in another order", N_("with its axes in another order")),
    (r"with its axes back in their order", N_("with its axes back in their order")),
    (r"in one row", N_("in one row")),
    (r"in these columns", N_("in these columns")),
    (r"or half of it", N_("or half of it")),
    (r"without the 2 for half the sum", N_("without the 2 for half the sum")),
    (r"k the middle column", N_("k the middle column")),
    (r"m the middle row", N_("m the middle row")),
    (r"part of split\(seed\)", N_("part of split(seed)")),
    (r"at the place (Σ.*)", N_("at the place {0}")),
    (r"i among unit (\S+)'s", N_("i among unit {0}'s")),
    (r"j largest wrong", N_("j largest wrong")),
    (r"(\S+) where nothing was chosen", N_("{0} where nothing was chosen")),
    (r"(\S+) where nothing is right", N_("{0} where nothing is right")),
    (r"(\S+) where both are 0", N_("{0} where both are 0")),
    (r"(\S+) where (\S+ = \S+)", N_("{0} where {1}")),
    (r"integer\((.*)\) from (\S+) to (\S+)", N_("integer({0}) from {1} to {2}")),
    (r" if (.+?), else ", N_(" if {0}, else ")),
    (r"\belse\b", N_("else")),
    (r"\bfor (\S+ > \S+)", N_("for {0}")),
    (r"\bbatch\b", N_("batch size")),
    (r"/ classes\b", N_("/ classes")),
    (r"/ outputs\b", N_("/ outputs")),
    (r"/ features\b", N_("/ features")),
    (r"/ examples\b", N_("/ examples")),
    (r"/ places\b", N_("/ places")),
    (r"/ members\b", N_("/ members")),
    (r"\bthreshold\b", N_("threshold")),
    (r"\bpatience\b", N_("patience")),
)
"""A pattern of words in formulas, and the words, with what stands in its brackets: longer ones
first."""


def in_language(formula: str) -> str:
    """The formula with its words in the current language."""
    return formula if language() == "en" else _spoken(formula, language())


@lru_cache(maxsize=2048)
def _spoken(formula: str, _language: str) -> str:
    for pattern, words in _PHRASES:
        formula = re.sub(pattern, _filled(words), formula)
    return formula


def _filled(words: str) -> Callable[[re.Match[str]], str]:
    """What writes the words of a match."""
    spoken = _(words)

    def put(match: re.Match[str]) -> str:
        text = spoken
        for place, part in enumerate(match.groups()):
            text = text.replace(f"{{{place}}}", part)
        return text

    return put
