"""The table twin: the numbers of a view as a table, in the place of its picture."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtWidgets import QComboBox, QTableView, QVBoxLayout, QWidget

from ui.kit.guard import guarded
from ui.kit.look import Look
from ui.kit.overlay import words
from ui.kit.theme import Text
from ui.session.wishes import LookAt
from visualnn.text import _

if TYPE_CHECKING:
    from visualnn.expr import Source
    from visualnn.tell.frame import Frame
    from visualnn.views import View, ViewTable
    from visualnn.views.base import Moment

__all__ = ["MAX_NUMBER_COUNT", "TableModel", "TableTwin"]

MAX_ROW_COUNT = 5_000
"""A table shows so many rows at most; ``visualnn table`` writes them all."""
MAX_NUMBER_COUNT = 1_000_000
"""The numbers of a run that has more than these are not made into a table."""
RENEWAL_MILLISECONDS = 100
"""While a run plays, the table is made again after so long, not at every picture."""
_Index = QModelIndex | QPersistentModelIndex


class TableModel(QAbstractTableModel):
    """The rows of a table; what is written in a cell is made when the cell is seen."""

    def __init__(self) -> None:
        super().__init__()
        self.table: ViewTable | None = None

    def show_table(self, table: ViewTable | None) -> None:
        """Show another table; with the same columns and as many rows, the place in it stays."""
        old, self_rows = self.table, self.rowCount()
        same = old is not None and table is not None and old.columns == table.columns
        if same and table is not None and min(len(table.rows), MAX_ROW_COUNT) == self_rows:
            self.table = table
            if self_rows:
                last = self.index(self_rows - 1, self.columnCount() - 1)
                self.dataChanged.emit(self.index(0, 0), last)
            return
        self.beginResetModel()
        self.table = table
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  Qt's default
        """How many rows are shown."""
        return 0 if self.table is None else min(len(self.table.rows), MAX_ROW_COUNT)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  Qt's default
        """How many columns there are."""
        return 0 if self.table is None else len(self.table.columns)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The text of a cell, as ``visualnn table`` writes it for a reader."""
        if self.table is None or role not in {
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.TextAlignmentRole,
        }:
            return None
        cell = self.table.rows[index.row()][index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = (
                Qt.AlignmentFlag.AlignLeft if isinstance(cell, str) else Qt.AlignmentFlag.AlignRight
            )
            return side | Qt.AlignmentFlag.AlignVCenter
        from visualnn.views.writing import cell_text

        return cell_text(cell)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """The name of a column."""
        if role != Qt.ItemDataRole.DisplayRole or self.table is None:
            return None
        return self.table.columns[section] if orientation is Qt.Orientation.Horizontal else section


class TableTwin(QWidget):
    """A table of one part of a view, which follows the tick."""

    wished = Signal(object)
    """A Wish: the number of a row is to be explained."""
    failed = Signal(str)
    """A sentence for the learner."""

    def __init__(
        self,
        look: Look,
        view: str,
        title: str,
        as_shown: Callable[[Moment], Moment] = lambda moment: moment,
    ) -> None:
        """`as_shown` is the moment as the picture has it, of which this is the table."""
        super().__init__()
        self._view, self._title, self._as_shown = view, title, as_shown
        self._frame: Frame | None = None
        self.model = TableModel()
        self.part = QComboBox()
        self.cells = QTableView()
        self.cells.setModel(self.model)
        self.cells.verticalHeader().hide()
        self.cells.setTabKeyNavigation(False)
        self.note = words("", look, Text.SMALL, soft=True)
        self.note.setWordWrap(True)
        rows = QVBoxLayout(self)
        for each in (self.part, self.cells, self.note):
            rows.addWidget(each)
        self._renewal = QTimer(self, singleShot=True, interval=RENEWAL_MILLISECONDS)
        self._renewal.timeout.connect(self.renew)
        self.part.currentIndexChanged.connect(self.renew)
        self.cells.clicked.connect(self.look_at)
        self.cells.activated.connect(self.look_at)
        self.set_look(look)
        self.retranslate()

    def show_frame(self, frame: Frame) -> None:
        """Show the numbers of this frame, at once if there were none."""
        first, self._frame = self._frame is None, frame
        if first:
            self.renew()
        elif not self._renewal.isActive():
            self._renewal.start()

    @guarded
    def renew(self, _part: int = 0) -> None:
        """Make the table of the frame that was shown last."""
        from visualnn.views.base import UnsuitedError
        from visualnn.views.moments import moment_of

        frame = self._frame
        if frame is None:
            return
        view = self._known_view()
        parts = view.parts_in(frame.lesson)
        if self.part.count() != len(parts):
            self.part.blockSignals(True)
            self.part.clear()
            self.part.addItems(parts)
            self.part.blockSignals(False)
            self.part.setVisible(len(parts) > 1)
        count = sum(array.size for array in frame.values.values())
        if view.reads_values and count > MAX_NUMBER_COUNT:
            self.model.show_table(None)
            self.note.setText(_("This network has too many numbers for a table here."))
            self.note.show()
            return
        part = self.part.currentText() or parts[0]
        try:
            table = view.table(self._as_shown(moment_of(frame)), part)
        except UnsuitedError as error:  # nothing went wrong: the view has nothing to show here
            self.model.show_table(None)
            self.note.setText(error.sentence(_))
            self.note.show()
            return
        self.model.show_table(table)
        left_out = len(table.rows) - self.model.rowCount()
        sentence = _("{count} more rows are not shown; “visualnn table” writes them all.")
        self.note.setText(sentence.format(count=left_out))
        self.note.setVisible(left_out > 0)

    def _known_view(self) -> View:
        from visualnn.views import view_named

        return view_named(self._view)

    @guarded
    def look_at(self, index: QModelIndex) -> None:
        """Ask for the number of a row to be explained, if it has a name."""
        place = self.place_of(index.row())
        if place is not None:
            self.wished.emit(LookAt(place))

    def place_of(self, row: int) -> Source | None:
        """The number of the run that a row is about; None for one that has no name there."""
        from visualnn.expr import Source

        table, frame = self.model.table, self._frame
        if table is None or frame is None:
            return None
        cells = dict(zip(table.columns, table.rows[row], strict=True))
        outputs = frame.lesson.network.outputs
        if {"name", "index"} <= cells.keys():
            name, written = str(cells["name"]), str(cells["index"])
        elif {"layer", "row", "unit", "value"} <= cells.keys() and cells["layer"] in outputs:
            name, written = outputs[str(cells["layer"])], f"{cells['row']},{cells['unit']}"
        else:
            return None
        index = tuple(int(each) for each in written.split(",") if each)
        return Source(name, index) if name in frame.values else None

    def set_look(self, look: Look) -> None:
        """Another theme or size."""
        font = look.metrics.font(Text.SMALL)
        for each in (self.part, self.cells, self.cells.horizontalHeader(), self.note):
            each.setFont(font)
        self.cells.verticalHeader().setDefaultSectionSize(look.metrics.px(22))

    def retranslate(self) -> None:
        """The language changed."""
        title = _("{view}: its numbers as a table").format(view=_(self._title))
        self.cells.setAccessibleName(title)
        self.part.setAccessibleName(_("Part of the table"))
