"""Flowing text, laid out without a screen: runs of styled text → pieces with a place.

A word is what stands between two spaces, even where several runs meet in it: a number with a
particle behind it is one word, and a Korean word is never cut. Lines break between words, but an
operator stays with what follows it, and the factors of a product stay together as long as one
line has room for them. A word that is wider than a whole line is cut between letters; a number
never is, it would be another number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from enum import Enum, Flag, auto
from functools import cache
from unicodedata import east_asian_width

from visualnn.dataclass import dataclass

__all__ = [
    "CodeRun",
    "Face",
    "FormulaRun",
    "Measure",
    "Run",
    "RunStyle",
    "TextBlock",
    "TextLayout",
    "TextPiece",
    "TextSize",
    "is_strong",
    "lay_out",
]


class RunStyle(Flag):
    """The look of a run. A colour has a meaning; at most one of them is used at a time."""

    PLAIN = 0
    SOFT = auto()
    """Text beside the text."""
    FAINT = auto()
    """Text that waits, or is rarely read."""
    STRONG = auto()
    CODE = auto()
    """A name as it is typed."""
    NUMBER = auto()
    """Never cut, however narrow the line."""
    POSITIVE = auto()
    NEGATIVE = auto()
    GOOD = auto()
    WRONG = auto()
    WARNING = auto()
    ACTION = auto()
    """A door that does something: underlined also when no pointer is on it."""
    CURRENT = auto()
    """Outlined in the accent: what the current instruction reads or wrote."""

    __hash__ = object.__hash__  # as that of ui.kit.theme.Text


@cache
def is_strong(style: RunStyle) -> bool:
    """Whether the style sets in bold letters, which are wider."""
    return bool(style & RunStyle.STRONG)


class TextSize(Enum):
    """The three sizes of text."""

    SMALL = "small"
    BODY = "body"
    TITLE = "title"

    __hash__ = object.__hash__  # Enum's own, in Python, is asked for hundreds of times a picture


@dataclass(frozen=True, slots=True)
class Run:
    """Text in one style. With a target it is a door: it can be hovered, clicked and reached by
    Tab."""

    text: str
    style: RunStyle = RunStyle.PLAIN
    target: object | None = None


@dataclass(frozen=True, slots=True)
class CodeRun(Run):
    """Text as it is typed: each sign takes up a cell of one width, a wide one two."""


CELL_EM = 0.6
"""The width of a cell, in em."""


def cell_count(text: str) -> int:
    """How many cells a text takes up."""
    return sum(1 + (east_asian_width(sign) in "WF") for sign in text)


@dataclass(frozen=True, slots=True)
class FormulaRun(Run):
    """A typeset formula; its text is read where pictures are not. Lengths are in em."""

    svg: str = ""
    """Painted in `currentColor`."""
    width: float = 0.0
    ascent: float = 0.0
    depth: float = 0.0
    words: str = ""
    """What is said for it."""


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A paragraph, or with `value` one row of a list of named numbers."""

    runs: tuple[Run, ...]
    size: TextSize = TextSize.BODY
    indent: int = 0
    """Steps of the grid from the left."""
    mark: str = ""
    """What stands before the first line ("=", "•", "1."), never as a title; all lines begin
    behind it."""
    hang: float = 0.0
    """Steps of the grid by which all lines but the first begin further right."""
    space: float = 1.0
    """Steps of the grid above it. Nothing above the first block."""
    value: Run | None = None
    """A number right of the text. Numbers of neighbouring blocks are aligned at their decimal
    points."""
    rule: bool = False
    """A hairline in the middle of the space above."""
    maths: bool = False
    """An expression: it breaks where it is loosest, not wherever a line is full."""
    lines: int = 1
    """Room for at least so many lines, so that what follows keeps its place."""


Measure = Callable[[str, TextSize, bool], float]
"""(text, size, strong) → width."""


@dataclass(frozen=True, slots=True)
class Face:
    """The height of a line of one size, and where in it the baseline is."""

    height: float
    baseline: float


@dataclass(frozen=True, slots=True)
class TextPiece:
    """Text of one run on one line: left edge, baseline, and the box that can be clicked."""

    text: str
    run: Run
    number: int
    """Which run of the whole flow it belongs to, counted from 0; −1 for marks."""
    size: TextSize
    x: float
    baseline: float
    width: float
    top: float
    height: float

    def contains(self, x: float, y: float) -> bool:
        return self.x <= x < self.x + self.width and self.top <= y < self.top + self.height


