"""Tests of the scales of a run: colours stay while one steps forward and back."""

from __future__ import annotations

import gc
from dataclasses import replace

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from tests.ui.panels.contract import Stage
from tests.ui.runs import lesson
from ui.kit.run_scales import LEAST_SHARE, RunScales
from ui.panels import PANELS
from visualnn.expr import Source
from visualnn.lesson import Lesson, find, load
from visualnn.run.edits import Edit
from visualnn.run.history import History
from visualnn.tell.frame import Frame, frame_at

EDITED = (Edit(3, Source("hidden.W", (0, 0)), 50.0),)


def frame(of: Lesson, edits: tuple[Edit, ...] = ()) -> Frame:
    return replace(frame_at(of, History(of.program, of.start), 0), edits=edits)


def test_a_scale_grows_with_what_is_shown_and_stays() -> None:
    scales = RunScales()
    scales.turn_to(frame(lesson("xor")))
    reached = [scales.reach("L", each) for each in (0.5, 0.7, 0.2, 0.0, 0.5)]
    assert reached == [0.5, 0.7, 0.7, 0.7, 0.7]
    assert scales.reach("hidden.z", 0.1) == 0.1


def test_an_edit_counts_for_its_run_only() -> None:
    xor, scales = lesson("xor"), RunScales()
    scales.turn_to(frame(xor))
    assert scales.reach("hidden.W", 0.5) == 0.5
    scales.turn_to(frame(xor, EDITED))
    assert scales.reach("hidden.W", 0.1) == 0.5  # what the run has shown before the edit
    assert scales.reach("hidden.W", 50.0) == 50.0
    scales.turn_to(frame(xor))
    assert scales.reach("hidden.W", 0.4) == 0.5
    scales.turn_to(frame(xor, EDITED))
    assert scales.reach("hidden.W", 0.4) == 50.0


def test_another_run_has_scales_of_its_own_and_none_is_held_on_to() -> None:
    scales = RunScales()
    xor = load(find("xor"))
    scales.turn_to(frame(xor))
    assert scales.reach("L", 3.0) == 3.0
    scales.turn_to(frame(lesson("digits")))
    assert scales.reach("L", 1.0) == 1.0
    scales.turn_to(frame(xor))
    assert scales.reach("L", 1.0) == 3.0
    scales.forget()
    scales.turn_to(frame(xor))
    assert scales.reach("L", 1.0) == 1.0


def test_a_lesson_that_is_closed_is_not_kept_alive() -> None:
    scales = RunScales()
    scales.turn_to(frame(load(find("xor")), EDITED))
    scales.turn_to(frame(lesson("digits")))
    gc.collect()
    assert len(scales._own) == 1
    assert len(scales._edited) == 0


def test_what_would_not_differ_from_zero_is_measured_by_itself() -> None:
    scales = RunScales()
    scales.turn_to(frame(lesson("xor")))
    assert scales.reach("W", 1e30) == 1e30
    assert scales.reach("W", 2.0) == 2.0
    assert scales.reach("W", 2e30 * LEAST_SHARE) == 1e30


@pytest.mark.parametrize("name", ["tensor", "network"])
def test_what_fades_is_seen_to_fade(qtbot: QtBot, name: str) -> None:
    """A value shown large, then small, large, small: by the scale of the large one each time."""
    spec = next(spec for spec in PANELS if spec.name == name)

    def pictures(*shares: float) -> list[QImage]:
        stage = Stage(qtbot, spec, lesson("xor"))
        stage.history.run_to(stage.lesson.program.locate(stage.places[0]).iteration)
        found = []
        for share in shares:
            shown = stage.frame(stage.places[0])
            values = {**shown.values, shown.written: shown.values[shown.written] * share}
            stage.panel.show_frame(replace(shown, values=values))
            found.append(stage.picture())
        return found

    large, small, large_again, small_again = pictures(1.0, 0.1, 1.0, 0.1)
    assert large == large_again
    assert small == small_again
    assert small != pictures(0.1)[0]
