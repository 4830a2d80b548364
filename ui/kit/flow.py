"""Flow: wrapped text in a few styles whose pieces can be clicked, painted without HTML.

A ``Flow`` lays blocks out for a width and paints them on any painter; ``FlowView`` is a widget
around one. Every run with a target is a door: hand cursor, a line under every piece that leads to
the same target while the pointer is on one of them, reached by Tab and opened by Enter.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QEnterEvent,
    QFocusEvent,
    QFont,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QMenu, QSizePolicy, QWidget

from ui.kit.pulled import KEY_PIXELS
from visualnn.dataclass import dataclass
from visualnn.text import _

from . import paint
from .formula_pictures import formula_picture
from .geometry.flow import (
    CELL_EM,
    EM_SPACE,
    CodeRun,
    Face,
    FormulaRun,
    Run,
    RunStyle,
    TextBlock,
    TextLayout,
    TextPiece,
    TextSize,
    cell_count,
    is_strong,
    lay_out,
)
from .guard import guarded
from .look import Look
from .paint import Writer, writer
from .theme import THEMES, Metrics, Text, Theme

__all__ = ["Flow", "FlowView", "Run", "RunStyle", "TextBlock", "TextSize"]

_TEXT = {TextSize.SMALL: Text.SMALL, TextSize.BODY: Text.BODY, TextSize.TITLE: Text.TITLE}
_LINE = {TextSize.SMALL: 16, TextSize.BODY: 20, TextSize.TITLE: 28}
"""Height of a line at size factor 1."""
CODE_FONTS = ["DejaVu Sans Mono", "Menlo", "Consolas", "monospace"]
CODE_SIZE = 0.92
"""Of the letters around it: letters of one width look larger."""
_COLOURS = (
    (RunStyle.POSITIVE, "positive"),
    (RunStyle.NEGATIVE, "negative"),
    (RunStyle.GOOD, "good"),
    (RunStyle.WRONG, "wrong"),
    (RunStyle.WARNING, "warning"),
    (RunStyle.FAINT, "ink_faint"),
    (RunStyle.SOFT, "ink_soft"),
)


class Flow:
    """Blocks laid out for a width in one look; knows its height, its doors and how to paint
    itself."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self.blocks: tuple[TextBlock, ...] = ()
        self.width = 0.0
        self.layout = TextLayout((), (), (), 0.0)

    @property
    def height(self) -> float:
        return self.layout.height

    def set(
        self,
        blocks: Sequence[TextBlock] | None = None,
        *,
        width: float | None = None,
        look: Look | None = None,
    ) -> bool:
        """Change what is given and lay out again if anything is new; whether it was."""
        fresh = self.blocks if blocks is None else tuple(blocks)
        wide = self.width if width is None else width
        seen = self.look if look is None else look
        if fresh == self.blocks and wide == self.width and seen is self.look:
            return False
        self.blocks, self.width, self.look = fresh, wide, seen
        self.layout = lay_out(
            fresh, wide, _faces(seen.metrics), _measure(seen.metrics), seen.metrics.unit
        )
        return True

    def height_for(self, width: float) -> float:
        """The height of the blocks in another width, in pixels."""
        if width == self.width:
            return self.height
        metrics = self.look.metrics
        return lay_out(self.blocks, width, _faces(metrics), _measure(metrics), metrics.unit).height

    def doors(self) -> tuple[int, ...]:
        """The numbers of the runs that have a target, in reading order, each once."""
        pieces = self.layout.pieces
        return tuple(dict.fromkeys(p.number for p in pieces if p.run.target is not None))

    def place(self, number: int) -> QRectF:
        """The box of the first piece of a run; an empty one if there is none."""
        for piece in self.layout.pieces:
            if piece.number == number:
                return _box(piece)
        return QRectF()

    def plain(self) -> str:
        """The whole text, one line per block, as it is copied."""
        return "\n".join(_plain(block) for block in self.blocks)

    def spoken(self) -> str:
        """The whole text as it is read aloud: a formula in words."""
        return "\n".join(_plain(block, is_spoken=True) for block in self.blocks)

    def paint(
        self,
        painter: QPainter,
        *,
        clip: QRectF | None = None,
        hovered: object | None = None,
        focused: int | None = None,
    ) -> None:
        """Paint with the origin at the top left; `hovered` is a target, `focused` a run's
        number."""
        theme, metrics = self.look.theme, self.look.metrics
        for y in self.layout.rules:
            paint.hairline(painter, 0, y, self.width, theme)
        top, bottom = (clip.top(), clip.bottom()) if clip is not None else (0.0, self.height)
        shown = [p for p in self.layout.pieces if p.top < bottom and p.top + p.height > top]
        manners = [_manner(theme.name, piece.run.style) for piece in shown]
        for piece, manner in zip(shown, manners, strict=True):
            if manner.ground:
                self._ground(painter, piece, manner)
        self._letters(painter, list(zip(shown, manners, strict=True)), hovered)
        for piece in shown:
            if piece.number == focused:
                _ring(painter, _box(piece), theme, metrics)

    def _letters(
        self,
        painter: QPainter,
        pieces: Sequence[tuple[TextPiece, _Manner]],
        hovered: object | None,
    ) -> None:
        """The pieces themselves, and the lines under doors."""
        theme, metrics = self.look.theme, self.look.metrics
        font: QFont | None = None
        pen: QColor | None = None
        for piece, manner in pieces:
            write = _writer(metrics, piece.size, manner.strong)
            if write.font is not font:
                font = write.font
                painter.setFont(font)
            if manner.colour is not pen:
                pen = manner.colour
                painter.setPen(pen)
            if isinstance(piece.run, FormulaRun):
                _paint_formula(painter, piece, piece.run, manner.colour)
            elif isinstance(piece.run, CodeRun):
                _paint_cells(painter, piece, write.width(EM_SPACE))
                font = None
            else:
                write.at(painter, piece.x, piece.baseline, piece.text)
            if hovered is not None and piece.run.target == hovered:
                paint.door(painter, piece.x, piece.baseline, piece.width, pen)
            elif manner.underlined:
                paint.door(painter, piece.x, piece.baseline, piece.width, theme.line)

    def _ground(self, painter: QPainter, piece: TextPiece, manner: _Manner) -> None:
        """What lies under a piece: the tint of code, the accent's outline."""
        theme, metrics = self.look.theme, self.look.metrics
        px = metrics.px
        if manner.code:
            box = _box(piece).adjusted(-px(2), px(1), px(2), -px(1))
            painter.fillRect(box.toRect(), theme.raised)
        if manner.current:
            box = _box(piece).adjusted(-px(4), px(2), px(4), -px(2))
            paint.outline(painter, box, theme, metrics)


