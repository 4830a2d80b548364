"""An explanation cannot lie: at every tick, for some element, it is held against the trace."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.visualnn.nets import NETS, alone, dense, drawn, make, xor
from tests.visualnn.reread import reread
from visualnn import figures
from visualnn.errors import ShapeError, UnknownNameError
from visualnn.expr import Opaque, Source, Token
from visualnn.names import label
from visualnn.ops import Array
from visualnn.program import Phase
from visualnn.run.history import Edit, History
from visualnn.tell.explain import Explanation, Origin, check_gradient, explain, terms_of
from visualnn.tell.uses import element_using

names = pytest.mark.parametrize("name", sorted(NETS))


def printed(tokens: tuple[Token, ...]) -> str:
    return "".join(token.text for token in tokens)


def some_index(array: Array, seed: int) -> tuple[int, ...]:
    random = drawn(seed)
    return tuple(int(random.integers(0, n)) for n in array.shape)


def ticks_of(name: str) -> range:
    """Further than an epoch."""
    program = NETS[name]().program
    return range(1, program.end_of(program.iterations) + 1)


def close(one: float, other: float, dtype: np.dtype) -> bool:
    rel, least = (1e-9, 1e-12) if dtype == np.float64 else (2e-5, 1e-6)
    return one == pytest.approx(other, rel=rel, abs=least)


@names
def test_every_explanation_is_the_traced_number(name: str) -> None:
    net = NETS[name]()
    history, truth = net.history(), net.run(ticks_of(name)[-1])
    for tick in ticks_of(name):
        instruction = net.program.at(tick)
        assert instruction is not None
        now, before = truth[tick].values, truth[tick - 1].values
        for seed in range(3):
            place = Source(
                instruction.writes, some_index(now[instruction.writes], 1000 * tick + seed)
            )
            told = explain(history, tick, place)
            value = now[place.name][place.index].item()
            assert told.place == place
            assert told.origin is Origin.COMPUTED
            assert told.tick == tick
            assert told.value == value
            assert told.instruction == instruction
            assert told.formula == instruction.formula
            assert told.partial is None
            # the leaves are numbers of the state before
            for leaf in told.made_from:
                assert leaf.source is not None
                assert leaf.number == before[leaf.source.name][leaf.source.index]
                assert leaf.source.name in instruction.reads
            assert len({leaf.source for leaf in told.made_from}) == len(told.made_from)
            old = before[place.name][place.index].item() if instruction.overwrites else None
            assert told.before == old


@names
def test_printed_arithmetic_adds_up_or_says_about(name: str) -> None:
    """A reader takes the line as it stands on the screen, computes, and rounds to the result."""
    net = NETS[name]()
    history = net.history()
    dtype = net.start["lr"].dtype
    exact = lines = 0
    for tick in ticks_of(name):
        instruction = net.program.at(tick)
        assert instruction is not None
        array = history.at(tick).values[instruction.writes]
        for seed in range(2):
            place = Source(instruction.writes, some_index(array, 77 * tick + seed))
            told = explain(history, tick, place)
            line = printed(told.numbers)
            if "shuffle" in line or "argmax" in line:
                continue
            read = reread(line)
            again = figures.rounded_result(read) == figures.rounded_result(told.value)
            lines += 1
            exact += told.exact
            if told.exact != again:
                # brackets may add in another order: at most the last digit of a double differs
                assert abs(read) > 0
                assert _on_a_rim(read), (line, told.value, read)
            # even a line that says ≈ is nearly right
            assert read == pytest.approx(told.value, rel=0.05, abs=1e-4 + 1e-3 * abs(told.value))
    assert dtype in (np.float64, np.float32)
    assert exact / lines > 0.85


def _on_a_rim(read: float) -> bool:
    """Whether a last digit more or less changes how a number is rounded to four digits."""
    low, high = read * (1 - 1e-12), read * (1 + 1e-12)
    return figures.rounded_result(low) != figures.rounded_result(high)


@names
def test_symbols_and_numbers_are_one_line_in_two_readings(name: str) -> None:
    net = NETS[name]()
    history = net.history()
    for tick in ticks_of(name):
        instruction = net.program.at(tick)
        assert instruction is not None
        array = history.at(tick).values[instruction.writes]
        place = Source(instruction.writes, some_index(array, tick))
        told = explain(history, tick, place)
        assert [token.source for token in told.symbols] == [token.source for token in told.numbers]
        sources = {leaf.source for leaf in told.made_from}
        assert {token.source for token in told.symbols if token.source} <= sources
        values = history.at(tick - 1).values
        for symbol, number in zip(told.symbols, told.numbers, strict=True):
            if number.source is not None:
                value = values[number.source.name][number.source.index].item()
                assert number.text.strip("()") == figures.line(value)
            else:
                more = symbol.text.endswith(" more)")
                assert symbol.text == number.text or more or symbol.text.lstrip("−")[0].isdigit()


@names
def test_used_by_and_made_from_say_the_same(name: str) -> None:
    """Whoever an explanation names as a user explains itself with that number, and the reverse."""
    net = NETS[name]()
    history, program = net.history(), net.program
    for tick in list(ticks_of(name))[:: 2 if len(ticks_of(name)) > 150 else 1]:
        instruction = program.at(tick)
        assert instruction is not None
        array = history.at(tick).values[instruction.writes]
        place = Source(instruction.writes, some_index(array, tick))
        told = explain(history, tick, place)
        for use in told.used_by:
            assert use.tick > tick
            assert program.at(use.tick) == use.instruction
            assert place.name in use.instruction.reads
            assert program.written_at(place.name, use.tick - 1) == tick
        uses = {use.tick for use in told.used_by}
        if instruction.phase is not Phase.UPDATE and place.name not in program.carried:
            end = program.end_of(program.locate(tick).iteration)
            readers = {
                later
                for later in range(tick + 1, end + 1)
                if (other := program.at(later)) is not None and place.name in other.reads
            }
            assert uses == readers
        for leaf in told.made_from:
            assert leaf.source is not None
            made = program.written_at(leaf.source.name, tick - 1)
            if made is not None:
                back = explain(history, tick - 1, leaf.source)
                assert tick in {use.tick for use in back.used_by}


def test_the_element_that_uses_a_number_has_it_among_its_leaves() -> None:
    for name in ("xor", "residual", "pictures"):
        net = NETS[name]()
        history = net.history()
        for tick in range(1, net.program.end_of(0) + 1):
            instruction = net.program.at(tick)
            assert instruction is not None
            array = history.at(tick).values[instruction.writes]
            place = Source(instruction.writes, some_index(array, tick))
            for use in explain(history, tick, place).used_by:
                target = element_using(history, use, place)
                assert target.name == use.instruction.writes
                told = explain(history, use.tick, target)
                users = {leaf.source for leaf in told.made_from}
                shape = history.at(use.tick).values[target.name].shape
                anywhere = any(
                    place in {leaf.source for leaf in explain(
                        history, use.tick, Source(target.name, index)
                    ).made_from}
                    for index in np.ndindex(shape)
                )  # fmt: skip
                assert (place in users) == anywhere


@pytest.mark.parametrize(
    ("place", "origin"),
    [
        (Source("data.x", (1, 1)), Origin.DATA),
        (Source("data.t", (2, 0)), Origin.DATA),
        (Source("val.data.x", (0, 3)), Origin.DATA),
        (Source("lr"), Origin.SETTING),
        (Source("seed"), Origin.SETTING),
        (Source("scale"), Origin.SETTING),
        (Source("beta2"), Origin.SETTING),
        (Source("hidden.W", (0, 0)), Origin.FIRST),
        (Source("out.b", (2,)), Origin.FIRST),
        (Source("m.hidden.W", (0, 0)), Origin.FIRST),
        (Source("v.out.b", (1,)), Origin.FIRST),
    ],
)
def test_what_was_there_from_the_start_says_so(place: Source, origin: Origin) -> None:
    net = NETS["pictures"]()
    told = explain(net.history(), 3, place)
    assert told.origin is origin
    assert told.tick == 0
    assert told.value == net.start[place.name][place.index]
    assert told.instruction is None
    assert told.formula == ""
    assert told.made_from == ()
    assert told.used_by or place.name.startswith("val.")  # which the first iterations do not read


def test_a_weight_that_was_trained_is_computed_from_what_it_was() -> None:
    net = NETS["xor"]()
    history = net.history()
    end = net.program.end_of(0)
    told = explain(history, end + 5, Source("hidden.W", (1, 3)))
    assert told.origin is Origin.COMPUTED
    assert told.tick == net.program.written_at("hidden.W", end + 5)
    assert told.before == net.start["hidden.W"][1, 3]
    assert printed(told.symbols) == "W[1,3] − η · ∂L/∂W[1,3]"
    assert {leaf.source for leaf in told.made_from} == {
        Source("hidden.W", (1, 3)),
        Source("lr"),
        Source("d.hidden.W", (1, 3)),
    }


def test_the_card_of_one_unit_by_hand() -> None:
    net = alone()
    history = net.history()

    def card(name: str, index: tuple[int, ...] = (0, 0)) -> Explanation:
        tick = net.program.done_after(name, 0)
        assert tick is not None
        return explain(history, tick, Source(name, index))

    product = card("out.xW")
    assert printed(product.symbols) == "x[0,0] · W[0,0]"
    assert printed(product.numbers) == "2 · 3"
    assert (product.value, product.exact) == (6, True)
    slope = card("d.out.W")
    assert printed(slope.symbols) == "x[0,0] · ∂L/∂xW[0,0]"
    assert printed(slope.numbers) == "2 · (−4)"
    weight = card("out.W")
    assert printed(weight.symbols) == "W[0,0] − η · ∂L/∂W[0,0]"
    assert printed(weight.numbers) == "3 − 0.05 · (−8)"
    assert weight.before == 3
    assert figures.result(weight.value) == "3.4"
    assert weight.exact
    assert [use.instruction.writes for use in card("out.z").used_by] == ["losses", "d.out.z"]


# -- edits ----------------------------------------------------------------------------------------


def test_an_edited_number_says_so_until_it_is_overwritten() -> None:
    net = NETS["xor"]()
    history, program = net.history(), net.program
    place, tick = Source("hidden.W", (0, 1)), program.end_of(0) + 2
    before = history.at(tick).values["hidden.W"][0, 1]
    history.edit(Edit(tick, place, 0.75))
    update = program.start_of(1) + (program.done_after("hidden.W", 1) or 0)
    for now in range(tick, update):
        told = explain(history, now, place)
        assert (told.origin, told.tick, told.value) == (Origin.EDITED, tick, 0.75)
        assert told.before == before
        assert {use.tick for use in told.used_by} >= {program.start_of(1) + 3}
        # its neighbour was not touched
        assert explain(history, now, Source("hidden.W", (0, 2))).origin is Origin.COMPUTED
    assert explain(history, tick - 1, place).origin is Origin.COMPUTED
    told = explain(history, update, place)
    assert told.origin is Origin.COMPUTED
    assert told.before == 0.75


def test_an_edit_of_what_the_tick_just_wrote_knows_what_was_computed() -> None:
    net = NETS["xor"]()
    tick = net.program.done_after("hidden.a", 0)
    assert tick is not None
    history = net.history()
    place = Source("hidden.a", (1, 0))
    computed = net.run(tick)[tick].values["hidden.a"][1, 0]
    history.edit(Edit(tick, place, 0.5))
    told = explain(history, tick, place)
    assert (told.origin, told.value, told.before) == (Origin.EDITED, 0.5, computed)


def test_an_edit_at_the_beginning_knows_the_first_value() -> None:
    net = NETS["xor"]()
    history = net.history()
    history.edit(Edit(0, Source("lr"), 0.125))
    told = explain(history, 30, Source("lr"))
    assert (told.origin, told.tick, told.before, told.value) == (Origin.EDITED, 0, 0.5, 0.125)


# -- terms ----------------------------------------------------------------------------------------


def test_a_sum_is_added_up_term_by_term() -> None:
    net = NETS["pictures"]()
    history, program = net.history(), net.program
    tick = program.done_after("hidden.xW", 0)
    assert tick is not None
    place = Source("hidden.xW", (2, 1))
    x, W = (history.at(tick).values[name] for name in ("x", "hidden.W"))
    assert terms_of(history, tick, place) == 6
    for shown in range(1, 7):
        told = explain(history, tick, place, shown).partial
        assert told is not None
        assert (told.shown, told.terms) == (shown, 6)
        assert told.subtotal == pytest.approx(x[2, :shown] @ W[:shown, 1], rel=1e-12)
        assert told.added == (Source("x", (2, shown - 1)), Source("hidden.W", (shown - 1, 1)))
        read = figures.rounded_result(reread(printed(told.numbers)))
        assert told.exact == (read == figures.rounded_result(told.subtotal))
    for asked, shown in ((0, 1), (-3, 1), (99, 6)):
        told = explain(history, tick, place, asked).partial
        assert told is not None
        assert told.shown == shown


def test_a_number_without_a_sum_is_one_term() -> None:
    history = NETS["xor"]().history()
    tick = history.program.done_after("out.a", 0)
    assert tick is not None
    # 1 + exp(−z) is a sum of two
    assert terms_of(history, tick, Source("out.a", (0, 0))) == 2
    tick = history.program.done_after("hidden.a", 0)
    assert tick is not None
    assert terms_of(history, tick, Source("hidden.a", (0, 0))) == 1


def test_a_long_sum_is_abridged_and_still_made_from_everything() -> None:
    random = drawn(3)
    net = make(
        (dense("out", 1),), random.normal(size=(2, 40)), random.normal(size=(2, 1)),
        loss="mean_squared_error",
    )  # fmt: skip
    history = net.history()
    tick = net.program.done_after("out.xW", 0)
    assert tick is not None
    told = explain(history, tick, Source("out.xW", (1, 0)))
    assert len(told.made_from) == 80
    assert told.terms == 40
    assert "(29 more)" in printed(told.symbols)
    assert printed(told.numbers).count(" · ") == 11
    assert reread(printed(told.numbers)) == pytest.approx(told.value, abs=1e-4)


# -- refusals -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "error"),
    [
        (Source("nothing"), UnknownNameError),
        (Source("out.a", (0, 0)), UnknownNameError),
        (Source("hidden.W", (0,)), ShapeError),
        (Source("hidden.W", (0, 8)), ShapeError),
        (Source("hidden.W", (-1, 0)), ShapeError),
        (Source("lr", (0,)), ShapeError),
    ],
)
def test_what_is_not_there_is_refused(place: Source, error: type[Exception]) -> None:
    with pytest.raises(error):
        explain(NETS["xor"]().history(), 3, place)


# -- the check of a gradient ----------------------------------------------------------------------


def gradients(history: History, iteration: int) -> list[tuple[int, str]]:
    program = history.program
    start = program.start_of(iteration)
    return [
        (start + n, ins.writes)
        for n, ins in enumerate(program.instructions(iteration), 1)
        if ins.phase is Phase.BACKWARD and ".use" not in ins.writes and ".sum" not in ins.writes
    ]


@pytest.mark.parametrize("name", ["xor", "pictures", "curve", "residual", "alone"])
def test_every_gradient_agrees_with_two_extra_forward_passes(name: str) -> None:
    net = xor(bias="pytorch") if name == "xor" else NETS[name]()
    history = net.history()
    for iteration in {0, net.program.iterations}:
        for tick, gradient in gradients(history, iteration):
            array = history.at(tick).values[gradient]
            for seed in range(2):
                check = check_gradient(history, tick, Source(gradient, some_index(array, seed)))
                assert check.value.name == gradient.removeprefix("d.")
                assert check.gradient == array[check.place.index]
                assert check.estimate == pytest.approx(check.gradient, rel=1e-5, abs=1e-9)
                assert check.step == pytest.approx(1e-5 * max(1, abs(check.at)))


def test_a_gradient_agrees_after_edits_too() -> None:
    """Edited are a weight, an activation on the way, and the very value that is checked."""
    net = xor(bias="pytorch")
    program = net.program
    start = program.start_of(2)
    done = {name: start + (program.done_after(name, 2) or 0) for name in ("hidden.z", "hidden.a")}
    history = net.history()
    history.edit(Edit(start, Source("out.W", (0, 0)), 0.7))
    history.edit(Edit(start + 1, Source("hidden.W", (0, 1)), 0.4))
    history.edit(Edit(done["hidden.z"], Source("hidden.z", (1, 2)), 0.3))
    history.edit(Edit(done["hidden.a"], Source("hidden.a", (1, 3)), 0.9))
    places = [
        Source("d.out.W", (0, 0)),
        Source("d.hidden.W", (0, 1)),
        Source("d.out.b", (0,)),
        Source("d.hidden.z", (1, 2)),
        Source("d.hidden.a", (1, 3)),
        Source("d.hidden.a", (1, 2)),
    ]
    for place in places:
        check = check_gradient(history, program.end_of(2), place)
        assert abs(check.gradient) > 1e-6
        assert check.estimate == pytest.approx(check.gradient, rel=1e-5, abs=1e-9)


@pytest.mark.parametrize("place", ["hidden.W", "nothing", "d.nothing", "L"])
def test_only_gradients_can_be_checked(place: str) -> None:
    history = NETS["xor"]().history()
    with pytest.raises(UnknownNameError):
        check_gradient(history, history.program.end_of(0), Source(place, (0, 0)))


def test_a_gradient_of_one_of_several_paths_is_not_checked_alone() -> None:
    history = NETS["residual"]().history()
    with pytest.raises(UnknownNameError, match="check their sum"):
        check_gradient(history, history.program.end_of(0), Source("d.a.a.use1", (0, 0)))


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_an_opaque_number_says_what_was_asked(value: float) -> None:
    asked = Opaque("shuffle(3, 1)[2]", value)
    assert printed(tuple(asked.tokens(lambda leaf: "never"))) == "shuffle(3, 1)[2]"
    assert asked.value == value or math.isnan(value)


@pytest.mark.parametrize("name", NETS)
def test_a_short_name_never_is_the_name_of_another_value(name: str) -> None:
    """``batch.t`` in the mathematics of the batch is not ``t``."""
    program = NETS[name]().program
    known = set(program.shapes[True])
    for ins in (*program.usual, *program.closing):
        for read in ins.reads:
            assert label(read, ins.layer) not in known - {read}
