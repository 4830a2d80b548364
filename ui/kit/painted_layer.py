"""A layer: a picture that is painted again only when what it shows is another thing."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QPixmap

from ui.kit.geometry.stretch import Stretch

__all__ = ["PaintedLayer"]


class PaintedLayer:
    """Keeps a picture and what it was painted from. Objects are the same if they are identical."""

    def __init__(self) -> None:
        self.picture = QPixmap()
        self._shown: tuple[object, ...] = ()

    def clear(self) -> None:
        """Have it painted again in any case."""
        self._shown = ()

    def begin(self, size: QSize, ratio: float, *shown: object) -> bool:
        """Whether it has to be painted again; then `picture` has the size and the ratio of device
        pixels asked for."""
        state = (size, ratio, *shown)
        if len(state) == len(self._shown) and all(
            one is other or (isinstance(one, int | float | QSize | Stretch) and one == other)
            for one, other in zip(state, self._shown, strict=True)
        ):
            return False
        self._shown = state
        if self.picture.size() != size * ratio:
            self.picture = QPixmap(size * ratio)
            self.picture.setDevicePixelRatio(ratio)
        return True
