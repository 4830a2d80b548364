"""The stage: the middle of the desk, one or two views under a row of names."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from ui.kit.look import Look

from .divided import Divided
from .section import PanelSection
from .staging import Placement
from .view_names import ViewNames

__all__ = ["Stage"]


class Stage(QWidget):
    """Holds the sections of the views; those that are not shown wait here too."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self.names = ViewNames(look)
        self.splitter = Divided(Qt.Orientation.Horizontal, look)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.names)
        rows.addWidget(self.splitter, 1)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)

    def stand(self, views: Sequence[PanelSection], placement: Placement) -> None:
        """Have these sections on the stage, the first one at the left or above."""
        for place, section in enumerate(views):
            if self.splitter.indexOf(section) != place:
                self.splitter.insertWidget(place, section)
        upright = placement == "below"
        orientation = Qt.Orientation.Vertical if upright else Qt.Orientation.Horizontal
        if self.splitter.orientation() is not orientation:
            self.splitter.setOrientation(orientation)

    def share(self, shares: Sequence[int]) -> None:
        """Give the first sections of the stage these shares of its room."""
        if shares:
            rest = (0,) * (self.splitter.count() - len(shares))
            self.splitter.setSizes([*shares, *rest])

    @property
    def shares(self) -> tuple[int, ...]:
        """The widths or heights of the sections that are shown."""
        return tuple(size for size in self.splitter.sizes() if size > 0)

    def set_look(self, look: Look) -> None:
        """Another theme or size."""
        self.look = look
        self.names.set_look(look)
        self.splitter.set_look(look)

    def sizeHint(self) -> QSize:
        """Whatever the splitters give."""
        return QSize(self.look.metrics.px(100), self.look.metrics.px(80))

    def minimumSizeHint(self) -> QSize:
        """It may become small, but not vanish by itself."""
        return QSize(self.look.metrics.px(100), self.look.metrics.px(48))
