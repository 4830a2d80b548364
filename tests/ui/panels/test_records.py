"""Every panel does what its record says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.panels.contract import Stage, nothing_escapes
from tests.ui.panels.record import record, record_briefly
from tests.ui.panels.test_contract import LESSONS
from tests.ui.recording import same_pictures
from tests.ui.runs import bursting
from ui.kit.panel_spec import PanelSpec
from ui.panels import PANELS
from visualnn.text import use_language

pytestmark = pytest.mark.skipif(not same_pictures(), reason="pictures are others on this system")

LONG = frozenset({("hidden_space", "digits"), ("loss_plane", "lenet")})
"""A picture of these takes long, and they are recorded briefly."""
PER_PANEL = 3
"""With so many lessons a panel is recorded, the first ones that it suits."""


@pytest.fixture(autouse=True)
def as_before(dressed: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    # a coarse plane of losses is soon computed
    monkeypatch.setattr("visualnn.views.loss_plane.PLANE_NUMBER_COUNT", 1e6)
    use_language("en")
    yield
    use_language("en")


def recorded() -> list[tuple[PanelSpec, str]]:
    order = ("xor", "branches", "lenet", "trajectories", "lstm", "logistic", "digits")
    return [
        (spec, name)
        for spec in PANELS
        for name in [each for each in order if spec.suits(LESSONS[each]())][:PER_PANEL]
    ]


@pytest.mark.parametrize(("spec", "name"), recorded(), ids=lambda each: getattr(each, "name", each))
def test_a_panel_does_what_its_record_says(qtbot: QtBot, spec: PanelSpec, name: str) -> None:
    what = LESSONS[name]()
    stage = Stage(qtbot, spec, what)
    takes_long = (spec.name, name) in LONG
    with nothing_escapes():
        (record_briefly if takes_long else record)(stage, spec, f"panels/{spec.name}-{name}")
    assert stage.failures == []


@pytest.mark.parametrize("spec", PANELS, ids=lambda spec: spec.name)
def test_a_panel_whose_numbers_run_out_does_what_its_record_says(
    qtbot: QtBot, spec: PanelSpec
) -> None:
    what = bursting()
    if not spec.suits(what):
        return
    stage = Stage(qtbot, spec, what)
    with nothing_escapes():
        record_briefly(stage, spec, f"panels/{spec.name}-burst")
    assert stage.failures == []
