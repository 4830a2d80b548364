"""Drawing examples: what the hand holds, and the wish that comes of what it does."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ui.kit.geometry.box import Box
from ui.kit.geometry.plane_map import PlaneMap
from ui.panels.boundary.scene import BoundaryScene
from ui.session.wishes import AddExample, MoveExample, RemoveExample
from visualnn.lesson.drawn import can_draw
from visualnn.views.judging import JudgedExample

__all__ = [
    "HeldExample",
    "addition",
    "levels",
    "move",
    "next_target",
    "removal",
    "rounded",
    "takes_examples",
]

STEP_SHARE = 1 / 1000
"""The share of the plane to which the place of a drawn example is rounded."""
DRAG_PIXELS = 3.0
"""Pixels after which a press is a drag, and no click."""
Point = tuple[float, float]


def takes_examples(scene: BoundaryScene) -> bool:
    """Whether examples can be drawn here: of classes, of one input as a place on the picture, or
    with one of a few numbers to learn."""
    return can_draw(scene.lesson)


def levels(scene: BoundaryScene) -> tuple[float, ...]:
    """The numbers that drawn examples of two inputs are to learn, where no classes are decided: the
    least of all targets, the largest, and the middle between them, to three digits."""
    if scene.classes or scene.inputs != 2:
        return ()
    t = scene.lesson.data.t
    low, high = float(t.min()), float(t.max())
    return tuple(sorted({float(f"{each:.3g}") for each in (low, (low + high) / 2, high)}))


def next_target(scene: BoundaryScene, target: int | None) -> int | None:
    """The class, or the place among the levels, that is drawn after another one, 0 after none; None
    after the last, which draws no longer. Of numbers of one input there is only one."""
    following = 0 if target is None else target + 1
    return following if following < max(scene.classes, len(levels(scene)), 1) else None


@dataclass
class HeldExample:
    """An example that the pointer took hold of."""

    example: JudgedExample
    start: Point
    """Where it was taken hold of, in pixels."""
    at: Point
    """Where the pointer is."""

    @property
    def is_dragged(self) -> bool:
        """Whether the pointer went far enough for a drag."""
        return math.dist(self.start, self.at) > DRAG_PIXELS

    def is_out(self, plane: Box) -> bool:
        """Whether it was taken out of the plane."""
        return self.is_dragged and not plane.contains(*self.at)


def rounded(plane: PlaneMap, point: Point) -> Point:
    """A point on a grid that is finer than a pixel, with few digits."""

    def near(value: float, least: float, largest: float) -> float:
        digits = math.ceil(-math.log10((largest - least) * STEP_SHARE))
        return round(value, digits)

    x, y = (near(*each) for each in zip(point, plane.least, plane.largest, strict=True))
    return x, y


def addition(scene: BoundaryScene, plane: PlaneMap, point: Point, target: int) -> AddExample:
    """One more example at a point of the picture."""
    x, y = rounded(plane, point)
    if scene.inputs == 2:
        numbers = levels(scene)
        return AddExample((x, y), numbers[target] if numbers else float(target))
    return AddExample((x,), float(target) if scene.classes else y)


def move(
    scene: BoundaryScene, plane: PlaneMap, example: JudgedExample, point: Point
) -> MoveExample:
    """An example elsewhere on the picture; of one input, a number that is learnt moves along."""
    x, y = rounded(plane, point)
    if scene.inputs == 2:
        return MoveExample(example.split, example.row, (x, y))
    return MoveExample(example.split, example.row, (x,), None if scene.classes else y)


def removal(example: JudgedExample) -> RemoveExample:
    """An example less."""
    return RemoveExample(example.split, example.row)
