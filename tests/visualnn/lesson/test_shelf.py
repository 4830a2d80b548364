"""Lessons found by name, and their titles, which need nothing else of the file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from visualnn.errors import LessonError
from visualnn.lesson import load, shipped, title_of, titles


def test_titles_are_those_of_the_lessons() -> None:
    for name, folder in shipped().items():
        title = load(folder).spec.title
        assert titles(folder) == {"ko": title.ko, "en": title.en}
        assert title_of(name, "ko") == title.ko
    assert title_of("nowhere", "en") == "nowhere"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "this cannot be read: No such file or directory"),
        (b"title = {", "this is not TOML: "),
        (b"\xff", "this is not UTF-8 text; save the file as UTF-8"),
        (b"format = 0", "title is missing"),
        (b'title = "XOR"', "title is missing"),
        (b'title = {en = "XOR"}', "title.ko is missing"),
        (b'title = {en = 1, ko = "XOR"}', "title.en is missing"),
        (b'title = {en = " ", ko = "XOR"}', "a title needs at least one visible character"),
    ],
)
def test_a_file_without_titles_is_told(
    tmp_path: Path, content: bytes | None, sentence: str
) -> None:
    file = tmp_path / "lesson.toml"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(LessonError, match=sentence) as told:
        titles(tmp_path)
    assert told.value.path == str(file)


def test_a_title_is_one_clean_line(tmp_path: Path) -> None:
    (tmp_path / "lesson.toml").write_text(
        '[title]\nen = "a\\n\\u202eb"\nko = "  가 "', encoding="utf-8"
    )
    assert titles(tmp_path) == {"en": "a b", "ko": "가"}


def test_titles_are_told_without_what_opens_a_lesson() -> None:
    script = (
        "import sys; from visualnn.lesson import shipped, titles;"
        "[titles(folder) for folder in shipped().values()];"
        "print(sorted({'numpy', 'pydantic', 'visualnn.lesson.file'} & set(sys.modules)))"
    )
    command = [sys.executable, "-c", script]
    done = subprocess.run(  # noqa: S603  our own words
        command, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"
