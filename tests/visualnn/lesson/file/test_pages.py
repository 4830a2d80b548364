"""Pages of prose, without a lesson around them: places and limits, to the character."""

from __future__ import annotations

import pytest

from visualnn.errors import LessonError, TextPosition
from visualnn.lesson.file import markdown
from visualnn.lesson.file.markdown import parse_prose
from visualnn.lesson.file.prose import (
    CodeBlock,
    Conditional,
    Formula,
    Link,
    ListItem,
    OfferedAnswer,
    Paragraph,
    Prose,
    ProseText,
    Quote,
)


def read(*lines: str) -> tuple[Prose, list[LessonError]]:
    return parse_prose("\n".join(lines), "page", "en")


def faults(*lines: str) -> list[str]:
    """What is wrong with a page, each with its place."""
    _prose, found = read(*lines)
    return [str(fault) for fault in found]


def within(*lines: str) -> list[str]:
    """The same of lines in a section, which begins in line 4."""
    return faults("# Title", "", "## stop", *lines)


def test_a_page_ends_with_its_last_words() -> None:
    prose, found = read("# Title", "", "## stop", "words", "", "  ", "")
    assert found == []
    assert (prose.place, prose.end) == (TextPosition("page", 1, 1), TextPosition("page", 4, 1))
    assert prose.sections[0].place == TextPosition("page", 3, 1)
    prose, _found = read("", "")
    assert prose.end == TextPosition("page", 1, 1)


def test_a_line_is_as_long_as_allowed() -> None:
    most = markdown.MAX_LINE_CHARACTERS
    assert within("a" * most) == []
    told = f"page:4:{most + 1}: this line is longer than {most} characters; break it"
    assert within("a" * (most + 1)) == [told]


def test_what_cannot_be_seen_is_told_where_it_stands() -> None:
    told = "page:4:3: an invisible character, U+200E, stands here; remove it"
    assert within("ab\u200ec") == [told]
    prose, _found = read("# Title", "", "## stop", "ab\u200ec")
    assert (prose.title, prose.sections) == ("", ())
    assert (prose.place, prose.end) == (TextPosition("page", 1, 1), TextPosition("page", 1, 1))


def test_a_section_is_as_long_as_allowed() -> None:
    most = markdown.MAX_SECTION_BYTES
    line, count = "é" * 31 + "x", most // 64
    section = [line] * count  # 64 bytes a line with its end, but for the last
    assert len("\n".join(section).encode()) == most - 1
    assert within(*section) == []
    assert within(*section[:-1], line + "x") == []
    told = f"page:3:1: this section is longer than {most} bytes; divide it into several stops"
    assert within(*section[:-1], line + "xx") == [told]


