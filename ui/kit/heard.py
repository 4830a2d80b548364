"""Numbers that are heard: each number that a panel paints, as a thing that a screen reader finds.

A picture is one thing to a screen reader. So each number in it gets a child of the panel that
paints nothing, takes neither the pointer nor the keyboard, lies where the number is, and is called
as the number is: ``hidden.W[0,1] 0.4137``. A number that has a place in an array is the cell of a
table to a screen reader, others are text. They are made while a screen reader listens only, and
follow once the picture has come to rest.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from typing import Final

from PySide6.QtCore import QObject, QRect, Qt
from PySide6.QtGui import QAccessible, QFont
from PySide6.QtWidgets import QAccessibleWidget, QLabel, QWidget

from .painted_texts import PaintedText, joined, painted_texts

__all__ = ["HeardCell", "HeardNumber", "HeardNumbers"]

MAX_NUMBER_COUNT: Final = 600
"""So many are told of one picture; nobody listens to more."""
_DIGIT: Final = re.compile(r"\d|∞|NaN")
_INDEXED: Final = re.compile(r"\S+\[[\d,]+\] ")


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


class HeardCell(HeardNumber):
    """A number that has a place in an array."""


@cache
def make_cells_heard() -> None:
    """Tell Qt, once for all, that a heard cell is the cell of a table: a widget has no role of its
    own choice."""
    QAccessible.installFactory(_heard_as)


def _heard_as(_class_name: str, thing: QObject) -> QAccessibleWidget | None:
    if isinstance(thing, HeardCell):
        return QAccessibleWidget(thing, QAccessible.Role.Cell)
    return None


class HeardNumbers:
    """The numbers of one panel's picture. `name_at` says what the number at a point is called; what
    children of the panel paint is read where they are asked for."""

    def __init__(
        self, panel: QWidget, name_at: Callable[[float, float], str], *, with_children: bool
    ) -> None:
        self.is_reading = False
        """To read is to paint; nothing is to be read after that."""
        self._panel, self._name_at, self._with_children = panel, name_at, with_children
        self._cells: list[HeardCell] = []
        self._others: list[HeardNumber] = []
        make_cells_heard()

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
        cells = [text for text in told if is_of_array(text.text)]
        while len(self._cells) < len(cells):
            self._cells.append(HeardCell(self._panel))
        others = [text for text in told if not is_of_array(text.text)]
        while len(self._others) < len(others):
            self._others.append(HeardNumber(self._panel))
        _tell(self._cells, cells)
        _tell(self._others, others)


def _tell(numbers: Sequence[HeardNumber], texts: Sequence[PaintedText]) -> None:
    """Let so many numbers be called like the texts; the others are not heard."""
    for number, text in zip(numbers, texts, strict=False):
        number.tell(text.text, text.place.toAlignedRect())
    for number in numbers[len(texts) :]:
        number.hide()


def is_of_array(said: str) -> bool:
    """Whether a number is called by its place in an array: ``hidden.W[0,1] 0.4137``."""
    return _INDEXED.match(said) is not None


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
