"""A lesson that is ready to run: its network and program, its first values, its stops and its
prose.

A lesson comes from a file (:func:`load`) or from a dictionary of the same form
(:func:`from_dict`). Both are checked against the program they describe, so that what opens also
runs. In reading order: `parts` (what a lesson is), `shelf` (where it is found), `outline` and
`plan` (from the file's words to a network and what it is trained for), `budget`, `start`,
`inheritance` (first values from another lesson), `stops`, `changes` (the same lesson with other
values at some keys); `blame` tells errors at their key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from .. import datasets
from ..compiler import compile_program
from ..machine.machine import frozen
from . import file as lesson_file
from .blame import blamed_on
from .budget import check_budget
from .file import LessonBase
from .inheritance import inheritance
from .outline import outline
from .parts import FUNCTION, LARGE, Lesson, Limits, Outline, Question, Stop
from .shelf import find, is_architecture, shipped, specification, title_of
from .start import start_of
from .stops import stops_of

__all__ = [
    "FUNCTION",
    "LARGE",
    "Lesson",
    "Limits",
    "Outline",
    "Question",
    "Stop",
    "assemble",
    "find",
    "from_dict",
    "load",
    "open_named",
    "outline",
    "shipped",
    "specification",
    "title_of",
]


def load(path: Path) -> Lesson:
    """Read and check a lesson folder or its ``lesson.toml``.

    Raises LessonError or LessonFaults, which name file, line and column.
    """
    return assemble(lesson_file.read(path))


def from_dict(description: Mapping[str, object], limits: Limits | None = None) -> Lesson:
    """The same from a dictionary of the form of ``lesson.toml``; errors name the key instead of a
    line."""
    return assemble(lesson_file.from_dict(description), limits=limits)


def open_named(name: str) -> Lesson:
    """A lesson by its name or path, or a known architecture by its name; raises LessonError."""
    limits = LARGE if is_architecture(name) else None
    return assemble(specification(name), limits=limits)


def assemble(
    spec: LessonBase,
    data: datasets.Dataset | None = None,
    limits: Limits | None = None,
    *,
    before: tuple[str, ...] = (),
) -> Lesson:
    """Build what a specification describes, or the same over other data. What does not fit is a
    LessonError at the key that it comes from, also what is larger than the limits (the usual ones
    if none are given). `before` names the lessons that are opened because this one is their
    beginning."""
    lesson = built(spec, data, limits, before=before)
    return replace(lesson, stops=tuple(stops_of(lesson)))


def built(
    spec: LessonBase,
    data: datasets.Dataset | None = None,
    limits: Limits | None = None,
    *,
    before: tuple[str, ...] = (),
) -> Lesson:
    """The same without stops."""
    drawn = outline(spec, data)
    network, data, plan = drawn.network, drawn.data, drawn.plan
    limits = limits or Limits()
    check_budget(drawn, limits)
    start = start_of(spec, network, plan, data)
    inherited = {}
    for name, value, origin in inheritance(drawn, (*before, spec.name), _earlier):
        start[name] = frozen(value.astype(spec.dtype))
        inherited[name] = origin
    shapes = {name: value.shape for name, value in start.items()}
    with blamed_on(spec, "gradients" if plan.gradients else "loss"):
        program = compile_program(network, plan, shapes)
    first = MappingProxyType(start)
    return Lesson(spec, network, data, plan, program, first, inherited, limits=limits)


def _earlier(folder: Path, chain: tuple[str, ...]) -> Lesson:
    """A lesson that another begins with."""
    return assemble(lesson_file.read(folder), before=chain)
