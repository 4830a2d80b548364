"""Where lessons and known networks are found by name."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from ..errors import LessonError, VisualnnError
from ..resources import resource
from ..text import N_, Language
from . import file as lesson_file
from .architectures import ARCHITECTURES
from .file import LessonBase


def find(name: str) -> Path:
    """The folder of a lesson: the name of one that comes with the program, or a path; raises
    LessonError."""
    known = shipped()
    if name in known:
        return known[name]
    path = Path(name)
    if path.exists():
        return path
    raise LessonError(
        N_("there is no lesson {name}; known are {known}, or give the path of a lesson folder"),
        name=name,
        known=", ".join([*known, *ARCHITECTURES]),
    )


def shipped() -> dict[str, Path]:
    """The lessons that come with the program, in order: name (the folder's without its number) →
    folder."""
    folders = sorted(path.parent for path in resource("lessons").glob("*/lesson.toml"))
    return {name_of_folder(folder): folder for folder in folders}


def name_of_folder(folder: Path) -> str:
    """The name of the lesson in a folder: the folder's without its number."""
    return folder.name.partition("-")[2]


def specification(name: str) -> LessonBase:
    """What a lesson, or an architecture, of this name is described as; raises LessonError."""
    if is_architecture(name):
        return lesson_file.from_dict(ARCHITECTURES[name]())
    return lesson_file.read(find(name))


def is_architecture(name: str) -> bool:
    return name in ARCHITECTURES and name not in shipped()


def title_of(name: str, spoken: Language) -> str:
    """The title of a lesson that comes with the program; for any other lesson, its name."""
    spec = _shipped_spec(name)
    return name if spec is None else spec.title.in_language(spoken)


@lru_cache(maxsize=64)
def _shipped_spec(name: str) -> LessonBase | None:
    folder = shipped().get(name)
    if folder is None:
        return None
    try:
        return lesson_file.read(folder)
    except (VisualnnError, OSError):
        return None
