"""The card of a number as blocks of flowing text: what is said is told in the engine, here is how
each line is set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ui.kit.geometry.flow import Block, Run, Size, Style
from visualnn.tell.card import MOST_NUMBERS, Ask, Context, Line, Part, Role, Words, told_card
from visualnn.tell.explain import Explanation, GradientCheck
from visualnn.tell.frame import Frame
from visualnn.text import _

__all__ = ["MOST_NUMBERS", "Ask", "explained", "nothing_yet"]


@dataclass(frozen=True)
class Setting:
    """How a line is set: see Block."""

    space: float = 0.5
    size: Size = Size.BODY
    hang: float = 0.0
    maths: bool = False
    rule: bool = False
    lines: int = 1


_SETTINGS: Mapping[Part, Setting] = {
    Part.NAME: Setting(1, Size.TITLE),
    Part.OPERATION: Setting(),
    Part.ABOUT: Setting(0, lines=2),
    Part.FORMULA: Setting(1.5, maths=True, hang=2.5),
    Part.SYMBOLS: Setting(1, maths=True),
    Part.NUMBERS: Setting(maths=True),
    Part.SUBTOTAL: Setting(),
    Part.RESULT: Setting(1, Size.TITLE),
    Part.TROUBLE: Setting(),
    Part.EDITED: Setting(1),
    Part.CHANGE: Setting(),
    Part.HEADING: Setting(2, Size.SMALL, rule=True),
    Part.MADE_FROM: Setting(0),
    Part.MORE: Setting(0),
    Part.ORIGIN: Setting(2, rule=True),
    Part.RULE: Setting(maths=True, hang=2.5),
    Part.FANS: Setting(0, maths=True),
    Part.RULE_SOURCE: Setting(size=Size.SMALL),
    Part.USED_BY: Setting(),
    Part.CHECK: Setting(2),
    Part.CHECK_STEP: Setting(),
    Part.CHECK_ROW: Setting(0),
    Part.VERDICT: Setting(),
    Part.WHEN: Setting(2, Size.SMALL, rule=True),
    Part.GO: Setting(0, Size.SMALL),
    Part.SOURCE: Setting(0, Size.SMALL),
}
_BELOW_HEADING = 0.5
"""Steps of the grid between a heading and the first row of its list."""


def nothing_yet() -> tuple[Block, ...]:
    """What stands in the card before there is anything to explain."""
    return (
        Block((Run(_("Nothing is computed yet."), Style.STRONG),)),
        Block(
            (
                Run(
                    _(
                        "Press → or Space for the first instruction. Here you will see how its "
                        "number is made: the formula, the numbers put into it, and the result."
                    ),
                    Style.SOFT,
                ),
            )
        ),
        Block(
            (Run(_("Click any number, anywhere, to have it explained."), Style.SOFT),),
        ),
    )


def explained(
    frame: Frame,
    told: Explanation,
    *,
    digits: bool = False,
    everything: bool = False,
    check: GradientCheck | None = None,
) -> tuple[Block, ...]:
    """The card of `told`, which is the frame's explanation. `digits` writes the result in full,
    `everything` lists all numbers it is made from."""
    lines = told_card(Context.of(frame), told, digits=digits, everything=everything, check=check)
    return tuple(_blocks(lines))


def _blocks(lines: Sequence[Line]) -> Iterator[Block]:
    before = None
    for line in lines:
        how = _SETTINGS[line.part]
        first = line.part is Part.MADE_FROM and before is Part.HEADING
        yield Block(
            tuple(map(_run, line.words)),
            how.size,
            mark=line.mark,
            hang=how.hang,
            space=_BELOW_HEADING if first else how.space,
            value=None if line.value is None else _run(line.value),
            rule=how.rule,
            maths=how.maths,
            lines=how.lines,
        )
        before = line.part


def _run(words: Words) -> Run:
    return Run(words.text, _style(words.role), words.door)


def _style(role: Role) -> Style:
    """The style of the same name, of each that is there."""
    style = Style.PLAIN
    for each in role:
        style |= Style[each.name or "PLAIN"]
    return style
