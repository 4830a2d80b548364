"""The why line: what it says is so, and it says nothing where nothing stands out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from tests.visualnn.nets import drawn
from tests.visualnn.ops.test_contract import RULES, cases, trees
from tests.visualnn.why_claims import assert_claim, assert_silence
from visualnn.expr import (
    Expr,
    Number,
    Quotient,
    Source,
    Sum,
    exp,
    indicator,
    maximum,
    minimum,
    sqrt,
    total,
)
from visualnn.lesson import open_named
from visualnn.run.history import History
from visualnn.tell.card import CardPart, Context, card_lines
from visualnn.tell.explain import Explanation, explain
from visualnn.tell.report import card, card_data
from visualnn.tell.uses import tree_of
from visualnn.tell.why import reason_of
from visualnn.text import Language, use_language

ROWED = frozenset({"x", "g", "a", "z", "l", "t"})


@pytest.mark.parametrize(("card", "rule"), RULES)
def test_what_is_said_of_every_element_of_every_rule_is_so(card: str, rule: str) -> None:
    for op, _, reads in cases(card, rule):
        for index, tree in trees(op, rule, reads):
            place = Source(op.output, index) if rule == "forward" else None
            reason = reason_of(tree, place, ROWED)
            if reason is None:
                assert_silence(tree, place)
            else:
                assert_claim(reason, tree)


@pytest.fixture(scope="module", params=["xor", "digits", "activations"])
def history(request: pytest.FixtureRequest) -> History:
    lesson = open_named(request.param)
    return History(lesson.program, lesson.start)


def numbers_of(history: History, iterations: int) -> Iterator[tuple[int, Source]]:
    """Random numbers of a run, each at the tick at which it was written."""
    random, program = drawn(7), history.program
    for iteration in sorted(random.integers(0, 40, size=iterations).tolist()):
        start = program.start_of(iteration)
        for done, instruction in enumerate(program.instructions(iteration), 1):
            shape = history.at(start + done).values[instruction.writes].shape
            yield (
                start + done,
                Source(instruction.writes, tuple(int(random.integers(0, n)) for n in shape)),
            )


def test_what_is_said_of_numbers_of_real_runs_is_so(history: History) -> None:
    said: Counter[str] = Counter()
    for tick, place in numbers_of(history, 12):
        told = explain(history, tick, place)
        assert told.instruction is not None
        tree = tree_of(told.instruction, history.before(tick).values, place.index)
        if told.why is not None:
            assert_claim(told.why, tree)
            said[type(told.why).__name__] += 1
        else:
            assert_silence(tree, place)
    assert len(said) >= 4


def leaf(number: float, *index: int, name: str = "x") -> Number:
    source = Source(name, index)
    return Number(str(source), number, source)


def products(*pairs: tuple[float, float]) -> Expr:
    """Σₙ x[n,0] · g[n,2]"""
    return total(leaf(x, n, 0) * leaf(g, n, 2, name="g") for n, (x, g) in enumerate(pairs))


OWN = Source("w", (0,))
TOO_LONG = "a_name_that_is_too_long_to_be_a_part_of_one_line"


def share(own: float, rest: float) -> Expr:
    return Quotient(leaf(own, 0), leaf(own, 0) + leaf(rest, 1))


def adam(mean: float, square: float) -> Expr:
    w, m, v = leaf(1.0, 0, name="w"), leaf(mean, 0, name="m"), leaf(square, 0, name="v")
    return w - leaf(0.01, name="lr") * m / (sqrt(v) + leaf(1e-8, name="eps"))


SAID: tuple[tuple[Expr, str], ...] = (
    (products((0, 1), (0, 2), (0, 3)), "0, because x[n,0] is 0 in every example."),
    (products((1, 0), (0, 2), (0, 3)), "0, because all 3 terms are 0."),
    (products((0, 1), (2, 3), (0, 3)), "Only example 1 counts: every other term is 0."),
    (products((1, 1), (5, 1), (1, 0.02)), "83 % of this sum is example 1."),
    (
        products((1, 1), (5, 1), (1, -0.02)),
        "Example 1 decides: 83 % of all that is added and taken away here.",
    ),
    (products((1, 3), (1, -2.9)), "The terms nearly cancel: 3 is added and 2.9 taken away."),
    (products((1, 3), (1, -3)), "0, because the terms cancel: 3 is added and 3 taken away."),
    (leaf(0, 1, 2) + leaf(4, 1, name="b"), "Only b[1] is left: the other term is 0."),
    (leaf(0.3, 1) + leaf(4, 1, name="b"), "93 % of this sum is b[1]."),
    (leaf(3, 0) * leaf(0, 1), "0, because x[1] is 0."),
    (maximum(0, leaf(-0.5, 0)), "0 wins, because 0 is larger than −0.5."),
    (maximum(0, leaf(0.5, 0)), "x[0] wins, because 0.5 is larger than 0."),
    (minimum(maximum(0, leaf(7, 0)), 6) / 6, "6 wins, because 6 is smaller than 7."),
    (
        maximum(leaf(1, 0), leaf(3, 1), leaf(2, 2)),
        "x[1] wins: with 3 it is the largest of 3.",
    ),
    (
        leaf(0.2, 0, name="g") * indicator(leaf(-1, 0), ">", 0),
        "0, because the condition [x[0] > 0] does not hold: x[0] is −1.",
    ),
    (
        leaf(0.2, 0, name="g") * indicator(leaf(1, 0), ">", 0),
        "g[0] comes through unchanged: [x[0] > 0] holds, for x[0] is 1.",
    ),
    (
        leaf(0.5, 0, name="g") * (1 - leaf(0.98, 0)),
        "Small, because 1 − x[0] is only 0.02.",
    ),
    (
        1 / (1 + exp(-leaf(7, 0))),
        "Close to 1: the top is nearly all of the sum below the line, the rest only 0.000911882.",
    ),
    (
        1 / (1 + exp(-leaf(-7, 0))),
        "Close to 0: of the sum 1097.63 below the line, the top is only 1.",
    ),
    (leaf(float("nan"), 0) + 1, "Because x[0] is NaN."),
    (1 / leaf(0, 0), "Because it is divided by x[0], which is 0."),
    (adam(-0.02, 0.0004), "The step is 1 times lr, because |m[0]| is about as large as √(v[0])."),
    (adam(0.001, 0.0004), "The step is only 0.05 times lr: |m[0]| is far smaller than √(v[0])."),
    (
        leaf(1.0, 0, name="w") - leaf(0.1, name="lr") * leaf(0, 0, name="g"),
        "Stays as it was, because g[0] is 0.",
    ),
)

SILENT: tuple[Expr, ...] = (
    leaf(0, 0),
    leaf(3, 0),
    products((1, 1), (1, 1), (1, 1)),
    products((0.9, 1), (2.09, 1), (0.16, 1)),
    products((1, 3), (1, -2.5)),
    leaf(0.5, 1) + leaf(4, 1, name="b"),
    1 - leaf(0.05, 0),
    maximum(leaf(2, 0), leaf(2, 1)),
    maximum(0, leaf(0, 0)),
    leaf(0.5, 0, name="g") * (1 - leaf(0.9, 0)),
    leaf(0.5, 0, name="g") * leaf(0.1, 0),
    leaf(0.01, 0, name="g") * leaf(0.02, 0),
    1 / (1 + exp(-leaf(2, 0))),
    exp(leaf(-3, 0)),
    adam(0.01, 0.0004),
    leaf(1.0, 0, name="w") - leaf(0.1, name="lr") * leaf(2, 0, name="g"),
    Sum(tuple(leaf(n, n, name=TOO_LONG) for n in (0, 0, 5))),
)


@pytest.mark.parametrize(("tree", "words"), SAID, ids=[words[:40] for _, words in SAID])
def test_each_rule_says_what_stands_out(tree: Expr, words: str) -> None:
    reason = reason_of(tree, OWN, frozenset({"x", "g"}) if isinstance(tree, Sum) else frozenset())
    assert reason is not None
    assert reason.text == words
    assert_claim(reason, tree)


@pytest.mark.parametrize("tree", SILENT, ids=range(len(SILENT)))
def test_nothing_is_said_where_nothing_stands_out(tree: Expr) -> None:
    assert reason_of(tree, OWN, frozenset()) is None


@pytest.mark.parametrize(
    ("near", "far"),
    [
        (products((2, 1), (0.5, 1), (0.5, 1)), products((1.99, 1), (0.5, 1), (0.5, 1))),
        (leaf(9, 0) + leaf(1, 1), leaf(8.99, 0) + leaf(1, 1)),
        (leaf(1.0499, 0) - leaf(0.95, 1), leaf(1.051, 0) - leaf(0.95, 1)),
        (leaf(0.05, 0) * leaf(0.25, 1), leaf(0.05, 0) * leaf(0.249, 1)),
        (leaf(0.05, 0) * leaf(4, 1), leaf(0.05, 0) * leaf(4.01, 1)),
        (share(99, 1), share(98.9, 1)),
        (adam(1.1, 1.0), adam(1.11, 1.0)),
        (adam(0.901, 1.0), adam(0.899, 1.0)),
        (adam(0.1, 1.0), adam(0.101, 1.0)),
    ],
    ids=range(9),
)  # fmt: skip
def test_a_limit_is_where_it_is_said_to_be(near: Expr, far: Expr) -> None:
    said, silent = reason_of(near, OWN), reason_of(far, OWN)
    assert said is not None
    assert_claim(said, near)
    assert silent is None


def test_names_in_the_line_are_doors_and_both_languages_speak() -> None:
    lesson = open_named("xor")
    history = History(lesson.program, lesson.start)
    tick = lesson.program.end_of(3)
    told = explain(history, tick, Source("d.hidden.z", (0, 0)))
    assert told.why is not None
    context = Context.at(lesson, history, tick)
    spoken: tuple[tuple[Language, str], ...] = (("en", "why: 0, because the"), ("ko", "왜: "))
    for language, begin in spoken:
        use_language(language)
        try:
            _assert_told(context, told, begin)
        finally:
            use_language("en")


def _assert_told(context: Context, told: Explanation, begin: str) -> None:
    assert told.why is not None
    (line,) = [line for line in card_lines(context, told) if line.part is CardPart.WHY]
    assert [w.door for w in line.words if w.door] == [Source("hidden.z", (0, 0))] * 2
    (printed,) = [row for row in card(context, told).splitlines() if row.startswith(begin)]
    assert printed.endswith(line.text)
    assert line.text == told.why.text
    assert card_data(told)["why"] == line.text
