"""Commands act on their hands alone: whatever has the same verbs will do, and there need be no
window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import FrozenInstanceError, dataclass, field, fields, replace
from pathlib import Path
from typing import Literal

import pytest
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.desks import small_lesson
from ui.commands.actions import Actions
from ui.commands.command import Menu
from ui.commands.finder import finder
from ui.commands.hands import Hands
from ui.commands.questions import MAX_SEED
from ui.commands.table import BY_ID, COMMANDS
from ui.kit.look import Look
from ui.kit.overlay import Overlay
from ui.kit.theme import LIGHT, Metrics
from ui.session.session import Session
from ui.session.wishes import SetBookmark
from visualnn.errors import VisualnnError
from visualnn.expr import Source
from visualnn.lesson import find, load

LOOK = Look(LIGHT, Metrics(1.0))


@dataclass
class Told:
    """Stands for every part of the shell at once, and notes what it is told to do."""

    done: list[str] = field(default_factory=list)
    hidden: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    on_top: bool = False
    asked: tuple[str, str, Callable[[str], str | None]] | None = None
    look: Look = LOOK
    is_dark: bool = False
    is_on: bool = False
    shows_notes: bool = False
    shows_controls: bool = True
    conceals_answers: bool = False
    blank: str = ""
    lit: str = ""
    is_full_screen: bool = False
    pictures_folder: Path | None = None
    largest: bool = False
    views: tuple[str, ...] = ("network", "tensor", "curves")
    staged: tuple[str, ...] = ("network", "curves")
    placement: str = "beside"
    is_stage_chosen: bool = True

    view_in_hand: str = ""
    view_in_sight: str = ""

    def panel_of(self, panel: str) -> QWidget | None:
        return None

    def view_of(self, panel: str) -> str:
        return panel

    def toggle_table(self, panel: str) -> None:
        self.done.append(f"toggle_table {panel}")

    def shows_table(self, panel: str) -> bool:
        return False

    def show_view(self, panel: str) -> None:
        self.done.append(f"show_view {panel}")

    def place_view(self, panel: str) -> None:
        self.done.append(f"place_view {panel}")

    def turn_stage(self, placement: Literal["beside", "below"]) -> None:
        self.done.append(f"turn_stage {placement}")

    def forget_stage(self) -> None:
        self.done.append("forget_stage")

    def choose(self) -> None:
        self.done.append("choose")

    @property
    def reads_pictures(self) -> bool:
        return "reads_pictures" not in self.refused

    def ask_picture(self) -> None:
        self.done.append("ask_picture")

    def ask_file(self) -> None:
        self.done.append("ask_file")

    def reload(self) -> None:
        self.done.append("reload")

    def reseed(self, seed: int) -> None:
        self.done.append(f"reseed {seed}")

    def open_line(self, line: str) -> None:
        self.done.append(f"open_line {line}")

    def copy_place(self, view: str) -> str:
        self.done.append(f"copy_place {view}")
        return "visualnn open xor"

    def start_over(self) -> None:
        self.done.append("start_over")

    def choose_session(self) -> None:
        self.done.append("choose_session")

    def show_result(self) -> None:
        self.done.append("show_result")

    def switch_language(self) -> None:
        self.done.append("switch_language")

    def switch_theme(self) -> None:
        self.done.append("switch_theme")

    def can_change_size(self, direction: int) -> bool:
        return direction < 0 or not self.largest

    def change_size(self, direction: int) -> None:
        self.done.append(f"change_size {direction}")

    def toggle_notes(self) -> None:
        self.done.append("toggle_notes")

    def show_controls(self, *, shown: bool) -> None:
        self.done.append(f"show_controls {shown}")

    def reveal(self) -> None:
        self.done.append("reveal")

    def blank_out(self, name: str) -> None:
        self.done.append(f"blank_out {name}")

    def light(self, kind: str) -> None:
        self.done.append(f"light {kind}")

    def toggle_full_screen(self) -> None:
        self.done.append("toggle_full_screen")

    def shows(self, part: str) -> bool:
        return part not in self.hidden

    def hides(self, panel: str) -> bool:
        return panel in self.refused

    def offers(self, panel: str) -> bool:
        return panel not in self.refused

    def toggle(self, part: str = "") -> None:
        self.done.append(f"toggle {part}")

    def bring(self, *panels: str) -> None:
        self.done.append(f"bring {' '.join(panels)}")

    def lay(self, make: Callable[[QWidget, Look], Overlay]) -> None:
        self.done.append("lay")

    def dismiss(self) -> bool:
        self.done.append("dismiss")
        return self.on_top

    def ask(self, question: str, text: str, answer: Callable[[str], str | None]) -> None:
        self.done.append("ask")
        self.asked = (question, text, answer)

    def open_help(self) -> None:
        self.done.append("open_help")

    def report(self, heading: str, faults: str) -> None:
        self.done.append(f"report {heading}: {faults}")

    def say(self, sentence: str) -> None:
        self.done.append(f"say {sentence}")

    def clear(self) -> None:
        self.done.append("clear")

    def grab(self) -> QPixmap:
        picture = QPixmap(4, 3)
        picture.fill()
        return picture

    def close(self) -> bool:
        self.done.append("close")
        return True

    def open_menu(self) -> None:
        self.done.append("open_menu")

    def open_finder(self) -> None:
        self.done.append("open_finder")

    def open_lesson_settings(self) -> None:
        self.done.append("open_lesson_settings")

    def begin_tour(self) -> None:
        self.done.append("begin_tour")

    def show_log(self) -> None:
        self.done.append("show_log")


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def hands(qapp: QApplication, told: Told, patient: None) -> Iterator[Hands]:
    session = Session(2.0)
    yield Hands(session, told, told, told, told, told, told, told)
    session.halt()


def test_hands_are_frozen(hands: Hands) -> None:
    for each in fields(hands):
        with pytest.raises(FrozenInstanceError):
            setattr(hands, each.name, None)


def test_every_command_answers_before_there_is_a_lesson(hands: Hands, told: Told) -> None:
    for command in COMMANDS:
        assert command.enabled(hands) in {True, False}
        assert command.checked is None or command.checked(hands) in {True, False}
    assert not BY_ID["over"].enabled(hands)
    assert not BY_ID["breakpoint"].enabled(hands)
    assert BY_ID["open"].enabled(hands)
    assert told.done == []  # asking does nothing


@pytest.mark.parametrize(
    ("name", "done"),
    [
        ("open", "choose"),
        ("open-file", "ask_file"),
        ("reload", "reload"),
        ("result", "show_result"),
        ("quit", "close"),
        ("language", "switch_language"),
        ("theme", "switch_theme"),
        ("bigger", "change_size 1"),
        ("smaller", "change_size -1"),
        ("normal-size", "change_size 0"),
        ("projector", "toggle "),
        ("notes-window", "toggle_notes"),
        ("reveal", "reveal"),
        ("ring", "light ring"),
        ("spotlight", "light spotlight"),
        ("black", "blank_out black"),
        ("white", "blank_out white"),
        ("controls", "show_controls False"),
        ("full-screen", "toggle_full_screen"),
        ("lesson-column", "toggle left"),
        ("tensor-row", "toggle bottom"),
        ("card-column", "toggle right"),
        ("show-view", "show_view tensor"),
        ("put-view", "place_view tensor"),
        ("beside", "turn_stage beside"),
        ("below", "turn_stage below"),
        ("stage-of-lesson", "forget_stage"),
        ("view-table", "toggle_table "),
        ("palette", "open_finder"),
        ("tour", "begin_tour"),
        ("settings", "open_lesson_settings"),
        ("help", "open_help"),
        ("menu", "open_menu"),
        ("tick", "ask"),
    ],
)
def test_a_command_does_one_thing(hands: Hands, told: Told, name: str, done: str) -> None:
    BY_ID[name].act(hands)
    assert told.done == [done]


@pytest.mark.parametrize(
    ("name", "number", "done"),
    [
        ("show-view", 0, ["show_view network"]),
        ("show-view", 2, ["show_view curves"]),
        ("show-view", 3, []),
        ("put-view", 1, ["place_view tensor"]),
        ("put-view", 8, []),
    ],
)
def test_a_number_is_a_view(
    hands: Hands, told: Told, name: str, number: int, done: list[str]
) -> None:
    act = BY_ID[name].act_numbered
    assert act is not None
    act(hands, number)
    assert told.done == done


def test_each_digit_is_a_view_or_a_bookmark() -> None:
    for name, held in (("show-view", "Alt"), ("put-view", "Ctrl"), ("bookmark", "Shift")):
        assert BY_ID[name].keys == tuple(f"{held}+{digit}" for digit in "123456789")


def test_of_several_conditions_the_last_one_is_offered(hands: Hands, told: Told) -> None:
    hands.session.take(small_lesson())
    BY_ID["condition"].act(hands)
    assert told.asked is not None
    assert told.asked[1] == "L < 0.1"
    for condition in ("L < 0.2", "not_finite(L)"):
        told.asked[2](condition)
    BY_ID["condition"].act(hands)
    assert told.asked[1] == "not_finite(L)"
    assert "there now: L < 0.2, not_finite(L)" in told.asked[0]


def test_what_is_switched_on_is_read_from_the_hands(hands: Hands, told: Told) -> None:
    switches = ("theme", "projector", "full-screen", "lesson-column", "tensor-row", "card-column")
    checked = [rule for name in switches if (rule := BY_ID[name].checked) is not None]
    assert [rule(hands) for rule in checked] == [False] * 3 + [True] * 3
    told.is_dark = told.is_on = told.is_full_screen = True
    told.hidden = {"left", "bottom", "right"}
    assert [rule(hands) for rule in checked] == [True] * 3 + [False] * 3
    told.largest = True
    assert not BY_ID["bigger"].enabled(hands)
    assert BY_ID["smaller"].enabled(hands)


def test_cancelling_closes_what_lies_on_top_before_it_stops_anything(
    hands: Hands, told: Told
) -> None:
    hands.session.take(small_lesson())
    hands.session.toggle_playing()
    told.on_top = True
    BY_ID["cancel"].act(hands)
    assert told.done == ["dismiss"]
    assert hands.session.playing
    told.on_top = False
    BY_ID["cancel"].act(hands)
    assert not hands.session.playing


@pytest.mark.parametrize(
    ("hidden", "refused", "done"),
    [
        (set(), set(), []),
        ({"left"}, set(), ["bring lesson"]),
        ({"left"}, {"lesson"}, []),
    ],
)
def test_going_to_a_stop_brings_the_lesson_unless_somebody_hid_it(
    hands: Hands, told: Told, hidden: set[str], refused: set[str], done: list[str]
) -> None:
    lesson = small_lesson()
    hands.session.take(lesson)
    told.hidden, told.refused = hidden, refused
    BY_ID["next-stop"].act(hands)
    assert told.done == done
    assert hands.session.tick == lesson.stops[0].tick


def test_a_picture_goes_where_the_window_says(hands: Hands, told: Told, tmp_path: Path) -> None:
    told.pictures_folder = tmp_path
    BY_ID["picture"].act(hands)
    saved = tmp_path / "visualnn-visualnn-0.png"
    assert saved.read_bytes().startswith(b"\x89PNG")
    assert told.done == [f"say Saved {saved}"]
    told.done.clear()
    told.pictures_folder = saved  # a file, and no folder
    BY_ID["picture"].act(hands)
    assert len(told.done) == 1
    assert told.done[0].startswith("say The picture was not saved: ")


def test_doing_a_command_is_guarded_and_told(qtbot: QtBot, hands: Hands, told: Told) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    actions = Actions(hands, COMMANDS, parent)
    during: list[bool] = []
    actions.done.connect(lambda: told.done.append("done"))
    actions.failed.connect(lambda sentence: told.done.append(f"failed {sentence}"))
    hands.session.moved.connect(lambda _frame: during.append(actions.is_acting))
    hands.session.take(small_lesson())
    actions.do(BY_ID["over"])
    assert during == [False, True]
    assert told.done == ["clear", "done"]
    told.done.clear()

    def fail(_hands: Hands) -> None:
        raise VisualnnError("there is no {what}", what="paper")

    actions.do(replace(BY_ID["picture"], act=fail))
    assert not actions.is_acting
    assert told.done == ["clear", "failed there is no paper"]


def test_each_command_is_in_its_menu(qtbot: QtBot, hands: Hands) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    actions = Actions(hands, COMMANDS, parent)
    actions.retranslate()
    menus = [each.menu() for each in actions.menu.actions()]
    found = [[action.text() for action in menu.actions()] for menu in menus]  # type: ignore[attr-defined]
    assert found == [[c.title for c in COMMANDS if c.menu is menu] for menu in Menu]
    assert [each.text() for each in actions.menu.actions()] == [menu.value for menu in Menu]


def test_the_finder_does_commands_and_visits_numbers(
    qtbot: QtBot, hands: Hands, told: Told
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    actions = Actions(hands, COMMANDS, parent)
    hands.session.take(small_lesson())
    actions.refresh()
    palette = finder(parent, LOOK, actions, hands.session, hands.library.open_line)
    qtbot.addWidget(palette)
    palette.field.setText("switch the language")
    palette.field.returnPressed.emit()
    assert told.done == ["clear", "switch_language"]
    palette = finder(parent, LOOK, actions, hands.session, hands.library.open_line)
    qtbot.addWidget(palette)
    palette.field.setText("hidden.W[1,2]")
    palette.field.returnPressed.emit()
    assert hands.session.place == Source("hidden.W", (1, 2))


def test_about_names_the_versions(hands: Hands, told: Told) -> None:
    BY_ID["about"].act(hands)
    (said,) = told.done
    for word in ("report About visualnn", "Python 3.", "Qt 6.", "NumPy "):
        assert word in said


def test_the_seed_is_asked_for(hands: Hands, told: Told) -> None:
    BY_ID["seed"].act(hands)
    assert told.done == []  # without a lesson there is none
    hands.session.take(load(find("xor")))
    BY_ID["seed"].act(hands)
    assert told.asked is not None
    _question, now, answer = told.asked
    assert now == "7"
    assert answer("-1") is not None
    assert answer("9999999999") is not None
    assert answer(str(MAX_SEED + 1)) is not None
    assert answer(str(MAX_SEED)) is None
    assert told.done[-1] == f"reseed {MAX_SEED}"
    assert answer("12") is None
    assert told.done[-1] == "reseed 12"


ALWAYS = frozenset({
    "about", "ask-picture", "below", "beside", "bigger", "black", "cancel", "card-column",
    "copy-view", "faster", "full-screen", "grain-epoch", "grain-instruction", "grain-iteration",
    "grain-layer", "grain-phase", "grain-term", "help", "language", "lesson-column", "log", "menu",
    "normal-size", "notes-window", "open", "open-file", "open-session", "palette", "paste-place",
    "picture", "projector", "put-view", "quit", "reload", "ring", "save-csv", "save-pdf",
    "save-png", "save-svg", "show-view", "slower", "smaller", "spotlight", "stage-of-lesson",
    "steps-all", "steps-changed", "steps-layer", "steps-updates", "tensor-row", "theme", "tick",
    "view-table", "white",
})  # fmt: skip
"""What can be done without a lesson, as these hands tell it."""
IN_LESSONS = ALWAYS | {
    "condition", "copy-place", "count-hands", "flag", "keep", "rate", "result", "save-lesson",
    "seed", "set-bookmark", "settings", "start-over", "tour",
}  # fmt: skip
ON = frozenset({
    "end", "forward-epoch", "forward-iteration", "into", "next-stop", "out", "over", "play",
})  # fmt: skip
BACK = frozenset({"back", "back-epoch", "back-iteration", "start"})
AT_A_NUMBER = frozenset({"breakpoint", "copy", "edit", "follow", "origin"})


def test_what_can_be_done_without_a_lesson_and_with_one(hands: Hands, told: Told) -> None:
    session = hands.session

    def enabled() -> set[str]:
        return {command.id for command in COMMANDS if command.enabled(hands)}

    assert enabled() == ALWAYS
    session.take(small_lesson())
    assert enabled() == IN_LESSONS | ON
    session.seek(1)
    assert enabled() == IN_LESSONS | ON | BACK | AT_A_NUMBER
    session.keep()
    session.seek(session.last_tick)
    session.finish()
    ended = IN_LESSONS | BACK | AT_A_NUMBER | {"dismiss", "next-run", "previous-stop", "train-on"}
    assert enabled() == ended
    told.is_on = True
    assert enabled() == ended | {"controls", "reveal"}
    session.grant(SetBookmark(1, 3, "here"))
    assert enabled() == ended | {"controls", "reveal", "bookmark", "save-draft"}
    told.views = told.views[:1]
    told.placement, told.is_stage_chosen = "", False
    without = {"show-view", "put-view", "beside", "below", "stage-of-lesson"}
    assert ended - enabled() == without
    told.views, told.refused = (), {"reads_pictures"}
    taken = {"view-table", "copy-view", "save-csv", "save-pdf", "save-png", "save-svg"}
    assert ended - enabled() == without | taken | {"ask-picture"}


def test_which_switches_are_on(hands: Hands, told: Told) -> None:
    session = hands.session
    session.take(small_lesson())

    def on() -> set[str]:
        return {each.id for each in COMMANDS if each.checked is not None and each.checked(hands)}

    columns = {"lesson-column", "tensor-row", "card-column"}
    usual = columns | {"beside", "controls", "grain-instruction", "steps-all"}
    assert on() == usual
    for name, state in (("black", "black"), ("white", "white")):
        told.blank = state
        assert on() == usual | {name}
    told.blank = ""
    for name in ("ring", "spotlight"):
        told.lit = name
        assert on() == usual | {name}
    told.lit = ""
    told.placement, told.hidden = "below", {"bottom"}
    assert on() == usual - {"beside", "tensor-row"} | {"below"}
    told.placement, told.hidden = "", {"left", "right"}
    assert on() == usual - {"beside", "lesson-column", "card-column"}
    told.placement, told.hidden = "beside", set()
    told.is_on = told.conceals_answers = True
    assert on() == usual | {"projector"}
    told.conceals_answers = False
    assert on() == usual | {"projector", "reveal"}
    told.is_on, told.is_dark, told.is_full_screen, told.shows_notes = False, True, True, True
    assert on() == usual | {"theme", "full-screen", "notes-window"}
