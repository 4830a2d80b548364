"""How much one step covers, with the words for it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from typing import NamedTuple

from .text import N_


class GrainWords(NamedTuple):
    """The texts about a grain that a reader sees: catalogue entries (English)."""

    label: str
    title: str
    help: str


class Grain(IntEnum):
    """The size of one step. A term is a part of one instruction's explanation; every other grain is
    a number of whole instructions."""

    TERM = 0
    INSTRUCTION = 1
    LAYER = 2
    PHASE = 3
    ITERATION = 4
    EPOCH = 5

    @property
    def label(self) -> str:
        """The name of one unit: a catalogue entry (English)."""
        return _WORDS[self].label

    @property
    def title(self) -> str:
        """The title of the choice of this grain: a catalogue entry (English)."""
        return _WORDS[self].title

    @property
    def help(self) -> str:
        """A sentence on what one step does: a catalogue entry (English)."""
        return _WORDS[self].help


_WORDS: Mapping[Grain, GrainWords] = {
    Grain.TERM: GrainWords(
        N_("term"),
        N_("One term at a time"),
        N_("Each step adds one term to the sum that is explained."),
    ),
    Grain.INSTRUCTION: GrainWords(
        N_("instruction"),
        N_("One instruction at a time"),
        N_("Each step does one instruction: one name gets its numbers."),
    ),
    Grain.LAYER: GrainWords(
        N_("layer"),
        N_("One layer at a time"),
        N_("Each step does all instructions of a layer."),
    ),
    Grain.PHASE: GrainWords(
        N_("phase"),
        N_("One phase at a time"),
        N_("Each step does a phase: batch, forward, loss, backward, update."),
    ),
    Grain.ITERATION: GrainWords(
        N_("iteration"),
        N_("One iteration at a time"),
        N_("Each step trains on one batch."),
    ),
    Grain.EPOCH: GrainWords(
        N_("epoch"),
        N_("One epoch at a time"),
        N_("Each step trains on all examples once."),
    ),
}
