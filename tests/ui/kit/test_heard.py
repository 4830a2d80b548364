"""Tests of the numbers that are heard: named as they are called, where they are seen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QAccessible
from pytestqt.qtbot import QtBot

from tests.ui.panels.contract import Stage
from tests.ui.runs import lesson
from ui.kit.heard import HeardNumber, named
from ui.kit.painted_texts import PaintedText, joined
from ui.panels import PANELS
from visualnn.figures import result


def text(said: str, left: float, top: float = 10.0, width: float = 20.0) -> PaintedText:
    return PaintedText(said, QRectF(left, top, width, 10.0))


def test_what_stands_on_one_line_is_one_text() -> None:
    line = (
        text("iteration", 0),
        text("/ 1000", 48),
        text("2", 24),
        text("L", 100),
        text("9", 0, 40),
    )
    assert [each.text for each in joined(line)] == ["iteration 2 / 1000", "L", "9"]


def test_a_number_is_called_by_its_name_and_a_word_is_no_number() -> None:
    seen = (text("0.5", 0), text("loss", 50, 30), text("0.7", 73, 30), text("hidden", 0, 60))
    told = named(seen, lambda x, _y: "hidden.a[0,0]" if x < 20 else "")
    assert [each.text for each in told] == ["hidden.a[0,0] 0.5", "loss 0.7"]


def test_each_unit_of_the_network_is_heard_where_it_is(qtbot: QtBot) -> None:
    stage = Stage(qtbot, next(spec for spec in PANELS if spec.name == "network"), lesson("xor"))
    panel = stage.panel
    panel.resize(800, 500)
    stage.go(stage.places[-1])
    stage.settle()
    panel.read_numbers()
    stage.settle()
    values = stage.frame(stage.places[-1]).values
    heard = {n.accessibleName(): n for n in panel.findChildren(HeardNumber) if n.isVisible()}
    told = dict(name.split(" ") for name in heard if name.startswith("hidden.a["))
    for unit, value in enumerate(values["hidden.a"][0].tolist()):
        assert float(told.pop(f"hidden.a[0,{unit}]")) == pytest.approx(value, abs=5e-5)
    assert not told
    number = heard[f"output.a[0,0] {result(float(values['output.a'][0, 0]))}"]
    assert number.rect().isValid()
    role = QAccessible.Role
    roles = {name: QAccessible.queryAccessibleInterface(n).role() for name, n in heard.items()}
    assert {roles[name] for name in roles if name.startswith("hidden.a[")} == {role.Cell}
    assert {roles[name] for name in roles if "[" not in name.split(" ")[0]} <= {role.StaticText}
    # a screen reader that points there finds it, and a click goes through it
    at = number.mapToGlobal(number.rect().center())
    node = QAccessible.queryAccessibleInterface(panel).childAt(at.x(), at.y())
    assert node.object() is number
    assert panel.childAt(number.geometry().center()) is None


def test_numbers_that_are_gone_are_heard_no_more(qtbot: QtBot) -> None:
    stage = Stage(qtbot, next(spec for spec in PANELS if spec.name == "network"), lesson("xor"))
    stage.go(stage.places[-1])
    stage.settle()
    stage.panel.read_numbers()
    many = [n for n in stage.panel.findChildren(HeardNumber) if n.isVisible()]
    stage.go(0)
    stage.settle()
    stage.panel.read_numbers()
    few = [n for n in stage.panel.findChildren(HeardNumber) if n.isVisible()]
    assert 0 < len(few) < len(many)
    picture = stage.picture()
    for number in few:
        number.hide()
    assert stage.picture() == picture  # nothing of them is seen
