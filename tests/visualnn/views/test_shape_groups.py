"""Blocks are found by the names that they give to their layers, and skips by what layers read."""

from __future__ import annotations

from visualnn.views.shape_groups import ShapeGroup, edges_between, groups_of, shown_groups

NAMES = ("stem", "s2_1_a", "s2_1_b", "s2_2_a", "s2_2_b", "mix_left", "mix_right", "mix_join", "out")
READS = [[-1], [0], [1], [2, 0], [3], [4], [4], [5, 6], [7]]


def test_layers_that_follow_each_other_under_one_name_are_a_block() -> None:
    stem, stage, mix, out = groups_of(NAMES)
    assert stem == ShapeGroup("stem", 0, 1)
    assert out == ShapeGroup("out", 8, 1)
    assert (stage.name, stage.first, stage.end, stage.repeats) == ("s2", 1, 5, 2)
    assert [member.name for member in stage.members] == ["s2_1", "s2_2"]
    assert [leaf.name for leaf in stage.members[1].members] == ["s2_2_a", "s2_2_b"]
    assert (mix.name, mix.count, mix.repeats) == ("mix", 3, 1)


def test_every_layer_is_in_exactly_one_group_that_is_seen() -> None:
    groups = groups_of(NAMES)
    shown: tuple[ShapeGroup, ...] = ()
    for unfolded in ((), ("s2",), ("s2", "s2_1"), ("s2", "s2_1", "s2_2", "mix"), ("s2_1",)):
        shown = shown_groups(groups, frozenset(unfolded))
        covered = [n for group in shown for n in range(group.first, group.end)]
        assert covered == list(range(len(NAMES)))
    assert [group.name for group in shown] == ["stem", "s2", "mix", "out"]  # s2 itself is folded


def test_a_name_alone_is_no_block() -> None:
    assert all(not group.members for group in groups_of(("a_b", "c", "a_d", "h", "h_1", "h_2")))


def test_what_skips_a_layer_has_an_arc_and_nothing_else() -> None:
    groups = groups_of(NAMES)
    assert edges_between(shown_groups(groups, frozenset()), READS) == ()
    unfolded = shown_groups(groups, frozenset({"s2", "s2_1", "s2_2", "mix"}))
    assert edges_between(unfolded, READS) == ((0, 3), (4, 6), (5, 7))
    assert edges_between(groups_of(("a", "b")), [[-1], [0, -1]]) == ((-1, 1),)
