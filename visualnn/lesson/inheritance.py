"""First values that come from the training of other lessons."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from ..errors import LessonError
from ..ops import Array
from ..text import N_
from .blame import blamed_on
from .file import LessonSpec
from .parts import Lesson, Outline
from .shelf import shipped
from .transfer import Inherited, neighbour, pairs, trained


def inheritance(
    drawn: Outline, chain: tuple[str, ...], opened: Callable[[Path, tuple[str, ...]], Lesson]
) -> Iterator[tuple[str, Array, Inherited]]:
    """Name, value and origin of what other lessons have trained; they are opened and trained for
    it. `chain` names the lessons on the way here."""
    spec = drawn.spec
    for n, begin in enumerate(spec.start_from if isinstance(spec, LessonSpec) else ()):
        place = spec.where("start_from", n, "lesson")
        if begin.lesson in chain:
            raise LessonError(
                N_("{lesson} cannot begin with itself: {chain}"),
                place=place,
                lesson=begin.lesson,
                chain=" → ".join([*chain, begin.lesson]),
            )
        known = shipped()
        folder = neighbour(spec.file or Path(), begin.lesson) or known.get(begin.lesson)
        if folder is None:
            raise LessonError(
                N_("there is no lesson {name} beside this one, nor among {known}"),
                place=place,
                name=begin.lesson,
                known=", ".join(known),
            )
        other = opened(folder, chain)
        iterations = min(begin.iterations or other.iterations, other.iterations)
        described = other.spec.model_dump_json(exclude={"file"}).encode()
        with blamed_on(spec, "start_from", n):
            values = trained(other.program, other.start, iterations, described)
        with blamed_on(spec, "start_from", n, "parameters"):
            for mine, theirs in pairs(drawn.network, values, begin.parameters or {}):
                yield mine, values[theirs], Inherited(begin.lesson, theirs, iterations)
