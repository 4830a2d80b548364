"""Staging: what a lesson has, what somebody chose, and what a stop points at."""

from __future__ import annotations

import pytest

from ui.shell.staging import CHOICE_COUNT, StageChoice, Staging

OFFERED = ("network", "tensor", "curves", "boundary", "activation")


@pytest.fixture
def staging() -> Staging:
    made = Staging()
    made.open("xor", OFFERED, ("network", "boundary"))
    return made


def views(staging: Staging) -> tuple[str, ...]:
    return staging.now.views


def test_a_lesson_says_what_is_on_the_stage(staging: Staging) -> None:
    assert views(staging) == ("network", "boundary")
    staging.open("other", OFFERED, ("landscape", "curves"))  # the first does not suit
    assert views(staging) == ("curves",)
    staging.open("third", OFFERED, (), ("network", "boundary", "activation"))
    assert views(staging) == ("network", "boundary")
    assert not staging.is_wanted
    staging.place("below")
    staging.open("none", (), ("network",))
    assert views(staging) == ()


def test_a_choice_is_of_its_lesson_until_it_is_forgotten(staging: Staging) -> None:
    staging.switch("tensor")
    assert views(staging) == ("network", "tensor")
    staging.place("below")
    staging.open("other", OFFERED, ("curves",))
    assert views(staging) == ("curves",)
    staging.open("xor", OFFERED, ("network", "boundary"))
    assert staging.now == StageChoice(("network", "tensor"), "below")
    assert staging.first is None
    staging.open("xor", ("network", "curves"), ("curves",))  # what was chosen suits no more
    assert views(staging) == ("network",)
    staging.forget()
    assert views(staging) == ("curves",)


def test_a_view_that_is_there_is_shown_alone_and_comes_together_again(staging: Staging) -> None:
    staging.switch("boundary")
    assert views(staging) == ("boundary",)
    staging.switch("boundary")
    assert views(staging) == ("boundary",)
    staging.place_beside("boundary")  # the last one stays
    assert views(staging) == ("boundary",)
    staging.place_beside("curves")
    assert views(staging) == ("boundary", "curves")
    staging.place_beside("boundary")
    assert views(staging) == ("curves",)


@pytest.mark.parametrize(
    ("pointed", "shown", "first"),
    [
        (["activation"], ("network", "activation"), "activation"),
        (["activation", "curves"], ("activation", "curves"), "activation"),
        (["network"], ("network", "boundary"), "network"),
        (["landscape"], ("network", "boundary"), None),
        ([], ("network", "boundary"), None),
    ],
)
def test_a_stop_points_and_the_choice_before_it_comes_back(
    staging: Staging, pointed: list[str], shown: tuple[str, ...], first: str | None
) -> None:
    staging.point(pointed)
    assert (staging.now.views, staging.first) == (shown, first)
    staging.point([])
    assert views(staging) == ("network", "boundary")
    assert staging.choices == {}


def test_what_is_chosen_at_a_stop_stays(staging: Staging) -> None:
    staging.point(["activation"])
    staging.switch("curves")
    assert views(staging) == ("network", "curves")
    staging.point([])
    assert views(staging) == ("network", "curves")
    staging.point(["activation"])
    staging.forget()
    assert views(staging) == ("network", "boundary")


def test_not_all_lessons_are_remembered() -> None:
    staging = Staging()
    for n in range(CHOICE_COUNT + 1):
        staging.open(f"lesson {n}", OFFERED, ())
        staging.switch("curves")
    assert len(staging.choices) == CHOICE_COUNT
    assert "lesson 0" not in staging.choices


def test_what_is_said_is_wanted(staging: Staging) -> None:
    assert staging.is_wanted
    other = Staging()
    other.open("third", OFFERED, (), OFFERED)
    other.place("below")
    assert other.is_wanted


def test_a_lesson_that_was_changed_keeps_what_is_on_the_stage(staging: Staging) -> None:
    staging.point(("curves",))
    pointed = staging.now
    assert "curves" in pointed.views
    staging.open("xor", OFFERED, ("network", "boundary"), changed=True)
    assert (staging.now, staging.first) == (pointed, "curves")
    staging.switch("boundary")  # the learner's own choice
    chosen = staging.now
    staging.open("xor", OFFERED, ("network", "boundary"), changed=True)
    assert staging.now == chosen
    staging.open("xor", ("network", "boundary"), ("network",), changed=True)
    assert "curves" not in staging.now.views  # it suits no longer
