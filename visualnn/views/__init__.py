"""Views: what each picture shows, as numbers first; one file for each picture.

What a single view needs is imported with it; the table of them all (`registry`) with the first name
that asks for it, so that a window does not wait for pictures that it does not paint.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .base import CellValue, Moment, UnsuitedError, View, ViewTable

if TYPE_CHECKING:
    from .registry import VIEWS, view_named

__all__ = ["VIEWS", "CellValue", "Moment", "UnsuitedError", "View", "ViewTable", "view_named"]


def __getattr__(name: str) -> Any:
    """Import the table of views when it is first asked for."""
    if name not in {"VIEWS", "view_named"}:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(".registry", __name__), name)
