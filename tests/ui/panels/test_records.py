"""Every panel does what its record says."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.panels.contract import Stage, nothing_escapes
from tests.ui.panels.record import differences, path_of, record
from tests.ui.panels.test_contract import LESSONS
from ui.kit.panel_spec import PanelSpec
from ui.panels import PANELS
from visualnn.text import use_language

PER_PANEL = 2
"""With so many lessons a panel is recorded, the first ones that it suits."""


@pytest.fixture(autouse=True)
def as_before(dressed: QApplication) -> Iterator[None]:
    use_language("en")
    yield
    use_language("en")


def recorded() -> list[tuple[PanelSpec, str]]:
    order = ("xor", "branches", "lenet", "trajectories", "lstm", "digits")
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
    path = path_of(spec, what)
    if os.environ.get("WRITE_RECORDS"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(now) + "\n", encoding="utf-8", newline="\n")
    before = path.read_text(encoding="utf-8").splitlines()
    found = differences(before, now)
    assert not found, "\n".join(found[:5])
