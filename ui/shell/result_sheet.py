"""The result sheet: what was answered in a lesson, over the window, with doors back to the stops
and buttons that save it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QWidget

from ui.kit.flow import FlowView
from ui.kit.guard import guarded
from ui.kit.look import Look
from ui.kit.overlay import Overlay, words
from ui.kit.scrolling import give_clear_viewport
from ui.kit.theme import Text
from ui.panels.lesson.page import LessonDoor, TickDoor
from ui.panels.lesson.result import LessonResult
from ui.session.wishes import LookAt, OpenLesson, Seek
from visualnn.files import write_whole
from visualnn.text import _

__all__ = ["ResultSheet", "ResultWriter"]

ResultWriter = Callable[[LessonResult], bytes]
"""The content of a file."""
TEXT_SHARE = 0.62
"""The share of the window's height that the text has."""


class ResultSheet(Overlay):
    """Shows a result."""

    wished = Signal(object)
    """A Wish: a door was opened."""
    saved = Signal(str)
    """A sentence that says where it was saved, or why it was not."""
    failed = Signal(str)
    """A sentence for the learner."""

    def __init__(
        self,
        window: QWidget,
        look: Look,
        result: LessonResult,
        stem: str,
        writers: Mapping[str, ResultWriter],
    ) -> None:
        """`writers` are the forms in which it can be saved, by the endings of files."""
        super().__init__(window, look, 720, top=0.06)
        self._result, self._stem = result, stem
        self.folder: Path | None = None
        """Where it is saved; None is the folder that the computer has for documents."""
        head = words(result.title, look, Text.TITLE)
        head.setWordWrap(True)
        self.text = FlowView(look, self)
        self.text.set_blocks(result.blocks)
        self.text.activated.connect(self._open)
        self.text.failed.connect(self.failed)
        scroll = QScrollArea()
        give_clear_viewport(scroll)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidgetResizable(True)
        scroll.setWidget(self.text)
        self.text.setAutoFillBackground(False)
        scroll.setMinimumHeight(round(TEXT_SHARE * window.height()))
        line = QHBoxLayout()
        self.buttons: dict[str, QPushButton] = {}
        for ending, writer in writers.items():
            button = self.buttons[ending] = QPushButton(
                _("Save as {kind}").format(kind=ending[1:].upper())
            )
            button.clicked.connect(partial(self._save, ending, writer))
            line.addWidget(button)
        self.close_button = QPushButton(_("Close"))
        self.close_button.clicked.connect(self.dismiss)
        line.addStretch()
        line.addWidget(self.close_button)
        self.rows.addWidget(head)
        self.rows.addWidget(scroll, 1)
        self.rows.addLayout(line)

    def open(self) -> None:
        """Lie on top; Enter closes."""
        super().open()
        self.close_button.setDefault(True)
        self.close_button.setFocus()

    @guarded
    def _open(self, door: object) -> None:
        """Go where a door leads; the sheet goes away."""
        wish: LookAt | OpenLesson | Seek | None = None
        if isinstance(door, LessonDoor):
            wish = OpenLesson(door.name)
        elif isinstance(door, TickDoor):
            wish = Seek(door.tick) if door.source is None else LookAt(door.source, door.tick)
        if wish is not None:
            self.dismiss()
            self.wished.emit(wish)

    @guarded
    def _save(self, ending: str, writer: ResultWriter, _pressed: bool = False) -> None:
        """Write the result into a file, and say where, or why not."""
        usual = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        folder = self.folder or Path(usual)
        path = folder / f"visualnn-{self._stem}-result{ending}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            write_whole(path, writer(self._result))
        except OSError as error:
            reason = error.strerror or str(error)
            self.saved.emit(_("The result was not saved: {reason}").format(reason=reason))
        else:
            self.saved.emit(_("Saved {path}").format(path=path))
