"""The plan of a study: which runs it has, and the key under which each is kept."""

from __future__ import annotations

import hashlib
import itertools
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import field

from ..dataclass import dataclass
from ..errors import SettingError
from ..journal.header import data_hashes, known_as, program_version
from ..lesson import Lesson
from ..lesson.change import Change, apply_change, parse_change
from ..lesson.changes import description_of, open_changed
from ..lesson.file.spec import TRAINING_IRRELEVANT_KEYS
from ..text import N_

__all__ = ["MAX_RUN_COUNT", "Axis", "Study", "StudyRun", "parse_axis", "parse_seeds", "study_of"]

MAX_RUN_COUNT = 10_000
SEED_KEY = "seed"
MAX_SEED = 2**32 - 1

_SEEDS = re.compile(r"([0-9]{1,10})(?:-([0-9]{1,10}))?")


@dataclass(frozen=True)
class Axis:
    """A key of the lesson and the values that it takes in turn."""

    key: str
    values: tuple[tuple[Change, ...], ...]
    """What each value changes: its key, or several."""
    texts: tuple[str, ...]
    """The values as they were written."""


@dataclass(frozen=True)
class StudyRun:
    """One run of a study."""

    changes: tuple[Change, ...] = field(compare=False)
    """What the grid sets, an entry for each axis; `texts` tell runs apart, as a value may be a
    table."""
    texts: tuple[str, ...]
    """The same as KEY=VALUE."""
    seed: int | None
    """None if the run has the lesson's own."""

    @property
    def words(self) -> str:
        """What the grid sets, on one line; empty in a study over seeds alone."""
        return " ".join(self.texts)

    @property
    def all_changes(self) -> tuple[Change, ...]:
        """What the grid and the seed set."""
        seed = () if self.seed is None else (Change(SEED_KEY, self.seed),)
        return (*self.changes, *seed)


@dataclass(frozen=True)
class Study:
    """One lesson over a grid of settings and seeds."""

    lesson: str
    """The lesson's name, or its whole path."""
    fixed: tuple[Change, ...] = ()
    """Changes that all runs have."""
    axes: tuple[Axis, ...] = ()
    seeds: tuple[int, ...] = ()
    """The seeds in order; none stands for the lesson's own."""
    iterations: int | None = None
    """How long a run goes at most; None for as long as the lesson has it."""

    @property
    def runs(self) -> tuple[StudyRun, ...]:
        """Every run: the last axis turns fastest, and the seeds faster still."""
        return tuple(self._runs())

    def _runs(self) -> Iterator[StudyRun]:
        choices = [list(zip(axis.values, axis.texts, strict=True)) for axis in self.axes]
        for chosen in itertools.product(*choices):
            changes = tuple(change for changes, _text in chosen for change in changes)
            texts = tuple(
                f"{axis.key}={text}" for axis, (_, text) in zip(self.axes, chosen, strict=True)
            )
            for seed in self.seeds or (None,):
                yield StudyRun(changes, texts, seed)

    def open(self) -> Lesson:
        """The lesson with the changes that all runs have. Raises SettingError for more runs than
        are allowed, UnknownNameError for a key that the lesson does not have, and what opening it
        raises."""
        count = len(self.seeds or (None,))
        for axis in self.axes:
            count *= len(axis.values)
        if count > MAX_RUN_COUNT:
            raise SettingError(
                N_("a study has at most {most} runs; these are {count}"),
                most=MAX_RUN_COUNT,
                count=count,
            )
        lesson = open_changed(self.lesson, self.fixed)
        for change in self._first_changes():
            apply_change(description_of(lesson.spec)[0], change)
        return lesson

    def _first_changes(self) -> Iterator[Change]:
        """One change for each key that is changed."""
        for axis in self.axes:
            yield from axis.values[0]
        if self.seeds:
            yield Change(SEED_KEY, self.seeds[0])

    def keys(self, lesson: Lesson) -> dict[StudyRun, str]:
        """Run → the SHA-256 of all that it depends on, as hexadecimal digits: the lesson with its
        data files, the changes, the seed, the length, the version of this program."""
        said = {
            "lesson": lesson.spec.model_dump(mode="json", exclude=set(TRAINING_IRRELEVANT_KEYS)),
            "data": data_hashes(lesson),
            "iterations": self.iterations,
            "program": program_version(),
        }
        common = hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode())
        found = {}
        for run in self.runs:
            made = common.copy()
            own = {"changes": [(each.key, each.value) for each in run.changes], "seed": run.seed}
            made.update(json.dumps(own, sort_keys=True, default=str).encode())
            found[run] = made.hexdigest()
        return found


def study_of(
    lesson: str,
    fixed: Sequence[Change] = (),
    axes: Sequence[Axis] = (),
    seeds: Sequence[int] = (),
    iterations: int | None = None,
) -> Study:
    """A study of a lesson by its name or path. Raises SettingError for a key that is said twice."""
    keys = [axis.key for axis in axes]
    for key in keys:
        if keys.count(key) > 1 or (key == SEED_KEY and seeds):
            raise SettingError(N_("{key} is said twice"), key=key)
    return Study(known_as(lesson), tuple(fixed), tuple(axes), tuple(seeds), iterations)


def parse_axis(text: str) -> Axis:
    """``KEY=a,b,c``: commas inside of brackets and quotation marks part nothing. Raises
    SettingError, also for a value that is said twice."""
    key, equals, values = text.partition("=")
    key = key.strip()
    if not equals or not key or not values.strip():
        raise SettingError(N_("values to study are written KEY=a,b,c, not {text}"), text=text)
    texts = [part.strip() for part in _parted(values)]
    if len(set(texts)) < len(texts):
        raise SettingError(N_("{key} is given the same value twice"), key=key)
    changes = tuple((parse_change(f"{key}={part}"),) for part in texts)
    return Axis(key, changes, tuple(texts))


def _parted(text: str) -> list[str]:
    """A text at its commas, except those inside of brackets and quotation marks."""
    parts, depth, quote = [""], 0, ""
    for character in text:
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        elif character in "[{":
            depth += 1
        elif character in "]}":
            depth -= 1
        elif character == "," and depth <= 0:
            parts.append("")
            continue
        parts[-1] += character
    return parts


def parse_seeds(text: str) -> tuple[int, ...]:
    """``0-9``, ``1,4`` or both mixed: the seeds in order, each once. Raises SettingError."""
    found: dict[int, None] = {}
    for part in text.split(","):
        match = _SEEDS.fullmatch(part.strip())
        first, last = (int(match[1]), int(match[2] or match[1])) if match else (1, 0)
        if not first <= last <= MAX_SEED:
            raise SettingError(
                N_("{text} are no seeds; write 0-9 or 1,4, each from 0 to {most}"),
                text=text,
                most=MAX_SEED,
            )
        if last - first >= MAX_RUN_COUNT:
            raise SettingError(
                N_("a study has at most {most} runs; these are {count}"),
                most=MAX_RUN_COUNT,
                count=last - first + 1,
            )
        found |= dict.fromkeys(range(first, last + 1))
    return tuple(found)
