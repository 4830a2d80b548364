"""A layer: a picture that is painted again only when what it shows is another thing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, QTimer
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QWidget

from ui.kit.geometry.stretch import Stretch

__all__ = ["PaintedLayer"]

GROWN_FRAME_COUNT = 3
"""Of so many frames that follow each other at once, what only grows is painted in one."""
DUE_MILLISECONDS = 100
"""After this time it is painted although no frame has come."""


_COMPARED = (int, float, str, QSize, Stretch)
"""What is the same when it is equal."""


class PaintedLayer:
    """Keeps a picture and what it was painted from. Objects are the same if they are identical."""

    def __init__(self, owner: QWidget | None = None) -> None:
        """`owner` is painted again when what grows was left out and is due."""
        self.picture = QPixmap()
        self._shown: tuple[object, ...] = ()
        self._grown: tuple[object, ...] = ()
        self._left_out = 0
        """Frames whose growth is not in the picture."""
        self._due: QTimer | None = None
        """Runs while there are any."""
        if owner is not None:
            self._due = QTimer(owner, singleShot=True, interval=DUE_MILLISECONDS)
            self._due.timeout.connect(owner.update)

    def clear(self) -> None:
        """Have it painted again in any case, and hold on to nothing that it was painted from."""
        self._shown = self._grown = ()

    def begin(
        self,
        size: QSize,
        ratio: float,
        *shown: object,
        growing: Sequence[object] = (),
        may_wait: bool = False,
    ) -> bool:
        """Whether it has to be painted again; then `picture` has the size and the ratio of device
        pixels asked for. What is only longer than it was, `growing`, may wait for a moment."""
        state, grown = (size, ratio, *shown), tuple(growing)
        if _are_same(state, self._shown):
            if _are_same(grown, self._grown):
                return False
            if may_wait and self._waits():
                return False
        self._shown, self._grown, self._left_out = state, grown, 0
        if self._due is not None:
            self._due.stop()
        if self.picture.size() != size * ratio:
            self.picture = QPixmap(size * ratio)
            self.picture.setDevicePixelRatio(ratio)
        return True

    def _waits(self) -> bool:
        """Leave the growth of a frame out, if it is not due."""
        if self._due is None or self._left_out >= GROWN_FRAME_COUNT - 1:
            return False
        if self._left_out and not self._due.isActive():
            return False
        self._left_out += 1
        if not self._due.isActive():
            self._due.start()
        return True


def _are_same(these: Sequence[object], those: Sequence[object]) -> bool:
    return len(these) == len(those) and all(
        one is other or (isinstance(one, _COMPARED) and one == other)
        for one, other in zip(these, those, strict=True)
    )
