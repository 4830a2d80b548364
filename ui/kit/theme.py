"""Theme: the colours, sizes and letters of the window, each with one meaning.

The frame is nearly invisible; the network and its numbers are the only loud things. So nearly
everything here is grey, and what is not grey says something: the sign of a number, the phase of
an instruction, one series among several, right or wrong. One colour, the accent, belongs to the
current instruction alone: the outline of what it reads and what it wrote, the same in every
panel at once.
"""

from collections.abc import Mapping
from enum import Enum
from functools import cache
from types import MappingProxyType
from typing import Final

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette, QPen
from PySide6.QtWidgets import QApplication

from ui.kit.tint import mix
from visualnn.dataclass import dataclass
from visualnn.resources import resource

__all__ = [
    "DARK",
    "LIGHT",
    "THEMES",
    "Metrics",
    "PhaseMark",
    "Series",
    "Text",
    "Theme",
    "apply",
    "fusion_application",
    "load_fonts",
    "palette",
]


@dataclass(frozen=True)
class PhaseMark:
    """The mark of a phase of the iteration: always a letter, never a colour alone."""

    letter: str
    tint: QColor  # behind text: a badge, a lane of the timeline
    mark: QColor  # where the phase is drawn as a line or a dot


@dataclass(frozen=True)
class Series:
    """One line among several in a chart: a colour and a dash pattern, in widths of the pen."""

    colour: QColor
    dash: tuple[float, ...]

    def pen(self, width: float = 1.0) -> QPen:
        """A pen that draws this series."""
        pen = QPen(self.colour, width)
        if self.dash:
            pen.setDashPattern(self.dash)
        return pen


@dataclass(frozen=True, eq=False)
class Theme:
    """Every colour of the window by its meaning.

    Text colours (ink to negative, accent, good, wrong, warning) reach a contrast of 4.5 on
    window, surface and raised; ``on_accent`` on accent; ink on every phase tint.
    """

    name: str
    dark: bool

    window: QColor  # behind everything
    surface: QColor  # where numbers and prose stand: panels, cells, fields
    raised: QColor  # what lies on top or under the pointer: buttons, tips, the hovered row
    line: QColor  # hairlines between things that space alone does not part
    edge: QColor  # around controls that can be changed: fields, boxes to tick
    selection: QColor  # behind selected text and the selected row

    ink: QColor  # text and numbers
    ink_soft: QColor  # text beside the text: labels, captions, axes
    ink_faint: QColor  # text that waits: placeholders, what is not computed

    accent: QColor  # the current instruction's inputs and output; nothing else
    on_accent: QColor  # text on the accent
    focus: QColor  # the ring of whatever the keyboard talks to

    positive: QColor  # numbers above zero: warm
    negative: QColor  # numbers below zero: cool
    zero: QColor  # the middle between them in a heat map
    not_finite: QColor  # NaN and infinity in a heat map

    good: QColor  # right
    wrong: QColor  # wrong
    warning: QColor  # look here

    phases: Mapping[str, PhaseMark]
    series: tuple[Series, ...]


# Okabe and Ito's colours for all kinds of colour vision. The three phases that
# train nothing (batch, evaluate, callbacks) stay near grey. Each: letter, mark on light, on dark.
_PHASES: Final = {
    "batch": ("D", "#7d848b", "#8a9096"),  # D as in data: B is backward
    "forward": ("F", "#3a9bce", "#56b4e9"),
    "loss": ("L", "#a19300", "#f0e442"),
    "backward": ("B", "#c26b9c", "#cc79a7"),
    "update": ("U", "#009e73", "#009e73"),
    "evaluate": ("E", "#66809b", "#7d93a8"),
    "callbacks": ("C", "#8d7a63", "#a8937a"),
}
_DASHES: Final = (
    (),
    (6.0, 3.0),
    (2.0, 2.0),
    (9.0, 3.0, 2.0, 3.0),
    (1.0, 3.0),
    (12.0, 4.0),
    (4.0, 2.0, 1.0, 2.0, 1.0, 2.0),
    (3.0, 5.0),
)


