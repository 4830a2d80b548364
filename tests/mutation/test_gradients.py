"""The slips themselves: there are enough of them, and a few of every card are noticed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import pytest

from visualnn.ops import REGISTRY

from .gradients import Slip, _method, noticed, slips

SLIPS: dict[str, list[Slip]] = defaultdict(list)
for slip in slips():
    SLIPS[slip.card].append(slip)


def test_there_are_slips_enough() -> None:
    assert sum(map(len, SLIPS.values())) >= 200


@pytest.mark.parametrize("card", sorted(SLIPS))
def test_a_slip_is_noticed(card: str) -> None:
    """The first, one in the middle and the last; `tests.mutation.gradients` makes all."""
    found = SLIPS[card]
    for slip in (found[0], found[len(found) // 2], found[-1]):
        assert noticed(slip), str(slip)


def test_a_rule_that_is_not_changed_is_not_noticed() -> None:
    """Else every slip would be, whatever the tests see."""
    rules = {(slip.card, slip.method): slip for found in SLIPS.values() for slip in found}
    for slip in rules.values():
        unchanged = _method(REGISTRY[slip.card], slip.method)
        assert not noticed(replace(slip, what="nothing", tree=unchanged)), str(slip)


def test_a_card_is_mended_after_its_slip() -> None:
    slip = SLIPS["MatMul"][0]
    before = vars(REGISTRY["MatMul"])[slip.method]
    assert noticed(slip)
    assert vars(REGISTRY["MatMul"])[slip.method] is before
