"""The picture of a network: how a scene is painted on the places of a layout.

What seldom changes, the edges and the captions of the layers, is painted once into a backdrop. It
is made anew when a weight array is another one (``is``), or the size, the look, the language or
the unit that is looked at. Units, numbers and marks are painted for every frame.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter, QPixmap

from ui.kit import paint
from ui.kit.look import Look
from ui.kit.output import is_vector, pixel_ratio
from ui.kit.run_scales import RunScales
from ui.kit.theme import Text
from ui.panels.network.geometry import (
    NetworkLayout,
    Rect,
    Segment,
    Sizes,
    along,
    arrange,
    in_sight,
    nearest,
)
from ui.panels.network.growth import GROWTH_PIXELS, GrowthButton, GrowthRow
from ui.panels.network.header import Hover, NetworkHeader
from ui.panels.network.lines import NetworkLines
from ui.panels.network.marks import NetworkMarks
from ui.panels.network.scene import Edges, Mode, Scene, bundles, drawn_edges, every_edge
from ui.panels.network.squares import UnitSquares
from ui.panels.network.steps_picture import StepsPicture
from ui.panels.network.strip import STRIP_PIXELS, NetworkStrip
from ui.panels.network.units_picture import UnitsPicture, rect_of
from ui.panels.network.wiring import Array, LayerPart, NetworkSpot, Wiring
from ui.panels.network.words import NetworkWords, tip

CAPTION_PIXELS: Final = 30
"""The height of the lines under a layer."""


class NetworkPicture:
    """A network laid out for one size and one look.

    Where not all columns have room, those around the rank ``around`` are placed; ``kept`` are the
    ones that were, and are again if it is among them. ``looked``: of recurrent layers the time step
    that is looked at.
    """

    def __init__(
        self,
        wiring: Wiring,
        look: Look,
        scales: RunScales,
        width: float,
        height: float,
        around: int = 0,
        kept: tuple[int, int] | None = None,
        squares: UnitSquares | None = None,
        looked: Mapping[str, int] = MappingProxyType({}),
        growth: Collection[GrowthButton] = (),
    ) -> None:
        self.wiring, self.looked = wiring, looked
        self._scales = scales
        self.look = look
        self.size = (width, height)
        px = look.metrics.px
        self.header = NetworkHeader(look, width)
        self._small = paint.writer(look.metrics, Text.SMALL)
        margin = float(px(16))
        top, bottom = px(56), px(42) + (px(GROWTH_PIXELS) if growth else 0)
        sizes = Sizes().scaled(look.metrics.factor)
        room = Rect(margin, top, max(1.0, width - 2 * margin), max(1.0, height - top - bottom))
        self.sight = in_sight(wiring.blocks, wiring.ending, room, sizes, around, kept)
        """The ranks that are placed: from the first up to and without the second."""
        self.strip: NetworkStrip | None = None
        ranks = max(wiring.ranks.values()) + 1
        if self.sight != (0, ranks):
            bottom += px(STRIP_PIXELS)
            room = Rect(margin, top, room.width, max(1.0, height - top - bottom))
            self.sight = in_sight(wiring.blocks, wiring.ending, room, sizes, around, kept)
            self.strip = NetworkStrip(wiring, look, self.size, self.sight)
        first, end = self.sight
        placed = [name for name, rank in wiring.ranks.items() if first <= rank < end]
        self._whole = bundles(wiring, placed)
        bottom += 0 if all(self._whole.values()) else px(18)
        room = Rect(margin, top, room.width, max(1.0, height - top - bottom))
        self.layout: NetworkLayout = arrange(
            wiring.blocks, wiring.ending, room, sizes, self.sight, looked
        )
        foot = height - bottom + px(8)
        self.growth = self._growth_row(growth, foot + px(CAPTION_PIXELS), margin)
        self.steps = StepsPicture(wiring, self.layout, look)
        self.lines = NetworkLines(wiring, self.layout, look, scales)
        self.words = NetworkWords(
            wiring,
            self.layout,
            look,
            self.size,
            margin=margin,
            foot=foot,
            under=self.strip.height if self.strip is not None else 0.0,
            weighted=self._whole,
        )
        self.edges: dict[str, Edges] = {
            name: every_edge(wiring, name) for name, whole in self._whole.items() if whole
        }
        self.units = UnitsPicture(wiring, self.layout, look, scales, squares)
        self.marks = NetworkMarks(wiring, self.layout, look, self.lines, self.units, self.edges)
        self._looked: NetworkSpot | None = None
        self._chosen_by: dict[str, tuple[Array | None, NetworkSpot | None, NetworkSpot | None]] = {}
        self._ground: QPixmap | None = None
        """What never changes: the ways without a weight, and the captions."""
        self._backdrop: QPixmap | None = None
        self._backdrop_of: tuple[object, ...] = ()
        self._backdrop_reaches: list[float] = []

    def _growth_row(self, buttons: Iterable[GrowthButton], top: float, margin: float) -> GrowthRow:
        middles = {
            name: block.rect.x + block.rect.width / 2 for name, block in self.layout.blocks.items()
        }
        return GrowthRow(self.look, buttons, middles, top, margin)

    # -- the whole

    def paint(
        self,
        painter: QPainter,
        scene: Scene,
        mode: Mode,
        hover: Hover,
        cursor: tuple[str, int] | None,
    ) -> None:
        """Paint everything. ``cursor`` is the unit the keyboard stands on, if it is here."""
        ratio = pixel_ratio(painter)
        if is_vector(painter):
            self._paint_backdrop(painter, scene)
        else:
            painter.drawPixmap(0, 0, self._renewed(scene, hover.spot, ratio))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.marks.paint_edges(painter, scene, hover.spot)
        self.marks.paint_outlines(painter, scene)
        self.marks.paint_behind(painter, scene)
        self.units.paint(painter, scene)
        self.steps.paint(painter, scene, hover.step)
        self.marks.paint_in_front(painter, scene, hover.spot, cursor)
        self.marks.paint_numbers(painter, scene, hover.spot)
        self.words.paint_names(painter, scene)
        self.words.paint_chips(painter, scene, hover.chip)
        self.header.paint(painter, scene, mode, hover)
        self.growth.paint(painter, hover.growth)
        self.words.paint_note(painter, scene, self.edges)
        if self.strip is not None:
            self.strip.paint(painter, hover.strip, self._rank_of(scene))
            if hover.strip is not None:
                place = self.strip.place_of(hover.strip)
                self.words.paint_tip(painter, self.strip.column_text(hover.strip), place)
        button = None if hover.growth is None else self.growth.places.get(hover.growth)
        if hover.growth is not None and button is not None:
            above = button.center().x(), button.top()
            self.words.paint_tip(painter, hover.growth.tip, above)
        if hover.spot is not None and self.marks.is_placed(hover.spot):
            self.words.paint_tip(painter, tip(scene, hover.spot), self._anchor(hover.spot))

    def measure(self, scene: Scene) -> None:
        """Have the colours reach as far as the numbers of a scene do, whether it is painted or the
        next one comes before."""
        self._choose_edges(scene)
        self.units.measure(scene)
        for block, edges in self.edges.items():
            self.lines.reach(edges, scene.weights[block])

    def _rank_of(self, scene: Scene) -> int | None:
        """Where among the columns the number in focus is."""
        return None if scene.focus is None else self.wiring.ranks.get(scene.focus.block)

    def spot_at(self, x: float, y: float, scene: Scene) -> NetworkSpot | None:
        """The spot that is drawn at a point: a bias before its unit, a unit before the edges behind
        it."""
        for place, spot in self.labels:
            if place.contains(x, y):
                return spot
        bias = self.units.bias_at(x, y)
        if bias is not None:
            return bias
        hit = self.layout.hit(x, y)
        if hit is not None:
            return NetworkSpot(LayerPart.UNIT, *hit)
        reach = float(self.look.metrics.px(4))
        for block, edges in self.edges.items():
            segments = [self.segment(block, *pair) for pair in edges.pairs]
            found = nearest(segments, x, y, reach)
            if found is not None:
                start, unit = edges.pairs[found]
                return NetworkSpot(LayerPart.WEIGHT, block, unit, start)
        return None

    def segment(self, block: str, start: int, unit: int) -> Segment:
        """The line of one weight."""
        return self.marks.segment(block, start, unit)

    def square_of(self, spot: NetworkSpot) -> QRectF | None:
        """The place of the square at a unit; None where there is none."""
        return self.units.square_of(spot)

    @property
    def labels(self) -> list[tuple[QRectF, NetworkSpot]]:
        """Numbers written on edges in the last picture, and what they are."""
        return self.marks.labels

    # -- the backdrop: lines and captions

    def _renewed(self, scene: Scene, hovered: NetworkSpot | None, ratio: float) -> QPixmap:
        """The backdrop, painted anew if something in it is another."""
        if hovered is None or hovered.part is not LayerPart.WEIGHT:
            self._looked = hovered
        self._choose_edges(scene)
        reaches = [self.lines.reach(edges, scene.weights[n]) for n, edges in self.edges.items()]
        now = (
            self._scales.run,
            *(scene.weights[block].array for block in self._whole),
            *(self.edges[block].pairs for block, whole in self._whole.items() if not whole),
        )
        same = len(now) == len(self._backdrop_of) and all(map(operator.is_, now, self._backdrop_of))
        same = same and reaches == self._backdrop_reaches
        if self._backdrop is None or self._backdrop.devicePixelRatio() != ratio or not same:
            self._backdrop_of, self._backdrop_reaches = now, reaches
            self._backdrop = self._painted_backdrop(scene, ratio)
        return self._backdrop

    def _choose_edges(self, scene: Scene) -> None:
        """Find the weights that are drawn where there are too many."""
        for block, whole in self._whole.items():
            key = (scene.weights[block].array, self._looked, scene.focus)
            old = self._chosen_by.get(block)
            if not whole and (old is None or old[0] is not key[0] or old[1:] != key[1:]):
                self._chosen_by[block] = key
                chosen = drawn_edges(scene, block, self._looked)
                if chosen != self.edges.get(block):
                    self.edges[block] = chosen

    def _paint_backdrop(self, painter: QPainter, scene: Scene) -> None:
        """All that is kept from one picture to the next, painted straight away."""
        painter.fillRect(QRectF(0, 0, *self.size), self.look.theme.surface)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        for block, edges in self.edges.items():
            self.lines.paint(painter, block, edges, scene.weights[block], keep=True)

    def _paint_ground(self, painter: QPainter) -> None:
        """What never changes in one layout."""
        self.lines.paint_plain(painter)
        self.steps.paint_ground(painter)
        self.words.paint_captions(painter)

    def _painted_backdrop(self, scene: Scene, ratio: float) -> QPixmap:
        width, height = self.size
        pixmap = QPixmap(math.ceil(width * ratio), math.ceil(height * ratio))
        pixmap.setDevicePixelRatio(ratio)
        if self._ground is None or self._ground.devicePixelRatio() != ratio:
            pixmap.fill(self.look.theme.surface)
            self._ground = pixmap
            with QPainter(pixmap) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                self._paint_ground(painter)
        pixmap = self._ground.copy()
        with QPainter(pixmap) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for block, edges in self.edges.items():
                self.lines.paint(painter, block, edges, scene.weights[block], keep=True)
        return pixmap

    def place_of(self, spot: NetworkSpot) -> QRect:
        """The place at which the number of a spot stands, or would stand."""
        label = next((place for place, known in self.labels if known == spot), None)
        if label is not None:
            return label.toRect()
        if spot.part is LayerPart.WEIGHT:
            x, y = along(self.segment(spot.block, spot.start, spot.unit), 0.5)
            return QRect(round(x), round(y), 1, 1)
        block = self.layout.blocks.get(spot.block)
        return QRect() if block is None else rect_of(block.unit(spot.unit)).toRect()

    def _anchor(self, spot: NetworkSpot) -> tuple[float, float]:
        """The point under which the line about a spot stands."""
        if spot.part is LayerPart.WEIGHT:
            x, y = along(self.segment(spot.block, spot.start, spot.unit), 0.5)
            return x, y + self._small.height / 2
        place = self.layout.blocks[spot.block].unit(spot.unit)
        return place.middle[0], place.bottom
