"""The mutants themselves: they still fit the code, a break is caught, and a miss would be told."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from .engine import MUTANTS
from .engine.mutant import Mutant, misfits
from .engine.trial import run
from .verdict import Verdict


def test_every_mutant_fits_its_file_exactly_once() -> None:
    assert [reason for mutant in MUTANTS if (reason := misfits(mutant))] == []
    assert len(MUTANTS) >= 40
    assert max(Counter(mutant.name for mutant in MUTANTS).values()) == 1


def test_a_handful_is_caught_and_what_changes_nothing_is_missed() -> None:
    quick = {"walk", "program", "expr", "checkpoints"}
    chosen = [next(mutant for mutant in MUTANTS if mutant.tests == name) for name in sorted(quick)]
    harmless = Mutant("harmless", "machine/walk.py", "now = tick + 1\n", "now = 1 + tick\n", "walk")
    broken = Mutant("no Python", "machine/walk.py", "now = tick + 1\n", "now = = tick\n", "walk")
    verdicts = run([*chosen, harmless, broken], told=lambda mutant, verdict: None)
    assert verdicts == {
        **dict.fromkeys((mutant.name for mutant in chosen), Verdict.CAUGHT),
        "harmless": Verdict.MISSED,
        "no Python": Verdict.UNUSABLE,
    }


@pytest.mark.parametrize(
    ("mutant", "reason"),
    [
        (Mutant("gone", "machine/walk.py", "no such line", "x", "walk"), "found 0 times"),
        (Mutant("twice", "machine/walk.py", "return", "x", "walk"), "found"),
        (Mutant("no file", "stroll.py", "x", "y", "walk"), "there is no stroll.py"),
        (
            Mutant("idle", "machine/walk.py", "now = tick + 1\n", "now = tick + 1\n", "walk"),
            "nothing",
        ),
    ],
)
def test_a_mutant_that_no_longer_fits_says_so(mutant: Mutant, reason: str) -> None:
    assert reason in misfits(mutant)


def test_the_working_tree_is_never_touched() -> None:
    file = Path(__file__).parents[2] / "visualnn" / "machine/walk.py"
    before = file.read_bytes()
    mutant = Mutant("back to the start", "machine/walk.py", "now = tick - 1\n", "now = 0\n", "walk")
    seen = []
    verdicts = run([mutant], told=lambda *_: seen.append(file.read_bytes()))
    assert verdicts == {"back to the start": Verdict.CAUGHT}
    assert [*seen, file.read_bytes()] == [before, before]
