"""The card as a learner meets it: what it says of each kind of number, and where its doors lead."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QScrollArea, QToolButton, QToolTip
from pytestqt.qtbot import QtBot

from tests.ui.runs import opened
from ui.kit.flow import FlowView
from ui.kit.look import Look
from ui.kit.theme import DARK, LIGHT, Metrics
from ui.panels.card.explained import CardRequest, explained
from ui.panels.card.panel import CardPanel
from ui.session.wishes import Arrive
from visualnn.expr import Source
from visualnn.lesson import find, from_dict, load
from visualnn.run.history import Edit, History
from visualnn.tell.frame import Focus, frame_at
from visualnn.tell.uses import Use

pytestmark = pytest.mark.usefixtures("patient")

LESSONS = {name: load(find(name)) for name in ("xor", "digits")}
SUM = Source("hidden.xW", (1, 3))
GRADIENT = Source("d.hidden.W", (1, 3))


class Desk:
    """A card joined to a session as the window joins them."""

    def __init__(self, lesson: str, qtbot: QtBot, height: int = 650) -> None:
        self.session = opened(LESSONS[lesson])
        self.card = CardPanel(Look(LIGHT, Metrics()))
        self.card.resize(340, height)
        qtbot.addWidget(self.card)
        self.failures: list[str] = []
        for source in (self.session, self.card):
            source.failed.connect(self.failures.append)
        self.session.moved.connect(self.card.show_frame)
        self.card.wished.connect(self.session.grant)
        self.session.checked.connect(self.card.show_check)
        self.card.show()
        self.session.seek(0)

    @property
    def view(self) -> FlowView:
        found = self.card.findChild(FlowView)
        assert found is not None
        return found

    @property
    def text(self) -> str:
        return self.view.plain()

    @property
    def place(self) -> Source | None:
        return self.session.place

    def look(self, tick: int, place: Source, term: int | None = None) -> str:
        self.session.grant(Arrive(tick, place, term))
        return self.text

    def click(self, target: object) -> None:
        box = self.view.place_of(target)
        assert not box.isEmpty(), f"no door leads to {target}"
        QTest.mouseClick(self.view, Qt.MouseButton.LeftButton, pos=box.center().toPoint())

    def arrow(self, direction: int) -> QToolButton:
        first, second = sorted(self.card.findChildren(QToolButton), key=lambda b: b.x())
        return first if direction < 0 else second

    def go(self, direction: int) -> None:
        QTest.mouseClick(self.arrow(direction), Qt.MouseButton.LeftButton)


@pytest.fixture
def xor(qtbot: QtBot) -> Iterator[Desk]:
    desk = Desk("xor", qtbot)
    yield desk
    assert desk.failures == []


@pytest.fixture
def digits(qtbot: QtBot) -> Iterator[Desk]:
    desk = Desk("digits", qtbot)
    yield desk
    assert desk.failures == []


def rows(text: str) -> list[str]:
    return text.split("\n")


# -- what it says


def test_before_the_first_instruction_it_says_what_to_do(xor: Desk) -> None:
    assert "Press → or Space" in xor.text


def test_a_weighted_sum_is_told_in_three_readings(xor: Desk) -> None:
    told = rows(xor.look(3, SUM))
    assert told[0] == "hidden.xW[1,3]"
    assert told[1] == "Matrix product"
    formula = told.index("s[n,j] = Σᵢ x[n,i] · W[i,j]")
    assert told[formula + 1 : formula + 4] == [
        "= x[1,0] · W[0,3] + x[1,1] · W[1,3]",
        "= 0 · (−0.453943) + 1 · 0.469209",
        "= 0.4692\N{EM SPACE}✎",
    ]
    made = told.index("made from")
    assert told[made + 1 : made + 5] == [
        "x[1,0] 0",
        "hidden.W[0,3] −0.453943",
        "x[1,1] 1",
        "hidden.W[1,3] 0.469209",
    ]
    assert told[told.index("used by") + 1] == "hidden.z"
    assert "iteration 0 · forward · instruction 3 of 26" in told


def test_what_the_printed_numbers_do_not_give_has_another_sign(xor: Desk) -> None:
    told = xor.look(18, Source("d.output.W", (6, 0)))
    assert "= 0 · 0.125 + 0.880454 · (−0.101834) + 0 · (−0.121325) + 0.630403 · 0.176657" in told
    assert "≈ 0.02171" in told
    assert "= −0.007930" in xor.look(18, Source("d.output.W", (0, 0)))


def test_an_updated_weight_shows_old_new_and_difference(xor: Desk) -> None:
    told = xor.look(23, Source("hidden.W", (0, 0)))
    assert "0.06536 → 0.05544, changed by −0.009923" in told
    assert "PyTorch 2.13 optim.SGD" in told


def test_a_gradient_says_what_it_is_and_not_what_the_operation_does(xor: Desk) -> None:
    told = xor.look(18, Source("d.output.W", (6, 0)))
    assert "How fast the loss grows as output.W[6,0] grows." in told
    assert "Each unit multiplies" not in told


def test_nan_from_nan_is_no_change(xor: Desk) -> None:
    xor.session.seek(1)
    xor.session.edit(Source("x", (0, 1)), float("nan"))
    xor.session.grant(Arrive(60, Source("hidden.W", (1, 3))))
    assert xor.session.frame is not None
    assert "NaN" in xor.text
    assert "changed by" not in xor.text


def test_a_gradient_is_told_as_one(xor: Desk) -> None:
    assert rows(xor.look(22, GRADIENT))[:2] == ["∂L/∂hidden.W[1,3]", "Matrix product, its gradient"]


@pytest.mark.parametrize(
    ("lesson", "place", "words"),
    [
        ("xor", Source("hidden.W", (1, 3)), "drawn at random from the seed 7: He, normal."),
        ("xor", Source("hidden.b", (3,)), "zero, as for every number"),
        ("xor", Source("lr"), "The learning rate, a setting of the lesson"),
        ("digits", Source("data.x", (805, 3)), "example 805, input 3, counted from 0"),
        ("digits", Source("val.data.t", (5, 0)), "kept for validation: example 5, target 0"),
        ("digits", Source("m.hidden.W", (1, 3)), "The optimizer's memory. It starts at 0."),
        ("digits", Source("k"), "The counter of iterations"),
        ("digits", Source("scale"), "inputs are divided by it"),
    ],
)
def test_a_number_that_nothing_made_says_where_it_is_from(
    lesson: str, place: Source, words: str, qtbot: QtBot
) -> None:
    desk = Desk(lesson, qtbot)
    assert words in desk.look(0, place)
    assert "made from" not in desk.text


def test_only_what_may_change_has_a_pencil(digits: Desk) -> None:
    for place in (Source("data.x", (0, 0)), Source("seed"), Source("scale")):
        assert "✎" not in digits.look(0, place)
    for place in (Source("lr"), Source("hidden.W", (0, 0))):
        assert "✎" in digits.look(0, place)


def test_terms_are_added_one_by_one(xor: Desk) -> None:
    told = rows(xor.look(3, SUM, term=1))
    assert "= x[1,0] · W[0,3] + …" in told
    assert "= 0 · (−0.453943) + …" in told
    assert "= after 1 of 2 terms: 0" in told
    assert "= –" in told
    assert not any("✎" in row for row in told)
    told = rows(xor.look(3, SUM, term=2))
    assert "= after 2 of 2 terms: 0.4692" in told
    assert "= 0.4692\N{EM SPACE}✎" in told


def test_numbers_that_are_none_are_named_and_lead_to_the_first(xor: Desk) -> None:
    xor.session.position.history.edit(Edit(0, Source("lr"), 1e200))
    xor.session.position.history.run_to(5)
    told = xor.look(26 * 4 + 4, Source("hidden.z", (1, 3)))
    assert "NaN" in told
    assert "Not a number" in told
    assert "The first number that is not finite: " in told
    trouble = xor.session.position.history.trouble
    assert trouble is not None
    xor.click(CardRequest.TROUBLE)
    assert (xor.session.tick, xor.place) == (trouble.tick, trouble.place)
    assert "The first number that is not finite" not in xor.text


def test_infinity_is_named(xor: Desk) -> None:
    xor.session.position.history.edit(Edit(0, Source("hidden.W", (1, 3)), 1.7e308))
    xor.session.position.history.edit(Edit(0, Source("hidden.b", (3,)), 1.7e308))
    told = xor.look(4, Source("hidden.z", (1, 3)))
    assert "∞" in told
    assert "Infinite: the result is larger" in told


# -- doors


@pytest.mark.parametrize("place", [Source("x", (1, 1)), Source("hidden.W", (0, 3))])
def test_every_number_in_it_is_a_door(xor: Desk, place: Source) -> None:
    xor.look(3, SUM)
    xor.click(place)
    assert xor.place == place
    assert rows(xor.text)[0] == str(place)


def test_used_by_leads_to_the_element_it_goes_into(xor: Desk) -> None:
    xor.look(3, SUM)
    frame = xor.session.frame
    assert frame is not None
    assert frame.explanation is not None
    (use,) = frame.explanation.used_by
    assert isinstance(use, Use)
    xor.click(use)
    assert (xor.session.tick, xor.place) == (4, Source("hidden.z", (1, 3)))


def test_it_leads_to_where_the_number_was_made(xor: Desk) -> None:
    xor.look(10, SUM)
    xor.click(CardRequest.ORIGIN)
    assert (xor.session.tick, xor.place) == (3, SUM)
    assert xor.view.place_of(CardRequest.ORIGIN).isEmpty()


def test_a_long_list_opens_and_closes_with_the_next_number(digits: Desk) -> None:
    digits.look(9, Source("hidden.xW", (0, 0)))
    assert "and 116 more" in digits.text
    digits.click(CardRequest.MORE)
    assert "W[63,0]" in digits.text
    assert " more\n" not in digits.text.split("made from")[1]
    digits.look(9, Source("hidden.xW", (0, 1)))
    assert "and 116 more" in digits.text


def test_a_click_on_the_result_shows_all_digits(xor: Desk) -> None:
    xor.look(10, Source("L"))
    assert "0.7767" in xor.text
    xor.click(CardRequest.DIGITS)
    assert "≈ 0.776688580883687" in xor.text
    xor.click(CardRequest.DIGITS)
    assert "0.776688580883687" not in xor.text


def test_a_double_click_on_a_number_changes_it(xor: Desk) -> None:
    xor.look(10, Source("L"))
    for target, place in (
        (CardRequest.DIGITS, Source("L")),
        (Source("losses", (1,)), Source("losses", (1,))),
    ):
        at = xor.view.place_of(target).center().toPoint()
        QTest.mouseClick(xor.view, Qt.MouseButton.LeftButton, pos=at)
        QTest.mouseDClick(xor.view, Qt.MouseButton.LeftButton, pos=at)
        assert xor.place == place
        editor = field(xor)
        QTest.keyClick(editor, Qt.Key.Key_Escape)
        assert "0.776688580883687" not in xor.text
    xor.click(CardRequest.DIGITS)
    QTest.mouseDClick(xor.view, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    assert not [f for f in xor.card.findChildren(QLineEdit) if not f.isHidden()]


def test_data_are_not_changed_by_a_double_click(xor: Desk) -> None:
    xor.look(1, Source("data.x", (1, 1)))
    at = xor.view.place_of(CardRequest.DIGITS).center().toPoint()
    QTest.mouseClick(xor.view, Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseDClick(xor.view, Qt.MouseButton.LeftButton, pos=at)
    assert not [f for f in xor.card.findChildren(QLineEdit) if not f.isHidden()]


def test_the_result_tells_all_digits_under_the_pointer(xor: Desk, qtbot: QtBot) -> None:
    xor.look(10, Source("L"))
    QTest.mouseMove(xor.view, xor.view.place_of(CardRequest.DIGITS).center().toPoint())
    qtbot.waitUntil(lambda: QToolTip.text() == "0.776688580883687")
    QToolTip.hideText()


def test_checking_a_gradient_compares_it_until_something_else_is_looked_at(xor: Desk) -> None:
    xor.look(22, GRADIENT)
    xor.click(CardRequest.CHECK)
    assert "(L₊ − L₋) / 2h −0.0692758" in xor.text
    assert "✓ They agree." in xor.text
    xor.session.look_at(Source("d.hidden.W", (0, 0)))
    assert "They agree" not in xor.text
    assert not xor.view.place_of(CardRequest.CHECK).isEmpty()
    xor.look(23, Source("hidden.W", (0, 0)))
    assert xor.view.place_of(CardRequest.CHECK).isEmpty()


# -- another value


def field(desk: Desk) -> QLineEdit:
    found = [f for f in desk.card.findChildren(QLineEdit) if not f.isHidden()]
    assert len(found) == 1
    return found[0]


def test_the_pencil_changes_the_number(xor: Desk, qtbot: QtBot) -> None:
    xor.look(3, SUM)
    xor.card.activateWindow()
    xor.click(CardRequest.EDIT)
    editor = field(xor)
    qtbot.waitUntil(editor.hasFocus)
    assert editor.selectedText() == "0.4692094469523063"
    QTest.keyClicks(editor, "2.5")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert xor.session.position.history.edits == (Edit(3, SUM, 2.5),)
    assert "✎ You changed this number." in xor.text
    assert "0.4692 → 2.5, changed by +2.031" in xor.text


def test_what_is_no_number_changes_nothing_and_stays(xor: Desk, qtbot: QtBot) -> None:
    xor.look(3, SUM)
    xor.card.activateWindow()
    xor.click(CardRequest.EDIT)
    editor = field(xor)
    qtbot.waitUntil(editor.hasFocus)
    QTest.keyClicks(editor, "many")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert xor.session.position.history.edits == ()
    assert field(xor) is editor
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert not any(not f.isHidden() for f in xor.card.findChildren(QLineEdit))
    assert xor.session.position.history.edits == ()


# -- back and forward


def test_back_and_forward_go_through_the_numbers_looked_at(xor: Desk) -> None:
    xor.look(3, SUM)
    assert not xor.arrow(-1).isEnabled()
    xor.click(Source("x", (1, 1)))
    xor.session.look_at(Source("x", (2, 0)))
    xor.go(-1)
    assert xor.place == Source("x", (1, 1))
    xor.go(-1)
    assert xor.place == SUM
    assert not xor.arrow(-1).isEnabled()
    xor.go(+1)
    assert xor.place == Source("x", (1, 1))
    xor.session.look_at(Source("t", (0, 0)))
    assert not xor.arrow(+1).isEnabled()


def test_steps_do_not_fill_the_trail(xor: Desk) -> None:
    for tick in range(1, 12):
        xor.session.seek(tick)
    assert not xor.arrow(-1).isEnabled()


def test_a_door_to_where_one_is_leaves_nothing_behind(xor: Desk) -> None:
    xor.look(3, SUM)
    xor.session.look_at(SUM)
    assert not xor.arrow(-1).isEnabled()


# -- looks


def test_the_title_keeps_its_place_and_the_text_starts_at_its_top(digits: Desk) -> None:
    scroll = digits.card.findChild(QScrollArea)
    assert scroll is not None
    digits.look(14, Source("output.a", (0, 3)))
    bar = scroll.verticalScrollBar()
    assert bar.maximum() > 0
    bar.setValue(bar.maximum())
    digits.look(14, Source("output.a", (0, 4)))
    assert bar.value() == 0


def test_it_is_painted_in_both_themes_and_grows_with_the_size(xor: Desk) -> None:
    xor.look(3, SUM)
    light = xor.card.grab().toImage()
    xor.card.set_look(Look(DARK, Metrics()))
    dark = xor.card.grab().toImage()
    assert dark.pixelColor(3, 3) == DARK.surface
    assert light.pixelColor(3, 3) == LIGHT.surface
    below = xor.card.rect().bottomRight() - QPoint(30, 3)
    assert (light.pixelColor(below), dark.pixelColor(below)) == (LIGHT.surface, DARK.surface)
    height = xor.view.height()
    xor.card.set_look(Look(DARK, Metrics(1.5)))
    assert xor.view.height() > height


def test_the_accent_marks_only_what_the_current_instruction_wrote(xor: Desk) -> None:
    def has_accent() -> bool:
        image = xor.card.grab().toImage()
        return any(
            image.pixelColor(x, y) == LIGHT.accent
            for x in range(image.width())
            for y in range(image.height())
        )

    xor.look(3, SUM)
    assert has_accent()
    xor.look(4, SUM)
    assert not has_accent()


def test_a_frame_twice_is_the_same_picture(digits: Desk) -> None:
    digits.look(22, Source("d.output.z", (0, 6)))
    before = digits.card.grab().toImage()
    digits.session.back()
    digits.look(22, Source("d.output.z", (0, 6)))
    assert digits.card.grab().toImage() == before


def test_a_screen_reader_hears_the_whole_card(xor: Desk) -> None:
    xor.look(3, SUM)
    assert xor.view.accessibleName().startswith("hidden.xW[1,3]\nMatrix product")
    assert all(button.accessibleName() for button in xor.card.findChildren(QToolButton))
    assert QPoint(xor.arrow(-1).pos()).x() < xor.arrow(+1).x()


def test_a_step_is_announced_by_the_first_line_of_its_card(
    xor: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(
        "ui.panels.card.panel.QAccessible.updateAccessibility",
        lambda event: said.append(event.message()),
    )
    xor.look(3, SUM)
    xor.card.read_numbers()
    xor.card.read_numbers()  # a picture without a step
    assert said == ["hidden.xW[1,3] = 0.4692. Matrix product"]
    xor.look(4, Source("hidden.z", (0, 0)))
    xor.card.read_numbers()
    assert said[1].startswith("hidden.z[0,0] = ")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("stop.hidden.W", "The copy that a callback keeps"),
        ("stop.best", "The best number so far"),
        ("stop.patience", "so many epochs may pass"),
        ("stopped", "Whether the training is over"),
        ("clip", "gradients are kept as short"),
        ("l2", "how much the squared weights are counted"),
    ],
)
def test_what_callbacks_begin_with_is_not_the_optimizers(name: str, words: str) -> None:
    described = load(find("xor")).spec.model_dump(mode="json", exclude_none=True)
    described |= {"stops": [], "clip": {"kind": "value", "limit": 1.0}}
    described |= {"regularization": {"l2": 0.01}, "callbacks": {"early_stopping": {"patience": 3}}}
    lesson = from_dict(described)
    history = History(lesson.program, lesson.start)
    place = Source(name, (0,) * lesson.start[name].ndim)
    frame = frame_at(lesson, history, 0, Focus(place))
    assert frame.explanation is not None
    blocks = explained(frame, frame.explanation)
    told = "".join(run.text for block in blocks for run in block.runs)
    assert words in told
    assert "optimizer" not in told
