"""Small parts of the shell: sections, the stage, the shelf, the strip, tables, notes and lights."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.desks import NOTING, noting, opened, small_lesson
from tests.ui.runs import lesson
from ui.kit.look import Look
from ui.kit.overlay import Overlay
from ui.kit.theme import DARK, LIGHT, Metrics, Text
from ui.session.prepared import Bookmark
from ui.session.wishes import LookAt, Seek
from ui.shell.appearance import Appearance
from ui.shell.blank_screen import BlankScreen
from ui.shell.notes import NotesWindow
from ui.shell.pointer_light import PointerLight
from ui.shell.section import COMFORT_FACTOR, GROWTH_STEP, PanelSection
from ui.shell.sheets import Sheets
from ui.shell.shelf import Shelf
from ui.shell.stage import Stage
from ui.shell.strip import MessageStrip
from ui.shell.twin import TableModel
from ui.shell.window import Window
from visualnn.expr import Source
from visualnn.lesson import open_named
from visualnn.text import use_language
from visualnn.views.base import ViewTable

LOOK = Look(LIGHT, Metrics(1.0))
LARGE = Look(DARK, Metrics(2.0))


@pytest.fixture
def room(qtbot: QtBot, dressed: QApplication) -> Iterator[QWidget]:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(800, 600)
    made.show()
    yield made
    use_language("en")


@pytest.fixture
def window(qtbot: QtBot, dressed: QApplication, patient: None) -> Iterator[Window]:
    yield opened(qtbot, dressed)
    use_language("en")


# -- a section -------------------------------------------------------------------------------------


@pytest.fixture
def section(room: QWidget) -> PanelSection:
    made = PanelSection(LOOK, NOTING[0])
    made.setParent(room)
    made.show()
    return made


def test_a_section_has_a_heading_once_its_panel_is_there(section: PanelSection) -> None:
    assert section.heading is not None
    assert section.heading.text() == ""
    assert section.toggle_table() is None  # there is nothing to make a table of
    assert not section.shows_table
    panel = NOTING[0].made(LOOK)
    section.fill(panel)
    assert panel.isVisible()
    assert section.heading.text() == "Network"
    assert section._rows.count() == 2
    use_language("ko")
    section.retranslate()
    assert section.heading.text() == "신경망"
    section.show_heading(False)
    assert section.heading.isHidden()
    below = PanelSection(LOOK, next(spec for spec in NOTING if spec.where == "below"))
    assert below.heading is None
    below.show_heading(True)
    below.deleteLater()


def test_a_drawing_has_room_in_steps_and_never_less_than_its_size(section: PanelSection) -> None:
    spec = replace(NOTING[0], least_width=200, least_height=100)
    section.spec = section._fitted = spec
    wide, tall = spec.drawn_size
    need = max(200, wide) * COMFORT_FACTOR, max(100, tall) * COMFORT_FACTOR
    for steps in (1.0, 1.25, 2.0, 2.75):
        exact = [round(steps * length + 0.5) for length in need]
        section.resize(*exact)
        assert section.roominess() == steps
        section.resize(exact[0], 5000)
        assert section.roominess() == steps
        section.resize(5000, exact[1])
        assert section.roominess() == steps
        section.resize(round(steps * need[0] - 2), 5000)
        assert section.roominess() == max(1.0, steps - GROWTH_STEP)
    section.resize(10, 10)
    assert section.roominess() == 1.0
    section.set_look(LARGE)
    section.resize(round(4 * need[0] + 1), round(4 * need[1] + 1))
    assert section.roominess() == 2.0


def test_a_larger_drawing_is_no_larger_than_can_be(section: PanelSection) -> None:
    assert section.drawing_look is section.look
    section.growth = 2.0
    assert section.drawing_look == Look(LIGHT, Metrics(2.0))
    section.set_look(LARGE)
    assert section.drawing_look == Look(DARK, Metrics(min(Metrics.MAX_FACTOR, 4.0)))


def test_a_section_needs_what_its_lesson_needs(section: PanelSection) -> None:
    xor = lesson("xor")
    section.fit(xor)
    assert section.fitted == section.spec.fitted(xor)
    assert section.fitted is section.fitted
    section.fit(None)
    assert section.fitted is section.spec


def test_the_heading_wears_the_look(section: PanelSection) -> None:
    assert section.heading is not None
    for look in (LOOK, LARGE):
        section.set_look(look)
        assert section.heading.height() == look.metrics.px(28)
        assert look.theme.ink_soft.name() in section.heading.styleSheet()
        assert section.heading.font().pixelSize() == look.metrics.font(Text.SMALL).pixelSize()
        assert section.sizeHint().width() == look.metrics.px(100)
    told: list[None] = []
    section.resized.connect(lambda: told.append(None))
    section.resize(333, 222)
    assert told == [None]


# -- the stage -------------------------------------------------------------------------------------


def test_views_stand_in_their_order_and_turn(room: QWidget) -> None:
    stage = Stage(LOOK)
    stage.setParent(room)
    stage.resize(700, 500)
    sections = [PanelSection(LOOK, NOTING[n]) for n in (0, 1, 2)]
    for each in sections:
        stage.splitter.addWidget(each)
    stage.show()
    stage.stand([sections[2], sections[0]], "beside")
    assert [stage.splitter.indexOf(each) for each in sections] == [1, 2, 0]
    assert stage.splitter.orientation() is Qt.Orientation.Horizontal
    sections[1].hide()
    stage.share((200, 500))
    shares = stage.shares
    assert len(shares) == 2
    assert shares[0] / sum(shares) == pytest.approx(2 / 7, abs=0.02)
    before = stage.splitter.sizes()
    stage.share(())
    assert stage.splitter.sizes() == before
    stage.stand([sections[2], sections[0]], "below")
    assert stage.splitter.orientation() is Qt.Orientation.Vertical
    stage.set_look(LARGE)
    assert stage.names.look is stage.splitter.look is stage.look is LARGE
    assert stage.minimumSizeHint().height() == LARGE.metrics.px(48)


# -- the shelf -------------------------------------------------------------------------------------


def test_the_shelf_says_what_its_buttons_do_and_wears_the_look(room: QWidget) -> None:
    shelf = Shelf(LOOK, room)
    assert shelf.isHidden()
    shelf.offer([("card", "Explanation"), ("listing", "Program")], 600)
    assert shelf.list.popupMode() is QToolButton.ToolButtonPopupMode.InstantPopup
    assert shelf._label.text() == "Show:"
    assert shelf.list.text() == "Show ▾"
    assert shelf.buttons["card"].accessibleName() == "Show: Explanation"
    assert shelf.height() == shelf.sizeHint().height()
    wide = shelf.width()
    old = shelf.buttons["card"]
    shelf.offer([("card", "Explanation")], 600)
    assert shelf.width() < wide
    assert old.isHidden()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert len(shelf.findChildren(QToolButton)) == 2  # the list, and the one that is left
    shelf.set_look(LARGE)
    for button in (shelf.list, shelf.buttons["card"]):
        assert DARK.raised.name() in button.styleSheet()
        assert button.font().pixelSize() == LARGE.metrics.font(Text.SMALL).pixelSize()
    assert DARK.ink_soft.name() in shelf._label.styleSheet()
    assert shelf._label.font().pixelSize() == LARGE.metrics.font(Text.SMALL).pixelSize()


# -- the strip -------------------------------------------------------------------------------------


def test_what_nobody_knows_the_length_of_has_a_bar_without_an_end(room: QWidget) -> None:
    strip = MessageStrip(LOOK, room)
    assert strip.button.text() == "Cancel"
    assert strip.sentence.wordWrap()
    assert not strip.bar.isTextVisible()
    strip.say("A sentence")
    strip.wait("Opening a lesson")
    assert (strip.bar.minimum(), strip.bar.maximum()) == (0, 0)
    assert strip.sentence.text() == "Opening a lesson"
    assert strip.bar.isVisible()
    assert not strip._timer.isActive()
    strip.progress(0.5)
    assert (strip.bar.minimum(), strip.bar.maximum()) == (0, 1000)
    assert strip.sentence.text() == "Computing 50 %"
    strip.progress(0.999)
    assert strip.sentence.text() == "Computing 99 %"
    strip.progress(1.0)
    assert strip.isHidden()
    strip.wait("Opening a lesson")
    strip.progress(1.0)
    assert strip.isHidden()
    strip.say("after it")
    strip.progress(1.0)
    assert strip.isVisible()


def test_the_strip_lies_over_everything_and_is_as_wide_as_it_needs(room: QWidget) -> None:
    strip = MessageStrip(LOOK, room)
    cover = QWidget(room)
    cover.setGeometry(room.rect())
    cover.show()
    strip.say("Nothing was changed.")
    assert room.childAt(strip.geometry().center()) in {strip, strip.sentence, strip.mark}
    unit = LOOK.metrics.unit
    text = strip.sentence.fontMetrics().horizontalAdvance("Nothing was changed.")
    assert strip.width() == text + 9 * unit
    strip.progress(0.25)
    text = strip.sentence.fontMetrics().horizontalAdvance("Computing 25 %")
    assert strip.width() == text + 32 * unit
    assert strip.geometry().bottom() + 1 == 600 - unit
    strip.set_look(LARGE)
    assert strip.mark.width() == LARGE.metrics.px(18)
    assert not strip.mark.pixmap().isNull()
    assert strip.bar.width() == LARGE.metrics.px(140)
    assert DARK.raised.name() in strip.styleSheet()
    assert DARK.ink_soft.name() in strip.bar.styleSheet()
    assert strip.button.font().pixelSize() == LARGE.metrics.font(Text.BODY).pixelSize()
    assert strip.sentence.font().pixelSize() == LARGE.metrics.font(Text.BODY).pixelSize()
    use_language("ko")
    strip.retranslate()
    assert strip.button.text() == "취소"


# -- sheets ----------------------------------------------------------------------------------------


def test_a_sheet_is_told_that_it_is_over_what_it_covers(room: QWidget) -> None:
    sheets = Sheets(room, Appearance(LOOK, room), ())
    sheets.lay(lambda over, look: Overlay(over, look, 300))
    assert sheets.top is not None
    assert sheets.top.isVisible()
    assert sheets.top.geometry() == room.rect()
    assert sheets.dismiss()
    assert not sheets.dismiss()


# -- tables ----------------------------------------------------------------------------------------


def test_cells_say_what_they_hold_numbers_at_the_right(qapp: QApplication) -> None:
    model = TableModel()
    assert (model.rowCount(), model.columnCount()) == (0, 0)
    model.show_table(ViewTable(("name", "value"), (("w", 0.5), ("b", -1.0))))
    assert (model.rowCount(), model.columnCount()) == (2, 2)
    role = Qt.ItemDataRole
    assert model.index(0, 0).data(role.DisplayRole) == "w"
    assert model.index(0, 1).data(role.DisplayRole) == "0.5"
    left, right = (model.index(0, n).data(role.TextAlignmentRole) for n in range(2))
    middle = Qt.AlignmentFlag.AlignVCenter
    assert left == (Qt.AlignmentFlag.AlignLeft | middle)
    assert right == (Qt.AlignmentFlag.AlignRight | middle)
    assert model.index(0, 0).data(role.ToolTipRole) is None
    across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
    assert model.headerData(1, across) == "value"
    assert model.headerData(1, down) == 1
    assert model.headerData(1, across, role.ToolTipRole) is None
    model.show_table(None)
    assert model.headerData(0, across) is None


def test_a_table_that_stays_as_large_keeps_its_place(qapp: QApplication) -> None:
    model = TableModel()
    reset: list[None] = []
    changed: list[tuple[int, int, int, int]] = []
    model.modelReset.connect(lambda: reset.append(None))
    model.dataChanged.connect(
        lambda a, b: changed.append((a.row(), a.column(), b.row(), b.column()))
    )
    model.show_table(ViewTable(("a", "b"), ((1, 2), (3, 4), (5, 6))))
    model.show_table(ViewTable(("a", "b"), ((1, 2), (3, 4), (5, 7))))
    assert (len(reset), changed) == (1, [(0, 0, 2, 1)])
    model.show_table(ViewTable(("a", "c"), ((1, 2), (3, 4), (5, 7))))
    model.show_table(ViewTable(("a", "c"), ((1, 2), (3, 4))))
    model.show_table(None)
    assert len(reset) == 4
    assert len(changed) == 1


def test_a_table_follows_now_and_then_and_says_whose_it_is(window: Window, qtbot: QtBot) -> None:
    desk = window.desk
    desk.bring("network")
    desk.toggle_table("network")
    QApplication.processEvents()
    twin = desk.sections["network"].twin
    assert twin is not None
    assert desk.shows_table("network")
    assert twin.cells.hasFocus()
    assert twin.cells.verticalHeader().isHidden()
    assert not twin.cells.tabKeyNavigation()
    assert twin.part.accessibleName() == "Part of the table"
    assert [twin.part.itemText(n) for n in range(twin.part.count())] == ["units", "weights"]
    assert twin.part.isVisible()
    assert not twin.note.isVisible()
    before = twin.model.table
    assert before is not None
    window.session.grant(Seek(9))
    assert twin.model.table is before  # not at every picture
    assert twin._renewal.isActive()
    assert twin._renewal.isSingleShot()
    qtbot.waitUntil(lambda: twin.model.table is not before)
    use_language("ko")
    desk.retranslate()
    assert "신경망" in twin.cells.accessibleName()
    twin.set_look(LARGE)
    assert twin.cells.font().pixelSize() == LARGE.metrics.font(Text.SMALL).pixelSize()
    assert twin.cells.verticalHeader().defaultSectionSize() == LARGE.metrics.px(22)
    made = [desk.sections["network"].toggle_table() for _time in range(2)]
    assert made == [None, None]


def test_a_row_of_a_unit_or_of_a_name_is_a_door_and_others_are_not(window: Window) -> None:
    window.session.grant(Seek(9))
    window.desk.toggle_table("network")
    QApplication.processEvents()
    twin = window.desk.sections["network"].twin
    assert twin is not None
    wished: list[object] = []
    twin.wished.connect(wished.append)

    def show(columns: tuple[str, ...], *row: str | float) -> Source | None:
        twin.model.show_table(ViewTable(columns, (row,)))
        twin.look_at(twin.model.index(0, 0))
        return twin.place_of(0)

    units = ("layer", "row", "unit", "value")
    assert show(units, "hidden", 1, 2, 0.5) == Source("hidden.a", (1, 2))
    assert show(units, "nobody", 1, 2, 0.5) is None
    assert show(("name", "index"), "hidden.W", "1,2") == Source("hidden.W", (1, 2))
    assert show(("name", "index"), "lr", "") == Source("lr", ())
    assert show(("name", "index"), "nothing", "0") is None
    assert show(("name", "value"), "hidden.W", "1") is None
    assert show(("layer", "row"), "hidden", 1) is None
    assert wished == [
        LookAt(Source("hidden.a", (1, 2))),
        LookAt(Source("hidden.W", (1, 2))),
        LookAt(Source("lr", ())),
    ]
    twin.model.show_table(None)
    assert twin.place_of(0) is None


# -- the furniture ---------------------------------------------------------------------------------


def test_a_lesson_that_is_gone_is_forgotten_by_panels_that_are_not_seen(window: Window) -> None:
    window.desk.toggle("right")
    card = noting(window, "card")
    known = [card.frame]
    window.library.show(open_named("logistic"))
    known.append(card.frame)
    window.desk.toggle("right")
    known.append(card.frame)
    assert [frame and frame.lesson.name for frame in known] == ["small", None, "logistic"]


def test_a_changed_lesson_keeps_its_stop_and_another_does_not(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    pointed: list[tuple[str, ...]] = []
    point = window.desk.point

    def pointing(views: Sequence[str]) -> None:
        pointed.append(tuple(views))
        point(views)

    monkeypatch.setattr(window.desk, "point", pointing)
    session = window.session
    session.seek(session.position.lesson.stops[0].tick)
    assert len(pointed) == 1
    session.refresh()
    session.over()
    assert len(pointed) == 1
    session.seek(session.position.lesson.stops[1].tick)
    assert len(pointed) == 2
    window.library.show(small_lesson())
    session.seek(session.position.lesson.stops[0].tick)
    assert len(pointed) == 4


# -- notes -----------------------------------------------------------------------------------------


@pytest.fixture
def paper(qtbot: QtBot, dressed: QApplication) -> Iterator[NotesWindow]:
    made = NotesWindow(LOOK)
    qtbot.addWidget(made)
    yield made
    use_language("en")


def test_notes_have_a_clock_and_say_how_long_one_speaks(
    paper: NotesWindow, room: QWidget, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr("ui.shell.notes.time.monotonic", lambda: now[0])
    assert paper.windowTitle() == "Notes"
    assert paper.gone.toolTip() == paper.gone.accessibleName()
    assert paper.gone.toolTip() == "Minutes and seconds since you began"
    assert (paper.width(), paper.height()) == (720, 640)
    paper.begin(room)
    assert paper.isVisible()
    assert paper.gone.text() == "0:00"
    assert paper.clock.text().count(":") == 1
    assert paper._ticking.isActive()
    now[0] += 61.0
    paper._ticking.timeout.emit()
    assert paper.gone.text() == "1:01"
    now[0] += 600.0
    paper._ticking.timeout.emit()
    assert paper.gone.text() == "11:01"
    closed: list[None] = []
    paper.closed.connect(lambda: closed.append(None))
    paper.close()
    assert closed == [None]
    assert not paper._ticking.isActive()
    paper.begin(room)
    assert paper.gone.text() == "0:00"
    paper.close()


def test_notes_are_written_anew_only_where_they_say_something_else(
    paper: NotesWindow, monkeypatch: pytest.MonkeyPatch, window: Window
) -> None:
    filled: list[None] = []
    fill = paper._fill

    def filling() -> None:
        filled.append(None)
        fill()

    monkeypatch.setattr(paper, "_fill", filling)
    session = window.session
    paper.show_place(session.frame, {})
    assert "Before the first stop" in paper.plain()
    assert "Next" in paper.plain()
    assert "Bookmarks" not in paper.plain()
    session.over()
    paper.show_place(session.frame, {})
    assert len(filled) == 1
    paper.show_place(session.frame, {2: Bookmark(5, "The bend")})
    assert len(filled) == 2
    assert "⇧2  The bend" in paper.plain()
    session.seek(session.position.lesson.stops[1].tick)
    paper.show_place(session.frame, {})
    assert "stop 2 of 2 · two" in paper.plain()
    assert "This is the last stop." in paper.plain()
    assert "There are no notes." in paper.plain()
    paper.show_place(None, {})
    assert paper.plain() == ""
    assert len(filled) == 4


def test_notes_wear_the_look_and_scroll(paper: NotesWindow) -> None:
    paper.set_look(LARGE)
    for label, colour in ((paper.clock, DARK.ink), (paper.gone, DARK.ink_soft)):
        assert colour.name() in label.styleSheet()
        assert label.font().pixelSize() == LARGE.metrics.font(Text.TITLE, strong=True).pixelSize()
    assert paper.grab().toImage().pixelColor(1, 1) == DARK.surface
    scroll = paper.findChild(QScrollArea)
    assert isinstance(scroll, QScrollArea)
    assert scroll.frameShape() == QFrame.Shape.NoFrame
    assert scroll.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff
    assert scroll.widgetResizable()


# -- lights and blanks -----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["ring", "spotlight"])
def test_a_light_follows_the_pointer(room: QWidget, kind: str) -> None:
    room.move(0, 0)
    light = PointerLight(room, Appearance(LOOK, room), kind)
    assert light.isVisible()
    assert light.geometry() == room.rect()
    assert light.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    assert light.focusPolicy() is Qt.FocusPolicy.NoFocus
    assert light._clock.isActive()
    QCursor.setPos(room.mapToGlobal(QPoint(300, 200)))
    light._clock.timeout.emit()
    assert light.at == QPoint(300, 200)
    radius = 26 if kind == "ring" else 120
    assert light._radius() == radius
    around = light._around(QPoint(300, 200))
    assert around.center() == pytest.approx(QPoint(299, 199)) or around.contains(300, 200)
    assert around.left() == 300 - radius - 4 - 2
    assert around.top() == 200 - radius - 4 - 2
    assert (around.width(), around.height()) == (2 * (radius + 6), 2 * (radius + 6))
    light.dismiss()
    assert not light._clock.isActive()
    assert light.isHidden()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert not room.findChildren(PointerLight)


def test_a_cover_stays_as_large_as_the_window_and_on_top(room: QWidget) -> None:
    blank = BlankScreen(room, "black", QColor("black"))
    assert blank.accessibleName() == "The screen is blank"
    assert blank.cursor().shape() is Qt.CursorShape.BlankCursor
    assert blank.isVisible()
    late = QWidget(room)
    late.setGeometry(room.rect())
    late.show()
    room.resize(500, 400)
    QApplication.processEvents()
    assert blank.geometry() == room.rect()
    assert room.childAt(250, 200) is blank
    assert not blank.eventFilter(room, QEvent(QEvent.Type.Resize))
    blank.dismiss()
    room.resize(700, 500)
    QApplication.processEvents()
    assert blank.isHidden()
    QTest.qWait(1)


def test_an_appearance_knows_what_is_next(room: QWidget) -> None:
    looks = Appearance(LOOK, room)
    told: list[Look] = []
    looks.look_changed.connect(told.append)
    known = [looks.is_full_screen]
    for _time in range(2):
        looks.toggle_full_screen()
        known.append(looks.is_full_screen)
    assert known == [False, True, False]
    looks.undress()
    looks.fit_projector(2160)
    assert told == []  # nobody presents
    known = [looks.is_projecting]
    looks.dress_for_projector()
    assert [*known, looks.is_projecting] == [False, True]
    there = looks.look.metrics.factor
    looks.dress_for_projector()
    assert looks.look.metrics.factor == there
    looks.fit_projector(1080)
    assert looks.look.metrics.factor == 2.0
    assert looks.size == 1.0
    looks.undress()
    assert looks.look.metrics.factor == 1.0
    looks.dress_for_projector()
    looks.change_size(-1)
    mine = looks.look.metrics.factor
    looks.fit_projector(2160)
    assert looks.look.metrics.factor == mine
    looks.undress()
    looks.dress_for_projector()
    assert looks.look.metrics.factor == mine
    looks.fit_projector(2160)  # somebody chose it
    assert looks.look.metrics.factor == mine
    looks.undress()
