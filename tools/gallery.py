"""Gallery: everything the window is drawn with, on one picture, to be looked at.

``python -m tools.gallery OUT.png --theme dark --lang ko --scale 1.5``
"""

import argparse
import math
import os
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollBar,
    QSlider,
    QToolButton,
    QWidget,
)

from ui.kit import colours, icons, paint
from ui.kit.theme import THEMES, Metrics, Text, Theme, apply
from visualnn import figures

__all__ = ["main", "picture"]

_WIDTH, _HEIGHT = 1200, 1000

# Specimens of type, not texts of the program.
_SAMPLES: Final = {
    "en": (
        "One step, there and back",
        "The current instruction multiplies the input by each weight and adds the bias.",
        "Read by 8 instructions. Not computed yet.",
    ),
    "ko": (
        "한 걸음 앞으로, 한 걸음 뒤로",
        "지금 명령은 입력에 가중치를 곱하고 편향을 더합니다. 학습률(learning rate)은 0.1입니다.",
        "명령 8개가 이 값을 읽습니다. 아직 계산되지 않았습니다.",
    ),
}
_FORMULAE: Final = (
    "z = xW + b      a = σ(z) = 1 / (1 + e⁻ᶻ)      L = −½ ∑ᵢ (yᵢ − ŷᵢ)²      ∂L/∂W = xᵀ · ∂L/∂z",
    "m̂ ← m / (1 − β₁ᵗ)      v̂ ← v / (1 − β₂ᵗ)      w ← w − η m̂ / (√v̂ + ε)      ∇ ⊙ ‖g‖ ≈ ≤ ∞",
)
_NUMBERS: Final = (0.7310586, -12.5, 0.0, -0.0431, 128.0, 1.2345e-5, -3.2e7, math.nan, -math.inf)


class Page:
    """A picture being painted: where the next section goes, and the tools to paint it."""

    def __init__(self, painter: QPainter, theme: Theme, metrics: Metrics, lang: str) -> None:
        self.painter, self.theme, self.metrics, self.lang = painter, theme, metrics, lang
        self.small, self.body, self.title = (paint.writer(metrics, text) for text in Text)

    def px(self, length: float) -> int:
        """A length in pixels of this page's scale."""
        return self.metrics.px(length)

    def write(self, x: float, y: float, text: str, write: paint.Writer) -> None:
        """Text with its baseline at y, both in unscaled pixels."""
        self.painter.setFont(write.font)
        write.at(self.painter, self.px(x), self.px(y), text)

    def caption(self, x: float, y: float, text: str) -> None:
        """The small grey heading of a section, above a hairline's worth of space."""
        self.painter.setPen(self.theme.ink_soft)
        self.write(x, y, text, self.small)
        self.painter.setPen(self.theme.ink)

    def rect(self, x: float, y: float, width: float, height: float) -> QRectF:
        """A rectangle given in unscaled pixels."""
        return QRectF(self.px(x), self.px(y), self.px(width), self.px(height))


def type_sizes(page: Page) -> None:
    """The three sizes of text, and formulas."""
    title, sentence, note = _SAMPLES[page.lang]
    page.painter.setPen(page.theme.ink)
    page.write(32, 56, title, page.title)
    page.write(32, 84, sentence, page.body)
    page.painter.setPen(page.theme.ink_soft)
    page.write(32, 106, note, page.small)
    page.painter.setPen(page.theme.ink)
    for row, formula in enumerate(_FORMULAE):
        page.write(32, 138 + 24 * row, formula, page.body)
    page.write(720, 56, "0123456789 · 1111 · 8888", paint.writer(page.metrics, strong=True))
    page.write(720, 78, "0123456789 · 1111 · 8888", page.body)
    page.painter.setPen(page.theme.ink_faint)
    page.write(720, 100, "ink_faint: waiting text 0.7311", page.body)


def swatches(page: Page) -> None:
    """The named colours as fields, each with its name."""
    page.caption(32, 200, "colours")
    ground = ("window", "surface", "raised", "line", "edge", "selection", "zero", "not_finite")
    text = ("ink", "ink_soft", "ink_faint", "accent", "focus", "positive", "negative")
    for row, names in enumerate((ground, (*text, "good", "wrong", "warning"))):
        for column, name in enumerate(names):
            place = page.rect(32 + 76 * column, 212 + 44 * row, 68, 20)
            page.painter.fillRect(place, getattr(page.theme, name))
            paint.frame(page.painter, place, page.theme.line)
            page.painter.setPen(page.theme.ink_soft)
            page.write(32 + 76 * column, 246 + 44 * row, name, page.small)


