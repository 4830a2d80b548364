"""Settings: what the program remembers from one day to the next. A few words in one small file.

The file is only ever a hint. What is wrong in it counts as not written: the default is used, and
the file is kept beside the new one with ``.corrupt`` behind its name. Where nothing can be written,
nothing is remembered, and that is all.
"""

from __future__ import annotations

import contextlib
import json
import logging
import math
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, field, fields
from pathlib import Path
from typing import Any, NamedTuple

from visualnn.dataclass import dataclass
from visualnn.files import forget_parts, read_small, write_whole
from visualnn.text import LANGUAGES, Language

from .progress import LESSON_COUNT, NAME_COUNT, LessonProgress
from .staging import CHOICE_COUNT, STAGE_VIEW_COUNT, StageChoice

__all__ = [
    "FIRST_LESSON",
    "Memory",
    "Rectangle",
    "Settings",
    "default_language",
    "on_a_screen",
    "shared_pixels",
]

_log = logging.getLogger(__name__)
FIRST_LESSON = "neuron"
"""The lesson of a program that was never opened before."""
_FILE_BYTES = 256 << 10  # of a settings file at most; ours has some thousand
_SIZE_FACTOR_RANGE = (0.75, 3.0)
_SPEED_RANGE = (0.1, 1000.0)  # steps per second
_OFF_VARIABLE = "VISUALNN_NO_SETTINGS"


