"""Where networks of every sort are drawn, and where the arrow keys lead in them, is what the record
says."""

from __future__ import annotations

from itertools import product

import pytest

from tests.ui.panels.sweeping import GeometryRecord
from tests.ui.runs import lesson
from tests.ui.zoo import MAKERS, animal
from ui.panels.network.geometry import (
    Direction,
    NetworkLayout,
    OutputColumn,
    Rect,
    Sizes,
    along,
    arrange,
    beside_step,
    distance,
    edge,
    in_sight,
    nearest,
    neighbour,
    ranks_of,
)
from ui.panels.network.wiring import Wiring

DIRECTIONS: tuple[Direction, ...] = ("left", "right", "up", "down")
NETS = ("xor", "digits", "lenet", "lstm", "branches", "gru")
MOST_UNIT_COUNT = 30
"""So many units of a block are asked for their neighbours at most."""


def wiring_of(name: str, *, squared: bool = False) -> Wiring:
    what = animal(name) if name in MAKERS else lesson(name)
    layers = [layer.name for layer in what.network.layers]
    return Wiring(what.network, what.program, frozenset(layers[:1] if squared else ()))


def placed(name: str, width: float, height: float, factor: float = 1.0) -> NetworkLayout:
    """The whole network in a panel of a size."""
    wiring = wiring_of(name, squared=name == "xor")
    sizes, room = Sizes().scaled(factor), Rect(12.0, 56.0, width - 24, height - 80)
    sight = in_sight(wiring.blocks, wiring.ending, room, sizes, 3)
    return arrange(wiring.blocks, wiring.ending, room, sizes, sight)


@pytest.mark.parametrize("name", NETS)
def test_a_network_stands_where_its_record_says(name: str) -> None:
    record = GeometryRecord(f"network-{name}")
    wiring = wiring_of(name, squared=name == "xor")
    blocks, ending = wiring.blocks, wiring.ending
    record.each("ranks", ranks_of(blocks).__getitem__, ranks_of(blocks))

    def made(width: float, height: float, factor: float) -> object:
        sizes, room = Sizes().scaled(factor), Rect(12.0, 56.0, width - 24, height - 80)
        sight = in_sight(blocks, ending, room, sizes, 1)
        layout = arrange(blocks, ending, room, sizes, sight, {"cell": 2, "lstm": 2, "gru": 1})
        return sight, layout, [layout.extent(each.name) for each in blocks]

    record.sweep("the network", made, step=23 if name in ("lstm", "gru", "lenet") else 11)
    count = max(ranks_of(blocks).values()) + 1
    for width in (100, 200, 300, 400, 620, 900):
        room = Rect(12.0, 56.0, width, 220.0)
        for kept in (None, (0, 2), (1, 3), (1, count), (2, count + 1)):
            record.each(
                f"in sight in {width}, kept {kept}",
                lambda n, room=room, kept=kept: in_sight(blocks, ending, room, Sizes(), n, kept),
                range(-1, count + 1),
            )
    for whole in (OutputColumn(0), OutputColumn(3, bars=True), OutputColumn(1, losses=False),
                  OutputColumn(ending.targets, loss=False, bars=True)):  # fmt: skip
        for height in (70.0, 120.0, 300.0):
            room = Rect(0.0, 0.0, 900.0, height)
            record.each(
                f"ending {whole} in {height}",
                lambda room, whole=whole: arrange(blocks, whole, room, Sizes()).blocks, [room],
            )  # fmt: skip
    record.end()


@pytest.mark.parametrize("name", NETS)
def test_arrow_keys_lead_where_the_record_says(name: str) -> None:
    record = GeometryRecord(f"network-keys-{name}")
    for size in ((620.0, 300.0), (1500.0, 700.0)):
        layout = placed(name, *size)
        for block, found in layout.blocks.items():
            units = range(0, found.count, max(1, found.count // MOST_UNIT_COUNT))
            for direction in DIRECTIONS:
                record.each(
                    f"{direction} from {block}",
                    lambda n, layout=layout, block=block, direction=direction: neighbour(
                        layout, (block, n), direction
                    ),
                    units,
                )
            record.each(
                f"steps beside {block}",
                lambda each, layout=layout, block=block: beside_step(layout, block, each),
                [each for each in DIRECTIONS if beside_step(layout, block, each)] or ["up"],
            )
            record.each(f"units of {block}", found.unit, units)
            assert found.centres == tuple(map(found.centre, range(found.count)))
    record.end()


@pytest.mark.parametrize("name", NETS)
def test_what_lies_under_a_pixel_is_what_the_record_says(name: str) -> None:
    record = GeometryRecord(f"network-pixels-{name}")
    layout = placed(name, 620.0, 300.0)
    record.points("unit", layout.hit, range(620), range(50, 300), rows=9)
    record.end()


def test_lines_are_as_near_as_the_record_says() -> None:
    record = GeometryRecord("network-lines")
    layout = placed("xor", 620.0, 300.0)
    x, hidden = layout.blocks["x"], layout.blocks["hidden"]
    lines = [edge(x, a, hidden, b) for a, b in product(range(2), range(8))]
    record.each("lines", lambda n: lines[n], range(len(lines)))
    record.each("nearest", lambda at: nearest(lines, 300.0, at, 6.0), range(50, 300))
    segments = (
        (0.0, 0.0, 10.0, 0.0),
        (3.0, 4.0, 3.0, 4.0),
        (0.0, 0.0, 0.6, 0.8),
        (5.0, 5.0, -5.0, 9.0),
    )
    for line in segments:
        record.each(
            f"distance from {line}",
            lambda a, b, line=line: distance(line, a, b),
            product((-3.0, 0.0, 0.5, 4.0, 12.0), (-2.0, 0.0, 0.7, 5.0)),
        )
        record.each(f"along {line}", lambda share, line=line: along(line, share), (0.0, 0.25, 1.0))
    record.end()
