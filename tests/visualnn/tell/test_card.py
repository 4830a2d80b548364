"""The card of a number is told once: the text prints what the lines say."""

from __future__ import annotations

import pytest

from tests.spelling import spelling
from visualnn.expr import Source
from visualnn.lesson import open_named, shipped
from visualnn.run.history import History
from visualnn.tell import report
from visualnn.tell.card import CardPart, Context, card_lines
from visualnn.tell.explain import explain
from visualnn.text import use_language

SAID_IN_TEXT = {
    CardPart.NAME,
    CardPart.FORMULA,
    CardPart.ORIGIN,
    CardPart.RULE,
    CardPart.TROUBLE,
    CardPart.MADE_FROM,
}


@pytest.mark.parametrize("spoken", ["en", "ko"])
@pytest.mark.parametrize("name", shipped())
def test_the_text_says_what_the_lines_say(name: str, spoken: str) -> None:
    lesson = open_named(name)
    history = History(lesson.program, lesson.start)
    tick = lesson.program.end_of(0)
    context = Context.at(lesson, history, tick)
    use_language("ko" if spoken == "ko" else "en")
    try:
        for value, array in context.values.items():
            place = Source(value, (0,) * array.ndim)
            explanation = explain(history, tick, place)
            text = report.card(context, explanation)
            lines = card_lines(context, explanation, everything=True)
            assert len(lines) >= 3
            for line in lines:
                if line.part in SAID_IN_TEXT:
                    assert line.text in text
            order = [line.part.value for line in lines if line.part is not CardPart.HEADING]
            assert order[0] == CardPart.NAME.value
            assert CardPart.WHEN.value in order
    finally:
        use_language("en")


def test_a_part_of_a_gradient_says_of_what_it_is_a_part() -> None:
    lesson = spelling("lstm")
    history = History(lesson.program, lesson.start)
    tick = lesson.program.end_of(0)
    explanation = explain(history, tick, Source("d.r.t2.sum.use1", (0, 0)))
    lines = card_lines(Context.at(lesson, history, tick), explanation)
    about = next(line.text for line in lines if line.part is CardPart.ABOUT)
    assert "comes by one way" in about
    assert "r.t2.sum[0,0]" in about
