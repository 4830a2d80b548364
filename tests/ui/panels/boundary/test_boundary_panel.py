"""The boundary, painted as its view says, read, clicked and gone about by keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.panels.alone import alone, show
from tests.ui.panels.contract import CHECKS
from tests.ui.runs import LOOK, bursting, lesson, looked, mouse, picture
from tests.visualnn.views.nets import fit, moons, one_input, three
from ui.kit.colours import diverging
from ui.kit.example_marks import mark_of
from ui.kit.look import Look
from ui.kit.paint import Writer
from ui.kit.panel_spec import PanelSpec
from ui.kit.plane_image import TINT_SHARE, class_colour
from ui.kit.theme import DARK, Metrics
from ui.panels.boundary import PANEL, words
from ui.panels.boundary.panel import BoundaryPanel
from ui.session.wishes import Ask
from visualnn.expr import Source
from visualnn.lesson import Lesson
from visualnn.run.history import Edit, History
from visualnn.tell.frame import Focus, frame_at
from visualnn.views.base import Moment
from visualnn.views.boundary import BoundaryView, answer_at, boundary
from visualnn.views.leaning import leads, leanings

LEFT = Qt.MouseButton.LeftButton
QMOVE = QEvent.Type.MouseMove
CHANNEL_STEPS = 4
"""How far a channel of 0 to 255 may be off where a picture is drawn larger than its grid."""
SIZES = ((380, 300), (700, 520))


pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def panel(qtbot: QtBot) -> Iterator[BoundaryPanel]:
    yield from alone(qtbot, PANEL, BoundaryPanel, (380, 300))


def moment(panel: BoundaryPanel) -> Moment:
    assert panel.scene is not None
    return panel.scene.moment


def apart(one: QColor, other: QColor) -> int:
    """By how much two colours differ in the channel in which they differ most."""
    pairs = ((one.red(), other.red()), (one.green(), other.green()), (one.blue(), other.blue()))
    return max(abs(a - b) for a, b in pairs)


def pixel(panel: BoundaryPanel, x: float, y: float) -> QPoint:
    """Where a point is drawn."""
    plane = panel._map()
    assert plane is not None
    return QPoint(*(round(n) for n in plane.place(x, y)))


@pytest.mark.parametrize("size", [(380, 300), (420, 340), (700, 520), (1100, 800)])
def test_the_numbers_of_an_axis_stand_apart_and_beside_its_name(
    panel: BoundaryPanel, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    written: list[tuple[QRectF, str]] = []
    at = Writer.at

    def noting(self: Writer, painter: QPainter, x: float, baseline: float, text: str) -> None:
        written.append((QRectF(x, baseline - 7, self.width(text), 7), text))
        at(self, painter, x, baseline, text)

    monkeypatch.setattr(Writer, "at", noting)
    panel.resize(*size)
    show(panel, lesson("logistic"), 3)
    written.clear()
    panel.grab()
    plane = panel._map()
    assert plane is not None
    under = [each for each in written if plane.box.bottom < each[0].top() < plane.box.bottom + 20]
    assert len(under) >= 3
    assert [text for _box, text in under].count("x0") == 1
    for box, text in under:
        assert box.left() >= plane.box.left - 1
        assert box.right() <= plane.box.right + 1
        assert not [other for other, _text in under if other != box and other.intersects(box)], text
        if text != "x0":
            middle = plane.place(float(text.replace("−", "-")), 0.0)[0]
            assert abs(box.center().x() - middle) <= box.width() / 2


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize(
    "make",
    [one_input, three, lambda: lesson("logistic")],
    ids=["one input", "three classes", "logistic"],
)
def test_the_contract_holds_for_one_input_and_for_more_classes(
    qtbot: QtBot, check: Callable[[QtBot, PanelSpec, Lesson], None], make: Callable[[], Lesson]
) -> None:
    check(qtbot, PANEL, make())


def test_it_is_offered_where_a_boundary_can_be_drawn() -> None:
    assert all(PANEL.suits(what) for what in (lesson("xor"), one_input(), fit(), three(), moons()))
    assert not PANEL.suits(lesson("digits"))


# -- the tint


@pytest.mark.parametrize("size", SIZES)
def test_the_colour_of_a_point_is_what_the_network_says_of_it(
    panel: BoundaryPanel, size: tuple[int, int]
) -> None:
    panel.resize(*size)
    show(panel, lesson("xor"), 800)
    image, plane = picture(panel), panel._map()
    assert plane is not None
    scale = diverging(LOOK.theme)
    seen = set()
    for x, y in ((0.5, 0.5), (0.1, 0.85), (0.9, 0.1), (0.25, 0.25), (0.8, 0.8), (-0.1, 1.1)):
        at = pixel(panel, x, y)
        point = plane.point(at.x() + 0.5, at.y() + 0.5)
        outputs, _decided = answer_at(moment(panel), point)
        lean = float(leanings(lesson("xor"), outputs[None])[0])
        wanted = scale.colour(lean * TINT_SHARE, 1.0)
        found = image.pixelColor(at)
        assert apart(wanted, found) <= CHANNEL_STEPS, ((x, y), wanted.name(), found.name())
        seen.add(lean > 0)
    assert seen == {True, False}


@pytest.mark.parametrize("iterations", [0, 150, 800])
def test_the_table_of_the_view_is_what_is_painted(panel: BoundaryPanel, iterations: int) -> None:
    what = lesson("xor")
    panel.resize(700, 520)
    show(panel, what, iterations)
    assert panel.scene is not None
    view, image, scale = BoundaryView(), picture(panel), diverging(LOOK.theme)
    near_a_line = np.concatenate([*panel.scene.flips, *what.data.x[:, None]])
    compared = 0
    for x0, x1, output, decided in view.table(moment(panel), "grid").rows[::17]:
        assert isinstance(x0, float)
        assert isinstance(x1, float)
        assert isinstance(output, float)
        at, box = pixel(panel, x0, x1), panel._layout().plane
        covered = np.hypot(*(near_a_line - [x0, x1]).T).min() < 0.08
        at_the_edge = not (box.left + 3 < at.x() < box.right - 3)
        if covered or at_the_edge or not box.top + 3 < at.y() < box.bottom - 3:
            continue  # a mark, the strong line or the frame lies on it
        wanted = scale.colour((2 * output - 1) * TINT_SHARE, 1.0)
        assert apart(wanted, image.pixelColor(at)) <= 2 * CHANNEL_STEPS, (x0, x1)
        assert decided == int(output > 0.5)
        compared += 1
    assert compared > 80
    told = view.table(moment(panel), "examples").rows
    assert [row[-1] for row in told] == [each.right for each in panel.scene.examples]
    right = sum(row[-1] is True for row in told)
    assert panel.spoken().startswith(f"{right} of {len(told)} examples right")


def test_of_more_classes_the_hue_is_the_class_and_pales_as_its_lead_shrinks(
    panel: BoundaryPanel,
) -> None:
    panel.set_look(Look(DARK, Metrics()))
    show(panel, three(), 40)
    image, plane = picture(panel), panel._map()
    assert plane is not None
    classes = set()
    least, largest = plane.least, plane.largest
    for across in (0.06, 0.5, 0.94):
        for up in (0.04, 0.96):
            x = least[0] + across * (largest[0] - least[0])
            y = least[1] + up * (largest[1] - least[1])
            at = pixel(panel, x, y)
            outputs, decided = answer_at(moment(panel), plane.point(at.x() + 0.5, at.y() + 0.5))
            assert decided is not None
            lead = float(leads(three(), outputs[None])[0])
            if lead < 0.2:
                continue  # the strong line may lie on it
            classes.add(decided)
            wanted = class_colour(DARK, decided, lead)
            assert apart(wanted, image.pixelColor(at)) <= CHANNEL_STEPS
    assert len(classes) > 1


def test_the_strong_line_lies_where_another_class_is_decided(panel: BoundaryPanel) -> None:
    show(panel, lesson("xor"), 800)
    assert panel.scene is not None
    flips = panel.scene.flips
    assert flips
    image, ink, box = picture(panel), LOOK.theme.ink, panel._layout().plane
    inside = QRect(*(round(n) for n in (box.left, box.top, box.width, box.height)))
    inside.adjust(2, 2, -2, -2)
    for line in flips:
        for point in line[1:-1]:
            outputs, _decided = answer_at(moment(panel), tuple(map(float, point)))
            assert outputs[0] == pytest.approx(0.5, abs=0.01)
            at = pixel(panel, *point)
            if not inside.contains(at):
                continue  # where the frame of the plane is
            shades = [
                image.pixelColor(at.x() + dx, at.y() + dy).lightness()
                for dx in (-1, 0, 1)
                for dy in (-1, 0, 1)
            ]
            assert min(shades) < ink.lightness() + 60


def test_numbers_that_are_not_finite_are_said_and_have_their_own_colour(
    panel: BoundaryPanel,
) -> None:
    show(panel, bursting(), 3)
    image = picture(panel)
    middle = pixel(panel, 0.5, 0.5)
    seen = {
        image.pixelColor(middle + QPoint(x, y)).name() for x in range(-9, 9) for y in range(-9, 9)
    }
    # hatched, as such a number is everywhere: a colour of its own on the surface, and no tint
    assert seen == {LOOK.theme.not_finite.name(), LOOK.theme.surface.name()}
    assert "no longer finite" in panel.spoken()


def test_the_network_is_asked_again_only_when_it_says_something_else(panel: BoundaryPanel) -> None:
    what = lesson("xor")
    history = History(what.program, what.start)
    history.run_to(3)
    begin = what.program.start_of(2) + 1

    def version(tick: int) -> int:
        panel.show_frame(frame_at(what, history, tick))
        assert panel.scene is not None
        return panel.scene.version

    asked = {version(tick) for tick in range(begin, begin + 12)}  # forward and backward passes
    assert len(asked) == 1
    assert version(what.program.end_of(2)) not in asked


# -- the examples


def test_after_an_edit_a_wrong_example_is_crossed(panel: BoundaryPanel) -> None:
    what = lesson("xor")
    history = show(panel, what, 900)
    assert panel.spoken().startswith("4 of 4 examples right")
    before = picture(panel)
    tick = what.program.end_of(899)
    history.edit(Edit(tick, Source("output.b", (0,)), 40.0))
    panel.show_frame(frame_at(what, history, tick))
    assert panel.spoken().startswith("2 of 4 examples right")
    after = picture(panel)
    ink = LOOK.theme.ink

    def arms(x: float, y: float) -> int:
        """How many of the four arms of a cross are drawn around an example."""
        at, image = pixel(panel, x, y), after
        ways = [(dx, dy) for dx in (-7, 7) for dy in (-7, 7)]
        return sum(
            image.pixelColor(at.x() + dx, at.y() + dy).lightness() < ink.lightness() + 90
            for dx, dy in ways
        )

    assert [arms(0, 0), arms(1, 1)] == [4, 4]
    assert [arms(0, 1), arms(1, 0)] == [0, 0]
    assert before != after


def test_a_no_is_hollow_and_a_yes_is_filled(panel: BoundaryPanel) -> None:
    show(panel, lesson("xor"), 800)
    image, theme = picture(panel), LOOK.theme
    for (x0, x1), t in zip(lesson("xor").data.x, lesson("xor").data.t[:, 0], strict=True):
        fill = theme.positive if t else theme.surface
        assert image.pixelColor(pixel(panel, x0, x1)) == fill


def test_marks_are_told_apart_without_their_hue() -> None:
    for classes in (2, 3, 5):
        shapes = set()
        for number in range(classes):
            for validation in (False, True):
                mark = mark_of(LOOK.theme, number, classes, validation=validation)
                shapes.add((mark.corners, mark.turned, mark.fill == mark.edge))
        assert len(shapes) == 2 * classes


def test_the_example_in_focus_is_ringed(panel: BoundaryPanel) -> None:
    show(panel, lesson("xor"), 300, Source("output.a", (2, 0)))
    assert panel.scene is not None
    assert panel.scene.row == ("train", 2)
    ringed = picture(panel)
    show(panel, lesson("xor"), 300, Source("output.a", (1, 0)))
    other = picture(panel)
    for x, y in ((1, 0), (0, 1)):
        at = pixel(panel, x, y)
        near = ringed.copy(at.x() - 15, at.y() - 15, 30, 30)
        assert near != other.copy(at.x() - 15, at.y() - 15, 30, 30)


def test_a_click_on_an_example_looks_at_its_output(qtbot: QtBot, panel: BoundaryPanel) -> None:
    wanted = looked(panel)
    show(panel, lesson("xor"), 300)
    QTest.mouseClick(panel, LEFT, pos=pixel(panel, 1, 0))
    assert wanted == [Source("output.a", (2, 0))]
    show(panel, lesson("xor"), 0)
    QTest.mouseClick(panel, LEFT, pos=pixel(panel, 0, 1))
    assert wanted[1:] == [Source("data.x", (1, 0))]


def test_of_a_batch_the_row_of_the_example_is_looked_at(panel: BoundaryPanel) -> None:
    wanted = looked(panel)
    what = moons()
    history = show(panel, what, 2)
    values = history.at(what.program.end_of(1)).values
    rows = [int(row) for row in values["rows"]]
    inside, outside = rows[3], next(n for n in range(30) if n not in rows)
    for row in (inside, outside):
        QTest.mouseClick(panel, LEFT, pos=pixel(panel, *what.data.x[row]))
    names = {"o.a": rows, "data.x": range(30)}
    for row, source in zip((inside, outside), wanted, strict=True):
        found = what.data.x[names[source.name][source.index[0]]]
        # another example may lie under the pointer; then it is that one's
        assert np.abs(found - what.data.x[row]).max() < 0.1
    assert wanted[0].name == "o.a"


# -- reading


def test_the_pointer_reads_a_point_and_an_example(qtbot: QtBot, panel: BoundaryPanel) -> None:
    show(panel, lesson("xor"), 800)
    plane = panel._map()
    assert plane is not None
    at = pixel(panel, 0.5, 0.7)
    mouse(panel, QMOVE, at)
    x, y = plane.point(at.x(), at.y())
    outputs, decided = answer_at(moment(panel), (x, y))
    note = panel._note()
    assert note.startswith(f"x0 = {x:.2f}".rstrip("0"))
    assert f"{outputs[0]:.4f}"[:6] in note
    assert note.endswith(f"class {decided}")
    mouse(panel, QMOVE, pixel(panel, 1, 1))
    assert panel._note().startswith("example 3 at (1, 1): target 0, output 0.0")
    assert panel.cursor().shape() is Qt.CursorShape.PointingHandCursor


def test_a_click_beside_the_examples_sets_the_cross_hair(panel: BoundaryPanel) -> None:
    wanted = looked(panel)
    show(panel, lesson("xor"), 100)
    before = picture(panel)
    QTest.mouseClick(panel, LEFT, pos=pixel(panel, 0.4, 0.6))
    assert panel.cross == pytest.approx((0.4, 0.6), abs=0.01)
    assert wanted == []
    assert picture(panel) != before


def test_a_click_beside_the_examples_asks_the_network_about_the_point(
    panel: BoundaryPanel,
) -> None:
    what = lesson("xor")
    wishes: list[Ask] = []
    history = show(panel, what, 100)
    panel.wished.connect(wishes.append)
    QTest.mouseClick(panel, LEFT, pos=pixel(panel, 0.4, 0.6))
    assert panel.cross is not None
    assert wishes == [Ask(panel.cross)]
    panel.cross = None
    before = picture(panel)
    point = wishes[0].point
    assert point is not None
    panel.show_frame(frame_at(what, history, what.program.end_of(99), point=point))
    assert panel.scene is not None
    assert panel.scene.asked == point
    assert (
        f"x0 = {point[0]:.2f}".rstrip("0") in panel.spoken()
    )  # it is read as long as nothing else is
    assert picture(panel) != before
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    assert wishes[-1] == Ask()


def test_the_point_under_the_cross_hair_is_asked_about_by_a_key(panel: BoundaryPanel) -> None:
    wishes: list[object] = []
    show(panel, one_input(), 10)
    panel.wished.connect(wishes.append)
    QTest.keyClick(panel, Qt.Key.Key_6)
    assert wishes == []  # there is no point yet
    QTest.keyClick(panel, Qt.Key.Key_Right)
    QTest.keyClick(panel, Qt.Key.Key_6)
    assert panel.cross is not None
    assert wishes == [Ask(panel.cross[:1])]


def test_the_example_and_the_unit_that_are_pointed_at_elsewhere_show_here(
    panel: BoundaryPanel,
) -> None:
    what = lesson("xor")
    history, tick = show(panel, what, 200), what.program.end_of(199)
    assert panel.scene is not None
    before = picture(panel)
    panel.show_frame(frame_at(what, history, tick, pointed=Source("data.x", (3, 0))))
    assert panel.scene.pointed == ("train", 3)
    assert picture(panel) != before
    panel.show_frame(frame_at(what, history, tick, pointed=Source("hidden.a", (0, 5))))
    assert panel.scene.unit == ("hidden", 5)
    assert list(panel.scene.zero_lines) == [("hidden", 5)]
    panel.show_frame(frame_at(what, history, tick))
    assert not panel.scene.zero_lines
    assert picture(panel) == before


def test_the_pointer_over_an_example_tells_the_other_panels(panel: BoundaryPanel) -> None:
    show(panel, lesson("xor"), 200)
    told: list[object] = []
    panel.pointed.connect(told.append)
    mouse(panel, QMOVE, pixel(panel, 1, 0))
    assert told == [Source("data.x", (2, 0))]


def test_the_legend_goes_when_the_pointer_leaves(panel: BoundaryPanel) -> None:
    panel.resize(700, 520)
    show(panel, lesson("xor"), 200)
    panel.clearFocus()  # who has the keyboard here has the legend too
    side = panel._layout().side
    legend = QRect(round(side.left), round(side.top) + 90, round(side.width), 80)
    without = picture(panel).copy(legend)
    mouse(panel, QMOVE, pixel(panel, 0.5, 0.5))
    assert picture(panel).copy(legend) != without
    panel.leaveEvent(QEvent(QEvent.Type.Leave))
    assert picture(panel).copy(legend) == without


def test_keys_move_the_cross_hair_and_look_at_the_nearest_example(
    qtbot: QtBot, panel: BoundaryPanel
) -> None:
    wanted = looked(panel)
    show(panel, lesson("xor"), 300)
    panel.activateWindow()
    panel.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(panel.hasFocus)
    QTest.keyClick(panel, Qt.Key.Key_Right)
    assert panel.cross == pytest.approx((0.5, 0.5))
    for key in (*[Qt.Key.Key_Right] * 4, *[Qt.Key.Key_Down] * 5):
        QTest.keyClick(panel, key)
    assert panel.cross == pytest.approx((0.5 + 4 * 1.4 / 20, 0.5 - 5 * 1.4 / 20))
    assert panel.accessibleDescription().startswith("x0 = 0.78, x1 = 0.15")
    for _n in range(30):
        QTest.keyClick(panel, Qt.Key.Key_Right)
    assert panel.cross == pytest.approx((1.2, 0.15))
    QTest.keyClick(panel, Qt.Key.Key_Return)
    assert wanted == [Source("output.a", (2, 0))]
    assert panel.accessibleDescription().startswith("example 2 at (1, 0): target 1")
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    assert panel.cross is None


# -- on wish


def test_lines_regions_and_validation_come_on_wish(panel: BoundaryPanel) -> None:
    what = moons()
    show(panel, what, 100, Source("h.z", (0, 2)))
    assert panel.scene is not None
    assert set(panel.scene.zero_lines) == {("h", 2)}
    assert panel.scene.answer.cells is None
    QTest.keyClick(panel, Qt.Key.Key_7)
    assert {layer for layer, _unit in panel.scene.zero_lines} == {"h", "h2"}
    QTest.keyClick(panel, Qt.Key.Key_8)
    cells = boundary(moment(panel)).cells
    assert cells is not None
    assert f"regions: {len(cells.regions)};" in panel.spoken()
    drawn = picture(panel)
    QTest.keyClick(panel, Qt.Key.Key_9)
    assert {each.split for each in panel.scene.examples} == {"train", "validation"}
    assert "validation: " in panel.spoken().splitlines()[0]
    assert picture(panel) != drawn


def test_the_formula_of_the_region_under_the_pointer_is_the_network(panel: BoundaryPanel) -> None:
    show(panel, lesson("xor"), 500)
    panel.regions.setChecked(True)
    mouse(panel, QMOVE, pixel(panel, 0.5, 0.75))
    answer = panel._answer
    assert answer is not None
    assert answer.region is not None
    z = float(answer.region.slopes[0] @ answer.point + answer.region.constants[0])
    assert 1 / (1 + np.exp(-z)) == pytest.approx(float(answer.outputs[0]), abs=1e-12)
    assert panel._note().splitlines()[1].startswith("output.z = ")


def test_a_wish_that_cannot_be_fulfilled_says_why(panel: BoundaryPanel) -> None:
    show(panel, lesson("xor"), 5)
    panel.validation.setChecked(True)
    assert "keeps no validation examples" in panel.spoken()
    show(panel, three(), 5)
    panel.regions.setChecked(True)
    assert "not made of straight pieces" in panel.spoken()
    show(panel, one_input(), 5)
    assert "has one input" in panel.spoken()


def test_where_a_unit_fires_is_said(panel: BoundaryPanel) -> None:
    what = lesson("xor")
    show(panel, what, 30, Source("hidden.z", (0, 3)))
    assert panel.scene is not None
    share = boundary(moment(panel), side=101).fires_share("hidden", 3)
    assert f"hidden[3] fires on {round(100 * share)} % of what is seen" in panel.spoken()
    history = History(what.program, what.start)
    history.edit(Edit(0, Source("hidden.b", (3,)), -50.0))
    panel.show_frame(frame_at(what, history, 0, Focus(Source("hidden.b", (3,)))))
    assert "hidden[3] never fires here" in panel.spoken()
    assert panel.scene.zero_lines == {("hidden", 3): ()}


@pytest.mark.parametrize(
    ("share", "told"),
    [(0.0, "0 %"), (0.004, "0.4 %"), (0.426, "43 %"), (0.996, "99.6 %"), (1.0, "100 %")],
)
def test_a_share_is_never_rounded_to_none_or_to_all(share: float, told: str) -> None:
    assert words.percent(share) == told


def test_the_line_of_the_unit_in_focus_has_its_ticks_where_it_fires(panel: BoundaryPanel) -> None:
    panel.resize(700, 520)
    found = 0
    for unit in range(8):
        show(panel, lesson("xor"), 30, Source("hidden.z", (0, unit)))
        assert panel.scene is not None
        assert panel.scene.unit == ("hidden", unit)
        line = max(panel.scene.zero_lines["hidden", unit], key=len, default=np.zeros((0, 2)))
        if len(line) < 40:
            continue
        weights = moment(panel).values["hidden.W"][:, unit]
        uphill = np.array([weights[0], -weights[1]]) / np.hypot(*weights)
        ends = [pixel(panel, *line[n]).toTuple() for n in (0, -1)]
        feet = [ends[0] + np.subtract(ends[1], ends[0]) * share for share in (1 / 3, 2 / 3)]
        bare = picture(panel)
        panel.scene.zero_lines = {}
        panel.update()
        clean = picture(panel)

        def drawn(
            away: float,
            bare: QImage = bare,
            clean: QImage = clean,
            uphill: NDArray[np.float64] = uphill,
            feet: list[NDArray[np.float64]] = feet,
        ) -> bool:
            """Whether something of the line is drawn within two pixels of a place beside a foot."""
            for x, y in (foot + away * uphill for foot in feet):
                near = QRect(round(x) - 2, round(y) - 2, 5, 5)
                if bare.copy(near) != clean.copy(near):
                    return True
            return False

        assert drawn(5.0), unit
        assert not drawn(-5.0), unit
        found += 1
    assert found >= 3


# -- one input


def test_of_one_input_the_curve_runs_through_what_the_network_says(panel: BoundaryPanel) -> None:
    show(panel, fit(), 40)
    assert panel.scene is not None
    image = picture(panel)
    for x in (-0.9, -0.33, 0.15, 0.7):
        outputs, decided = answer_at(moment(panel), (x,))
        assert decided is None
        at = pixel(panel, x, float(outputs[0]))
        dark = [image.pixelColor(at.x(), at.y() + dy).lightness() for dy in (-1, 0, 1)]
        assert min(dark) < 90
    worst = max(panel.scene.examples, key=lambda each: abs(each.output - each.target))
    assert panel.spoken().startswith(f"Example {worst.row} is furthest off its target")


def test_of_one_input_examples_lie_at_the_height_of_their_answer(panel: BoundaryPanel) -> None:
    show(panel, one_input(), 10)
    assert panel.scene is not None
    heights = {each.target: panel.scene.place_of(each)[1] for each in panel.scene.examples}
    assert heights == {0.0: 0.0, 1.0: 1.0}
    show(panel, fit(), 10)
    assert panel.scene is not None
    assert all(panel.scene.place_of(each)[1] == each.target for each in panel.scene.examples)


def test_before_a_lesson_and_in_one_that_it_does_not_suit_it_says_what_will_be_here(
    panel: BoundaryPanel,
) -> None:
    waiting = panel.spoken()
    assert "drawn here" in waiting
    assert all(button.isHidden() for button in panel.switches)
    show(panel, lesson("digits"), 1)
    assert panel.spoken() == waiting
    assert all(button.isHidden() for button in panel.switches)
    show(panel, lesson("xor"), 1)
    assert panel.spoken() != waiting
    assert not any(button.isHidden() for button in panel.switches)
    for size in (*SIZES, (400, 560)):
        panel.resize(*size)
        panel.grab()
        places = [button.geometry() for button in panel.switches]
        assert all(panel.rect().contains(place) for place in places)
        assert not any(one.intersects(two) for one, two in pairwise(places))
