"""What is done in front of a class, and prepared for it: bookmarks, and a show of hands."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths

from ui.session.wishes import Arrive, CountHands, ForgetBookmark, SetBookmark
from visualnn.errors import VisualnnError
from visualnn.text import _

from .hands import Hands

__all__ = [
    "KEY_COUNT",
    "count_hands",
    "go_to_bookmark",
    "go_to_next_bookmark",
    "go_to_numbered_bookmark",
    "save_draft",
    "set_bookmark",
]

KEY_COUNT = 9
"""Bookmarks that have a key: one for each digit."""


def set_bookmark(hands: Hands) -> None:
    """Ask for a sentence, and keep this place with it; an empty sentence keeps it no longer."""
    from ui.session.prepared import BOOKMARK_COUNT

    session = hands.session
    kept = session.bookmarks
    here = next((n for n, each in kept.items() if each.tick == session.tick), None)
    free = next((n for n in range(1, BOOKMARK_COUNT + 1) if n not in kept), None)
    number = free if here is None else here
    if number is None:
        hands.strip.say(_("All bookmarks are set; empty the sentence of one to free it."))
        return

    def answer(typed: str) -> str | None:
        if typed:
            place, panel = session.place, hands.desk.view_in_sight
            session.grant(SetBookmark(number, session.tick, typed, place, panel))
        elif here is not None:
            session.grant(ForgetBookmark(number))
        return None

    question = _("Bookmark {number}: a sentence about this place").format(number=number)
    hands.sheets.ask(question, kept[number].sentence if here is not None else "", answer)


def go_to_bookmark(hands: Hands, number: int) -> None:
    """Go to a place prepared beforehand, by its number from 0, and say its sentence."""
    kept = hands.session.bookmarks.get(number + 1)
    if kept is None:
        hands.strip.say(_("There is no bookmark {number}.").format(number=number + 1))
        return
    hands.session.grant(Arrive(kept.tick, kept.place))
    if kept.panel:
        hands.desk.bring(kept.panel)
    hands.strip.say(kept.sentence)


def go_to_numbered_bookmark(hands: Hands, number: int) -> None:
    """The same, while the window is shown to a class."""
    if hands.presenting.is_on:
        go_to_bookmark(hands, number)


def go_to_next_bookmark(hands: Hands) -> None:
    """The first bookmark behind this place, or the first of all."""
    kept, tick = hands.session.bookmarks, hands.session.tick
    if kept:
        later = [n for n, each in kept.items() if each.tick > tick]
        go_to_bookmark(hands, min(later or kept, key=lambda n: kept[n].tick) - 1)


def count_hands(hands: Hands) -> None:
    """Ask how many of a class were for each answer to the question of this stop."""
    from visualnn.lesson.file import ChoiceQuestion

    frame = hands.session.frame
    stop = None if frame is None or frame.stop is None else frame.lesson.stops[frame.stop]
    if frame is None or stop is None or not stop.questions:
        hands.strip.say(_("Nothing is asked here."))
        return
    counted = frame.class_counts
    asked = next(
        (each for each in stop.questions if (stop.name, each.spec.id) not in counted),
        stop.questions[-1],
    )
    spec = asked.spec
    is_choice = isinstance(spec, ChoiceQuestion)
    names = spec.choices if isinstance(spec, ChoiceQuestion) else ("", "")

    def answer(typed: str) -> str | None:
        words = typed.replace(",", " ").split()
        are_whole = all(word.isascii() and word.isdigit() and len(word) < 6 for word in words)
        if words and (len(words) != len(names) or not are_whole):
            return _("Type {count} whole numbers with spaces between.").format(count=len(names))
        hands.session.grant(CountHands(stop.name, spec.id, tuple(map(int, words))))
        return None

    question = (
        _("How many hands for each answer, in their order? ({names})").format(
            names=", ".join(names)
        )
        if is_choice
        else _("How many were near enough, and how many not?")
    )
    known = counted.get((stop.name, spec.id), ())
    hands.sheets.ask(question, " ".join(map(str, known)), answer)


def save_draft(hands: Hands) -> None:
    """Ask for a folder, and save what the bookmarks say there as a draft of a lesson."""
    from visualnn import text
    from visualnn.lesson.recording import RecordedStop
    from visualnn.lesson.recording import save_draft as save

    session, desk = hands.session, hands.desk
    kept = session.bookmarks.values()
    if not kept:
        hands.strip.say(_("Walk through the lesson and set a bookmark at each place to speak of."))
        return
    stops = [
        RecordedStop(each.tick, each.sentence, each.place, desk.view_of(each.panel))
        for each in kept
    ]
    usual = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)

    def answer(typed: str) -> str | None:
        folder = Path(typed).expanduser()
        if not folder.is_absolute():
            return _("{folder} is no whole path").format(folder=typed)
        try:
            save(session.position.lesson, stops, text.language(), folder)
        except VisualnnError as error:
            return error.sentence(_)
        hands.strip.say(_("Saved {path}").format(path=folder))
        return None

    question = _("A new folder for a lesson whose stops are the bookmarks")
    hands.sheets.ask(question, str(Path(usual) / f"{session.lesson_name}-draft"), answer)
