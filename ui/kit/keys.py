"""Keys that mean the same in every picture."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt

__all__ = ["CELL_ARROWS", "ENTER", "PLANE_ARROWS"]

CELL_ARROWS: Final = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, +1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (+1, 0),
}
"""Arrow → rows and columns that it goes in a grid, whose rows are counted downwards."""
PLANE_ARROWS: Final = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (+1, 0),
    Qt.Key.Key_Up: (0, +1),
    Qt.Key.Key_Down: (0, -1),
}
"""Arrow → steps to the right and upwards that it goes in a plane with axes."""
ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
