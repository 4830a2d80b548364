"""The desk to the pixel: how long each part is, what is offered where, and how drawings grow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.desks import noting, opened
from ui.kit.look import Look
from ui.kit.theme import DARK, LIGHT, Metrics
from ui.panels import PANELS
from ui.shell.arrangement import shared_widths
from ui.shell.desk import MAX_GROWTH, MAX_LOWER_GROWTH, Desk, _alike, _first_larger
from ui.shell.window import Window
from visualnn.lesson import open_named
from visualnn.text import use_language


@pytest.fixture
def window(qtbot: QtBot, dressed: QApplication, patient: None) -> Iterator[Window]:
    yield opened(qtbot, dressed)
    use_language("en")


def resized(window: Window, width: int, height: int) -> Desk:
    window.resize(width, height)
    QApplication.processEvents()
    return window.desk


def seen(window: Window) -> set[str]:
    """The panels that are shown."""
    return {name for name, each in window.desk.sections.items() if not each.isHidden()}


# -- lengths ---------------------------------------------------------------------------------------


def test_a_length_is_dealt_out() -> None:
    assert _alike(100, 3) == (33, 33, 33)
    assert _alike(200, 3) == (67, 67, 67)
    assert _alike(1, 3) == (1, 1, 1)
    assert _alike(100, 0) == ()
    assert _first_larger(100, 1, 0.62) == (100,)
    assert _first_larger(100, 2, 0.62) == (62, 38)
    assert _first_larger(100, 3, 0.62) == (62, 19, 19)
    assert _first_larger(100, 0, 0.62) == ()


@pytest.mark.parametrize("size", [(1280, 800), (1700, 1000)])
def test_columns_and_rows_are_as_long_as_the_arrangement_says(
    window: Window, size: tuple[int, int]
) -> None:
    desk = resized(window, *size)
    assert desk._last is not None
    now = desk._last[0]
    handle = desk.splitters["columns"].handleWidth()
    middle = desk.width() - now.left - now.right
    assert desk.splitters["columns"].sizes() == [now.left - handle, middle, now.right - handle]
    tall = desk.height() - now.timeline
    assert desk.splitters["centre"].sizes() == [tall - now.bottom - handle, now.bottom]
    assert desk.sections["timeline"].height() == now.timeline == desk.foot_height()
    first, second = desk.splitters["left"].sizes()
    usual = round(0.62 * (first + second))
    question, program = 480, 150  # the program gives way to a question, down to some lines
    wanted = max(usual, min(question, first + second - program))
    assert first == pytest.approx(wanted, abs=desk.splitters["left"].handleWidth())
    row = desk.splitters["bottom"].sizes()
    assert row[0] / sum(row) == pytest.approx(0.64, abs=0.01)


def test_a_column_that_is_hidden_leaves_its_room_to_the_middle(window: Window) -> None:
    desk = window.desk
    desk.toggle("right")
    assert desk._last is not None
    now = desk._last[0]
    handle = desk.splitters["columns"].handleWidth()
    left, middle, right = desk.splitters["columns"].sizes()
    assert (left, right) == (now.left - handle, 0)
    assert left + middle == desk.width() - 2 * handle
    desk.toggle("bottom")
    assert desk.splitters["centre"].sizes()[1] == 0


@pytest.mark.parametrize("placement", ["beside", "below"])
def test_two_views_share_the_stage_by_what_they_need(window: Window, placement: str) -> None:
    desk = resized(window, 1900, 1200)
    desk.turn_stage(placement)  # type: ignore[arg-type]
    QApplication.processEvents()
    first, second = desk.staged
    specs = [desk.sections[name].fitted for name in (first, second)]
    sizes = desk.stage.shares
    if placement == "beside":
        least = [spec.least_width for spec in specs]
        wanted = [spec.wanted_width for spec in specs]
        expected: Sequence[float] = shared_widths(desk.stage.width(), least, wanted)
    else:
        expected = [spec.least_height for spec in specs]
    assert sizes[0] / sum(sizes) == pytest.approx(expected[0] / sum(expected), abs=0.01)


def test_a_view_that_is_asked_for_is_as_large_as_the_other(window: Window) -> None:
    desk = resized(window, 1900, 1200)
    desk.turn_stage("below")
    first, second = desk.staged
    heights = [desk.sections[name].fitted.least_height for name in (first, second)]
    for asked in (first, second):
        desk.staging.prefer(asked)
        desk._last = None
        desk.arrange()
        sizes = desk.stage.shares
        wanted = [
            max(heights) if name == asked else n
            for name, n in zip(desk.staged, heights, strict=True)
        ]
        assert sizes[0] / sum(sizes) == pytest.approx(wanted[0] / sum(wanted), abs=0.01)


def test_lengths_that_somebody_drags_are_theirs(window: Window) -> None:
    desk = resized(window, 1700, 1000)
    assert desk.chosen == {}
    columns = desk.splitters["columns"]
    columns.moveSplitter(400, 1)
    assert desk.chosen["columns"] == tuple(columns.sizes())
    assert columns.sizes()[0] == 400
    desk.turn_stage("beside")
    stage = desk.stage.splitter
    places = [stage.indexOf(desk.sections[name]) for name in desk.staged]
    stage.moveSplitter(desk.sections[desk.staged[1]].x() + 60, places[1])
    assert desk.chosen["stage-beside"] == desk.stage.shares
    assert len(desk.stage.shares) == 2
    assert all(share > 0 for share in desk.stage.shares)
    kept = dict(desk.chosen)
    desk.turn_stage("below")
    desk.turn_stage("beside")
    assert desk.stage.shares == kept["stage-beside"]
    other = Desk(Look(LIGHT, Metrics(1.0)), PANELS)
    other.restore({**kept, "nothing": (1, 2), "stage-below": (3, 4), "bottom": (7, 8)})
    assert other.chosen == {**kept, "stage-below": (3, 4), "bottom": (7, 8)}
    other.deleteLater()


# -- drawings --------------------------------------------------------------------------------------


def test_drawings_grow_up_to_a_limit_and_all_of_a_row_alike(window: Window) -> None:
    desk = resized(window, 9000, 6000)
    growths = {name: desk.sections[name].growth for name in seen(window)}
    assert {growths[name] for name in desk.staged} == {MAX_GROWTH}
    lower = {growths[name] for name in ("tensor", "curves")}
    assert lower == {MAX_LOWER_GROWTH}
    assert growths["card"] == growths["lesson"] == growths["timeline"] == 1.0
    assert noting(window).look.metrics.factor == MAX_GROWTH
    assert noting(window, "curves").look.metrics.factor == MAX_LOWER_GROWTH
    desk = resized(window, 2600, 1700)
    (growth,) = {desk.sections[name].growth for name in desk.staged}
    assert 1.0 < growth < MAX_GROWTH
    assert growth == min(desk.sections[name].roominess() for name in desk.staged)


def test_a_panel_is_dressed_anew_only_where_its_size_changes(window: Window) -> None:
    network = noting(window)
    before = len(network.looks)
    window.desk._settle_again()
    assert len(network.looks) == before
    resized(window, 2600, 1700)
    assert network.looks[-1] == window.desk.look_of("network")
    assert network.looks[-1].metrics.factor > 1.0


# -- what is offered -------------------------------------------------------------------------------


def test_what_has_no_room_lies_on_the_shelf_at_the_end_of_the_names(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    rooms: list[int] = []
    shelf, names = window.desk.shelf, window.desk.stage.names
    offer, fit = shelf.offer, names.fit

    def offered(panels: Sequence[tuple[str, str]], room: int) -> None:
        rooms.append(room)
        offer(panels, room)

    fitted: list[int] = []

    def fitting(room: int) -> int:
        fitted.append(room)
        return fit(room)

    monkeypatch.setattr(shelf, "offer", offered)
    monkeypatch.setattr(names, "fit", fitting)
    desk = resized(window, 800, 500)
    hidden = set(desk.sections) - seen(window)
    expected = {name for name in hidden if desk.offers(name) and name not in desk.views}
    assert set(shelf.buttons) == expected
    assert expected
    assert shelf.isVisible()
    unit = desk.look.metrics.unit
    stage = desk.stage
    assert rooms[-1] == max(1, round(0.4 * stage.width()))
    assert fitted[-1] == stage.width() - (shelf.width() + 2 * unit)
    corner = stage.mapTo(desk, QPoint(0, 0))
    assert shelf.geometry().right() + 1 == corner.x() + stage.width() - unit
    middle = unit + (names.height() - unit - shelf.height()) // 2
    assert shelf.y() == corner.y() + max(0, middle)
    desk = resized(window, 1700, 1000)
    assert not shelf.buttons
    assert not shelf.isVisible()
    assert fitted[-1] == desk.stage.width()


def test_where_no_view_is_shown_the_shelf_lies_in_the_first_heading(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    rooms: list[int] = []
    offer = window.desk.shelf.offer

    def offered(panels: Sequence[tuple[str, str]], room: int) -> None:
        rooms.append(room)
        offer(panels, room)

    monkeypatch.setattr(window.desk.shelf, "offer", offered)
    desk = resized(window, 500, 420)
    desk.bring("lesson")
    QApplication.processEvents()
    assert desk.stage.isHidden()
    head = desk.sections["lesson"]
    assert "card" not in seen(window)
    assert head.heading is not None
    unit, px = desk.look.metrics.unit, desk.look.metrics.px
    assert rooms[-1] == max(1, head.width() - px(16) - head.heading.sizeHint().width() - unit)
    corner = head.mapTo(desk, QPoint(0, 0))
    shelf = desk.shelf
    assert shelf.isVisible()
    assert shelf.geometry().right() + 1 == corner.x() + head.width() - unit
    middle = unit + (head.heading.height() - unit - shelf.height()) // 2
    assert shelf.y() == corner.y() + max(0, middle)
    assert "card" in shelf.buttons
    shelf.buttons["card"].click()
    assert "card" in seen(window)


def test_before_a_lesson_is_open_nothing_is_offered(dressed: QApplication, qtbot: QtBot) -> None:
    desk = Desk(Look(LIGHT, Metrics(1.0)), PANELS)
    qtbot.addWidget(desk)
    desk.resize(900, 500)
    desk.show()
    assert not desk.stage.names.buttons
    assert not desk.shelf.buttons
    assert desk.placement == "" or desk.placement in {"beside", "below"}
    desk.suit(open_named("xor"))
    assert desk.stage.names.buttons


def test_a_panel_that_stands_on_the_stage_is_named_there_and_needs_no_heading(
    window: Window,
) -> None:
    desk = resized(window, 1700, 1000)
    first, second = desk.staged

    def headed() -> set[str]:
        return {
            name
            for name, each in desk.sections.items()
            if each.heading is not None and not each.isHidden() and not each.heading.isHidden()
        }

    assert {first, second} <= headed()  # there are two, so each says its name
    desk.show_view(first)
    assert first not in headed()
    assert {"card", "lesson", "tensor"} <= headed()
    checked = [name for name, each in desk.stage.names.buttons.items() if each.isChecked()]
    assert checked == [first]


# -- which view is meant ---------------------------------------------------------------------------


def test_the_view_in_hand_is_the_one_with_the_keyboard_then_the_first_on_the_stage(
    window: Window,
) -> None:
    desk = resized(window, 1700, 1000)
    first, second = desk.staged
    window.setFocus()
    assert desk.view_in_hand == desk.view_in_sight == first
    desk.staging.prefer(second)
    assert (desk.view_in_hand, desk.view_in_sight) == (first, second)
    panel = noting(window, "curves")
    panel.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    panel.setFocus()
    assert desk.view_in_hand == desk.view_in_sight == "curves"
    desk._under_menu = second
    assert desk.view_in_hand == desk.view_in_sight == second
    desk._under_menu = "landscape"  # which is not seen
    assert desk.view_in_hand == "curves"
    desk.let_go()
    window.setFocus()
    assert desk.view_in_hand == first
    assert desk.view_of("tensor") == "values"
    assert desk.view_of("nobody") == desk.view_of("card") == ""
    assert desk.panel_of("nobody") is None
    assert not desk.shows_table("nobody")


def test_a_second_view_that_has_no_room_comes_when_its_name_is_clicked(window: Window) -> None:
    desk = resized(window, 760, 520)
    first, second = desk.staged
    desk.bring(first)
    hidden = second if desk.sections[second].isHidden() else first
    assert desk.sections[hidden].isHidden()
    desk.stage.names.buttons[hidden].click()
    assert not desk.sections[hidden].isHidden()
    assert desk.staged == (first, second)  # nothing was chosen otherwise
    assert not desk.is_stage_chosen
    desk.show_view("nobody")
    desk.place_view("nobody")
    assert desk.staged == (first, second)


def test_what_is_brought_comes_before_what_was_brought_before(window: Window) -> None:
    desk = resized(window, 760, 520)
    desk.bring("curves")
    assert "curves" in seen(window)
    desk.bring("card", "nobody")
    assert "card" in seen(window)
    assert desk._asked[:2] == ["card", "curves"]
    desk.bring("curves")
    assert desk._asked == ["curves", "card"]
    desk.toggle("right")
    if desk.shows("right"):
        desk.toggle("right")
    assert desk.hides("card")
    assert "card" not in desk._asked
    desk.toggle("right")
    assert "card" in seen(window)
    assert not desk.hides("card")


def test_a_part_comes_back_with_what_suits_the_lesson(window: Window) -> None:
    desk = window.desk
    told: list[None] = []
    desk.toggled.connect(lambda: told.append(None))
    desk._offered = desk._offered - {"tensor"}
    desk.arrange()
    desk.toggle("bottom")
    assert not desk.shows("bottom")
    desk.toggle("bottom")
    assert "curves" in seen(window)
    assert desk._asked[:1] == ["curves"]  # the table does not suit
    assert len(told) == 2


# -- in front of a class ---------------------------------------------------------------------------


def test_in_front_of_a_class_there_is_one_view_and_the_text_and_then_all_as_before(
    window: Window,
) -> None:
    desk = resized(window, 1700, 1000)
    desk.splitters["columns"].moveSplitter(420, 1)
    desk.toggle("bottom")
    desk.toggle("bottom")
    before, chosen, asked = seen(window), dict(desk.chosen), list(desk._asked)
    second = desk.staged[1]
    desk.staging.prefer(second)
    desk.present(presented=True)
    assert seen(window) == {second, "lesson"}
    assert not desk.shelf.buttons
    assert desk.chosen == chosen
    desk.present(presented=True)  # once more is nothing more
    desk.bring("curves")
    assert "curves" in seen(window)
    desk.present(presented=False)
    assert (seen(window), dict(desk.chosen)) == (before, chosen)
    assert desk._asked == asked
    desk.present(presented=False)
    assert seen(window) == before


def test_a_view_that_is_looked_at_is_the_one_that_is_presented(window: Window) -> None:
    desk = resized(window, 1700, 1000)
    first, second = desk.staged
    for name in (second, first):
        desk.staging.prefer(name)
        desk.present(presented=True)
        assert seen(window) & set(desk.views) == {name}
        desk.present(presented=False)
        desk.staging.yield_room()
    desk.present(presented=True)
    assert seen(window) & set(desk.views) == {first}
    desk.present(presented=False)


# -- language and look -----------------------------------------------------------------------------


def test_names_and_headings_speak_the_language_of_the_window(window: Window) -> None:
    desk = resized(window, 800, 500)
    assert desk.stage.names.buttons["network"].text() == "Network"
    shelf = {name: button.text() for name, button in desk.shelf.buttons.items()}
    use_language("ko")
    desk.retranslate()
    assert desk.stage.names.buttons["network"].text() == "신경망"
    assert shelf
    assert all(desk.shelf.buttons[name].text() != text for name, text in shelf.items())
    head = desk.sections["card"].heading
    assert head is not None
    assert head.text() != "Explanation"


def test_a_hairline_parts_the_timeline_from_the_columns(window: Window) -> None:
    desk = resized(window, 1280, 800)
    top = desk.sections["timeline"].y() - 1
    picture = desk.grab().toImage()
    assert desk.width() // 2 < picture.width()
    column = [picture.pixelColor(2, y) for y in (top, top - 3)]
    window.appearance.set_look(Look(DARK, Metrics(1.0)))
    dark = desk.grab().toImage()
    assert dark.pixelColor(2, top - 3) != column[1]
    assert desk.look.theme is DARK
    looks = [each.look for each in desk.splitters.values()]
    looks += [desk.shelf.look, desk.stage.look, desk.stage.names.look]
    assert {look.theme.name for look in looks} == {DARK.name}
