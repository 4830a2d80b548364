"""Where a recurrent layer stands, unrolled through time: its steps side by side.

An *open* step shows all of its cells, each a stack of units, from left to right in the order in
which they are made; a closed one shows the memories alone, which it hands on, or the state alone.
The input of a step stands below it. Where not all steps have room, the step that is looked at, the
last and the first ones are shown, and ellipses stand for those between them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from visualnn.dataclass import dataclass

from .blocks import PlacedBlock, Sizes, UnplacedBlock, UnplacedSteps
from .rect import Rect
from .shapes import BlockShape, narrow_picture, placed_around, shape_of

PILL_SHARES = (1.0, 0.86)
"""How wide a unit with a number is in a step, as shares of one elsewhere; the widest that fits."""


@dataclass(frozen=True, slots=True)
class PlacedStep:
    """A step that has its place: its frame, the blocks in it, and the block of its input, which
    stands below the frame; step 0 has none."""

    step: int
    rect: Rect
    words: tuple[str, ...]
    blocks: tuple[str, ...]
    input: str = ""


@dataclass(frozen=True, slots=True)
class HiddenSteps:
    """Steps that have no room, from the first to the last of them, and where their ellipsis is."""

    first: int
    last: int
    rect: Rect

    @property
    def count(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class PlacedSteps:
    """An unrolled layer that has its place, from the lane of the first memories to the rail on
    which the inputs come."""

    unplaced: UnplacedSteps
    rect: Rect
    steps: tuple[PlacedStep, ...]
    hidden: tuple[HiddenSteps, ...]
    lane: float
    """The height at which all memories but the last pass from step to step."""
    rail: float
    """The height at which the inputs come from the left."""

    @property
    def is_whole(self) -> bool:
        """Whether every step is open, so that it makes no difference which one is looked at."""
        words = self.unplaced.words
        return not self.hidden and all(each.words == words for each in self.steps if each.step)

    def shown(self, number: int) -> PlacedStep | None:
        """A step by its number; None if it has no room."""
        return next((step for step in self.steps if step.step == number), None)

    def step_of(self, block: str) -> PlacedStep | None:
        """The step that a block stands in, or is the input of."""
        return next((s for s in self.steps if block in s.blocks or block == s.input), None)


@dataclass(frozen=True, slots=True)
class StepsShape:
    """How the steps of a layer are set out, wherever they stand: which of them, and how their units
    are."""

    unplaced: UnplacedSteps
    shown: tuple[tuple[int, tuple[str, ...]], ...]
    """Each step in its order, and its cells from left to right."""
    cell: BlockShape
    input: BlockShape
    sizes: Sizes

    @property
    def across(self) -> float:
        """The width of all."""
        hidden = len(self.hidden)
        between = len(self.shown) + hidden - 1
        wide = sum(self.step_across(*each) for each in self.shown)
        return wide + hidden * self.sizes.ellipsis + between * self.sizes.step_gap

    @property
    def hidden(self) -> dict[int, int]:
        """The first of the steps that are hidden before, between and behind those shown → the last
        of them."""
        numbers = (-1, *(step for step, _words in self.shown), self.unplaced.count + 1)
        return {a + 1: b - 1 for a, b in pairwise(numbers) if b > a + 1}

    @property
    def down(self) -> float:
        """The height of all."""
        above, inside, below = self.fixed(self.unplaced, self.sizes)
        return above + inside + below + self.cell.down + self.input.down

    @staticmethod
    def fixed(unplaced: UnplacedSteps, sizes: Sizes) -> tuple[float, float, float]:
        """What is taken over the frames, in them beside the units, and below them beside the
        inputs."""
        lane = sizes.lane if len(unplaced.memories) > 1 else 0.0
        return sizes.label + lane, sizes.label + 1.5 * sizes.near, sizes.step_gap + sizes.lane

    def step_across(self, step: int, words: tuple[str, ...]) -> float:
        """The width of one step's frame."""
        wide = len(words) * (self.cell.across + self.sizes.cell_gap) - self.sizes.cell_gap
        return max(wide + self.sizes.near, self.input.across if step else 0.0)


