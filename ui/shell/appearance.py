"""The appearance: language, theme and size of everything, and how much of the screen it takes.

It decides what is next; the window carries it to its parts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLibraryInfo, QTranslator
from PySide6.QtWidgets import QApplication

from ui.kit.look import Look
from ui.kit.theme import THEMES, Metrics
from visualnn import text
from visualnn.text import LANGUAGES

if TYPE_CHECKING:
    from .window import Window

__all__ = ["SIZES", "Appearance"]

SIZES = (0.75, 0.9, 1.0, 1.15, 1.3, 1.5, 1.75, 2.0, 2.5, 3.0)
"""The size factors that the keys go through."""
_PROJECTOR = 2.0


class Appearance:
    """How a window looks now, and what its next look is."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._unprojected: float | None = None
        self._qt_words = QTranslator(window)

    # -- language ----------------------------------------------------------------------------------

    def switch_language(self) -> None:
        """The other language."""
        others = [language for language in LANGUAGES if language != text.language()]
        text.use_language(others[0])
        self._window.retranslate()

    def translate_qt(self) -> None:
        """The words of Qt's own dialogs in the current language."""
        self.forget_qt()
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if text.language() != "en" and self._qt_words.load(f"qtbase_{text.language()}", folder):
            QApplication.installTranslator(self._qt_words)

    def forget_qt(self) -> None:
        """Take back what was said about Qt's words."""
        QApplication.removeTranslator(self._qt_words)

    # -- theme and size ----------------------------------------------------------------------------

    @property
    def is_dark(self) -> bool:
        """Whether the theme is dark."""
        return self._window.look.theme.dark

    def switch_theme(self) -> None:
        """Light or dark."""
        theme = THEMES["light" if self.is_dark else "dark"]
        self._window.set_look(Look(theme, self._window.look.metrics))

    @property
    def size(self) -> float:
        """The size factor to come back to another day."""
        return self._factor if self._unprojected is None else self._unprojected

    @property
    def _factor(self) -> float:
        return self._window.look.metrics.factor

    def can_change_size(self, direction: int) -> bool:
        """Whether there is a larger (+1) or a smaller (−1) size."""
        return bool(self._further(direction))

    def change_size(self, direction: int) -> None:
        """The next larger or smaller size; 0 is the normal one."""
        further = self._further(direction)
        if direction == 0:
            self._resize(1.0)
        elif further:
            self._resize(min(further) if direction > 0 else max(further))

    def _further(self, direction: int) -> list[float]:
        return [size for size in SIZES if (size - self._factor) * direction > 1e-6]

    def _resize(self, factor: float) -> None:
        self._window.set_look(Look(self._window.look.theme, Metrics(factor)))

    # -- the screen --------------------------------------------------------------------------------

    def toggle_full_screen(self) -> None:
        """The full screen, or a window again."""
        window = self._window
        window.showNormal() if window.isFullScreen() else window.showFullScreen()

    @property
    def is_projecting(self) -> bool:
        """Whether the window is dressed for a projector."""
        return self._unprojected is not None

    def toggle_projector(self) -> None:
        """The full screen and twice the size, or back."""
        if self._unprojected is None:
            self._unprojected = self._factor
            self._resize(_PROJECTOR)
            self._window.showFullScreen()
        else:
            self._resize(self._unprojected)
            self._unprojected = None
            self._window.showNormal()
