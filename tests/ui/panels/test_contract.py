"""One contract for all panels: every row of the table, with lessons that it suits."""

from __future__ import annotations

import importlib
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import ui.panels
from tests.ui.panels.contract import (
    CHECKS,
    Broken,
    check_empty_before_its_numbers,
    check_every_look,
    check_keys,
    check_lives_through_an_exception,
    check_numbers_are_heard,
    check_same_place_same_picture,
    check_words,
)
from tests.ui.runs import lesson
from tests.ui.zoo import animal
from ui.kit.guard import guarded
from ui.kit.look import Look
from ui.kit.panel import Panel
from ui.kit.panel_spec import PanelSpec
from ui.panels import PANELS
from ui.session.wishes import Seek
from visualnn.lesson import Lesson
from visualnn.tell.frame import Frame
from visualnn.text import _, use_language

LESSONS: dict[str, Callable[[], Lesson]] = {
    "xor": lambda: lesson("xor"),
    "logistic": lambda: lesson("logistic"),
    "digits": lambda: lesson("digits"),
    "trajectories": lambda: lesson("trajectories"),
    "branches": lambda: animal("branches"),
    "lstm": lambda: animal("lstm"),
    "lenet": lambda: animal("lenet"),
}
WHOLLY = frozenset({"xor", "digits"})
"""The lessons with which every promise is checked; with the others, that pictures come again."""
INSTEAD = frozenset({"lenet", "trajectories"})
"""The lessons with which every promise is checked of a panel that suits none of those."""

Check = Callable[[QtBot, PanelSpec, Lesson], None]


