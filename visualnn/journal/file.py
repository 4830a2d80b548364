"""File: one journal on the disk, open for writing by one window at a time.

The lock is the system's and ends with the process, so none is left behind by a crash. It lies on a
byte far behind the end of the file: others can still read what is written.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import sys
from pathlib import Path

__all__ = ["JournalFile", "LockedError", "is_locked"]

LOCK_OFFSET = 1 << 40
"""Where the locked byte lies, on systems that lock bytes."""
PRIVATE_FILE = 0o600
PRIVATE_FOLDER = 0o700
_LOCK_IS_UNKNOWN = {errno.ENOLCK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EINVAL, errno.ENOSYS}
"""What a file system says that has no locks, like some of network drives."""


class LockedError(OSError):
    """Another window writes this file."""


class JournalFile:
    """A file whose end is known. Every method raises OSError."""

    def __init__(self, path: Path) -> None:
        """Open a file, or make it with its folder, and lock it. Raises LockedError if another
        window has it, OSError also for what is no regular file: a link is not followed."""
        self.path = path
        path.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        self._is_unnamed = not path.exists()
        """Whether the disk may not have the name of the file yet."""
        flags = os.O_RDWR | os.O_CREAT
        for name in ("O_BINARY", "O_CLOEXEC", "O_NOFOLLOW", "O_NONBLOCK"):
            flags |= getattr(os, name, 0)
        self._handle = os.open(path, flags, PRIVATE_FILE)
        try:
            if not stat.S_ISREG(os.fstat(self._handle).st_mode):
                raise OSError(errno.EINVAL, f"{path} is not a regular file")
            _lock(self._handle)
        except BaseException:
            os.close(self._handle)
            raise

    @property
    def size(self) -> int:
        """Its length in bytes."""
        return os.fstat(self._handle).st_size

    @property
    def is_there(self) -> bool:
        """Whether it still has its place in the folder: it was not removed meanwhile."""
        return os.fstat(self._handle).st_nlink > 0

    def read(self, most: int) -> bytes:
        """Its content, of so many bytes at most."""
        os.lseek(self._handle, 0, os.SEEK_SET)
        parts = []
        while most > 0 and (part := os.read(self._handle, min(most, 1 << 20))):
            parts.append(part)
            most -= len(part)
        return b"".join(parts)

    def cut(self, size: int) -> None:
        """Let it end after so many bytes."""
        if self.size != size:
            os.ftruncate(self._handle, size)

    def write(self, content: bytes, offset: int) -> None:
        """Write at an offset, all of it."""
        os.lseek(self._handle, offset, os.SEEK_SET)
        rest = memoryview(content)
        while rest:
            count = os.write(self._handle, rest)
            if count == 0:
                raise OSError(errno.EIO, "nothing was written")
            rest = rest[count:]

    def sync(self) -> None:
        """Return once what was written is on the disk, and the name of a new file too. The name
        waits until here: a folder may take long, and lines are to leave the process before."""
        os.fsync(self._handle)
        if self._is_unnamed:
            _sync_folder(self.path.parent)
            self._is_unnamed = False

    def close(self) -> None:
        """Give it back, with its lock."""
        with contextlib.suppress(OSError):
            os.close(self._handle)


def is_locked(path: Path) -> bool:
    """Whether some window has a journal open for writing."""
    try:
        file = JournalFile(path)
    except LockedError:
        return True
    except OSError:
        return False
    file.close()
    return False


def _sync_folder(folder: Path) -> None:
    """Have the name of a new file on the disk too, where the system can."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            with contextlib.suppress(OSError):  # some file systems cannot
                os.fsync(handle)
        finally:
            os.close(handle)


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        os.lseek(handle, LOCK_OFFSET, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError as error:
            raise LockedError(error.errno, "another window writes this file") from error

else:
    import fcntl

    def _lock(handle: int) -> None:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise LockedError(error.errno, "another window writes this file") from error
        except OSError as error:
            if error.errno not in _LOCK_IS_UNKNOWN:
                raise
