"""From a file, a dictionary or a name to a lesson that is ready to run."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import numpy as np

from .. import datasets
from ..compiler import compile_program
from ..machine.machine import frozen
from . import file as lesson_file
from .blame import blamed_on
from .budget import plan_in_budget
from .file import LessonBase
from .giving_up import check
from .halts import halts_of
from .inheritance import inheritance
from .outline import outline_of
from .parts import LARGE, Lesson, Limits, limits_of
from .shelf import is_architecture, specification
from .start import cast, start_of
from .stops import stops_of


def load(path: Path) -> Lesson:
    """Read and check a lesson folder or its ``lesson.toml``.

    Raises LessonError or LessonFaults, which name file, line and column.
    """
    return assemble(lesson_file.read(path))


def from_dict(description: Mapping[str, object], limits: Limits | None = None) -> Lesson:
    """Build a lesson from a dictionary of the form of ``lesson.toml``.

    Raises LessonError or LessonFaults, which name the key instead of a line.
    """
    return assemble(lesson_file.from_dict(description), limits=limits)


def open_named(name: str, spec: LessonBase | None = None) -> Lesson:
    """A lesson by its name or path, or a known architecture by its name; `spec` is what
    :func:`specification` says of it, if that was asked before. Raises LessonError."""
    limits = LARGE if is_architecture(name) else None
    return assemble(spec or specification(name), limits=limits)


def assemble(
    spec: LessonBase,
    data: datasets.Dataset | None = None,
    limits: Limits | None = None,
    *,
    before: tuple[str, ...] = (),
) -> Lesson:
    """Build the lesson that a specification describes, over its own data or over `data`.

    `limits` bound its size; without them the usual limits hold. `before` names the lessons that are
    being opened because they begin with this one. Raises LessonError at the key of anything that
    does not fit or is larger than the limits.
    """
    lesson = build_without_stops(spec, data, limits, before=before)
    halts_of(lesson)  # says what none of its iterations has
    return replace(lesson, stops=tuple(stops_of(lesson)))


def build_without_stops(
    spec: LessonBase,
    data: datasets.Dataset | None = None,
    limits: Limits | None = None,
    *,
    before: tuple[str, ...] = (),
) -> Lesson:
    """Build the lesson as `assemble` does, but without its stops."""
    drawn = outline_of(spec, data)
    network, data = drawn.network, drawn.data
    limits = limits or limits_of(spec)
    plan = plan_in_budget(drawn, limits)
    start = start_of(spec, network, plan, data)
    inherited = {}
    for name, value, origin in inheritance(drawn, (*before, spec.name), _earlier):
        start[name] = frozen(cast(name, value, np.dtype(spec.dtype)))
        inherited[name] = origin
    shapes = {name: value.shape for name, value in start.items()}
    with blamed_on(spec, "gradients" if plan.gradients else "loss"):
        program = compile_program(network, plan, shapes)
    first = MappingProxyType(start)
    return Lesson(spec, network, data, plan, program, first, inherited, limits=limits)


_opened: ContextVar[dict[Path, Lesson] | None] = ContextVar("opened", default=None)
"""The lessons that were opened because one that is being opened begins with them."""


def _earlier(folder: Path, chain: tuple[str, ...]) -> Lesson:
    """A lesson that another begins with; two that begin with the same open it once."""
    known = _opened.get()
    if known is None:
        known = {}
        token = _opened.set(known)
        try:
            return _earlier(folder, chain)
        finally:
            _opened.reset(token)
    place = folder.resolve()
    if place not in known:
        check()
        known[place] = assemble(lesson_file.read(folder), before=chain)
    return known[place]