@pytest.fixture(autouse=True)
def as_before(dressed: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    # a coarse plane of losses is soon computed
    monkeypatch.setattr("visualnn.views.loss_plane.PLANE_NUMBER_COUNT", 1e6)
    yield
    use_language("en")


@pytest.mark.parametrize(
    ("check", "name"),
    [
        pytest.param(check, name, id=f"{check.__name__}-{name}")
        for check in CHECKS
        for name in LESSONS
        if name in WHOLLY | INSTEAD or check is check_same_place_same_picture
    ],
)
@pytest.mark.parametrize("spec", PANELS, ids=lambda spec: spec.name)
def test_every_panel_keeps_the_contract(
    qtbot: QtBot, spec: PanelSpec, check: Check, name: str
) -> None:
    what = LESSONS[name]()
    if not spec.suits(what):
        assert any(spec.suits(make()) for make in LESSONS.values()), spec.name
        return
    others = check is not check_same_place_same_picture and name not in WHOLLY
    if others and any(spec.suits(LESSONS[each]()) for each in WHOLLY):
        return
    check(qtbot, spec, what)


def test_the_table_names_every_room_once() -> None:
    names = [spec.name for spec in PANELS]
    assert [name for name, times in Counter(names).items() if times > 1] == []
    rooms = {folder.parent.name for folder in Path(ui.panels.__path__[0]).glob("*/panel.py")}
    assert set(names) == rooms
    for spec in PANELS:
        assert spec.about.endswith(".")


# -- the contract itself: a panel that keeps it passes, and each fault is found --------------------


class Loss(Panel):
    """The loss, large; one key explains it."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def spoken(self) -> str:
        if self.frame is None or "L" not in self.frame.values:
            return _("{name} is not computed yet").format(name="L")
        return f"{_('loss')} {float(self.frame.values['L'])}"

    def text(self) -> str:
        return self.spoken()

    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self.look.theme.surface)
            painter.setPen(self.look.theme.ink)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())

    @guarded
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.frame is not None and event.key() == Qt.Key.Key_End:
            self.wished.emit(Seek(self.frame.lesson.last_tick))


LOSS = PanelSpec(
    name="large-loss",
    title="Learning curves",
    command="Bring the learning curves into view",
    about="Losses and metrics over the iterations. Left and Right go to another iteration.",
    where="right",
    make=Loss,
    needs=("L",),
    keys=("End",),
)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_a_panel_that_is_only_registered_is_fully_tested(qtbot: QtBot, check: Check) -> None:
    check(qtbot, LOSS, lesson("xor"))


PAGE = Path(__file__).parents[3] / "docs" / "how-to-add-a-panel.md"


@pytest.fixture
def told_by_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[PanelSpec]:
    """The panel that the page of the docs adds, in a room of its own."""
    text = PAGE.read_text(encoding="utf-8")
    row, panel = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    room = tmp_path / "loss"
    room.mkdir()
    (room / "__init__.py").write_text(row, encoding="utf-8")
    (room / "panel.py").write_text(panel, encoding="utf-8")
    monkeypatch.setattr(ui.panels, "__path__", [*ui.panels.__path__, str(tmp_path)])
    yield importlib.import_module("ui.panels.loss").PANEL
    for name in [name for name in sys.modules if name.startswith("ui.panels.loss")]:
        del sys.modules[name]
    if hasattr(ui.panels, "loss"):
        delattr(ui.panels, "loss")


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_panel_of_the_docs_keeps_the_contract(
    qtbot: QtBot, told_by_the_page: PanelSpec, check: Check
) -> None:
    check(qtbot, told_by_the_page, lesson("xor"))


class Counting(Loss):
    """Paints how often it was shown something."""

    shown = 0

    def show_frame(self, frame: Frame) -> None:
        self.shown += 1
        super().show_frame(frame)

    def text(self) -> str:
        return f"{super().text()} {self.shown}"


class Blind(Loss):
    """Paints nothing."""

    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self.look.theme.surface)


class Bright(Loss):
    """Knows one theme."""

    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), Qt.GlobalColor.white)
            painter.setPen(Qt.GlobalColor.black)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())


class Mute(Loss):
    """Says nothing."""

    def spoken(self) -> str:
        return ""

    def text(self) -> str:
        return super().spoken()


class Stubborn(Loss):
    """Says the same whatever is shown."""

    def spoken(self) -> str:
        return _("loss")

    def text(self) -> str:
        return super().spoken()


class Unheard(Stubborn):
    """Keeps its numbers to itself."""

    def read_numbers(self) -> None:
        pass


class Foreign(Loss):
    """Speaks one language."""

    def spoken(self) -> str:
        return f"loss {self.frame.values.get('L')}" if self.frame else "nothing yet"


class Deaf(Loss):
    """Answers to no key."""

    @guarded
    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()


class Unreached(Loss):
    """The keyboard does not come here."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)


class Open(Loss):
    """Lets out what fails while it paints."""

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.drawText(self.rect(), 0, self.text())


class Fragile(Loss):
    """Lets out what fails at a key."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        assert self.frame is not None
        self.wished.emit(Seek(self.frame.lesson.last_tick))


class Sulking(Loss):
    """Shows nothing more once a frame has failed."""

    sulks = False

    def show_frame(self, frame: Frame) -> None:
        self.sulks = self.sulks or isinstance(frame, Broken)
        if not self.sulks:
            super().show_frame(frame)


@pytest.mark.parametrize(
    ("faulty", "check"),
    [
        (Counting, check_same_place_same_picture),
        (Blind, check_same_place_same_picture),
        (Blind, check_every_look),
        (Bright, check_every_look),
        (Foreign, check_every_look),
        (Blind, check_empty_before_its_numbers),
        (Mute, check_empty_before_its_numbers),
        (Stubborn, check_empty_before_its_numbers),
        (Mute, check_words),
        (Stubborn, check_words),
        (Unheard, check_numbers_are_heard),
        (Deaf, check_keys),
        (Unreached, check_keys),
        (Sulking, check_lives_through_an_exception),
    ],
)
def test_each_fault_of_a_panel_is_found(
    qtbot: QtBot, faulty: Callable[[Look], Panel], check: Check
) -> None:
    with pytest.raises(AssertionError):
        check(qtbot, replace(LOSS, make=faulty), lesson("xor"))


@pytest.mark.parametrize("unguarded", [Open, Fragile])
def test_a_panel_that_guards_nothing_lives_all_the_same(
    qtbot: QtBot, unguarded: Callable[[Look], Panel]
) -> None:
    """What Qt calls is guarded for every class of the program."""
    check_lives_through_an_exception(qtbot, replace(LOSS, make=unguarded), lesson("xor"))
