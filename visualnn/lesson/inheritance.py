"""First values that come from the training of other lessons."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from ..datasets import inside
from ..datasets.files import check_finite
from ..datasets.readers.limits import content_of
from ..datasets.readers.npz import read_npz
from ..errors import DataError, LessonError
from ..ops import Array
from ..text import N_
from .blame import blamed_on
from .file import LessonSpec
from .file.spec import StartSpec
from .parts import Lesson, Outline
from .shelf import shipped
from .transfer import Inherited, neighbour, pairs, trained


def inheritance(
    drawn: Outline, chain: tuple[str, ...], opened: Callable[[Path, tuple[str, ...]], Lesson]
) -> Iterator[tuple[str, Array, Inherited]]:
    """Name, value and origin of what other lessons have trained, which are opened and trained for
    it, and of what files hold. `chain` names the lessons on the way here."""
    spec = drawn.spec
    for n, begin in enumerate(spec.start_from if isinstance(spec, LessonSpec) else ()):
        place = spec.where("start_from", n, "lesson")
        if begin.lesson is None:
            yield from _from_file(drawn, n, begin)
            continue
        if begin.file is not None:
            raise LessonError(_EITHER, place=spec.where("start_from", n, "file"))
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


_EITHER = N_("parameters start from either a lesson or a file")


def _from_file(drawn: Outline, n: int, begin: StartSpec) -> Iterator[tuple[str, Array, Inherited]]:
    """Name, value and origin of what a file beside the lesson holds, under the limits of data."""
    spec = drawn.spec
    if begin.file is None:
        raise LessonError(_EITHER, place=spec.where("start_from", n))
    if begin.iterations is not None:
        raise LessonError(
            N_("a file holds what is trained already; take iterations away"),
            place=spec.where("start_from", n, "iterations"),
        )
    with blamed_on(spec, "start_from", n, "file"):
        if spec.file is None or not spec.file.name:
            raise DataError(N_("a lesson that has no folder has no file {file}"), file=begin.file)
        path = inside(spec.file.parent, begin.file)
        values = read_npz(content_of(path), path.name)
        for name, value in values.items():
            check_finite(value, f"{path.name}: {name}")
    with blamed_on(spec, "start_from", n, "parameters"):
        for mine, theirs in pairs(drawn.network, values, begin.parameters or {}):
            yield mine, values[theirs], Inherited("", theirs, 0, path.name)
