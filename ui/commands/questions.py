"""The questions that the window asks with a line to type into: for a tick, for a number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.session.wishes import Seek
from visualnn import figures
from visualnn.text import _

from .hands import Hands

if TYPE_CHECKING:
    from visualnn.expr import Source

__all__ = ["ask_condition", "ask_number", "ask_rate", "ask_seed", "ask_tick"]

MAX_SEED = 2**31 - 1


def ask_tick(hands: Hands) -> None:
    """Ask for a tick to go to."""
    session = hands.session
    question = _("Go to tick (0 to {last})").format(last=session.last_tick)

    def answer(typed: str) -> str | None:
        digits = typed.lstrip("0") or typed[-1:]
        is_number = digits.isascii() and digits.isdigit()
        if (
            not is_number
            or len(digits) > len(str(session.last_tick))
            or int(digits) > session.last_tick
        ):
            return _("Type a whole number from 0 to {last}.").format(last=session.last_tick)
        session.grant(Seek(int(digits), leaves=True))
        return None

    hands.sheets.ask(question, str(session.tick), answer)


def ask_condition(hands: Hands) -> None:
    """Ask for a condition at which playing halts; one that is there already is taken away."""
    frame = hands.session.frame
    if frame is None:
        return
    question = _("Halt when (L < 0.1, changes_sign(…), not_finite(…), dies(…))")
    if frame.conditions:
        there = ", ".join(frame.conditions)
        question += "\n" + _("there now: {conditions}; the same again takes it away").format(
            conditions=there
        )

    def answer(typed: str) -> str | None:
        from visualnn.errors import VisualnnError
        from visualnn.lesson.halts import HaltCondition

        try:
            HaltCondition.parse(typed)
        except VisualnnError as error:
            return error.sentence(_)
        hands.strip.clear()
        hands.session.toggle_condition(typed)
        return None

    hands.sheets.ask(question, frame.conditions[-1] if frame.conditions else "L < 0.1", answer)


def ask_number(hands: Hands) -> None:
    """Ask for another value of the number in focus."""
    from visualnn.names import display

    frame, place = hands.session.frame, hands.session.place
    if frame is None or place is None:
        return
    now = figures.full(frame.values[place.name][place.index], plain=True)
    shown = display(place.name) + str(place).removeprefix(place.name)
    _ask_value(hands, place, _("New value of {name}").format(name=shown), now)


def ask_rate(hands: Hands) -> None:
    """Ask for another learning rate; where a schedule writes it, for the one that it starts
    from."""
    from visualnn.expr import Source

    frame = hands.session.frame
    if frame is None or hands.session.rate is None:
        return
    if "lr0" in frame.values:
        now = figures.full(float(frame.values["lr0"]), plain=True)
        question = _("New rate η₀ for the schedule from here on")
        _ask_value(hands, Source("lr0"), question, now)
    else:
        now = figures.full(hands.session.rate, plain=True)
        _ask_value(hands, Source("lr"), _("New learning rate η from here on"), now)


def ask_seed(hands: Hands) -> None:
    """Ask for another seed; the lesson begins anew with it."""
    if hands.session.seed is None:
        return

    def answer(typed: str) -> str | None:
        digits = typed.strip()
        if not (digits.isascii() and digits.isdigit() and len(digits) <= 10):
            return _("Type a whole number from 0 to {last}.").format(last=MAX_SEED)
        if int(digits) > MAX_SEED:
            return _("Type a whole number from 0 to {last}.").format(last=MAX_SEED)
        hands.library.reseed(int(digits))
        return None

    hands.sheets.ask(_("New seed; the lesson begins anew"), str(hands.session.seed), answer)


def _ask_value(hands: Hands, place: Source, question: str, now: str) -> None:
    from ui.kit.typed import number_in

    def answer(typed: str) -> str | None:
        number = number_in(typed)
        if number is None:
            return _("Type a number like 0.05 or −1.5e−3.")
        hands.strip.clear()
        hands.session.edit(place, number)
        return None

    hands.sheets.ask(question, now, answer)
