"""The words of a network's picture: what its layers, values, weights and biases are called, which
of too many weights are shown, and the line about what is pointed at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from ui.kit import paint
from ui.kit.look import Look
from ui.kit.theme import Text
from ui.panels.network.geometry import LOSS, LOSSES, TARGET, NetworkLayout, Rect
from ui.panels.network.scene import Edges, Scene
from ui.panels.network.wiring import LayerPart, NetworkRegion, NetworkSpot, Shown, Wiring
from visualnn.dataclass import dataclass
from visualnn.expr import Source
from visualnn.figures import result
from visualnn.names import display, label
from visualnn.network import INPUT
from visualnn.text import _
from visualnn.views.unrolled import INPUT_WORD

__all__ = ["Chip", "NetworkWords", "in_words", "tip"]

LINE_COUNT = 2
"""Lines under a block: what it is called, and the name of what it shows. Where one has room, it is
the second."""
MAX_SPOKEN_COUNT = 12
"""Layers that are spoken, and units of the last one, at most."""


@dataclass(frozen=True, slots=True)
class Chip:
    """The name of the weights or the bias of a layer, above its edges."""

    region: NetworkRegion
    place: QRectF
    name: str
    text: str


class NetworkWords:
    """The words of a layout in one size, look and language.

    ``foot`` is where captions begin, ``under`` the room that is taken below the note, ``weighted``
    are the blocks with weights and whether all of them are shown.
    """

    def __init__(
        self,
        wiring: Wiring,
        layout: NetworkLayout,
        look: Look,
        size: tuple[float, float],
        *,
        margin: float,
        foot: float,
        under: float,
        weighted: Mapping[str, bool],
    ) -> None:
        self.wiring = wiring
        self.layout = layout
        self.look = look
        self.size = size
        self._margin, self._foot, self._whole = margin, foot, weighted
        self._under = under
        self._small = paint.writer(look.metrics, Text.SMALL)
        self._places = dict(self._rooms())
        self._crowded = frozenset(
            name for names in layout.columns if len(names) > 1 for name in names
        )
        """The blocks of columns with several: their words stand between them, where ways may be."""

    # -- captions: what the blocks are called

    def paint_captions(self, painter: QPainter) -> None:
        """Paint the names of the blocks, which do not change."""
        painter.setFont(self._small.font)
        for name, place in self._places.items():
            if self._line_count(place) == LINE_COUNT:
                shown = self._fitting(self._caption(name), place.width())
                self._paint_line(painter, name, place, shown, self.look.theme.ink_soft)

    def _line_count(self, place: QRectF) -> int:
        """How many lines have room under a block."""
        return min(LINE_COUNT, int(place.height() / self._small.height + 0.01))

    def _paint_line(
        self, painter: QPainter, block: str, place: QRectF, text: str, ink: QColor, line: int = 0
    ) -> None:
        """Set one of the lines under a block, on a ground of its own where ways may be."""
        write = self._small
        left = self._settled(block, place, write.width(text))
        base = place.top() + write.height * (0.8 + 1.05 * line)
        if block in self._crowded:
            ground = QRectF(
                left - 2, base - 0.8 * write.height, write.width(text) + 4, write.height
            )
            painter.fillRect(ground, self.look.theme.surface)
        painter.setPen(ink)
        write.at(painter, left, base, text)

    def _fitting(self, texts: tuple[str, ...], room: float) -> str:
        """The first text that there is room for; the last one, cut, if there is for none."""
        fitting = (text for text in texts if self._small.width(text) <= room)
        return next(fitting, self._small.elided(texts[-1], room))

    def _caption(self, block: str) -> tuple[str, ...]:
        """What stands under a block, in full and shorter and shorter."""
        if block == TARGET:
            return (_("Target"),)
        if block in {LOSSES, LOSS}:
            return (_("Loss"),)
        shape = self.wiring.shape(self.wiring.values[block][-1])[1:]
        units = "×".join(map(str, shape)) or "1"
        if block == INPUT:
            title = _("Input")
            return f"{title} · {units}", title
        kind = self.wiring.layers[block].kind
        steps = self.wiring.steps.get(block)
        if steps is not None:
            text = _("{count} time steps of {units} units")
            sizes = text.format(count=steps.count, units=steps.units)
            parts = [block, kind.upper(), sizes]
            return tuple(" · ".join(parts[:count]) for count in (3, 2, 1))
        parts = [block, units, {"add": "+", "multiply": "×"}.get(kind) or self._does(block)]
        return tuple(" · ".join(filter(None, parts[:count])) for count in (3, 2, 1))

    def _does(self, block: str) -> str:
        """What a layer does to its sums, in a word; nothing if it leaves them as they are."""
        layer = self.wiring.layers[block]
        uses = self.wiring.uses(block)
        if not uses:
            return ""
        if layer.activation != "none" or layer.kind == "flatten":
            return _(uses[-1].op.title)
        return ""

    def _extent(self, block: str) -> Rect:
        """What a block takes up, with its time steps if it has any."""
        return self.layout.extent(block) or self.layout.blocks[block].rect

    def _settled(self, block: str, place: QRectF, width: float) -> float:
        """Where a text under a block begins: under its middle as far as its room allows."""
        middle = self._extent(block).middle[0]
        left = min(max(middle - width / 2, place.left()), place.right() - width)
        return float(round(left))

    def _rooms(self) -> Iterator[tuple[str, QRectF]]:
        """The room for two lines of text under each block: as far as half way to the next."""
        gap = self.look.metrics.px(4)
        ends = {LOSSES, LOSS}
        columns = [c[:1] if ends & set(c) else c for c in self.layout.columns]
        middles = [self._extent(names[0]).middle[0] for names in columns]
        between = [(a + b) / 2 for a, b in pairwise(middles)]
        edges = [self._margin - gap, *between, self.size[0] - self._margin / 2]
        for names, (left, right) in zip(columns, pairwise(edges), strict=True):
            # where there are several, an outline may be between a block and its words, and below
            tall, away = LINE_COUNT * self._small.height, 2 * gap
            for above, below in pairwise(map(self._extent, names)):
                tall = min(tall, max(0.0, below.y - above.bottom - 3.5 * gap))
            for name in names:
                top = self._foot if len(names) == 1 else self._extent(name).bottom + away
                yield name, QRectF(left + gap, top, right - left - 2 * gap, tall)

    # -- words that change

    def paint_names(self, painter: QPainter, scene: Scene) -> None:
        """Under each block the name of what it shows."""
        theme = self.look.theme
        for name, place in self._places.items():
            if name not in {LOSSES, LOSS}:
                shown = scene.shown[name].name
                tiles = self.layout.blocks[name].tiles
                part = f" · {tiles.shown}/{tiles.count}" if tiles.shown < tiles.count else ""
                texts = display(shown) + part, label(shown, name) + part
                if name in self.layout.steps:
                    texts = self._steps_text(scene, name)
                lines = self._line_count(place)
                if lines:
                    text = self._fitting(texts, place.width())
                    ink = theme.ink if scene.numbers[name] is not None else theme.ink_faint
                    self._paint_line(painter, name, place, text, ink, lines - 1)
        for name in (LOSSES, LOSS):
            if name in self.layout.blocks:
                self._paint_loss(painter, scene, name)

    def _steps_text(self, scene: Scene, layer: str) -> tuple[str, str]:
        """Which of its time steps a recurrent layer has come to."""
        step, count = scene.looked[layer], self.wiring.steps[layer].count
        return _("time step {step} of {count}").format(step=step, count=count), f"{step}/{count}"

    def _paint_loss(self, painter: QPainter, scene: Scene, name: str) -> None:
        """The name of a loss: over the losses of single examples, under the loss of all, so that
        the line between them stays free."""
        number = self.wiring.number(
            NetworkSpot(LayerPart.UNIT, name, 0), scene.shown[name], scene.row
        )
        text, rect = _written(number), self.layout.blocks[name].rect
        plate = QRectF(0, 0, self._small.width(text) + 6, self._small.height)
        away = self.look.metrics.px(9)  # an outline may be between them
        plate.moveLeft(rect.middle[0] - plate.width() / 2)
        plate.moveRight(min(plate.right(), self.size[0] - 2))
        if name == LOSSES:
            plate.moveBottom(rect.y - away)
        else:
            plate.moveTop(rect.bottom + away)
        painter.setPen(
            self.look.theme.ink if scene.numbers[name] is not None else self.look.theme.ink_faint
        )
        painter.fillRect(plate, self.look.theme.surface)
        self._small.centre(painter, plate, text)

    def chips(self, scene: Scene) -> list[Chip]:
        """The names of weights, biases and other parameters, above the edges they belong to; with
        their shapes where there is room for them, and only as many as there is room for: what is
        read or written now comes first."""
        chips: list[Chip] = []
        for shapes in (True, False):
            chips = list(self._chips_of(scene, shapes))
            if all(a.place.right() <= b.place.left() for a, b in pairwise(chips)):
                return chips
        found: list[Chip] = []
        for chip in sorted(chips, key=lambda chip: chip.region not in scene.regions):
            place = chip.place.adjusted(-2, 0, 2, 0)
            if not any(place.intersects(other.place) for other in found):
                found.append(chip)
        return sorted(found, key=lambda chip: chip.place.x())

    def _chips_of(self, scene: Scene, shapes: bool) -> Iterator[Chip]:
        y, gap = self.look.metrics.px(31), self.look.metrics.px(6)
        height = self._small.height + 4
        for block, placed in self.layout.blocks.items():
            regions = self._regions(block)
            if not regions:
                continue
            reads = self.wiring.layers[block].inputs
            start = self.layout.blocks.get(reads[0]) if reads else None
            before = placed.rect.x - self.look.metrics.px(40) if start is None else start.rect.right
            middle = (before + placed.rect.x) / 2
            if block in self.layout.steps:
                middle = self._extent(block).middle[0]
            names = [_shown(scene, region).name for region in regions]
            texts = [label(name, block) for name in names]
            if shapes:
                texts[0] += f" {'×'.join(map(str, self.wiring.shape(names[0])))}"
            key = self.look.metrics.px(26)  # a dot stands before the name of a bias
            widths = [
                self._small.width(text) + (key if region.part is LayerPart.BIAS else 8)
                for region, text in zip(regions, texts, strict=True)
            ]
            x = round(middle - (sum(widths) + gap * (len(widths) - 1)) / 2)
            x = max(x, round(self._margin))
            for region, name, text, width in zip(regions, names, texts, widths, strict=True):
                yield Chip(region, QRectF(x, y, width, height), name, text)
                x += round(width + gap)

    def _regions(self, block: str) -> list[NetworkRegion]:
        """The parameters of a block: those that are lines first."""
        drawn = {
            LayerPart.WEIGHT: self.wiring.weights(block),
            LayerPart.BIAS: self.wiring.bias(block),
        }
        found = [NetworkRegion(part, block) for part, name in drawn.items() if name]
        found.extend(
            NetworkRegion(LayerPart.OTHER, block, name)
            for name in self.wiring.parameters.get(block, ())
            if name not in drawn.values()
        )
        return found

    def paint_chips(self, painter: QPainter, scene: Scene, hovered: NetworkRegion | None) -> None:
        """The names of weights and biases, outlined if they are read or written now, or if the
        number in focus is one of theirs; where it is made from one, with a thin outline."""
        theme = self.look.theme
        for chip in self.chips(scene):
            shown = _shown(scene, chip.region)
            if chip.region in scene.regions:
                paint.outline(painter, chip.place, theme, self.look.metrics)
            elif chip.region == scene.named or chip.region in scene.named_sources:
                thick = (1.5 if chip.region == scene.named else 0.75) * self.look.metrics.ring
                corner = self.look.metrics.px(3)
                painter.setPen(QPen(theme.accent, thick))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(chip.place, corner, corner)
            painter.setPen(theme.ink_soft if shown.array is not None else theme.ink_faint)
            self._small.centre(painter, chip.place, chip.text)
            if chip.region.part is LayerPart.BIAS:
                self._paint_key(painter, chip)
            if chip.region == hovered and shown.array is not None:
                base = self._small.baseline(chip.place)
                paint.door(painter, chip.place.x() + 4, base, chip.place.width() - 8, theme.ink)

    def _paint_key(self, painter: QPainter, chip: Chip) -> None:
        """The dot that stands for a bias on each unit, before its name."""
        size = self.look.metrics.px(3)
        wide = self._small.width(chip.text)
        x = chip.place.center().x() - wide / 2 - size - self.look.metrics.px(3)
        painter.save()
        painter.setBrush(self.look.theme.ink_soft)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawEllipse(QPointF(x, chip.place.center().y() + 0.5), size, size)
        painter.restore()

    def paint_note(self, painter: QPainter, scene: Scene, shown: Mapping[str, Edges]) -> None:
        """At the foot: which weights are shown where they are too many."""
        texts = []
        for block, edges in shown.items():
            if self._whole[block]:
                continue
            if edges.unit is not None and edges.unit[0] == block:
                text = _("{weights}: drawn are the {drawn} of {count} that lead to unit {unit}")
            elif edges.unit is not None:
                text = _("{weights}: drawn are the {drawn} of {count} that come from unit {unit}")
            elif scene.weights[block].array is None:
                text = _("{weights}: drawn are {drawn} of {count}, not computed yet")
            else:
                text = _("{weights}: drawn are the {drawn} strongest of {count}")
            texts.append(
                text.format(
                    weights=display(scene.weights[block].name),
                    drawn=len(edges.pairs),
                    count=edges.of,
                    unit=edges.unit[1] if edges.unit else "",
                )
            )
        if texts:
            width, height = self.size
            painter.setPen(self.look.theme.ink_soft)
            place = QRectF(
                self._margin,
                height - self._under - self._small.height - 4,
                width - 2 * self._margin,
                16,
            )
            self._small.left(painter, place, " · ".join(texts))

    def paint_tip(self, painter: QPainter, text: str, anchor: tuple[float, float]) -> None:
        """One line under the point that it is about."""
        theme, metrics = self.look.theme, self.look.metrics
        place = QRectF(0, 0, self._small.width(text) + metrics.px(12), metrics.px(20))
        x, y = anchor
        place.moveTo(round(x - place.width() / 2), round(y + metrics.px(8)))
        if place.bottom() > self.size[1] - 2:
            place.moveBottom(round(y - metrics.px(26)))
        place.moveLeft(min(max(2.0, place.left()), max(2.0, self.size[0] - place.width() - 2)))
        painter.setPen(QPen(theme.line, 1.0))
        painter.setBrush(theme.raised)
        painter.drawRoundedRect(place, metrics.px(4), metrics.px(4))
        painter.setPen(theme.ink)
        self._small.centre(painter, place, text)


def _shown(scene: Scene, region: NetworkRegion) -> Shown:
    """What is shown of a parameter."""
    if region.part is LayerPart.OTHER:
        return scene.others[region.name]
    return (scene.weights if region.part is LayerPart.WEIGHT else scene.biases)[region.block]


def tip(scene: Scene, spot: NetworkSpot) -> str:
    """Name and number of what a spot shows: ``hidden.W[1,3] = 0.731``."""
    name, value = _written(scene.place(spot)), scene.value(spot)
    if value is None:
        return _("{name} is not computed yet").format(name=name)
    return f"{name} = {result(value)}"


def in_words(scene: Scene) -> str:
    """The layers with their sizes, the example that is shown, and what comes out for it."""
    wiring = scene.wiring
    blocks = [INPUT, *(layer.name for layer in wiring.network.layers)]
    sizes = [f"{display(block)} {wiring.units(block)}" for block in blocks]
    if len(sizes) > MAX_SPOKEN_COUNT:
        sizes[MAX_SPOKEN_COUNT // 2 : -MAX_SPOKEN_COUNT // 2] = ["…"]
    ends = [block for block in (wiring.output, TARGET, LOSS) if block in scene.shown]
    numbers: list[str] = []
    for block in ends:
        spots = [
            NetworkSpot(LayerPart.UNIT, block, u)
            for u in range(min(wiring.units(block), MAX_SPOKEN_COUNT))
        ]
        if scene.shown[block].array is None:
            name = display(scene.shown[block].name)
            numbers.append(_("{name} is not computed yet").format(name=name))
        else:
            numbers += [tip(scene, spot) for spot in spots]
    numbers = [*_cells_in_words(scene), *numbers]
    example = _("Example {row} of {rows}, counted from 0")
    return "\n".join(
        [
            _("Layers with their units: {layers}").format(layers=", ".join(sizes)),
            example.format(row=scene.row, rows=scene.rows),
            *numbers,
        ]
    )


def _cells_in_words(scene: Scene) -> Iterator[str]:
    """Of each recurrent layer the cells of the time step that is looked at, with their numbers."""
    wiring = scene.wiring
    for layer, each in wiring.unrolled.items():
        step = scene.looked[layer]
        text = _("{layer}, time step {step} of {count}")
        cells = [text.format(layer=layer, step=step, count=each.count)]
        for word in (INPUT_WORD, *each.words):
            block = wiring.steps[layer].block(step, word)
            name, numbers = display(scene.shown[block].name), scene.numbers[block]
            if numbers is None:
                cells.append(_("{name} is not computed yet").format(name=name))
                continue
            spoken = [result(float(number)) for number in numbers[:MAX_SPOKEN_COUNT]]
            rest = ["…"] if len(numbers) > MAX_SPOKEN_COUNT else []
            cells.append(f"{name} = {', '.join([*spoken, *rest])}")
        yield "\n".join(cells)


def _written(place: Source) -> str:
    return str(Source(display(place.name), place.index))