@dataclass(frozen=True, slots=True)
class _Manner:
    """How a style is painted in one theme."""

    strong: bool
    colour: QColor
    code: bool
    current: bool
    underlined: bool

    @property
    def ground(self) -> bool:
        return self.code or self.current


@cache
def _manner(theme: str, style: RunStyle) -> _Manner:
    name = next((name for flag, name in _COLOURS if style & flag), "ink")
    return _Manner(
        is_strong(style),
        getattr(THEMES[theme], name),
        bool(style & RunStyle.CODE),
        bool(style & RunStyle.CURRENT),
        bool(style & RunStyle.ACTION),
    )


def _plain(block: TextBlock, *, is_spoken: bool = False) -> str:
    text = "".join(
        run.words if is_spoken and isinstance(run, FormulaRun) else run.text for run in block.runs
    )
    parts = (block.mark, text, block.value.text if block.value else "")
    return " ".join(part for part in parts if part)


def _paint_formula(painter: QPainter, piece: TextPiece, run: FormulaRun, colour: QColor) -> None:
    """A formula on the line's baseline; one that was too wide for the column is smaller."""
    em = piece.width / run.width if run.width else 0.0
    box = QRectF(
        piece.x, piece.baseline - run.ascent * em, piece.width, (run.ascent + run.depth) * em
    )
    formula_picture(run.svg, colour.name()).render(painter, box)


