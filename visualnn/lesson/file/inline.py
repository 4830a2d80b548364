"""The words inside a block: runs of text, live numbers and links, each with its place.

markdown-it tells of a piece of text neither line nor column, so the rules here note at which
character they matched.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, backtick, image, link
from markdown_it.token import Token

from ...errors import LessonError, TextPosition
from ...text import N_
from ...typesetting import MAX_FORMULA_CHARACTERS
from .conditions import OPENING, end_of, read_condition, split
from .prose import TRY, Conditional, Formula, Link, ProseText, Quote, Run, Runs, Style
from .quotations import parse_quotation
from .references import LESSON_NAME

_TARGET = re.compile(
    rf"(?:lesson|run):{LESSON_NAME}|https://[!-~]{{1,500}}|{TRY}[A-Za-z][!-~]{{0,400}}=[!-~]{{0,400}}"
)
_BRACES = re.compile(r"\{([^{}\n]{0,200})\}")
_OPENED = re.compile(r"\{[A-Za-z_][^{}]*$")
"""A brace in front of a name that is never closed; in code a brace alone may be meant."""
_TAG = re.compile(r"<[/!?]?[A-Za-z-][^<>]*>")
_FORMULA = re.compile(r"\$(?=[^\s$])((?:\\.|[^\\$])*?[^\s\\$]|\\.)\$(?!\d)", re.DOTALL)
"""No space inside of the dollar signs, no figure behind the second: those are amounts of money."""
_HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")
_STYLES = {"em": Style.EMPHASIS, "strong": Style.STRONG}
_BREAKS = {"softbreak": " ", "hardbreak": "\n"}

PlaceOf = Callable[[int], TextPosition]
"""The place of a character of the inline content."""


class _Markdown(MarkdownIt):
    """Hands every link through as it is written, so that a bad one can be refused by name."""

    def validateLink(self, url: str) -> bool:
        return True

    def normalizeLink(self, url: str) -> str:
        return url


@cache
def parser() -> MarkdownIt:
    """The parser for lesson prose."""
    markdown = _Markdown("commonmark", {"html": False}).enable("table")
    markdown.disable(["reference", "entity", "autolink", "html_inline", "text_join"])
    rules = markdown.inline.ruler
    rules.at("backticks", _noting_where(backtick, "code_inline"))
    rules.at("link", _noting_where(link, "link_open"))
    rules.at("image", _noting_where(image, "image"))
    rules.before("backticks", "number", _number)
    rules.before("number", "condition", _condition)
    rules.before("backticks", "tag", _tag)
    rules.before("escape", "formula", _formula)
    return markdown


def runs_of(
    token: Token, place_of: PlaceOf, style: Style = Style.PLAIN, *, inside: bool = False
) -> tuple[Runs, list[LessonError]]:
    """The runs of an inline token, and what is wrong with them; `inside` of conditional words no
    others stand."""
    writer = _RunBuilder(token.content, place_of, style=style, inside=inside)
    writer.write(token.children or [])
    return tuple(writer.runs), writer.faults


Rule = Callable[[StateInline, bool], bool]


def _noting_where(rule: Rule, kind: str) -> Rule:
    """The same rule; the token of this kind that it makes remembers where it began."""

    def noting(state: StateInline, silent: bool) -> bool:
        start, before = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        for token in state.tokens[before:]:
            if token.type == kind:
                token.meta["at"] = start
                break
        return True

    return noting


def _number(state: StateInline, silent: bool) -> bool:
    """`{hidden.z[1,3]}`; a brace that is none of that is kept, to be refused later."""
    if state.src[state.pos] != "{":
        return False
    match = _BRACES.match(state.src, state.pos, state.posMax)
    if not silent:
        token = state.push("number", "", 0)
        token.meta["at"] = state.pos
        token.meta["open"] = match is None
        token.content = match[1] if match else state.src[state.pos + 1 : state.posMax][:20]
    state.pos = match.end() if match else state.pos + 1
    return True


def _formula(state: StateInline, silent: bool) -> bool:
    """`$\\frac{1}{2}$`; a dollar sign without another one is a dollar sign."""
    if state.src[state.pos] != "$":
        return False
    match = _FORMULA.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        token = state.push("formula", "", 0)
        token.meta["at"] = state.pos
        token.content = match[1].replace("\n", " ")
    state.pos = match.end()
    return True


def _condition(state: StateInline, silent: bool) -> bool:
    """`{? L < 0.5 : words | other words}`, whole; without its end it reaches to the last character,
    to be refused later."""
    if not state.src.startswith(OPENING, state.pos):
        return False
    end = end_of(state.src, state.pos, state.posMax)
    if not silent:
        token = state.push("condition", "", 0)
        token.meta["at"] = state.pos
        token.meta["open"] = end is None
        token.content = state.src[state.pos : end or state.posMax]
    state.pos = end or state.posMax
    return True


def _tag(state: StateInline, silent: bool) -> bool:
    """An HTML tag, kept to be refused."""
    if state.src[state.pos] != "<":
        return False
    match = _TAG.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        state.push("tag", "", 0).meta["at"] = state.pos
    state.pos = match.end()
    return True


@dataclass(slots=True)
class _RunBuilder:
    """Turns the tokens of one inline content into runs."""

    content: str
    place_of: PlaceOf
    style: Style
    inside: bool
    """Whether these are the words of a condition."""
    runs: list[Run] = field(default_factory=list)
    faults: list[LessonError] = field(default_factory=list)

    def write(self, tokens: Sequence[Token]) -> None:
        rest = iter(tokens)
        for token in rest:
            kind, _, side = token.type.rpartition("_")
            if token.type in {"text", "text_special"}:
                self.write_text(token)
            elif token.type in _BREAKS:
                self.add(_BREAKS[token.type])
            elif kind in _STYLES:
                self.style = (
                    self.style | _STYLES[kind] if side == "open" else self.style & ~_STYLES[kind]
                )
            elif token.type == "code_inline":
                self.write_code(token)
            elif token.type in {"number", "condition"} and token.meta["open"]:
                self.refuse_open(token)
            elif token.type == "number":
                self.write_number(token.content, token.meta["at"], self.style)
            elif token.type == "condition":
                self.write_condition(token)
            elif token.type == "formula":
                self.write_formula(token)
            elif token.type == "link_open":
                self.write_link(token, rest)
            elif token.type == "tag":
                self.refuse(token, N_("HTML is not part of lesson text; write the sign < as \\<"))
            else:
                self.refuse(token, N_("pictures are not part of lesson text"))

    def refuse(self, token: Token, template: str, **params: object) -> None:
        place = self.place_of(token.meta.get("at", 0))
        self.faults.append(LessonError(template, place=place, **params))

    def add(self, text: str, style: Style | None = None) -> None:
        """Append words; words of one style that meet become one run."""
        style = self.style if style is None else style
        text = unicodedata.normalize("NFC", text)
        last = self.runs[-1] if self.runs else None
        if isinstance(last, ProseText) and last.style == style:
            self.runs[-1] = ProseText(last.text + text, style)
        elif text:
            self.runs.append(ProseText(text, style))

    def write_text(self, token: Token) -> None:
        if token.type == "text" and ("**" in token.content or "__" in token.content):
            mark = "**" if "**" in token.content else "__"
            token.meta["at"] = max(self.content.find(mark), 0)
            self.refuse(
                token,
                N_(
                    "{mark} neither opens nor closes emphasis here; "
                    "move brackets and punctuation out of the emphasis"
                ),
                mark=mark,
            )
        self.add(token.content)

    def write_code(self, token: Token) -> None:
        start = token.meta["at"] + len(token.markup)
        source = self.content[start:].replace("\n", " ")
        start += 0 if source.startswith(token.content) else 1  # one space inside was taken off
        style = self.style | Style.CODE
        done = 0
        for match in _BRACES.finditer(token.content):
            self.add(token.content[done : match.start()], style)
            self.write_number(match[1], start + match.start(), style)
            done = match.end()
        rest = token.content[done:]
        opened = _OPENED.search(rest)
        if opened:
            token.meta["at"] = start + done + opened.start()
            token.content = rest[opened.start() + 1 :]
            self.refuse_open(token)
        self.add(rest, style)

    def write_number(self, text: str, at: int, style: Style) -> None:
        place = self.place_of(at)
        try:
            self.runs.append(Quote(parse_quotation(text, place), place, style))
        except LessonError as error:
            self.faults.append(error)

    def write_formula(self, token: Token) -> None:
        source = unicodedata.normalize("NFC", token.content)
        if len(source) > MAX_FORMULA_CHARACTERS:
            self.refuse(
                token,
                N_("this formula is longer than {most} characters"),
                most=MAX_FORMULA_CHARACTERS,
            )
        elif _HANGUL.search(source):
            self.refuse(token, N_("Hangul does not stand inside a formula; write it beside it"))
        else:
            self.runs.append(Formula(source, self.place_of(token.meta["at"])))

    def refuse_open(self, token: Token) -> None:
        text = token.content if token.type == "condition" else f"{{{token.content}"
        text = text.split("\n")[0][:20]
        self.refuse(
            token,
            N_("the brace that opens in {text} is never closed; write a brace itself as {brace}"),
            text=text,
            brace="\\{",
        )

    def write_condition(self, token: Token) -> None:
        """Conditional words; `content` holds them from where the token says."""
        begin, text = token.meta["at"], token.content

        def place_of(at: int) -> TextPosition:
            return self.place_of(begin + at)

        if self.inside:
            self.refuse(token, N_("conditions do not stand inside each other"))
            return
        try:
            tests, colon = read_condition(text, len(OPENING), len(text) - 1, place_of)
        except LessonError as error:
            self.faults.append(error)
            return
        cut, bar = split(text, colon, len(text) - 1)
        if bar is not None:
            self.faults.append(
                LessonError(
                    N_("words and other words are parted by one bar; write a bar itself as {bar}"),
                    place=place_of(bar),
                    bar="\\|",
                )
            )
            return
        known = len(self.faults)
        words, otherwise = (self.words_between(begin, *part) for part in (cut.words, cut.otherwise))
        if not words and not otherwise and len(self.faults) == known:
            self.refuse(token, N_("a condition has words behind its colon"))
        self.runs.append(Conditional(tests, words, otherwise, place_of(0)))

    def words_between(self, begin: int, start: int, end: int) -> Runs:
        """The words of a condition between two characters of it, without the spaces around
        them."""
        text = self.content[begin + start : begin + end]
        start += len(text) - len(text.lstrip())
        (token,) = parser().parseInline(text.strip())

        def place_of(at: int) -> TextPosition:
            return self.place_of(begin + start + at)

        runs, faults = runs_of(token, place_of, self.style, inside=True)
        self.faults.extend(faults)
        return runs

    def write_link(self, opening: Token, rest: Iterator[Token]) -> None:
        words: list[str] = []
        plain_words = True
        for token in rest:
            if token.type == "link_close":
                break
            plain_words &= token.type in {"text", "text_special", *_BREAKS}
            words.append(_BREAKS.get(token.type, token.content))
        target = str(opening.attrs.get("href", ""))
        text = unicodedata.normalize("NFC", "".join(words)).strip()
        if not plain_words or not text:
            self.refuse(opening, N_("a link has plain words and nothing else"))
        elif not _TARGET.fullmatch(target) or "title" in opening.attrs:
            self.refuse(
                opening,
                N_(
                    "{target} is no place to link to; write lesson:NAME, run:ID, try:KEY=VALUE or "
                    "https://..."
                ),
                target=f"“{target}”",
            )
        else:
            self.runs.append(Link(text, target, self.place_of(opening.meta["at"])))
