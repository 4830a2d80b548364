"""Quoted numbers: computed in turns, of runs as nobody changed them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from visualnn.company.quoted import (
    QuotedRun,
    QuotedRuns,
    WantedNumber,
    quoted_of,
    unchanged_of,
)
from visualnn.errors import DataError
from visualnn.lesson import Lesson, Stop, find, from_dict, load
from visualnn.lesson.file import parse_quotation
from visualnn.lesson.quoting import number_of, tick_after
from visualnn.lesson.variants import open_variant
from visualnn.run.history import History

TEXTS = ("L @ 0", "L @ 3", "L @ end", "hidden.W[1,3] @ 3", "sum(hidden.a[0,:]) @ end")
STOPPING = {
    "format": 1,
    "name": "stopping",
    "title": {"en": "Stopping", "ko": "멈춤"},
    "epochs": 40,
    "data": {"source": "moons", "n": 40, "validation": 0.25},
    "layers": [{"name": "out", "kind": "dense", "units": 1, "activation": "sigmoid"}],
    "loss": {"kind": "binary_cross_entropy"},
    "optimizer": {"kind": "sgd", "lr": 30.0},
    "callbacks": {"early_stopping": {"patience": 2}},
}


def quoting(*texts: str) -> Lesson:
    """XOR whose first stop quotes these."""
    what = load(find("xor"))
    quotations = tuple(map(parse_quotation, texts))
    return replace(what, stops=(replace(what.stops[0], quotations=quotations),))


def test_every_number_is_that_of_the_run() -> None:
    what = quoting(*TEXTS, "logistic: L @ end", "logistic: L @ 5", "L")
    found = quoted_of(what)
    found.finish()
    numbers = found.numbers
    assert set(numbers) == {*map(str, map(parse_quotation, TEXTS))} | {
        "logistic: L @ end",
        "logistic: L @ 5",
    }
    for run, of_run in ((what, None), (load(find("logistic")), "logistic")):
        history = History(run.program, run.start)
        for quotation in what.stops[0].quotations:
            if quotation.lesson == of_run and quotation.is_placed:
                name = quotation.reference.name
                updates = run.iterations if quotation.updates is None else quotation.updates
                tick = tick_after(run.program, name, updates)
                assert tick is not None
                value = number_of(quotation, history.at(tick).values[name])
                assert numbers[str(quotation)] == value


def test_a_number_is_known_as_soon_as_its_run_has_come_that_far() -> None:
    found = quoted_of(quoting("L @ 3", "L @ end"))
    found.advance(lambda: bool(found.numbers))
    assert set(found.numbers) == {"L @ 3"}
    before = found.numbers
    assert found.numbers is before
    found.finish()
    assert set(found.numbers) == {"L @ 3", "L @ end"}
    assert before == {"L @ 3": found.numbers["L @ 3"]}


def test_numbers_that_were_computed_lately_are_there_from_the_beginning() -> None:
    what = quoting("L @ 3")
    quoted_of(what).finish()
    again = quoted_of(what)
    assert again.is_done
    assert set(again.numbers) == {"L @ 3"}
    assert not quoted_of(quoting("L @ 3")).is_done


def test_a_run_that_cannot_be_opened_leaves_its_numbers_unknown() -> None:
    def fail() -> Lesson:
        raise DataError("planted")

    quotation = parse_quotation("gone: L @ end")
    found = QuotedRuns([QuotedRun([WantedNumber(str(quotation), quotation)], fail)])
    found.finish()
    assert found.is_done
    assert found.numbers == {}


def test_a_training_that_ends_itself_has_its_end_there() -> None:
    what = from_dict(STOPPING)
    history = History(what.program, what.start)
    history.run_to(what.iterations, halting=True)
    ended = history.stopped
    assert ended is not None
    assert ended < what.iterations
    texts = ["L @ end", "out.W[0,0] @ end", f"L @ {ended}", f"L @ {ended + 1}"]
    wanted = [WantedNumber(text, parse_quotation(text)) for text in texts]
    found = QuotedRuns([QuotedRun(wanted, lambda: what)])
    found.finish()
    assert list(found.numbers) == texts[:3]
    assert found.numbers["L @ end"] == found.numbers[f"L @ {ended}"]
    weight = history.at(what.program.end_of(ended - 1)).values["out.W"]
    assert found.numbers["out.W[0,0] @ end"] == float(weight[0, 0])


@pytest.mark.parametrize("number", [0, 3, 5])
def test_the_unchanged_run_has_the_numbers_of_a_stop(number: int) -> None:
    what = load(find("xor"))
    found = unchanged_of(what, number)
    found.finish()
    history = History(what.program, what.start)
    stop = what.stops[number]
    values = history.at(what.program.end_of(0)).values
    assert found.numbers
    for quotation in stop.quotations:
        if not quotation.is_placed and quotation.reference.name not in what.program.carried:
            value = number_of(quotation, values[quotation.reference.name])
            assert found.numbers[str(quotation)] == value
    assert np.isfinite(list(found.numbers.values())).all()


def test_variants_and_the_lesson_itself_are_quoted_by_their_ids() -> None:
    described = load(find("xor")).spec.model_dump(mode="json", exclude_none=True) | {
        "format": 2,
        "epochs": 20,
        "beside": None,
        "stops": [],
        "variants": [
            {"id": "fast", "title": {"en": "Fast", "ko": "빠름"}, "set": {"optimizer.lr": 1.0}}
        ],
    }
    what = from_dict(described)
    fast = open_variant(what, "fast")
    quotations = tuple(map(parse_quotation, ["fast: L @ 20", "lesson: L @ end", "L @ end"]))
    stop = Stop("here", 0, None, (), quotations)
    expected = []
    for run in (fast, what):
        history = History(run.program, run.start)
        closing = run.program.start_of(20) + (run.program.done_after("L", 20) or 0)
        expected.append(float(history.at(closing).values["L"]))
    own = expected[1]  # a variant has the text of its lesson
    for leading in (what, fast):
        found = quoted_of(replace(leading, stops=(stop,)))
        found.finish()
        assert found.numbers == dict(zip(map(str, quotations), [*expected, own], strict=True))


def test_what_no_evaluation_computes_then_is_given_up() -> None:
    what = load(find("dropout"))
    quotations = tuple(map(parse_quotation, ["val.L @ 3", "val.L @ 4"]))
    what = replace(what, stops=(replace(what.stops[0], quotations=quotations),))
    found = quoted_of(what)
    turns = iter(range(1000))
    assert found.advance(lambda: next(turns, None) is None)
    assert set(found.numbers) == {"val.L @ 4"}
