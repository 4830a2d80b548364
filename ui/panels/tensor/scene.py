"""What the tensor view shows of a frame: which values, in which order, which of their cells.

Read from the frame alone, without Qt.
"""

from __future__ import annotations

import math
from enum import Enum
from functools import cached_property
from typing import Any, Final

from numpy.typing import NDArray

from ui.kit.geometry.grid import NumberTable, picture_side
from ui.panels.tensor.name_picker import NameEntry, NameGroup
from visualnn.dataclass import dataclass
from visualnn.expr import Index, Source
from visualnn.lesson import Lesson
from visualnn.names import display
from visualnn.network import INPUT
from visualnn.program import Instruction, Phase
from visualnn.tell.explain import Explanation
from visualnn.tell.frame import Frame
from visualnn.text import N_, _

__all__ = [
    "Item",
    "Names",
    "ViewReason",
    "edited",
    "flat",
    "index_at",
    "items",
    "made_from",
    "picture_of",
    "shape_text",
]

Array = NDArray[Any]
Shape = tuple[int, ...]

GIVEN: Final = N_("From the start")
_INPUTS: Final = ("data.x", INPUT, "val.data.x", "val.x")


class ViewReason(Enum):
    """The reason why a value is shown."""

    READ = "read"
    BEFORE = "before"
    """What was read and then overwritten: the old numbers."""
    WRITTEN = "written"
    MAIN = "main"


@dataclass(frozen=True, eq=False)
class Item:
    """One value of the view: its name, why it is shown, its numbers if it has some."""

    name: str
    kind: ViewReason
    shape: Shape
    array: Array | None


class Names:
    """The values of a lesson by name, in the order of its program."""

    def __init__(self, lesson: Lesson) -> None:
        self.lesson = lesson
        program = lesson.program
        self.writers: dict[str, Instruction] = {}
        for instruction in program.closing:
            self.writers.setdefault(instruction.writes, instruction)
        self.given = tuple(lesson.start)

    def shape(self, frame: Frame, name: str) -> Shape:
        """The shape of a value; of one that this iteration has not, that of an epoch's last."""
        known = frame.values.get(name)
        if known is not None:
            return known.shape
        shapes = self.lesson.program.shapes
        closing = self.lesson.program.is_closing(frame.place.iteration)
        return shapes[closing].get(name, shapes[True].get(name, ()))

    def phase(self, name: str) -> Phase | None:
        """The phase that writes a value; None for one that nothing writes."""
        writer = self.writers.get(name)
        return writer.phase if writer else None

    def groups(self, frame: Frame) -> list[NameGroup]:
        """All values under the phase that writes them first; those from the start come first."""
        named: dict[str, list[NameEntry]] = {GIVEN: []}
        for name in self.given:
            named[GIVEN].append(self._choice(frame, name))
        for name, writer in self.writers.items():
            if name not in self.lesson.start:
                title = writer.phase.label
                named.setdefault(title, []).append(self._choice(frame, name))
        return [NameGroup(_(title), tuple(choices)) for title, choices in named.items()]

    def _choice(self, frame: Frame, name: str) -> NameEntry:
        shape = shape_text(self.shape(frame, name))
        text = f"{display(name)}  {shape}" if shape else display(name)
        return NameEntry(name, text, name in frame.values)

    # -- values that are pictures

    @cached_property
    def side(self) -> int:
        """The side of the pictures that the network looks at; 0 if it looks at no pictures."""
        return picture_side(math.prod(self.lesson.data.x.shape[1:]))

    def is_image(self, name: str) -> bool:
        """Whether the numbers are the brightness of a picture."""
        pixels = self.side > 0 or self.lesson.data.x.ndim > 3
        return pixels and (name in _INPUTS or self._is_on_the_way(name))

    def _is_on_the_way(self, name: str) -> bool:
        """Whether a value is an example on its way to the network: `batch.x`, `batch.scaled`; what
        is drawn for it is called `batch.shifted.down`."""
        words = name.removeprefix("val.").split(".")
        shape = self.lesson.program.shapes[True].get(name, ())
        return len(words) == 2 and words[0] == "batch" and shape[1:] == self.lesson.data.x.shape[1:]

    @cached_property
    def _weights(self) -> frozenset[str]:
        """The weights that the pictures are multiplied by."""
        return frozenset(
            writer.reads[1]
            for writer in self.writers.values()
            if writer.reads[:1] == (INPUT,) and len(writer.reads) == 2 and writer.layer
        ) & frozenset(self.lesson.program.parameters)

    def has_column_pictures(self, name: str) -> bool:
        """Whether each column has one number for each pixel: weights, their gradient and memory."""
        return self.side > 0 and any(
            name == weight or name.endswith(f".{weight}") for weight in self._weights
        )


