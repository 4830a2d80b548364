"""Bookmarks, shows of hands, and what is taken out of a view, told to hands without a window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.commands.test_hands import Told
from ui.commands import presenting, takeaway
from ui.commands.hands import Hands
from ui.session.prepared import BOOKMARK_COUNT
from ui.session.session import Session
from ui.session.wishes import SetBookmark
from visualnn.errors import VisualnnError
from visualnn.expr import Source
from visualnn.lesson import load, open_named
from visualnn.lesson.shelf import find


@dataclass
class WithPanel(Told):
    """Has a panel in hand."""

    widget: QWidget | None = None

    def panel_of(self, panel: str) -> QWidget | None:
        return self.widget


@pytest.fixture
def told(qtbot: QtBot) -> WithPanel:
    widget = QWidget()
    qtbot.addWidget(widget)
    return WithPanel(widget=widget)


@pytest.fixture
def hands(told: WithPanel, patient: None) -> Iterator[Hands]:
    session = Session(2.0)
    session.take(load(find("xor")))
    yield Hands(session, told, told, told, told, told, told, told)
    session.halt()


def asked(told: WithPanel, typed: str) -> str | None:
    """What is said to an answer to the last question."""
    assert told.asked is not None
    return told.asked[2](typed)


def numbers(hands: Hands) -> dict[int, int]:
    return {number: kept.tick for number, kept in hands.session.bookmarks.items()}


def test_a_bookmark_takes_the_first_free_number_or_the_one_that_is_here(
    hands: Hands, told: WithPanel
) -> None:
    session = hands.session
    for number, tick in ((1, 5), (2, 9), (3, 30)):
        session.seek(tick)
        presenting.set_bookmark(hands)
        assert told.asked is not None
        assert told.asked[:2] == (f"Bookmark {number}: a sentence about this place", "")
        assert asked(told, f"sentence {number}") is None
    assert numbers(hands) == {1: 5, 2: 9, 3: 30}
    session.seek(9)
    presenting.set_bookmark(hands)
    assert told.asked is not None
    assert told.asked[1] == "sentence 2"
    asked(told, "another sentence")
    assert session.bookmarks[2].sentence == "another sentence"
    presenting.set_bookmark(hands)
    asked(told, "")
    assert numbers(hands) == {1: 5, 3: 30}
    presenting.set_bookmark(hands)
    asked(told, "")  # nothing is said about a place without one
    assert numbers(hands) == {1: 5, 3: 30}
    session.seek(40)
    presenting.set_bookmark(hands)
    asked(told, "in the gap")
    assert numbers(hands) == {1: 5, 2: 40, 3: 30}


def test_when_all_bookmarks_are_set_it_says_so(hands: Hands, told: WithPanel) -> None:
    for number in range(1, BOOKMARK_COUNT):
        hands.session.grant(SetBookmark(number, number, "kept"))
    hands.session.seek(BOOKMARK_COUNT + 7)
    presenting.set_bookmark(hands)
    assert told.done == ["ask"]
    asked(told, "the last one")
    assert numbers(hands)[BOOKMARK_COUNT] == BOOKMARK_COUNT + 7
    hands.session.seek(BOOKMARK_COUNT + 9)
    told.done.clear()
    presenting.set_bookmark(hands)
    assert told.done == ["say All bookmarks are set; empty the sentence of one to free it."]
    hands.session.seek(3)
    presenting.set_bookmark(hands)  # one that is here can still be changed
    assert told.done[-1] == "ask"


def test_going_to_bookmarks_in_their_order_and_by_number(hands: Hands, told: WithPanel) -> None:
    session = hands.session
    presenting.go_to_next_bookmark(hands)
    assert (session.tick, told.done) == (0, [])
    place = Source("hidden.W", (0, 1))
    session.grant(SetBookmark(1, 30, "later"))
    session.grant(SetBookmark(2, 9, "earlier", place, "curves"))
    seen = []
    for _time in range(3):
        presenting.go_to_next_bookmark(hands)
        seen.append(session.tick)
    assert seen == [9, 30, 9]
    assert told.done == ["bring curves", "say earlier", "say later", "bring curves", "say earlier"]
    assert session.place == place
    told.done.clear()
    presenting.go_to_numbered_bookmark(hands, 0)
    assert (session.tick, told.done) == (9, [])  # nobody presents
    told.is_on = True
    presenting.go_to_numbered_bookmark(hands, 0)
    assert (session.tick, told.done) == (30, ["say later"])
    presenting.go_to_numbered_bookmark(hands, 2)
    assert told.done[-1] == "say There is no bookmark 3."
    assert session.tick == 30


def test_hands_are_counted_for_the_questions_of_a_stop_one_after_the_other(
    hands: Hands, told: WithPanel
) -> None:
    session = hands.session
    presenting.count_hands(hands)
    assert told.done == ["say Nothing is asked here."]
    stop = next(stop for stop in session.position.lesson.stops if stop.questions)
    session.seek(stop.tick)
    presenting.count_hands(hands)
    assert told.asked is not None
    question = stop.questions[0].spec
    count = len(question.choices)  # type: ignore[union-attr]
    whole = " ".join(str(n + 3) for n in range(count))
    for typed in ("1", f"{whole} 4", whole.replace("3", "−3"), whole.replace("3", "1.5"),
                  whole.replace("3", "123456"), "a " * count, "٣ " * count):  # fmt: skip
        assert asked(told, typed) == f"Type {count} whole numbers with spaces between."
    assert session.frame is not None
    assert session.frame.class_counts == {}
    assert asked(told, whole.replace(" ", ", ").replace("3", "12345")) is None
    known = session.frame.class_counts[stop.name, question.id]
    assert known == (12345, *(n + 3 for n in range(1, count)))
    presenting.count_hands(hands)
    if len(stop.questions) == 1:
        assert told.asked[1] == " ".join(map(str, known))
        assert asked(told, "") is None  # nobody counts any more
        assert session.frame.class_counts.get((stop.name, question.id), ()) == ()


def test_a_view_that_does_not_suit_says_why_in_place_of_numbers(
    hands: Hands, told: WithPanel, tmp_path: object
) -> None:
    told.pictures_folder = tmp_path  # type: ignore[assignment]
    hands.session.take(open_named("digits"))
    hands.session.seek(30)
    told.view_in_hand = "boundary"
    with pytest.raises(VisualnnError, match="one or two inputs"):
        takeaway.save_view(hands, ".csv")
    told.view_in_hand = ""
    with pytest.raises(VisualnnError, match="no numbers here"):
        takeaway.save_view(hands, ".csv")
    takeaway.copy_view(hands)
    data = QGuiApplication.clipboard().mimeData()
    assert data.hasImage()
    assert not data.hasText()
    assert told.done == ["say The picture is on the clipboard."]
    told.done.clear()
    told.widget = None
    takeaway.save_view(hands, ".csv")
    takeaway.copy_view(hands)
    assert told.done == []


def test_a_draft_needs_bookmarks_and_a_whole_path(
    hands: Hands, told: WithPanel, tmp_path: object
) -> None:
    presenting.save_draft(hands)
    assert told.done == [
        "say Walk through the lesson and set a bookmark at each place to speak of."
    ]
    hands.session.grant(SetBookmark(1, 9, "look at this"))
    presenting.save_draft(hands)
    assert told.asked is not None
    assert told.asked[1].endswith("xor-draft")
    assert asked(told, "somewhere") == "somewhere is no whole path"
    assert asked(told, f"{tmp_path}/draft") is None
    assert told.done[-1] == f"say Saved {tmp_path}/draft"
    assert asked(told, f"{tmp_path}/draft") is not None  # it is there already
