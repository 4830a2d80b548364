"""Examples drawn by hand: a click adds one, a drag moves it, and dragged out it is gone. Each is a
wish, so the run goes on from other data, is undone and is run again from its journal."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.runs import LOOK, opened
from tests.visualnn.views.nets import dense, fit, net, one_input, three
from ui.panels.boundary import PANEL
from ui.panels.boundary.panel import BoundaryPanel
from ui.session.runs import GHOST_ID
from ui.session.wishes import AddExample, MoveExample, RemoveExample, plain, wish_from
from visualnn.lesson import Lesson, open_named
from visualnn.run.history import History
from visualnn.text import use_language

LEFT = Qt.MouseButton.LeftButton
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture(autouse=True)
def english(dressed: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("ui.session.position.STANDING_SECONDS", math.inf)
    use_language("en")
    yield
    use_language("en")


class Drawing:
    """A panel that is shown what a session grants it."""

    def __init__(
        self, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, lesson: Lesson, tick: int = 200
    ) -> None:
        made = PANEL.made(LOOK)
        assert isinstance(made, BoundaryPanel)
        self.panel = made
        qtbot.addWidget(made)
        made.resize(520, 420)
        made.show()
        self.session = opened(lesson)
        self.failures: list[str] = []
        self.spoken: list[str] = []
        made.failed.connect(self.failures.append)
        self.session.failed.connect(self.failures.append)
        monkeypatch.setattr(made, "announce", self.spoken.append)
        made.wished.connect(self.session.grant)
        self.session.moved.connect(made.show_frame)
        self.session.seek(tick)
        self.session.finish()

    def pixel(self, x: float, y: float) -> QPoint:
        plane = self.panel._map()
        assert plane is not None
        return QPoint(*(round(each) for each in plane.place(x, y)))

    def place_of(self, row: int, split: str = "train") -> QPoint:
        scene = self.panel.scene
        assert scene is not None
        example = next(e for e in scene.examples if (e.split, e.row) == (split, row))
        return self.pixel(*scene.place_of(example))

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = SHIFT & ~SHIFT) -> None:
        QTest.keyClick(self.panel, key, modifiers)
        self.session.finish()

    def draw(self, target: int) -> None:
        while self.panel.target != target:
            self.press(Qt.Key.Key_0)

    def click(self, at: QPoint) -> None:
        QTest.mouseClick(self.panel, LEFT, pos=at)
        self.session.finish()

    def drag(self, start: QPoint, end: QPoint) -> None:
        QTest.mousePress(self.panel, LEFT, pos=start)
        QTest.mouseMove(self.panel, (start + end) / 2)
        QTest.mouseMove(self.panel, end)
        self.panel.grab()
        QTest.mouseRelease(self.panel, LEFT, pos=end)
        self.session.finish()

    @property
    def x(self) -> np.ndarray:
        return self.session.position.lesson.data.x

    @property
    def t(self) -> np.ndarray:
        return self.session.position.lesson.data.t


@pytest.fixture
def playground(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Drawing]:
    made = Drawing(qtbot, monkeypatch, open_named("playground"))
    yield made
    assert made.failures == []
    made.session.halt()


def test_a_click_adds_an_example_of_the_class_that_is_drawn(playground: Drawing) -> None:
    before, tick = len(playground.x), playground.session.tick
    for target in (0, 1):
        playground.draw(target)
        playground.click(playground.pixel(-1.5, 1.5 - target))
        np.testing.assert_allclose(playground.x[-1], [-1.5, 1.5 - target], atol=0.02)
        assert playground.t[-1].tolist() == [target]
        assert playground.panel.target == target  # the hand draws on
    assert len(playground.x) == before + 2
    assert playground.session.frame is not None
    assert playground.session.frame.place.iteration > 0
    assert GHOST_ID in playground.session.position.company.runs
    playground.session.undo()
    playground.session.undo()
    assert (len(playground.x), playground.session.tick) == (before, tick)
    assert playground.session.position.lesson.changes == ()
    playground.session.redo()
    assert len(playground.x) == before + 1


def test_the_run_is_trained_with_what_was_drawn_from_its_start(playground: Drawing) -> None:
    playground.draw(1)
    playground.click(playground.pixel(1.5, 1.5))
    position = playground.session.position
    fresh = History(position.lesson.program, position.lesson.start)
    for name, value in fresh.at(position.tick).values.items():
        np.testing.assert_array_equal(position.history.at(position.tick).values[name], value)


def test_an_example_is_dragged_and_dragged_out(playground: Drawing) -> None:
    playground.draw(0)
    old = playground.x[4].copy()
    playground.drag(playground.place_of(4), playground.pixel(-1.5, -1.5))
    np.testing.assert_allclose(playground.x[4], [-1.5, -1.5], atol=0.02)
    assert not np.allclose(playground.x[4], old)
    count = len(playground.x)
    playground.drag(playground.place_of(4), QPoint(2, playground.place_of(4).y()))
    assert len(playground.x) == count - 1
    assert not (np.abs(playground.x - [-1.5, -1.5]).sum(axis=1) < 0.05).any()


def test_validation_examples_are_moved_too(playground: Drawing) -> None:
    playground.panel.validation.setChecked(True)
    playground.draw(0)
    playground.drag(playground.place_of(2, "validation"), playground.pixel(-1.5, -1.5))
    data = playground.session.position.lesson.data
    np.testing.assert_allclose(data.val_x[2], [-1.5, -1.5], atol=0.02)


def test_escape_lets_an_example_go_where_it_was(playground: Drawing) -> None:
    playground.draw(0)
    lesson, at = playground.session.position.lesson, playground.place_of(4)
    QTest.mousePress(playground.panel, LEFT, pos=at)
    QTest.mouseMove(playground.panel, at + QPoint(60, 20))
    playground.press(Qt.Key.Key_Escape)
    QTest.mouseRelease(playground.panel, LEFT, pos=at + QPoint(60, 20))
    assert playground.session.position.lesson is lesson


def test_a_click_on_an_example_looks_at_it_and_without_the_tool_asks(playground: Drawing) -> None:
    lesson = playground.session.position.lesson
    playground.draw(1)
    playground.click(playground.place_of(4))
    assert playground.session.place is not None
    assert playground.session.position.lesson is lesson
    playground.press(Qt.Key.Key_0)
    assert playground.panel.target is None
    playground.click(playground.pixel(-1.5, -1.5))
    assert playground.session.position.lesson is lesson
    assert playground.session.position.point is not None


def test_keys_reach_all_of_it_and_it_is_said(playground: Drawing) -> None:
    count = len(playground.x)
    playground.draw(1)
    for _step in range(3):
        playground.press(Qt.Key.Key_Left)
    playground.press(Qt.Key.Key_Return)
    assert len(playground.x) == count + 1
    assert "101 examples" in playground.spoken[-1]
    assert playground.panel.cross is not None
    added = playground.x[-1].copy()
    np.testing.assert_allclose(added, playground.panel.cross, atol=0.01)
    playground.press(Qt.Key.Key_Up, SHIFT)
    assert playground.x[-1][1] > added[1]
    assert playground.x[-1][0] == added[0]
    playground.press(Qt.Key.Key_Delete)
    assert len(playground.x) == count
    assert "100 examples" in playground.spoken[-1]


def test_the_button_draws_one_class_after_the_other(playground: Drawing) -> None:
    button = playground.panel.draws
    said = [button.text()]
    for _click in range(3):
        QTest.mouseClick(button, LEFT)
        said.append(button.text())
    assert said == ["Examples", "Draw ○ 0", "Draw ● 1", "Examples"]
    assert not button.isChecked()


def test_another_data_set_takes_the_place_of_what_was_drawn(playground: Drawing) -> None:
    playground.draw(1)
    playground.click(playground.pixel(1.5, 1.5))
    playground.session.turn("data", "moons")
    playground.session.finish()
    assert playground.session.position.lesson.data_before_drawing is None
    playground.session.undo()
    assert playground.session.position.lesson.data_before_drawing is not None


@pytest.mark.parametrize(
    "wish",
    [
        AddExample((0.5, 0.5), 1.0),
        MoveExample("train", 2, (0.25, 0.5)),
        RemoveExample("validation", 1),
    ],
)
def test_every_wish_is_data(wish: AddExample | MoveExample | RemoveExample) -> None:
    assert wish_from(plain(wish)) == wish


def test_what_cannot_be_is_said_and_changes_nothing(playground: Drawing) -> None:
    lesson = playground.session.position.lesson
    playground.session.grant(RemoveExample("train", 999))
    assert playground.failures == ["there is no example 999 among these"]
    assert playground.session.position.lesson is lesson
    playground.failures.clear()


def test_numbers_of_one_input_are_drawn_where_they_are(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawing = Drawing(qtbot, monkeypatch, fit(), tick=40)
    drawing.draw(0)
    count = len(drawing.x)
    scene = drawing.panel.scene
    assert scene is not None
    plane = drawing.panel._map()
    assert plane is not None
    x, y = (0.7 * a + 0.3 * b for a, b in zip(plane.least, plane.largest, strict=True))
    drawing.click(drawing.pixel(x, y))
    assert len(drawing.x) == count + 1
    np.testing.assert_allclose([*drawing.x[-1], *drawing.t[-1]], [x, y], atol=0.05)
    drawing.drag(drawing.place_of(0), drawing.pixel(x, y))
    np.testing.assert_allclose([*drawing.x[0], *drawing.t[0]], [x, y], atol=0.05)
    assert drawing.failures == []


def test_of_two_inputs_a_drawn_example_learns_one_of_a_few_numbers(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs = [[a / 2, b / 2] for a in range(-2, 3) for b in range(-2, 3)]
    data = {"source": "table", "inputs": inputs, "targets": [[a * b] for a, b in inputs]}
    lesson = net(data, [dense("h", 4, "tanh"), dense("o", 1, "none")], "mean_squared_error")
    drawing = Drawing(qtbot, monkeypatch, lesson, tick=40)
    said, drawn = [], []
    for place in range(3):
        drawing.draw(place)
        said.append(drawing.panel.draws.text())
        drawing.click(drawing.pixel(0.23 + 0.1 * place, 0.23))
        drawn.append(drawing.t[-1].tolist())
    assert drawn == [[-1.0], [0.0], [1.0]]
    assert [words.rpartition(" ")[2] for words in said] == ["−1", "0", "1"]
    assert len(drawing.x) == len(inputs) + 3
    drawing.press(Qt.Key.Key_0)
    assert drawing.panel.target is None
    drawing.draw(0)
    drawing.drag(drawing.place_of(0), drawing.pixel(0.7, -0.2))
    np.testing.assert_allclose(drawing.x[0], [0.7, -0.2], atol=0.05)
    assert drawing.t[0].tolist() == [1.0]  # its number stays
    assert drawing.failures == []


@pytest.mark.parametrize("lesson", [one_input, three])
def test_classes_of_every_kind_are_drawn(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, lesson: object
) -> None:
    drawing = Drawing(qtbot, monkeypatch, lesson(), tick=40)  # type: ignore[operator]
    scene = drawing.panel.scene
    assert scene is not None
    last = scene.classes - 1
    drawing.draw(last)
    count = len(drawing.x)
    plane = drawing.panel._map()
    assert plane is not None
    drawing.click(drawing.pixel(*(0.97 * a + 0.03 * b for a, b in
                                  zip(plane.least, plane.largest, strict=True))))  # fmt: skip
    assert len(drawing.x) == count + 1
    added = next(e for e in drawing.panel.scene.examples  # type: ignore[union-attr]
                 if (e.split, e.row) == ("train", count))  # fmt: skip
    assert added.target == last
    assert drawing.failures == []