def _phases(surface: str, *, dark: bool) -> Mapping[str, PhaseMark]:
    """The phases on a surface; their tints are the lighter marks, mixed into it by a third."""
    return MappingProxyType(
        {
            name: PhaseMark(
                letter,
                tint=mix(QColor(surface), QColor(on_dark), 0.34),
                mark=QColor(on_dark if dark else on_light),
            )
            for name, (letter, on_light, on_dark) in _PHASES.items()
        }
    )


def _series(*colours: str) -> tuple[Series, ...]:
    return tuple(
        Series(QColor(colour), dash) for colour, dash in zip(colours, _DASHES, strict=True)
    )


LIGHT: Final = Theme(
    name="light",
    dark=False,
    window=QColor("#f6f6f4"),
    surface=QColor("#ffffff"),
    raised=QColor("#ececea"),
    line=QColor("#dcdcd8"),
    edge=QColor("#7d8389"),
    selection=QColor("#d4dce4"),
    ink=QColor("#1e2226"),
    ink_soft=QColor("#535a62"),
    ink_faint=QColor("#626970"),
    accent=QColor("#6733c6"),
    on_accent=QColor("#ffffff"),
    focus=QColor("#3d444b"),
    positive=QColor("#b0470c"),
    negative=QColor("#1a63ad"),
    zero=QColor("#ffffff"),
    not_finite=QColor("#2bee2b"),
    good=QColor("#00704f"),
    wrong=QColor("#b3261e"),
    warning=QColor("#855700"),
    phases=_phases("#ffffff", dark=False),
    # Okabe and Ito's, with the lighter ones deepened until a line of them shows on white.
    series=_series(
        "#0072b2", "#d55e00", "#009e73", "#c26b9c", "#c88300", "#3a9bce", "#8f8200", "#1e2226"
    ),
)

DARK: Final = Theme(
    name="dark",
    dark=True,
    window=QColor("#151719"),
    surface=QColor("#1b1e21"),
    raised=QColor("#272b30"),
    line=QColor("#34393e"),
    edge=QColor("#6b7279"),
    selection=QColor("#3a444e"),
    ink=QColor("#e4e7ea"),
    ink_soft=QColor("#aab1b8"),
    ink_faint=QColor("#959da5"),
    accent=QColor("#bfa5ff"),
    on_accent=QColor("#17131f"),
    focus=QColor("#cfd5da"),
    positive=QColor("#f29a62"),
    negative=QColor("#74b4f0"),
    zero=QColor("#2b2f33"),
    not_finite=QColor("#2bee2b"),
    good=QColor("#4fc79a"),
    wrong=QColor("#ff8a80"),
    warning=QColor("#e3b341"),
    phases=_phases("#1b1e21", dark=True),
    series=_series(
        "#3a94d0", "#e8742a", "#1fae84", "#cc79a7", "#e69f00", "#56b4e9", "#f0e442", "#e4e7ea"
    ),
)

THEMES: Final[Mapping[str, Theme]] = MappingProxyType({"light": LIGHT, "dark": DARK})


class Text(Enum):
    """The three sizes of text, in pixels at size factor 1."""

    SMALL = 11
    BODY = 13
    TITLE = 18

    __hash__ = object.__hash__  # Enum's own, in Python, is asked for hundreds of times a picture


@dataclass(frozen=True)
class Metrics:
    """All lengths of the window: one factor times a grid of eight pixels and three text sizes.

    The factor is the learner's own choice (a projector at the back of a room, small print on a
    laptop) and comes on top of the screen's device pixel ratio, which Qt handles: all lengths
    are logical pixels. Raises ValueError outside of ``MIN_FACTOR`` to ``MAX_FACTOR``.
    """

    factor: float = 1.0

    MIN_FACTOR = 0.75
    MAX_FACTOR = 3.0

    def __post_init__(self) -> None:
        if not self.MIN_FACTOR <= self.factor <= self.MAX_FACTOR:
            raise ValueError(
                f"The size factor {self.factor} is not between {self.MIN_FACTOR} and "
                f"{self.MAX_FACTOR}."
            )

    @property
    def unit(self) -> int:
        """One step of the grid: eight pixels, scaled."""
        return self.px(8)

    @property
    def hairline(self) -> int:
        """The thickness of a line between things: one pixel, two from factor 2 on."""
        return max(1, int(self.factor))

    @property
    def ring(self) -> int:
        """The thickness of the accent outline and of the keyboard's ring."""
        return max(2, round(2 * self.factor))

    def px(self, length: float) -> int:
        """A length of factor 1 in whole pixels; never less than one."""
        return max(1, round(length * self.factor))

    def font(self, text: Text = Text.BODY, *, strong: bool = False) -> QFont:
        """The font of one of the three sizes; its digits are all equally wide."""
        return _font(self.px(text.value), strong)


