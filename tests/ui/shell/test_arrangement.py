"""The arrangement: the network keeps its room at every size."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.shell.arrangement import ORDER, arrangement, seen


@pytest.mark.parametrize(
    ("width", "height", "factor", "shown"),
    [
        (1280, 760, 1.0, {"left", "bottom", "right"}),
        (1024, 728, 1.0, {"left", "bottom", "right"}),
        (1920, 1040, 2.0, {"left", "bottom", "right"}),
        (1280, 760, 1.5, {"left", "bottom", "right"}),
        (1600, 900, 2.0, {"left", "bottom"}),
        (1280, 760, 2.0, {"left"}),
        (800, 600, 2.0, set()),
    ],
)
def test_parts_give_way_one_after_the_other(
    width: float, height: float, factor: float, shown: set[str]
) -> None:
    assert arrangement(width, height, factor).shown == shown


@given(
    st.floats(160, 3000),
    st.floats(100, 2000),
    st.lists(st.sampled_from(ORDER), unique=True, min_size=1),
)
def test_what_was_asked_for_last_is_shown_and_everything_shown_fits(
    room: float, tall: float, asked: list[str]
) -> None:
    found = seen(room, tall, asked)
    assert asked[0] in found
    assert found <= set(asked)
    least = {"lesson": 248, "listing": 248, "card": 280}
    beside = {least.get(name, 320) for name in found}
    assert sum(beside) <= room or len(found) == 1
    assert seen(1e6, 1e6, asked) == set(asked)


def test_the_lesson_goes_after_the_card() -> None:
    for room in range(100, 1400, 20):
        found = seen(room, 600, ORDER)
        assert "network" in found
        assert "card" not in found or "lesson" in found


@given(st.floats(480, 4000), st.floats(320, 2400), st.sampled_from([0.75, 1.0, 1.5, 2.0, 3.0]))
def test_the_network_keeps_its_room(width: float, height: float, factor: float) -> None:
    now = arrangement(width, height, factor)
    beside = sum(getattr(now, side) for side in ("left", "right") if side in now.shown)
    assert width - beside >= min(0.4 * width, 320 * factor)
    below = now.timeline + (now.bottom if "bottom" in now.shown else 0)
    assert height - below >= min(0.4 * height, 240 * factor)
    wider = arrangement(width + 200, height, factor)
    assert now.shown <= wider.shown
