"""PNG pictures, as far as a data set needs them: up to 8 bits, grey, RGB or palette, not
interlaced.

Source: Portable Network Graphics Specification, third edition (W3C 2025). A palette becomes RGB, or
grey if all of its colours are; grey of fewer bits is stretched to 0 … 255; an alpha channel is
dropped where everything is opaque and refused where anything is not, because what would shine
through nobody said.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence

import numpy as np

from ...dataclass import dataclass
from ...errors import DataError
from ...ops import Array
from ...text import N_

SIGNATURE = b"\x89PNG\r\n\x1a\n"
MAX_SIDE_PIXELS = 4_096
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""Colour type → bytes of a pixel of 8 bits."""
DEPTHS = {0: (1, 2, 4, 8), 2: (8,), 3: (1, 2, 4, 8), 4: (8,), 6: (8,)}
"""Colour type → the bits that a channel may have."""
PALETTE_COLOUR_TYPE = 3
WITH_ALPHA = {4, 6}


@dataclass(frozen=True)
class Scan:
    """A picture before its filters are undone: one filter byte and the bytes of each line."""

    width: int
    height: int
    depth: int
    colour: int
    lines: bytes
    palette: bytes = b""
    opacity: bytes = b""
    """Of the palette's first colours, 255 is opaque."""

    @property
    def number_count(self) -> int:
        """The numbers of the picture at most, once it is unpacked."""
        return self.width * self.height * (3 if self.palette else CHANNELS[self.colour])


def read_png(content: bytes, file: str) -> Array:
    """The picture ``(channel, height, width)`` in bytes, of 1 or 3 channels; raises DataError."""
    (picture,) = pictures([scanned(content, file)], [file])
    return picture