@cache
def _font(pixels: int, strong: bool) -> QFont:
    font = QFont()
    font.setFamilies(list(load_fonts()))
    font.setPixelSize(pixels)
    font.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
    font.setFeature(QFont.Tag("tnum"), 1)
    # Unhinted advances do not depend on the screen: columns stay aligned at every size.
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


_FAMILIES: Final = ("Pretendard", "DejaVu Sans")


@cache
def load_fonts() -> tuple[str, ...]:
    """Load the fonts that come with the program; their families, first choice first.

    Pretendard has Hangul, Latin, Greek and most signs of mathematics; DejaVu Sans has the rest.
    Needs a QGuiApplication. Raises FileNotFoundError or OSError if a font cannot be used.
    """
    found: set[str] = set()
    for path in sorted(resource("assets/fonts").glob("*.[ot]tf")):
        number = QFontDatabase.addApplicationFont(str(path))
        if number < 0:
            raise OSError(f"{path} is not a font that can be used; install visualnn again.")
        found.update(QFontDatabase.applicationFontFamilies(number))
    for family in _FAMILIES:
        if family not in found:
            raise FileNotFoundError(f"The font {family} is missing; install visualnn again.")
    return _FAMILIES


def palette(theme: Theme) -> QPalette:
    """Fusion's palette for a theme, every role of every group set."""
    role = QPalette.ColorRole
    colours = {
        role.Window: theme.window,
        role.WindowText: theme.ink,
        role.Base: theme.surface,
        role.AlternateBase: theme.window,
        role.Text: theme.ink,
        role.PlaceholderText: theme.ink_faint,
        role.Button: theme.raised,
        role.ButtonText: theme.ink,
        role.BrightText: theme.wrong,
        role.ToolTipBase: theme.raised,
        role.ToolTipText: theme.ink,
        role.Highlight: theme.selection,
        role.HighlightedText: theme.ink,
        role.Link: theme.ink,
        role.LinkVisited: theme.ink_soft,
        role.Accent: theme.ink_soft,  # Qt's accent marks every control; ours marks one thing
        role.Light: mix(theme.raised, QColor("white"), 0.08 if theme.dark else 0.6),
        role.Midlight: mix(theme.raised, QColor("white"), 0.04 if theme.dark else 0.3),
        role.Mid: theme.line,
        role.Dark: mix(theme.line, theme.ink, 0.15),
        role.Shadow: mix(theme.line, theme.ink, 0.3 if not theme.dark else 0.0),
    }
    pale = mix(theme.surface, theme.ink_faint, 0.6)
    disabled = {
        role.WindowText: pale,
        role.Text: pale,
        role.ButtonText: pale,
        role.PlaceholderText: pale,
        role.HighlightedText: pale,
        role.Link: pale,
        role.LinkVisited: pale,
        role.Accent: pale,
        role.Base: theme.window,
        role.Button: theme.window,
        role.Highlight: theme.raised,
    }
    made = QPalette()
    for each, colour in colours.items():
        made.setColor(QPalette.ColorGroup.Active, each, colour)
        made.setColor(QPalette.ColorGroup.Inactive, each, colour)
        made.setColor(QPalette.ColorGroup.Disabled, each, disabled.get(each, colour))
    return made


# Fusion outlines these in a darker shade of the window, which is invisible on a dark one.
_EDGED: Final = ("QCheckBox", "QRadioButton", "QAbstractSpinBox", "QComboBox", "QSlider")


