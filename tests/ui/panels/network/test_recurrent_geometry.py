"""The places of a recurrent layer's time steps and their cells, without a screen."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.panels.network.geometry import (
    Direction,
    NetworkLayout,
    OutputColumn,
    PlacedSteps,
    Rect,
    Sizes,
    UnplacedBlock,
    UnplacedSteps,
    arrange,
    beside_step,
    in_sight,
    neighbour,
)

LSTM = ("i", "f", "g", "o", "c", "h"), ("c", "h")
GRU = ("r", "z", "n", "h"), ("h",)
RNN = ("h",), ("h",)
KINDS = {"lstm": LSTM, "gru": GRU, "rnn": RNN}


def laid(
    kind: str,
    *,
    units: int = 5,
    features: int = 4,
    count: int = 4,
    size: tuple[float, float] = (1240.0, 640.0),
    looked: int = 2,
    is_output: bool = True,
) -> NetworkLayout:
    steps = UnplacedSteps("r", count, *KINDS[kind], units, features, is_output)
    state = UnplacedBlock(
        "r", units if is_output else count * units, ("x",), 0 if is_output else units, steps=steps
    )
    blocks = (
        UnplacedBlock("x", count * features, (), features),
        state,
        UnplacedBlock("o", 4, ("r",)),
    )
    ending = OutputColumn(4, bars=True)
    room = Rect(16.0, 56.0, *size)
    sight = in_sight(blocks, ending, room, Sizes(), 1)
    return arrange(blocks, ending, room, Sizes(), sight, {"r": looked})


def apart(one: Rect, other: Rect) -> bool:
    aside = one.right <= other.x or other.right <= one.x
    return aside or one.bottom <= other.y or other.bottom <= one.y


def inside(inner: Rect, outer: Rect) -> bool:
    across = outer.x - 1 <= inner.x and inner.right <= outer.right + 1
    return across and outer.y - 1 <= inner.y and inner.bottom <= outer.bottom + 1


def check(layout: NetworkLayout) -> PlacedSteps:
    """What holds of every layout: nothing overlaps, every cell is in its frame, no step is lost."""
    steps = layout.steps["r"]
    cells = [
        layout.blocks[name]
        for step in steps.steps
        for name in (*step.blocks, step.input)
        if name
    ]  # fmt: skip
    for one, other in combinations([block.rect for block in cells], 2):
        assert apart(one, other)
    for block in cells:
        places = [block.unit(n) for n in range(min(block.count, 12))]
        for one, other in combinations(places, 2):
            assert apart(one, other)
        assert all(inside(place, block.rect) for place in places)
    frames = [*(step.rect for step in steps.steps), *(each.rect for each in steps.hidden)]
    for one, other in combinations(frames, 2):
        assert apart(one, other)
    for step in steps.steps:
        assert all(inside(layout.blocks[name].rect, step.rect) for name in step.blocks)
        if step.input:
            entry = layout.blocks[step.input].rect
            assert step.rect.bottom < entry.y
            assert entry.bottom < steps.rail
            assert step.rect.x <= entry.middle[0] <= step.rect.right
        assert inside(step.rect, steps.rect)
    shown = [step.step for step in steps.steps]
    hidden = [n for each in steps.hidden for n in range(each.first, each.last + 1)]
    assert sorted(shown + hidden) == list(range(steps.unplaced.count + 1))
    assert shown == sorted(shown)
    assert sum(each.count for each in steps.hidden) == len(hidden)
    return steps


@given(
    st.sampled_from(sorted(KINDS)),
    st.integers(1, 70),
    st.integers(1, 40),
    st.integers(1, 100),
    st.floats(300, 2400),
    st.floats(110, 1300),
    st.integers(0, 120),
    st.booleans(),
)
def test_of_any_layer_nothing_overlaps_and_nothing_is_lost(
    kind: str,
    units: int,
    features: int,
    count: int,
    width: float,
    height: float,
    looked: int,
    is_output: bool,
) -> None:
    layout = laid(
        kind,
        units=units,
        features=features,
        count=count,
        size=(width, height),
        looked=looked,
        is_output=is_output,
    )
    steps = check(layout)
    open_step = steps.shown(max(1, min(looked, count)))
    assert open_step is not None
    assert open_step.words == steps.unplaced.words
    assert steps.shown(count) is not None
    assert "r" in layout.blocks


@pytest.mark.parametrize("kind", KINDS)
def test_where_there_is_room_every_step_is_seen_with_numbers(kind: str) -> None:
    layout = laid(kind, size=(2400.0, 700.0))
    steps = check(layout)
    assert steps.is_whole
    assert [step.step for step in steps.steps] == [0, 1, 2, 3, 4]
    assert all(layout.blocks[name].numbered for step in steps.steps for name in step.blocks)
    assert layout.blocks["r"] is layout.blocks[steps.steps[-1].blocks[-1]]
    assert layout.columns[:3] == (("x",), ("r",), ("o",))
    edges = [layout.blocks["x"].rect, layout.extent("r"), layout.blocks["o"].rect]
    for left, right in pairwise(edges):
        assert left is not None
        assert right is not None
        assert left.right < right.x


def test_the_step_that_is_looked_at_is_open_and_the_others_show_what_they_hand_on() -> None:
    for looked in range(1, 5):
        steps = check(laid("lstm", size=(1240.0, 600.0), looked=looked))
        words = {step.step: step.words for step in steps.steps}
        assert words.pop(looked) == LSTM[0]
        assert set(words.values()) == {("c", "h")}
        assert not steps.is_whole


def test_in_little_room_the_last_step_and_those_beside_the_open_one_stay() -> None:
    steps = check(laid("lstm", count=28, size=(760.0, 420.0), looked=14))
    shown = {step.step: step.words for step in steps.steps}
    assert shown[14] == LSTM[0]
    assert {1, 13, 14, 28} <= set(shown)
    assert all(words == ("h",) for step, words in shown.items() if step != 14)
    few = check(laid("lstm", count=28, size=(500.0, 420.0), looked=14))
    assert [step.step for step in few.steps] == [14, 28]
    assert [each.count for each in few.hidden] == [14, 13]


def test_numbers_come_before_steps() -> None:
    """Where numbers have room in one step, steps are left out rather than numbers."""
    for width in (480.0, 640.0, 900.0, 1300.0):
        layout = laid("lstm", count=28, size=(width, 420.0), looked=9)
        assert all(
            layout.blocks[name].numbered
            for step in layout.steps["r"].steps
            for name in step.blocks
        )  # fmt: skip


def test_the_states_of_all_steps_stand_behind_the_last_one() -> None:
    layout = laid("rnn", is_output=False)
    steps = check(layout)
    assert steps.steps[-1].blocks == ("r.t4.h",)
    assert layout.blocks["r"].picture
    assert layout.blocks["r"].rect.x > steps.rect.right
    whole = layout.extent("r")
    assert whole is not None
    assert (whole.x, whole.right) == (steps.rect.x, layout.blocks["r"].rect.right)


def test_names_of_layers_steps_and_cells_have_an_extent() -> None:
    layout = laid("lstm", size=(2400.0, 700.0))
    steps = layout.steps["r"]
    assert layout.extent("r") == steps.rect
    assert layout.extent("r.t2") == steps.steps[2].rect
    assert layout.extent("r.t2.i") == layout.blocks["r.t2.i"].rect
    assert layout.extent("r.t9") is None
    assert layout.extent("r.t9.i") is None
    assert layout.extent("nothing") is None


def walked(layout: NetworkLayout, at: tuple[str, int], *keys: Direction) -> list[tuple[str, int]]:
    found = []
    for key in keys:
        at = neighbour(layout, at, key)
        found.append(at)
    return found


def test_the_arrow_keys_go_through_cells_and_steps() -> None:
    layout = laid("gru", size=(2400.0, 700.0))
    way = walked(layout, ("r.t1.r", 1), "right", "right", "right", "right", "right")
    assert way == [("r.t1.z", 1), ("r.t1.n", 1), ("r.t1.h", 1), ("r.t2.r", 1), ("r.t2.z", 1)]
    assert walked(layout, ("r.t2.r", 3), "down", "down", "down") == [
        ("r.t2.r", 4), ("r.t2.x", 0), ("r.t2.x", 1),
    ]  # fmt: skip
    assert walked(layout, ("r.t2.x", 0), "right", "left", "up") == [
        ("r.t3.x", 0), ("r.t2.x", 0), ("r.t2.h", 4),
    ]  # fmt: skip
    assert neighbour(layout, ("r.t2.x", 3), "down") == ("r.t2.x", 3)
    assert neighbour(layout, ("r.t2.z", 0), "up") == ("r.t2.z", 0)
    assert neighbour(layout, ("r", 2), "right")[0] == "o"
    assert neighbour(layout, ("o", 0), "left")[0] == "r"
    assert neighbour(layout, ("r.t0.h", 2), "left")[0] == "x"
    assert neighbour(layout, ("x", 3), "right")[0] in {"r.t0.h", "r.t1.x"}


def test_behind_a_step_that_is_shown_the_next_one_is_known_although_it_is_not() -> None:
    layout = laid("lstm", count=28, size=(500.0, 420.0), looked=14)
    assert beside_step(layout, "r.t14.h", "right") == ("r", 15)
    assert beside_step(layout, "r.t14.i", "left") == ("r", 13)
    assert beside_step(layout, "r.t14.x", "left") == ("r", 13)
    assert beside_step(layout, "r.t14.f", "left") is None
    assert beside_step(layout, "r", "right") is None
    assert beside_step(layout, "o", "left") is None
    assert neighbour(layout, ("r.t14.h", 0), "right") == ("r.t14.h", 0)


@given(st.sampled_from(sorted(KINDS)), st.floats(320, 1500), st.floats(200, 800))
def test_every_unit_is_found_where_it_stands(kind: str, width: float, height: float) -> None:
    layout = laid(kind, size=(width, height))
    for step in layout.steps["r"].steps:
        for name in (*step.blocks, step.input):
            if name:
                block = layout.blocks[name]
                for unit in range(block.count):
                    assert layout.hit(*block.centre(unit)) == (name, unit)
