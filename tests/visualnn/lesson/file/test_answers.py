"""Answers: when the number that a question asks for is meant."""

from __future__ import annotations

import pytest

from visualnn.errors import LessonError
from visualnn.lesson.file.answers import parse_answer


@pytest.mark.parametrize(
    ("text", "updates"),
    [("L @ 5", 5), ("L @ +1", 8), ("L @ 0", 0), ("hidden.W[0,1] @ end", 20)],
)
def test_an_answer_is_meant_after_so_many_updates(text: str, updates: int) -> None:
    answer = parse_answer(text)
    assert answer.is_placed
    assert answer.after(7, 20) == updates
    assert str(answer) == text


def test_an_answer_without_a_time_is_meant_in_the_iteration_of_its_stop() -> None:
    answer = parse_answer("L")
    assert not answer.is_placed
    assert str(answer) == "L"


def test_what_says_no_time_is_refused() -> None:
    with pytest.raises(LessonError, match=r"write L @ 5, L @ \+1 or L @ end"):
        parse_answer("L @ soon")
