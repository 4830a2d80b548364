"""Every panel does what its record says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.panels.contract import Stage, nothing_escapes
from tests.ui.panels.record import record
from tests.ui.panels.test_contract import LESSONS
from tests.ui.recording import check, same_pictures
from ui.kit.panel_spec import PanelSpec
from ui.panels import PANELS
from visualnn.text import use_language

pytestmark = pytest.mark.skipif(not same_pictures(), reason="pictures are others on this system")

PER_PANEL = 3
"""With so many lessons a panel is recorded, the first ones that it suits."""


@pytest.fixture(autouse=True)
def as_before(dressed: QApplication) -> Iterator[None]:
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
    with nothing_escapes():
        now = record(stage, spec)
    assert stage.failures == []
    check(f"panels/{spec.name}-{name}", "\n".join(now) + "\n")
