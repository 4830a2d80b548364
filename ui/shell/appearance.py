"""The appearance: language, theme and size of everything, and how much of the screen it takes.

It decides what is next and says so; whoever shows anything listens.
"""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QObject, QTranslator, Signal
from PySide6.QtWidgets import QApplication, QWidget

from ui.kit.look import Look
from ui.kit.theme import THEMES, Metrics, apply
from visualnn import text
from visualnn.text import LANGUAGES

__all__ = ["SIZE_FACTORS", "Appearance"]

SIZE_FACTORS = (0.75, 0.9, 1.0, 1.15, 1.3, 1.5, 1.75, 2.0, 2.5, 3.0)
"""The size factors that the keys go through."""
PROJECTED_ROWS_PIXELS = 540
"""The height, at factor 1, that a window in front of a class has at least: on a screen of 1080 rows
everything is twice as large, on one of 768 a little less than one and a half times."""


class Appearance(QObject):
    """How a window looks now, and what its next look is."""

    look_changed = Signal(object)
    """A Look: another theme or another size."""
    language_changed = Signal()

    def __init__(self, look: Look, window: QWidget) -> None:
        super().__init__(window)
        self.look = look
        self._window = window
        self._unprojected: float | None = None
        self._fitted = 1.0
        """The factor that the screen was found to allow."""
        self._projected: float | None = None
        """The factor that somebody chose in front of a class."""
        self._qt_words = QTranslator(window)
        self.translate_qt()

    # -- language ----------------------------------------------------------------------------------

    def switch_language(self) -> None:
        """The other language."""
        others = [language for language in LANGUAGES if language != text.language()]
        text.use_language(others[0])
        self.translate_qt()
        self.language_changed.emit()

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

    def set_look(self, look: Look) -> None:
        """Another theme or another size, at once and everywhere."""
        self.look = look
        application = QApplication.instance()
        if isinstance(application, QApplication):
            apply(application, look.theme, look.metrics)
        self.look_changed.emit(look)

    @property
    def is_dark(self) -> bool:
        """Whether the theme is dark."""
        return self.look.theme.dark

    def switch_theme(self) -> None:
        """Light or dark."""
        theme = THEMES["light" if self.is_dark else "dark"]
        self.set_look(Look(theme, self.look.metrics))

    @property
    def size(self) -> float:
        """The size factor to come back to another day."""
        return self._factor if self._unprojected is None else self._unprojected

    @property
    def _factor(self) -> float:
        return self.look.metrics.factor

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
        return [size for size in SIZE_FACTORS if (size - self._factor) * direction > 1e-6]

    def _resize(self, factor: float) -> None:
        self.set_look(Look(self.look.theme, Metrics(factor)))

    # -- the screen --------------------------------------------------------------------------------

    @property
    def is_full_screen(self) -> bool:
        """Whether the window takes the whole screen."""
        return self._window.isFullScreen()

    def toggle_full_screen(self) -> None:
        """The full screen, or a window again."""
        window = self._window
        window.showNormal() if window.isFullScreen() else window.showFullScreen()

    @property
    def is_projecting(self) -> bool:
        """Whether the window is dressed for a projector."""
        return self._unprojected is not None

    def dress_for_projector(self) -> None:
        """The full screen, and as large as the screen allows; another time as large as it was made
        there the last time."""
        if self._unprojected is None:
            self._unprojected = self._factor
            self._window.showFullScreen()
            self._fitted = self._projected or self.factor_for(self._window.height())
            self._resize(self._fitted)

    def fit_projector(self, height: int) -> None:
        """Another screen of so many rows: as large as it allows, unless somebody chose the size."""
        is_chosen = self._projected is not None or self._fitted != self._factor
        if self._unprojected is not None and not is_chosen:
            self._fitted = self.factor_for(height)
            self._resize(self._fitted)

    def undress(self) -> None:
        """The window and the size as before."""
        if self._unprojected is not None:
            factor, self._unprojected = self._unprojected, None
            if self._factor != self._fitted:
                self._projected = self._factor
            self._resize(factor)
            self._window.showNormal()

    @staticmethod
    def factor_for(height: int) -> float:
        """The largest factor at which a window of so many rows still has what it needs."""
        fitting = (size for size in SIZE_FACTORS if size * PROJECTED_ROWS_PIXELS <= height)
        return max(max(fitting, default=1.0), 1.0)
