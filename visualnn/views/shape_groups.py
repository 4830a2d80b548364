"""The layers of a network as a learner would count them: blocks and their repetitions, by the names
that blocks give to their layers (``stage3_2_conv1`` is of the second ``stage3``)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from ..dataclass import dataclass

__all__ = ["ShapeGroup", "edges_between", "groups_of", "shown_groups"]


@dataclass(frozen=True)
class ShapeGroup:
    """A layer, or several that follow each other under one name."""

    name: str
    first: int
    """The number of its first layer; 0 is the first of the network."""
    count: int
    """How many layers."""
    members: tuple[ShapeGroup, ...] = ()
    """What it unfolds into; nothing for a layer."""

    @property
    def end(self) -> int:
        """The number of the layer behind its last one."""
        return self.first + self.count

    @property
    def repeats(self) -> int:
        """How often it repeats a block of several layers; 1 if it does not."""
        blocks = [member for member in self.members if member.members]
        return len(self.members) if len(blocks) == len(self.members) > 0 else 1


def groups_of(names: Sequence[str]) -> tuple[ShapeGroup, ...]:
    """Layers by their names, in order; those that follow each other and begin with the same word
    before an underscore make a group, and so on inside of it."""
    return tuple(_grouped([name.split("_") for name in names], names, 0, 0))


def _grouped(
    words: Sequence[Sequence[str]], names: Sequence[str], first: int, depth: int
) -> Iterator[ShapeGroup]:
    at = first
    for _key, run in groupby(words, lambda each: tuple(each[: depth + 1])):
        found = list(run)
        inside = [each for each in found if len(each) > depth + 1]
        if len(found) == 1 or len(inside) < len(found):
            yield from (ShapeGroup(names[at + n], at + n, 1) for n in range(len(found)))
        else:
            members = tuple(_grouped(found, names, at, depth + 1))
            name = "_".join(found[0][: depth + 1])
            yield ShapeGroup(name, at, len(found), members)
        at += len(found)


def shown_groups(groups: Sequence[ShapeGroup], unfolded: frozenset[str]) -> tuple[ShapeGroup, ...]:
    """The groups and layers that are seen while these groups, by name, are unfolded."""
    shown: list[ShapeGroup] = []
    for group in groups:
        if group.members and group.name in unfolded:
            shown += shown_groups(group.members, unfolded)
        else:
            shown.append(group)
    return tuple(shown)


def edges_between(
    shown: Sequence[ShapeGroup], reads: Sequence[Sequence[int]]
) -> tuple[tuple[int, int], ...]:
    """Which of the shown groups read which others than the one right before them: (from, to). The
    layer n reads the layers ``reads[n]``; −1 is the input, which stands before the first."""
    owner = {n: k for k, group in enumerate(shown) for n in range(group.first, group.end)}
    owner[-1] = -1
    found = {
        (owner[source], owner[n])
        for n, sources in enumerate(reads)
        for source in sources
        if owner[source] not in (owner[n], owner[n] - 1)
    }
    # what reads only the one before it needs no arc; of a group that also skips, the skip is drawn
    return tuple(sorted(found))
