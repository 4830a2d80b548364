"""Panels in states that a walk through a lesson does not come to, as their records say."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.panels.contract import Stage, nothing_escapes
from tests.ui.panels.record import MOST_HOVERS, MOST_PULLS, Recorder, without_blinking
from tests.ui.panels.test_contract import LESSONS
from tests.ui.recording import Record, same_pictures
from tests.ui.runs import lesson, wheel
from ui.kit.panel_spec import PanelSpec
from ui.panels import PANELS
from visualnn.expr import Source
from visualnn.lesson import Lesson, assemble, open_named
from visualnn.lesson.studies import StudyDot, StudyNumbers, offers_of
from visualnn.tell.frame import Focus, Frame
from visualnn.text import use_language

pytestmark = pytest.mark.skipif(not same_pictures(), reason="pictures are others on this system")

BY_NAME = {spec.name: spec for spec in PANELS}


@pytest.fixture(autouse=True)
def as_before(dressed: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    # every machine has times of its own
    monkeypatch.setattr("ui.session.racing.seconds_per_update", lambda _lesson: 1e-5)
    use_language("en")
    yield
    use_language("en")


def look_closely(recorder: Recorder, spec: PanelSpec, size: tuple[int, int]) -> None:
    """What is seen at a size, under the pointer, and after clicks and keys."""
    recorder.say(f"at {size[0]} × {size[1]}")
    recorder.resize(*size)
    recorder.look()
    found = recorder.point()
    recorder.hover(found[:: max(1, len(found) // MOST_HOVERS)][:MOST_HOVERS])
    recorder.click(found[:: max(1, len(found) // MOST_HOVERS)][:MOST_HOVERS])
    recorder.panel.setFocus(Qt.FocusReason.TabFocusReason)
    recorder.press(spec.keys)
    recorder.look()


class StudyStage(Stage):
    """The panel of studies in the lesson on overfitting, with a study of which some runs ended."""

    def __init__(self, qtbot: QtBot, number: int, *, is_going: bool) -> None:
        self.number, self.is_going = number, is_going
        super().__init__(qtbot, BY_NAME["study"], open_named("overfitting"))

    def frame(self, tick: int, focus: Focus | None = None) -> Frame:
        frame = super().frame(tick, focus)
        offer = offers_of(frame.lesson)[self.number]
        dots = tuple(
            self._dot(places, seed) for places in offer.places for seed in range(3)
        )  # fmt: skip
        dots = dots[: len(dots) // 2] if self.is_going else dots
        return replace(frame, study=StudyNumbers(offer, dots, self.is_going))

    def _dot(self, places: tuple[int, ...], seed: int) -> StudyDot:
        loss = 0.1 * 1.7 ** (seed + sum(places)) if seed or sum(places) % 3 else math.nan
        diverged = None if math.isfinite(loss) else 7
        return StudyDot(places, seed, 100, {"L": loss, "val.L": 2 * loss}, diverged, 0.5)


@pytest.mark.parametrize("number", [0, 1, 4])
def test_a_study_is_shown_as_its_record_says(qtbot: QtBot, number: int) -> None:
    stage = StudyStage(qtbot, number, is_going=number == 1)
    recorder = Recorder(stage, kept := Record(f"panels/study-{number}"))
    with nothing_escapes(), without_blinking():
        recorder.go(stage.lesson.program.end_of(0))
        for size in ((800, 420), (420, 300)):
            look_closely(recorder, stage.spec, size)
    kept.end()
    assert stage.failures == []


def test_parts_of_a_value_are_shown_as_their_record_says(qtbot: QtBot) -> None:
    what = LESSONS["lenet"]()
    stage = Stage(qtbot, BY_NAME["tensor"], what)
    recorder = Recorder(stage, kept := Record("panels/tensor-parts"))
    with nothing_escapes(), without_blinking():
        for place in (Source("conv1.z", (2, 3, 4, 4)), Source("conv2.W", (0, 5, 1, 1))):
            recorder.say(f"with {place} in focus")
            recorder.go(stage.places[-1], Focus(place))
            look_closely(recorder, stage.spec, (900, 420))
            recorder.go(stage.places[-1], Focus(place))
            recorder.open(recorder.point()[: 2 * MOST_PULLS])
            for x in range(100, 500, 12):
                at = recorder.panel.childAt(x, 12)
                if at is not None:
                    wheel(at, at.mapFrom(recorder.panel, recorder.panel.rect().topLeft()), 1)
            recorder.turn()
            recorder.look()
    kept.end()
    assert stage.failures == []


@pytest.mark.parametrize("name", ["xor", "digits", "overfitting", "convolution"])
def test_the_pages_of_a_lesson_are_as_their_record_says(qtbot: QtBot, name: str) -> None:
    what = lesson("xor") if name == "xor" else open_named(name)
    stage = Stage(qtbot, BY_NAME["lesson"], what)
    recorder = Recorder(stage, kept := Record(f"panels/lesson-pages-{name}"))
    with nothing_escapes(), without_blinking():
        recorder.resize(330, 640)
        for stop in what.stops[:5]:
            recorder.say(f"at the stop {stop.name}")
            recorder.go(stop.tick)
            recorder.look()
            found = recorder.point()
            recorder.hover(found[:: max(1, len(found) // MOST_PULLS)][:MOST_PULLS])
            recorder.press(("Tab", "2", "Down", "Return"))
            recorder.look()
        use_language("ko")
        recorder.panel.retranslate()
        recorder.say("in Korean")
        recorder.look()
    kept.end()
    assert stage.failures == []


@pytest.mark.parametrize("panel", ["activation", "confusion", "network"])
def test_classes_of_which_the_numbers_ran_out_are_shown_as_their_record_says(
    qtbot: QtBot, panel: str
) -> None:
    spec = lesson("digits").spec
    assert spec.optimizer is not None
    optimizer = spec.optimizer.model_copy(update={"lr": 1e200})
    what = assemble(spec.model_copy(update={"optimizer": optimizer, "stops": ()}))
    stage = Stage(qtbot, BY_NAME[panel], what)
    recorder = Recorder(stage, kept := Record(f"panels/{panel}-out"))
    with nothing_escapes(), without_blinking():
        for iteration in (0, 1, 2):
            recorder.go(what.program.end_of(iteration), Focus(Source("output.a", (3, 5))))
            recorder.look()
        recorder.hover(recorder.point()[:MOST_PULLS])
    kept.end()
    assert stage.failures == []


MODES = ("convolution", "xor", "trajectories", "lenet")
"""Lessons whose panels are looked at after each key; the first two that a panel suits."""


def modes() -> list[tuple[str, str]]:
    return [
        (spec.name, name)
        for spec in PANELS
        for name in [each for each in MODES if spec.suits(made(each))][:1]
    ]


def made(name: str) -> Lesson:
    return LESSONS[name]() if name in LESSONS else lesson(name)


@pytest.mark.parametrize(("panel", "name"), modes())
def test_what_a_key_switches_is_shown_as_its_record_says(
    qtbot: QtBot, panel: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("visualnn.views.loss_plane.PLANE_NUMBER_COUNT", 1e6)
    stage = Stage(qtbot, BY_NAME[panel], made(name))
    recorder = Recorder(stage, kept := Record(f"panels/{panel}-modes-{name}"))
    with nothing_escapes(), without_blinking():
        recorder.resize(800, 460)
        recorder.go(stage.places[-1])
        recorder.look()
        recorder.panel.setFocus(Qt.FocusReason.TabFocusReason)
        for key in stage.spec.keys:
            recorder.press_once(key)
            recorder.look()
    kept.end()
    assert stage.failures == []