@dataclass(frozen=True, slots=True)
class TextLayout:
    """Everything placed: pieces in reading order, the heights at which hairlines are drawn."""

    pieces: tuple[TextPiece, ...]
    rules: tuple[float, ...]
    tops: tuple[float, ...]
    """Where each block begins."""
    height: float

    def at(self, x: float, y: float) -> TextPiece | None:
        """The piece with a target at a point."""
        for piece in self.pieces:
            if piece.run.target is not None and piece.contains(x, y):
                return piece
        return None


def lay_out(
    blocks: Sequence[TextBlock],
    width: float,
    faces: Mapping[TextSize, Face],
    measure: Measure,
    unit: float = 8.0,
) -> TextLayout:
    """Place blocks one below the other in a column of `width`; `unit` is a step of the grid."""
    pieces: list[TextPiece] = []
    rules: list[float] = []
    tops: list[float] = []
    columns = _columns(blocks, width, measure, unit)
    y = 0.0
    first = 0
    for place, block in enumerate(blocks):
        space = block.space * unit if place else 0.0
        if block.rule and place:
            rules.append(float(round(y + space / 2)))
        y += space
        tops.append(y)
        face = faces[block.size]
        left = block.indent * unit
        if block.mark:
            size = TextSize.BODY if block.size is TextSize.TITLE else block.size
            wide = measure(block.mark, size, False)
            mark = Run(block.mark, RunStyle.SOFT)
            mark_piece = _piece(mark, -1, block, left, y, wide, face)
            pieces.append(replace(mark_piece, size=size))
            left += max(wide + 0.75 * unit, 2.5 * unit)
        column = columns.get(place)
        right = width if column is None else max(left, column.left - unit)
        lines = wrap(
            block.runs,
            max(right - left, unit),
            block.size,
            measure,
            hang=block.hang * unit,
            maths=block.maths,
        )
        em = measure(EM_SPACE, block.size, False)
        below = y
        for line in lines:
            rise, drop = _reach([block.runs[number] for number, *_rest in line], face, em)
            top = below + rise
            for number, text, x, wide in line:
                run = block.runs[number]
                piece = _piece(run, first + number, block, left + x, top, wide, face, text)
                if isinstance(run, FormulaRun):
                    piece = replace(piece, top=below, height=rise + face.height + drop)
                pieces.append(piece)
            below = top + face.height + drop
        first += len(block.runs)
        if column is not None and block.value is not None:
            before, _ = _split(block.value.text)
            strong = is_strong(block.value.style)
            x = column.point - measure(before, block.size, strong)
            wide = measure(block.value.text, block.size, strong)
            pieces.append(_piece(block.value, first, block, x, y, wide, face))
            first += 1
        y = max(below, y + block.lines * face.height)
    return TextLayout(tuple(pieces), tuple(rules), tuple(tops), y)


def _reach(runs: Sequence[Run], face: Face, em: float) -> tuple[float, float]:
    """By how much formulas reach above and below a line of letters."""
    formulas = [run for run in runs if isinstance(run, FormulaRun)]
    rise = max((run.ascent * em - face.baseline for run in formulas), default=0.0)
    drop = max((run.depth * em - face.height + face.baseline for run in formulas), default=0.0)
    return max(rise, 0.0), max(drop, 0.0)


def _piece(
    run: Run,
    number: int,
    block: TextBlock,
    x: float,
    top: float,
    width: float,
    face: Face,
    text: str | None = None,
) -> TextPiece:
    shown = run.text if text is None else text
    return TextPiece(
        shown, run, number, block.size, x, top + face.baseline, width, top, face.height
    )


# -- numbers in a column


@dataclass(frozen=True, slots=True)
class _Column:
    left: float
    point: float


def _split(text: str) -> tuple[str, str]:
    """A printed number before and from its decimal point, its power of ten, or its end."""
    for mark in (".", "×"):
        place = text.find(mark)
        if place >= 0:
            return text[:place], text[place:]
    return text, ""


