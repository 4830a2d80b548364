"""Which paths may be data of one's own. The sheet that makes a lesson of them is imported later."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

__all__ = ["SUFFIXES", "is_data", "is_no_lesson", "is_picture"]

SUFFIXES = (".csv", ".tsv", ".txt", ".tab", ".psv", ".dat", ".data", ".npz", ".npy", ".idx", ".gz")
"""Endings of files that are looked at as data."""

PICTURE_SUFFIXES = (".png", ".jpg", ".jpeg")
"""Endings of files that are looked at as a picture."""


def is_picture(path: Path) -> bool:
    """Whether a path may be a picture that a network is asked about."""
    try:
        return path.suffix.lower() in PICTURE_SUFFIXES and path.is_file()
    except OSError:
        return False


def is_data(path: Path) -> bool:
    """Whether a path may be data: a file of a known ending, or a folder of folders of
    pictures."""
    try:
        if path.is_dir():
            has_lesson = (path / "lesson.toml").exists()
            return not has_lesson and any(
                each.suffix.lower() in PICTURE_SUFFIXES for each in islice(path.glob("*/*"), 100)
            )
        known = path.suffix.lower() in SUFFIXES or path.name.endswith("ubyte")
        return known and path.is_file()
    except OSError:
        return False


def is_no_lesson(path: Path) -> bool:
    """Whether a path is there and no lesson can be: whoever brings it is told what it is taken
    for."""
    try:
        if path.is_dir():
            return not (path / "lesson.toml").exists()
        return path.is_file() and path.suffix.lower() != ".toml"
    except OSError:
        return False
