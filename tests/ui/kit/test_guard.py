"""Guarded slots: what they raise is told in a sentence, and not sixty times a second."""

from __future__ import annotations

import logging

import pytest
from PySide6.QtCore import QObject, Signal

from ui.kit.guard import guarded
from visualnn.errors import ShapeError


class Slots(QObject):
    """Something with slots that fail."""

    failed = Signal(str)

    @guarded
    def refuses(self) -> None:
        raise ShapeError("{a} does not fit {b}", a=2, b=3)

    @guarded
    def breaks(self, number: int) -> None:
        raise ZeroDivisionError(f"number {number}")


@pytest.fixture
def told() -> tuple[Slots, list[str]]:
    slots, sentences = Slots(), list[str]()
    slots.failed.connect(sentences.append)
    return slots, sentences


def test_a_refusal_is_told_as_it_is(told: tuple[Slots, list[str]]) -> None:
    slots, sentences = told
    slots.refuses()
    assert sentences == ["2 does not fit 3"]


def test_a_failure_is_told_and_logged_once(
    told: tuple[Slots, list[str]], caplog: pytest.LogCaptureFixture
) -> None:
    slots, sentences = told
    with caplog.at_level(logging.ERROR):
        for _ in range(60):
            slots.breaks(1)
    assert len(sentences) == 1
    assert len(caplog.records) == 1
    slots.breaks(2)
    assert len(sentences) == 2