def test_a_section_has_as_many_brackets_as_allowed() -> None:
    most = markdown.MAX_BRACKET_COUNT
    half = "[" * (most // 2)
    assert within(half, half) == []
    assert within(half, half + "[") == [
        f"page:3:1: this section has more than {most} square brackets"
    ]


def test_a_table_has_as_many_rows_as_allowed() -> None:
    most, head = markdown.MAX_ROW_COUNT, ["| a | b |", "| - | - |"]
    row = "| 1 | 2 |"
    assert within(*head, *[row] * most) == []
    assert within(*head, *[row] * (most + 1)) == [f"page:4:1: a table has at most {most} rows"]


def test_lists_are_as_deep_as_allowed() -> None:
    lines = ["  " * depth + "- item" for depth in range(markdown.MAX_LIST_DEPTH)]
    prose, found = read("# Title", "", "## stop", *lines)
    assert found == []
    blocks = prose.sections[0].blocks
    assert [block.depth for block in blocks if isinstance(block, ListItem)] == [0, 1, 2, 3]
    told = within(*lines, "  " * len(lines) + "- item")
    assert told == ["page:8:9: lists stand inside of each other at most 4 deep"]


def test_no_more_sections_are_read_after_fifty_faults() -> None:
    sections = [line for n in range(60) for line in (f"## stop-{n}", "<b>")]
    prose, found = read("# Title", "", *sections)
    assert len(found) == markdown.MAX_FAULT_COUNT
    assert len(prose.sections) == markdown.MAX_FAULT_COUNT


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["words", "# Title"], ["1:1: text outside"]),
        (["words", "", "## stop"], ["1:1: text outside", "1:1: a page begins"]),
        (["# Title", "", "  words", "more"], ["3:1: text outside"]),
        (["# Title", "# Other", "words"], ["3:1: text outside", "2:1: a page has only one title"]),
        (["## stop", "words", "# Title"], ["1:1: a page begins with its title"]),
        (["# Title", "## Stop"], ["2:4: “Stop” is not an id"]),
        (["# Title", "## stop", "### ? What", "words"], ["3:1: “What” is not an id"]),
        (["# Title", "## stop", "### ? what"], ["3:1: the question what asks nothing"]),
        (["# Title", "## stop", "- ### deep"], ["3:1: a heading begins its line"]),
        (["# Title", "## stop", "  ### three", "  ## two"], ["4:3: a heading begins its line"]),
        (["# Title", "## stop", "words", "=> so"], ["4:1: an explanation (=> ) needs"]),
        (["# Title", "## stop", "- one", "", "  two"], ["5:3: an item of a list holds one"]),
        (["# Title", "## stop", "words <b>bold"], ["3:7: HTML is not part"]),
        (["# Title", "## stop", "a ![b](c)"], ["3:3: pictures are not part"]),
        (["# Title", "## stop", "a {b", "  c} d"], ["3:3: the brace that opens in {b is never"]),
        (["# Title", "## stop", "two", "words `{1}`"], ["4:8: {1} is not a quoted"]),
        (["# Title", "## stop", "| a |", "| - |", "| b {1} |"], ["5:5: {1} is not"]),
        (["# Title", "## stop", "a [b](c)"], ["3:3: “c” is no place to link to"]),
        (["# Title", "## stop", "a [`b`](lesson:xor)"], ["3:3: a link has plain words"]),
        (["# Title", "## stop", "a [](lesson:xor)"], ["3:3: a link has plain words"]),
        (["# Title", "## stop", 'a [b](lesson:xor "c")'], ["3:3: “lesson:xor” is no place"]),
        (["# Title", "## stop", "a ** b"], ["3:3: ** neither opens nor closes"]),
        (["# Title", "## stop", "a", "", "__ b"], ["5:1: __ neither opens nor closes"]),
    ],
)
def test_a_fault_is_told_where_it_stands(lines: list[str], told: list[str]) -> None:
    found = faults(*lines)
    assert len(found) == len(told)
    for fault, begin in zip(found, told, strict=True):
        assert fault.startswith(f"page:{begin}")


def question(*lines: str) -> tuple[list[str], Prose]:
    prose, found = read("# Title", "## stop", "words", "", "### ? why", *lines)
    return [str(fault) for fault in found], prose


def test_a_question_has_a_prompt_choices_and_an_explanation() -> None:
    found, prose = question("Why?", "", "- one: Because", "- two: So *there*", "", "=> Because.")
    assert found == []
    asked = prose.sections[0].questions[0]
    assert asked.id == "why"
    assert asked.place == TextPosition("page", 5, 1)
    assert [choice.id for choice in asked.choices] == ["one", "two"]
    assert asked.choices[0] == OfferedAnswer("one", (ProseText("Because"),))
    assert asked.explanation == (ProseText("Because."),)
    assert len(prose.sections[0].blocks) == 1
    assert isinstance(prose.sections[0].blocks[0], Paragraph)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["Why?", "", "=> So.", "", "more"], "10:1: a question ends with its explanation"),
        (["Why?", "", "- one: so", "", "more"], "10:1: after the choices only"),
        (["Why?", "", "- one so"], "8:1: a choice is written as"),
        (["Why?", "", "- one:"], "8:1: the choice one has no words"),
        (["Why?", "", "- one: a", "  - two: b"], "9:3: a choice is written as"),
    ],
)
def test_what_is_wrong_with_a_question_is_told(lines: list[str], told: str) -> None:
    found, _prose = question(*lines)
    assert len(found) == 1
    assert found[0].startswith(f"page:{told}")


