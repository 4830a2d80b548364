"""Ranges over seeds are the least and the largest of the runs themselves."""

from __future__ import annotations

import pytest

from tools.seeds import main, over_seeds, range_text, trained
from visualnn.lesson import open_named
from visualnn.lesson.changes import Change, changed


def test_a_range_holds_every_run_and_ends_at_two_of_them() -> None:
    lesson = changed(open_named("digits"), [Change("epochs", 1), Change("data.n", 100)])
    runs = [trained(changed(lesson, [Change("seed", seed)])) for seed in (1, 2, 3)]
    assert len({run["L"] for run in runs}) == 3
    found = over_seeds(lesson, (1, 2, 3))
    assert set(found) == {"val.accuracy", "val.L", "accuracy", "L"}
    for name, ends in found.items():
        values = [run[name] for run in runs]
        assert ends == (min(values), max(values))


@pytest.mark.parametrize(
    ("ends", "text"),
    [((0.5, 0.912345), "0.5–0.9123"), ((1.0, 1.0), "1"), ((0.1, float("inf")), "0.1–inf")],
)
def test_a_range_is_written_with_four_digits(ends: tuple[float, float], text: str) -> None:
    assert range_text(ends) == text


def test_a_line_for_each_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["neuron", "--seeds", "1-2"]) == 0
    first, *lines = capsys.readouterr().out.splitlines()
    assert first == "neuron, seeds 1 to 2"
    assert lines[0].startswith("  lesson: L ")
