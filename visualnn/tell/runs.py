"""Runs in words: what each run of a company is called."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from weakref import WeakKeyDictionary

from ..company.companion_run import CompanionRun, RunKind
from ..figures import table
from ..lesson import Lesson, title_of
from ..lesson.file.prose import words_on_screen
from ..ops import Array
from ..text import Language, _, language
from .frame import Frame

__all__ = [
    "CompanionRun",
    "RunKind",
    "changed_loss",
    "ghost_losses",
    "runs_named",
    "title_of_run",
]


RUN_LINK = "run:"


def title_of_run(run: CompanionRun) -> str:
    """What a run is called, in the current language."""
    match run.kind:
        case RunKind.KEPT:
            return _("kept {number}").format(number=run.number)
        case RunKind.GHOST:
            return _("before the change")
        case RunKind.BESIDE:
            return title_of(run.lesson, language())
        case RunKind.VARIANT | RunKind.LESSON if run.title is not None:
            name = run.title.in_language(language())
        case _:
            name = _("this lesson")
    return _("{run}, changed").format(run=name) if run.edits else name


_Titles = tuple[tuple[str, str], ...]
"""The id and the title of each run."""
_named: WeakKeyDictionary[Lesson, dict[tuple[int, Language, _Titles], frozenset[str]]] = (
    WeakKeyDictionary()
)


def runs_named(frame: Frame) -> frozenset[str]:
    """The ids of the shown runs that the text of the frame's stop speaks of: it quotes a number of
    theirs, or has their title in it. They are known as long as the lesson is."""
    if frame.stop is None:
        return frozenset()
    titles = tuple((run.id, title_of_run(run)) for run in frame.runs)
    known, asked = _named.setdefault(frame.lesson, {}), (frame.stop, language(), titles)
    if asked not in known:
        known[asked] = frozenset(_find_named(frame.lesson, *asked))
    return known[asked]


def _find_named(lesson: Lesson, number: int, spoken: Language, titles: _Titles) -> Iterator[str]:
    stop, prose = lesson.stops[number], lesson.spec.prose.get(spoken)
    text, linked = "", set[str]()
    if prose is not None:
        # in lower case, without what its questions say once they are answered
        text = words_on_screen(prose.section(stop.name)).casefold()
        targets = (link.target for link in prose.links(stop.name))
        linked = {each.removeprefix(RUN_LINK) for each in targets if each.startswith(RUN_LINK)}
    spoken_of = linked | {quotation.lesson for quotation in stop.quotations}
    for run, title in titles:
        if run in spoken_of or _is_in(title, text):
            yield run


def _is_in(title: str, text: str) -> bool:
    """Whether a text has a title in it as words of their own; Korean has particles behind them."""
    return re.search(rf"(?<!\w){re.escape(title.casefold())}(?![a-z0-9])", text) is not None


def ghost_losses(frame: Frame) -> Array | None:
    """The losses of this run before its last change, read-only; None where nothing of them is left
    or another run was changed last."""
    ghosts = (r for r in frame.runs if r.kind is RunKind.GHOST and r.of == frame.leader.id)
    ghost = next(ghosts, None)
    losses = None if ghost is None else ghost.curves.get("L")
    return None if losses is None or not losses.size else losses


def changed_loss(frame: Frame, *, is_short: bool = False) -> str:
    """What the last change has made of the loss at this iteration, in one line or, `is_short`, in
    numbers alone; empty without a ghost, or where one of both has no loss here."""
    ghost, own, at = ghost_losses(frame), frame.leader.curves.get("L"), frame.place.iteration
    if ghost is None or own is None or not at < min(ghost.size, own.size):
        return ""
    before, now = float(ghost[at]), float(own[at])
    if before == now or (math.isnan(before) and math.isnan(now)):
        return ""
    words = "L {before} → {now}" if is_short else _("since the change: L {before} → {now}")
    return words.format(before=table(before), now=table(now))
