"""The trail: back and forward through what was looked at."""

from __future__ import annotations

from ui.session.trail import LONGEST, Spot, Trail

A, B, C, D = (Spot(tick) for tick in range(4))


def test_there_and_back() -> None:
    trail = Trail()
    trail.leave(A)
    trail.leave(B)
    assert (trail.go(-1, C), trail.go(-1, B)) == (B, A)
    assert not trail.leads(-1)
    assert (trail.go(+1, A), trail.go(+1, B)) == (B, C)
    assert not trail.leads(+1)
    assert trail.go(-1, C) == B


def test_a_new_way_forgets_what_lay_ahead() -> None:
    trail = Trail()
    trail.leave(A)
    trail.go(-1, B)
    assert trail.leads(+1)
    trail.leave(A)
    assert not trail.leads(+1)
    assert trail.go(+1, D) is None
    assert trail.go(-1, D) == A


def test_the_same_spot_is_remembered_once() -> None:
    trail = Trail()
    trail.leave(A)
    trail.leave(Spot(0))
    assert trail.go(-1, B) == A
    assert not trail.leads(-1)


def test_it_forgets_the_oldest() -> None:
    trail = Trail()
    for tick in range(LONGEST + 5):
        trail.leave(Spot(tick))
    seen = [trail.go(-1, D) for _ in range(LONGEST)]
    assert seen[-1] == Spot(5)
    assert not trail.leads(-1)
    trail.clear()
    assert not trail.leads(+1)
