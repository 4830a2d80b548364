"""Files: written whole or not at all.

What is saved goes into a file of its own beside the target and takes the target's place once it is
complete on the disk. A full disk or a killed program leaves the old file as it was.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import tempfile
from pathlib import Path

__all__ = ["forget_parts", "read_small", "write_whole"]

_TEMPORARY = ".visualnn-part"


def write_whole(path: Path, content: bytes) -> None:
    """Replace a file by this content, or leave it as it was. Raises OSError, also for a device or
    a pipe, which a file must not take the place of."""
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, f"{path} is not a regular file")
    folder = path.parent
    handle, name = tempfile.mkstemp(_TEMPORARY, f".{path.name[:80]}.", folder)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            part.chmod(stat.S_IMODE(path.stat().st_mode))
        else:
            part.chmod(0o666 & ~_umask())
        part.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise


def _umask() -> int:
    """What this process takes away from the rights of new files."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def read_small(path: Path, most: int) -> bytes:
    """The content of a regular file of at most `most` bytes.

    Raises OSError if it cannot be read, FileNotFoundError if there is none, and ValueError if it is
    larger or no regular file: a pipe would keep the program waiting for ever.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise ValueError(f"{path} is not a regular file")
    with path.open("rb") as file:
        content = file.read(most + 1)
    if len(content) > most:
        raise ValueError(f"{path} is larger than {most} bytes")
    return content


def forget_parts(folder: Path, name: str | None = None) -> None:
    """Remove what killed programs left half written of the file `name`, or of all files."""
    pattern = f".*{_TEMPORARY}" if name is None else f".{name[:80]}.*{_TEMPORARY}"
    with contextlib.suppress(OSError):
        for part in folder.glob(pattern):
            with contextlib.suppress(OSError):
                part.unlink()
