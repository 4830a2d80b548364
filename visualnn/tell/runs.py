"""Runs in words: what each run of a company is called."""

from __future__ import annotations

import math

from ..company.companion_run import CompanionRun, RunKind
from ..figures import table
from ..lesson import title_of
from ..text import _, language
from .frame import Frame

__all__ = ["CompanionRun", "RunKind", "changed_loss", "title_of_run"]


def title_of_run(run: CompanionRun) -> str:
    """What a run is called, in the current language."""
    match run.kind:
        case RunKind.KEPT:
            return _("kept {number}").format(number=run.number)
        case RunKind.GHOST:
            return _("before the change")
        case RunKind.BESIDE:
            return title_of(run.lesson, language())
        case RunKind.VARIANT if run.title is not None:
            name = run.title.in_language(language())
        case _:
            name = _("the lesson itself")
    return _("{run}, changed").format(run=name) if run.edits else name


def changed_loss(frame: Frame) -> str:
    """What the last change has made of the loss at this iteration, in one line; empty without a
    ghost, or where one of both has no loss here."""
    ghosts = (run for run in frame.runs if run.kind is RunKind.GHOST)
    ghost = next(ghosts, None)
    if ghost is None:
        return ""
    at = frame.place.iteration
    losses = [run.curves.get("L", ()) for run in (ghost, frame.leader)]
    if any(len(each) <= at for each in losses):
        return ""
    before, now = (float(each[at]) for each in losses)
    if before == now or (math.isnan(before) and math.isnan(now)):
        return ""
    words = _("since the change: L {before} → {now}")
    return words.format(before=table(before), now=table(now))
