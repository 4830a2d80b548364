"""A line of items: what is shown fits, or could not be given up."""

from hypothesis import given
from hypothesis import strategies as st

from ui.kit.geometry.line import fitting


@given(
    st.lists(st.integers(1, 200), min_size=1, max_size=12),
    st.integers(0, 1500),
    st.data(),
)
def test_what_is_kept_fits_or_could_not_be_given_up(
    widths: list[float], room: float, data: st.DataObject
) -> None:
    order = data.draw(st.permutations(range(1, len(widths))))
    half = (len(order) + 1) // 2
    groups = [group for group in (order[:half], *([n] for n in order[half:])) if group]
    left = fitting(widths, room, groups)
    assert 0 in left
    assert sum(widths[n] for n in left) <= room or len(left) == 1
    given_up = [group for group in groups if not set(group) <= set(left)]
    assert given_up == groups[: len(given_up)]
    if given_up:
        assert sum(widths[n] for n in {*left, *given_up[-1]}) > room