class Rectangle(NamedTuple):
    """A place on the desktop, in logical pixels."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class Settings:
    """Everything that is remembered. An empty language means: the one of the computer."""

    language: str = ""
    theme: str = "light"
    size: float = 1.0
    """The factor on all lengths."""
    geometry: Rectangle | None = None
    maximized: bool = False
    splitters: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    stages: Mapping[str, StageChoice] = field(default_factory=dict)
    """Lesson → the views that somebody chose for its stage."""
    speed: float = 2.0
    """Steps per second; 0 stands for as fast as possible."""
    lesson: str = ""
    """The name or the path of the lesson that was open last."""
    recent: tuple[str, ...] = ()
    """Paths of lessons that were opened lately, the last one first."""
    progress: Mapping[str, LessonProgress] = field(default_factory=dict)
    """Lesson of the course → how far the learner has come in it."""


def default_language(environment: Mapping[str, str] | None = None) -> Language:
    """Korean where the computer speaks Korean, otherwise English."""
    known = os.environ if environment is None else environment
    spoken = next(
        (known[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if known.get(name)), ""
    )
    return "ko" if spoken.lower().startswith("ko") else "en"


def on_a_screen(window: Rectangle, screens: Sequence[Rectangle]) -> Rectangle:
    """The place moved and cut so that all of it lies on the screen it shares most with.

    `screens` are their usable parts, the main one first; without any the window stays where it is.
    """
    if not screens:
        return window
    home = max(screens, key=lambda screen: shared_pixels(window, screen))
    width, height = min(window.width, home.width), min(window.height, home.height)
    x = min(max(window.x, home.x), home.x + home.width - width)
    y = min(max(window.y, home.y), home.y + home.height - height)
    return Rectangle(x, y, width, height)


def shared_pixels(one: Rectangle, other: Rectangle) -> int:
    """The area that two rectangles have in common."""
    width = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    height = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    return max(width, 0) * max(height, 0)


class Memory:
    """The file that the settings live in. Without a path nothing is remembered."""

    def __init__(self, path: Path | None) -> None:
        self.path = path

    @classmethod
    def of_this_person(cls) -> Memory:
        """Where this computer keeps the settings of its programs."""
        return cls(None if os.environ.get(_OFF_VARIABLE) else _folder() / "settings.json")

    def load(self) -> Settings:
        """What is remembered; whatever is missing or wrong is as in a new program."""
        if self.path is None:
            return Settings()
        forget_parts(self.path.parent, self.path.name)
        try:
            content = read_small(self.path, _FILE_BYTES)
        except FileNotFoundError:
            return Settings()
        except (OSError, ValueError) as error:
            _log.warning("the settings cannot be read: %s", error)
            return Settings()
        settings, sound = _understood(content)
        if not sound:
            _log.warning("%s holds settings that make no sense; they are left out", self.path)
            with contextlib.suppress(OSError):
                write_whole(self.path.with_name(self.path.name + ".corrupt"), content)
        return settings

    def save(self, settings: Settings) -> bool:
        """Remember these; whether that was possible."""
        if self.path is None:
            return False
        text = json.dumps(asdict(settings), indent=1, ensure_ascii=False, allow_nan=False)
        try:
            if self.path.exists() and not self.path.is_file():
                return False
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_whole(self.path, text.encode("utf-8", "surrogateescape"))
        except OSError as error:
            _log.warning("the settings cannot be saved: %s", error)
            return False
        return True


def _folder() -> Path:
    """The folder for settings, as each system wants it."""
    home = Path(os.path.expanduser("~"))  # noqa: PTH111  Path.home raises where there is no home
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA") or home / "AppData" / "Roaming") / "visualnn"
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "visualnn"
    return Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config") / "visualnn"


# -- from a file that anybody may have written -----------------------------------------------------


def _understood(content: bytes) -> tuple[Settings, bool]:
    """The settings in a file, and whether everything in it made sense."""
    try:
        found = json.loads(content.decode("utf-8"), parse_constant=_refused)
    except (ValueError, RecursionError):
        return Settings(), False
    if not isinstance(found, dict):
        return Settings(), False
    kept: dict[str, Any] = {}
    sound = True
    for each in fields(Settings):
        if each.name in found:
            try:
                kept[each.name] = _READERS[each.name](found[each.name])
            except (TypeError, ValueError, OverflowError):
                sound = False
    return Settings(**kept), sound


def _refused(word: str) -> float:
    raise ValueError(word)


def _one_of(*words: str) -> Callable[[object], str]:
    def read(value: object) -> str:
        if value not in words:
            raise ValueError(value)
        return str(value)

    return read


def _number(low: float, high: float, *, besides: float | None = None) -> Callable[[object], float]:
    def read(value: object) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise TypeError(value)
        number = float(value)
        if not math.isfinite(number) or not (low <= number <= high or number == besides):
            raise ValueError(value)
        return number

    return read


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(value)
    if abs(value) > 100_000:
        raise ValueError(value)
    return value


def _rectangle(value: object) -> Rectangle | None:
    if value is None:
        return None
    if not isinstance(value, list) or len(value) != 4:
        raise TypeError(value)
    place = Rectangle(*map(_whole, value))
    if place.width < 1 or place.height < 1:
        raise ValueError(value)
    return place


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError(value)
    return value


def _splitters(value: object) -> dict[str, tuple[int, ...]]:
    if not isinstance(value, dict) or len(value) > 20:
        raise TypeError(value)
    found = {}
    for name, sizes in value.items():
        if not isinstance(sizes, list) or len(sizes) > 10:
            raise TypeError(sizes)
        widths = tuple(map(_whole, sizes))
        if any(width < 0 for width in widths) or not any(widths):
            raise ValueError(sizes)
        found[str(name)] = widths
    return found


def _stages(value: object) -> dict[str, StageChoice]:
    if not isinstance(value, dict) or len(value) > CHOICE_COUNT:
        raise TypeError(value)
    found = {}
    for lesson, choice in value.items():
        if not isinstance(choice, dict) or not isinstance(choice.get("views"), list):
            raise TypeError(choice)
        views = tuple(map(_short, choice["views"]))
        if not 1 <= len(views) <= STAGE_VIEW_COUNT or len(set(views)) < len(views):
            raise ValueError(views)
        placement = choice.get("placement", "")
        if placement not in {"", "beside", "below"}:
            raise ValueError(placement)
        found[_short(lesson)] = StageChoice(views, placement)
    return found


def _progress(value: object) -> dict[str, LessonProgress]:
    if not isinstance(value, dict) or len(value) > LESSON_COUNT:
        raise TypeError(value)
    found = {}
    for lesson, known in value.items():
        if not isinstance(known, dict):
            raise TypeError(known)
        found[_short(lesson)] = LessonProgress(
            _names(known.get("reached", [])),
            _names(known.get("answered", [])),
            _count(known.get("stop_count", 0)),
            _count(known.get("question_count", 0)),
            _flag(known.get("is_at_end", False)),
        )
    return found


def _names(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > NAME_COUNT:
        raise TypeError(value)
    return tuple(map(_short, value))


def _count(value: object) -> int:
    number = _whole(value)
    if not 0 <= number <= NAME_COUNT:
        raise ValueError(value)
    return number


def _short(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    if len(value) > 200:
        raise ValueError(value)
    return value


def _path(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    if len(value) > 4096 or "\0" in value:
        raise ValueError(value)
    return value


def _paths(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > 100:
        raise TypeError(value)
    return tuple(map(_path, value))


_READERS: Mapping[str, Callable[[object], Any]] = {
    "language": _one_of("", *LANGUAGES),
    "theme": _one_of("light", "dark"),
    "size": _number(*_SIZE_FACTOR_RANGE),
    "geometry": _rectangle,
    "maximized": _flag,
    "splitters": _splitters,
    "stages": _stages,
    "speed": _number(*_SPEED_RANGE, besides=0.0),
    "lesson": _path,
    "recent": _paths,
    "progress": _progress,
}
