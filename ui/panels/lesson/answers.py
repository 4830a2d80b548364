"""Answers: what a learner says to a question, read, compared with the trace, and put into words.

A number is right if it is near enough to the number of the trace, and where a rule decides between
choices (a sign, a comparison) it is asked of the trace too; the file says itself what the run
cannot know.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping

from visualnn import figures
from visualnn.dataclass import dataclass
from visualnn.lesson.file.stop_specs import ChoiceQuestion, QuestionSpec

__all__ = ["Answer", "AskedNumbers", "Verdict", "compared", "judge", "printed", "read_number"]

Answer = float | str
"""What was answered: a number, or the id of a choice."""

AskedNumbers = tuple[float, float | None]
"""The number of the trace that is asked for, and the one it is compared with, if any."""

CLOSE_SHARE = 0.1
"""The share of a number by which an answer may be off and still be called close."""

MAX_NUMBER_CHARACTERS = 40
"""Characters of a number that is typed in."""

_MINUS = str.maketrans("−–‒﹣", "----")
_RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_POWER = re.compile(r"×10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE][+-]?[0-9]{1,3})?")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an answer is right; of a choice also which one is, "" if none can be."""

    right: bool
    correct: str = ""
    close: bool = False
    """Of a number that is not right: whether it is not far off."""


def read_number(text: str) -> float | None:
    """The finite number that was typed, None if it is none.

    A decimal comma, a typographic minus, wide digits and powers of ten as they are printed here
    (1.2×10⁻⁵) are understood. Two marks (1,234.5) are not: which of them would be the point?
    """
    if len(text) > MAX_NUMBER_CHARACTERS:
        return None
    spread = _POWER.sub(lambda match: f"e{match[1].translate(_RAISED)}", text)
    plain = unicodedata.normalize("NFKC", spread).translate(_MINUS).replace(" ", "")
    if _NUMBER.fullmatch(plain) is None:
        return None
    number = float(plain.replace(",", "."))
    return number if math.isfinite(number) else None


def judge(spec: QuestionSpec, said: Answer, asked: AskedNumbers | None) -> Verdict:
    """Compare an answer with the trace. A number that is not finite makes no answer right."""
    if isinstance(spec, ChoiceQuestion):
        correct = _right_choice(spec, asked)
        return Verdict(bool(correct) and said == correct, correct)
    if spec.correct is not None:
        asked = spec.correct, None
    if asked is None or isinstance(said, str) or not math.isfinite(asked[0]):
        return Verdict(False)
    # 0.465 − 0.46 is 0.00500000000000000044: a tolerance of 0.005 means the decimal.
    slack = 1e-12 * max(1.0, abs(asked[0]))
    off = abs(said - asked[0])
    right = off <= spec.tolerance + slack
    return Verdict(
        right, close=not right and off <= max(CLOSE_SHARE * abs(asked[0]), 2 * spec.tolerance)
    )


def _right_choice(spec: ChoiceQuestion, asked: AskedNumbers | None) -> str:
    if spec.correct is not None:
        return spec.correct
    if asked is None:
        return ""
    value, other = asked
    if spec.rule == "sign":
        return _named(value, 0.0, {-1: "negative", 0: "zero", 1: "positive"})
    if spec.rule == "compare" and other is not None:
        return _named(value, other, {-1: "less", 0: "equal", 1: "greater"})
    return ""


def _named(value: float, other: float, names: Mapping[int, str]) -> str:
    if math.isnan(value) or math.isnan(other):
        return ""
    return names[(value > other) - (value < other)]


def compared(value: float, other: float) -> tuple[str, str, str]:
    """Two numbers as text and the sign between them: 0.5102, <, 0.6931.

    They have as many digits as it takes to see that they differ.
    """
    sign = "<" if value < other else ">" if value > other else "=" if value == other else "?"
    for write in (figures.result, figures.line):
        left, right = write(value), write(other)
        if left != right or sign in "=?":
            return left, sign, right
    return figures.full(value), sign, figures.full(other)


def printed(said: float) -> str:
    """A learner's number: six digits at most, as many as a line of arithmetic has."""
    return figures.line(said)