def phases(page: Page) -> None:
    """Badges, lanes and series."""
    page.caption(32, 316, "phases")
    for column, (name, phase) in enumerate(page.theme.phases.items()):
        x = 32 + 120 * column
        page.painter.fillRect(page.rect(x, 350, 104, 4), phase.mark)
        place = paint.badge(page.painter, page.px(x), page.px(334), name, page.theme, page.metrics)
        page.painter.setFont(page.body.font)
        page.painter.setPen(page.theme.ink)
        beside = QRectF(place.right() + page.px(8), place.top(), page.px(80), place.height())
        page.body.left(page.painter, beside, name)
    page.caption(820, 200, "series")
    for row, series in enumerate(page.theme.series):
        page.painter.setPen(series.pen(page.metrics.ring))
        y = page.px(216 + 18 * row)
        page.painter.drawLine(page.px(820), y, page.px(1000), y)


def numbers(page: Page) -> None:
    """One column of each length, at the decimal point."""
    writes: tuple[tuple[str, Callable[[float], str]], ...] = (
        ("compact", figures.compact),
        ("table", figures.table),
        ("line", figures.line),
        ("result", figures.result),
    )
    for column, (name, write) in enumerate(writes):
        x = 32 + 136 * column
        page.caption(x, 392, name)
        texts = [write(value) for value in _NUMBERS]
        before, _ = page.body.column(texts)
        page.painter.setFont(page.body.font)
        for row, text in enumerate(texts):
            baseline = page.px(416 + 20 * row)
            page.body.number(page.painter, page.px(x) + before, baseline, text)
        if column == 0:
            left = page.px(x) + before - page.body.width(paint.parts(texts[0])[0])
            width = page.body.width(texts[0])
            paint.door(page.painter, left, page.px(416), width, page.theme.ink)


def heat_map(page: Page) -> None:
    """Cells with numbers, the accent, what is not computed and what is not finite."""
    page.caption(600, 392, "heat map")
    scale = colours.diverging(page.theme)
    values = np.linspace(-1.0, 1.0, 30).reshape(5, 6)
    values[2, 2] = 0.0
    left, top, width, height = (page.px(n) for n in (600, 404, 68, 28))
    page.painter.setFont(page.body.font)
    before, after = page.body.column([figures.table(v) for v in values.ravel()])
    for row, column in np.ndindex(*values.shape):
        value = float(values[row, column])
        place = QRectF(left + column * width, top + row * height, width, height)
        page.painter.fillRect(place, scale.colour(value, 1.0))
        page.painter.setPen(scale.ink(value, 1.0))
        point = place.left() + (width - before - after) / 2 + before
        page.body.number(page.painter, point, page.body.baseline(place), figures.table(value))
    grid = QRectF(left, top, 6 * width, 5 * height)
    paint.rules(page.painter, grid, 5, 6, page.theme.line)
    for row, value in ((0, math.nan), (1, math.inf)):
        place = QRectF(left + 6.25 * width, top + row * height, width, height)
        paint.hatch(page.painter, place, page.theme, figures.table(value), page.body)
    place = QRectF(left + 6.25 * width, top + 2 * height, width, height)
    paint.hollow(page.painter, place, page.theme, page.body)
    paint.outline(
        page.painter, QRectF(left + width, top + height, width, height), page.theme, page.metrics
    )


def scales(page: Page) -> None:
    """The two scales as pictures, signs in small cells, and a number that is not finite."""
    page.caption(600, 576, "scales")
    ramp = np.linspace(-1.0, 1.0, 256)[None, :]
    wave = np.sin(np.linspace(-9, 9, 96))[:, None] * np.cos(np.linspace(-9, 9, 96))[None, :]
    wave[40:44, 40:44] = np.nan
    signed, grey = colours.diverging(page.theme), colours.grey(page.theme)
    pictures = (
        (600, 588, 256, 16, colours.to_image(ramp, 1.0, signed)),
        (600, 612, 256, 16, colours.to_image(ramp + 1.0, 2.0, grey)),
        (880, 588, 120, 120, colours.to_image(wave, 1.0, signed)),
        (1016, 588, 120, 120, colours.to_image((wave + 1.0), 2.0, grey)),
    )
    for x, y, width, height, image in pictures:
        page.painter.drawImage(page.rect(x, y, width, height), image)
    for column, value in enumerate(np.linspace(-1.0, 1.0, 15).tolist()):
        place = page.rect(600 + 17 * column, 640, 16, 16)
        page.painter.fillRect(place, signed.colour(value, 1.0))
        paint.sign(page.painter, place, value, signed.ink(value, 1.0))


