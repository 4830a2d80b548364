"""Every panel does what its record says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.panels.contract import Stage, nothing_escapes
from tests.ui.panels.record import SessionStage, record, record_briefly, record_deeds
from tests.ui.panels.test_contract import LESSONS
from tests.ui.recording import same_pictures
from tests.ui.runs import bursting, lesson
from ui.kit.panel_spec import PanelSpec
from ui.panels import PANELS
from visualnn.lesson import Lesson, assemble
from visualnn.text import use_language

pytestmark = pytest.mark.skipif(not same_pictures(), reason="pictures are others on this system")

PER_PANEL = 3
"""With so many lessons a panel is recorded, the first ones that it suits: wholly with the first,
briefly with the others."""


@pytest.fixture(autouse=True)
def as_before(dressed: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    # every machine has times of its own
    monkeypatch.setattr("ui.session.racing.seconds_per_update", lambda _lesson: 1e-5)
    # a coarse plane of losses is soon computed
    monkeypatch.setattr("visualnn.views.loss_plane.PLANE_NUMBER_COUNT", 1e6)
    use_language("en")
    yield
    use_language("en")


def recorded() -> list[tuple[PanelSpec, str, bool]]:
    order = ("xor", "branches", "lenet", "trajectories", "lstm", "logistic", "digits")
    return [
        (spec, name, place == 0)
        for spec in PANELS
        for place, name in enumerate(
            [each for each in order if spec.suits(LESSONS[each]())][:PER_PANEL]
        )
        if (spec.name, name) != ("hidden_space", "digits")  # a picture of it takes long
    ]


def called(part: object) -> str:
    """What a panel, or a lesson, is called in the name of a test."""
    return part.name if isinstance(part, PanelSpec) else str(part)


@pytest.mark.parametrize(("spec", "name", "wholly"), recorded(), ids=called)
def test_a_panel_does_what_its_record_says(
    qtbot: QtBot, spec: PanelSpec, name: str, *, wholly: bool
) -> None:
    what = LESSONS[name]()
    stage = Stage(qtbot, spec, what)
    with nothing_escapes():
        (record if wholly else record_briefly)(stage, spec, f"panels/{spec.name}-{name}")
    assert stage.failures == []


MORE = {
    "boundary": ("playground",),
    "card": ("dropout", "schedules"),
    "convolution": ("convolution", "sizes"),
    "curves": ("schedules",),
    "gradient_flow": ("vanishing", "burst"),
    "hidden_space": ("burst",),
    "landscape": ("descent", "pair"),
    "lesson": ("descent", "schedules"),
    "listing": ("lstm",),
    "network": ("lstm", "burst"),
    "shapes": ("lstm", "residual"),
    "slope": ("burst",),
    "activation": ("activations", "burst"),
    "tensor": ("burst", "lstm"),
    "timeline": ("burst",),
}
"""Lessons that show more of a panel, with which it is recorded briefly."""


def more() -> list[tuple[PanelSpec, str]]:
    return [(spec, name) for spec in PANELS for name in MORE.get(spec.name, ())]


def made(name: str) -> Lesson:
    if name == "burst":
        return bursting()
    if name == "pair":  # one run beside the lesson's own
        spec = LESSONS["trajectories"]().spec
        return assemble(spec.model_copy(update={"variants": spec.variants[:1], "stops": ()}))
    return LESSONS[name]() if name in LESSONS else lesson(name)


@pytest.mark.parametrize(("spec", "name"), more(), ids=called)
def test_a_panel_shows_more_as_its_record_says(qtbot: QtBot, spec: PanelSpec, name: str) -> None:
    what = made(name)
    assert spec.suits(what)
    stage = Stage(qtbot, spec, what)
    with nothing_escapes():
        record_briefly(stage, spec, f"panels/{spec.name}-{name}")
    assert stage.failures == []


@pytest.mark.parametrize("spec", PANELS, ids=lambda spec: f"{spec.name}-deeds")
def test_a_panel_shows_what_is_done_as_its_record_says(
    qtbot: QtBot, patient: None, spec: PanelSpec
) -> None:
    suited = (each for each in ("xor", "trajectories", "lenet") if spec.suits(LESSONS[each]()))
    stage = SessionStage(qtbot, spec, LESSONS[next(suited)]())
    with nothing_escapes():
        record_deeds(stage, spec, f"panels/{spec.name}-deeds")
