"""Strokes, writers, icons and the gallery: what is painted is where and what it should be."""

import itertools
import math
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QIcon, QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tools import gallery
from ui.kit import icons, paint
from ui.kit.theme import DARK, LIGHT, Metrics, Text, Theme
from ui.kit.tint import contrast
from visualnn import figures

METRICS = Metrics()
both = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)


def blank(width: int = 120, height: int = 40, colour: str = "white") -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    return image


def inked(image: QImage, ground: QColor) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what differs from the ground."""
    pixels = np.frombuffer(image.bits(), np.uint32).reshape(image.height(), image.width())
    rows, columns = np.nonzero(pixels != np.uint32(ground.rgb()))
    return int(columns.min()), int(rows.min()), int(columns.max()), int(rows.max())


@pytest.mark.parametrize(
    ("text", "split"),
    [
        ("−0.7311", ("−0", ".7311")),
        ("32", ("32", "")),
        ("1×10⁶", ("1", "×10⁶")),
        ("1.2×10⁶", ("1", ".2×10⁶")),
        ("NaN", ("NaN", "")),
    ],
)
def test_a_number_parts_at_its_point(text: str, split: tuple[str, str]) -> None:
    assert paint.parts(text) == split


def test_the_same_text_gives_the_same_pixels_however_often_it_was_set(qtbot: QtBot) -> None:
    write = paint.Writer(METRICS, Text.BODY)
    pictures = []
    for _ in range(4):
        image = blank()
        with QPainter(image) as painter:
            painter.setFont(write.font)
            painter.setPen(LIGHT.ink)
            write.at(painter, 10.4, 25, "−0.7311×10⁻⁵ 한글")
        pictures.append(image)
    assert all(picture == pictures[0] for picture in pictures)
    assert pictures[0] != blank()


@pytest.mark.parametrize("factor", [0.75, 1.0, 1.1, 1.5, 3.0])
@pytest.mark.parametrize("text", Text)
@pytest.mark.parametrize("strong", [False, True])
def test_a_number_is_as_wide_as_its_signs_together(
    qtbot: QtBot, factor: float, text: Text, strong: bool
) -> None:
    metrics = Metrics(factor)
    writer, measure = (
        paint.writer(metrics, text, strong=strong),
        QFontMetricsF(metrics.font(text, strong=strong)),
    )
    pairs = ["".join(pair) for pair in itertools.product(sorted("0123456789.−+e∞"), repeat=2)]
    random = np.random.default_rng(1)
    numbers = [
        figures.table(value)
        for value in random.normal(0, 1, 40) * 10.0 ** random.integers(-9, 9, 40)
    ]
    for each in ("", *pairs, *numbers, "Σ −0.5 of 3", "AV"):
        assert writer.width(each) == measure.horizontalAdvance(each)


def test_points_stand_in_one_column(qtbot: QtBot) -> None:
    write = paint.writer(METRICS)
    tails = []
    for text in ("0.5000", "−12.5000", "128.5000"):
        image = blank()
        with QPainter(image) as painter:
            painter.setFont(write.font)
            painter.setPen(LIGHT.ink)
            write.number(painter, 60.0, 25.0, text)
        assert inked(image, QColor("white"))[0] < 60
        tails.append(image.copy(60, 0, 60, 40))
    assert tails[0] == tails[1] == tails[2] != blank(60, 40)


def test_a_column_has_room_for_its_widest_parts(qtbot: QtBot) -> None:
    write = paint.writer(METRICS)
    before, after = write.column(["0.5000", "−12.25", "3"])
    assert (before, after) == (write.width("−12"), write.width(".5000"))
    assert write.column([]) == (0.0, 0.0)


@pytest.mark.parametrize("factor", [0.75, 1.0, 1.25, 2.0])
def test_digits_are_in_the_vertical_middle(qtbot: QtBot, factor: float) -> None:
    write = paint.writer(Metrics(factor))
    image = blank(300, 101)
    with QPainter(image) as painter:
        painter.setFont(write.font)
        painter.setPen(LIGHT.ink)
        write.centre(painter, QRectF(0, 0, 300, 101), "0880")
    left, top, right, bottom = inked(image, QColor("white"))
    assert abs((top + bottom) / 2 - 50) <= 1.0
    assert abs((left + right) / 2 - 149.5) <= 1.0


def test_a_number_is_shortened_but_never_cut(qtbot: QtBot) -> None:
    write = paint.writer(METRICS)
    for width in range(4, 80):
        text = write.fitted(-0.73106, width)
        assert text in {"", "−0.7311", "−0.731", "−0.73", "−0.7"}
        assert write.width(text) <= width
    assert write.fitted(-0.73106, 80) == "−0.7311"
    assert write.fitted(-0.73106, 4) == ""


def test_prose_is_elided(qtbot: QtBot) -> None:
    write = paint.writer(METRICS)
    assert write.elided("gradient", 1000) == "gradient"
    short = write.elided("gradient of the loss", 60)
    assert short.endswith("…")
    assert write.width(short) <= 60


@both
def test_the_outline_lies_outside_and_leaves_the_cell_alone(qtbot: QtBot, theme: Theme) -> None:
    image = blank(colour="#777777")
    with QPainter(image) as painter:
        paint.outline(painter, QRectF(20, 10, 60, 20), theme, METRICS)
    pixels = {image.pixel(x, y) for x in range(22, 78) for y in range(12, 28)}
    assert pixels == {QColor("#777777").rgb()}
    assert QColor(image.pixel(50, 9)) == theme.accent
    assert QColor(image.pixel(19, 20)) == theme.accent


@both
def test_lines_are_one_pixel_of_one_colour(qtbot: QtBot, theme: Theme) -> None:
    image = blank()
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint.hairline(painter, 10, 5, 50, theme)
        paint.hairline(painter, 100, 5, 30, theme, upright=True)
        paint.rules(painter, QRectF(10, 10, 60, 20), 2, 3, theme.line)
    colours = {image.pixel(x, y) for x in range(120) for y in range(40)}
    assert colours == {QColor("white").rgb(), theme.line.rgb()}
    assert inked(image, QColor("white")) == (10, 5, 100, 34)


@both
def test_not_computed_is_hollow_and_not_finite_is_striped(qtbot: QtBot, theme: Theme) -> None:
    write = paint.writer(METRICS)
    image = blank(colour=theme.surface.name())
    with QPainter(image) as painter:
        painter.setFont(write.font)
        paint.hollow(painter, QRectF(0, 0, 60, 40), theme, write)
        paint.hatch(painter, QRectF(60, 0, 60, 40), theme, "NaN", write)
    assert QColor(image.pixel(30, 5)) == theme.surface
    assert any(image.pixel(x, 20) != theme.surface.rgb() for x in range(24, 36))
    striped = [QColor(image.pixel(x, 4)) == theme.not_finite for x in range(64, 116)]
    assert True in striped
    assert False in striped


@pytest.mark.parametrize(("value", "ink"), [(1.0, 9), (-1.0, 5), (0.0, 0)])
def test_a_sign_is_a_plus_a_minus_or_nothing(qtbot: QtBot, value: float, ink: int) -> None:
    image = blank(9, 9)
    with QPainter(image) as painter:
        paint.sign(painter, QRectF(0, 0, 9, 9), value, QColor("black"))
    black = [image.pixel(x, y) == QColor("black").rgb() for x in range(9) for y in range(9)]
    assert sum(black) == ink


@both
def test_a_node_is_filled_or_hollow_and_can_be_current(qtbot: QtBot, theme: Theme) -> None:
    image = blank(colour=theme.window.name())
    with QPainter(image) as painter:
        paint.node(painter, QPointF(20, 20), 12, theme, theme.positive)
        paint.ring(painter, QPointF(20, 20), 12, theme, METRICS)
        paint.node(painter, QPointF(60, 20), 12, theme, None)
        paint.arrow(painter, QPointF(74, 20), QPointF(110, 20), theme.ink)
        paint.arrow(painter, QPointF(5, 5), QPointF(5, 5), theme.ink)
    assert QColor(image.pixel(20, 20)) == theme.positive
    assert QColor(image.pixel(60, 20)) == theme.surface
    ringed = [QColor(image.pixel(x, 20)) == theme.accent for x in range(33, 37)]
    assert any(ringed)
    assert image.pixel(112, 20) == theme.window.rgb()
    assert image.pixel(104, 18) != theme.window.rgb()


@both
def test_every_phase_has_a_badge(qtbot: QtBot, theme: Theme) -> None:
    image = blank(240, 40, theme.surface.name())
    with QPainter(image) as painter:
        for number, phase in enumerate(theme.phases):
            place = paint.badge(painter, 10 + 30 * number, 20, phase, theme, METRICS)
            assert place.center().y() == 20
        with pytest.raises(KeyError):
            paint.badge(painter, 0, 0, "lunch", theme, METRICS)
    tints = {image.pixel(13 + 30 * number, 15) for number in range(len(theme.phases))}
    assert tints == {phase.tint.rgb() for phase in theme.phases.values()}


def test_the_programs_icons_are_there() -> None:
    needed = {
        *("start", "back-iteration", "back", "forward", "forward-iteration", "end"),
        *("play", "pause", "into", "over", "out", "reset", "language", "theme", "theme-light"),
        *("command", "lesson", "open", "snapshot", "undo", "redo", "edit", "help", "warning"),
    }
    assert needed <= set(icons.names())


@both
@pytest.mark.parametrize("name", icons.names())
def test_an_icon_shows_on_the_surface_and_pales_when_disabled(
    qtbot: QtBot, theme: Theme, name: str
) -> None:
    made = icons.icon(name, theme, 24)
    drawn = {}
    for mode in (QIcon.Mode.Normal, QIcon.Mode.Disabled):
        image = made.pixmap(24, 24, mode).toImage()
        colours = [image.pixelColor(x, y) for x in range(24) for y in range(24)]
        drawn[mode] = max(
            (contrast(c, theme.surface) for c in colours if c.alpha() > 100), default=0.0
        )
    assert drawn[QIcon.Mode.Normal] >= 3.0
    assert name == "visualnn" or drawn[QIcon.Mode.Disabled] < drawn[QIcon.Mode.Normal]


def test_a_missing_icon_is_an_error(qtbot: QtBot) -> None:
    with pytest.raises(FileNotFoundError, match="unicorn"):
        icons.icon("unicorn", LIGHT)


def test_an_icon_is_made_once(qtbot: QtBot) -> None:
    assert icons.icon("play", LIGHT) is icons.icon("play", LIGHT)
    assert icons.pixmap("play", LIGHT.ink, 20, 2.0).width() == 40


@pytest.mark.parametrize(("theme", "lang", "scale"), [("light", "ko", 1.0), ("dark", "en", 1.5)])
def test_the_gallery_is_painted(
    dressed: QApplication, tmp_path: Path, theme: str, lang: str, scale: float
) -> None:
    out = tmp_path / "gallery.png"
    given = [str(out), "--theme", theme, "--lang", lang, "--scale", str(scale)]
    assert gallery.main(given) == 0
    image = QImage(str(out))
    assert image.width() == math.floor(1200 * scale)
    shades = {image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, 900, 3)}
    assert len(shades) > 200
