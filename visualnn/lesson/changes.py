"""Changes: a lesson with other values at some of its keys, with a layer more or a layer less.

A change is a key path of the lesson file and a TOML value: ``optimizer.lr`` and 0.5. The stops
whose names still exist in the changed program stay, with their prose; the others go, and what is
said at them goes with them.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from ..datasets import Dataset, inside
from ..errors import LessonError, VisualnnError
from . import file as lesson_file
from .change import Change, apply_change, merged, parse_change
from .file import LessonBase
from .opening import assemble, build_without_stops
from .parts import LARGE, Lesson, Limits, limits_of
from .shelf import find, is_architecture, specification
from .stops import stop_of

__all__ = [
    "Change",
    "built",
    "changed",
    "description_of",
    "open_changed",
    "opened_with",
    "parse_change",
]

DATA_KEYS = ("data", "dtype", "seed", "loss", "losses")
"""What the examples depend on, and what is asked of them."""
KEYS_OF_DRAWN_DATA = (
    "data.validation",
    "data.scale",
    "data.standardise",
    "data.features",
    "data.classes",
)
"""What can be set of examples that were drawn by hand."""
FILES = ("file", "labels", "validation", "validation_labels")
"""Keys of the data table that name files."""


def open_changed(
    name: str, changes: Iterable[Change], read: Callable[[str], LessonBase] = specification
) -> Lesson:
    """A lesson by its name or path, or a known architecture, with changes; the lesson itself may
    be wrong where they replace something. `read` gives what the name describes. Raises what
    :func:`changed` raises."""
    changes = tuple(changes)
    limits = LARGE if is_architecture(name) else None
    try:
        spec = read(name)
    except LessonError:
        if is_architecture(name) or not changes:
            raise
    else:
        return opened_with(spec, changes, limits) if changes else assemble(spec, limits=limits)
    file, description, prose = lesson_file.raw(find(name))
    _find_files(description, Path(file).parent)
    description = copy.deepcopy(description)
    for change in changes:
        apply_change(description, change)
    made = built(description, lesson_file.Sources(prose=prose, file=file), limits)
    return replace(made, changes=merged(changes))


def changed(lesson: Lesson, changes: Iterable[Change]) -> Lesson:
    """The lesson with changes; a variant stays the variant that it is.

    Examples that were drawn by hand stay, unless other examples are asked for. Raises
    UnknownNameError for a key that does not exist, LessonError for a value that does not fit.
    """
    changes, drawn = tuple(changes), lesson.data_before_drawing
    if drawn is not None and any(_replaces_examples(change) for change in changes):
        changes, drawn = (Change("data", drawn), *changes), None
    made = opened_with(lesson.spec, changes, lesson.limits, lesson)
    return replace(
        made,
        variant=lesson.variant,
        open_base=lesson.open_base,
        changes=merged((*lesson.changes, *changes)),
        data_before_drawing=drawn,
    )


def _replaces_examples(change: Change) -> bool:
    """Whether a change asks for other examples than those that were drawn by hand."""
    return change.key.startswith("data.") and change.key not in KEYS_OF_DRAWN_DATA


def opened_with(
    spec: LessonBase,
    changes: Iterable[Change],
    limits: Limits | None,
    before: Lesson | None = None,
) -> Lesson:
    """The lesson with changes; the examples of the one `before` are shared if they are the same."""
    limits = limits or limits_of(spec)
    changes = tuple(changes)
    description, sources = description_of(spec.with_all_stops)  # a change back brings them back
    asked = copy.deepcopy([description.get(key) for key in DATA_KEYS])
    for change in changes:
        apply_change(description, change)
    same = [description.get(key) for key in DATA_KEYS] == asked
    made = built(description, sources, limits, before.data if before and same else None)
    return replace(made, changes=merged(changes))


def description_of(spec: LessonBase) -> tuple[dict[str, Any], lesson_file.Sources]:
    """The values of a lesson as its file could have them, without those that are left out (another
    kind may not have them), and where they were read from."""
    description = spec.model_dump(mode="json", exclude_none=True, exclude_unset=True, by_alias=True)
    if isinstance(spec, lesson_file.LessonSpec) and spec.architecture is not None:
        description |= {"architecture": spec.architecture}
        del description["layers"]
    if spec.file and spec.where().line:
        _find_files(description, spec.file.parent)
    return description, lesson_file.Sources(prose=dict(spec.prose), file=str(spec.file or ""))


def built(
    description: dict[str, Any],
    sources: lesson_file.Sources,
    limits: Limits | None,
    data: Dataset | None = None,
) -> Lesson:
    """The lesson of a changed description, with the stops that still have their names; `data` are
    its examples, if they are there already. Raises LessonError."""
    spec = lesson_file.from_dict(description, sources)
    lesson = build_without_stops(spec, data, limits)
    spec = spec.with_stops(
        stop.id for n, stop in enumerate(spec.stops) if _still_holds(lesson, n, stop.id)
    )
    lesson = replace(lesson, spec=spec)
    return replace(lesson, stops=tuple(stop_of(lesson, n) for n in range(len(spec.stops))))


def _find_files(description: dict[str, Any], home: Path) -> None:
    """Name the files beside a lesson by their whole paths: what is made of it lies nowhere."""
    data = description.get("data")
    if not isinstance(data, dict):
        return
    for key in FILES:
        if isinstance(name := data.get(key), str):
            try:
                data[key] = str(inside(home, name))
            except VisualnnError as error:
                place = lesson_file.TextPosition(f"data.{key}")
                raise LessonError(error.template, place=place, **error.params) from None


def _still_holds(lesson: Lesson, n: int, name: str) -> bool:
    """Whether everything that a stop, its questions and its prose name is there, and somebody says
    something at it."""
    pages = lesson.spec.prose.values()
    if any(name not in {section.id for section in page.sections} for page in pages):
        return False
    others = {quote.quotation.lesson for page in pages for quote in page.quotes(name)}
    if not others <= {None, *lesson.spec.quotable}:
        return False
    try:
        stop_of(lesson, n)
    except LessonError:
        return False
    return True