def scanned(content: bytes, file: str) -> Scan:
    """The checked and unpacked parts of a PNG file."""
    if not content.startswith(SIGNATURE):
        raise DataError(N_("{file} is no PNG picture; save it as PNG"), file=file)
    header, palette, opacity, packed, ended = None, b"", b"", [], False
    for kind, data in _chunks(content, file):
        if header is None:
            header = _header(kind, data, file)
        elif kind == b"PLTE":
            palette = data
        elif kind == b"tRNS":
            opacity = data
        elif kind == b"IDAT":
            packed.append(data)
        elif kind in {b"IEND", b"acTL"}:
            ended = kind == b"IEND"
            break
        elif not kind[0] & 0x20:  # a capital: a picture cannot be understood without it
            raise _damaged(file)
    if header is None or not ended:
        raise _damaged(file)
    width, height, depth, colour = header
    lines = _unpacked(packed, height * (1 + -(-width * CHANNELS[colour] * depth // 8)), file)
    if opacity and (colour != PALETTE_COLOUR_TYPE or opacity.strip(b"\xff")):
        raise _transparent(file)
    if colour == PALETTE_COLOUR_TYPE and (not palette or len(palette) % 3 or len(palette) > 768):
        raise _damaged(file)
    return Scan(width, height, depth, colour, lines, palette, opacity)


def _damaged(file: str) -> DataError:
    return DataError(N_("{file} is a damaged or animated PNG picture; save it again"), file=file)


def _transparent(file: str) -> DataError:
    return DataError(
        N_("{file} is transparent in places; put it on a background and save it without alpha"),
        file=file,
    )


def _chunks(content: bytes, file: str) -> Iterator[tuple[bytes, bytes]]:
    """The parts of the file after its signature, each with its checksum held."""
    at = len(SIGNATURE)
    while at + 12 <= len(content):
        (length,) = struct.unpack_from(">I", content, at)
        end = at + 12 + length
        kind = content[at + 4 : at + 8]
        if end > len(content) or not kind.isalpha():
            break
        if zlib.crc32(content[at + 4 : end - 4]) != int.from_bytes(content[end - 4 : end], "big"):
            break
        yield kind, content[at + 8 : end - 4]
        at = end
    raise _damaged(file)


def refuse_size(width: int, height: int, file: str) -> None:
    """Raise DataError for a picture with more pixels along a side than are read, or with none."""
    if not (1 <= width <= MAX_SIDE_PIXELS and 1 <= height <= MAX_SIDE_PIXELS):
        raise DataError(
            N_("{file} is {width} × {height} pixels; the most is {most} × {most}: make it smaller"),
            file=file,
            width=width,
            height=height,
            most=MAX_SIDE_PIXELS,
        )


def _header(kind: bytes, data: bytes, file: str) -> tuple[int, int, int, int]:
    if kind != b"IHDR" or len(data) != 13:
        raise _damaged(file)
    width, height, depth, colour, packing, filtering, interlaced = struct.unpack(">IIBBBBB", data)
    refuse_size(width, height, file)
    if depth not in DEPTHS.get(colour, ()) or interlaced or packing or filtering:
        raise DataError(
            N_(
                "{file} is a PNG picture of {depth} bits, colour type {colour}, interlaced "
                "{interlaced}; save it with 8 bits, not interlaced"
            ),
            file=file,
            depth=depth,
            colour=colour,
            interlaced=interlaced,
        )
    return width, height, depth, colour


def _unpacked(packed: Sequence[bytes], size: int, file: str) -> bytes:
    """Exactly `size` bytes, and never more than that in memory."""
    inflate = zlib.decompressobj()
    try:
        lines = inflate.decompress(b"".join(packed), size + 1)
    except zlib.error:
        raise _damaged(file) from None
    if len(lines) != size or not inflate.eof:
        raise _damaged(file)
    return lines


def pictures(scans: Sequence[Scan], files: Sequence[str]) -> Array:
    """Pictures of one size and kind, ``(n, channel, height, width)``; raises DataError where one
    differs from the first."""
    first = scans[0]
    for scan, file in zip(scans, files, strict=True):
        if (scan.width, scan.height) != (first.width, first.height):
            raise DataError(
                N_(
                    "{file} is {width} × {height} pixels, {first} is {wide} × {high}; "
                    "make all pictures one size"
                ),
                file=file,
                width=scan.width,
                height=scan.height,
                first=files[0],
                wide=first.width,
                high=first.height,
            )
    plain = [_coloured(scan, file) for scan, file in zip(scans, files, strict=True)]
    for picture, file in zip(plain, files, strict=True):
        if picture.shape[2] != plain[0].shape[2]:
            raise DataError(
                N_("{file} and {first} are grey and coloured; make all pictures one kind"),
                file=file,
                first=files[0],
            )
    return np.stack(plain).transpose(0, 3, 1, 2).copy()


def _coloured(scan: Scan, file: str) -> Array:
    """The picture ``(height, width, 1 or 3)`` with its filters undone and its palette looked up."""
    lines = np.frombuffer(scan.lines, np.uint8).reshape(scan.height, -1)
    # filters work on whole bytes where a pixel has fewer bits
    pixels = lines[:, 1:].reshape(scan.height, -1, CHANNELS[scan.colour])
    try:
        plain = unfiltered(pixels, lines[:, 0])
    except ValueError:
        raise _damaged(file) from None
    if scan.depth < 8:
        plain = _spread(plain[:, :, 0], scan.depth)[:, : scan.width, None]
        if scan.colour != PALETTE_COLOUR_TYPE:
            plain = plain * np.uint8(255 // (2**scan.depth - 1))
    if scan.colour in WITH_ALPHA:
        if (plain[:, :, -1] != 255).any():
            raise _transparent(file)
        return plain[:, :, :-1]
    if scan.colour != PALETTE_COLOUR_TYPE:
        return plain
    colours = np.frombuffer(scan.palette, np.uint8).reshape(-1, 3)
    if int(plain.max()) >= len(colours):
        raise _damaged(file)
    is_grey = bool((colours == colours[:, :1]).all())
    return colours[plain[:, :, 0]][:, :, : 1 if is_grey else 3]


def _spread(packed: Array, depth: int) -> Array:
    """Numbers of so many bits, the highest bits of a byte first, each in a byte of its own:
    ``(height, bytes) → (height, numbers)``."""
    shifts = np.arange(8 - depth, -1, -depth, dtype=np.uint8)
    parts = packed[:, :, None] >> shifts & np.uint8(2**depth - 1)
    return parts.reshape(len(packed), -1)


def unfiltered(pixels: Array, filters: Array) -> Array:
    """The pixels whose differences to their neighbours these are: ``(height, width, channel)``.

    Each line has its filter: 0 none, 1 left, 2 above, 3 the half of both rounded down, 4 Paeth's
    choice of left, above and above left. Raises ValueError for another number.
    """
    if int(filters.max()) > 4:
        raise ValueError("a line of a PNG picture has the filters 0 to 4")
    height, width, channels = pixels.shape
    # a border of zeros above and to the left, as the specification counts what lies outside
    out = np.zeros((height + 1, width + 1, channels), np.uint8)
    if filters.max() <= 2:
        return _without_mixing(out, pixels, filters)
    # a pixel needs its left, upper and upper left neighbour: all on earlier diagonals
    for diagonal in range(height + width - 1):
        rows = np.arange(max(0, diagonal - width + 1), min(height, diagonal + 1))
        columns = diagonal - rows
        left = out[rows + 1, columns].astype(np.int16)
        above = out[rows, columns + 1].astype(np.int16)
        corner = out[rows, columns].astype(np.int16)
        chosen = filters[rows][:, None]
        guess = np.where(chosen == 1, left, 0)
        guess = np.where(chosen == 2, above, guess)
        guess = np.where(chosen == 3, (left + above) >> 1, guess)
        guess = np.where(chosen == 4, _paeth(left, above, corner), guess)
        out[rows + 1, columns + 1] = pixels[rows, columns] + guess.astype(np.uint8)
    return out[1:, 1:]


def _without_mixing(out: Array, pixels: Array, filters: Array) -> Array:
    """The same where no line mixes its neighbours: whole lines at once."""
    for row, (line, chosen) in enumerate(zip(pixels, filters.tolist(), strict=True)):
        if chosen == 1:
            out[row + 1, 1:] = np.add.accumulate(line, axis=0, dtype=np.uint8)
        else:
            out[row + 1, 1:] = line + (out[row, 1:] if chosen == 2 else 0)
    return out[1:, 1:]


def _paeth(left: Array, above: Array, corner: Array) -> Array:
    """Of the three the one nearest to left + above − corner; of equals the first."""
    to_left, to_above = np.abs(above - corner), np.abs(left - corner)
    to_corner = np.abs(left + above - 2 * corner)
    return np.where(
        (to_left <= to_above) & (to_left <= to_corner),
        left,
        np.where(to_above <= to_corner, above, corner),
    )