def network(page: Page) -> None:
    """Three layers: filled, filled and current, hollow."""
    page.caption(32, 624, "network")
    scale = colours.diverging(page.theme)
    radius = page.px(20)
    layers = (
        (70, (0.0, 1.0)),
        (230, (0.41, -0.73, 0.05)),
        (390, (0.62,)),
        (530, (None,)),
    )
    places = [
        [
            (QPointF(page.px(x), page.px(720 + 56 * (i - (len(v) - 1) / 2))), value)
            for i, value in enumerate(v)
        ]
        for x, v in layers
    ]
    for before, after in pairwise(places):
        for start, value in before:
            for end, reached in after:
                gap = QPointF(radius + 3, 0)
                if reached is None:
                    paint.arrow(page.painter, start + gap, end - gap, page.theme.ink_faint)
                else:
                    share = value if value is not None else 0.0
                    colour = scale.stroke(share * 0.7 - 0.2 * (value == 0.0), 1.0)
                    paint.arrow(page.painter, start + gap, end - gap, colour, width=1.5)
    page.painter.setFont(page.small.font)
    for layer in places:
        for centre, value in layer:
            cell = QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
            fill = None if value is None else scale.colour(value, 1.0)
            paint.node(page.painter, centre, radius, page.theme, fill)
            page.painter.setPen(page.theme.ink_faint if value is None else scale.ink(value, 1.0))
            text = paint.NOT_COMPUTED
            if value is not None:
                text = page.small.fitted(value, 1.7 * radius)
            page.small.centre(page.painter, cell, text)
    paint.ring(page.painter, places[1][1][0], radius, page.theme, page.metrics)
    paint.ring(page.painter, places[2][0][0], radius, page.theme, page.metrics)


def icon_rows(page: Page) -> None:
    """Every icon, as it is and disabled."""
    page.caption(32, 840, "icons")
    size = page.px(20)
    ratio = page.painter.device().devicePixelRatioF()
    for column, name in enumerate(icons.names()):
        x = page.px(32 + 34 * column)
        for row, colour in enumerate((page.theme.ink, page.theme.ink_faint)):
            drawn: QPixmap = icons.pixmap(name, colour, size, ratio)
            page.painter.drawPixmap(x, page.px(852 + 32 * row), drawn)


def controls(page: Page) -> None:
    """Qt's own controls in the palette and the style sheet."""
    page.caption(32, 928, "controls")
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(page.metrics.unit)
    plain, checked, disabled = QToolButton(), QToolButton(), QToolButton()
    checked.setCheckable(True)
    checked.setChecked(True)
    disabled.setEnabled(False)
    for button in (plain, checked, disabled):
        button.setIcon(icons.icon("play", page.theme, page.px(20)))
        button.setIconSize(QSize(page.px(20), page.px(20)))
        layout.addWidget(button)
    choice, rate, speed, bar = QComboBox(), QDoubleSpinBox(), QSlider(), QScrollBar()
    choice.addItems([_SAMPLES[page.lang][0]])
    for horizontal in (speed, bar):
        horizontal.setOrientation(Qt.Orientation.Horizontal)
    field = QLineEdit()
    field.setPlaceholderText(_SAMPLES[page.lang][0])
    off = QPushButton(_SAMPLES[page.lang][0])
    off.setEnabled(False)
    tick = QCheckBox(_SAMPLES[page.lang][0])
    tick.setChecked(True)
    push = QPushButton(_SAMPLES[page.lang][0])
    for widget in (choice, rate, speed, field, push, off, tick, bar):
        layout.addWidget(widget)
    row.setFixedWidth(page.px(_WIDTH - 64))
    row.adjustSize()
    page.painter.drawPixmap(page.px(32), page.px(940), row.grab())


def picture(theme: Theme, lang: str, scale: float) -> QImage:
    """Paint the gallery; needs a QApplication."""
    metrics = Metrics(scale)
    image = QImage(metrics.px(_WIDTH), metrics.px(_HEIGHT), QImage.Format.Format_RGB32)
    image.fill(theme.window)
    with QPainter(image) as painter:
        page = Page(painter, theme, metrics, lang)
        painter.fillRect(page.rect(16, 16, _WIDTH - 32, _HEIGHT - 32), theme.surface)
        for section in (
            type_sizes,
            swatches,
            phases,
            numbers,
            heat_map,
            scales,
            network,
            icon_rows,
            controls,
        ):
            section(page)
    return image


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the picture; 0 if the file could be written."""
    parser = argparse.ArgumentParser(prog="python -m tools.gallery", description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--theme", choices=sorted(THEMES), default="light")
    parser.add_argument("--lang", choices=sorted(_SAMPLES), default="en")
    parser.add_argument("--scale", type=float, default=1.0)
    chosen = parser.parse_args(arguments)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication([])
    theme = THEMES[chosen.theme]
    apply(app, theme, Metrics(chosen.scale))
    return 0 if picture(theme, chosen.lang, chosen.scale).save(str(chosen.out)) else 1


if __name__ == "__main__":
    raise SystemExit(main())
