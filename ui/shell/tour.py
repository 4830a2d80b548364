"""The tour: five parts of the window, one after the other, each with two sentences."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from ui.kit.look import Look
from ui.kit.overlay import Overlay, words
from ui.kit.theme import Text
from visualnn.dataclass import dataclass
from visualnn.text import N_, _

__all__ = ["TOUR", "Tour", "TourStep", "place_beside"]

TOUR_PIXELS = 380
"""The width of the sheet at factor 1."""
VEIL_OPACITY = 0.55
"""How much of the window's ground covers what is not talked about."""
NEXT_KEYS = frozenset(
    {Qt.Key.Key_Right, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space, Qt.Key.Key_Down}
)
BACK_KEYS = frozenset({Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Backspace})


@dataclass(frozen=True)
class TourStep:
    """What is said of a part of the window; texts are entries of the catalogue (English)."""

    part: str
    """What is talked about: ``card``, ``transport``, ``timeline`` or ``stage``."""
    title: str
    text: str


TOUR: tuple[TourStep, ...] = (
    TourStep(
        "card",
        N_("Every number is explained"),
        N_("Here it says how the chosen number was made. Click any number, anywhere, to ask it."),
    ),
    TourStep(
        "transport",
        N_("Step by step, both ways"),
        N_("→ does the next instruction, ← takes it back. Forward again gives the same numbers."),
    ),
    TourStep(
        "timeline",
        N_("The whole training"),
        N_(
            "Click or drag to be at any moment of it. PageDown goes on to where the lesson has "
            "something to say."
        ),
    ),
    TourStep(
        "stage",
        N_("Pictures of the same numbers"),
        N_("The names above choose what is shown, and so do Alt+1 to Alt+9."),
    ),
    TourStep(
        "stage",
        N_("Change anything"),
        N_(
            "Press on a number and pull: every picture follows, and Ctrl+Z takes it back. Ctrl+O "
            "leads to the other lessons, F1 to all keys."
        ),
    ),
)


def place_beside(part: QRect, sheet: tuple[int, int], room: QRect, gap: int) -> QPoint:
    """Where a sheet of a width and height stands beside a part: at the right, the left, below or
    above it, where it fits first; nowhere, then over the middle of the part. It never leaves the
    room."""
    width, height = sheet
    level = part.center().y() - height // 2
    middle = part.center().x() - width // 2
    places = (
        QPoint(part.right() + 1 + gap, level),
        QPoint(part.left() - gap - width, level),
        QPoint(middle, part.bottom() + 1 + gap),
        QPoint(middle, part.top() - gap - height),
    )
    inner = room.adjusted(gap, gap, -gap, -gap)

    def inside(at: QPoint) -> QPoint:
        x = max(inner.left(), min(at.x(), inner.right() + 1 - width))
        y = max(inner.top(), min(at.y(), inner.bottom() + 1 - height))
        return QPoint(x, y)

    for at in places:
        kept = QRect(inside(at).x(), inside(at).y(), width, height)
        if not kept.intersects(part):
            return kept.topLeft()
    return inside(QPoint(middle, level))


class Tour(Overlay):
    """One step at a time: arrows or Enter go on and back, Esc leaves."""

    def __init__(
        self,
        over: QWidget,
        look: Look,
        where: Callable[[str], QRect | None],
        steps: Sequence[TourStep] = TOUR,
    ) -> None:
        """`where` says where a part is in the window; None if it is not seen."""
        super().__init__(over, look, TOUR_PIXELS)
        self._where, self._steps, self.number = where, tuple(steps), 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.title = words("", look, strong=True)
        self.text = words("", look)
        self.count = words("", look, Text.SMALL, soft=True)
        for label in (self.title, self.text):
            label.setWordWrap(True)
        self.back_button = QPushButton("←")
        self.next_button = QPushButton()
        self.leave_button = QPushButton()
        foot = QHBoxLayout()
        foot.addWidget(self.count)
        foot.addStretch(1)
        for button in (self.leave_button, self.back_button, self.next_button):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            foot.addWidget(button)
        self.rows.addWidget(self.title)
        self.rows.addWidget(self.text)
        self.rows.addSpacing(look.metrics.unit)
        self.rows.addLayout(foot)
        self.next_button.clicked.connect(lambda: self.go(+1))
        self.back_button.clicked.connect(lambda: self.go(-1))
        self.leave_button.clicked.connect(self.dismiss)
        self._say()

    def open(self) -> None:
        """Lie on top with the keyboard."""
        super().open()
        self.setFocus()

    def go(self, steps: int) -> None:
        """Go on or back; behind the last step is the end."""
        self.number = max(0, self.number + steps)
        if self.number >= len(self._steps):
            self.dismiss()
            return
        self._say()
        self._place()
        self.update()

    def _say(self) -> None:
        step, last = self._steps[self.number], self.number == len(self._steps) - 1
        self.title.setText(_(step.title))
        self.text.setText(_(step.text))
        self.count.setText(f"{self.number + 1} / {len(self._steps)}")
        going = _("Begin") if last else "→"
        self.next_button.setText(going)
        self.leave_button.setText(_("Leave (Esc)"))
        self.leave_button.setVisible(not last)
        self.back_button.setEnabled(self.number > 0)
        self.next_button.setAccessibleName(going if last else _("Next"))
        self.back_button.setAccessibleName(_("Back"))
        self.setAccessibleName(f"{self.count.text()}. {self.title.text()}")
        self.setAccessibleDescription(self.text.text())

    def _part(self) -> QRect | None:
        """Where it is that is talked about, with room for its ring."""
        part, ring = self._where(self._steps[self.number].part), self.look.metrics.ring
        return None if part is None else part & self.rect().adjusted(ring, ring, -ring, -ring)

    def _place(self) -> None:
        """Stand beside what is talked about."""
        metrics = self.look.metrics
        width = min(metrics.px(TOUR_PIXELS), self.width() - 2 * metrics.unit)
        self.sheet.setFixedWidth(max(width, 1))
        self.rows.activate()
        height = min(self.rows.totalHeightForWidth(width), self.height())
        part = self._part()
        if part is None:
            at = QPoint((self.width() - width) // 2, (self.height() - height) // 2)
        else:
            at = place_beside(part, (width, height), self.rect(), 2 * metrics.unit)
        self.sheet.setGeometry(at.x(), at.y(), width, height)
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Parts of the window move when it is resized: follow them once they have."""
        taken = super().eventFilter(watched, event)
        if watched is self._under and event.type() == QEvent.Type.LayoutRequest:
            self._place()
        return taken

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on or back."""
        if event.key() in NEXT_KEYS:
            self.go(+1)
        elif event.key() in BACK_KEYS:
            self.go(-1)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A veil over all but what is talked about, which has a ring."""
        theme, metrics = self.look.theme, self.look.metrics
        part = self._part()
        veil = QPainterPath()
        veil.addRect(QRectF(self.rect()))
        if part is not None:
            seen = QPainterPath()
            seen.addRoundedRect(QRectF(part), metrics.unit / 2, metrics.unit / 2)
            veil = veil.subtracted(seen)
        ground = QColor(theme.window)
        ground.setAlphaF(VEIL_OPACITY)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillPath(veil, ground)
            if part is not None:
                painter.setPen(QPen(theme.focus, metrics.ring))
                painter.drawRoundedRect(QRectF(part), metrics.unit / 2, metrics.unit / 2)
