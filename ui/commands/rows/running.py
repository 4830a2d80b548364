"""Commands that play, and what halts it."""

from __future__ import annotations

from ui.session.wishes import SetKeys
from visualnn.text import N_

from .. import questions
from ..command import Command, Menu
from ..hands import Hands
from .conditions import can_go_on


def _cancel(hands: Hands) -> None:
    """Close what lies on top, or give up a long way and stop playing."""
    if not hands.sheets.dismiss():
        hands.session.halt()


def _train_on(hands: Hands) -> None:
    """As many epochs more as the lesson has them; the numbers until now stay as they are, but where
    a schedule counts to the end."""
    opened = hands.session.as_opened
    if opened is None or hands.session.frame is None:
        return
    epochs = hands.session.frame.lesson.spec.epochs + opened.spec.epochs
    hands.session.grant(SetKeys((f"epochs={epochs}",)))


RUNNING: tuple[Command, ...] = (
    Command(
        "play",
        N_("Play"),
        N_("Step on by itself, at the chosen speed; again to pause. Stops and breakpoints halt."),
        lambda hands: hands.session.toggle_playing(),
        Menu.RUN,
        ("Space",),
        "play",
        "pause",
        toolbar="play",
        enabled=lambda hands: hands.session.playing or can_go_on(hands),
        checked=lambda hands: hands.session.playing,
    ),
    Command(
        "train-on",
        N_("Train on"),
        N_("The training goes on behind its end, as long again as the lesson has it."),
        _train_on,
        Menu.RUN,
        ("Ctrl+End",),
        enabled=lambda hands: hands.session.has_lesson and not can_go_on(hands),
    ),
    Command(
        "faster",
        N_("Play faster"),
        N_("More steps a second; at the top, as fast as they can be computed."),
        lambda hands: hands.session.change_speed(+1),
        Menu.RUN,
        ("+", "="),
        repeats=True,
    ),
    Command(
        "slower",
        N_("Play slower"),
        N_("Fewer steps a second."),
        lambda hands: hands.session.change_speed(-1),
        Menu.RUN,
        ("-",),
        repeats=True,
    ),
    Command(
        "breakpoint",
        N_("Break where this is written"),
        N_("Playing halts whenever this name was written; again to take the breakpoint away."),
        lambda hands: hands.session.toggle_breakpoint_here(),
        Menu.RUN,
        ("F9",),
        enabled=lambda hands: bool(hands.session.written),
        checked=lambda hands: hands.session.written in hands.session.breakpoints,
    ),
    Command(
        "condition",
        N_("Break on a condition…"),
        N_("Playing halts where it comes true, L < 0.1 for example, with a sentence that says so."),
        questions.ask_condition,
        Menu.RUN,
        ("Ctrl+F9",),
        enabled=lambda hands: hands.session.has_lesson,
    ),
    Command(
        "follow",
        N_("Follow this number"),
        N_("The number in focus through all iterations, as a line; again to follow it no more."),
        lambda hands: hands.session.toggle_watch_here(),
        Menu.RUN,
        ("Shift+F9",),
        enabled=lambda hands: hands.session.place is not None,
        checked=lambda hands: hands.session.is_followed,
    ),
    Command(
        "cancel",
        N_("Stop, cancel, close"),
        N_("Stops playing, gives up a long way, closes what lies on top of the window."),
        _cancel,
        Menu.RUN,
        ("Esc",),
    ),
)
