"""Lessons on a bare function: the program they become, its names, and that everything which takes a
lesson takes one of these."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from visualnn import api
from visualnn.errors import LessonError
from visualnn.expr import Source
from visualnn.lesson import Lesson, from_dict, load
from visualnn.ops.functions import FUNCTIONS
from visualnn.program import Phase
from visualnn.run.history import Edit, History
from visualnn.tell.explain import explain
from visualnn.tell.frame import Focus, frame_at
from visualnn.tell.rehearsal import rehearse
from visualnn.tell.report import ending_text, trace_text
from visualnn.tell.summary import summary

ONE = [-1.5, 2.0]
THREE = [[-1.5, 2.0], [0.5, 0.5], [1.0, -1.0]]


def described(start: object = ONE, kind: str = "rosenbrock", **more: object) -> dict[str, object]:
    return {
        "format": 1,
        "name": "walk",
        "title": {"en": "A walk", "ko": "산책"},
        "epochs": 20,
        "function": {"kind": kind, "start": start},
        "optimizer": {"kind": "sgd", "lr": 0.001},
        **more,
    }


def lesson(start: object = ONE, kind: str = "rosenbrock", **more: object) -> Lesson:
    return from_dict(described(start, kind, **more))


def written(walk: Lesson) -> list[tuple[Phase, str]]:
    return [(ins.phase, ins.writes) for ins in walk.program.closing]


def test_one_walker_is_height_slope_and_update() -> None:
    walk = lesson()
    assert written(walk) == [
        (Phase.FORWARD, "L"),
        (Phase.BACKWARD, "d.L"),
        (Phase.BACKWARD, "d.w"),
        (Phase.UPDATE, "w"),
    ]
    assert walk.program.iterations == 1
    assert walk.program.parameters == ("w",)
    assert set(walk.start) == {"lr", "k", "w", "seed"}


def test_several_walkers_do_not_touch_each_other() -> None:
    together = api.network(described(THREE, optimizer={"kind": "adam", "lr": 0.05}))
    heights = [name for _, name in written(together.lesson)][1:3]
    assert heights == ["f", "L"]
    alone = [
        api.network(described(start, optimizer={"kind": "adam", "lr": 0.05})) for start in THREE
    ]
    for _ in range(10):
        assert together.forward() == pytest.approx(sum(one.forward() for one in alone), rel=1e-15)
        together.update()
        for one in alone:
            one.update()
        np.testing.assert_array_equal(
            together.value("w"), np.array([one.value("w") for one in alone])
        )


@pytest.mark.parametrize("kind", FUNCTIONS)
def test_every_function_descends(kind: str) -> None:
    walk = lesson([0.4, 0.6][: FUNCTIONS[kind].dimension], kind)
    history = History(walk.program, walk.start)
    history.run_to(20)
    heights = history.curves["L"]
    assert len(heights) == 20
    assert (np.diff(heights) < 0).all()
    assert rehearse(walk).instructions == 4


def test_a_schedule_and_a_counter_come_along() -> None:
    walk = lesson(optimizer={"kind": "adam", "lr": 0.1}, schedule={"kind": "cosine", "period": 20})
    names = [name for _, name in written(walk)]
    assert names[:3] == ["k", "epoch", "L"]
    assert names[5] == "lr"


def test_it_is_stepped_edited_and_explained_like_any_lesson() -> None:
    walk = lesson()
    history = History(walk.program, walk.start)
    end = walk.program.end_of(4)
    before = history.at(end).values["w"].copy()
    assert explain(history, 3, Source("d.w", (1,))).value == -50
    history.edit(Edit(0, Source("w", (0,)), 1.0))
    assert history.at(1).values["L"] == 100
    history.undo()
    np.testing.assert_array_equal(history.at(end).values["w"], before)
    frame = frame_at(walk, history, 2, Focus(Source("w", (1,))), frozenset())
    assert frame.focus == Focus(Source("w", (1,)))


@pytest.mark.parametrize("start", [ONE, THREE])
def test_it_is_told_in_words(start: object) -> None:
    walk = lesson(start)
    history = History(walk.program, walk.start)
    assert "∂L/∂w" in "\n".join(trace_text(walk, history))
    assert "; optimizer sgd, η = 0.001" in summary(walk)
    history.run_to(20)
    ending = ending_text(walk, history)
    assert "20 of 20 iterations" in ending
    assert len(ending.splitlines()) == 5 + len(np.atleast_2d(np.array(start)))


def test_single_precision() -> None:
    model = api.network(described(THREE, dtype="float32"))
    model.run(3)
    assert {model.value(name).dtype for name in model.names()} == {np.dtype(np.float32)}


TOML = """
format = 1
name = "walk"
title = { en = "A walk", ko = "산책" }
epochs = 100
[function]
kind = "himmelblau"
start = [-1.5, 2.0]
[optimizer]
kind = "momentum"
lr = 0.01
[[stops]]
id = "first"
at = "d.w"
focus = "d.w[0]"
"""


def test_a_file_has_stops_and_prose_and_says_where_it_is_wrong(tmp_path: Path) -> None:
    for language, title in (("en", "A walk"), ("ko", "산책")):
        page = f"# {title}\n\n## first\n\n{{L}} {{w[1]}}\n"
        (tmp_path / f"{language}.md").write_text(page, encoding="utf-8")
    file = tmp_path / "lesson.toml"
    file.write_text(TOML, encoding="utf-8")
    (stop,) = load(tmp_path).stops
    assert (stop.tick, stop.focus) == (3, Source("d.w", (0,)))
    file.write_text(TOML.replace("[-1.5, 2.0]", "[-1.5]"), encoding="utf-8")
    with pytest.raises(LessonError, match=r"lesson\.toml:8:"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"function": {"kind": "hill", "start": ONE}}, "function.kind: .*hill"),
        ({"function": {"kind": "bowl"}}, "function.start: start is missing"),
        ({"function": {"kind": "bowl", "start": [1.0, 2.0, 3.0]}}, "function.start"),
        ({"function": {"kind": "bowl", "start": [[1.0, 2.0], [3.0]]}}, "function.start"),
        ({"function": {"kind": "bowl", "start": []}}, "function.start"),
        ({"function": {"kind": "bowl", "start": [1.0]}}, "each place on bowl is two numbers"),
        ({"function": {"kind": "parabola", "start": ONE}}, "each place on parabola is one number"),
        ({"function": {"kind": "parabola", "start": [[1.0], ONE]}}, "is one number"),
        ({"loss": {"kind": "mean_squared_error"}}, "loss: "),
        ({"data": {"source": "xor"}}, "data: "),
        ({"layers": []}, "layers: "),
        (
            {"stops": [{"id": "s", "at": "hidden.z"}]},
            re.escape("nothing is called hidden.z in iteration 0; there are lr, k, w"),
        ),
        ({"optimizer": {"kind": "sgd", "lr": 0.1, "eps": 1.0}}, "eps"),
    ],
)
def test_what_does_not_fit_is_told_at_its_key(changes: Mapping[str, Any], sentence: str) -> None:
    with pytest.raises(LessonError, match=sentence):
        from_dict({**described(), **changes})
