"""Conditional words, times and measures in prose: what is read, and how what is wrong is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from visualnn.errors import LessonError, LessonFaults
from visualnn.lesson import load
from visualnn.lesson.file import (
    AxisSlice,
    Comparison,
    Conditional,
    Measure,
    Paragraph,
    ProseText,
    Quotation,
    Quote,
    Reference,
    Style,
    parse_quotation,
)
from visualnn.lesson.file.markdown import parse_prose

L = Reference("L")


@pytest.mark.parametrize(
    ("text", "quotation"),
    [
        ("L @ 100", Quotation(L, updates=100)),
        ("L@start", Quotation(L, updates=0)),
        ("L @ end", Quotation(L, at_end=True)),
        ("adam: L @ 7", Quotation(L, lesson="adam", updates=7)),
        (
            "sum(hidden.a[0,:])",
            Quotation(Reference("hidden.a"), measure=Measure("sum", (0, AxisSlice()))),
        ),
        ("mean( d.W ) @ 3", Quotation(Reference("d.W"), updates=3, measure=Measure("mean"))),
        ("rms(x[1:3, 2])", Quotation(Reference("x"), measure=Measure("rms", (AxisSlice(1, 3), 2)))),
        (
            "max_abs(x[:2])",
            Quotation(Reference("x"), measure=Measure("max_abs", (AxisSlice(None, 2),))),
        ),
        (
            "count(z[:,3] > -0.5)",
            Quotation(Reference("z"), measure=Measure("count", (AxisSlice(), 3), ">", -0.5)),
        ),
        ("sum.a[0]", Quotation(Reference("sum.a", (0,)))),
    ],
)
def test_a_quotation_says_what_of_which_run_and_when(text: str, quotation: Quotation) -> None:
    assert parse_quotation(text) == quotation
    assert parse_quotation(str(quotation)) == quotation


def read(body: str) -> tuple[Conditional, list[str]]:
    """The first run of a section that holds nothing else, and the faults."""
    prose, faults = parse_prose(f"# T\n\n## s\n{body}\n", "en.md", "en")
    block = prose.sections[0].blocks[0]
    assert isinstance(block, Paragraph)
    found = next((run for run in block.runs if isinstance(run, Conditional)), None)
    told = [str(fault).removeprefix("en.md:4:") for fault in faults]
    return found, told  # type: ignore[return-value]


def sides(test: Comparison) -> tuple[object, str, object]:
    left, right = (
        side.quotation if isinstance(side, Quote) else side for side in (test.left, test.right)
    )
    return left, test.sign, right


def test_conditional_words_hold_markup_and_numbers() -> None:
    text = "Now {? L < 0.5 and adam: L @ end>=L @ 3 : *less* than {L @ start} | more, `{lr}` \\| }."
    found, faults = read(text)
    assert faults == []
    assert [sides(test) for test in found.tests] == [
        (Quotation(L), "<", 0.5),
        (Quotation(L, at_end=True, lesson="adam"), ">=", Quotation(L, updates=3)),
    ]
    first, second, third = found.words
    assert (first, second) == (ProseText("less", Style.EMPHASIS), ProseText(" than "))
    assert isinstance(third, Quote)
    assert third.place.column == text.index("{L @ start}") + 1
    assert found.otherwise[0] == ProseText("more, ")
    assert isinstance(found.otherwise[1], Quote)
    assert found.otherwise[1].style is Style.CODE
    assert found.otherwise[2] == ProseText(" |")


def test_other_words_may_be_left_out_and_words_stand_on_several_lines() -> None:
    found, faults = read("{? L == 1\n  and lr > 0 :\n yes {L}\n }")
    assert faults == []
    assert found.otherwise == ()
    assert len(found.tests) == 2
    quote = found.words[1]
    assert isinstance(quote, Quote)
    assert (quote.place.line, quote.place.column) == (6, 6)


def test_a_run_is_told_from_the_end_of_a_condition() -> None:
    found, faults = read("{? L < lr : words : more}")
    assert faults == []
    assert sides(found.tests[0]) == (Quotation(L), "<", Quotation(Reference("lr")))
    assert found.words == (ProseText("words : more"),)


def test_emphasis_around_conditional_words_is_theirs() -> None:
    found, _faults = read("**so {? L < 1 : a}**")
    assert found.words == (ProseText("a", Style.STRONG),)


@pytest.mark.parametrize(
    ("body", "faults"),
    [
        ("{? L < : a}", ["8: here a quoted number or a number belongs, not “: a”"]),
        ("{? L 3 : a}", ["6: here one of the signs != < <= == > >= belongs"]),
        ("{? L < 3 a}", [("10: behind the comparison “and” or a colon belongs: "
                         "{? L < 0.5 : words | other words}")]),
        ("{? L < 3 or L > 5 : a}", [("10: behind the comparison “and” or a colon belongs: "
                                    "{? L < 0.5 : words | other words}")]),
        ("{? L < 3 : a | b | c}", [
            "18: words and other words are parted by one bar; write a bar itself as \\|"]),
        ("so {? L < 3 : a", [
            ("4: the brace that opens in {? L < 3 : a is never closed; "
            "write a brace itself as \\{")]),
        ("so {L", ["4: the brace that opens in {L is never closed; write a brace itself as \\{"]),
        ("{? L < 3 : {? L < 2 : a}}", ["12: conditions do not stand inside each other"]),
        ("{? L < 3 : }", ["1: a condition has words behind its colon"]),
        ("{? L < 3 : a {b c} }", [("14: {b c} is not a quoted number like {hidden.z[1,3]}; "
                                  "write a brace itself as \\{")]),
        ("{? " + " and ".join(["L < 1"] * 9) + " : a}", [
            "89: a condition has at most 8 comparisons"]),
        ("{hidden.a[0,:]}", [("1: {hidden.a[0,:]} is more than one number; say what is made of "
                             "them: sum, mean, norm, rms, max_abs, count")]),
        ("{count(x)}", ["1: count, and only count, compares: write {count(hidden.z[:,3] > 0)}"]),
        ("{sum(x > 3)}", ["1: count, and only count, compares: write {count(hidden.z[:,3] > 0)}"]),
        ("{adam: L}", ["1: a number of another run needs a time; write {adam: L @ end}"]),
        ("{L @ -3}", [("1: {L @ -3} is not a quoted number like {hidden.z[1,3]}; "
                      "write a brace itself as \\{")]),
    ],
)  # fmt: skip
def test_what_is_wrong_in_prose_is_told_at_its_place(body: str, faults: list[str]) -> None:
    _found, told = read(body)
    assert told == faults


@pytest.mark.parametrize(
    "text",
    ["{?" * 7_000, "{? L < 3 : " * 1_400, "`{?" * 5_000, "{? L<1 and " * 1_400, "{sum(" * 3_000],
)
def test_braces_without_end_are_refused(text: str) -> None:
    lines = "\n".join(text[at : at + 1_900] for at in range(0, len(text), 1_900))
    _prose, faults = parse_prose(f"# T\n\n## s\n{lines}\n", "en.md", "en")
    assert faults


# -- held against a lesson


def edited_xor(folder: Path, line: str, number: int) -> Path:
    """XOR as it was in format 1, whose first section says one line more, in a given format."""
    source = Path(__file__).with_name("format_1") / "02-xor"
    toml = (source / "lesson.toml").read_text(encoding="utf-8")
    assert "format = 1" in toml
    (folder / "lesson.toml").write_text(
        toml.replace("format = 1", f"format = {number}"), encoding="utf-8"
    )
    for language in ("en", "ko"):
        page = (source / f"{language}.md").read_text(encoding="utf-8")
        added = f"## four-rows\n{line}\n\n" if language == "en" else "## four-rows\n"
        text = page.replace("## four-rows\n", added, 1)
        (folder / f"{language}.md").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("{L @ 1001}", "the lesson ends after 1000 updates; {L @ 1001} does not exist"),
        ("{hiden.W[0,0] @ 3}", "nothing is called hiden.W in iteration 3"),
        ("{hidden.W[0,9] @ 3}", "hidden.W[0,9] does not exist: hidden.W has the shape (2, 8)"),
        ("{sum(hidden.a[0:9,0])}", "sum(hidden.a[0:9,0]) does not exist: hidden.a has the shape"),
        ("{mean(hidden.a[0])}", "mean(hidden.a[0]) does not exist: hidden.a has the shape"),
        ("{? L < nothing : a | b}", "nothing is called nothing in iteration 0"),
        ("{adam: L @ 3}", "only runs beside this one can be quoted, logistic, not adam"),
    ],
)
def test_numbers_that_do_not_exist_are_refused_at_their_place(
    tmp_path: Path, line: str, fault: str
) -> None:
    with pytest.raises(LessonError) as caught:
        load(edited_xor(tmp_path, line, 2))
    row = (tmp_path / "en.md").read_text(encoding="utf-8").split("\n").index(line) + 1
    assert f"en.md:{row}:" in str(caught.value)
    assert fault in str(caught.value)


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("{L @ 3}", "{L @ 3}"),
        ("{logistic: L @ 3}", "{logistic: L @ 3}"),
        ("{sum(x)}", "{sum(x)}"),
        ("{? L < 1 : a}", "{? … : … | … }"),
    ],
)
def test_a_lesson_of_format_1_is_told_what_it_needs(tmp_path: Path, line: str, what: str) -> None:
    with pytest.raises(LessonFaults) as caught:
        load(edited_xor(tmp_path, line, 1))
    assert [fault.sentence(str) for fault in caught.value.faults] == [
        f"{what} is part of format 2; write format = 2 in lesson.toml"
    ]
    assert load(edited_xor(tmp_path, line, 2)).stops