def _columns(
    blocks: Sequence[TextBlock], width: float, measure: Measure, unit: float
) -> Mapping[int, _Column]:
    """For each block with a value: the column it shares with its neighbours, right of their
    text, within `width`."""
    found: dict[int, _Column] = {}
    group: list[int] = []
    for place in range(len(blocks) + 1):
        if place < len(blocks) and blocks[place].value is not None:
            group.append(place)
        elif group:
            column = _column([blocks[n] for n in group], width, measure, unit)
            found |= dict.fromkeys(group, column)
            group = []
    return found


def _column(group: list[TextBlock], width: float, measure: Measure, unit: float) -> _Column:
    names, before, after = 0.0, 0.0, 0.0
    for block in group:
        name = sum(measure(r.text, block.size, is_strong(r.style)) for r in block.runs)
        names = max(names, block.indent * unit + (2.5 * unit if block.mark else 0) + name)
        if block.value is not None:
            strong = is_strong(block.value.style)
            whole, rest = _split(block.value.text)
            before = max(before, measure(whole, block.size, strong))
            after = max(after, measure(rest, block.size, strong))
    left = max(0.0, min(names + 2 * unit, width - before - after))
    return _Column(left, left + before)


# -- lines

EM_SPACE = "\u2003"
"""A space that is as wide as letters are high: an em."""


def _wide(run: Run, text: str, size: TextSize, measure: Measure) -> float:
    """The width of a part of a run."""
    if isinstance(run, CodeRun):
        return cell_count(text) * CELL_EM * measure(EM_SPACE, size, False)
    if isinstance(run, FormulaRun):
        return run.width * measure(EM_SPACE, size, False)
    return measure(text, size, is_strong(run.style))


Placed = tuple[int, str, float, float]
"""(which run, text, x, width)"""

_RELATIONS = frozenset(["=", "≈", "≠", "<", ">", "≤", "≥", "→", "←", "~"])
_SIGNS = frozenset(["+", "−", "-"])
_BINDERS = frozenset(["·", "/", "×"])
_OPERATORS = _RELATIONS | _SIGNS | _BINDERS
_SPACES = re.compile(r"([ \t]*\n[ \t]*|[ \t]+)")
_FIGURE = re.compile(r"[(\[]*[−-]?[\d.]+(×10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?[)\],]*")
_OPENING, _CLOSING = frozenset("([⌊"), frozenset(")]⌋")

# How strongly a word hangs on the one before it. In mathematics each bracket adds a step.
_FREE, _RELATION, _SUM, _PRODUCT, _BRACKET, _JUXTAPOSED, _TIGHT = 0, 1, 2, 3, 4, 900, 1000


@dataclass(slots=True)
class _Word:
    """What stands between two spaces: parts of one or more runs."""

    parts: list[tuple[int, str, float]]
    space: float
    """The width of the space before it."""
    spaced: int
    """Which run that space belongs to."""
    tie: int = _FREE
    new_line: bool = False
    width: float = 0.0

    @property
    def text(self) -> str:
        return self.parts[0][1] if len(self.parts) == 1 else "".join(p[1] for p in self.parts)


def wrap(
    runs: Sequence[Run],
    width: float,
    size: TextSize,
    measure: Measure,
    *,
    hang: float = 0.0,
    maths: bool = False,
) -> list[list[Placed]]:
    """The lines of a paragraph; on each, the pieces of runs from left to right. At least one
    line."""
    if len(runs) == 1 and "\n" not in runs[0].text:
        text = _SPACES.sub(" ", runs[0].text).strip(" ")
        wide = _wide(runs[0], text, size, measure)
        if wide <= width:
            return [[(0, text, 0.0, wide)]] if text else [[]]
    words = _words(runs, size, measure)
    if maths:
        _tie_maths(words)
    else:
        _tie_prose(words)
    lines = _Lines(runs, width, size, measure, hang)
    lines.fill(words, _FREE)
    return lines.done


def _words(runs: Sequence[Run], size: TextSize, measure: Measure) -> list[_Word]:
    words: list[_Word] = []
    word = _Word([], 0.0, -1)
    for number, run in enumerate(runs):
        for place, text in enumerate(_SPACES.split(run.text)):
            if not text:
                continue
            if place % 2:
                if word.parts:
                    words.append(word)
                    word = _Word([], 0.0, -1)
                word.new_line = word.new_line or "\n" in text
                word.space, word.spaced = _wide(run, " ", size, measure), number
            else:
                wide = _wide(run, text, size, measure)
                word.parts.append((number, text, wide))
                word.width += wide
    if word.parts:
        words.append(word)
    return words


