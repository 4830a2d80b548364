"""What PyInstaller needs to know of this program; it finds this folder by an entry point."""

from __future__ import annotations

from pathlib import Path

__all__ = ["hook_folders"]


def hook_folders() -> list[str]:
    """The folders with hooks: this one."""
    return [str(Path(__file__).parent)]
