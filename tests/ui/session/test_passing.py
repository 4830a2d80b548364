"""Moves of a session that is opened again are passed through, and come to the same as before."""

from __future__ import annotations

import json
from collections.abc import Iterator
from random import Random

import numpy as np
import pytest

from tests.ui.runs import lesson
from ui.session import wishes
from ui.session.going import Going
from ui.session.passing import PassedMoves
from ui.session.replaying import grant_again
from ui.session.session import Session
from visualnn.expr import Source

PLACES = (Source("hidden.z", (1, 3)), Source("output.W", (2, 0)), Source("hidden.W", (0, 1)))


@pytest.fixture
def pair(qapp: object, patient: None) -> Iterator[tuple[Session, Session]]:
    """Two sessions at the beginning of the same lesson."""
    made = Session(2.0), Session(2.0)
    for session in made:
        session.take(lesson("xor"))
    yield made
    for session in made:
        session.halt()


def record_of(wish: wishes.Wish, came: int) -> dict[str, object]:
    return {"granted": wishes.plain(wish), "came": came}


def text_of(record: dict[str, object]) -> bytes:
    text = json.dumps(record, separators=(",", ":")).encode()
    return text.partition(b',"came":')[0]


def drawn_wish(random: Random, last: int) -> wishes.Wish:
    """Mostly moves, some of them far, and now and then something that is looked at or changed."""
    moves = [
        wishes.Step(+1), wishes.Step(+1), wishes.Step(-1), wishes.StepOut(), wishes.SeekStart(),
        wishes.StepUnit(random.randrange(6), random.choice((-1, 1))),
        wishes.Seek(random.randrange(min(last, 4000)), leaves=random.random() < 0.3),
    ]  # fmt: skip
    others = [
        wishes.SetGrain(random.randrange(6)),
        wishes.LookAt(random.choice(PLACES[1:])),
        wishes.SeekStop(random.choice((-1, 1))),
        wishes.Edit(PLACES[2], random.random()),
        wishes.Undo(),
        wishes.Turn("optimizer.lr", random.choice(("0.1", "1"))),
        wishes.LookBack(-1),
        wishes.Keep(),
    ]
    return random.choice(moves if random.random() < 0.8 else others)


@pytest.mark.parametrize("seed", range(6))
def test_a_session_that_is_passed_through_comes_to_the_same(
    pair: tuple[Session, Session], seed: int
) -> None:
    random, (slow, quick) = Random(seed), pair  # noqa: S311  a drawn session
    recorded: list[dict[str, object]] = []
    slow.recorded.connect(lambda wish: recorded.append(record_of(wish, slow.tick)))
    for _ in range(100):
        slow.grant(drawn_wish(random, slow.last_tick))
        slow.arrive_now()
    moves, passed = PassedMoves(quick), 0
    for record in recorded:
        if moves.take(text_of(record)):
            passed += 1
        else:
            grant_again(quick, record, in_passing=True)
    quick.end_passing()
    quick.arrive_now()
    assert passed
    assert quick.granted == slow.granted
    one, other = slow.position, quick.position
    assert (other.tick, other.focus, other.eye) == (one.tick, one.focus, one.eye)
    assert other.trail == one.trail
    assert other.lesson.changes == one.lesson.changes
    assert other.history.changes == one.history.changes
    assert other.history.furthest == one.history.furthest
    assert slow.frame is not None
    assert quick.frame is not None
    assert quick.frame.values.keys() == slow.frame.values.keys()
    for name, value in slow.frame.values.items():
        np.testing.assert_array_equal(quick.frame.values[name], value)


def test_of_many_moves_only_the_last_is_looked_at(
    pair: tuple[Session, Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, quick = pair
    gone: list[int] = []
    go = Going.go

    def counted(self: Going, position: object, way: object, arrive: object) -> None:
        gone.append(1)
        go(self, position, way, arrive)  # type: ignore[arg-type]

    monkeypatch.setattr(Going, "go", counted)
    moves = PassedMoves(quick)
    for wish in (*[wishes.Step(+1)] * 50, wishes.Seek(2000), *[wishes.Step(-1)] * 50):
        assert moves.take(text_of(record_of(wish, 0)))
    assert gone == []
    quick.arrive_now()
    assert gone == [1]
    assert quick.tick == 1950
    furthest = quick.position.lesson.program.locate(2000).iteration
    assert quick.position.history.furthest == furthest


@pytest.mark.parametrize(
    "wish",
    [
        wishes.StepUnit(0, 1),
        wishes.Seek(7, leaves=True),
        wishes.SeekEnd(),
        wishes.SeekStop(1),
        wishes.LookAt(PLACES[1]),
    ],
)
def test_what_depends_on_more_than_the_tick_is_not_passed_through(
    pair: tuple[Session, Session], wish: wishes.Wish
) -> None:
    assert not PassedMoves(pair[1]).take(text_of(record_of(wish, 0)))


def test_steps_of_a_term_and_of_a_run_with_other_numbers_are_not_passed_through(
    pair: tuple[Session, Session],
) -> None:
    _, quick = pair
    moves, step = PassedMoves(quick), text_of(record_of(wishes.Step(1), 0))
    quick.set_grain(0)
    assert not moves.take(step)
    quick.set_grain(1)
    assert moves.take(step)
    quick.arrive_now()
    quick.grant(wishes.Edit(PLACES[2], 0.5))
    assert not moves.take(step)


@pytest.mark.parametrize(
    "text", [b"", b"{", b'{"note":{"wish":"Step","direction":1}', b'{"granted":7', b"[1"]
)
def test_other_records_are_left_alone(pair: tuple[Session, Session], text: bytes) -> None:
    assert not PassedMoves(pair[1]).take(text)
    assert pair[1].tick == 0
