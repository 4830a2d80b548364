"""The welcome of a first start: the language is asked for once, then two sentences and one key lead
to the first number."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from ui.kit.look import Look
from ui.kit.overlay import Overlay, words
from ui.kit.theme import Text
from visualnn import text
from visualnn.text import Language, _

LANGUAGE_WORDS = ("언어", "Language")
"""What the question is about, in each language."""

__all__ = ["LANGUAGE_NAMES", "Welcome"]

WELCOME_PIXELS = 480
"""The width of the sheet at factor 1."""
LANGUAGE_NAMES: Mapping[Language, str] = {"ko": "한국어", "en": "English"}
"""Each language as it calls itself."""


class Welcome(Overlay):
    """First the language, then what there is to see."""

    chosen = Signal(str)
    """The language that the learner speaks."""
    wished = Signal()
    """The first number is to be seen."""

    def __init__(self, over: QWidget, look: Look) -> None:
        super().__init__(over, look, WELCOME_PIXELS, top=0.28)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.title = words("visualnn", look, Text.TITLE)
        self.text = words(" · ".join(LANGUAGE_WORDS), look)
        self.text.setWordWrap(True)
        self.buttons: dict[Language, QPushButton] = {}
        self._foot = QHBoxLayout()
        self._foot.setSpacing(look.metrics.unit)
        self._foot.addStretch(1)
        for language, name in LANGUAGE_NAMES.items():
            button = self._button(name)
            button.clicked.connect(lambda _on=False, language=language: self._choose(language))
            self.buttons[language] = button
        self.go_button = self._button("→")
        self.go_button.clicked.connect(self._go)
        self.go_button.hide()
        self.rows.setSpacing(2 * look.metrics.unit)
        for each in (self.title, self.text):
            self.rows.addWidget(each)
        self.rows.addLayout(self._foot)

    def _button(self, words_on_it: str) -> QPushButton:
        button = QPushButton(words_on_it)
        button.setAutoDefault(True)  # Enter presses the one that has the keyboard
        button.setMinimumWidth(self.look.metrics.px(110))
        self._foot.addWidget(button)
        return button

    def open(self) -> None:
        """Lie on top, with the keyboard on the language of the computer."""
        super().open()
        self.buttons[text.language()].setFocus()

    def _choose(self, language: Language) -> None:
        """The language is known: say what there is to see."""
        self.chosen.emit(language)
        for button in self.buttons.values():
            button.hide()
        self.title.setText(_("One neuron"))
        self.text.setText(
            _(
                "A neuron multiplies what comes in by a weight and adds a bias. Press → and see "
                "the first number it makes, and where it comes from."
            )
        )
        self.go_button.setText(_("See it  →"))
        self.go_button.show()
        self.go_button.setAccessibleDescription(self.text.text())
        self.go_button.setFocus()
        self.rows.activate()
        self._place()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrow goes on once the language is known."""
        if event.key() == Qt.Key.Key_Right and self.go_button.isVisible():
            self._go()
        else:
            super().keyPressEvent(event)

    def _go(self) -> None:
        self.dismiss()
        self.wished.emit()
