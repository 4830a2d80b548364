"""Prose view: flowing text whose runs may have a tip that says more."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QHelpEvent, Qt
from PySide6.QtWidgets import QToolTip

from ui.kit.flow import FlowView

from .quoted_numbers import TippedRun

__all__ = ["ProseView"]


class ProseView(FlowView):
    """A flow view with tips. Tips are plain text, whatever characters stand in them."""

    def event(self, event: QEvent) -> bool:
        """Show the tip of the run under the pointer, hide the one of another."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            tip = self.tip_at(event.pos())
            text = Qt.convertFromPlainText(tip) if tip else ""
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def tip_at(self, point: QPoint) -> str:
        """The tip of the run at a point of this widget, "" if it has none."""
        corner = self.contentsRect().topLeft()
        x, y = point.x() - corner.x(), point.y() - corner.y()
        for piece in self._flow.layout.pieces:
            if isinstance(piece.run, TippedRun) and piece.contains(x, y):
                return piece.run.tip
        return ""
