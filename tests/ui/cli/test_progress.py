"""The line on a terminal: it says what is done and what is left, stays one line, and goes away."""

from __future__ import annotations

import io

import pytest

from ui.cli.progress import ProgressLine, clock_text
from visualnn.tables import width
from visualnn.text import language, use_language


class Clock:
    """A clock that a test sets, in seconds."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def shown(written: str) -> str:
    """What stands on the line after all that was written, as a terminal would show it."""
    line: list[str] = []
    column = 0
    for character in written:
        if character == "\r":
            column = 0
            continue
        cell = [character, *[""] * (width(character) - 1)]
        line[column : column + len(cell)] = cell
        column += len(cell)
    return "".join(line).rstrip()


@pytest.fixture
def columns(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setenv("COLUMNS", "80")
    return monkeypatch


@pytest.mark.usefixtures("columns")
def test_the_line_says_how_much_is_done_and_how_long_the_rest_takes() -> None:
    stream, clock = io.StringIO(), Clock()
    line = ProgressLine(stream, 200, clock)
    line.update(0)
    assert shown(stream.getvalue()) == f"[{'-' * 40}]  0/200"
    clock.now += 10
    line.update(50)
    assert shown(stream.getvalue()) == f"[{'#' * 10}{'-' * 30}]  50/200  0:30 left"
    clock.now += 30
    line.update(200)
    assert shown(stream.getvalue()) == f"[{'#' * 40}]  200/200  0:00 left"


@pytest.mark.usefixtures("columns")
def test_the_time_is_that_of_what_was_done_since_the_line_stands() -> None:
    stream, clock = io.StringIO(), Clock()
    line = ProgressLine(stream, 200, clock)
    line.update(100)  # done by an earlier run
    clock.now += 10
    line.update(150)
    assert shown(stream.getvalue()).endswith("150/200  0:10 left")


@pytest.mark.usefixtures("columns")
def test_a_shorter_line_leaves_nothing_of_a_longer_one() -> None:
    before = language()
    stream, clock = io.StringIO(), Clock()
    line = ProgressLine(stream, 2000, clock)
    try:
        use_language("ko")
        line.update(0)
        clock.now += 3600
        line.update(1000)
        assert shown(stream.getvalue()).endswith("1000/2000  1:00:00 남음")
        clock.now += 3599
        line.update(1999)
        assert shown(stream.getvalue()).endswith("1999/2000  0:04 남음")
    finally:
        use_language(before)
    line.clear()
    assert shown(stream.getvalue()) == ""
    assert stream.getvalue().endswith("\r")
    assert "\n" not in stream.getvalue()


@pytest.mark.parametrize("room", [1, 5, 12, 30, 200])
def test_no_line_is_wider_than_the_terminal(columns: pytest.MonkeyPatch, room: int) -> None:
    columns.setenv("COLUMNS", str(room))
    stream, clock = io.StringIO(), Clock()
    line = ProgressLine(stream, 100_000, clock)
    for done in (0, 50_000, 100_000):
        line.update(done)
        clock.now += 60
        assert max(map(width, stream.getvalue().split("\r"))) < room


def test_a_duration_is_written_like_a_clock() -> None:
    assert [clock_text(seconds) for seconds in (0.4, 9, 59.6, 754, 3723)] == [
        "0:00",
        "0:09",
        "1:00",
        "12:34",
        "1:02:03",
    ]
