"""Lines: a journal is a text file of lines ``checksum record``, each record one JSON object.

A checksum covers its record and the checksum before it, so a line that was changed, left out, moved
or written twice is noticed, and with it the end of what still holds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from ..errors import DataError
from ..text import N_

__all__ = [
    "CHECKSUM_CHARACTERS",
    "FILE_BYTES",
    "FIRST_CHECKSUM",
    "LINE_BYTES",
    "checksum_of",
    "line_of",
    "record_of",
    "written",
]

FILE_BYTES = 64 << 20
"""The largest journal that is read or written."""
LINE_BYTES = 8 << 20
"""The longest line, its end included."""
CHECKSUM_CHARACTERS = 16
FIRST_CHECKSUM = b"visualnn journal"
"""What stands for the checksum before the first line."""


def checksum_of(record: bytes, before: bytes) -> bytes:
    """The checksum of a record behind a line with the checksum `before`: 64 bits of BLAKE2b (RFC
    7693) in hexadecimal digits."""
    return blake2b(record, digest_size=CHECKSUM_CHARACTERS // 2, key=before).hexdigest().encode()


def written(record: Mapping[str, object]) -> bytes:
    """A record as one line of ASCII, without checksum and end. Raises ValueError for a number that
    is not finite."""
    return json.dumps(record, allow_nan=False, separators=(",", ":")).encode("ascii")


def line_of(record: bytes, before: bytes) -> tuple[bytes, bytes]:
    """The line of a written record behind a line with the checksum `before`, and its own checksum.
    Raises DataError if it is longer than a line may be."""
    if len(record) + CHECKSUM_CHARACTERS + 2 > LINE_BYTES:
        raise DataError(N_("this is too long to be saved: {count} bytes"), count=len(record))
    checksum = checksum_of(record, before)
    return b"%b %b\n" % (checksum, record), checksum


def record_of(text: bytes) -> dict[str, Any]:
    """The record that a line holds. Raises DataError for what is no JSON object; numbers that are
    not finite and keys that occur twice are none."""
    try:
        found = json.loads(text, parse_constant=_refuse, object_pairs_hook=_table)
    except (ValueError, RecursionError) as error:
        raise DataError(N_("this line of the session is no record")) from error
    if not isinstance(found, dict):
        raise DataError(N_("this line of the session is no record"))
    return found


def _refuse(word: str) -> float:
    raise ValueError(word)


def _table(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key occurs twice")
    return found
