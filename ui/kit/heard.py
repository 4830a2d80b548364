"""Numbers that are heard: each number that a panel paints, as a thing that a screen reader finds.

A picture is one thing to a screen reader. So each number in it gets a child of the panel that
paints nothing, takes neither the pointer nor the keyboard, lies where the number is, and is called
as the number is: ``hidden.W[0,1] 0.4137``. They are made while a screen reader listens only, and
follow once the picture has come to rest.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QLabel, QWidget

from .painted_texts import PaintedText, joined, painted_texts

__all__ = ["HeardNumber", "HeardNumbers"]

MAX_NUMBER_COUNT: Final = 600
"""So many are told of one picture; nobody listens to more."""
_DIGIT: Final = re.compile(r"\d|∞|NaN")


class HeardNumber(QLabel):
    """A number of a picture, for those who hear it: a label without a text of its own."""

    def __init__(self, panel: QWidget) -> None:
        super().__init__(panel)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def tell(self, said: str, place: QRect) -> None:
        """Be called so, and lie there."""
        if self.accessibleName() != said:
            self.setAccessibleName(said)
        if self.geometry() != place:
            self.setGeometry(place)
        self.setVisible(True)


class HeardNumbers:
    """The numbers of one panel's picture. `name_at` says what the number at a point is called; what
    children of the panel paint is read where they are asked for."""

    def __init__(
        self, panel: QWidget, name_at: Callable[[float, float], str], *, with_children: bool
    ) -> None:
        self.is_reading = False
        """To read is to paint; nothing is to be read after that."""
        self._panel, self._name_at, self._with_children = panel, name_at, with_children
        self._numbers: list[HeardNumber] = []

    def read(self, font: QFont) -> None:
        """Take the numbers off the picture; `font` is what they are measured in."""
        if not self._panel.isVisible():
            return
        self.is_reading = True
        try:
            texts = painted_texts(self._panel, font, with_children=self._with_children)
        finally:
            self.is_reading = False
        told = named(texts, self._name_at)[:MAX_NUMBER_COUNT]
        while len(self._numbers) < len(told):
            self._numbers.append(HeardNumber(self._panel))
        for number, text in zip(self._numbers, told, strict=False):
            number.tell(text.text, text.place.toAlignedRect())
        for number in self._numbers[len(told) :]:
            number.hide()


def named(
    texts: tuple[PaintedText, ...], name_at: Callable[[float, float], str]
) -> tuple[PaintedText, ...]:
    """The texts that hold a number: of one that has a name, the name before it; others with what
    stands beside them on their line."""
    own: list[PaintedText] = []
    rest: list[PaintedText] = []
    for text in texts:
        middle = text.place.center()
        name = name_at(middle.x(), middle.y()) if _DIGIT.search(text.text) else ""
        if name:
            own.append(PaintedText(f"{name} {text.text}", text.place))
        else:
            rest.append(text)
    return (*own, *(text for text in joined(rest) if _DIGIT.search(text.text)))
