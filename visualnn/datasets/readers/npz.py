"""NumPy's npz without pickle: nothing in it can run, and nothing is made larger than it is.

The header of each array is read by a grammar of its own, not as Python, and held against the size
of the member before an array is made.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Collection

import numpy as np

from ...errors import DataError
from ...ops import Array
from ...text import N_
from .limits import MAX_FILE_BYTES, check_ratio, check_shape

MAX_MEMBER_COUNT = 100
MAX_HEADER_BYTES = 10_000

_STRAY = frozenset('/\\:*?"<>|')
_MAX_NAME_CHARACTERS = 80
_FINDER_FOLDER = "__MACOSX/"
_UNEXPECTED = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError),
    *(RuntimeError, KeyError, IndexError, OverflowError),
)
"""What zipfile raises at bytes that it does not expect."""
_MAGIC = b"\x93NUMPY"
_HEADER = re.compile(
    rb"\{'descr': *(?P<descr>'[^']*'|\[.*\]), *'fortran_order': *(?P<fortran>True|False), *"
    rb"'shape': *\((?P<shape>(?:[0-9]{1,20}, *)*(?:[0-9]{1,20})?)\),? *\} *\n"
)
_PLAIN = re.compile(rb"'([<>=|]?)([fiub])([1248])'")


def read_npz(content: bytes, file: str, wanted: Collection[str] | None = None) -> dict[str, Array]:
    """The arrays of an npz by name, or those of the wanted names that it has; raises DataError."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = _checked(archive, file)
            return {
                name: _array(_member(archive, info, file), f"{file}: {name}")
                for name, info in names.items()
                if wanted is None or name in wanted
            }
    except _UNEXPECTED:
        raise _damaged(file) from None


def read_npy(content: bytes, file: str) -> Array:
    """The array of an npy file; raises DataError."""
    return _array(content, file)


def names_in(content: bytes, file: str) -> tuple[str, ...]:
    """The names of the arrays of an npz, in their order; raises DataError."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return tuple(_checked(archive, file))
    except _UNEXPECTED:
        raise _damaged(file) from None


def _damaged(file: str) -> DataError:
    return DataError(
        N_("{file} is no npz file, or a damaged one; write it again with np.savez"), file=file
    )


def _checked(archive: zipfile.ZipFile, file: str) -> dict[str, zipfile.ZipInfo]:
    """The members by the name of their array, once all limits hold."""
    members = archive.infolist()
    if len(members) > MAX_MEMBER_COUNT:
        raise DataError(
            N_("{file} holds {count} arrays, more than {most}; leave some out"),
            file=file,
            count=len(members),
            most=MAX_MEMBER_COUNT,
        )
    if sum(member.file_size for member in members) > MAX_FILE_BYTES:
        raise DataError(
            N_("{file} unpacks to more than {most} MB; cut it down"),
            file=file,
            most=MAX_FILE_BYTES >> 20,
        )
    for member in members:
        check_ratio(member.file_size, member.compress_size, file)
    names: dict[str, zipfile.ZipInfo] = {}
    for member in members:
        name = member.filename.removesuffix(".npy")
        if member.filename.startswith(_FINDER_FOLDER):  # what a Mac adds to every zip
            continue
        if not _is_name(member.filename) or name.lower() in map(str.lower, names):
            raise DataError(
                N_("{file} holds {name}, which np.savez would not have written there"),
                file=file,
                name=member.filename,
            )
        if member.flag_bits & 1 or member.compress_type not in {
            zipfile.ZIP_STORED,
            zipfile.ZIP_DEFLATED,
        }:
            raise DataError(
                N_("{file} is encrypted or packed in an unusual way; write it with np.savez"),
                file=file,
            )
        names[name] = member
    return names


def _is_name(filename: str) -> bool:
    """Whether a member can be an array that somebody named."""
    name = filename.removesuffix(".npy")
    plain = name.isprintable() and not set(name) & _STRAY and not name.startswith(".")
    return filename.endswith(".npy") and 0 < len(name) <= _MAX_NAME_CHARACTERS and plain


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, file: str) -> bytes:
    with archive.open(member) as packed:
        content = packed.read(member.file_size + 1)
    if len(content) != member.file_size:
        raise _damaged(file)
    return content


def _array(content: bytes, file: str) -> Array:
    """The array of one npy member."""
    begin, header = _header(content, file)
    match = _HEADER.fullmatch(header)
    if match is None:
        raise DataError(N_("{file} has a header that no NumPy writes; it is damaged"), file=file)
    plain = _PLAIN.fullmatch(match["descr"])
    if plain is None:
        raise DataError(
            N_(
                "{file} holds {kind}, not plain numbers; "
                "turn it into numbers with astype(float) before saving"
            ),
            file=file,
            kind=match["descr"].decode("ascii", "replace"),
        )
    try:
        kind = np.dtype(match["descr"].decode().strip("'"))
    except TypeError:  # f1, or a bool of eight bytes
        raise DataError(
            N_("{file} has a header that no NumPy writes; it is damaged"), file=file
        ) from None
    shape = tuple(int(n) for n in match["shape"].split(b",") if n.strip())
    check_shape(shape, kind.itemsize, len(content) - begin, file)
    order = "F" if match["fortran"] == b"True" else "C"
    numbers = np.frombuffer(content, kind, offset=begin)
    if kind.kind == "b":
        numbers = numbers.view(np.uint8) != 0
    return np.ascontiguousarray(
        numbers.reshape(shape, order=order).astype(kind.newbyteorder("="))  # type: ignore[call-overload]
    )


def _header(content: bytes, file: str) -> tuple[int, bytes]:
    """Where the numbers begin, and the text before them that describes them."""
    version = content[6:8]
    width = {b"\1\0": 2, b"\2\0": 4, b"\3\0": 4}.get(version, 0)
    if not content.startswith(_MAGIC) or not width:
        raise DataError(N_("{file} is no NumPy array; write it with np.savez"), file=file)
    length = int.from_bytes(content[8 : 8 + width], "little")
    begin = 8 + width + length
    if length > MAX_HEADER_BYTES or begin > len(content):
        raise DataError(N_("{file} has a header that no NumPy writes; it is damaged"), file=file)
    return begin, content[8 + width : begin]
