"""Small multiples: the parts of the tensor view lie in the panel and not on each other."""

from __future__ import annotations

from itertools import combinations

import pytest

from ui.kit.geometry.box import Box
from ui.panels.tensor.multiples import Regions, TileWish, regions, row


def divided(width: float, height: float, *, rows: int = 8) -> Regions:
    return regions(width, height, 8, strip=20 + 18 * rows, main=14 + 24 * rows, least=170)


def overlap(one: Box, other: Box) -> bool:
    return (
        one.left < other.right - 1e-6
        and other.left < one.right - 1e-6
        and one.top < other.bottom - 1e-6
        and other.top < one.bottom - 1e-6
    )


@pytest.mark.parametrize("size", [(320, 244), (384, 260), (640, 300), (760, 560), (1200, 420)])
def test_parts_are_inside_and_apart(size: tuple[int, int]) -> None:
    parts = divided(*size)
    assert parts.strip is not None
    assert parts.relation is not None
    boxes = [parts.strip, parts.relation, parts.header, parts.main, parts.caption]
    for box in boxes:
        assert box.left >= 0
        assert box.top >= 0
        assert box.right <= size[0]
        assert box.bottom <= size[1]
        assert min(box.width, box.height) >= 14
    for one, other in combinations(boxes, 2):
        assert not overlap(one, other)


def test_a_wide_panel_has_them_beside_and_a_tall_one_above() -> None:
    tall, wide = divided(400, 300), divided(860, 300)
    assert not tall.beside
    assert wide.beside
    assert tall.strip is not None
    assert wide.strip is not None
    assert tall.strip.bottom <= tall.header.top
    assert wide.strip.right <= wide.header.left


def test_in_a_lesson_of_pictures_before_and_after_stand_beside_each_other_sooner() -> None:
    above, beside = (
        regions(640, 340, 8, strip=164, main=206, least=170, of_pictures=each)
        for each in (False, True)
    )
    assert not above.beside
    assert beside.beside
    assert above.strip is not None
    assert beside.strip is not None
    assert beside.strip.height > 2 * above.strip.height


def test_a_small_panel_keeps_the_value() -> None:
    parts = divided(300, 140)
    assert parts.strip is None
    assert parts.main.height > 90


def test_a_row_keeps_its_order_and_its_room() -> None:
    room = Box(10, 5, 300, 60)
    places = row([TileWish(40, 60), TileWish(400, 80), TileWish(46, 20)], room, 16)
    assert [place.left for place in places] == sorted(place.left for place in places)
    assert places[0].width == 60
    assert places[2].width == 46
    assert places[-1].right <= room.right + 1
    for one, other in combinations(places, 2):
        assert not overlap(one, other)
