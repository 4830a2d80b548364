"""`make faults` as a whole: its pieces, what it sums up, and how it goes on where it stopped."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools.faults import __main__ as faults
from tools.faults.outcome import Outcome, Progress, summed
from tools.faults.pieces import PARTS, Amounts, pieces

ROOT = Path(__file__).parents[1]
AMOUNTS = Amounts(mutants=5000, kills=1, disks=1, seconds=60.0, seed=0, form="")


def test_every_part_has_pieces_in_its_order() -> None:
    named = [name.partition(" ")[0] for name in pieces(AMOUNTS)]
    assert list(dict.fromkeys(named)) == list(PARTS)
    assert named.count("mutants") == 3


def test_pieces_are_summed_and_the_worst_is_told() -> None:
    whole = summed([Outcome(2, ("bad",), 0.5, "s", "a", 3.0), Outcome(3, (), 0.7, "s", "b", 4.0)])
    assert whole == Outcome(5, ("bad",), 0.7, "s", "b", 7.0)
    assert "5 tried, 1 faults, 7 s; worst 0.70 s (b)" in whole.line("mutants")


def test_what_is_done_is_taken_up_again_for_the_same_settings_only(tmp_path: Path) -> None:
    path = tmp_path / "build" / "faults.json"
    Progress(path, {"seed": 1}).add("handmade", Outcome(7, ("bad",)))
    again = Progress(path, {"seed": 1})
    assert again.resume()
    assert again.done == {"handmade": Outcome(7, ("bad",))}
    other = Progress(path, {"seed": 2})
    assert not other.resume()
    assert not other.done


def test_a_piece_that_dies_is_a_fault(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setattr(sys, "argv", ["faults", "--no-such-option"])
    (fault,) = faults._done("handmade").faults
    assert fault.startswith("handmade: the piece ended with 2")


def test_a_short_run_is_summed_up_and_resumed(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "tools.faults", "mutants", "--mutants", "22"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}

    def run(*more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603  our own command
            [*words, *more],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    first, again = run(), run("--resume")
    assert first.returncode == again.returncode == 0, first.stdout + first.stderr
    assert "22 tried, 0 faults" in first.stdout.split("summary")[1]
    assert first.stdout.split("summary")[1] == again.stdout.split("summary")[1]
    assert again.stdout.split("summary")[0].strip() == ""
