"""The studies of a lesson file: questions that only many runs answer."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from .fields import Spec, TitleSpec
from .knob_specs import KnobSpec
from .variant_specs import KeyPathText

MAX_STUDY_AXIS_COUNT = 2
"""Settings that a study goes over at once: as many as a picture has axes."""
MAX_STUDY_SEED_COUNT = 40
"""Seeds of a study that a lesson proposes."""


class StudySpec(Spec):
    """A study: the same lesson over seeds, and over the settings of knobs of its own."""

    title: TitleSpec
    set: Annotated[dict[KeyPathText, Any], Field(max_length=100)] = {}
    """Key path = value: what all its runs have, as in a variant."""
    over: Annotated[tuple[KnobSpec, ...], Field(max_length=MAX_STUDY_AXIS_COUNT)] = ()
    """What its runs differ in besides the seed, written as knobs are; the second is set after the
    first."""
    seeds: Annotated[int, Field(ge=1, le=MAX_STUDY_SEED_COUNT)] = 5
    """How many seeds each setting has, from 0 on."""
