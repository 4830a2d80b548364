"""Which steps are shown, of those of one instruction, with the words for it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from .text import N_

__all__ = ["CHANGED_SHARE", "StepFilter"]

CHANGED_SHARE = 0.01
"""What changed by no more than this share of its length from one iteration to the next is passed
over."""


class _FilterWords(NamedTuple):
    """The texts about a filter that a reader sees: catalogue entries (English)."""

    label: str
    choice: str
    help: str


class StepFilter(StrEnum):
    """A step of one instruction goes on to the next that is not filtered out."""

    ALL = "all"
    LAYER = "layer"
    """What belongs to the layer of the number in focus."""
    UPDATES = "updates"
    """What the update writes."""
    CHANGED = "changed"
    """What differs from the same value an iteration before, ‖v − v'‖ > 0.01 · ‖v'‖."""

    @property
    def label(self) -> str:
        """What stands beside the size of a step: a catalogue entry (English); empty for all."""
        return _WORDS[self].label

    @property
    def choice(self) -> str:
        """The title of the choice: a catalogue entry (English)."""
        return _WORDS[self].choice

    @property
    def help(self) -> str:
        """A sentence on what is passed over: a catalogue entry (English)."""
        return _WORDS[self].help


_WORDS: Mapping[StepFilter, _FilterWords] = {
    StepFilter.ALL: _FilterWords(
        "", N_("Every instruction"), N_("Steps of one instruction pass none over.")
    ),
    StepFilter.LAYER: _FilterWords(
        N_("this layer"),
        N_("Only this layer"),
        N_("Steps of one instruction pass over what other layers than that in focus compute."),
    ),
    StepFilter.UPDATES: _FilterWords(
        N_("updates"),
        N_("Only updates"),
        N_("Steps of one instruction pass over all that is no update of a parameter."),
    ),
    StepFilter.CHANGED: _FilterWords(
        N_("changes"),
        N_("Only what changed"),
        N_(
            "Steps of one instruction pass over what differs by no more than one percent from the "
            "iteration before."
        ),
    ),
}
