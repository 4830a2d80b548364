"""Limits of a lesson's files: what is as large as allowed is read, one more is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from visualnn.errors import LessonError, LessonFaults
from visualnn.lesson import find, toml_text
from visualnn.lesson.file import reading
from visualnn.lesson.file.reading import read
from visualnn.lesson.toml_text import parse_toml


def padded(path: Path, size: int) -> None:
    """Make a file this many bytes long, with nothing that says more than it said."""
    line = b"#" * 99 + b"\n" if path.suffix == ".toml" else b"\n"
    content = path.read_bytes()
    missing = size - len(content)
    path.write_bytes(content + line * (missing // len(line)) + b"\n" * (missing % len(line)))


def faults(folder: Path) -> list[str]:
    """What is wrong with a lesson, line by line."""
    try:
        read(folder)
    except LessonFaults as error:
        return error.report().split("\n")
    return []


@pytest.mark.parametrize(
    ("name", "most"), [("lesson.toml", toml_text.MAX_FILE_BYTES), ("en.md", reading.MAX_PAGE_BYTES)]
)
def test_a_file_is_read_up_to_its_limit(tmp_path: Path, name: str, most: int) -> None:
    for source in find("xor").iterdir():
        (tmp_path / source.name).write_bytes(source.read_bytes())
    file = tmp_path / name
    padded(file, most)
    assert file.stat().st_size == most
    assert not any("larger" in fault for fault in faults(tmp_path))
    file.write_bytes(file.read_bytes() + b"\n")
    assert f"{file}: this file is larger than {most} bytes" in faults(tmp_path)


def deep(count: int) -> str:
    return "a = " + "[" * count + "]" * count


def dotted(count: int) -> str:
    return ".".join("a" * count) + " = 1"


def tables(count: int) -> str:
    return "".join(f"[t{n}]\n" for n in range(count))


def keys(count: int) -> str:
    return "".join(f"k{n} = 1\n" for n in range(count))


def long(count: int) -> str:
    return "a = 1\n# " + "é" * ((count - 2) // 2) + "\n"


@pytest.mark.parametrize(
    ("text", "most", "refusal"),
    [
        (deep, toml_text.MAX_DEPTH, "nested deeper than"),
        (dotted, toml_text.MAX_KEY_PART_COUNT, "this key has more than"),
        (tables, toml_text.MAX_TABLE_COUNT, "tables"),
        (keys, toml_text.MAX_KEY_COUNT, "keys"),
        (long, toml_text.MAX_LINE_BYTES, "this line is longer than"),
    ],
)
def test_a_text_is_read_up_to_its_limit(
    text: Callable[[int], str], most: int, refusal: str
) -> None:
    assert parse_toml(text(most), "here")
    with pytest.raises(LessonError, match=refusal) as caught:
        parse_toml(text(most + 2 if text is long else most + 1), "here")
    assert caught.value.path == "here"
    assert caught.value.line >= 1
