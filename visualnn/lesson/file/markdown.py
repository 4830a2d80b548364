"""Reads `ko.md` and `en.md`: a small part of Markdown, with live numbers and questions in it.

    # Title
    ## id-of-a-stop
    Prose with *emphasis*, `code`, [a link](lesson:xor), a number, {hidden.z[1,3]}, and a formula,
    $\\frac{\\partial L}{\\partial w}$.
    ### ? id-of-a-question
    The prompt.
    - id-of-a-choice: its words
    => What is shown after the answer.
    ## notes
    What whoever presents the lesson says at the stop above; over the first stop, of all of it.

What lies outside of that part (HTML, pictures, quotations, rules) is refused with its
place rather than shown in a way nobody meant. Every section is parsed by itself, which bounds the
time that a hostile file can take.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import field, replace
from itertools import accumulate, pairwise

from markdown_it.token import Token

from ...dataclass import dataclass
from ...errors import LessonError, TextPosition
from ...text import N_, Language
from ..title_reading import clean_title
from .inline import parser, runs_of
from .prose import (
    Block,
    CodeBlock,
    Heading,
    ListItem,
    OfferedAnswer,
    Paragraph,
    Prose,
    ProseQuestion,
    ProseTable,
    ProseText,
    Runs,
    Section,
)
from .references import LESSON_NAME

MAX_FAULT_COUNT = 50
"""No more are told of one lesson; reading ends early where there are that many."""
NOTES = "notes"
"""The heading of what is for whoever presents; no stop is called so."""
MAX_LINE_CHARACTERS = 2_000
MAX_SECTION_BYTES = 16 * 1024
MAX_BRACKET_COUNT = 1_000
MAX_ROW_COUNT = 200
MAX_CODE_LINE_COUNT = 60
MAX_LIST_DEPTH = 4

_SECTION = re.compile(r"(#{1,2})[ \t]+(.*?)[ \t]*")
_IDENTIFIER = re.compile(LESSON_NAME)
_CHOICE = re.compile(rf"({LESSON_NAME}):(?: +|$)")
_UNSHOWABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]"
)
_EXPLANATION = "=> "
_HINT = "?> "
_REFUSED = {
    "code_block": N_("this line is set in by four spaces or more; begin it further left"),
    "blockquote_open": N_("a quotation (>) is not part of lesson text"),
    "hr": N_("a rule (---) is not part of lesson text"),
    "html_block": N_("HTML is not part of lesson text; write the sign < as \\<"),
}


def parse_prose(text: str, path: str, language: Language) -> tuple[Prose, list[LessonError]]:
    """Read a page; what is wrong comes back beside what could be read.

    Raises nothing. The path only stands in the places of faults and quotations.
    """
    page = _Page(path, text.replace("\r\n", "\n").split("\n"), [])
    page.check_lines()
    if page.faults:  # no line of such a page is given to the parser
        return Prose(language, "", (), page.place(0), page.place(0)), page.faults
    parts = list(page.parts())
    title = page.title(parts)
    notes: tuple[Block, ...] = ()
    sections: list[Section] = []
    for part in parts:
        if part.level != 2 or len(page.faults) >= MAX_FAULT_COUNT:  # of which there are ever more
            continue
        section = page.section(part)
        if part.heading != NOTES:
            sections.append(section)
            continue
        if section.questions:
            page.refuse(section.questions[0].place, N_("notes ask nothing; write it as text"))
        if sections:
            sections[-1] = replace(sections[-1], notes=(*sections[-1].notes, *section.blocks))
        else:
            notes = (*notes, *section.blocks)
    end = len(page.lines) - 1
    while end > 0 and not page.lines[end].strip():
        end -= 1
    prose = Prose(language, title, tuple(sections), page.place(0), page.place(end), notes)
    return prose, page.faults


@dataclass(frozen=True, slots=True)
class _HeadedPart:
    """A heading of the first or second level, and the lines up to the next one."""

    level: int
    heading: str
    row: int
    lines: list[str]


@dataclass(slots=True)
class _Page:
    """One page: its lines, and the faults found so far. Rows count from 0, places from 1."""

    path: str
    lines: list[str]
    faults: list[LessonError]

    def place(self, row: int, column: int = 0) -> TextPosition:
        return TextPosition(self.path, row + 1, column + 1)

    def refuse(self, place: TextPosition, template: str, **params: object) -> None:
        self.faults.append(LessonError(template, place=place, **params))

    def check_lines(self) -> None:
        for row, line in enumerate(self.lines):
            if len(line) > MAX_LINE_CHARACTERS:
                self.refuse(
                    self.place(row, MAX_LINE_CHARACTERS),
                    N_("this line is longer than {most} characters; break it"),
                    most=MAX_LINE_CHARACTERS,
                )
            for match in _UNSHOWABLE.finditer(line):
                self.refuse(
                    self.place(row, match.start()),
                    N_("an invisible character, {code}, stands here; remove it"),
                    code=f"U+{ord(match[0]):04X}",
                )

    def parts(self) -> Iterator[_HeadedPart]:
        part = _HeadedPart(0, "", 0, [])
        for row, line in enumerate(self.lines):
            match = _SECTION.fullmatch(line)
            if match is None:
                part.lines.append(line)
                continue
            yield part
            part = _HeadedPart(len(match[1]), match[2], row, [])
        yield part

    def title(self, parts: Sequence[_HeadedPart]) -> str:
        titles = [part for part in parts if part.level == 1]
        for part in parts:
            if part.level == 2:
                continue
            for offset, line in enumerate(part.lines, part.row + bool(part.level)):
                if line.strip():
                    self.refuse(
                        self.place(offset),
                        N_("text outside of a section; begin one with ## and the id of a stop"),
                    )
                    break
        if not titles or titles[0] is not next(part for part in parts if part.level):
            self.refuse(self.place(0), N_("a page begins with its title, # and a text"))
            return ""
        for part in titles[1:]:
            self.refuse(self.place(part.row), N_("a page has only one title"))
        return clean_title(titles[0].heading)

    def section(self, part: _HeadedPart) -> Section:
        place = self.place(part.row)
        if not _IDENTIFIER.fullmatch(part.heading):
            self.refuse(
                self.place(part.row, 3),
                N_("{id} is not an id; use small letters, digits and -"),
                id=f"“{part.heading}”",
            )
        source = "\n".join(part.lines)
        if len(source.encode()) > MAX_SECTION_BYTES:
            self.refuse(
                place,
                N_("this section is longer than {most} bytes; divide it into several stops"),
                most=MAX_SECTION_BYTES,
            )
            return Section(part.heading, (), (), place)
        if source.count("[") > MAX_BRACKET_COUNT:  # each unclosed one is looked for to the end
            self.refuse(
                place,
                N_("this section has more than {most} square brackets"),
                most=MAX_BRACKET_COUNT,
            )
            return Section(part.heading, (), (), place)
        placed = list(_BlockReader(self, part.row + 1).read(parser().parse(source)))
        starts = [n for n, item in enumerate(placed) if _question_id(item.block) is not None]
        first = starts[0] if starts else len(placed)
        questions = tuple(
            self.question(placed[start:end]) for start, end in pairwise([*starts, len(placed)])
        )
        return Section(part.heading, tuple(item.block for item in placed[:first]), questions, place)

    def question(self, placed: Sequence[_LocatedBlock]) -> ProseQuestion:
        """A heading `### ? id`, then the prompt, the choices, a hint and the explanation, if there
        are any."""
        head, *rest = placed
        name = _question_id(head.block) or ""
        if not _IDENTIFIER.fullmatch(name):
            self.refuse(
                head.place, N_("{id} is not an id; use small letters, digits and -"), id=f"“{name}”"
            )
        prompt: list[Block] = []
        choices: list[OfferedAnswer] = []
        explanation: Runs | None = None
        hint: Runs = ()
        for item in rest:
            block = item.block
            if explanation is not None:
                self.refuse(item.place, N_("a question ends with its explanation"))
                break
            if isinstance(block, ListItem):
                choices.extend(self.choice(item.place, block))
            elif isinstance(block, Paragraph) and _words(block.runs).startswith(_EXPLANATION):
                explanation = _without_start(block.runs, len(_EXPLANATION))
            elif isinstance(block, Paragraph) and _words(block.runs).startswith(_HINT):
                if hint:
                    self.refuse(item.place, N_("a question has one hint"))
                hint = _without_start(block.runs, len(_HINT))
            elif choices:
                self.refuse(
                    item.place, N_("after the choices only the explanation follows, with “=> ”")
                )
            else:
                prompt.append(block)
        if not prompt:
            self.refuse(head.place, N_("the question {id} asks nothing; add a paragraph"), id=name)
        return ProseQuestion(
            name, tuple(prompt), tuple(choices), explanation or (), head.place, hint
        )

    def choice(self, place: TextPosition, item: ListItem) -> Iterator[OfferedAnswer]:
        match = _CHOICE.match(_words(item.runs))
        if match is None or item.depth > 0:
            self.refuse(place, N_("a choice is written as “- id: text”"))
            return
        runs = _without_start(item.runs, match.end())
        if not runs:
            self.refuse(place, N_("the choice {id} has no words"), id=match[1])
        yield OfferedAnswer(match[1], runs)


@dataclass(frozen=True, slots=True)
class _LocatedBlock:
    block: Block
    place: TextPosition


@dataclass(slots=True)
class _BlockReader:
    """Turns the tokens of one section into blocks with their places."""

    page: _Page
    row: int
    """The row of the page that the section's first row is."""
    markers: list[str] = field(default_factory=list)
    """What stands before the items of the lists we are in, outermost first."""
    item_is_full: bool = False

    def read(self, tokens: Sequence[Token]) -> Iterator[_LocatedBlock]:
        rest = iter(tokens)
        for token in rest:
            if token.type in _REFUSED:
                self.page.refuse(self.place(token), _REFUSED[token.type])
            elif token.type == "fence":
                yield _LocatedBlock(self.code(token), self.place(token))
            elif token.type == "heading_open":
                yield _LocatedBlock(self.heading(token, next(rest)), self.place(token))
            elif token.type == "paragraph_open":
                yield _LocatedBlock(self.paragraph(token, next(rest)), self.place(token))
            elif token.type == "table_open":
                yield _LocatedBlock(self.table(token, rest), self.place(token))
            else:
                self.enter_or_leave_list(token)

    def place(self, token: Token) -> TextPosition:
        row = self.row + (token.map[0] if token.map else 0)
        line = self.page.lines[row]
        return self.page.place(row, len(line) - len(line.lstrip()))

    def enter_or_leave_list(self, token: Token) -> None:
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            self.markers.append("•")
            if len(self.markers) > MAX_LIST_DEPTH:
                self.page.refuse(
                    self.place(token),
                    N_("lists stand inside of each other at most {most} deep"),
                    most=MAX_LIST_DEPTH,
                )
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            self.markers.pop()
        elif token.type == "list_item_open":
            self.markers[-1] = f"{token.info}." if token.info else "•"
            self.item_is_full = False

    def code(self, token: Token) -> CodeBlock:
        lines = token.content.rstrip("\n").split("\n")
        begin, end = token.map or (0, 1)
        last = self.page.lines[self.row + end - 1].strip()
        if self.markers:
            self.page.refuse(self.place(token), N_("a block of code stands outside of lists"))
        if end - begin < 2 or not last.startswith(token.markup) or last.strip(token.markup[0]):
            self.page.refuse(
                self.place(token),
                N_("this block of code is never closed; end it with {marks}"),
                marks=token.markup,
            )
        if len(lines) > MAX_CODE_LINE_COUNT:
            self.page.refuse(
                self.place(token),
                N_("a block of code has at most {most} lines"),
                most=MAX_CODE_LINE_COUNT,
            )
        return CodeBlock(tuple(line.expandtabs(4) for line in lines))

    def heading(self, token: Token, inline: Token) -> Heading:
        level = int(token.tag[1:])
        if level < 3 or self.markers:
            self.page.refuse(
                self.place(token),
                N_("a heading begins its line with #, ## or ###, without spaces or bullets before"),
            )
        return Heading(level, self.runs(inline))

    def paragraph(self, token: Token, inline: Token) -> Paragraph | ListItem:
        for row, line in enumerate(inline.content.split("\n")):
            if row and line.lstrip().startswith(_EXPLANATION):
                self.page.refuse(
                    self.page.place(self.row + (token.map or [0])[0] + row),
                    N_("an explanation (=> ) needs an empty line before it"),
                )
        runs = self.runs(inline)
        if not self.markers:
            return Paragraph(runs)
        if self.item_is_full:
            self.page.refuse(self.place(token), N_("an item of a list holds one paragraph"))
        self.item_is_full = True
        return ListItem(len(self.markers) - 1, self.markers[-1], runs)

    def table(self, opening: Token, rest: Iterator[Token]) -> ProseTable:
        rows: list[list[Runs]] = []
        column = 0
        for token in rest:
            if token.type == "table_close":
                break
            if token.type == "tr_open":
                rows.append([])
                column = 0
            elif token.type == "inline":
                column = self.column_of(token, column)
                rows[-1].append(self.runs(token, column))
                column += len(token.content)
        if len(rows) - 1 > MAX_ROW_COUNT:
            self.page.refuse(
                self.place(opening), N_("a table has at most {most} rows"), most=MAX_ROW_COUNT
            )
        header, *body = (tuple(row) for row in rows)
        return ProseTable(header, tuple(body))

    def column_of(self, token: Token, start: int) -> int:
        """The column at which the text of a cell begins in its line, searched from a column on."""
        line = self.page.lines[self.row + (token.map or [0])[0]]
        return max(line.find(token.content, start), 0)

    def runs(self, token: Token, column: int | None = None) -> Runs:
        """The runs of an inline token; the column of its first line is only given for a cell."""
        first = self.row + (token.map or [0])[0]
        lines = token.content.split("\n")
        starts = list(accumulate((len(line) + 1 for line in lines), initial=0))

        def place_of(at: int) -> TextPosition:
            row = bisect_right(starts, at) - 1
            source = self.page.lines[first + row]
            begins = max(source.rfind(lines[row]), 0) if column is None else column
            return self.page.place(first + row, begins + at - starts[row])

        runs, faults = runs_of(token, place_of)
        self.page.faults.extend(faults)
        return runs


def _question_id(block: Block) -> str | None:
    """The id in a heading `? id`; None for any other block."""
    if not isinstance(block, Heading) or not _words(block.runs).startswith("?"):
        return None
    return "".join(run.text for run in block.runs if isinstance(run, ProseText))[1:].strip()


def _words(runs: Runs) -> str:
    """The words that the runs begin with; empty if they begin with a number or a link."""
    return runs[0].text if runs and isinstance(runs[0], ProseText) else ""


def _without_start(runs: Runs, length: int) -> Runs:
    """The runs without the first characters of the words they begin with."""
    first, *others = runs
    if isinstance(first, ProseText) and len(first.text) > length:
        return (replace(first, text=first.text[length:]), *others)
    return tuple(others)
