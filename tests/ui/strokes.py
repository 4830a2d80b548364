"""Every stroke of a picture as a line of text: what is painted, where, in which colours."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QLine, QLineF, QPoint, QPointF, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QImage,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QPolygon,
    QPolygonF,
    QStaticText,
)
from PySide6.QtWidgets import QWidget

from ui.kit.paint import Writer
from ui.kit.painted_layer import PaintedLayer
from ui.kit.theme import LIGHT

MOST_ALIKE = 16
"""So many strokes of one kind in a row are written down, spread evenly over all of them."""
MOST_SORTS = 4
"""So many sorts of them are told by their means, the most frequent ones."""
LENGTH = re.compile(r"(?<![\w.#])-?\d+(?:\.\d+)?(?![\w.])")
"""A number in what is written of a stroke."""
STROKES = (
    "drawConvexPolygon", "drawEllipse", "drawImage", "drawLine", "drawLines", "drawPath",
    "drawPixmap", "drawPoint", "drawPoints", "drawPolygon", "drawPolyline", "drawRect",
    "drawRects", "drawRoundedRect", "drawArc", "drawStaticText", "drawText", "fillRect",
)  # fmt: skip
STATES = ("setClipRect", "translate", "scale", "rotate")
COLOURS = {
    getattr(LIGHT, name).name(): name
    for name in reversed(tuple(LIGHT.__dataclass_fields__))
    if isinstance(getattr(LIGHT, name), QColor)
}
"""Colours by their meaning; others are written as they are."""


@contextmanager
def painting_anew() -> Iterator[pytest.MonkeyPatch]:
    """Every layer is painted again with each picture, whatever it shows already."""
    begin = PaintedLayer.begin

    def begin_anew(layer: PaintedLayer, *what: Any, **more: Any) -> bool:
        layer.clear()
        return begin(layer, *what, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PaintedLayer, "begin", begin_anew)
        yield patch


def overall(panel: QWidget) -> str:
    """How bright a widget is in each of three times three parts of it, as it comes on the screen,
    with all that it keeps as pixels."""
    with painting_anew():
        return _mean(panel.grab().toImage())


def painted(panel: QWidget) -> list[str]:
    """Every stroke of the next picture of a widget, in order.

    What is kept as pixels from one picture to the next is painted anew, or left out: whether it was
    painted before depends on how busy the machine is.
    """
    lines: list[str] = []
    kept = (QPixmap, QImage)

    def noting(name: str, whole: Callable[..., object]) -> Callable[..., object]:
        def stroke(painter: QPainter, *arguments: object) -> object:
            device = painter.device()
            if isinstance(device, kept) and device.size() != panel.size():
                return whole(painter, *arguments)
            told = " ".join(filter(None, map(written, arguments)))
            if name in ("drawText", "drawStaticText"):
                told = f"{told} {_colour(painter.pen().color())}"
            elif name not in ("fillRect", "drawImage", "drawPixmap", *STATES):
                told = f"{told} {written(painter.pen())} {written(painter.brush())}"
            words = "".join(t for a in arguments if (t := _words(a)))
            short = name.removeprefix("draw").removeprefix("fill").removeprefix("set").lower()
            lines.append(f"  {short} {told.strip()}" + (f" | {words}" if words else ""))
            return whole(painter, *arguments)

        return stroke

    def at(writer: Writer, painter: QPainter, x: float, baseline: float, text: str) -> None:
        # the same whether the writer has set the text before, and keeps it, or not
        lines.append(f"  text {numbers(x, baseline)} {_colour(painter.pen().color())} | {text}")
        count = len(lines)
        set_text(writer, painter, x, baseline, text)
        del lines[count:]

    set_text = Writer.at
    with painting_anew() as patch:
        for module in ("ui.panels.network.picture", "ui.kit.heat_map"):
            patch.setattr(f"{module}.is_vector", lambda _painter: True)
        patch.setattr(Writer, "at", at)
        for name in (*STROKES, *STATES):
            patch.setattr(QPainter, name, noting(name, getattr(QPainter, name)))
        panel.grab()  # at once, unlike repaint()
    return list(_shortened(lines))


def texts_of(panel: QWidget) -> list[str]:
    """Every text in the next picture of a widget; nothing is asked of the panel but to paint."""
    texts: list[str] = []

    def noting(whole: Callable[..., object]) -> Callable[..., object]:
        def stroke(painter: QPainter, *arguments: object) -> object:
            texts.extend(word for each in arguments if (word := _words(each)))
            return whole(painter, *arguments)

        return stroke

    with pytest.MonkeyPatch.context() as patch:
        for name in ("drawText", "drawStaticText"):
            patch.setattr(QPainter, name, noting(getattr(QPainter, name)))
        panel.grab()
    return texts


def _shortened(lines: Sequence[str]) -> Iterator[str]:
    """Strokes without most of those that repeat one kind of stroke many times."""
    for kind, group in groupby(lines, lambda line: line.split()[0]):
        found = list(group)
        places = {round(n * (len(found) - 1) / (MOST_ALIKE - 1)) for n in range(MOST_ALIKE)}
        if len(found) <= MOST_ALIKE:
            yield from found
        else:
            yield f"  {len(found)} times {kind}, among them"
            yield from (found[place] for place in sorted(places))
            yield from _averages(kind, found)


def _averages(kind: str, lines: Sequence[str]) -> Iterator[str]:
    """Of many strokes each sort, which is all but the lengths, with its mean lengths."""
    lengths: dict[str, list[list[float]]] = {}
    for line in lines:
        marks = line.partition(" | ")[0]
        sort = LENGTH.sub("·", marks)
        lengths.setdefault(sort, []).append([float(each) for each in LENGTH.findall(marks)])
    often = Counter({sort: len(found) for sort, found in lengths.items()}).most_common(MOST_SORTS)
    for sort, count in often:
        means = np.mean(lengths[sort], axis=0)
        yield f"  {kind} {numbers(*means)} is the mean of {count} {sort.strip()}"


def _words(thing: object) -> str:
    if isinstance(thing, QStaticText):
        return thing.text()
    return thing if isinstance(thing, str) else ""


def _colour(colour: QColor) -> str:
    name = colour.name() if colour.alpha() == 255 else colour.name(QColor.NameFormat.HexArgb)
    return COLOURS.get(name, name)


def numbers(*numbers: float) -> str:
    return ",".join(f"{round(number, 1) + 0.0:.1f}".removesuffix(".0") for number in numbers)


def written(thing: object) -> str:
    """What a stroke was given, with lengths in whole pixels."""
    match thing:
        case QColor() | QPen() | QBrush():
            return _dye(thing)
        case QImage():
            return f"image {thing.width()},{thing.height()} {_mean(thing)}"
        case QPixmap():
            return f"pixmap {thing.width()},{thing.height()} {_mean(thing.toImage())}"
        case list() | tuple():
            few = thing if len(thing) <= 12 else [*thing[:6], *thing[-6:]]
            return f"{len(thing)}: {' '.join(map(written, few))}"
        case _:
            return _place(thing)


def _dye(thing: QColor | QPen | QBrush) -> str:
    """A colour, a pen with its width and dashes, or what fills."""
    if isinstance(thing, QColor):
        return _colour(thing)
    if isinstance(thing, QBrush):
        return _colour(thing.color()) if thing.style() != Qt.BrushStyle.NoBrush else "no-brush"
    if thing.style() == Qt.PenStyle.NoPen:
        return "no-pen"
    dash = "".join(f"-{round(each)}" for each in thing.dashPattern())
    return f"{_colour(thing.color())}/{thing.widthF():.3g}{dash}"


def _place(thing: object) -> str:
    """Numbers, points, lines and shapes; nothing of anything else."""
    match thing:
        case bool() | int() | float():
            return numbers(thing)
        case QRect() | QRectF():
            return numbers(*thing.getRect())  # type: ignore[misc]
        case QPoint() | QPointF():
            return numbers(thing.x(), thing.y())
        case QSize() | QSizeF():
            return numbers(thing.width(), thing.height())
        case QLine() | QLineF():
            return numbers(thing.x1(), thing.y1(), thing.x2(), thing.y2())
        case QPolygon() | QPolygonF():
            return _sparse([thing.at(n) for n in range(thing.size())])
        case QPainterPath():
            return f"path {numbers(*thing.boundingRect().getRect())}"  # type: ignore[misc]
        case _:
            return ""


def _sparse(points: Sequence[QPointF | QPoint]) -> str:
    """Some of many points: the first, the last and ten between."""
    places = sorted({round(n * (len(points) - 1) / 11) for n in range(12)}) if points else []
    return f"{len(points)}: " + " ".join(written(points[n]) for n in places)


def _mean(image: QImage) -> str:
    """The mean brightness of an image in each of three times three parts of it."""
    grey = image.convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(grey.constBits(), np.uint8).reshape(grey.height(), -1, 4)[..., :3]
    rows = np.array_split(pixels, min(3, grey.height()))
    parts = [part for row in rows for part in np.array_split(row, min(3, grey.width()), axis=1)]
    return numbers(*(round(float(part.mean())) for part in parts))
