"""What a check finds in a lesson that opens and runs: each planted fault at its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from visualnn.errors import LessonError, LessonFaults
from visualnn.lesson import from_dict, load
from visualnn.tell.rehearsal import Rehearsal, rehearse

TOML = """format = 1
name = "gate"
title = { en = "Gate", ko = "게이트" }
epochs = 20
%(top)s
[data]
source = "xor"

[[layers]]
name = "out"
kind = "dense"
units = 1
activation = "%(activation)s"

[loss]
kind = "mean_squared_error"

[optimizer]
kind = "sgd"
lr = %(lr)s

[[stops]]
id = "one"
at = "out.z"

[[stops.questions]]
id = "loss"
kind = "number"
answer = "%(answer)s"
tolerance = 0.1
"""
ANSWER_LINE = TOML.split("answer =")[0].count("\n") + 1
PAGE = "# %(title)s\n\n## one\n\n%(words)s\n\n### ? loss\nWhat?\n\n=> L = {L}\n"


def reviewed(
    folder: Path, words: str = "z = {out.z[0,0]}", top: str = "", **parts: object
) -> Rehearsal:
    folder.mkdir()
    told = {"top": top, "activation": "sigmoid", "lr": 0.1, "answer": "L", **parts}
    (folder / "lesson.toml").write_text(TOML % told, encoding="utf-8")
    for language, title in (("en", "Gate"), ("ko", "게이트")):
        page = PAGE % {"title": title, "words": words}
        (folder / f"{language}.md").write_text(page, encoding="utf-8")
    return rehearse(load(folder))


def refusal(folder: Path, **parts: str) -> str:
    with pytest.raises((LessonError, LessonFaults)) as caught:
        reviewed(folder, **parts)
    return str(caught.value)


def test_a_sound_lesson_has_no_remarks(tmp_path: Path) -> None:
    told = reviewed(tmp_path / "03-gate")
    assert (told.remarks, told.diverged) == ((), None)


@pytest.mark.parametrize(
    ("parts", "place", "complaint"),
    [
        ({"top": 'beside = "nobody"'}, "lesson.toml:5:", "there is no lesson nobody beside"),
        ({"answer": "out.z[0,0]"}, f"lesson.toml:{ANSWER_LINE}:", "on the screen already"),
        ({"answer": "losses"}, f"lesson.toml:{ANSWER_LINE}:", "losses is an array; say which"),
        ({"words": "L = {L}"}, "en.md:5:", "L is not made yet"),
        ({"words": "L = {L"}, "en.md:5:", "never closed"),
        ({"words": "`L = {L`"}, "en.md:5:", "never closed"),
        ({"words": "**{L**"}, "en.md:5:", "never closed"),
    ],
)
def test_a_planted_fault_is_told_at_its_place(
    tmp_path: Path, parts: dict[str, str], place: str, complaint: str
) -> None:
    said = refusal(tmp_path / "gate", **parts)
    assert complaint in said
    assert place in said


def test_a_name_unlike_its_folder_is_remarked(tmp_path: Path) -> None:
    (remark,) = reviewed(tmp_path / "door").remarks
    assert "called gate and its folder door" in str(remark)


def test_a_run_that_ends_in_no_number_names_the_first_instruction(tmp_path: Path) -> None:
    told = reviewed(tmp_path / "gate", activation="none", lr="1e150")
    assert told.divergence is not None
    assert told.diverged is not None
    (remark,) = told.remarks
    assert f"{told.divergence.name}, in iteration {told.divergence.iteration}" in str(remark)
    # the loss squares what is too large before anything else overflows
    assert told.divergence.name in {"losses", "out.xW", "out.W"}
    assert told.divergence.iteration <= told.diverged


def test_a_loss_that_cuts_off_hides_no_number_that_is_not_finite(tmp_path: Path) -> None:
    """Cross entropy stays finite behind a sigmoid of −∞."""
    lesson = from_dict(
        {
            "format": 2,
            "name": "cut",
            "title": {"en": "Cut", "ko": "절단"},
            "seed": 1,
            "epochs": 2,
            "data": {"source": "moons", "n": 16, "noise": 0.1},
            "batch": {"size": 4},
            "layers": [
                {"name": "hidden", "kind": "dense", "units": 3, "activation": "relu"},
                {"name": "out", "kind": "dense", "units": 1, "activation": "sigmoid"},
            ],
            "loss": {"kind": "binary_cross_entropy"},
            "optimizer": {"kind": "sgd", "lr": 1e200},
        }
    )
    told = rehearse(lesson)
    assert told.diverged is None
    assert told.divergence is not None
    assert (told.divergence.name, told.divergence.iteration) == ("out.xW", 1)
