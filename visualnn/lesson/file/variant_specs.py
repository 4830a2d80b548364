"""The variants of a lesson file: the same lesson with other values at some of its keys."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from .fields import Identifier, Spec, TitleSpec

LESSON_RUN = "lesson"
"""What the run of the lesson itself is called among those of its variants."""
ALL_RUNS = "all"
"""What the command line calls the lesson itself and all its variants."""
SHARED_KEYS = (
    "format",
    "name",
    "title",
    "beside",
    "variants",
    "knobs",
    "studies",
    "stops",
    "desk",
)
"""Keys that a variant does not change: who the lesson is, and what it says."""

KeyPathText = Annotated[str, Field(min_length=1, max_length=400)]


class VariantSpec(Spec):
    """A variant: a named set of changes, each what `--set` takes on the command line."""

    id: Identifier
    """What `--variant` and the first column of tables call it."""
    title: TitleSpec
    set: Annotated[dict[KeyPathText, Any], Field(max_length=100)] = {}
    """Key path = value: `"optimizer.lr" = 0.5`, `"layers.hidden.units" = 4`. A table at
    `"layers.NAME"` replaces that layer, or adds one, behind the layer that its `after` names."""
    without: Annotated[tuple[KeyPathText, ...], Field(max_length=100)] = ()
    """Key paths that are taken away, after what `set` says: `"layers.hidden"`, `"schedule"`."""
