"""`visualnn check`: whether lessons can be read and every instruction of them done."""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from visualnn.errors import NOWHERE, LessonError, LessonFaults, TextPosition, VisualnnError
from visualnn.text import _

from .arguments import Subcommands, add_format, lesson_help, print_json
from .errors import print_error

if TYPE_CHECKING:
    from visualnn.tell.rehearsal import Rehearsal


def add(subcommands: Subcommands) -> None:
    """Add the subcommand."""
    text = _("check lessons: read them and do every instruction once")
    parser = subcommands.add("check", text, check)
    parser.add_argument("lessons", metavar="PATH", nargs="+", help=lesson_help())
    add_format(parser)


def check(chosen: argparse.Namespace) -> int:
    """Check each lesson and print what was found; code 1 if something is wrong with one."""
    results = [_checked(name) for name in chosen.lessons]
    if chosen.format == "json":
        print_json([_data(result) for result in results])
    for result in results if chosen.format == "text" else ():
        _print(result.name, result.found, result.name)
        for language in result.missing:
            sentence = _("{name}: a draft; {file} is still to be written")
            print(sentence.format(name=result.name, file=f"{language}.md"))
        for variant, found in result.variants.items():
            place = result.places[variant]
            _print(_("{place}: variant {name}").format(place=place, name=variant), found, variant)
        for name, turned in result.knobs.items():
            if isinstance(turned, VisualnnError):
                print_error(turned)
            else:
                print(_("{place}: knob {name}: fine").format(place=result.places[name], name=name))
    return int(any(result.is_faulty for result in results))


@dataclass
class _Result:
    """What was found in a lesson and in each of its variants."""

    name: str
    found: Rehearsal | VisualnnError
    missing: tuple[str, ...] = ()
    """The languages that a draft has no page in."""
    variants: dict[str, Rehearsal | VisualnnError] = field(default_factory=dict)
    knobs: dict[str, Rehearsal | VisualnnError] = field(default_factory=dict)
    places: dict[str, TextPosition] = field(default_factory=dict)
    """Where the lesson's file has each variant and knob."""

    @property
    def is_faulty(self) -> bool:
        found = (self.found, *self.variants.values(), *self.knobs.values())
        return any(isinstance(each, VisualnnError) for each in found)


def _checked(name: str) -> _Result:
    from visualnn.lesson import open_named
    from visualnn.tell.rehearsal import (
        refuse_experiments,
        rehearse,
        rehearse_knob,
        rehearse_variant,
    )
    from visualnn.views.wanted import refuse_unsuited

    try:
        lesson = open_named(name)
        refuse_unsuited(lesson)
        refuse_experiments(lesson)
        result = _Result(name, rehearse(lesson), lesson.spec.missing_languages)
    except VisualnnError as error:
        return _Result(name, error)
    for n, variant in enumerate(lesson.variants):
        result.places[variant.id] = lesson.spec.where("variants", n)
        try:
            result.variants[variant.id] = rehearse_variant(lesson, variant)
        except VisualnnError as error:
            result.variants[variant.id] = error
    for n, knob in enumerate(lesson.knobs):
        result.places[knob.id] = lesson.spec.where("knobs", n)
        try:
            result.knobs[knob.id] = rehearse_knob(lesson, knob)
        except VisualnnError as error:
            result.knobs[knob.id] = error
    return result


def _print(title: str, found: Rehearsal | VisualnnError, name: str) -> None:
    """Say what was found: in one line if all is well."""
    if isinstance(found, VisualnnError):
        print_error(found)
        return
    sentence = _("{name}: fine ({instructions} instructions tried, {stops} stops)")
    print(sentence.format(name=title, instructions=found.instructions, stops=found.stops))
    for remark in found.remarks:
        print(f"  {remark.sentence(_)}")
    if found.diverged is not None:
        sentence = _("{name} diverges: in iteration {iteration} the loss is no finite number")
        print(sentence.format(name=name, iteration=found.diverged))


def _data(result: _Result) -> dict[str, object]:
    """What was found as plain data: each fault with its file, line, column and sentence."""
    variants = [
        {"variant": name, "line": result.places[name].line or None, **_found(found)}
        for name, found in result.variants.items()
    ]
    knobs = [
        {"knob": name, "line": result.places[name].line or None, **_found(found)}
        for name, found in result.knobs.items()
    ]
    told = {"lesson": result.name, **_found(result.found)}
    told |= {"draft": [f"{each}.md" for each in result.missing]} if result.missing else {}
    told |= {"variants": variants} if variants else {}
    return told | ({"knobs": knobs} if knobs else {})


def _found(found: Rehearsal | VisualnnError) -> dict[str, object]:
    if isinstance(found, VisualnnError):
        faults = found.faults if isinstance(found, LessonFaults) else (found,)
        return {"fine": False, "faults": [_fault(fault) for fault in faults]}
    tried = {"instructions": found.instructions, "stops": found.stops}
    diverged = {} if found.diverged is None else {"diverged": found.diverged}
    remarks = [remark.sentence(_) for remark in found.remarks]
    return {"fine": True, **tried, **diverged, "remarks": remarks}


def _fault(error: VisualnnError) -> dict[str, object]:
    place = error.place if isinstance(error, LessonError) else NOWHERE
    where = {"file": place.path, "line": place.line or None, "column": place.column or None}
    return {**where, "sentence": error.sentence(_)}