def _paint_cells(painter: QPainter, piece: TextPiece, em: float) -> None:
    """Text as it is typed, sign by sign, each in its cell."""
    font = QFont(CODE_FONTS)
    font.setStyleHint(QFont.StyleHint.Monospace)
    font.setPixelSize(max(1, round(em * CODE_SIZE)))
    painter.setFont(font)
    x = piece.x
    for sign in piece.text:
        painter.drawText(QPointF(x, piece.baseline), sign)
        x += cell_count(sign) * CELL_EM * em


def _box(piece: TextPiece) -> QRectF:
    return QRectF(piece.x, piece.top, piece.width, piece.height)


def _ring(painter: QPainter, box: QRectF, theme: Theme, metrics: Metrics) -> None:
    """The keyboard's ring around a piece."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.focus, metrics.ring))
    painter.drawRoundedRect(box.adjusted(-2, 0, 2, 0), metrics.px(3), metrics.px(3))
    painter.restore()


@lru_cache(maxsize=64)
def _writer(metrics: Metrics, size: TextSize, strong: bool) -> Writer:
    return writer(metrics, _TEXT[size], strong=strong)


@lru_cache(maxsize=16)
def _faces(metrics: Metrics) -> dict[TextSize, Face]:
    found = {}
    for size, height in _LINE.items():
        line = QRectF(0, 0, 1, metrics.px(height))
        found[size] = Face(line.height(), _writer(metrics, size, False).baseline(line))
    return found


class _Ruler:
    """Measures text in the fonts of one set of metrics."""

    def __init__(self, metrics: Metrics) -> None:
        self._writers = {(s, b): _writer(metrics, s, b) for s in TextSize for b in (False, True)}

    def __call__(self, text: str, size: TextSize, strong: bool) -> float:
        return self._writers[size, strong].width(text)


@lru_cache(maxsize=16)
def _measure(metrics: Metrics) -> _Ruler:
    return _Ruler(metrics)


_PULL_KEYS = {Qt.Key.Key_Up: +1, Qt.Key.Key_Down: -1}
_FINER = Qt.KeyboardModifier.ShiftModifier


@dataclass(slots=True)
class Pull:
    """A target that is pressed and may be pulled."""

    target: object
    begin: QPointF
    is_on: bool = False
    """Whether it was moved far enough to be no click."""
    by_keys: bool = False
    pixels: float = 0.0


class FlowView(QWidget):
    """A widget that shows blocks. Its height follows from its width; contents margins count."""

    activated = Signal(object)
    """The target of a run that was clicked, or opened by Enter."""
    hovered = Signal(object)
    """The target under the pointer or the keyboard; None when it left."""
    doubled = Signal(object)
    """A door was double-clicked; the first click has opened it. Only with `doubles`."""
    pulled = Signal(object, float)
    """A target among `pullable` is pulled: so many pixels to the right and up since it was
    pressed, or since the keyboard began, which goes by `KEY_PIXELS`."""
    let_go = Signal(bool)
    """What was pulled is kept, or put back."""
    failed = Signal(str)
    """A sentence: something went wrong while painting or answering."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._flow = Flow(look)
        self._hover: object | None = None
        self._focus: int | None = None
        self._pressed: object | None = None
        self._opened: object | None = None
        self._opened_at = QPointF()
        self.doubles = False
        """Whether a double click is one wish instead of two clicks."""
        self.pullable: frozenset[object] = frozenset()
        """Targets that follow the hand when they are pressed and pulled, or ↑ and ↓."""
        self._pull: Pull | None = None
        self._pointer: QPointF | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    # -- what is shown

    @property
    def blocks(self) -> tuple[TextBlock, ...]:
        return self._flow.blocks

    def set_blocks(self, blocks: Sequence[TextBlock]) -> None:
        """Show these blocks; equal ones cost nothing. The keyboard stays on its door if that is
        still there."""
        focus = None if self._focus is None else self._target_of(self._focus)
        if self._flow.set(blocks, width=self._room(self.width())):
            self._focus = self._number_of(focus)
            self._changed()

    def lines(self) -> list[tuple[float, float]]:
        """Top and bottom of every line of text, in this widget."""
        top = self.contentsRect().top()
        pieces = self._flow.layout.pieces
        return sorted({(top + piece.top, top + piece.top + piece.height) for piece in pieces})

    def set_look(self, look: Look) -> None:
        """Another theme or size."""
        if self._flow.set(look=look):
            self._changed()

    def plain(self) -> str:
        """The whole text without styles."""
        return self._flow.plain()

    def place_of(self, target: object) -> QRectF:
        """The box of the first piece that leads to a target, in this widget; empty if none
        does."""
        left, top = self.contentsRect().left(), self.contentsRect().top()
        for piece in self._flow.layout.pieces:
            if piece.run.target is not None and piece.run.target == target:
                return _box(piece).translated(left, top)
        return QRectF()

    def _changed(self) -> None:
        self.setAccessibleName(self._flow.spoken())
        self.updateGeometry()
        self.update()
        self._look_under(self._pointer)

    # -- size

    def _room(self, width: int) -> float:
        margins = self.contentsMargins()
        return max(0, width - margins.left() - margins.right())

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        margins = self.contentsMargins()
        height = self._flow.height_for(self._room(width))
        return int(height + 0.999) + margins.top() + margins.bottom()

    def sizeHint(self) -> QSize:
        width = self.width() if self.width() > 1 else self._flow.look.metrics.px(300)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._flow.look.metrics.px(120), self._flow.look.metrics.px(20))

    @guarded
    def resizeEvent(self, event: QResizeEvent) -> None:
        if self._flow.set(width=self._room(self.width())):
            self.update()

    # -- painting

    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:
        left, top = self.contentsRect().left(), self.contentsRect().top()
        with QPainter(self) as painter:
            painter.translate(left, top)
            self._flow.paint(
                painter,
                clip=QRectF(event.rect()).translated(-left, -top),
                hovered=self._hover,
                focused=self._focus if self.hasFocus() else None,
            )

    # -- pointer

    def _target_at(self, point: QPointF) -> object | None:
        corner = self.contentsRect().topLeft()
        piece = self._flow.layout.at(point.x() - corner.x(), point.y() - corner.y())
        return None if piece is None else piece.run.target

    def _look_under(self, point: QPointF | None) -> None:
        self._point_at(None if point is None else self._target_at(point))

    def _point_at(self, target: object | None) -> None:
        """The pointer or the keyboard is on this target now."""
        if target == self._hover:
            return
        self._hover = target
        self._show_hand()
        self.update()
        self.hovered.emit(target)

    def _show_hand(self) -> None:
        if self._hover is None:
            self.unsetCursor()
        else:
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    @guarded
    def enterEvent(self, event: QEnterEvent) -> None:
        self._pointer = event.position()
        self._look_under(self._pointer)

    @guarded
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._pointer = event.position()
        if self._pull is not None and not self._pull.by_keys:
            self._pull_to(event.globalPosition())
        else:
            self._look_under(self._pointer)

    def _pull_to(self, point: QPointF) -> None:
        """The hand is here; a click that trembles pulls nothing."""
        pull = self._pull
        assert pull is not None  # noqa: S101  asked by who calls
        way = point - pull.begin
        if not pull.is_on and way.manhattanLength() < QApplication.startDragDistance():
            return
        if not pull.is_on:
            pull.is_on, self._pressed = True, None
            self.setCursor(Qt.CursorShape.SizeAllCursor)
        pull.pixels = way.x() - way.y()
        self.pulled.emit(pull.target, pull.pixels)

    def _end_pull(self, *, kept: bool) -> bool:
        """Let go; whether something was pulled."""
        pull, self._pull = self._pull, None
        if pull is None or not pull.is_on:
            return False
        self._show_hand()
        self.let_go.emit(kept)
        return True

    @guarded
    def leaveEvent(self, event: QEvent) -> None:
        self._pointer = None
        self._look_under(None)

    @guarded
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self._end_pull(kept=True)
        self._pressed, self._opened = self._target_at(event.position()), None
        if self._pressed is not None and self._pressed in self.pullable:
            self._pull = Pull(self._pressed, event.globalPosition())
        if self._focus is not None:
            self._focus = None
            self.update()

    @guarded
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        pressed, self._pressed = self._pressed, None
        if self._end_pull(kept=True):
            return
        if pressed is not None and pressed == self._target_at(event.position()):
            self._opened, self._opened_at = pressed, event.position()
            self.activated.emit(pressed)

    @guarded
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        opened, self._opened = self._opened, None
        away = event.position() - self._opened_at
        if away.manhattanLength() > self._flow.look.metrics.px(8):
            opened = None
        if self.doubles and opened is not None and event.button() == Qt.MouseButton.LeftButton:
            self.doubled.emit(opened)  # what lies there now may be something else already
        else:
            self.mousePressEvent(event)

    # -- keyboard

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes from door to door and then on to the next widget."""
        doors = self._flow.doors()
        if self.hasFocus() and doors:
            if self._focus not in doors:
                self._move_to(doors[0] if forward else doors[-1])
                return True
            place = doors.index(self._focus) + (1 if forward else -1)
            if 0 <= place < len(doors):
                self._move_to(doors[place])
                return True
        return super().focusNextPrevChild(forward)

    def _move_to(self, number: int) -> None:
        self._focus = number
        self.update()
        self._point_at(self._target_of(number))

    def _target_of(self, number: int) -> object | None:
        for piece in self._flow.layout.pieces:
            if piece.number == number:
                return piece.run.target
        return None

    def _number_of(self, target: object | None) -> int | None:
        """The first door that leads to a target."""
        if target is not None:
            for piece in self._flow.layout.pieces:
                if piece.run.target == target:
                    return piece.number
        return None

    def focus_place(self) -> QRectF:
        """The box of the link that has the keyboard focus, in this widget; empty if none has it."""
        if self._focus is None:
            return QRectF()
        corner = self.contentsRect().topLeft()
        return self._flow.place(self._focus).translated(corner)

    @guarded
    def keyPressEvent(self, event: QKeyEvent) -> None:
        opens = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if self._pulls_by_key(event):
            return
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif opens and self._focus is not None:
            self.activated.emit(self._target_of(self._focus))
        else:
            event.ignore()

    def event(self, event: QEvent) -> bool:
        """The keys that pull are no shortcuts of the window while they do."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self._is_pull_key(event)
        ):
            event.accept()
            return True
        return super().event(event)

    def _is_pull_key(self, event: QKeyEvent) -> bool:
        if event.modifiers() & ~(_FINER | Qt.KeyboardModifier.KeypadModifier):
            return False
        if event.key() in _PULL_KEYS:
            target = None if self._focus is None else self._target_of(self._focus)
            return target is not None and target in self.pullable
        is_on = self._pull is not None and self._pull.is_on
        return is_on and event.key() in {Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter}

    def _pulls_by_key(self, event: QKeyEvent) -> bool:
        """Pull, keep or put back by the keyboard; whether the key did."""
        if not self._is_pull_key(event):
            return False
        if event.key() not in _PULL_KEYS:
            return self._end_pull(kept=event.key() != Qt.Key.Key_Escape)
        if self._pull is None:
            assert self._focus is not None  # noqa: S101  asked in _is_pull_key
            target = self._target_of(self._focus)
            self._pull = Pull(target, QPointF(), is_on=True, by_keys=True)
        pixels = KEY_PIXELS * (0.1 if event.modifiers() & _FINER else 1)
        self._pull.pixels += _PULL_KEYS[Qt.Key(event.key())] * pixels
        self.pulled.emit(self._pull.target, self._pull.pixels)
        return True

    @guarded
    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Who goes elsewhere has let go."""
        if self._pull is not None and self._pull.by_keys:
            self._end_pull(kept=True)
        super().focusOutEvent(event)

    # -- copying

    def copy(self) -> None:
        """The whole text to the clipboard."""
        QGuiApplication.clipboard().setText(self.plain())

    @guarded
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(_("Copy"), self.copy)
        menu.popup(event.globalPos())
