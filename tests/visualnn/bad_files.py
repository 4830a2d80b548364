"""Good small files of every form, made here byte by byte, and what strangers make of them."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

import numpy as np

from visualnn.ops import Array

CSV = b"label,pixel1,pixel2\n3,0,255\n24,1.5,-2e1\n"


def npy(array: Array, version: tuple[int, int] | None = None) -> bytes:
    out = io.BytesIO()
    np.lib.format.write_array(out, array, version=version, allow_pickle=False)
    return out.getvalue()


def raw_npy(descr: str, shape: str, data: bytes = b"", fortran: str = "False") -> bytes:
    """An npy member with whatever its header says."""
    text = f"{{'descr': {descr}, 'fortran_order': {fortran}, 'shape': {shape}, }}\n".encode()
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text + data


def zipped(members: dict[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def npz(**arrays: Array) -> bytes:
    return zipped({f"{name}.npy": npy(array) for name, array in arrays.items()})


def idx(array: Array, kind: int = 8) -> bytes:
    sizes = b"".join(struct.pack(">I", n) for n in array.shape)
    return bytes([0, 0, kind, array.ndim]) + sizes + array.tobytes()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


SIGNATURE = b"\x89PNG\r\n\x1a\n"


def png(
    pixels: Array,
    colour: int = 0,
    filters: Array | None = None,
    extra: bytes = b"",
    header: bytes | None = None,
) -> bytes:
    """A PNG of pixels ``(height, width, channel)``, filtered line by line as the standard says."""
    height, width, _ = pixels.shape
    chosen = np.zeros(height, int) if filters is None else filters
    lines = b"".join(
        bytes([chosen[n]]) + filtered(pixels, n, int(chosen[n])) for n in range(height)
    )
    head = header or struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)
    return b"".join(
        [
            SIGNATURE,
            chunk(b"IHDR", head),
            extra,
            chunk(b"IDAT", zlib.compress(lines)),
            chunk(b"IEND", b""),
        ]
    )


def filtered(pixels: Array, row: int, chosen: int) -> bytes:
    """One line as differences to its neighbours, number by number."""
    _, width, channels = pixels.shape
    out = bytearray()

    def at(r: int, c: int, k: int) -> int:
        return int(pixels[r, c, k]) if r >= 0 and c >= 0 else 0

    for c in range(width):
        for k in range(channels):
            left, above, corner = at(row, c - 1, k), at(row - 1, c, k), at(row - 1, c - 1, k)
            nearest = left + above - corner
            paeth = min(
                (abs(nearest - left), 0, left),
                (abs(nearest - above), 1, above),
                (abs(nearest - corner), 2, corner),
            )[2]
            guess = (0, left, above, (left + above) // 2, paeth)[chosen]
            out.append((at(row, c, k) - guess) % 256)
    return bytes(out)


def truncations(content: bytes) -> Iterator[bytes]:
    return (content[:n] for n in range(len(content)))


def flips(content: bytes) -> Iterator[bytes]:
    for n in range(len(content)):
        yield content[:n] + bytes([content[n] ^ 0x55]) + content[n + 1 :]
