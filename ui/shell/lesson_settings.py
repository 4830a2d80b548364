"""The settings sheet: every key of the lesson that is open, to be changed while it is open.

A change is a wish like a turned knob: judged by the limits and refusals of the lesson file, kept as
one step that undo takes back, and the run before stays as its ghost.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QToolButton,
    QWidget,
)

from ui.kit.guard import guarded
from ui.kit.look import Look
from ui.kit.overlay import Overlay, words
from ui.kit.scrolling import give_clear_viewport
from ui.kit.theme import Text
from ui.session.session import Session
from ui.session.wishes import SetKeys
from visualnn.lesson.change import setting_text
from visualnn.lesson.settings import (
    LessonSetting,
    SettingForm,
    changes_back,
    groups_of,
    settings_of,
)
from visualnn.text import _

from .sheets import Sheets
from .strip import MessageStrip

if TYPE_CHECKING:
    from visualnn.lesson import Lesson
    from visualnn.tell.frame import Frame

__all__ = ["LessonSettingsSheet", "lay_settings"]

SHEET_PIXELS = 820
"""The width of the sheet at factor 1."""
GROUPS_PIXELS = 190
"""The width of the list of groups at factor 1."""
PAGE_PIXELS = 430
"""The height of the settings of a group at factor 1; more are scrolled to."""
TEXT_CHARACTERS = 120
"""Characters of a value that are shown; a longer one is told by how long it is."""
MAX_TYPED_CHARACTERS = 4000
GROUP_ROLE = Qt.ItemDataRole.UserRole


class LessonSettingsSheet(Overlay):
    """Groups at the left, the settings of the chosen one at the right."""

    failed = Signal(str)
    """A sentence for the learner."""
    wished = Signal(object)
    """A wish of the learner."""
    saving = Signal()
    """The lesson is to be saved as it is now."""

    def __init__(self, over: QWidget, look: Look, lesson: Lesson, opened: Lesson) -> None:
        """`opened` is the lesson before anything was changed in it."""
        super().__init__(over, look, SHEET_PIXELS, top=0.06)
        self._lesson, self._opened = lesson, opened
        self.group = ""
        self.fields: dict[str, QWidget] = {}
        """Key → what it is chosen with, of the group that is shown."""
        self._backs: dict[str, QToolButton] = {}
        self.groups = self._made_groups()
        self._scroll = QScrollArea()
        give_clear_viewport(self._scroll)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setMinimumHeight(look.metrics.px(120))
        self.fault = words("", look, Text.SMALL)
        self.fault.setStyleSheet(f"color: {look.theme.wrong.name()}")
        self.fault.setWordWrap(True)
        self.fault.hide()
        self._lay_out()
        self._list_groups()
        self._fill()

    def _made_groups(self) -> QListWidget:
        made = QListWidget()
        made.setFrameShape(QFrame.Shape.NoFrame)
        made.setAccessibleName(_("Parts of the lesson"))
        made.setFixedWidth(self.look.metrics.px(GROUPS_PIXELS))
        made.setSpacing(self.look.metrics.px(2))
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        made.currentItemChanged.connect(self._choose_group)
        return made

    def _lay_out(self) -> None:
        look, unit = self.look, self.look.metrics.unit
        head = QHBoxLayout()
        head.addWidget(words(_("Settings of this lesson"), look, Text.TITLE))
        head.addStretch(1)
        both = QHBoxLayout()
        both.setSpacing(2 * unit)
        both.addWidget(self.groups)
        both.addWidget(self._scroll, 1)
        self.back_button = QPushButton(_("As the lesson has it"))
        self.save_button = QPushButton(_("Save as a lesson…"))
        self.close_button = QPushButton(_("Close"))
        self.back_button.clicked.connect(self._turn_all_back)
        self.save_button.clicked.connect(self._save)
        self.close_button.clicked.connect(self.dismiss)
        foot = QHBoxLayout()
        foot.addWidget(self.back_button)
        foot.addWidget(self.save_button)
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        for button in (self.back_button, self.save_button, self.close_button):
            button.setAutoDefault(False)
        self.rows.addLayout(head)
        self.rows.addLayout(both, 1)
        self.rows.addWidget(self.fault)
        self.rows.addLayout(foot)
        room = self._under.height() - look.metrics.px(190)
        high = max(look.metrics.px(120), min(look.metrics.px(PAGE_PIXELS), room))
        self.groups.setFixedHeight(high)
        self._scroll.setFixedHeight(high)

    def open(self) -> None:
        """Lie on top with the keyboard in the list of groups."""
        super().open()
        self.groups.setFocus()

    # -- what is shown -----------------------------------------------------------------------------

    @guarded
    def show_frame(self, frame: Frame, opened: Lesson) -> None:
        """Another lesson leads: show its settings, and where the keyboard is it stays."""
        if frame.lesson is self._lesson:
            return
        self._lesson, self._opened = frame.lesson, opened
        self.fault.hide()
        held = next((key for key, field in self.fields.items() if field.hasFocus()), "")
        self._list_groups()
        self._fill()
        if held in self.fields:
            self.fields[held].setFocus()

    def _list_groups(self) -> None:
        """The groups that the lesson has now; the chosen one stays chosen."""
        with QSignalBlocker(self.groups):
            self.groups.clear()
            for group in groups_of(self._lesson.spec):
                title = _title_of_group(group.key)
                item = QListWidgetItem(" · ".join(filter(None, (title, group.kind))))
                item.setData(GROUP_ROLE, group.key)
                item.setToolTip(item.text())
                self.groups.addItem(item)
                if group.key == self.group:
                    self.groups.setCurrentItem(item)
            if self.groups.currentRow() < 0:
                self.groups.setCurrentRow(0)
                self.group = self.groups.item(0).data(GROUP_ROLE)
        self.back_button.setEnabled(bool(changes_back(self._lesson, self._opened)))

    @guarded
    def _choose_group(self, item: QListWidgetItem | None, _before: object = None) -> None:
        if item is not None:
            self.group = item.data(GROUP_ROLE)
            self.fault.hide()
            self._fill()

    def _fill(self) -> None:
        """A line for each setting of the group."""
        page = QWidget()
        grid = QGridLayout(page)
        metrics = self.look.metrics
        grid.setContentsMargins(0, 0, metrics.unit, 0)
        grid.setHorizontalSpacing(2 * metrics.unit)
        grid.setVerticalSpacing(metrics.px(6))
        grid.setColumnStretch(1, 1)
        self.fields, self._backs = {}, {}
        opened = {each.key: each for each in settings_of(self._opened.spec, self.group)}
        settings = settings_of(self._lesson.spec, self.group)
        for row, setting in enumerate(settings):
            field = self._made_field(setting)
            back = self._made_back(setting, opened.get(setting.key))
            grid.addWidget(self._label(setting, field), row, 0)
            grid.addWidget(field, row, 1)
            grid.addWidget(back, row, 2)
        grid.setRowStretch(len(settings), 1)
        before = self._scroll.takeWidget()  # Qt would end it at once, though it may be what tells
        if before is not None:
            before.setParent(self)
            before.hide()
            before.deleteLater()
        self._scroll.setWidget(page)
        page.setAutoFillBackground(False)

    def _label(self, setting: LessonSetting, field: QWidget) -> QLabel:
        """The word of the lesson file, as it is written there."""
        label = words(setting.key.rpartition(".")[2], self.look, soft=not setting.is_given)
        label.setBuddy(field)
        label.setToolTip(setting.key)
        return label

    def _made_field(self, setting: LessonSetting) -> QWidget:
        field: QWidget
        if setting.form is SettingForm.SWITCH:
            field = self._made_switch(setting)
        elif setting.form is SettingForm.VALUE:
            field = self._made_line(setting)
        else:
            field = self._made_box(setting)
        field.setFont(self.look.metrics.font())
        field.setAccessibleName(setting.key)
        field.setAccessibleDescription(_hint(setting))
        field.setToolTip(_hint(setting))
        field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.fields[setting.key] = field
        return field

    def _made_switch(self, setting: LessonSetting) -> QCheckBox:
        switch = QCheckBox()
        switch.setChecked((setting.text or setting.usual) == "true")
        switch.toggled.connect(lambda on: self._set(setting.key, "true" if on else "false"))
        return switch

    def _made_line(self, setting: LessonSetting) -> QLineEdit:
        line = QLineEdit()
        line.setMaxLength(MAX_TYPED_CHARACTERS)
        line.setPlaceholderText(_hint(setting))
        self._write(line, setting)
        line.editingFinished.connect(partial(self._take_line, setting, line))
        return line

    def _made_box(self, setting: LessonSetting) -> QComboBox:
        box = QComboBox()
        box.setEditable(setting.form is SettingForm.WORD_OR_VALUE)
        box.setMaxVisibleItems(16)
        if not setting.text:
            box.addItem(setting.usual or "–", "")
        for word in setting.words:
            box.addItem(word, word)
        at = box.findData(setting.text)
        box.setCurrentIndex(max(at, 0) if not setting.text or at >= 0 else -1)
        box.activated.connect(lambda n: self._set(setting.key, box.itemData(n) or ""))
        line = box.lineEdit()
        if line is not None:
            box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
            line.setMaxLength(MAX_TYPED_CHARACTERS)
            line.setPlaceholderText(_hint(setting))
            if at < 0:
                self._write(line, setting)
            line.editingFinished.connect(partial(self._take_line, setting, line))
        return box

    def _write(self, line: QLineEdit, setting: LessonSetting) -> None:
        """Write a value into a line; of one that is too long for it how long it is."""
        if len(setting.text) > TEXT_CHARACTERS:
            told = _("{count} characters").format(count=len(setting.text))
            line.setPlaceholderText(told)
            line.clear()
        else:
            line.setText(setting.text)
        line.setModified(False)

    def _made_back(self, setting: LessonSetting, opened: LessonSetting | None) -> QToolButton:
        """A button that sets the key back, where it is otherwise than the lesson had it."""
        back = QToolButton()
        back.setText("↺")
        back.setToolTip(_("As the lesson has it"))
        back.setAccessibleName(f"{setting.key}: {back.toolTip()}")
        value = "" if opened is None or not opened.is_given else opened.text
        is_changed = opened is None or (setting.text, setting.is_given) != (
            opened.text,
            opened.is_given,
        )
        back.setEnabled(is_changed)
        if not is_changed:
            back.setText("")
        back.clicked.connect(partial(self._set, setting.key, value))
        self._backs[setting.key] = back
        return back

    # -- what is wished ----------------------------------------------------------------------------

    @guarded
    def _take_line(self, setting: LessonSetting, line: QLineEdit) -> None:
        typed = line.text().strip()
        if line.isModified() and typed != setting.text:
            line.setModified(False)
            self._set(setting.key, typed)

    @guarded
    def _set(self, key: str, value: str, _on: bool = False) -> None:
        """Wish for another value; what is refused is told, and the old one is shown again."""
        before = self._lesson
        self.fault.hide()
        self.wished.emit(SetKeys((f"{key}={value}",)))
        if self._lesson is before:
            self._fill()
            if key in self.fields:
                self.fields[key].setFocus()

    @guarded
    def tell(self, sentence: str) -> None:
        """Say why something was refused."""
        self.fault.setText(sentence)
        self.fault.show()
        self.rows.activate()
        self._place()

    @guarded
    def _turn_all_back(self, _on: bool = False) -> None:
        changes = changes_back(self._lesson, self._opened)
        if changes:
            self.wished.emit(SetKeys(tuple(map(setting_text, changes))))

    @guarded
    def _save(self, _on: bool = False) -> None:
        self.dismiss()
        self.saving.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in a line keeps what was typed and leaves the sheet open."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            event.accept()
        else:
            super().keyPressEvent(event)


def lay_settings(
    sheets: Sheets, strip: MessageStrip, session: Session, save: Callable[[], object]
) -> None:
    """Lay the settings of the lesson that leads on top; `save` asks where it is to be saved. What
    is refused is told in the sheet, and not at the foot of the window."""
    lesson = session.position.lesson

    def made(over: QWidget, look: Look) -> LessonSettingsSheet:
        sheet = LessonSettingsSheet(over, look, lesson, session.as_opened or lesson)

        def show(frame: Frame) -> None:
            sheet.show_frame(frame, session.as_opened or frame.lesson)

        sheet.wished.connect(session.grant)
        sheet.saving.connect(save)
        sheet.failed.connect(session.failed)
        session.failed.connect(sheet.tell)
        session.failed.connect(strip.clear)
        sheet.closed.connect(lambda: session.failed.disconnect(strip.clear))
        session.moved.connect(show)
        sheet.closed.connect(lambda: session.moved.disconnect(show))
        return sheet

    sheets.lay(made)


_GROUP_TITLES: dict[str, Callable[[], str]] = {
    "": lambda: _("Training"),
    "data": lambda: _("Data"),
    "batch": lambda: _("Batch"),
    "loss": lambda: _("Loss"),
    "optimizer": lambda: _("Optimizer"),
    "regularization": lambda: _("Penalty"),
    "callbacks": lambda: _("Callbacks"),
    "function": lambda: _("Function"),
    "schedule": lambda: _("Schedule"),
    "clip": lambda: _("Clipping"),
}


def _title_of_group(key: str) -> str:
    known = _GROUP_TITLES.get(key)
    return key.removeprefix("layers.") if known is None else known()


def _hint(setting: LessonSetting) -> str:
    """What may be typed, and what is there if nothing is."""
    ends = "  ".join(filter(None, (setting.least, setting.most)))
    usual = _("as usual: {value}").format(value=setting.usual) if setting.usual else ""
    return "  ·  ".join(filter(None, (ends, usual)))
