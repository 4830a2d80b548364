"""The views that a lesson asks for."""

from __future__ import annotations

from pathlib import Path

import pytest

from visualnn.errors import LessonFaults
from visualnn.lesson import from_dict, load, open_named
from visualnn.view_names import VIEW_NAMES
from visualnn.views import VIEWS
from visualnn.views.wanted import refuse_unsuited

TOML = """\
format = 2
name = "walk"
title = { en = "A walk", ko = "걷기" }
epochs = 3

[desk]
views = ["landscape", "boundary"]

[function]
kind = "bowl"
start = [1.0, 2.0]

[optimizer]
kind = "sgd"
lr = 0.1

[[stops]]
id = "here"
views = ["confusion"]
"""


def test_every_view_has_one_name_and_every_name_a_view() -> None:
    assert tuple(VIEWS) == VIEW_NAMES
    assert [view.name for view in VIEWS.values()] == list(VIEW_NAMES)


def test_views_that_suit_are_let_pass() -> None:
    described = open_named("xor").spec.model_dump(mode="json", exclude_none=True)
    described |= {"format": 2, "desk": {"views": ["network", "boundary"]}}
    described["stops"][0]["views"] = ["activation"]
    lesson = from_dict(described)
    refuse_unsuited(lesson)
    assert lesson.desk_views == ("network", "boundary")
    assert lesson.stops[0].views == ("activation",)


def test_views_that_do_not_suit_are_told_where_and_why(tmp_path: Path) -> None:
    (tmp_path / "lesson.toml").write_text(TOML, encoding="utf-8")
    for language, title in (("en", "A walk"), ("ko", "걷기")):
        (tmp_path / f"{language}.md").write_text(f"# {title}\n\n## here\nWords.\n", "utf-8")
    lesson = load(tmp_path)
    with pytest.raises(LessonFaults) as caught:
        refuse_unsuited(lesson)
    boundary, confusion = caught.value.faults
    assert (boundary.place.line, boundary.place.column) == (7, 23)
    assert (confusion.place.line, confusion.place.column) == (19, 10)
    for fault, view in ((boundary, "boundary"), (confusion, "confusion")):
        assert fault.params["view"] == view
        assert str(fault.params["why"]) in str(fault)
        assert len(str(fault.params["why"])) > 20
