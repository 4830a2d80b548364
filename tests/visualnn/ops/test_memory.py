"""Notes share their memory; constants do not; layouts are made once in an iteration."""

from __future__ import annotations

import numpy as np
import pytest

from visualnn.ops import memory
from visualnn.ops.memory import (
    MAX_WRITTEN_CONSTANT_COUNT,
    Array,
    Notebook,
    constant,
    constant_row,
    forget_layouts,
    laid_out,
    notes,
    notes_like,
    one_iteration,
    one_rule_of,
)


def test_the_notes_of_one_rule_lie_apart_and_those_of_two_together() -> None:
    notebook = Notebook()
    with one_rule_of(notebook):
        one, two = notes((3, 2), np.dtype("f4")), notes_like(np.zeros(5))
    with one_rule_of(notebook):
        again = notes((2,), np.dtype("f8"))
    assert one.shape == (3, 2)
    assert one.dtype == "f4"
    assert two.shape == (5,)
    assert not np.shares_memory(one, two)
    assert np.shares_memory(one, again)


def test_a_page_grows_and_what_was_handed_out_stays() -> None:
    notebook = Notebook()
    with one_rule_of(notebook):
        small = notes((4,), np.dtype("f8"))
    small[:] = 1
    with one_rule_of(notebook):
        large = notes((400,), np.dtype("f8"))
    large[:] = 2
    assert small.tolist() == [1] * 4
    with one_rule_of(notebook):
        assert np.shares_memory(notes((400,), np.dtype("f8")), large)


def test_without_a_notebook_notes_are_ones_own() -> None:
    one, two = notes((3,), np.dtype("f8")), notes((3,), np.dtype("f8"))
    assert not np.shares_memory(one, two)


def test_a_constant_is_nobodys_note() -> None:
    for size, shape in (
        (MAX_WRITTEN_CONSTANT_COUNT, (MAX_WRITTEN_CONSTANT_COUNT,)),
        (MAX_WRITTEN_CONSTANT_COUNT + 1, ()),
    ):
        notebook = Notebook()
        with one_rule_of(notebook):
            notes((2 * size,), np.dtype("f8"))
        with one_rule_of(notebook):
            ten = constant(10, np.zeros(size, "f4"))
        with one_rule_of(notebook):
            notes((2 * size,), np.dtype("f8")).fill(3)
        assert ten.shape == shape
        assert ten.dtype == "f4"
        assert (ten == 10).all()


@pytest.mark.parametrize(
    ("shape", "row"),
    [
        ((4,), (4,)),
        ((32, 6, 28, 28), (28, 28)),
        ((2, 3, 100, 100), (100,)),
        ((MAX_WRITTEN_CONSTANT_COUNT + 1,), ()),
        ((2, MAX_WRITTEN_CONSTANT_COUNT), (MAX_WRITTEN_CONSTANT_COUNT,)),
        ((), ()),
    ],
)
@pytest.mark.parametrize("dtype", ["f4", "f8"])
def test_a_row_of_a_constant_compares_bit_for_bit_as_the_number(
    shape: tuple[int, ...], row: tuple[int, ...], dtype: str
) -> None:
    odd = np.array([-0.0, 0.0, np.nan, 1.0, -1.0, np.inf, -np.inf], dtype)
    z = np.resize(odd, shape)
    zeros = constant_row(0, z)
    assert zeros.shape == row
    assert zeros.dtype == z.dtype
    for compare in (np.maximum, np.minimum):
        alone, beside = compare(np.zeros((), dtype), z), compare(zeros, z)
        assert np.array_equal(alone, beside, equal_nan=True)
        assert np.array_equal(np.signbit(alone), np.signbit(beside))


def turned(source: Array, kind: str = "turned") -> tuple[Array, bool]:
    """The memory for a layout, and whether it was made before."""
    return laid_out(source, kind, source.shape[::-1], lambda: np.empty(source.shape[::-1]))


def test_a_layout_is_found_by_later_rules_of_the_same_iteration_only() -> None:
    x = np.zeros((3, 2))
    with one_iteration():
        first, is_done = turned(x)
        assert first.shape == (2, 3)
        assert not is_done
        again, is_done = turned(x)
        assert is_done
        assert again is first
    for _ in range(2):
        with one_iteration():
            assert not turned(x)[1]
        assert not turned(x)[1]


def test_a_layout_belongs_to_one_memory_one_order_and_one_kind() -> None:
    x = np.zeros((4, 4))
    with one_iteration():
        turned(x)
        assert turned(x[:])[1]
        assert not turned(x.T)[1]
        assert not turned(x[:2])[1]
        assert not turned(x[1:])[1]
        assert not turned(x.view("i8"))[1]
        assert not turned(x, "otherwise")[1]
        assert not turned(np.zeros((4, 4)))[1]


def test_a_layout_is_forgotten_when_what_it_was_made_of_is_written() -> None:
    x, other = np.zeros((3, 2)), np.zeros((3, 2))
    with one_iteration():
        turned(x)
        turned(other)
        forget_layouts(x[1:2])
        assert not turned(x)[1]
        assert turned(other)[1]


def test_no_layout_is_kept_of_notes() -> None:
    notebook = Notebook()
    with one_iteration():
        for _ in range(2):
            with one_rule_of(notebook):
                assert not turned(notes((3, 2), np.dtype("f8")))[1]


def test_layouts_are_kept_as_far_as_there_is_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "MAX_KEPT_NUMBER_COUNT", 10)
    large, small, little = np.zeros((3, 2)), np.zeros((3, 2)), np.zeros((2, 2))
    with one_iteration():
        for array in (large, small, little):
            turned(array)
        assert [turned(array)[1] for array in (large, small, little)] == [True, False, True]