def test_words_numbers_and_links_know_their_places() -> None:
    prose, found = read(
        "# Title", "## stop", "a *b* {L} and", "`{ lr }` [c d](lesson:xor) or", "\\{x}"
    )
    assert found == []
    block = prose.sections[0].blocks[0]
    assert isinstance(block, Paragraph)
    quotes = [run for run in block.runs if isinstance(run, Quote)]
    assert [quote.place for quote in quotes] == [
        TextPosition("page", 3, 7),
        TextPosition("page", 4, 2),
    ]
    links = [run for run in block.runs if isinstance(run, Link)]
    assert [(link.text, link.target, link.place) for link in links] == [
        ("c d", "lesson:xor", TextPosition("page", 4, 10))
    ]
    assert "".join(run.text for run in block.runs if isinstance(run, ProseText)).endswith(" or {x}")


def test_a_question_may_have_one_hint_before_its_explanation() -> None:
    asked = ("# Title", "", "## stop", "### ? what", "How many?", "")
    prose, found = read(*asked, "?> Count {x[0,0]}.", "", "=> So many.")
    assert found == []
    (question,) = prose.sections[0].questions
    assert [type(run).__name__ for run in question.hint] == ["ProseText", "Quote", "ProseText"]
    assert [str(quote.quotation.reference) for quote in prose.quotes("stop")] == ["x[0,0]"]
    assert read(*asked, "=> So many.")[0].sections[0].questions[0].hint == ()
    _prose, twice = read(*asked, "?> One.", "", "?> Two.")
    assert ["a question has one hint" in str(fault) for fault in twice] == [True]
    _prose, late = read(*asked, "=> So many.", "", "?> Too late.")
    assert len(late) == 1


def test_a_formula_stands_between_two_dollar_signs_without_spaces_inside() -> None:
    prose, found = read(
        "# Title", "", "## stop", r"It is $\frac{a_1}{2}$, costs $5 or $ 6, not \$7$."
    )
    assert found == []
    (paragraph,) = prose.sections[0].blocks
    assert isinstance(paragraph, Paragraph)
    assert paragraph.runs == (
        ProseText("It is "),
        Formula(r"\frac{a_1}{2}", TextPosition("page", 4, 7)),
        ProseText(", costs $5 or $ 6, not $7$."),
    )


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("a $가$", "page:4:3: Hangul does not stand inside a formula; write it beside it"),
        ("$" + "x" * 201 + "$", "page:4:1: this formula is longer than 200 characters"),
    ],
)
def test_a_formula_that_cannot_be_is_told_where_it_stands(line: str, told: str) -> None:
    assert within(line) == [told]
    assert within("$" + "x" * 200 + "$") == []


def test_a_formula_stands_in_a_condition_too() -> None:
    prose, found = read("# Title", "", "## stop", r"{? L < 1 : $\frac{1}{2}$ | $x$ }")
    assert found == []
    (paragraph,) = prose.sections[0].blocks
    assert isinstance(paragraph, Paragraph)
    (words,) = paragraph.runs
    assert isinstance(words, Conditional)
    assert [type(run) for run in (*words.words, *words.otherwise)] == [Formula, Formula]


def test_a_block_of_code_is_kept_as_it_is_typed() -> None:
    lines = ["for n in range(2):", "    print(n)  # {L} <b> $x$", "", "done"]
    prose, found = read("# Title", "", "## stop", "Words.", "```python", *lines, "```", "More.")
    assert found == []
    assert prose.sections[0].blocks[1] == CodeBlock(tuple(lines))
    assert list(prose.quotes("stop")) == []


def test_a_block_of_code_has_an_end_and_as_many_lines_as_allowed() -> None:
    most = markdown.MAX_CODE_LINE_COUNT
    assert within("```", *["x"] * most, "```") == []
    assert within("```", *["x"] * (most + 1), "```") == [
        f"page:4:1: a block of code has at most {most} lines"
    ]
    assert within("```", "x") == ["page:4:1: this block of code is never closed; end it with ```"]
    assert within("- item", "", "  ```", "  x", "  ```") == [
        "page:6:3: a block of code stands outside of lists"
    ]
