"""Commands in front of a class, and for preparing it."""

from __future__ import annotations

from visualnn.text import N_

from ..command import Command, Menu
from ..hands import Hands
from ..presenting import (
    KEY_COUNT,
    count_hands,
    go_to_next_bookmark,
    go_to_numbered_bookmark,
    save_draft,
    set_bookmark,
)

__all__ = ["PRESENTING"]


def _is_on(hands: Hands) -> bool:
    return hands.presenting.is_on


def _has_lesson(hands: Hands) -> bool:
    return hands.session.has_lesson


PRESENTING: tuple[Command, ...] = (
    Command(
        "projector",
        N_("Present to a class"),
        N_("Full screen, large, one view and the text; again to go back."),
        lambda hands: hands.presenting.toggle(),
        Menu.PRESENT,
        ("Shift+F11",),
        checked=_is_on,
    ),
    Command(
        "notes-window",
        N_("Show the notes"),
        N_("A second window for you alone: what to say here, what comes next, and a clock."),
        lambda hands: hands.presenting.toggle_notes(),
        Menu.PRESENT,
        ("Ctrl+F11",),
        checked=lambda hands: hands.presenting.shows_notes,
    ),
    Command(
        "reveal",
        N_("Show what is right"),
        N_("The answers to the questions of this stop; again to keep them back."),
        lambda hands: hands.presenting.reveal(),
        Menu.PRESENT,
        ("Shift+F8",),
        enabled=_is_on,
        checked=lambda hands: hands.presenting.is_on and not hands.presenting.conceals_answers,
    ),
    Command(
        "count-hands",
        N_("Count hands…"),
        N_("Type how many of the class are for each answer; it is kept with the question."),
        count_hands,
        Menu.PRESENT,
        ("Ctrl+Shift+A",),
        enabled=_has_lesson,
    ),
    Command(
        "ring",
        N_("Ring around the pointer"),
        N_("So that the last row sees what you point at; again to take it away."),
        lambda hands: hands.presenting.light("ring"),
        Menu.PRESENT,
        ("Shift+F6",),
        checked=lambda hands: hands.presenting.lit == "ring",
    ),
    Command(
        "spotlight",
        N_("Spotlight"),
        N_("Everything dark but the place around the pointer; again for the light."),
        lambda hands: hands.presenting.light("spotlight"),
        Menu.PRESENT,
        ("Shift+F7",),
        checked=lambda hands: hands.presenting.lit == "spotlight",
    ),
    Command(
        "black",
        N_("Black screen"),
        N_("Everybody looks at you; B or a period does it while you present."),
        lambda hands: hands.presenting.blank_out("black"),
        Menu.PRESENT,
        ("Ctrl+B",),
        checked=lambda hands: hands.presenting.blank == "black",
    ),
    Command(
        "white",
        N_("White screen"),
        N_("Light to write by; W or a comma does it while you present."),
        lambda hands: hands.presenting.blank_out("white"),
        Menu.PRESENT,
        ("Ctrl+Shift+W",),
        checked=lambda hands: hands.presenting.blank == "white",
    ),
    Command(
        "controls",
        N_("Show the controls"),
        N_("The buttons and the knobs, which are hidden while you present."),
        lambda hands: hands.presenting.show_controls(shown=not hands.presenting.shows_controls),
        Menu.PRESENT,
        ("Ctrl+Shift+F11",),
        enabled=_is_on,
        checked=lambda hands: hands.presenting.shows_controls,
    ),
    Command(
        "set-bookmark",
        N_("Set a bookmark…"),
        N_("This place with a sentence, to come back to before a class."),
        set_bookmark,
        Menu.PRESENT,
        ("Ctrl+Shift+B",),
        enabled=_has_lesson,
    ),
    Command(
        "save-draft",
        N_("Save the bookmarks as a draft lesson…"),
        N_("A walk with a sentence at each place becomes a lesson folder, to write on in."),
        save_draft,
        Menu.PRESENT,
        ("Ctrl+Shift+D",),
        enabled=lambda hands: bool(hands.session.bookmarks),
    ),
    Command(
        "bookmark",
        N_("Go to the next bookmark"),
        N_("While you present, each digit with Shift is a bookmark."),
        go_to_next_bookmark,
        Menu.PRESENT,
        tuple(f"Shift+{n}" for n in range(1, KEY_COUNT + 1)),
        act_numbered=go_to_numbered_bookmark,
        enabled=lambda hands: bool(hands.session.bookmarks),
    ),
)
