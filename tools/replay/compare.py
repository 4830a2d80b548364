"""Compares two records."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

SHOWN_FILE_COUNT = 40
SHOWN_CHANGE_COUNT = 60
SHOWN_LINE_COUNT = 16
SHOWN_CHARACTER_COUNT = 240


def differences(before: Path, after: Path) -> list[str]:
    """What differs between two records, one readable text for each file; empty if nothing."""
    names = sorted({*_files(before), *_files(after)})
    return [text for name in names if (text := _difference(name, before / name, after / name))]


def counts(folder: Path) -> Counter[str]:
    """How many files of each part a record has."""
    return Counter(name.partition("/")[0] for name in _files(folder))


def compare(before: Path, after: Path) -> int:
    """Print what differs; returns 0 if the records are equal, otherwise 1."""
    if not counts(before):
        print(f"{before}: nothing is recorded there")
        return 1
    found = differences(before, after)
    for text in found[:SHOWN_FILE_COUNT]:
        print(text)
    if len(found) > SHOWN_FILE_COUNT:
        print(f"... and {len(found) - SHOWN_FILE_COUNT} more files")
        print("the commonest of all changed lines:")
        for line, count in changed_lines(before, after).most_common(SHOWN_CHANGE_COUNT):
            print(f"    {count} x {line[:SHOWN_CHARACTER_COUNT]}")
        of_part = Counter(text.partition("/")[0].partition(":")[0] for text in found)
        print(", ".join(f"{count} {part} differ" for part, count in sorted(of_part.items())))
    told = ", ".join(f"{count} {part}" for part, count in sorted(counts(after).items()))
    print(f"{len(found)} files differ ({told})" if found else f"equal: {told}")
    return 1 if found else 0


def changed_lines(before: Path, after: Path) -> Counter[str]:
    """Each line of a text that stands in one record only, after - or +, and in how many files."""
    lines: Counter[str] = Counter()
    for name in {*_files(before)} & {*_files(after)}:
        if not name.endswith(".png"):
            first, second = (_lines(folder / name) for folder in (before, after))
            lines.update({f"- {line}" for line in {*first} - {*second}})
            lines.update({f"+ {line}" for line in {*second} - {*first}})
    return lines


def differing_share(before: Path, after: Path) -> float:
    """The share of pixels that differ between two PNG files; 1 if their sizes do."""
    first, second = _pixels(before), _pixels(after)
    if first.shape != second.shape:
        return 1.0
    return float(np.mean(np.any(first != second, axis=-1)))


def _files(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*"):
        if path.is_file():
            yield path.relative_to(folder).as_posix()


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def _difference(name: str, before: Path, after: Path) -> str:
    if not (before.exists() and after.exists()):
        return f"{name}: only {'before' if before.exists() else 'after'}"
    if before.read_bytes() == after.read_bytes():
        return ""
    if name.endswith(".png"):
        share = differing_share(before, after)
        return f"{name}: {share:.4%} of the pixels differ" if share else ""
    first, second = (_lines(path) for path in (before, after))
    lines = list(difflib.unified_diff(first, second, n=1, lineterm=""))[2:]
    shown = [f"    {line[:SHOWN_CHARACTER_COUNT]}" for line in lines[:SHOWN_LINE_COUNT]]
    more = (
        [f"    ... and {len(lines) - SHOWN_LINE_COUNT} more lines"]
        if len(lines) > SHOWN_LINE_COUNT
        else []
    )
    return "\n".join([f"{name}:", *shown, *more])


def _pixels(path: Path) -> NDArray[np.uint8]:
    from PySide6.QtGui import QImage

    image = QImage(str(path)).convertToFormat(QImage.Format.Format_RGBA8888)
    flat = np.frombuffer(image.constBits(), np.uint8)
    rows = flat.reshape(image.height(), image.bytesPerLine())[:, : 4 * image.width()]
    return rows.reshape(image.height(), image.width(), 4).copy()
