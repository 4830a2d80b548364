"""The trail: back and forward through what was looked at."""

from __future__ import annotations

from ui.session.trail import SPOTS, Spot, Trail

A, B, C, D = (Spot(tick) for tick in range(4))


def test_there_and_back() -> None:
    trail = Trail().after_leaving(A).after_leaving(B)
    assert trail.next(-1) == B
    trail = trail.after_turning(-1, C)
    assert trail.next(-1) == A
    trail = trail.after_turning(-1, B)
    assert trail.next(-1) is None
    assert trail.next(+1) == B
    trail = trail.after_turning(+1, A)
    assert trail.next(+1) == C
    trail = trail.after_turning(+1, B)
    assert trail.next(+1) is None
    assert trail.next(-1) == B


def test_a_new_way_forgets_what_lay_ahead() -> None:
    trail = Trail().after_leaving(A).after_turning(-1, B)
    assert trail.next(+1) == B
    trail = trail.after_leaving(A)
    assert trail.next(+1) is None
    assert trail.after_turning(+1, D) == trail
    assert trail.next(-1) == A


def test_the_same_spot_is_remembered_once() -> None:
    trail = Trail().after_leaving(A).after_leaving(Spot(0))
    assert trail.next(-1) == A
    assert trail.after_turning(-1, B).next(-1) is None


def test_it_forgets_the_oldest() -> None:
    trail = Trail()
    for tick in range(SPOTS + 5):
        trail = trail.after_leaving(Spot(tick))
    assert len(trail.left) == SPOTS
    assert trail.left[0] == Spot(5)
