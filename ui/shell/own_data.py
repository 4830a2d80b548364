"""Own data: a sheet that makes a lesson of a table, pictures or arrays, without a word of TOML."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QWidget,
)

from ui.kit.colours import grey, to_image
from ui.kit.guard import guarded
from ui.kit.look import Look
from ui.kit.overlay import Overlay, words
from ui.kit.theme import Text
from visualnn import figures
from visualnn.errors import DataError, VisualnnError
from visualnn.ops import Array
from visualnn.text import _

if TYPE_CHECKING:
    from visualnn.tell.data_report import LookedAt

__all__ = ["OwnDataSheet"]

SHOWN_NUMBER_COUNT = 8
"""Numbers of an example that are shown."""
SHOWN_LABEL_COUNT = 12
"""Classes that are named with their counts."""


class OwnDataSheet(Overlay):
    """Shows what a file holds, asks for target and network, shows the lesson that it would write,
    and writes it where the learner says."""

    made = Signal(str)
    """The folder of a lesson that was written."""
    failed = Signal(str)
    """A sentence for the learner."""

    def __init__(
        self, over: QWidget, look: Look, seen: LookedAt, look_at: Callable[[str], LookedAt]
    ) -> None:
        """`look_at` looks at the file again, with another target."""
        super().__init__(over, look, 760, top=0.06)
        self.seen, self._look_at = seen, look_at
        path = seen.own.source.path
        head = words(_("A lesson of {file}").format(file=path.name), look, Text.TITLE)
        self.found = words("", look, Text.SMALL, soft=True)
        self.found.setWordWrap(True)
        self.pictures = QLabel()
        self.pictures.setAccessibleName(_("The first examples"))
        self.examples = self._page(4, _("The first examples"))
        self.target = QComboBox()
        self.target.addItems(list(seen.targets) or [_("the labels of the file")])
        self.target.setEnabled(len(seen.targets) > 1)
        self.network = QComboBox()
        self.file = self._page(11, _("The file that is written"))
        self.folder = QLineEdit(str(self._first_folder(path)))
        self.folder.setFont(look.metrics.font())
        self.fault = words("", look, Text.SMALL)
        self.fault.setStyleSheet(f"color: {look.theme.wrong.name()}")
        self.fault.setWordWrap(True)
        self.fault.hide()
        self._lay_out(head)
        self.target.currentTextChanged.connect(self._take_target)
        self.network.currentIndexChanged.connect(self._write_text)
        self.write_button.clicked.connect(self._write)
        self.close_button.clicked.connect(self.dismiss)
        self.choose_button.clicked.connect(self._choose_folder)
        self._show()

    def _first_folder(self, path: Path) -> Path:
        """A folder beside the data that is not there yet."""
        from visualnn.lesson.own_data import name_for

        name = name_for(path)
        taken = (path.parent / name, *(path.parent / f"{name}-{n}" for n in range(2, 100)))
        return next((each for each in taken if not each.exists()), path.parent / name)

    def _page(self, lines: int, name: str) -> QPlainTextEdit:
        page = QPlainTextEdit()
        page.setReadOnly(True)
        page.setFrameShape(QFrame.Shape.NoFrame)
        page.setFont(self.look.metrics.font(Text.SMALL))
        page.setFixedHeight(self.look.metrics.px(18) * lines)
        page.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        page.setAccessibleName(name)
        return page

    def _lay_out(self, head: QWidget) -> None:
        self.write_button = QPushButton(_("Write the lesson and open it"))
        self.close_button = QPushButton(_("Close"))
        self.choose_button = QPushButton(_("Choose…"))
        place = QHBoxLayout()
        place.addWidget(self.folder, 1)
        place.addWidget(self.choose_button)
        form = QFormLayout()
        form.addRow(_("Target"), self.target)
        form.addRow(_("Network"), self.network)
        form.addRow(_("Folder"), place)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        buttons.addWidget(self.write_button)
        for widget in (head, self.found, self.pictures, self.examples):
            self.rows.addWidget(widget)
        self.rows.addLayout(form)
        self.rows.addWidget(self.file)
        self.rows.addWidget(self.fault)
        self.rows.addLayout(buttons)

    def open(self) -> None:
        """Lie on top with the keyboard on the target."""
        super().open()
        self.target.setFocus()

    # -- what is shown

    def _show(self) -> None:
        """Everything that follows from the file and its target."""
        from visualnn.lesson.own_data import proposals

        report = self.seen.report
        said = [remark.sentence(_) for remark in report.found]
        self.found.setText("\n".join([*said, *self._labels()]))
        is_pictures = self.seen.own.is_pictures
        self.pictures.setVisible(is_pictures)
        self.examples.setVisible(not is_pictures)
        if is_pictures:
            self.pictures.setPixmap(self._picture_row())
        else:
            self.examples.setPlainText("\n".join(self._rows()))
        self._proposals = proposals(self.seen.own)
        self.network.blockSignals(True)
        chosen = max(self.network.currentIndex(), 0)
        self.network.clear()
        self.network.addItems([_(proposal.title) for proposal in self._proposals])
        self.network.setCurrentIndex(chosen)
        self.network.blockSignals(False)
        self._write_text()

    def _labels(self) -> list[str]:
        """One line: which classes there are, and how many examples each has."""
        labels = self.seen.report.labels
        if not labels:
            return []
        told = ", ".join(f"{each.label} ({each.count})" for each in labels[:SHOWN_LABEL_COUNT])
        more = ", …" if len(labels) > SHOWN_LABEL_COUNT else ""
        line = _("{count} classes, with their examples: {labels}")
        return [line.format(count=len(labels), labels=told + more)]

    def _label_of(self, t: Array) -> str:
        """A target as the file has it: the word of a class, or its numbers."""
        words_of = {label.number: label.label for label in self.seen.report.labels}
        numbers = t.reshape(-1)[:SHOWN_NUMBER_COUNT].tolist()
        if len(numbers) == 1 and numbers[0] in words_of:
            return words_of[numbers[0]]
        return "  ".join(figures.result(number) for number in numbers)

    def _picture_row(self) -> QPixmap:
        """The first examples as pictures, each above its label."""
        report, look = self.seen.report, self.look
        side, line, gap = (look.metrics.px(n) for n in (72, 18, 12))
        row = QPixmap(len(report.x) * (side + gap), side + line)
        row.fill(Qt.GlobalColor.transparent)
        keep, fast = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.FastTransformation
        beside = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        with QPainter(row) as painter:
            painter.setFont(look.metrics.font(Text.SMALL))
            for n, (x, t) in enumerate(zip(report.x, report.t, strict=True)):
                image = _image(x, self.seen.own.largest, look)
                place = QRect(n * (side + gap), side, side + gap // 2, line)
                picture = image.scaled(side, side, keep, fast)
                painter.drawImage(place.left(), 0, picture)
                painter.setPen(look.theme.ink_soft)  # white is seen on white
                painter.drawRect(place.left(), 0, picture.width() - 1, picture.height() - 1)
                painter.setPen(look.theme.ink)
                said = painter.fontMetrics().elidedText(
                    self._label_of(t), Qt.TextElideMode.ElideRight, place.width()
                )
                painter.drawText(place, beside, said)
        return row

    def _rows(self) -> list[str]:
        """The first examples as numbers."""
        report = self.seen.report
        names = list(report.input_names[:SHOWN_NUMBER_COUNT])
        lines = ["  ".join(names) + "  →  " + self.target.currentText()] if names else []
        for x, t in zip(report.x, report.t, strict=True):
            flat = x.reshape(-1)
            shown = "  ".join(figures.result(float(n)) for n in flat[:SHOWN_NUMBER_COUNT])
            more = "  …" if flat.size > SHOWN_NUMBER_COUNT else ""
            lines.append(f"{shown}{more}  →  {self._label_of(t)}")
        return lines

    @guarded
    def _write_text(self, _index: int = 0) -> None:
        from visualnn.lesson.own_data import lesson_text, name_for

        proposal = self._proposals[max(self.network.currentIndex(), 0)]
        name = name_for(Path(self.folder.text()))
        self.file.setPlainText(lesson_text(self.seen.own, proposal, name))

    @guarded
    def _take_target(self, name: str) -> None:
        """Look at the file again, with another column as the target; one that cannot be is said."""
        try:
            self.seen = self._look_at(name)
        except VisualnnError as error:
            self._say(error.sentence(_))
            return
        self.fault.hide()
        self._show()

    def _say(self, sentence: str) -> None:
        self.fault.setText(sentence)
        self.fault.show()
        self._place()

    # -- writing

    @guarded
    def _choose_folder(self, _pressed: bool = False) -> None:
        dialog = QFileDialog(
            self, _("The folder of the lesson"), str(Path(self.folder.text()).parent)
        )
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.folder.setText)
        dialog.fileSelected.connect(lambda _path: self._write_text())
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @guarded
    def _write(self, _pressed: bool = False) -> None:
        """Write the lesson; what is in the way is said, and nothing is opened."""
        from visualnn.lesson.own_data import write_lesson

        self._write_text()
        folder = Path(self.folder.text()).expanduser()
        try:
            if not folder.is_absolute():
                raise DataError("{folder} is no whole path", folder=self.folder.text())
            write_lesson(folder, self.seen.own, self.file.toPlainText())
        except VisualnnError as error:
            self._say(error.sentence(_))
            return
        self.dismiss()
        self.made.emit(str(folder))


def _image(example: Array, largest: float, look: Look) -> QImage:
    """An example ``(rows, columns)`` or ``(channels, rows, columns)`` as a picture: of three
    channels in their colours, otherwise its first channel in grey."""
    planes = example if example.ndim == 3 else example[None]
    limit = largest or 1.0
    if len(planes) != 3:
        return to_image(planes[0], limit, grey(look.theme))
    levels = np.clip(planes / limit * 255, 0, 255).astype(np.uint8).transpose(1, 2, 0)
    pixels = np.ascontiguousarray(levels)
    rows, columns = pixels.shape[:2]
    made = QImage(pixels.data, columns, rows, 3 * columns, QImage.Format.Format_RGB888)
    return made.copy()
