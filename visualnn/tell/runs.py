"""Runs in words: what each run of a company is called."""

from __future__ import annotations

import math

from ..company.companion_run import CompanionRun, RunKind
from ..figures import table
from ..lesson import title_of
from ..ops import Array
from ..text import _, language
from .frame import Frame

__all__ = ["CompanionRun", "RunKind", "changed_loss", "ghost_losses", "title_of_run"]


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
