"""Exercises: a hand-out whose numbers are blanks to fill in, and the key that goes with it."""

from __future__ import annotations

from dataclasses import replace

from ui.kit.geometry.flow import Run, RunStyle, TextBlock
from ui.panels.lesson.quoted_numbers import TippedRun
from visualnn.dataclass import dataclass

from .content import Handout, HandoutPage

__all__ = ["Blank", "Worksheet", "worksheet_of"]

BLANK = "________"


@dataclass(frozen=True)
class Blank:
    """A number that is left out."""

    number: int
    """Counted from 1 through the whole hand-out."""
    name: str
    """What it is called in the run."""
    text: str
    """As it would be printed."""


@dataclass(frozen=True)
class Worksheet:
    """A hand-out with blanks, and what stands in them."""

    handout: Handout
    blanks: tuple[tuple[Blank, ...], ...]
    """For each page, in order."""


def worksheet_of(handout: Handout) -> Worksheet:
    """The hand-out with every number that its text quotes as a numbered blank."""
    pages: list[HandoutPage] = []
    blanks: list[tuple[Blank, ...]] = []
    count = 0
    for page in handout.pages:
        found: list[Blank] = []
        text = tuple(_blanked(block, found, count) for block in page.text)
        count += len(found)
        pages.append(replace(page, text=text))
        blanks.append(tuple(found))
    return Worksheet(replace(handout, pages=tuple(pages)), tuple(blanks))


def _blanked(block: TextBlock, found: list[Blank], before: int) -> TextBlock:
    runs: list[Run] = []
    for run in block.runs:
        if RunStyle.NUMBER in run.style and isinstance(run, TippedRun):
            number = before + len(found) + 1
            found.append(Blank(number, run.tip, run.text))
            runs.append(Run(f"{BLANK} ({number})", RunStyle.NUMBER))
        else:
            runs.append(run)
    return replace(block, runs=tuple(runs))
