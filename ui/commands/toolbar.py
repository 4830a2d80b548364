"""The toolbar: one quiet line of buttons, read off the table of commands.

Where the window is narrow, what can be reached otherwise gives way, and the steps stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QToolButton, QWidget

from ui.kit import paint
from ui.kit.geometry.line import fitting
from ui.kit.look import Look
from ui.kit.theme import Text
from ui.session.session import Session
from visualnn import text
from visualnn.grain import Grain
from visualnn.step_filter import StepFilter
from visualnn.text import _

from .actions import Actions
from .keys import keys_of
from .rate_button import RateButton
from .table import BY_ID, COMMANDS
from .tool_button import ToolButton

__all__ = ["ToolButton", "Toolbar"]


class Toolbar(QWidget):
    """The line above the panels."""

    def __init__(self, actions: Actions, session: Session, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self._actions, self._session = actions, session
        self.look = look
        self._line = QHBoxLayout(self)
        self.menu = self._icon(BY_ID["menu"].id)
        self.lesson = self._text(actions.by_id["open"])
        self._icons = {
            command.id: self._icon(command.id)
            for command in COMMANDS
            if command.toolbar.startswith("transport") or command.toolbar == "play"
        }
        self.speed = self._drop()
        self.grain = self._drop()
        self.rate = RateButton(session, actions.by_id["rate"].trigger, self)
        self.seed = ToolButton(self)
        self.seed.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.seed.clicked.connect(session.look_at_seed)
        self.language = self._text(actions.by_id["language"])
        self.theme = self._icon("theme")
        self.palette_button = self._icon("palette")
        self._speeds = QMenu(self)
        self._grains = QMenu(self)
        self.speed.setMenu(self._speeds)
        self.grain.setMenu(self._grains)
        self._fill_line()
        self._fill_menus()
        self.set_look(look)

    # -- parts -------------------------------------------------------------------------------------

    def _icon(self, command: str) -> ToolButton:
        """A button that is nothing but its command."""
        button = ToolButton(self)
        button.setDefaultAction(self._actions.by_id[command])
        return button

    def _text(self, action: QAction) -> ToolButton:
        """A button whose words the window writes; a click is its command."""
        button = ToolButton(self)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        button.clicked.connect(action.trigger)
        return button

    def _drop(self) -> ToolButton:
        """A button that opens a list."""
        button = ToolButton(self)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        return button

    @property
    def transport(self) -> Iterable[QWidget]:
        """The buttons that step, play, and go to the ends."""
        return self._icons.values()

    def _fill_line(self) -> None:
        on = [name for name in self._icons if BY_ID[name].toolbar == "transport-on"]
        back = [name for name in self._icons if BY_ID[name].toolbar == "transport"]
        transport = [*back, "play", *on]
        self._items: list[QWidget] = [
            self.menu,
            self.lesson,
            *(self._icons[name] for name in transport),
            self.speed,
            self.grain,
            self.rate,
            self.seed,
            self.language,
            self.theme,
            self.palette_button,
        ]
        for item in self._items:
            if item is self._icons[transport[0]] or item is self.rate:
                self._line.addStretch(1)
            self._line.addWidget(item)
        pairs = (("start", "end"), ("back-iteration", "forward-iteration"))
        ends, iterations = ([self._icons[name] for name in pair] for pair in pairs)
        given_up: list[list[ToolButton]] = [
            [self.seed],
            ends,
            [self.palette_button],
            [self.speed],
            iterations,
            [self.theme],
            [self.language],
            [self.rate],
            [self.lesson],
            [self.grain],
        ]
        self._order = [[self._items.index(item) for item in group] for group in given_up]
        self.lesson.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def _fill_menus(self) -> None:
        self._speeds.aboutToShow.connect(self._offer_speeds)
        for grain in Grain:
            action = self._actions.by_id[f"grain-{grain.label}"]
            self._grains.addAction(action)
        self._grains.addSeparator()
        for chosen in StepFilter:
            self._grains.addAction(self._actions.by_id[f"steps-{chosen.value}"])

    def _offer_speeds(self) -> None:
        """Fill the list of speeds when it is wanted."""
        from ui.session.playing import SPEEDS

        self._speeds.clear()
        for speed in SPEEDS:
            action = self._speeds.addAction(self._speed(speed))
            action.setCheckable(True)
            action.setChecked(speed == self._session.speed)
            action.triggered.connect(lambda _on, speed=speed: self._choose(speed))

    def _choose(self, speed: float) -> None:
        self._session.set_speed(speed)
        self.show_state()

    # -- what it shows -----------------------------------------------------------------------------

    def show_state(self) -> None:
        """Write the words anew: lesson, speed, grain, rate, seed."""
        session, seed = self._session, self._session.seed
        grain = _("step by: {grain}").format(grain=_(Grain(session.grain).label))
        label = session.step_filter.label
        if session.grain == Grain.INSTRUCTION and label:
            shown = _(label)
            grain += f" · {shown}"
        self._say(
            {
                self.lesson: f"{self._shortened(session.lesson_title)} ▾",
                self.speed: self._speed(session.speed),
                self.grain: f"{grain} ▾",
                self.rate: f"η {session.rate_text}" if session.rate is not None else "",
                self.seed: "" if seed is None else _("seed {number}").format(number=seed),
            }
        )

    def _say(self, words: Mapping[ToolButton, str]) -> None:
        """Write words on buttons; one without any is hidden."""
        changed = False
        for button, plain in words.items():
            said = plain.replace("&", "&&")  # a lone one would underline the letter after it
            if button.text() != said:
                button.setText(said)
                button.setVisible(bool(said))
                changed = True
        if changed:
            self._fit()

    def _shortened(self, title: str) -> str:
        write = paint.writer(self.look.metrics)
        return write.elided(title, self.look.metrics.px(220))

    def _speed(self, speed: float) -> str:
        if speed == float("inf"):
            return _("as fast as possible")
        return _("{number} steps/s").format(number=f"{speed:g}")

    def retranslate(self) -> None:
        """The language changed."""
        other = {"ko": "EN", "en": "한"}[text.language()]
        self._say({self.language: other})
        for button, command in (
            (self.lesson, "open"),
            (self.rate, "rate"),
            (self.language, "language"),
        ):
            row = BY_ID[command]
            title = _(row.title)
            button.setToolTip(f"{title}  {keys_of(row)}")
            button.setAccessibleName(title)
        title = _("Speed of playing")
        self.speed.setToolTip(f"{title}  {keys_of(BY_ID['slower'])} {keys_of(BY_ID['faster'])}")
        self.speed.setAccessibleName(title)
        self.grain.setToolTip(_("How much one step covers") + "  1 – 6")
        self.grain.setAccessibleName(_("How much one step covers"))
        self.seed.setToolTip(_("The number that all randomness of this lesson comes from"))
        self.show_state()

    def set_look(self, look: Look) -> None:
        """Another theme or size."""
        self.look = look
        metrics = look.metrics
        unit = metrics.unit
        self._line.setContentsMargins(unit, metrics.px(4), unit, metrics.px(4))
        self._line.setSpacing(metrics.px(2))
        for item in self._items:
            item.setFont(metrics.font(Text.BODY))
            if isinstance(item, ToolButton):
                item.setIconSize(QSize(metrics.px(20), metrics.px(20)))
        self.setFixedHeight(metrics.px(40))
        # a switch shows its state by its icon
        self.setStyleSheet("QToolButton:checked:!hover { background: transparent; }")
        self._fit()

    # -- room --------------------------------------------------------------------------------------

    def _fit(self) -> None:
        """Hide what there is no room for."""
        margins = self._line.contentsMargins()
        room = self.width() - margins.left() - margins.right()
        shown = [n for n, item in enumerate(self._items) if self._wanted(item)]
        gap = self._line.spacing()
        widths = [
            item.sizeHint().width() + gap if n in shown else 0 for n, item in enumerate(self._items)
        ]
        fits = fitting(widths, room, self._order)
        for n, item in enumerate(self._items):
            item.setVisible(n in fits and n in shown)

    def _wanted(self, item: QWidget) -> bool:
        """Buttons of words are there once they have some."""
        if not isinstance(item, ToolButton):
            return True
        words_only = item.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonTextOnly
        return bool(item.text()) or not words_only

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width."""
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A hairline below."""
        with QPainter(self) as painter:
            paint.hairline(painter, 0, self.height() - 1, self.width(), self.look.theme)
