"""The bytes of a text file as text: which encoding they are in is found out, never assumed."""

from __future__ import annotations

from ...dataclass import dataclass
from ...errors import DataError
from ...text import N_
from .limits import MAX_FILE_BYTES

_PACKED = {b"PK": "zip", b"\x1f\x8b": "gzip"}
_UTF16 = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_LOOKED_AT_BYTES = 400
_HANGUL = range(0xAC00, 0xD7A4)


@dataclass(frozen=True)
class DecodedText:
    """Text and the encoding that it was in, as a program's menu calls it."""

    text: str
    encoding: str


def decoded(content: bytes, file: str) -> DecodedText:
    """The text of a file; raises DataError where it is none, or in an encoding that is not known.

    UTF-8 and UTF-16 are known, with a byte-order mark or without, and code page 949, in which a
    Korean spreadsheet writes CSV.
    """
    for mark, kind in _PACKED.items():
        if content.startswith(mark):
            raise DataError(
                N_("{file} is {kind}, not plain text; save it as CSV in UTF-8"),
                file=file,
                kind=kind,
            )
    if len(content) > MAX_FILE_BYTES:
        raise DataError(
            N_("{file} is larger than {most} MB; cut it down"),
            file=file,
            most=MAX_FILE_BYTES >> 20,
        )
    if codec := _utf16(content):
        return _from_utf16(content, codec, file)
    if b"\0" in content:
        raise DataError(
            N_("{file} is no text: line {line} has a zero byte; save it as CSV in UTF-8"),
            file=file,
            line=content.count(b"\n", 0, content.index(b"\0")) + 1,
        )
    try:
        return DecodedText(content.decode("utf-8-sig"), "UTF-8")
    except UnicodeDecodeError as error:
        korean = _from_cp949(content)
        if korean is not None:
            return DecodedText(korean, "CP949")
        raise DataError(
            N_(
                "{file} is not UTF-8 in line {line}; save it as CSV in UTF-8 (Excel: Save As, "
                "“CSV UTF-8”)"
            ),
            file=file,
            line=content.count(b"\n", 0, error.start) + 1,
        ) from None


def _utf16(content: bytes) -> str | None:
    """Which UTF-16 this is: by its mark, or because many bytes are zero, and only every other one
    of them."""
    if content[:2] in _UTF16:
        return _UTF16[content[:2]]
    start = content[:_LOOKED_AT_BYTES]
    first, second = start[::2].count(0), start[1::2].count(0)
    if len(content) % 2 or 4 * max(first, second) < len(start) // 2 or (first and second):
        return None
    return "utf-16-be" if first else "utf-16-le" if second else None


def _from_utf16(content: bytes, codec: str, file: str) -> DecodedText:
    try:
        text = content.decode(codec).removeprefix("\ufeff")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise DataError(
            N_("{file} begins like UTF-16 and is none; save it as CSV in UTF-8"), file=file
        )
    return DecodedText(text, "UTF-16")


def _from_cp949(content: bytes) -> str | None:
    """The text in code page 949, if that gives Korean words and not by chance some signs."""
    try:
        text = content.decode("cp949")
    except UnicodeDecodeError:
        return None
    foreign = [ord(sign) for sign in text if not sign.isascii()]
    hangul = sum(code in _HANGUL for code in foreign)
    return text if 2 * hangul > len(foreign) else None