def _edged(theme: Theme) -> QPalette:
    """The palette from whose window colour Fusion derives the theme's edge."""
    made = palette(theme)
    source = theme.edge.lighter(140)  # Fusion draws with darker(140)
    for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
        made.setColor(group, QPalette.ColorRole.Window, source)
    return made


_IS_FUSION: Final = "is_fusion"


def fusion_application(name: str) -> QApplication:
    """An application, called by this name, whose style is Fusion from the beginning: a style that
    is asked for or set later brings all of PySide's classes of styles along."""
    application = QApplication([name, "-style", "fusion"])
    application.setProperty(_IS_FUSION, True)
    return application


def apply(app: QApplication, theme: Theme, metrics: Metrics) -> None:
    """Dress the whole program: style, palette, font and the little that palettes cannot reach."""
    if not app.property(_IS_FUSION):
        app.setStyleSheet("")  # the sheet wraps the style
        app.setStyle("Fusion")
        app.setProperty(_IS_FUSION, True)
    app.setPalette(palette(theme))
    edged = _edged(theme)
    for control in _EDGED:
        # PySide's type hints ask for bytes, which PySide itself then refuses.
        app.setPalette(edged, control)  # type: ignore[arg-type]
    app.setFont(metrics.font())
    app.setStyleSheet(_sheet(theme, metrics))


def _sheet(theme: Theme, metrics: Metrics) -> str:
    px = metrics.px
    named = ("surface", "raised", "line", "edge", "ink", "ink_faint", "focus")
    colour = {name: getattr(theme, name).name() for name in named}
    ring, bar = metrics.ring, px(10)
    handle = mix(theme.line, theme.ink_faint, 0.45).name()
    pale = mix(theme.surface, theme.ink_faint, 0.6).name()
    return f"""
    QToolTip {{ background: {colour["raised"]}; color: {colour["ink"]};
        border: 1px solid {colour["line"]}; padding: {px(4)}px {px(6)}px; }}

    QToolButton, QPushButton {{ color: {colour["ink"]}; border: {ring}px solid transparent;
        border-radius: {px(6)}px; padding: {px(3)}px; }}
    QToolButton {{ background: transparent; }}
    QPushButton {{ background: {colour["raised"]}; padding: {px(4)}px {px(12)}px; }}
    QToolButton:hover {{ background: {colour["raised"]}; }}
    QToolButton:pressed, QToolButton:checked, QPushButton:hover, QPushButton:pressed
        {{ background: {colour["line"]}; }}
    QToolButton:disabled, QPushButton:disabled {{ color: {pale}; }}
    QToolButton::menu-indicator {{ image: none; }}

    QLineEdit {{ background: {colour["surface"]}; color: {colour["ink"]};
        border: 1px solid {colour["edge"]}; border-radius: {px(4)}px;
        padding: {px(2) + ring - 1}px {px(4) + ring - 1}px; }}
    QLineEdit:focus {{ border-width: {ring}px; padding: {px(2)}px {px(4)}px; }}

    QToolButton:focus, QPushButton:focus, QLineEdit:focus {{ border-color: {colour["focus"]}; }}

    QSplitter::handle {{ background: {colour["line"]}; }}
    QSplitter::handle:horizontal {{ width: {metrics.hairline}px; margin: 0 {px(3)}px; }}
    QSplitter::handle:vertical {{ height: {metrics.hairline}px; margin: {px(3)}px 0; }}
    QSplitter::handle:hover {{ background: {colour["ink_faint"]}; }}

    QScrollBar {{ background: transparent; border: none; margin: 0; }}
    QScrollBar:vertical {{ width: {bar}px; }}
    QScrollBar:horizontal {{ height: {bar}px; }}
    QScrollBar::handle {{ background: {handle}; border-radius: {px(3)}px; margin: {px(2)}px; }}
    QScrollBar::handle:vertical {{ min-height: {px(24)}px; }}
    QScrollBar::handle:horizontal {{ min-width: {px(24)}px; }}
    QScrollBar::handle:hover {{ background: {colour["ink_faint"]}; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: none; }}
    """
