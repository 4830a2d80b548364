"""Conditions that halt: read, refused with their place, and true where the numbers say so."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from tests.ui.runs import lesson
from visualnn.errors import LessonError, VisualnnError
from visualnn.lesson import load
from visualnn.lesson.halts import HaltCondition, halts_of
from visualnn.lesson.watched_number import WatchedNumber

TOML = """format = {format}
name = "halting"
title = {{ en = "Halting", ko = "멈춤" }}
epochs = 5

[data]
source = "xor"

[[layers]]
name = "hidden"
kind = "dense"
units = 3
activation = "relu"

[[layers]]
name = "output"
kind = "dense"
units = 1
activation = "sigmoid"

[loss]
kind = "binary_cross_entropy"

[optimizer]
kind = "sgd"
lr = 0.1

[[breakpoints]]
when = "{when}"
"""


def written(folder: Path, when: str, version: int = 2) -> Path:
    home = folder / "01-halting"
    home.mkdir()
    (home / "lesson.toml").write_text(TOML.format(when=when, format=version), encoding="utf-8")
    for language, title in (("en", "Halting"), ("ko", "멈춤")):
        (home / f"{language}.md").write_text(f"# {title}\n", encoding="utf-8")
    return home


@pytest.mark.parametrize(
    ("text", "number", "kind"),
    [
        ("L < 0.1", WatchedNumber("L"), ""),
        ("norm(d.hidden.W)>=-1e3", WatchedNumber("d.hidden.W", (), "norm"), ""),
        ("changes_sign( hidden.W[0,1] )", WatchedNumber("hidden.W", (0, 1)), "changes_sign"),
        ("not_finite(hidden.W)", WatchedNumber("hidden.W", (), "max_abs"), "not_finite"),
        ("dies(hidden.a)", WatchedNumber("hidden.a", (), "silent"), "dies"),
    ],
)
def test_a_condition_is_read(text: str, number: WatchedNumber, kind: str) -> None:
    found = HaltCondition.parse(text)
    assert (found.number, found.kind) == (number, kind)
    assert HaltCondition.parse(str(found)) == found


@pytest.mark.parametrize(
    "text", ["", "L", "L = 1", "L < x", "L <", "< 1", "dies()", "dies(hidden.a) < 1 < 2", "L << 1",
             "import os", "L < 1e9999", "x" * 500],
)  # fmt: skip
def test_what_is_no_condition_is_refused(text: str) -> None:
    with pytest.raises(VisualnnError):
        HaltCondition.parse(text)


@pytest.mark.parametrize(
    ("text", "numbers", "hits"),
    [
        ("v < 1", [2, 0.5, 0.4, 3, 0.1], [1, 4]),
        ("v < 1", [0.5, 2.0], [0]),
        ("v >= 2", [2, 2, 1, 2], [0, 3]),
        ("v > 2", [math.nan, 2, 3, math.inf], [2]),
        ("changes_sign(v)", [1, 2, -1, -2, 0, 3], [2, 4, 5]),
        ("changes_sign(v)", [1, math.nan, -1], []),
        ("not_finite(v)", [1, math.inf, math.nan, 1, math.nan], [1, 4]),
        ("dies(v)", [0, 0, 1, 1, 0, 2], [2, 5]),
        ("v < 1", [], []),
        ("dies(v)", [], []),
    ],
)
def test_it_comes_true_where_it_did_not_hold_before(
    text: str, numbers: list[float], hits: list[int]
) -> None:
    assert HaltCondition.parse(text).hits(np.array(numbers, float)).tolist() == hits


def test_a_lesson_brings_conditions(tmp_path: Path) -> None:
    opened = load(written(tmp_path, "L < 0.1"))
    assert [str(each) for each in halts_of(opened)] == ["L < 0.1"]
    assert halts_of(lesson("xor")) == ()


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("L is small", "no condition"),
        ("nothing < 1", "called nothing"),
        ("hidden.W < 1", "not one number"),
        ("hidden.W[9,9] < 1", "not one number"),
        ("loudness(L) < 1", "no measure"),
    ],
)
def test_what_cannot_be_is_refused_at_its_place(tmp_path: Path, when: str, words: str) -> None:
    with pytest.raises(LessonError, match=words) as refused:
        load(written(tmp_path, when))
    assert (refused.value.place.line, refused.value.place.column) == (29, 8)


def test_format_1_has_none(tmp_path: Path) -> None:
    with pytest.raises(LessonError, match="format"):
        load(written(tmp_path, "L < 0.1", 1))
