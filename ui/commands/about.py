"""About: which program this is, and what it runs on."""

from __future__ import annotations

from PySide6 import __version__ as pyside_version
from PySide6.QtCore import qVersion

from visualnn.text import _

from .hands import Hands

__all__ = ["about", "own_version"]


def own_version() -> str:
    """The version of the program; 0 where it was not installed."""
    from importlib.metadata import PackageNotFoundError, version  # it brings mail along

    try:
        return version("visualnn")
    except PackageNotFoundError:
        return "0"


def about(hands: Hands) -> None:
    """Show versions, to read and to copy."""
    import platform

    import numpy as np

    lines = (
        f"visualnn {own_version()}",
        f"Python {platform.python_version()} · {platform.system()} {platform.machine()}",
        f"Qt {qVersion()} · PySide6 {pyside_version} · NumPy {np.__version__}",
    )
    hands.sheets.report(_("About visualnn"), "\n".join(lines))
