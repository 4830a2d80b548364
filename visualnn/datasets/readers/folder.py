"""A folder of pictures: one folder inside for each class, its name the name of the class."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from ...errors import DataError
from ...ops import Array
from ...text import N_
from . import jpeg
from .limits import MAX_FILE_BYTES, MAX_NUMBER_COUNT, content_of
from .png import Scan, pictures, scanned

SUFFIXES = (".png", ".jpg", ".jpeg")
MAX_PICTURE_COUNT = 10_000
MAX_CLASS_COUNT = 1_000
MAX_PICTURE_BYTES = 64 << 20


def read_folder(folder: Path) -> tuple[Array, Array, tuple[str, ...]]:
    """All pictures ``(n, channel, height, width)``, their class ``(n,)``, the names of the classes.

    Classes and files are taken in the order of their names. Links are not followed. Raises
    DataError.
    """
    classes = sorted(_names(folder, folders=True))
    if not classes:
        raise DataError(
            N_(
                "{file} has no folders; put the pictures of each class into a folder of its "
                "own inside"
            ),
            file=folder.name,
        )
    if len(classes) > MAX_CLASS_COUNT:
        raise DataError(
            N_("{file} has more than {most} folders; each is a class"),
            file=folder.name,
            most=MAX_CLASS_COUNT,
        )
    files = [
        (label, folder / name / file)
        for label, name in enumerate(classes)
        for file in sorted(_pictures(folder / name))
    ]
    if len(files) > MAX_PICTURE_COUNT:
        raise DataError(
            N_("{file} has {count} pictures, more than {most}; leave some out"),
            file=folder.name,
            count=len(files),
            most=MAX_PICTURE_COUNT,
        )
    names = [f"{path.parent.name}/{path.name}" for _, path in files]
    scans, size = [], 0
    for (_, path), name in zip(files, names, strict=True):
        scan = _scanned(content_of(path, MAX_PICTURE_BYTES), name)
        scans.append(scan)
        size += scan.number_count
        if size > min(MAX_FILE_BYTES, MAX_NUMBER_COUNT):
            raise DataError(
                N_("{file} holds more than {most} MB of pictures; make them smaller"),
                file=folder.name,
                most=min(MAX_FILE_BYTES, MAX_NUMBER_COUNT) >> 20,
            )
    labels = np.array([label for label, _ in files], np.int64)
    return pictures(scans, names), labels, tuple(classes)


def read_picture(path: Path) -> Array:
    """One PNG or JPEG picture ``(channel, height, width)`` in bytes, of 1 or 3 channels; raises
    DataError."""
    (picture,) = pictures([_scanned(content_of(path, MAX_PICTURE_BYTES), path.name)], [path.name])
    return picture


def _scanned(content: bytes, file: str) -> Scan:
    """A picture by what its first bytes say that it is."""
    is_jpeg = content.startswith(jpeg.SIGNATURE)
    return jpeg.scanned_jpeg(content, file) if is_jpeg else scanned(content, file)


def _pictures(folder: Path) -> list[str]:
    found = [name for name in _names(folder, folders=False) if name.lower().endswith(SUFFIXES)]
    if not found:
        raise DataError(
            N_("the folder {file} holds no PNG or JPEG pictures; put some in or take it away"),
            file=folder.name,
        )
    return found


def _names(folder: Path, *, folders: bool) -> Iterator[str]:
    """The names of the folders, or of the regular files, that are no links and not hidden."""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                kind = entry.is_dir if folders else entry.is_file
                hidden = entry.name.startswith(".") or entry.name == "__MACOSX"
                if not hidden and kind(follow_symlinks=False):
                    yield entry.name
    except OSError as error:
        raise DataError(
            N_("{file} cannot be read: {reason}"), file=folder.name, reason=error.strerror
        ) from None
