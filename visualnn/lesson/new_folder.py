"""A folder that a lesson is written into: it is new or empty, and what the disk says is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..errors import DataError
from ..text import N_

__all__ = ["new_folder"]


@contextmanager
def new_folder(folder: Path) -> Iterator[None]:
    """Make the folder, and write into it inside of this. Raises DataError where something is there
    already or cannot be written."""
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise DataError(
                N_("{folder} is there already; choose a folder that is new or empty"),
                folder=str(folder),
            )
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except OSError as error:
        raise DataError(
            N_("{folder} cannot be written: {reason}"),
            folder=str(error.filename or folder),
            reason=error.strerror or str(error),
        ) from None
