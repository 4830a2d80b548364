"""Formats of lesson files: those of format 1 are read as they were before there was another."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.visualnn.lesson.file.format_1.reading import LESSONS, RECORD, reading

RECORDED: dict[str, Any] = json.loads(RECORD.read_text(encoding="utf-8"))


def test_every_recorded_lesson_is_there() -> None:
    assert list(RECORDED) == LESSONS == ["01-logistic", "02-xor", "08-digits"]


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_of_format_1_is_read_as_before(name: str) -> None:
    read, recorded = reading(name), dict(RECORDED[name])
    # another processor may add in another order; float32 has seven digits
    assert read.pop("losses") == pytest.approx(recorded.pop("losses"), rel=1e-6)
    assert read == recorded
