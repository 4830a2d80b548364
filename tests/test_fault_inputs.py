"""The fault tools in short: no bad input, no mutant of a good file and no odd surrounding ends in a
traceback, a hang or a crash."""

from __future__ import annotations

import os
import random
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import pytest

from tools.faults import handmade, mutants, surroundings
from tools.faults.judge import Trial, judged
from visualnn.errors import VisualnnError
from visualnn.lesson import find, from_dict

MUTANT_COUNT = 330
EVERY = 5
"""Of the handmade lessons, which are many and alike, one of so many is tried here."""


def thinned(trials: Iterable[Trial]) -> Iterator[Trial]:
    return islice(trials, 0, None, EVERY)


def test_the_lesson_that_is_spoilt_is_sound() -> None:
    assert from_dict(handmade.LESSON).program.iterations > 1


def test_there_are_as_many_handmade_inputs_as_promised(tmp_path: Path) -> None:
    names = [trial.name for trial in handmade.all_of(tmp_path, find("xor"))]
    assert len(names) >= 700
    assert len(list(surroundings.all_of(tmp_path))) >= 100


@pytest.mark.parametrize("kind", ["lessons", "prose", "data", "settings", "arguments"])
def test_handmade_inputs_are_opened_or_refused(tmp_path: Path, kind: str) -> None:
    trials = {
        "lessons": lambda: thinned(handmade.lessons()),
        "prose": lambda: handmade.prose(tmp_path, find("xor")),
        "data": lambda: handmade.data(tmp_path),
        "settings": lambda: handmade.settings(tmp_path),
        "arguments": lambda: thinned(handmade.arguments()),
    }[kind]()
    found = judged(trials, is_timed=False)
    assert found.faults == []
    assert found.opened + found.refused > 5


def test_half_a_character_in_a_kind_is_refused() -> None:
    spoilt = handmade._changed(("loss", "kind"), "\ud800")
    with pytest.raises(VisualnnError):
        from_dict(spoilt)


def test_mutants_are_opened_or_refused(tmp_path: Path) -> None:
    found = judged(mutants.all_of(tmp_path, find("xor"), MUTANT_COUNT, seed=1), is_timed=False)
    assert found.faults == []
    assert found.opened > MUTANT_COUNT / 20
    assert found.refused > MUTANT_COUNT / 4


def test_the_same_seed_makes_the_same_mutants() -> None:
    content = mutants.good_files()["x.csv"]
    one, again = (mutants.mutated(content, random.Random("0-1")) for _ in range(2))  # noqa: S311
    assert one == again
    assert one != content


@pytest.mark.parametrize("place", [*range(0, 96, 17), 97, 100, 103, 106, 109, 111, 112])
@pytest.mark.skipif(os.name != "posix", reason="signals and devices of another system")
def test_odd_surroundings_end_in_a_code_and_a_sentence(tmp_path: Path, place: int) -> None:
    trial = list(surroundings.all_of(tmp_path))[place]
    assert judged([trial], is_timed=False).faults == []


def test_the_judge_finds_what_is_planted() -> None:
    """Each kind of fault is one, and a refusal is none."""

    def refuse() -> None:
        raise VisualnnError("no")

    def raise_bare() -> None:
        raise ValueError("bare")

    found = judged([Trial("sound", int), Trial("refused", refuse), Trial("bare", raise_bare)])
    assert (found.opened, found.refused) == (1, 1)
    (fault,) = found.faults
    assert fault.startswith("bare: ValueError: bare")