def _tie_prose(words: list[_Word]) -> None:
    """An operator stays with what follows it, factors with each other."""
    before = ""
    for word in words:
        text = word.text
        if before in _OPERATORS:
            word.tie = _TIGHT
        elif text in _BINDERS and before:
            word.tie = _PRODUCT
        before = text


def _tie_maths(words: list[_Word]) -> None:
    """Break after commas first, then at relations, at sums, at products; outside of brackets
    before inside."""
    before, depth = "", 0
    for word in words:
        text = word.text
        if before in _OPERATORS:
            word.tie = _TIGHT
        elif before.endswith(","):
            word.tie = _BRACKET * depth
        elif text in _OPERATORS:
            word.tie = _BRACKET * depth + _looseness(text)
        elif before:
            word.tie = _JUXTAPOSED
        depth += sum((letter in _OPENING) - (letter in _CLOSING) for letter in text)
        before = text


def _looseness(operator: str) -> int:
    if operator in _RELATIONS:
        return _RELATION
    return _SUM if operator in _SIGNS else _PRODUCT


def _groups(words: Sequence[_Word], most: int) -> Iterator[list[_Word]]:
    """Words in groups, parted where they hang together no more strongly than `most`."""
    group: list[_Word] = []
    for word in words:
        if group and (word.tie <= most or word.new_line):
            yield group
            group = []
        group.append(word)
    if group:
        yield group


class _Lines:
    """Lines being filled from left to right."""

    def __init__(
        self, runs: Sequence[Run], width: float, size: TextSize, measure: Measure, hang: float
    ) -> None:
        self.runs, self.width, self.size, self.measure = runs, width, size, measure
        self.hang = hang
        self.done: list[list[Placed]] = [[]]
        self.x = 0.0

    def fill(self, words: Sequence[_Word], most: int) -> None:
        """Set words; groups for which no line has room are parted at their loosest places."""
        for group in _groups(words, most):
            if group[0].new_line and self.done[-1]:
                self._next()
            if self._room(group):
                continue
            if len(group) == 1:
                self._cut(group[0])
            else:
                self.fill(group, min(word.tie for word in group[1:]))

    def _room(self, group: Sequence[_Word]) -> bool:
        """Set the words on this line, or on a new one; False if neither has room."""
        wide = sum(word.width for word in group) + sum(word.space for word in group[1:])
        begun = bool(self.done[-1])
        if self.x + (group[0].space if begun else 0.0) + wide > self.width:
            if not begun or self.hang + wide > self.width:
                return False
            self._next()
        for word in group:
            self._set(word)
        return True

    def _set(self, word: _Word) -> None:
        """Put a word at the end of this line."""
        line = self.done[-1]
        gap = word.space if line else 0.0
        for place, (number, text, wide) in enumerate(word.parts):
            blank = gap if place == 0 else 0.0
            if line and line[-1][0] == number and (place or word.spaced in {-1, number}):
                _, before, x, so_far = line[-1]
                joined = f"{before} {text}" if blank else f"{before}{text}"
                line[-1] = (number, joined, x, so_far + blank + wide)
            else:
                line.append((number, text, self.x + blank, wide))
            self.x += blank + wide

    def _next(self) -> None:
        self.done.append([])
        self.x = self.hang

    def _cut(self, word: _Word) -> None:
        """A word that no line has room for: cut between letters, but never a number."""
        if self.done[-1]:
            self._next()
        for number, text, wide in word.parts:
            run = self.runs[number]
            whole = bool(run.style & RunStyle.NUMBER) or _FIGURE.fullmatch(text) is not None
            if isinstance(run, FormulaRun):
                self._add(number, text, min(wide, max(self.width - self.hang, 1.0)))
            elif whole or self.x + wide <= self.width:
                self._add(number, text, wide)
            else:
                for letter in text:
                    self._add(number, letter, _wide(run, letter, self.size, self.measure))

    def _add(self, number: int, text: str, wide: float) -> None:
        """Put text directly behind what stands on this line, if there is room."""
        if self.done[-1] and self.x + wide > self.width:
            self._next()
        self._set(_Word([(number, text, wide)], 0.0, -1))