def picture_of(names: Names, name: str, shape: Shape, cell: tuple[int, int]) -> NumberTable | None:
    """The row or column of a cell as a picture; None if it is none."""
    side = names.side
    if len(shape) != 2:
        return None
    row, column = cell
    if names.is_image(name) and shape[1] == side * side:
        return NumberTable(side, side, side * side, row * shape[1])
    if names.has_column_pictures(name) and shape[0] == side * side:
        return NumberTable(side, side, side * side, column, shape[1])
    return None


def items(frame: Frame, names: Names, main: str) -> list[Item]:
    """What the current instruction read, in its order, what it wrote if that is not looked at,
    and the value that is looked at (last, if there is one)."""
    found = []
    for name in dict.fromkeys(frame.read):
        if name == frame.written and frame.before is not None:
            found.append(Item(name, ViewReason.BEFORE, frame.before.shape, frame.before))
        else:
            found.append(_item(frame, names, name, ViewReason.READ))
    if frame.written and frame.written != main:
        found.append(_item(frame, names, frame.written, ViewReason.WRITTEN))
    if main:
        found.append(_item(frame, names, main, ViewReason.MAIN))
    return found


def _item(frame: Frame, names: Names, name: str, kind: ViewReason) -> Item:
    return Item(name, kind, names.shape(frame, name), frame.values.get(name))


def shape_text(shape: Shape) -> str:
    """The text of a shape: "4×8"; empty for a scalar."""
    return "×".join(map(str, shape))


def made_from(frame: Frame, item: Item) -> tuple[list[Index], list[Index]]:
    """The elements of a value that the number in focus was made of: all of them, and those in the
    term that was added last (none, unless the sum is shown term by term)."""
    told = frame.explanation
    old = item.name == frame.written and frame.before is not None
    if told is None or (old and item.kind is not ViewReason.BEFORE):
        return [], []
    added = told.partial.added if told.partial is not None else ()
    return _made_indices(told).get(item.name, []), _indices(added, item.name)


_lately: list[tuple[Explanation, dict[str, list[Index]]]] = []
"""The explanation that was asked about last: by name where it was made from. A sum may have very
many terms, and every painting asks."""


def _made_indices(told: Explanation) -> dict[str, list[Index]]:
    if not _lately or _lately[0][0] is not told:
        found: dict[str, list[Index]] = {}
        for leaf in told.made_from:
            if leaf.source is not None:
                found.setdefault(leaf.source.name, []).append(leaf.source.index)
        _lately[:] = [(told, found)]
    return _lately[0][1]


def _indices(sources: list[Source] | tuple[Source, ...], name: str) -> list[Index]:
    return [source.index for source in sources if source.name == name]


def edited(frame: Frame, item: Item) -> frozenset[Index]:
    """The elements whose numbers are the learner's own: changed, and not written again since."""
    if not frame.edits or item.kind is ViewReason.BEFORE:
        return frozenset()
    since = frame.lesson.program.written_at(item.name, frame.tick) or 0
    return frozenset(
        edit.place.index
        for edit in frame.edits
        if edit.place.name == item.name and since <= edit.tick <= frame.tick
    )


def flat(index: Index, shape: Shape) -> int:
    """The place of an element in reading order."""
    place = 0
    for i, length in zip(index, shape, strict=True):
        place = place * length + i
    return place


def index_at(offset: int, shape: Shape) -> Index:
    """The index of the element at a place in reading order."""
    index: list[int] = []
    for length in reversed(shape):
        offset, i = divmod(offset, length)
        index.append(i)
    return tuple(reversed(index))
