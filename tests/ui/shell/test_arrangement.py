"""The arrangement: the network keeps its room at every size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.kit.panel_spec import PanelSpec, Part, by_part, by_priority
from ui.panels import PANELS
from ui.shell.arrangement import STAYING_PRIORITY, arrangement, seen, shared_widths
from ui.shell.staging import Placement

ALL = by_priority(s for s in PANELS if s.where != "centre" or s.name == "network")
"""The panels of a lesson with one view on the stage."""
SIDES: tuple[Part, ...] = ("left", "right")


def shown_in(room: float, tall: float, asked: Sequence[PanelSpec]) -> set[str]:
    return {spec.name for spec in seen(room, tall, asked)}


ORDER = tuple(spec for spec in ALL if spec.where != "below")


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
    assert arrangement(width, height, factor, ALL).shown == shown | {"centre"}


@given(
    st.floats(160, 3000),
    st.floats(100, 2000),
    st.lists(st.sampled_from(ORDER), unique=True, min_size=1),
)
def test_what_was_asked_for_last_is_shown_and_everything_shown_fits(
    room: float, tall: float, asked: list[PanelSpec]
) -> None:
    found = shown_in(room, tall, asked)
    names = {spec.name for spec in asked}
    assert asked[0].name in found
    assert found <= names
    parts = by_part(spec for spec in asked if spec.name in found)
    columns = [max((spec.least_width for spec in parts[part]), default=0) for part in SIDES]
    row = sum(spec.least_width for spec in parts["bottom"])
    middle = max(320, row) if parts["centre"] or row else 0
    assert sum(columns) + middle <= room or len(found) == 1
    assert shown_in(1e6, 1e6, asked) == names


def test_the_lesson_goes_after_the_card() -> None:
    for room in range(100, 1400, 20):
        found = shown_in(room, 600, ORDER)
        assert "network" in found
        assert "card" not in found or "lesson" in found


@given(st.floats(480, 4000), st.floats(320, 2400), st.sampled_from([0.75, 1.0, 1.5, 2.0, 3.0]))
def test_the_network_keeps_its_room(width: float, height: float, factor: float) -> None:
    now = arrangement(width, height, factor, ALL)
    beside = sum(getattr(now, side) for side in ("left", "right") if side in now.shown)
    assert width - beside >= min(0.4 * width, 320 * factor)
    below = now.timeline + (now.bottom if "bottom" in now.shown else 0)
    assert height - below >= min(0.4 * height, 240 * factor)
    wider = arrangement(width + 200, height, factor, ALL)
    assert now.shown <= wider.shown


@pytest.mark.parametrize("where", SIDES)
@pytest.mark.parametrize("least", [100, 400])
@given(width=st.floats(480, 3000), factor=st.sampled_from([1.0, 1.5, 2.0]))
def test_a_column_is_as_wide_as_its_panels_need_and_leaves_the_network_its_room(
    where: Part, least: int, width: float, factor: float
) -> None:
    network = next(spec for spec in PANELS if spec.name == "network")
    other = replace(network, name="other", where=where, least_width=least)
    now = arrangement(width, 800 * factor, factor, [network, other])
    if where in now.shown:
        given_width = now.left if where == "left" else now.right
        assert given_width >= least * factor - 1
        assert width - given_width >= 320 * factor - 1


def test_lengths_grow_with_the_window_and_end() -> None:
    now = arrangement(1280, 760, 1.0, ALL)
    assert (now.left, now.right, now.bottom, now.timeline) == (300, 340, 252, 96)
    wide = arrangement(1680, 760, 1.0, ALL)
    assert (wide.left, wide.right) == (340, 400)
    most = arrangement(6000, 3000, 1.0, ALL)
    assert (most.left, most.right, most.bottom) == (400, 460, 600)
    narrow = arrangement(1199, 760, 1.0, ALL)
    assert (narrow.left, narrow.right) == (248, 280)
    assert arrangement(1200, 760, 1.0, ALL).left == 300
    twice = arrangement(2560, 1520, 2.0, ALL)
    assert (twice.left, twice.right, twice.bottom, twice.timeline) == (600, 680, 504, 192)


@pytest.mark.parametrize(
    ("tall", "timeline", "bottom"),
    [(480, 96, 160), (479, 80, 160), (240, 60, 0), (160, 48, 0), (550, 96, 164)],
)
def test_in_a_low_window_the_foot_is_lower(tall: float, timeline: int, bottom: int) -> None:
    now = arrangement(1280, tall, 1.0, ALL)
    assert (now.timeline, now.bottom) == (timeline, bottom)


@pytest.mark.parametrize(
    ("panels", "room", "tall"),
    [
        (["network"], 320, 210),
        (["network", "lesson"], 568, 210),
        (["network", "card"], 600, 210),
        (["network", "lesson", "card"], 848, 210),
        (["network", "tensor"], 320, 367),
        (["network", "tensor", "curves"], 387, 367),
        (["network", "lesson", "listing"], 568, 297),
        (["tensor", "curves"], 387, 150),
        (["card", "lesson"], 528, 190),
        (["network", "boundary"], 567, 238),  # beside each other, under the row of names
    ],
)
def test_panels_are_shown_up_to_the_last_pixel(panels: list[str], room: int, tall: int) -> None:
    asked = [next(spec for spec in PANELS if spec.name == name) for name in panels]
    assert shown_in(room, tall, asked) == set(panels)
    assert shown_in(room - 1, tall, asked) != set(panels) or len(panels) == 1
    assert shown_in(room, tall - 1, asked) != set(panels) or len(panels) == 1


def staged(*names: str, **legible: tuple[int, int]) -> list[PanelSpec]:
    """Panels in this order, with the room that their numbers need in some lesson."""
    found = []
    for name in names:
        spec = next(spec for spec in PANELS if spec.name == name)
        width, height = legible.get(name, (spec.least_width, spec.least_height))
        found.append(replace(spec, least_width=width, least_height=height))
    return found


SOME = ("network", "lesson", "card", "boundary", "tensor", "curves", "listing", "timeline")
XOR = {"network": (382, 266), "tensor": (318, 196)}


@pytest.mark.parametrize(
    ("width", "height", "factor", "gone", "placement"),
    [
        (1280, 760, 1.0, set(), "beside"),
        (1024, 728, 1.0, {"tensor", "curves"}, "below"),
        (1920, 1040, 2.0, {"boundary", "tensor", "curves"}, ""),
        (3840, 2120, 1.0, set(), "beside"),
    ],
)
def test_what_has_no_room_for_its_numbers_gives_way(
    width: int, height: int, factor: float, gone: set[str], placement: str
) -> None:
    now = arrangement(width, height, factor, staged(*SOME, **XOR))
    assert set(SOME) - now.panels == gone
    assert now.placement == placement
    middle = width / factor - (now.left + now.right) / factor
    stage = height / factor - (now.timeline + now.bottom * ("bottom" in now.shown)) / factor
    wide = 382 + (240 + 7 if placement == "beside" else 0)
    assert middle >= wide - 1
    assert stage >= 266 - 1 or placement == "below"
    if "bottom" in now.shown:
        assert now.bottom >= 196 * factor - 1


def test_the_table_gives_way_after_the_curves() -> None:
    for tall in range(300, 900, 20):
        found = shown_in(1280, tall, staged(*SOME, **XOR))
        assert "tensor" in found or "curves" not in found


@pytest.mark.parametrize("placement", ["beside", "below"])
def test_two_views_stand_as_somebody_wants_it(placement: Placement) -> None:
    two = staged("network", "boundary")
    assert arrangement(2000, 1000, 1.0, two, placement).placement == placement
    assert arrangement(2000, 1000, 1.0, two[:1], placement).placement == ""


def test_a_view_goes_without_some_numbers_before_it_goes() -> None:
    asked = staged("card", "network", network=(500, 266))
    plain = {"network": staged("network")[0]}
    room = 280 + 320
    assert {spec.name for spec in seen(room, 600, asked)} == {"card"}
    found = seen(room, 600, asked, "", plain)
    assert [(spec.name, spec.least_width) for spec in found] == [("card", 280), ("network", 320)]
    assert seen(280 + 500, 600, asked, "", plain) == asked


def test_a_view_goes_without_some_numbers_before_the_explanation_goes() -> None:
    asked = staged("network", "lesson", "card", "listing", network=(500, 266))
    plain = {"network": staged("network")[0]}
    wide = 248 + 280 + 500
    assert seen(wide, 600, asked, "", plain) == asked
    found = seen(wide - 1, 600, asked, "", plain)
    assert [spec.least_width for spec in found] == [320, 248, 280, 248]


@given(
    room=st.integers(1, 4000),
    views=st.lists(st.tuples(st.integers(100, 700), st.integers(0, 700)), min_size=2, max_size=2),
)
def test_views_beside_each_other_have_their_least_width_then_what_they_want(
    room: int, views: list[tuple[int, int]]
) -> None:
    least, wanted = [view[0] for view in views], [view[1] for view in views]
    found = shared_widths(room, least, wanted)
    if room < sum(least):
        assert found == tuple(least)  # the splitter makes both narrower alike
        return
    assert abs(sum(found) - room) <= 1
    for width, needs in zip(found, least, strict=True):
        assert width >= needs - 1
    if room >= sum(map(max, least, wanted)):
        assert all(width >= want - 1 for width, want in zip(found, wanted, strict=True))
    elif wanted[0] > least[0]:
        assert found[0] == min(max(least[0], wanted[0]), room - least[1])


# -- to the last pixel -----------------------------------------------------------------------------

FINE = 1000.0
"""A size factor so large that no part of a length is lost by rounding."""


def laid(room: float, tall: float, asked: Sequence[PanelSpec]) -> tuple[float, float, float]:
    """The widths of the columns and the height of the lower row, at factor 1."""
    now = arrangement(room * FINE, tall * FINE, FINE, asked)
    return now.left / FINE, now.right / FINE, now.bottom / FINE


def test_columns_give_the_middle_what_it_needs_in_the_same_shares() -> None:
    asked = staged("network", "lesson", "card", network=(700, 266))
    wanted, least = (302.0, 343.0), (248.0, 280.0)
    missing = sum(wanted) + 700 - 1300
    share = missing / (sum(wanted) - sum(least))
    expected = [w - share * (w - n) for w, n in zip(wanted, least, strict=True)]
    assert laid(1300, 760, asked)[:2] == pytest.approx(expected, abs=0.001)
    assert laid(1270, 760, staged("network", "lesson", "card"))[:2] == (300.0, 340.0)
    assert laid(1281, 760, staged("network", "lesson", "card"))[:2] == (300.1, 340.15)


@pytest.mark.parametrize(("side", "wanted"), [("lesson", 300.0), ("card", 340.0)])
def test_a_column_that_stands_alone_gives_all_that_the_middle_needs(
    side: str, wanted: float
) -> None:
    asked = staged("network", side, network=(1000, 266))
    room = 1000 + wanted - 20
    left, right, _bottom = laid(room, 760, asked)
    assert (left if side == "lesson" else right) == wanted - 20
    assert laid(1000 + wanted, 760, asked)[side == "card"] == wanted


def test_columns_that_need_all_their_width_give_almost_nothing() -> None:
    asked = staged(
        "network", "lesson", "card", network=(1640, 266), lesson=(399, 80), card=(460, 80)
    )
    assert laid(2500, 760, asked)[:2] == (400.0, 460.0)
    assert laid(2499, 760, asked)[:2] == (399.0, 460.0)
    assert laid(2499.5, 760, asked)[:2] == (399.5, 460.0)


def test_without_room_for_any_column_they_are_as_narrow_as_can_be() -> None:
    assert laid(1300, 760, staged("network", network=(4000, 266)))[:2] == (248.0, 280.0)


def test_a_narrow_column_is_as_wide_as_its_widest_panel() -> None:
    asked = staged("network", "lesson", "listing", lesson=(260, 80), listing=(301, 80))
    assert laid(1100, 760, asked)[0] == 301.0
    asked = staged("network", "lesson", "listing", lesson=(302, 80), listing=(260, 80))
    assert laid(1100, 760, asked)[0] == 302.0


def test_the_lower_row_leaves_the_stage_its_height_and_a_line() -> None:
    asked = staged("network", "curves", "timeline", network=(382, 300), curves=(200, 100))
    assert laid(1100, 550, asked)[2] == 550 - 96 - 300 - 7
    asked = staged("network", "curves", "timeline", network=(382, 200), curves=(200, 100))
    assert laid(1100, 550, asked)[2] == pytest.approx((550 - 160) * 0.42)
    asked = staged("network", "curves", "timeline", network=(382, 100), curves=(200, 200))
    assert laid(1100, 550, asked)[2] == 200.0


def two_views(*others: str, **legible: tuple[int, int]) -> list[PanelSpec]:
    return staged(
        "network", "boundary", *others, network=(300, 200), boundary=(300, 200), **legible
    )


def test_two_views_stand_as_they_are_larger_beside_what_is_shown() -> None:
    """Beside each other they need 607 × 228, below each other 300 × 435."""
    both = two_views("lesson", "card", "timeline")
    assert arrangement(1280, 96 + 500, 1.0, both).placement == "below"  # 640 pixels are left
    assert arrangement(1280, 96 + 450, 1.0, both).placement == "beside"
    assert arrangement(1280, 96 + 500, 1.0, two_views("lesson", "timeline")).placement == "beside"
    assert arrangement(1280, 96 + 500, 1.0, two_views("card", "timeline")).placement == "beside"
    low = two_views("lesson", "card", "curves", "timeline", curves=(200, 160))
    assert arrangement(1280, 96 + 640, 1.0, both).placement == "below"
    assert arrangement(1280, 96 + 640, 1.0, low).placement == "beside"  # the row takes a part


@pytest.mark.parametrize(("placement", "room", "tall"), [("beside", 607, 228), ("below", 320, 435)])
def test_two_views_fit_up_to_the_last_pixel(placement: Placement, room: int, tall: int) -> None:
    assert len(seen(room, tall, two_views(), placement)) == 2
    assert len(seen(room - 1, tall, two_views(), placement)) < 2 or room == 320
    assert len(seen(room, tall - 1, two_views(), placement)) == 1


def test_a_room_that_is_a_pixel_too_large_or_too_small_is_shared_all_the_same() -> None:
    assert shared_widths(101, [50, 50], [60, 60]) == (51, 50)
    assert shared_widths(100, [50, 50], [60, 60]) == (50, 50)
    assert shared_widths(99, [50, 50], [60, 60]) == (50, 50)
    assert shared_widths(300, [50, 100], [60, 100]) == (60 + 47, 100 + 93)


def test_the_lower_row_has_three_hundred_pixels_or_a_fifth_of_a_high_window() -> None:
    asked = staged("network", "curves", "timeline", network=(382, 100), curves=(200, 100))
    assert [laid(1100, tall, asked)[2] for tall in (1000, 1500, 2000)] == [300.0, 300.0, 400.0]


def test_only_what_is_not_given_up_takes_numbers_from_a_view() -> None:
    plain = {"network": staged("network")[0]}
    asked = staged("network", "lesson", network=(500, 266))
    for priority, seen_too in ((STAYING_PRIORITY - 1, True), (STAYING_PRIORITY, False)):
        both = [asked[0], replace(asked[1], priority=priority)]
        assert (len(seen(248 + 499, 600, both, "", plain)) == 2) is seen_too
