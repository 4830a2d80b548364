"""Ways: where a wish leads, as a function of where the learner is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from visualnn.errors import DataError
from visualnn.expr import Source
from visualnn.machine.walk import Grain, out, unit_end, unit_start
from visualnn.names import ASKED
from visualnn.tell.frame import Focus
from visualnn.tell.uses import Use, element_using
from visualnn.text import N_

from . import wishes
from .position import Position, Way

if TYPE_CHECKING:
    from visualnn.lesson import Stop

__all__ = ["arriving", "next_stop", "way_of"]


def way_of(position: Position, grain: Grain, wish: wishes.Wish) -> Way | None:
    """The way that a wish to look or to move asks for; None if it leads nowhere from here. Raises
    DataError for a term of a sum whose terms are not all made."""
    way = _looking(position, wish) or _moving(position, grain, wish)
    return way and replace(way, tick=max(0, min(way.tick, position.lesson.last_tick)))


def _looking(position: Position, wish: wishes.Wish) -> Way | None:
    match wish:
        case wishes.LookAt(place, tick):
            return _to_number(position.tick if tick is None else tick, place)
        case wishes.Visit(place):
            return _visiting(position, place)
        case wishes.Follow(tick):
            return _following(position, tick)
        case wishes.SeekOrigin():
            told = position.frame.explanation if position.frame else None
            return Way(told.tick, Focus(told.place), leaves=True) if told else None
        case wishes.SeekTrouble():
            trouble = position.history.trouble
            return Way(trouble.tick, Focus(trouble.place), leaves=True) if trouble else None
        case wishes.SeekParting():
            first = position.compared.first
            return Way(first[1].tick, Focus(first[1].place), leaves=True) if first else None
        case wishes.SeekFlag(layer):
            from .flags import flag_beginning

            return flag_beginning(position, layer)
        case wishes.LookBack(direction):
            return _turning(position, direction)
    return None


def _moving(position: Position, grain: Grain, wish: wishes.Wish) -> Way | None:
    program, tick = position.history.program, position.tick
    match wish:
        case wishes.Seek(there, leaves):
            return Way(there, leaves=leaves)
        case wishes.SeekStart():
            return Way(0)
        case wishes.SeekEnd():
            return Way(position.lesson.last_tick, halting=True)
        case wishes.SeekStop(direction):
            stop = next_stop(position, direction)
            return None if stop is None else Way(stop.tick)
        case wishes.Step(direction):
            return _unit(position, grain, direction)
        case wishes.StepOut():
            return Way(out(program, tick, grain))
        case wishes.StepUnit(unit, direction):
            return _unit(position, Grain(unit), direction)
        case wishes.Arrive():
            return arriving(wish)
    return None


def arriving(wish: wishes.Arrive) -> Way:
    """The way to where playing came to."""
    focus = None if wish.place is None else Focus(wish.place, wish.term)
    return Way(wish.tick, focus)


def _to_number(tick: int, place: Source) -> Way:
    if place.name.startswith(ASKED):  # its only row is none of the batch
        return Way(tick, Focus(place), leaves=True)
    return Way(tick, Focus(place), leaves=True, eye=place.index)


def _visiting(position: Position, place: Source) -> Way | None:
    """Here if it is known here; else in this iteration, in the one that closes the epoch, or in the
    one of the last update."""
    frame = position.frame
    asked = frame.asked if frame is not None else None
    known = position.known(position.tick)
    if place.name in known or (asked is not None and place.name in asked.values):
        return _to_number(position.tick, place)
    program = position.lesson.program
    iteration = program.locate(position.tick).iteration
    closing = (iteration // program.iterations + 1) * program.iterations - 1
    for candidate in (iteration, closing, position.lesson.iterations - 1):
        done = program.done_after(place.name, candidate)
        tick = program.start_of(candidate) + (done or 0)
        if done is not None and tick <= position.lesson.last_tick:
            return Way(tick, Focus(place), leaves=True)
    return None


def _following(position: Position, tick: int) -> Way | None:
    """To the element that an instruction makes from the number in focus."""
    instruction = position.history.program.at(tick)
    if position.focus is None or instruction is None:
        return None
    there = element_using(position.history, Use(instruction, tick), position.focus.place)
    return Way(tick, Focus(there), leaves=True)


def _turning(position: Position, direction: int) -> Way | None:
    spot = position.trail.next(direction)
    if spot is None:
        return None
    return Way(spot.tick, Focus(spot.place) if spot.place else None, turns=direction)


def next_stop(position: Position, direction: int) -> Stop | None:
    """The next (+1) or the previous (−1) stop of the lesson."""
    stops = position.lesson.stops
    if direction > 0:
        ahead = [stop for stop in stops if stop.tick > position.tick]
        return min(ahead, key=lambda stop: stop.tick, default=None)
    behind = [stop for stop in stops if stop.tick < position.tick]
    return max(behind, key=lambda stop: stop.tick, default=None)


def _unit(position: Position, grain: Grain, direction: int) -> Way | None:
    if grain is Grain.TERM:
        return _term(position, direction)
    move = unit_end if direction > 0 else unit_start
    return Way(move(position.history.program, position.tick, grain))


def _term(position: Position, direction: int) -> Way | None:
    """One term more or less of the sum in focus; before its first and behind its last term lies
    another instruction."""
    focus, told = position.focus, position.frame.explanation if position.frame else None
    if told is not None and not told.is_whole:
        raise DataError(N_("the terms of this sum are still being made; wait a moment"))
    terms = told.terms if told else 1
    now = focus.term if focus and focus.term else (0 if direction > 0 else terms)
    if focus and terms > 1 and 1 <= now + direction <= terms:
        return Way(position.tick, replace(focus, term=now + direction))
    tick = position.tick + direction
    return Way(tick, enters=direction) if 0 <= tick <= position.lesson.last_tick else None
