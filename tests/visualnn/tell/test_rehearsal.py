"""The rehearsal: shipped lessons pass, and an op that cannot be done is found with its layer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from visualnn.errors import LessonError
from visualnn.lesson import find, load, shipped
from visualnn.tell.rehearsal import rehearse


@pytest.mark.parametrize("name", shipped())
def test_shipped_lessons_pass(name: str) -> None:
    lesson = load(find(name))
    tried = rehearse(lesson)
    program = lesson.program
    expected = len(program.closing) + (len(program.usual) if program.iterations > 1 else 0)
    assert tried.instructions == expected
    assert tried.stops == len(lesson.spec.stops)
    assert tried.parameters > 0


def test_an_instruction_that_cannot_be_done_is_told_with_its_layer() -> None:
    lesson = load(find("xor"))
    broken = tuple(
        replace(instruction, reads=("hidden.a", "output.b"))
        if instruction.writes == "output.xW"
        else instruction
        for instruction in lesson.program.closing
    )
    program = replace(lesson.program, closing=broken)
    with pytest.raises(LessonError) as told:
        rehearse(replace(lesson, program=program))
    assert "output.xW" in str(told.value)
    text = (find("xor") / "lesson.toml").read_text(encoding="utf-8").splitlines()
    assert told.value.line > text.index('name = "hidden"') + 1
