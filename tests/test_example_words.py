"""One word for one thing: an example is what the network is shown, a row is one of a matrix or a
table, a line is one of a program or a file; in Korean 예시, 행 and 줄."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages import Catalog
from babel.messages.pofile import read_po

from visualnn.text import LOCALE

LESSONS = Path(__file__).parent.parent / "lessons"
OF_TABLES = {"there is no row {row}; the last is {last}", "the row {row} is kept aside already"}
"""The texts in which a row is one of the learner's table."""
OF_MATRICES = ("03-summary-table", "18-convolution", "20-vgg")
"""The lessons that count the rows of a picture or of a table of values."""


@pytest.fixture(scope="module")
def korean() -> Catalog:
    with (LOCALE / "ko" / "LC_MESSAGES" / "visualnn.po").open("rb") as file:
        return read_po(file, locale="ko")


def texts(korean: Catalog) -> list[tuple[str, str]]:
    return [(str(each.id), str(each.string)) for each in korean if each.id]


def test_what_is_counted_in_a_batch_is_an_example(korean: Catalog) -> None:
    counted = [(en, ko) for en, ko in texts(korean) if "{row}" in en and en not in OF_TABLES]
    assert len(counted) > 10
    for en, ko in counted:
        assert "xample {row}" in en, en
        assert "예시" in ko, ko


def test_the_rows_of_tables_are_named_in_texts_that_are_there(korean: Catalog) -> None:
    assert {en for en, _ko in texts(korean)} >= OF_TABLES


def test_an_example_has_one_word_in_korean(korean: Catalog) -> None:
    found = [
        (en, ko)
        for en, ko in texts(korean)
        if re.search(r"(?<!for )(?<!\{)\bexamples?\b", en, re.IGNORECASE)
    ]
    assert len(found) > 50
    assert [en for en, ko in found if "예시" not in ko] == []


def test_a_line_of_a_file_has_one_word_in_korean(korean: Catalog) -> None:
    found = [(en, ko) for en, ko in texts(korean) if "line {line}" in en]
    assert len(found) > 10
    assert [en for en, ko in found if "{line}번 줄" not in ko] == []


@pytest.mark.parametrize(
    "path", sorted(LESSONS.glob("*/??.md")), ids=lambda p: f"{p.parent.name}-{p.stem}"
)
def test_a_lesson_counts_examples(path: Path) -> None:
    prose = path.read_text(encoding="utf-8")
    if path.stem == "ko":
        assert re.findall(r"\d번 줄.{0,20}", prose) == []
    elif path.parent.name not in OF_MATRICES:
        counted = re.findall(r"\b[Rr]ows? \d++(?!, column).{0,20}", prose)
        assert counted == []
