"""The card of a number as blocks of flowing text: what is said is told in the engine, here is how
each line is set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from ui.kit.geometry.flow import Run, RunStyle, TextBlock, TextSize
from visualnn.dataclass import dataclass
from visualnn.tell.card import (
    LISTED_NUMBER_COUNT,
    CardLine,
    CardPart,
    CardRequest,
    CardWords,
    Context,
    Role,
    card_lines,
)
from visualnn.tell.explain import Explanation, GradientCheck
from visualnn.tell.frame import Frame
from visualnn.text import _

__all__ = ["LISTED_NUMBER_COUNT", "CardRequest", "explained", "nothing_yet"]


@dataclass(frozen=True)
class Typesetting:
    """The layout of a line of the card; see TextBlock."""

    space: float = 0.5
    size: TextSize = TextSize.BODY
    hang: float = 0.0
    maths: bool = False
    rule: bool = False
    lines: int = 1


_SETTINGS: Mapping[CardPart, Typesetting] = {
    CardPart.NAME: Typesetting(1, TextSize.TITLE),
    CardPart.OPERATION: Typesetting(),
    CardPart.ABOUT: Typesetting(0, lines=2),
    CardPart.FORMULA: Typesetting(1.5, maths=True, hang=2.5),
    CardPart.SYMBOLS: Typesetting(1, maths=True),
    CardPart.NUMBERS: Typesetting(maths=True),
    CardPart.SUBTOTAL: Typesetting(),
    CardPart.RESULT: Typesetting(1, TextSize.TITLE),
    CardPart.WHY: Typesetting(),
    CardPart.SHORT_FORM: Typesetting(),
    CardPart.TROUBLE: Typesetting(),
    CardPart.EDITED: Typesetting(1),
    CardPart.CHANGE: Typesetting(),
    CardPart.HEADING: Typesetting(2, TextSize.SMALL, rule=True),
    CardPart.MADE_FROM: Typesetting(0),
    CardPart.MORE: Typesetting(0),
    CardPart.ORIGIN: Typesetting(2, rule=True),
    CardPart.RULE: Typesetting(maths=True, hang=2.5),
    CardPart.FANS: Typesetting(0, maths=True),
    CardPart.RULE_SOURCE: Typesetting(size=TextSize.SMALL),
    CardPart.USED_BY: Typesetting(),
    CardPart.CHECK: Typesetting(2),
    CardPart.CHECK_STEP: Typesetting(),
    CardPart.CHECK_ROW: Typesetting(0),
    CardPart.VERDICT: Typesetting(),
    CardPart.WHEN: Typesetting(2, TextSize.SMALL, rule=True),
    CardPart.GO: Typesetting(0, TextSize.SMALL),
    CardPart.SOURCE: Typesetting(0, TextSize.SMALL),
}
_HEADING_GAP_STEPS = 0.5
"""Steps of the grid between a heading and the first row of its list."""


def nothing_yet() -> tuple[TextBlock, ...]:
    """The text of the card before there is anything to explain."""
    return (
        TextBlock((Run(_("Nothing is computed yet."), RunStyle.STRONG),)),
        TextBlock(
            (
                Run(
                    _(
                        "Press → or Space for the first instruction. Here you will see how its "
                        "number is made: the formula, the numbers put into it, and the result."
                    ),
                    RunStyle.SOFT,
                ),
            )
        ),
        TextBlock(
            (Run(_("Click any number, anywhere, to have it explained."), RunStyle.SOFT),),
        ),
    )


def explained(
    frame: Frame,
    told: Explanation,
    *,
    digits: bool = False,
    everything: bool = False,
    check: GradientCheck | None = None,
) -> tuple[TextBlock, ...]:
    """The card of `told`, which is the frame's explanation. `digits` writes the result in full,
    `everything` lists all numbers it is made from."""
    lines = card_lines(Context.of(frame), told, digits=digits, everything=everything, check=check)
    return tuple(_blocks(lines))


def _blocks(lines: Sequence[CardLine]) -> Iterator[TextBlock]:
    before = None
    for line in lines:
        how = _SETTINGS[line.part]
        first = line.part is CardPart.MADE_FROM and before is CardPart.HEADING
        yield TextBlock(
            tuple(map(_run, line.words)),
            how.size,
            mark=line.mark,
            hang=how.hang,
            space=_HEADING_GAP_STEPS if first else how.space,
            value=None if line.value is None else _run(line.value),
            rule=how.rule,
            maths=how.maths,
            lines=how.lines,
        )
        before = line.part


def _run(words: CardWords) -> Run:
    return Run(words.text, _style(words.role), words.door)


@cache
def _style(role: Role) -> RunStyle:
    """The style of the same name, of each that is there."""
    style = RunStyle.PLAIN
    for each in role:
        style |= RunStyle[each.name or "PLAIN"]
    return style
