"""Where lessons and known networks are found by name, and what they are called."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import LessonError
from ..names import close_to
from ..resources import resource
from ..text import N_, Language
from .architectures import ARCHITECTURES
from .title_reading import titles

if TYPE_CHECKING:
    from .file import LessonBase

__all__ = ["find", "is_architecture", "shipped", "specification", "title_of", "titles"]


def find(name: str) -> Path:
    """The folder of a lesson: the name of one that comes with the program, or a path; raises
    LessonError."""
    known = shipped()
    if name in known:
        return known[name]
    path = Path(name)
    if path.exists():
        return path
    names = [*known, *ARCHITECTURES]
    guess = close_to(name, names)
    template = (
        N_("there is no lesson {name}; did you mean {guess}?")
        if guess
        else N_(
            "there is no lesson {name}; visualnn lessons lists all there are; or give the path of "
            "a lesson folder"
        )
    )
    raise LessonError(template, name=name, guess=guess)


def shipped() -> dict[str, Path]:
    """The lessons that come with the program, in order: name (the folder's without its number) →
    folder."""
    folders = sorted(path.parent for path in resource("lessons").glob("*/lesson.toml"))
    return {name_of_folder(folder): folder for folder in folders}


def name_of_folder(folder: Path) -> str:
    """The name of the lesson in a folder: its own, without the number before the first dash."""
    number, dash, name = folder.name.partition("-")
    return name if dash and number.isdigit() else folder.name


def specification(name: str) -> LessonBase:
    """What a lesson, or an architecture, of this name is described as; raises LessonError."""
    from . import file as lesson_file

    if is_architecture(name):
        return lesson_file.from_dict(ARCHITECTURES[name]())
    return lesson_file.read(find(name))


def is_architecture(name: str) -> bool:
    return name in ARCHITECTURES and name not in shipped()


def title_of(name: str, spoken: Language) -> str:
    """The title of a lesson that comes with the program; for any other lesson, its name."""
    known = _shipped_titles(name)
    return known[spoken] if known else name


@lru_cache(maxsize=64)
def _shipped_titles(name: str) -> Mapping[Language, str]:
    """Empty for a lesson that does not come with the program, or cannot be read."""
    folder = shipped().get(name)
    if folder is None:
        return {}
    try:
        return titles(folder)
    except LessonError:
        return {}