def least_steps(unplaced: UnplacedSteps, height: float, sizes: Sizes) -> float:
    """The least width in which a recurrent layer can be shown, with numbers if its height allows
    them: one open step, the last state, and what stands for the others."""
    cell, entry = _stacks(unplaced, height, sizes, PILL_SHARES[-1], numbers=True)
    middle = max(1, unplaced.count // 2)
    return StepsShape(unplaced, _ends(unplaced, middle), cell, entry, sizes).across


def steps_sight(unplaced: UnplacedSteps, height: float, sizes: Sizes) -> float:
    """The width in which a recurrent layer is well seen: the steps beside an open one, too."""
    cell, entry = _stacks(unplaced, height, sizes, PILL_SHARES[-1], numbers=True)
    middle = max(1, unplaced.count // 2)
    others = {middle - 1, min(middle + 1, unplaced.count), unplaced.count}
    shown = dict.fromkeys(others, unplaced.memories[-1:])
    shown[middle] = unplaced.words
    return StepsShape(unplaced, tuple(sorted(shown.items())), cell, entry, sizes).across


def steps_shape(
    unplaced: UnplacedSteps, width: float, height: float, sizes: Sizes, around: int
) -> StepsShape:
    """All steps open, or the step ``around`` alone, or not all steps; units with numbers where one
    step of them has room."""
    around = max(1, min(around, unplaced.count))
    found: StepsShape | None = None
    for numbers in (True, False):
        shares = PILL_SHARES if numbers else PILL_SHARES[-1:]
        stacks = [_stacks(unplaced, height, sizes, each, numbers=numbers) for each in shares]
        for others in (unplaced.words, unplaced.memories, unplaced.memories[-1:]):
            shown = tuple(_every(unplaced, around, others))
            for cell, entry in stacks:
                found = StepsShape(unplaced, shown, cell, entry, sizes)
                if found.across <= width:
                    return found
        found = StepsShape(unplaced, _ends(unplaced, around), *stacks[-1], sizes)
        if found.across <= width:
            break
    assert found is not None  # noqa: S101  there is a first one
    return _elided(found, width, around)


def _every(
    unplaced: UnplacedSteps, around: int, others: tuple[str, ...]
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Every step, that which is looked at open, and so many cells of the others."""
    for step in range(unplaced.count + 1):
        words = unplaced.words if step == around else others
        yield step, tuple(word for word in words if step or word in unplaced.memories)


def _ends(unplaced: UnplacedSteps, around: int) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """The step that is looked at, open, and the last one's state."""
    last = {unplaced.count: unplaced.memories[-1:]}
    return tuple(sorted((last | {around: unplaced.words}).items()))


def _elided(shape: StepsShape, width: float, around: int) -> StepsShape:
    """As many steps as have room, the nearest to one and both ends first."""
    unplaced = shape.unplaced
    count, state = unplaced.count, unplaced.memories[-1:]

    def fits(words: dict[int, tuple[str, ...]]) -> bool:
        return replace(shape, shown=tuple(sorted(words.items()))).across <= width

    words = dict(shape.shown)
    near = sorted(range(1, count), key=lambda step: (min(abs(step - around), step), step))
    for step in dict.fromkeys((around - 1, 1, around + 1, *near, 0)):
        if 0 <= step < count and step != around:
            grown = {**words, step: state}
            words = grown if fits(grown) else words
    return replace(shape, shown=tuple(sorted(words.items())))


def _stacks(
    unplaced: UnplacedSteps, height: float, sizes: Sizes, share: float, *, numbers: bool
) -> tuple[BlockShape, BlockShape]:
    """How the units of a cell and the numbers of an input are set out: numbers, as far as the
    height allows."""
    sizes = replace(sizes, pill=round(sizes.pill * share))
    room = max(4.0, height - sum(StepsShape.fixed(unplaced, sizes)))
    units, features = unplaced.units, unplaced.features

    def shape(count: int, part: float, *, numbered: bool) -> BlockShape | None:
        found = shape_of(UnplacedBlock("", count), part * room, sizes, numbered)
        fits = found.numbered == numbered and found.across <= 1.01 * sizes.pill
        return found if fits else None

    def dots(count: int, part: float) -> BlockShape:
        found = shape(count, part, numbered=False)
        return found or narrow_picture(count, part * room, sizes.pill, sizes)

    even = units / (units + features)
    if numbers:
        for part in (even, 0.72):
            cell = shape(units, part, numbered=True)
            entry = shape(features, 1.0 - part, numbered=True)
            if cell is not None and (entry is not None or part != even):
                return cell, entry or dots(features, 1.0 - part)
    part = min(0.72, max(0.5, even))
    return dots(units, part), dots(features, 1.0 - part)


def place_steps(
    shape: StepsShape, left: float, field: Rect
) -> tuple[PlacedSteps, dict[str, PlacedBlock]]:
    """Place the steps from a left edge on, in the middle of a field's height; returns their blocks
    too."""
    unplaced, sizes = shape.unplaced, shape.sizes
    above, inside, _below = shape.fixed(unplaced, sizes)
    top = round(field.y + max(0.0, (field.height - shape.down) / 2))
    frame_top, frame_height = round(top + above), math.ceil(inside + shape.cell.down)
    hidden = shape.hidden
    steps: list[PlacedStep] = []
    ellipses: list[HiddenSteps] = []
    blocks: dict[str, PlacedBlock] = {}
    x = float(round(left))

    def leave_out(first: int, x: float) -> float:
        if first not in hidden:
            return x
        place = Rect(x, frame_top, sizes.ellipsis, frame_height)
        ellipses.append(HiddenSteps(first, hidden[first], place))
        return x + sizes.ellipsis + sizes.step_gap

    x = leave_out(0, x)
    for step, words in shape.shown:
        frame = Rect(x, frame_top, shape.step_across(step, words), frame_height)
        placed = _placed_step(shape, step, words, frame, blocks)
        steps.append(placed)
        x = leave_out(step + 1, round(frame.right + sizes.step_gap))
    right = max(
        steps[-1].rect.right, *(each.rect.right for each in ellipses), steps[0].rect.right
    )  # fmt: skip
    whole = Rect(round(left), top, right - round(left), shape.down)
    lane, rail = frame_top - 0.6 * sizes.lane, round(whole.bottom - 0.4 * sizes.lane)
    return PlacedSteps(unplaced, whole, tuple(steps), tuple(ellipses), lane, rail), blocks


def _placed_step(
    shape: StepsShape,
    step: int,
    words: tuple[str, ...],
    frame: Rect,
    blocks: dict[str, PlacedBlock],
) -> PlacedStep:
    """Place the cells of a step in its frame, and its input below."""
    unplaced, sizes = shape.unplaced, shape.sizes
    pitch = shape.cell.across + sizes.cell_gap
    x = frame.middle[0] - (len(words) - 1) * pitch / 2
    y = frame.bottom - 0.75 * sizes.near - shape.cell.down / 2
    names = tuple(unplaced.block(step, word) for word in words)
    for number, name in enumerate(names):
        middle = (x + number * pitch, y)
        blocks[name] = placed_around(name, shape.cell, unplaced.units, middle)
    entry = unplaced.block(step, "x") if step else ""
    if entry:
        below = frame.bottom + sizes.step_gap + shape.input.down / 2
        middle = (frame.middle[0], below)
        blocks[entry] = placed_around(entry, shape.input, unplaced.features, middle)
    return PlacedStep(step, frame, words, names, entry)
