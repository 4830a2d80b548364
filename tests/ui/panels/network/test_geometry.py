"""The places of a network's blocks, units and edges, without a screen."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.panels.network.geometry import (
    LOSS,
    LOSSES,
    TARGET,
    Direction,
    NetworkLayout,
    OutputColumn,
    Rect,
    Sizes,
    UnplacedBlock,
    along,
    arrange,
    distance,
    edge,
    in_sight,
    nearest,
    neighbour,
    ranks_of,
)

ROOM = Rect(12.0, 56.0, 616.0, 260.0)
SIZES = Sizes()
XOR = (
    UnplacedBlock("x", 2),
    UnplacedBlock("hidden", 8, ("x",)),
    UnplacedBlock("output", 1, ("hidden",)),
)
DIGITS = (
    UnplacedBlock("x", 64, (), 8),
    UnplacedBlock("hidden", 32, ("x",)),
    UnplacedBlock("output", 10, ("hidden",)),
)
RESIDUAL = (
    UnplacedBlock("x", 3),
    UnplacedBlock("a", 4, ("x",)),
    UnplacedBlock("b", 4, ("a",)),
    UnplacedBlock("sum", 4, ("a", "b")),
    UnplacedBlock("output", 2, ("sum",)),
)


def xor() -> NetworkLayout:
    return arrange(XOR, OutputColumn(1), ROOM, SIZES)


def digits(height: float = 260.0) -> NetworkLayout:
    return arrange(DIGITS, OutputColumn(10, bars=True), Rect(12.0, 56.0, 616.0, height), SIZES)


def test_ranks_are_the_longest_way() -> None:
    assert ranks_of(RESIDUAL) == {"x": 0, "a": 1, "b": 2, "sum": 3, "output": 4}
    with pytest.raises(KeyError):
        ranks_of((UnplacedBlock("a", 1, ("b",)), UnplacedBlock("b", 1)))


def test_columns_run_from_left_to_right_and_end_with_target_and_loss() -> None:
    layout = xor()
    assert layout.columns == (("x",), ("hidden",), ("output",), (TARGET,), (LOSSES, LOSS))
    names = ["x", "hidden", "output", TARGET, LOSSES]
    for left, right in pairwise(names):
        assert layout.blocks[left].rect.right < layout.blocks[right].rect.x
    assert layout.blocks[LOSSES].rect.bottom < layout.blocks[LOSS].rect.y


@pytest.mark.parametrize("layout", [xor(), digits(), digits(200.0)], ids=["xor", "digits", "low"])
def test_units_lie_in_their_block_and_apart(layout: NetworkLayout) -> None:
    for block in layout.blocks.values():
        places = [block.unit(n) for n in range(len(block.centres))]
        for place in places:
            assert block.rect.x <= place.x
            assert place.right <= block.rect.right
            assert block.rect.y <= place.y
            assert place.bottom <= block.rect.bottom
            assert place.x == round(place.x)
            assert place.y == round(place.y)
        for one, other in combinations(places, 2):
            apart_x = one.right <= other.x or other.right <= one.x
            assert apart_x or one.bottom <= other.y or other.bottom <= one.y


@given(
    st.lists(st.integers(1, 120), min_size=2, max_size=6),
    st.floats(320, 1400),
    st.floats(120, 700),
)
def test_any_chain_stays_in_its_room(units: list[int], width: float, height: float) -> None:
    names = ["x", *(f"layer{n}" for n in range(1, len(units)))]
    blocks = tuple(
        UnplacedBlock(name, count, (names[n - 1],) if n else ())
        for n, (name, count) in enumerate(zip(names, units, strict=True))
    )
    layout = arrange(blocks, OutputColumn(units[-1]), Rect(0.0, 0.0, width, height), SIZES)
    for name, count in zip(names, units, strict=True):
        block = layout.blocks[name]
        assert len(block.centres) == count
        assert block.rect.y >= -1.0
        assert block.rect.bottom <= height + 1.0


def test_numbers_in_one_stack_in_two_or_dots() -> None:
    def hidden(units: int, height: float) -> tuple[int, bool, bool]:
        blocks = (UnplacedBlock("x", 2), UnplacedBlock("output", units, ("x",)))
        room = Rect(0.0, 0.0, 640.0, height)
        found = arrange(blocks, OutputColumn(1), room, SIZES).blocks["output"]
        return found.columns, found.numbered, found.picture

    assert hidden(8, 260.0) == (1, True, False)
    assert hidden(32, 260.0) == (2, True, False)
    assert hidden(64, 260.0) == (3, False, False)
    assert hidden(2000, 260.0) == (45, False, True)


def test_where_there_is_no_width_units_are_dots() -> None:
    narrow = arrange(XOR, OutputColumn(1), Rect(0.0, 0.0, 230.0, 260.0), SIZES)
    assert not narrow.blocks["hidden"].numbered
    assert xor().blocks["hidden"].numbered


def test_a_picture_runs_along_its_rows_without_gaps() -> None:
    picture = digits().blocks["x"]
    assert picture.picture
    first, second, below = (picture.unit(n) for n in (0, 1, 8))
    assert (second.x, second.y) == (first.right, first.y)
    assert (below.x, below.y) == (first.x, first.bottom)
    assert first.width == first.height


def test_targets_and_bars_are_level_with_their_outputs() -> None:
    layout = digits()
    levels = [y for _, y in layout.blocks["output"].centres]
    assert [y for _, y in layout.blocks[TARGET].centres] == levels
    assert [bar.middle[1] for bar in layout.bars] == levels
    assert layout.blocks["output"].rect.right < layout.bars[0].x
    assert layout.bars[0].right < layout.blocks[TARGET].rect.x
    assert xor().bars == ()


def test_targets_of_another_number_stand_on_their_own() -> None:
    layout = arrange(XOR, OutputColumn(3), ROOM, SIZES)
    assert len(layout.blocks[TARGET].centres) == 3


def test_a_way_that_jumps_a_column_has_a_lane_above_it() -> None:
    layout = arrange(RESIDUAL, OutputColumn(2), ROOM, SIZES)
    (route,) = layout.routes
    assert (route.start, route.end) == ("a", "sum")
    lane = min(y for _, y in route.points)
    assert ROOM.y < lane < layout.blocks["b"].rect.y
    assert route.points[0][0] == layout.blocks["a"].rect.right
    assert route.points[-1][0] == layout.blocks["sum"].rect.x
    across = [x for x, _ in route.points]
    assert across == sorted(across)
    assert layout.blocks["a"].rect.right < across[1] < layout.blocks["b"].rect.x
    assert layout.blocks["b"].rect.right < across[-2] < layout.blocks["sum"].rect.x


def test_blocks_of_one_rank_share_a_column() -> None:
    blocks = (
        UnplacedBlock("x", 2),
        UnplacedBlock("left", 3, ("x",)),
        UnplacedBlock("right", 3, ("x",)),
        UnplacedBlock("output", 3, ("left", "right")),
    )
    layout = arrange(blocks, OutputColumn(3), ROOM, SIZES)
    assert layout.columns[1] == ("left", "right")
    upper, lower = layout.blocks["left"].rect, layout.blocks["right"].rect
    assert upper.middle[0] == pytest.approx(lower.middle[0])
    assert upper.bottom < lower.y


def test_an_edge_goes_from_side_to_side() -> None:
    layout = xor()
    x, hidden = layout.blocks["x"], layout.blocks["hidden"]
    segment = edge(x, 1, hidden, 3)
    assert segment[0] == x.unit(1).right
    assert segment[2] == hidden.unit(3).x
    assert (segment[1], segment[3]) == (x.centres[1][1], hidden.centres[3][1])
    cells = digits()
    assert edge(cells.blocks["x"], 9, cells.blocks["hidden"], 0)[:2] == cells.blocks["x"].centres[9]


def test_distances_from_lines() -> None:
    line = (0.0, 0.0, 10.0, 0.0)
    assert distance(line, 5.0, 3.0) == 3.0
    assert distance(line, 13.0, 4.0) == 5.0
    assert distance((2.0, 2.0, 2.0, 2.0), 5.0, 6.0) == 5.0
    assert along(line, 0.3) == (3.0, 0.0)
    lines = [line, (0.0, 4.0, 10.0, 4.0)]
    assert nearest(lines, 5.0, 3.0, 4.0) == 1
    assert nearest(lines, 5.0, 1.0, 4.0) == 0
    assert nearest(lines, 5.0, 30.0, 4.0) is None


def test_every_unit_is_hit_at_its_centre_and_nothing_in_between() -> None:
    layout = digits()
    for name, block in layout.blocks.items():
        for unit, (x, y) in enumerate(block.centres):
            assert layout.hit(x, y) == (name, unit)
    output, target = layout.blocks["output"], layout.blocks[TARGET]
    assert layout.hit(output.rect.right + 4.5, output.rect.y) is None
    assert layout.hit((target.rect.right + layout.blocks[LOSS].rect.x) / 2, 70.0) is None


@pytest.mark.parametrize(
    ("at", "direction", "reached"),
    [
        (("hidden", 3), "down", ("hidden", 4)),
        (("hidden", 3), "up", ("hidden", 2)),
        (("hidden", 0), "up", ("hidden", 0)),
        (("hidden", 7), "down", ("hidden", 7)),
        (("hidden", 0), "left", ("x", 0)),
        (("hidden", 7), "left", ("x", 1)),
        (("hidden", 5), "right", ("output", 0)),
        (("output", 0), "right", (TARGET, 0)),
        ((TARGET, 0), "right", (LOSSES, 0)),
        ((LOSSES, 0), "down", (LOSS, 0)),
        ((LOSS, 0), "right", (LOSS, 0)),
        (("x", 0), "left", ("x", 0)),
    ],
)
def test_arrows_lead_to_the_neighbour(
    at: tuple[str, int], direction: Direction, reached: tuple[str, int]
) -> None:
    assert neighbour(xor(), at, direction) == reached


def test_arrows_walk_through_a_picture_and_two_stacks() -> None:
    layout = digits()
    assert neighbour(layout, ("x", 9), "right") == ("x", 10)
    assert neighbour(layout, ("x", 9), "down") == ("x", 17)
    assert neighbour(layout, ("x", 15), "right")[0] == "hidden"
    assert neighbour(layout, ("hidden", 2), "right") == ("hidden", 18)
    assert neighbour(layout, ("hidden", 18), "left") == ("hidden", 2)
    assert neighbour(layout, ("output", 4), "left")[1] >= 16
    assert neighbour(layout, ("x", 31), "right")[1] < 16


def test_sizes_scale() -> None:
    assert Sizes().scaled(2.0).pill == 2 * Sizes().pill


CHAIN = (
    UnplacedBlock("x", 3),
    *(UnplacedBlock(f"h{n}", 3, ("x" if n == 0 else f"h{n - 1}",)) for n in range(40)),
)


@given(st.integers(-3, 50), st.floats(150, 1600))
def test_what_is_in_sight_is_around_what_is_looked_at_and_fits(around: int, width: float) -> None:
    room = Rect(0.0, 0.0, width, 260.0)
    first, end = in_sight(CHAIN, OutputColumn(3), room, SIZES, around)
    wanted = max(0, min(around, 40))
    assert 0 <= first <= wanted < end <= 41
    assert in_sight(CHAIN, OutputColumn(3), room, SIZES, around, (first, end)) == (first, end)
    layout = arrange(CHAIN, OutputColumn(3), room, SIZES, (first, end))
    assert (TARGET in layout.blocks) == (end == 41)
    assert len(layout.columns) == end - first + (2 if end == 41 else 0)
    if end - first > 1:
        assert max(block.rect.right for block in layout.blocks.values()) <= width + 1


def test_in_sight_is_as_much_before_as_behind() -> None:
    first, end = in_sight(CHAIN, OutputColumn(3), Rect(0.0, 0.0, 700.0, 260.0), SIZES, 20)
    assert first < 20 < end - 1
    assert abs((20 - first) - (end - 1 - 20)) <= 1


def test_few_columns_stand_close_rather_than_out_of_sight() -> None:
    assert in_sight(XOR, OutputColumn(1), Rect(0.0, 0.0, 290.0, 260.0), SIZES, 0) == (0, 3)


@given(st.integers(1, 70), st.integers(1, 30), st.integers(1, 30), st.floats(60, 500))
def test_channels_are_pictures_side_by_side(
    channels: int, rows: int, columns: int, height: float
) -> None:
    count = channels * rows * columns
    blocks = (UnplacedBlock("x", count, (), columns, channels), UnplacedBlock("output", 2, ("x",)))
    layout = arrange(blocks, OutputColumn(2), Rect(0.0, 0.0, 640.0, height), SIZES)
    block = layout.blocks["x"]
    assert block.count == count
    assert 1 <= block.tiles.shown <= max(1, channels)
    assert block.rect.height <= height + 2
    hidden = min(block.tiles.shown * rows * columns, count - 1)
    for unit in {0, count // 2, count - 1, rows * columns - 1, hidden}:
        x, y = block.centre(unit)
        if unit < block.tiles.shown * rows * columns:
            assert block.rect.contains(x, y)
            assert block.unit_at(x, y) == unit
        else:
            assert (x, y) == block.rect.middle
    assert block.unit_at(block.rect.right + 3, block.rect.y) is None


def test_arrows_walk_from_picture_to_picture() -> None:
    blocks = (UnplacedBlock("x", 4 * 9, (), 3, 4), UnplacedBlock("output", 2, ("x",)))
    layout = arrange(blocks, OutputColumn(2), Rect(0.0, 0.0, 640.0, 120.0), SIZES)
    across = layout.blocks["x"].tiles.across
    assert across > 1
    assert neighbour(layout, ("x", 2), "right") == ("x", 9)
    assert neighbour(layout, ("x", 9), "left") == ("x", 2)
    assert neighbour(layout, ("x", 0), "up") == ("x", 0)
    assert neighbour(layout, ("x", 0), "down") == ("x", 3)
    last = min(across, layout.blocks["x"].tiles.shown) * 9 - 1
    assert neighbour(layout, ("x", last), "right")[0] == "output"
    assert neighbour(layout, ("output", 0), "left")[0] == "x"


def test_where_there_is_no_height_the_loss_of_all_has_no_place() -> None:
    low = arrange(XOR, OutputColumn(1), Rect(12.0, 56.0, 616.0, 60.0), SIZES)
    assert LOSSES in low.blocks
    assert LOSS not in low.blocks
    assert low.columns[-1] == (LOSSES,)
    alone = arrange(XOR, OutputColumn(0, losses=False), ROOM, SIZES)
    assert TARGET not in alone.blocks
    assert alone.columns[-1] == (LOSS,)


def test_skips_that_do_not_meet_share_a_lane() -> None:
    blocks = [UnplacedBlock("x", 3)]
    for n in range(6):
        blocks += [UnplacedBlock(f"a{n}", 3, (blocks[-1].name,))]
        blocks += [UnplacedBlock(f"s{n}", 3, (blocks[-2].name, f"a{n}"))]
    layout = arrange(blocks, OutputColumn(3), ROOM, SIZES)
    assert len(layout.routes) == 6
    assert len({min(y for _, y in route.points) for route in layout.routes}) == 1
