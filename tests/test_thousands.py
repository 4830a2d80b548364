"""What is counted is written one way: its thousands apart, in text, table, card and picture."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from visualnn import figures
from visualnn.lesson import find, outline_of, shipped, specification
from visualnn.lesson.file import LessonSpec
from visualnn.tell.measure import measures_of
from visualnn.tell.summary import arithmetic, summary
from visualnn.views.shapes import COLUMNS


def test_a_count_has_its_thousands_apart() -> None:
    told = [figures.count(n) for n in (0, 999, 1000, 61706, 138357544, -2416)]
    assert told == ["0", "999", "1,000", "61,706", "138,357,544", "−2,416"]


UNGROUPED = re.compile(r"(?<![0-9.,×])[0-9]{4,}(?![0-9]*[×.])")
"""A count whose thousands are not apart."""


@pytest.mark.parametrize("name", sorted(shipped()))
def test_what_is_counted_is_written_one_way_in_every_lesson(name: str) -> None:
    outline = outline_of(specification(name))
    if not isinstance(outline.spec, LessonSpec):
        return
    for measures in measures_of(outline.network):
        for column in COLUMNS[2:]:
            for line in arithmetic(measures, column, 4):
                assert not UNGROUPED.search(re.sub(r"\(.*?\)", "", line)), line
    for line in summary(outline).splitlines():
        assert not UNGROUPED.search(re.sub(r"\(.*?\)", "", line)), line


@pytest.mark.parametrize("page", sorted(find("xor").parent.glob("*/*.md")), ids=str)
def test_prose_writes_large_counts_with_their_thousands_apart(page: Path) -> None:
    text = re.sub(r"\]\([^)]*\)|\{[^}]*\}|^- [a-z0-9-]+:|```.*?```|`[^`]*`", " ",
                  page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)  # fmt: skip
    found = re.findall(r"(?<![0-9.,-])[0-9]{5,}(?![0-9]*-)", text)
    assert not found, (page, found)
