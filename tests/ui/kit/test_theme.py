"""The theme: text reads on its ground, every role has a colour, digits stand in columns."""

from itertools import combinations

import pytest
from PySide6.QtGui import QColor, QFontMetricsF, QPalette, QRawFont
from PySide6.QtWidgets import QApplication, QCheckBox
from pytestqt.qtbot import QtBot

from ui.kit.theme import DARK, LIGHT, Metrics, Text, Theme, apply, load_fonts, palette
from ui.kit.tint import contrast, ink_on, mix
from visualnn.resources import resource

both = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)

TEXT = (
    *("ink", "ink_soft", "ink_faint", "accent", "positive", "negative"),
    *("good", "wrong", "warning"),
)


@both
@pytest.mark.parametrize("ground", ["window", "surface", "raised"])
@pytest.mark.parametrize("text", TEXT)
def test_text_reads_on_every_ground(theme: Theme, text: str, ground: str) -> None:
    assert contrast(getattr(theme, text), getattr(theme, ground)) >= 4.5


@both
def test_text_reads_on_what_is_coloured(theme: Theme) -> None:
    assert contrast(theme.on_accent, theme.accent) >= 4.5
    assert contrast(theme.ink, theme.selection) >= 4.5
    for phase in theme.phases.values():
        assert contrast(theme.ink, phase.tint) >= 4.5


@both
def test_what_is_drawn_stands_out_from_the_surface(theme: Theme) -> None:
    drawn = [series.colour for series in theme.series]
    drawn += [phase.mark for phase in theme.phases.values()]
    drawn += [theme.accent, theme.focus, theme.edge]
    assert [colour.name() for colour in drawn if contrast(colour, theme.surface) < 3.0] == []


@both
def test_phases_and_series_differ_without_their_colours(theme: Theme) -> None:
    letters = [phase.letter for phase in theme.phases.values()]
    assert len(set(letters)) == len(letters) == 7
    dashes = [series.dash for series in theme.series]
    assert len(set(dashes)) == len(dashes) == 8
    assert all(a.tint != b.tint for a, b in combinations(theme.phases.values(), 2))


@both
def test_the_accent_is_nothing_elses_colour(theme: Theme) -> None:
    names = [name for name, value in vars(theme).items() if value == theme.accent]
    assert names == ["accent"]
    chosen = palette(theme)
    for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Disabled):
        for role in QPalette.ColorRole:
            if role not in {QPalette.ColorRole.NoRole, QPalette.ColorRole.NColorRoles}:
                assert chosen.color(group, role) != theme.accent


@both
def test_every_role_of_the_palette_is_set(theme: Theme) -> None:
    chosen = palette(theme)
    groups = QPalette.ColorGroup
    roles = QPalette.ColorRole
    unset = [
        (group.name, role.name)
        for group in (groups.Active, groups.Inactive, groups.Disabled)
        for role in roles
        if role not in {roles.NoRole, roles.NColorRoles} and not chosen.isBrushSet(group, role)
    ]
    assert unset == []


@pytest.mark.parametrize("text", Text)
@pytest.mark.parametrize("factor", [0.75, 1.0, 1.5, 3.0])
def test_digits_are_equally_wide(qtbot: QtBot, text: Text, factor: float) -> None:
    for strong in (False, True):
        measure = QFontMetricsF(Metrics(factor).font(text, strong=strong))
        assert len({measure.horizontalAdvance(digit) for digit in "0123456789"}) == 1


def test_the_bundled_fonts_have_every_sign(qtbot: QtBot) -> None:
    signs = "∂Σ∑√ηβεθλσ₀₁₂ᵢₜ⁻⁰¹²³⁴⁵⁶⁷⁸⁹←→−×·∞≈≤½ᵀ∇⊙‖–…\u0302가힣한글"
    assert load_fonts()[0] == "Pretendard"
    files = [path for path in resource("assets/fonts").iterdir() if path.suffix in {".otf", ".ttf"}]
    regular = [QRawFont(str(path), 13.0) for path in files if "SemiBold" not in path.name]
    assert [s for s in signs if not any(f.supportsCharacter(ord(s)) for f in regular)] == []


def test_lengths_follow_the_factor() -> None:
    assert [Metrics(factor).unit for factor in (0.75, 1.0, 2.0, 3.0)] == [6, 8, 16, 24]
    assert Metrics(0.75).px(1) == 1
    for factor in (0.5, 3.5, float("nan")):
        with pytest.raises(ValueError, match="size factor"):
            Metrics(factor)


def test_the_program_is_dressed_and_dressed_again(dressed: QApplication) -> None:
    for theme, factor in ((DARK, 1.5), (LIGHT, 1.0), (DARK, 1.0)):
        apply(dressed, theme, Metrics(factor))
        assert dressed.palette().color(QPalette.ColorRole.Window) == theme.window
        assert dressed.font().family() == "Pretendard"
        assert dressed.font().pixelSize() == round(13 * factor)
        assert theme.raised.name() in dressed.styleSheet()


@both
def test_a_box_to_tick_has_an_edge_that_shows(
    dressed: QApplication, qtbot: QtBot, theme: Theme
) -> None:
    apply(dressed, theme, Metrics())
    box = QCheckBox()
    qtbot.addWidget(box)
    image = box.grab().toImage()
    middle = image.height() // 2
    line = [image.pixelColor(x, middle) for x in range(image.width())]
    assert max(contrast(colour, theme.surface) for colour in line) >= 3.0


def test_mixing_ends_where_it_should() -> None:
    one, other = QColor("#1a63ad"), QColor("#f6f6f4")
    assert mix(one, other, 0.0) == one
    assert mix(one, other, 1.0) == other
    assert contrast(QColor("black"), QColor("white")) == pytest.approx(21.0)


def test_ink_reads_on_every_grey_and_every_hue() -> None:
    grounds = [QColor(level, level, level) for level in range(256)]
    grounds += [QColor.fromHsv(hue, 255, 255) for hue in range(0, 360, 5)]
    assert min(contrast(ink_on(ground), ground) for ground in grounds) >= 4.5


@pytest.mark.parametrize("name", ["/etc/hosts", "assets/../pyproject.toml", "C:x", "a\\b"])
def test_a_resource_stays_inside_the_program(name: str) -> None:
    with pytest.raises(ValueError, match="comes with the program"):
        resource(name)


def test_a_missing_resource_is_named() -> None:
    with pytest.raises(FileNotFoundError, match=r"assets/nothing\.svg"):
        resource("assets/nothing.svg")
