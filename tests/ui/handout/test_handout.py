"""Hand-outs: what stands on them is what the run says, and the page runs nothing but its script."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from ui.cli import command as cli
from ui.handout.body import key_body, lesson_body, worksheet_body
from ui.handout.content import Handout, collect
from ui.handout.exercise import BLANK, worksheet_of
from ui.handout.page import html_page
from ui.handout.paper import key_pdf, lesson_pdf, worksheet_pdf
from ui.kit.geometry.flow import Run
from visualnn import figures
from visualnn.lesson import open_named
from visualnn.lesson.file import ChoiceQuestion
from visualnn.run.history import History
from visualnn.tell.frame import frame_at, numbers_asked
from visualnn.text import Language, use_language

LESSON = "two-units"


@pytest.fixture(scope="module", params=["en", "ko"])
def handout(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[Handout]:
    """The lesson as a hand-out, in each language."""
    language: Language = request.param
    use_language(language)
    yield collect(open_named(LESSON), qapp)
    use_language("en")


class Page(HTMLParser):
    """What a browser would find in a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.texts: dict[str, str] = {}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in {"meta", "img"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts[self.open[-1] if self.open else ""] = (
            self.texts.get(self.open[-1] if self.open else "", "") + data
        )

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def spoken(runs: tuple[Run, ...]) -> str:
    return "".join(run.text for run in runs)


def test_every_stop_is_there_with_its_pictures_its_card_and_its_questions(
    handout: Handout,
) -> None:
    lesson = open_named(LESSON)
    assert [page.name for page in handout.pages] == [stop.name for stop in lesson.stops]
    for page, stop in zip(handout.pages, lesson.stops, strict=True):
        assert page.text
        assert page.card
        assert page.pictures
        assert len(page.questions) == len(stop.questions)
        for picture in page.pictures:
            image = QImage.fromData(picture.png)
            assert image.width() == 2 * picture.width
            assert image.height() == 2 * picture.height
            assert picture.words


def test_what_is_called_right_is_right_in_the_run(handout: Handout) -> None:
    lesson = open_named(LESSON)
    history = History(lesson.program, lesson.start)
    count = 0
    for page, stop in zip(handout.pages, lesson.stops, strict=True):
        for asked, question in zip(page.questions, stop.questions, strict=True):
            numbers = numbers_asked(history, question)
            spec = question.spec
            if isinstance(spec, ChoiceQuestion):
                assert len(asked.choices) == len(spec.choices)
                assert asked.right in asked.choices
                if spec.correct is not None:
                    assert asked.right == asked.choices[list(spec.choices).index(spec.correct)]
            else:
                assert numbers is not None
                assert spoken(asked.right) == figures.line(numbers[0])
            assert asked.explanation
            count += 1
    assert count >= 3


def test_the_card_is_that_of_the_number_the_stop_looks_at(handout: Handout) -> None:
    lesson = open_named(LESSON)
    history = History(lesson.program, lesson.start)
    for page, stop in zip(handout.pages, lesson.stops, strict=True):
        frame = frame_at(lesson, history, stop.tick)
        if stop.focus is None or stop.focus.name not in frame.values:
            continue
        value = float(frame.values[stop.focus.name][stop.focus.index])
        assert page.card[0].endswith(f"= {figures.full(value)}")


def test_a_worksheet_has_a_blank_for_every_number_that_is_quoted_and_the_key_fills_it(
    handout: Handout,
) -> None:
    worksheet = worksheet_of(handout)
    found = [blank for page in worksheet.blanks for blank in page]
    assert [blank.number for blank in found] == list(range(1, len(found) + 1))
    assert len(found) >= len(handout.pages)
    for page, before, blanks in zip(
        worksheet.handout.pages, handout.pages, worksheet.blanks, strict=True
    ):
        whole = "".join(spoken(block.runs) for block in before.text)
        text = "".join(spoken(block.runs) for block in page.text)
        assert text.count(BLANK) == len(blanks)
        for blank in blanks:
            text = text.replace(f"{BLANK} ({blank.number})", blank.text)
        assert text == whole
    key = key_body(worksheet)
    rows = re.findall(
        r"<td>(\d+)</td><td>([^<]+)</td><td class=\"number\">([^<]+)</td>", "".join(key.stops)
    )
    assert [(int(n), text) for n, _name, text in rows] == [(b.number, b.text) for b in found]
    written = "".join(worksheet_body(worksheet).stops)
    assert 'class="card"' not in written
    assert "<details" not in written


def test_nothing_in_the_page_runs_but_its_one_script(handout: Handout) -> None:
    page = Page(html_page(lesson_body(handout)))
    assert page.open == []
    assert page.all("html") == [{"lang": handout.language}]
    (policy,) = [
        each["content"] or ""
        for each in page.all("meta")
        if each.get("http-equiv") == "Content-Security-Policy"
    ]
    assert policy.startswith("default-src 'none'; img-src data:;")
    for tag in ("script", "style"):
        assert page.all(tag) == [{}]
        digest = hashlib.sha256(page.texts[tag].encode()).digest()
        assert f"{tag}-src 'sha256-{base64.b64encode(digest).decode()}'" in policy
    for tag, attributes in page.tags:
        assert tag not in {"a", "link", "iframe", "object", "embed", "form", "base"}
        assert not any(name.startswith("on") or name == "style" for name in attributes)
        assert (attributes.get("src") or "data:image/png;base64,").startswith("data:image/png;")
    assert len(page.all("section")) == len(handout.pages)
    assert all(image["alt"] for image in page.all("img"))


def test_words_of_a_lesson_stay_words(qapp: QApplication) -> None:
    """The title, the prose and the offered answers may hold what a browser would run."""
    evil = "<script>alert(1)</script>\"'&"
    handout = collect(open_named(LESSON), qapp)
    page = handout.pages[0]
    block = page.text[0]
    hostile = replace(
        handout,
        title=evil,
        pages=(
            replace(
                page,
                text=(replace(block, runs=(Run(evil),), mark=evil),),
                card=(evil,),
                place=evil,
                pictures=tuple(replace(each, title=evil, words=evil) for each in page.pictures),
            ),
        ),
    )
    found = Page(html_page(lesson_body(hostile)))
    assert len(found.all("script")) == 1
    assert found.texts["title"] == evil
    assert {image["alt"] for image in found.all("img")} == {evil}


@pytest.mark.parametrize("kind", ["lesson", "worksheet", "key"])
def test_paper_has_pages_and_pictures(handout: Handout, kind: str) -> None:
    worksheet = worksheet_of(handout)
    content = {
        "lesson": lambda: lesson_pdf(handout),
        "worksheet": lambda: worksheet_pdf(worksheet),
        "key": lambda: key_pdf(worksheet),
    }[kind]()
    assert content.startswith(b"%PDF-")
    assert content.rstrip().endswith(b"%%EOF")
    pages = int(max(re.findall(rb"/Count (\d+)", content), key=int))
    assert pages >= (2 if kind == "key" else len(handout.pages) // 2)
    images = content.count(b"/Subtype /Image")
    assert (images > 0) == (kind != "key")


def test_the_command_writes_the_file_that_is_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "key.html"
    assert cli.main(["handout", LESSON, "--key", "--lang", "ko", "--out", str(out)]) == 0
    page = Page(out.read_text(encoding="utf-8"))
    assert page.all("html") == [{"lang": "ko"}]
    assert page.all("table")
    assert page.all("img") == []
    paper = tmp_path / "sheet.pdf"
    words = ["handout", LESSON, "--worksheet", "--format", "pdf", "--out", str(paper)]
    assert cli.main(words) == 0
    assert paper.read_bytes().startswith(b"%PDF-")
    capsys.readouterr()
    assert cli.main(["handout", "lenet5", "--out", str(tmp_path / "no.html")]) == 1
    assert "lenet5" in capsys.readouterr().err
    assert not (tmp_path / "no.html").exists()
    assert cli.main(["handout", LESSON, "--out", str(tmp_path / "none" / "x.html")]) == 1
    with pytest.raises(SystemExit):
        cli.main(["handout", LESSON, "--key", "--worksheet", "--out", str(out)])
