"""Icons: the program's own line drawings, in the ink of the theme.

The files are black; black becomes the theme's ink, and its paler form where a button is disabled.
Other colours stay.
"""

from functools import cache

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from ui.kit.theme import THEMES, Theme
from ui.kit.tint import mix
from visualnn.resources import resource

__all__ = ["icon", "names", "pixmap"]

_FOLDER = "assets/icons"


def names() -> tuple[str, ...]:
    """The names of all icons that come with the program."""
    return tuple(sorted(path.stem for path in resource(_FOLDER).glob("*.svg")))


def icon(name: str, theme: Theme, size: int = 20) -> QIcon:
    """An icon of ``size`` logical pixels, sharp on the current screens, with a disabled form.

    Raises FileNotFoundError if there is no icon of that name.
    """
    screens = QGuiApplication.screens()
    ratios = sorted({screen.devicePixelRatio() for screen in screens} | {1.0})
    return _icon(name, theme.name, size, tuple(ratios))


def pixmap(name: str, colour: QColor, size: int, ratio: float = 1.0) -> QPixmap:
    """The icon as a picture of size × ratio device pixels, its black lines in ``colour``."""
    text = _source(name).replace('"#000"', f'"{colour.name()}"')
    renderer = QSvgRenderer(QByteArray(text.encode()))
    picture = QPixmap(QSize(size, size) * ratio)
    picture.fill(Qt.GlobalColor.transparent)
    with QPainter(picture) as painter:
        renderer.render(painter)
    picture.setDevicePixelRatio(ratio)
    return picture


@cache
def _source(name: str) -> str:
    return resource(f"{_FOLDER}/{name}.svg").read_text(encoding="utf-8")


@cache
def _icon(name: str, theme_name: str, size: int, ratios: tuple[float, ...]) -> QIcon:
    theme = THEMES[theme_name]
    pale = mix(theme.surface, theme.ink_faint, 0.5)
    made = QIcon()
    for ratio in ratios:
        made.addPixmap(pixmap(name, theme.ink, size, ratio), QIcon.Mode.Normal)
        made.addPixmap(pixmap(name, pale, size, ratio), QIcon.Mode.Disabled)
    return made
