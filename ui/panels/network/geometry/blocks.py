"""The blocks of a network's drawing, each a layer's units: before and after they have a place."""

from __future__ import annotations

import math
from dataclasses import fields

from visualnn.dataclass import dataclass

from .rect import Point, Rect

TARGET = ":t"
LOSSES = ":losses"
LOSS = ":L"
"""The blocks that every drawing ends with. No layer can be called so."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """The lengths that a drawing keeps to, at factor 1."""

    pill: float = 56.0
    """The width of a unit that has its number inside."""
    legible: float = 11.5
    """The least height of such a unit."""
    tallest: float = 26.0
    square: float = 64.0
    """The most side of the square at a unit."""
    least_square: float = 20.0
    dot: float = 5.0
    """The least diameter of a unit without a number."""
    gap: float = 28.0
    """The least room between two columns, where edges run."""
    widest_gap: float = 190.0
    last_gap: float = 72.0
    """The most room before the loss."""
    cell: float = 18.0
    """The side of the largest cell of a picture."""
    lane: float = 12.0
    """The height of a lane of ways that jump over columns."""
    apart: float = 18.0
    """The least room between two blocks in one column."""
    caption: float = 14.0
    """The height of a line under a block that has another one below it."""
    bar: float = 52.0
    """The length of a bar that stands for a share of 1."""
    target: float = 34.0
    near: float = 8.0
    """The room between an output, its bar and its target."""
    tile: float = 12.0
    """The least side of a channel that is drawn as a picture of its own."""
    across: float = 150.0
    """The most room that a picture, or the channels of one, take from side to side."""
    label: float = 15.0
    """The height of a name beside a unit of the loss, and of the names of steps and cells."""
    cell_gap: float = 4.0
    """The room between two cells of a time step."""
    step_gap: float = 14.0
    """The room between two steps, and between a step and its input."""
    ellipsis: float = 20.0
    """The width of what stands for steps that have no room."""

    def scaled(self, factor: float) -> Sizes:
        """These sizes multiplied by a size factor."""
        return Sizes(*(round(getattr(self, each.name) * factor, 1) for each in fields(self)))


@dataclass(frozen=True, slots=True)
class UnplacedBlock:
    """A layer that is to be placed: its units and the blocks it reads.

    ``columns`` is the width of the picture that its units make, 0 if they make none; ``channels``
    is how many pictures they make, one after the other.
    """

    name: str
    units: int
    reads: tuple[str, ...] = ()
    columns: int = 0
    channels: int = 1
    squared: bool = False
    """Whether each unit has a square, where there is room."""
    steps: UnplacedSteps | None = None
    """The time steps of a recurrent layer."""


@dataclass(frozen=True, slots=True)
class UnplacedSteps:
    """A recurrent layer that is to be placed. Step 0 has the memories alone."""

    layer: str
    count: int
    """How many steps after step 0."""
    words: tuple[str, ...]
    """The cells of an open step from left to right, the memories last; the state is the last."""
    memories: tuple[str, ...]
    units: int
    """The units of a cell."""
    features: int
    """The numbers of a step's input."""
    is_output: bool = True
    """Whether the state of the last step is the layer's output, and bears its name."""

    def block(self, step: int, word: str) -> str:
        """The name of a cell's block."""
        if self.is_output and (step, word) == (self.count, self.words[-1]):
            return self.layer
        return f"{self.layer}.t{step}.{word}"


@dataclass(frozen=True, slots=True)
class OutputColumn:
    """The column behind the output: the number of targets (0 for none), whether outputs have bars,
    and whether there are losses of single examples and a loss of all."""

    targets: int
    bars: bool = False
    losses: bool = True
    loss: bool = True

    @property
    def column(self) -> tuple[str, ...]:
        """The names of what stands last."""
        pair = ((LOSSES, self.losses), (LOSS, self.loss))
        return tuple(name for name, there in pair if there)


@dataclass(frozen=True, slots=True)
class Tiles:
    """How the pictures of a block are set out: of so many, so many are shown, in rows."""

    count: int = 1
    shown: int = 1
    across: int = 1
    gap: float = 0.0


@dataclass(frozen=True, slots=True)
class PlacedBlock:
    """A block that has its place. All of its units are equally large, ``width`` by ``height``.

    ``picture``: the units are the cells of a picture that touch each other, or of several pictures
    beside and below each other, of which not all need to have room. ``numbered``: there is room
    for a number in each unit.
    """

    name: str
    rect: Rect
    count: int
    points: tuple[Point, ...]
    """The centres of the units; of a picture they are computed."""
    width: float
    height: float
    columns: int
    picture: bool = False
    numbered: bool = True
    tiles: Tiles = Tiles()
    square: float = 0.0
    """The side of the square at the left of each unit, which is as high as the unit; 0 without."""

    @property
    def rows(self) -> int:
        """The rows of cells of a picture, or of each one."""
        return math.ceil(self.count / (self.columns * self.tiles.count))

    @property
    def centres(self) -> tuple[Point, ...]:
        """The centres of all units; of a large picture that takes its time."""
        return self.points or tuple(map(self.centre, range(self.count)))

    def centre(self, index: int) -> Point:
        """The centre of one unit; of one that has no room, the middle of the block."""
        if self.points:
            return self.points[index]
        tile, rest = divmod(index, self.rows * self.columns)
        if tile >= self.tiles.shown:
            return self.rect.middle
        row, column = divmod(rest, self.columns)
        corner = self.tile(tile)
        return corner.x + (column + 0.5) * self.width, corner.y + (row + 0.5) * self.height

    def tile(self, number: int) -> Rect:
        """The place of one picture among those of a block."""
        down, across = divmod(number, self.tiles.across)
        wide, tall = self.columns * self.width, self.rows * self.height
        gap = self.tiles.gap
        return Rect(self.rect.x + across * (wide + gap), self.rect.y + down * (tall + gap),
                    wide, tall)  # fmt: skip

    def unit(self, index: int) -> Rect:
        """The place of one unit."""
        x, y = self.centre(index)
        return Rect(x - self.width / 2, y - self.height / 2, self.width, self.height)

    def _cell_at(self, x: float, y: float) -> int | None:
        """The cell of a picture at a point."""
        wide = self.columns * self.width + self.tiles.gap
        tall = self.rows * self.height + self.tiles.gap
        across, down = int((x - self.rect.x) / wide), int((y - self.rect.y) / tall)
        tile = down * self.tiles.across + across
        if not self.rect.contains(x, y) or across >= self.tiles.across:
            return None
        if tile >= self.tiles.shown:
            return None
        place = self.tile(tile)
        column, row = int((x - place.x) / self.width), int((y - place.y) / self.height)
        if column >= self.columns or row >= self.rows:
            return None
        cell = (tile * self.rows + row) * self.columns + column
        return cell if cell < self.count else None

    def unit_at(self, x: float, y: float) -> int | None:
        """The unit at a point; between two close units the nearer one, None outside of all."""
        if self.picture:
            return self._cell_at(x, y)
        if not self.points:
            return None
        slack = 2.0
        best = min(
            range(len(self.points)),
            key=lambda n: math.hypot(x - self.points[n][0], y - self.points[n][1]),
        )
        place = self.unit(best)
        grown = Rect(
            place.x - slack, place.y - slack, place.width + 2 * slack, place.height + 2 * slack
        )
        return best if grown.contains(x, y) else None
