"""Sequences for recurrent networks: windows of a text or of a wave, and what comes next.

Row i shows the `steps` entries from the i-th on. With ``predict = "last"`` the target is the one
entry that follows the window; with ``"every"`` it is, for each entry, the one after it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Literal

import numpy as np
from annotated_types import Interval, Len

from ..dataclass import dataclass
from ..errors import SettingError
from ..initializers import generator
from ..limits import OneOf
from ..ops import Array
from ..text import N_
from .base import MAX_ROW_COUNT, Count, DataSource, Examples, Spread, check_range, check_whole

MAX_STEP_COUNT = 1_000
MAX_TEXT_CHARACTERS = 10_000
MAX_NUMBER_COUNT = 20_000_000
"""Of all windows together, one-hot or not."""

WORDS: Mapping[str, str] = MappingProxyType(
    {
        "hello": "hello",
        "up-and-down": "abcdedcb",
        "alphabet": "abcdefghijklmnopqrstuvwxyz",
        "tick-tock": "tick tock ",
        "counting": "one two three four ",
        "long-memory": "abbbbacbbbbc",
    }
)
"""Texts by name. In the last one only the letter six places before tells what ends the b's."""

Word = Annotated[str, OneOf(WORDS)]
Steps = Annotated[int, Interval(ge=1, le=MAX_STEP_COUNT)]
Predict = Literal["last", "every"]


def check_predict(predict: str) -> None:
    """Raise SettingError for what is neither of the two ways."""
    if predict not in {"last", "every"}:
        raise SettingError("predict must be last or every, not {predict}", predict=predict)


def windows(values: Array, steps: int, predict: str) -> Examples:
    """All windows of `steps` rows of values that have a next one, and what follows."""
    count = len(values) - steps
    places = np.arange(count)[:, None] + np.arange(steps)
    return values[places], values[steps:] if predict == "last" else values[places + 1]


@dataclass(frozen=True)
class Characters(DataSource):
    """Windows of a text, and the character that follows.

    Characters are numbered in the order of their code points. Inputs ``(rows, steps)``, or one-hot
    ``(rows, steps, characters)``; targets are class numbers, ``(rows, 1)`` or ``(rows, steps)``.
    The text, said `repeats` times, gives length − steps rows.
    """

    word: Word = "hello"
    """A text that comes with the program."""
    text: Annotated[str, Len(2, MAX_TEXT_CHARACTERS)] = ""
    """A text of your own instead."""
    steps: Steps = 4
    """How many characters a window shows."""
    repeats: Annotated[int, Interval(ge=1, le=MAX_TEXT_CHARACTERS)] = 2
    """How often the text is said."""
    inputs: Literal["one_hot", "index"] = "one_hot"
    """Rows with a single one, or class numbers for an embedding."""
    predict: Predict = "last"
    """What follows the window, or what follows each of its characters."""

    title = N_("Characters")

    @property
    def is_sequence(self) -> bool:
        return True

    def __post_init__(self) -> None:
        if self.word not in WORDS:
            raise SettingError(
                "unknown word {word}; known are {known}, or give a text of your own",
                word=self.word,
                known=", ".join(WORDS),
            )
        check_whole(1, MAX_STEP_COUNT, steps=self.steps)
        check_whole(1, MAX_TEXT_CHARACTERS, repeats=self.repeats)
        check_predict(self.predict)
        if self.inputs not in {"one_hot", "index"}:
            raise SettingError("inputs must be one_hot or index, not {inputs}", inputs=self.inputs)
        length = len(self.all_text)
        if length > MAX_TEXT_CHARACTERS:
            raise SettingError(
                "a text of {length} characters is longer than {most}; repeat it less often",
                length=length,
                most=MAX_TEXT_CHARACTERS,
            )
        if length <= self.steps:
            raise SettingError(
                "{length} characters − {steps} steps = {rows}: no window has a next character; "
                "use fewer steps or more repeats",
                length=length,
                steps=self.steps,
                rows=length - self.steps,
            )
        if len(self.names) < 2:
            raise SettingError("a text needs at least two different characters")
        numbers = (length - self.steps) * self.steps * len(self.names)
        if self.inputs == "one_hot" and numbers > MAX_NUMBER_COUNT:
            raise SettingError(
                "one-hot windows would be {count} numbers, more than {most}; use inputs = index",
                count=numbers,
                most=MAX_NUMBER_COUNT,
            )

    @property
    def all_text(self) -> str:
        """The text as often as it is said."""
        return (self.text or WORDS[self.word]) * self.repeats

    @property
    def names(self) -> tuple[str, ...]:
        """The characters by class number."""
        return tuple(sorted(set(self.text or WORDS[self.word])))

    @property
    def classes(self) -> int:
        return len(self.names)

    def examples(self, seed: int) -> Examples:
        number = {character: n for n, character in enumerate(self.names)}
        values = np.array([number[character] for character in self.all_text], np.float64)
        x, t = windows(values, self.steps, self.predict)
        if self.inputs == "one_hot":
            x = (x[:, :, None] == np.arange(self.classes)).astype(np.float64)
        return x, t.reshape(len(t), -1)


@dataclass(frozen=True)
class Wave(DataSource):
    """Windows of a noisy sine in time, and what follows.

    s[i] = sin(2π · i / period) + noise. Inputs ``(rows, steps, 1)``; targets ``(rows, 1)`` or
    ``(rows, steps, 1)``.
    """

    n: Count = 200
    """How many windows."""
    noise: Spread = 0.0
    steps: Steps = 20
    period: Annotated[float, Interval(ge=1, le=1e6)] = 25.0
    """After how many steps the sine begins again."""
    predict: Predict = "last"
    """What follows the window, or what follows each of its numbers."""

    title = N_("A sine in time")

    @property
    def is_sequence(self) -> bool:
        return True

    def __post_init__(self) -> None:
        check_whole(1, MAX_ROW_COUNT, n=self.n)
        check_range(0, 1e6, noise=self.noise)
        check_whole(1, MAX_STEP_COUNT, steps=self.steps)
        check_range(1, 1e6, period=self.period)
        check_predict(self.predict)
        if self.n * self.steps > MAX_NUMBER_COUNT:
            raise SettingError(
                "{n} windows of {steps} steps are more than {most} numbers; use fewer",
                n=self.n,
                steps=self.steps,
                most=MAX_NUMBER_COUNT,
            )

    def examples(self, seed: int) -> Examples:
        i = np.arange(self.n + self.steps)
        noise = generator(seed, "data.noise").normal(size=len(i))
        signal = np.sin(2 * np.pi * i / self.period) + self.noise * noise
        x, t = windows(signal[:, None], self.steps, self.predict)
        return x, t
