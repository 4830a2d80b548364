"""How much of a stranger's file is looked at, and how the bytes of a file are taken in.

What a file claims is compared with these before anything of that size is made.
"""

from __future__ import annotations

import os
import stat
import zlib
from pathlib import Path

from ...errors import DataError
from ...text import N_

MAX_FILE_BYTES = 256 << 20
"""Bytes of a file, packed or unpacked. The largest that a course needs, MNIST as text, has 109
MB."""
MAX_ROW_COUNT = 1_000_000
MAX_NUMBER_COUNT = 100_000_000
"""Numbers of one array; those of Fashion-MNIST are 47 million."""
MAX_AXIS_LENGTH = 10_000_000
MAX_AXIS_COUNT = 4
MAX_GZIP_PART_COUNT = 1_000
"""Gzip files may be several, one behind the other."""
MAX_RATIO = 200
"""How many times as long as its file data may be; pictures of digits are ten times as long."""
SUSPECT_BYTES = 16 << 20
"""Below this nothing is suspected."""
PIECE_BYTES = 1 << 20
_GZIP_WINDOW_BITS = 31
"""What zlib calls the gzip form."""


def content_of(path: Path, most: int = MAX_FILE_BYTES) -> bytes:
    """The bytes of a regular file; raises DataError for anything else, and never waits."""
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(path, flags)
        with os.fdopen(descriptor, "rb") as file:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise DataError(N_("{file} is not a regular file"), file=path.name)
            # a file that grows meanwhile is read as far as it was
            if status.st_size <= most:
                return file.read(status.st_size)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise DataError(
            N_("{file} cannot be read: {reason}"), file=path.name, reason=reason
        ) from None
    raise DataError(
        N_("{file} is larger than {most} MB; cut it down"), file=path.name, most=most >> 20
    )


def check_ratio(unpacked: int, packed: int, file: str) -> None:
    """Raise DataError for what unpacks to far more than any data do: it was made to fill the
    memory."""
    if unpacked > SUSPECT_BYTES and unpacked > MAX_RATIO * max(packed, 1):
        raise DataError(
            N_("{file} unpacks to {ratio} times its size, as no data do; write it again"),
            file=file,
            ratio=unpacked // max(packed, 1),
        )


def _unpacked_size(content: bytes, most: int) -> int:
    """How long the content of a gzip file is, as far as it can be read and up to a piece more than
    `most`; nothing of it is kept."""
    size = parts = 0
    while content and size <= most and parts < MAX_GZIP_PART_COUNT:
        inflate = zlib.decompressobj(_GZIP_WINDOW_BITS)
        try:
            while not inflate.eof and size <= most:
                piece = inflate.decompress(content, PIECE_BYTES)
                size += len(piece)
                content = inflate.unconsumed_tail
                if not piece and not content:
                    return size
        except zlib.error:
            return size
        content = inflate.unused_data
        parts += 1
    return size


def unzipped(content: bytes, file: str, most: int = MAX_FILE_BYTES) -> bytes:
    """The content of a gzip file; raises DataError if it is damaged, larger than `most`, or packed
    as no data are. It is measured before anything of it is kept."""
    size = _unpacked_size(content, most)
    if size <= most:
        check_ratio(size, len(content), file)
    parts: list[bytes] = []
    left = most + 1 if size <= most else 0
    while content and left and len(parts) < MAX_GZIP_PART_COUNT:
        inflate = zlib.decompressobj(_GZIP_WINDOW_BITS)
        try:
            parts.append(inflate.decompress(content, left))
        except zlib.error:
            break
        left -= len(parts[-1])
        if not inflate.eof:
            break
        content = inflate.unused_data
    if not left:
        raise DataError(
            N_("{file} unpacks to more than {most} MB; cut it down"), file=file, most=most >> 20
        )
    if content:
        raise DataError(N_("{file} is no gzip file, or a damaged one; get it again"), file=file)
    return b"".join(parts)


def check_shape(shape: tuple[int, ...], itemsize: int, there: int, file: str) -> None:
    """Raise DataError unless the shape is one that is worked with and its bytes are all there."""
    if not 1 <= len(shape) <= MAX_AXIS_COUNT or not all(1 <= n <= MAX_AXIS_LENGTH for n in shape):
        raise DataError(
            N_(
                "{file} holds an array of shape {shape}; "
                "it must have one to {most} axes, none of them empty"
            ),
            file=file,
            shape=shape,
            most=MAX_AXIS_COUNT,
        )
    count = 1
    for n in shape:
        count *= n
    if count > MAX_NUMBER_COUNT:
        raise DataError(
            N_("{file} holds {count} numbers, more than {most}; cut it down"),
            file=file,
            count=count,
            most=MAX_NUMBER_COUNT,
        )
    if count * itemsize != there:
        raise DataError(
            N_(
                "{file} says it holds {count} numbers of {itemsize} bytes but has {there} bytes "
                "for them: it is damaged; get it again"
            ),
            file=file,
            count=count,
            itemsize=itemsize,
            there=there,
        )
