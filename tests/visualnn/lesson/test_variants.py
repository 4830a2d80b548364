"""Variants: built as `--set` builds, told at their line, and none keeps its lesson from opening."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.visualnn.varied import HEAD, PROSE, VARIANT_LINE, tanh, variant, write_lesson
from visualnn.company.company import company_of
from visualnn.errors import LessonError, LessonFaults, UnknownNameError
from visualnn.lesson import Lesson, from_dict, load
from visualnn.lesson.changes import Change, changed, open_changed, parse_change
from visualnn.lesson.toml_text import parse_toml
from visualnn.lesson.variants import LESSON_RUN, build_variant, open_named_variant, open_variant
from visualnn.tell.rehearsal import rehearse_variant

Write = Callable[..., Path]
TAKEN = "already stands for the lesson itself; give the variant another id"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    return partial(write_lesson, tmp_path)


def faults(path: Path) -> list[str]:
    with pytest.raises(LessonFaults) as refused:
        load(path)
    return [fault.report().removeprefix(f"{path}/") for fault in refused.value.faults]


def assert_alike(one: Lesson, other: Lesson) -> None:
    """Both have the same program, first values and stops."""
    for closing in (False, True):
        lines = [
            [
                (line.writes, line.reads, line.formula, line.phase)
                for line in each.instructions_of(closing)
            ]
            for each in (one.program, other.program)
        ]
        assert lines[0] == lines[1]
    assert list(one.start) == list(other.start)
    for name, value in one.start.items():
        np.testing.assert_array_equal(value, other.start[name])
    assert [(s.name, s.tick) for s in one.stops] == [(s.name, s.tick) for s in other.stops]


# -- what a variant is -----------------------------------------------------------------------------


def test_a_variant_has_id_titles_and_changes_in_their_order(write: Write) -> None:
    two = variant(
        "two",
        'set = { "optimizer.kind" = "adam", "optimizer.lr" = 0.01 }\nwithout = ["layers.hidden"]',
    )
    lesson = load(write(tanh(), two))
    assert [each.id for each in lesson.variants] == ["tanh", "two"]
    assert lesson.variants[0].title.in_language("ko") == "변형 tanh"
    assert lesson.variants[1].changes == (
        Change("optimizer.kind", "adam"),
        Change("optimizer.lr", 0.01),
        Change("layers.hidden", None),
    )
    assert load(write()).variants == ()


@pytest.mark.parametrize(
    ("rest", "texts"),
    [
        ('set = { "layers.hidden.activation" = "tanh" }', ["layers.hidden.activation=tanh"]),
        ('set = { "optimizer.kind" = "adam" }', ["optimizer.kind=adam"]),
        ('set = { optimizer.kind = "adam", optimizer.lr = 0.01, seed = 8 }',
         ["optimizer.kind=adam", "optimizer.lr=0.01", "seed=8"]),
        ('set = { layers.hidden.activation = "tanh" }', ["layers.hidden.activation=tanh"]),
        ('[variants.set.layers.hidden]\nunits = 7', ["layers.hidden.units=7"]),
        ('set = { layers.more = { kind = "dense", units = 3, after = "hidden" } }',
         ['layers.more={ kind = "dense", units = 3, after = "hidden" }']),
        ('set = { schedule = { kind = "step", period = 2, gamma = 0.5 } }',
         ['schedule={ kind = "step", period = 2, gamma = 0.5 }']),
        ('set = { "seed" = 8, "data.noise" = 0.2 }', ["seed=8", "data.noise=0.2"]),
        ('[variants.set]\n"layers.hidden.units" = 7', ["layers.hidden.units=7"]),
        (
            'set = { "layers.more" = { kind = "dense", units = 3, after = "hidden" } }',
            ['layers.more={ kind = "dense", units = 3, after = "hidden" }'],
        ),
        ('without = ["layers.hidden"]', ["layers.hidden="]),
        ('set = { "schedule" = { kind = "step", period = 2, gamma = 0.5 } }',
         ['schedule={ kind = "step", period = 2, gamma = 0.5 }']),
        ('set = { "layers.hidden.units" = 2 }', ["layers.hidden.units=2"]),
    ],
)  # fmt: skip
def test_a_variant_is_what_set_makes(write: Write, rest: str, texts: list[str]) -> None:
    path = write(variant("v", rest))
    made = open_variant(load(path), "v")
    plain = open_changed(str(write()), [parse_change(text) for text in texts])
    assert_alike(made, plain)
    assert (made.variant, made.name) == ("v", "sample")


def test_stops_prose_and_beside_stay_as_far_as_they_hold(write: Write) -> None:
    head = HEAD.replace("epochs = 5", 'epochs = 5\nbeside = "xor"')
    narrow = variant("narrow", 'set = { "layers.hidden.units" = 2 }')
    lesson = load(write(tanh(), narrow, head=head))
    made = open_variant(lesson, "tanh")
    assert [stop.name for stop in made.stops] == ["slope", "loss"]
    assert made.spec.prose == lesson.spec.prose
    assert made.spec.beside == "xor"
    few = open_variant(lesson, "narrow")
    assert [stop.name for stop in few.stops] == ["loss"]  # the other looks at a fourth unit
    assert [each.id for each in few.spec.prose["ko"].sections] == ["loss"]


def test_a_stop_that_quotes_a_variant_stays_in_all_of_them(write: Write) -> None:
    prose = {language: page.replace("B.", "{tanh: L @ end}") for language, page in PROSE.items()}
    lesson = load(write(tanh(), prose=prose))
    assert [stop.name for stop in open_variant(lesson, "tanh").stops] == ["slope", "loss"]


def test_siblings_are_opened_from_a_variant_and_changes_do_not_add_up(write: Write) -> None:
    wide = variant("wide", 'set = { "layers.hidden.units" = 9 }')
    lesson = load(write(tanh(), wide))
    one = open_variant(lesson, "wide")
    assert one.base is lesson
    assert [each.id for each in one.variants] == ["tanh", "wide"]
    assert_alike(open_variant(one, "tanh"), open_variant(lesson, "tanh"))
    edited = changed(one, [Change("optimizer.lr", 0.5)])
    assert (edited.variant, float(edited.start["lr"])) == ("wide", 0.5)
    assert_alike(open_variant(edited, "tanh"), open_variant(lesson, "tanh"))


def test_a_changed_lesson_has_its_variants_with_the_change_below_them(write: Write) -> None:
    lesson = changed(load(write(tanh())), [Change("layers.hidden.units", 6)])
    made = open_variant(lesson, "tanh")
    assert made.start["hidden.W"].shape == (2, 6)
    on_top = build_variant(lesson.spec, "tanh", [Change("layers.hidden.activation", "relu")])
    assert_alike(on_top, lesson)


def test_examples_are_shared_where_they_are_the_same(write: Write) -> None:
    noisy = variant("noisy", 'set = { "data.noise" = 0.3 }')
    lesson = load(write(tanh(), noisy))
    assert open_variant(lesson, "tanh").data is lesson.data
    assert open_variant(lesson, "noisy").data is not lesson.data


# -- what is refused -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("variants", "told"),
    [
        ([tanh(), tanh()], f"{VARIANT_LINE + 6}:6: tanh is there already; names are used once"),
        ([variant("sample", "set = { seed = 1 }")],
         f"{VARIANT_LINE + 1}:6: sample {TAKEN}"),
        ([variant("lesson", "set = { seed = 1 }")],
         f"{VARIANT_LINE + 1}:6: lesson {TAKEN}"),
        ([variant("all", "set = { seed = 1 }")],
         f"{VARIANT_LINE + 1}:6: all {TAKEN}"),
        ([variant("Tanh", "set = { seed = 1 }")],
         f"{VARIANT_LINE + 1}:6: “Tanh” does not have the form ^[a-z][a-z0-9-]{{0,40}}$"),
        ([variant("none", "")],
         f"{VARIANT_LINE}:1: the variant none changes nothing; say what in set"),
        ([variant("v", "sets = { seed = 1 }")],
         f"{VARIANT_LINE + 3}:1: unknown key sets; did you mean set?"),
        ([variant("v", "set = 3")], f"{VARIANT_LINE + 3}:7: this must be a table, not 3"),
        ([variant("v", 'set = { "stops" = [] }')],
         f"{VARIANT_LINE + 3}:19: stops is the same in every variant and cannot be changed"),
        ([variant("v", 'without = ["beside"]')],
         f"{VARIANT_LINE + 3}:12: beside is the same in every variant and cannot be changed"),
        ([variant("v", 'set = { "clip" = { norm = 1.0 } }\nwithout = ["clip"]')],
         f"{VARIANT_LINE + 4}:12: clip is both set and taken away; leave one of them out"),
        (['id = "v"\nset = { seed = 1 }'], f"{VARIANT_LINE}:1: title is missing"),
        ([variant(f"v{n}", f"set = {{ seed = {n} }}") for n in range(50)],
         f"{VARIANT_LINE}:1: this list is too long; the most is 15"),
    ],
)  # fmt: skip
def test_what_no_variant_can_say_is_refused_with_the_lesson(
    write: Write, variants: list[str], told: str
) -> None:
    assert faults(write(*variants)) == [f"lesson.toml:{told}"]


def test_the_id_of_the_lesson_beside_is_taken(write: Write) -> None:
    head = HEAD.replace("epochs = 5", 'epochs = 5\nbeside = "tanh"')
    (told,) = faults(write(tanh(), head=head))
    place, _space, sentence = told.partition(" ")
    assert place == f"lesson.toml:{VARIANT_LINE + 2}:6:"
    assert sentence == "tanh is the lesson beside this one; give the variant another id"


def test_fifteen_variants_are_opened(write: Write) -> None:
    many = [variant(f"v{n}", f"set = {{ seed = {n} }}") for n in range(15)]
    lesson = load(write(*many))
    assert [int(open_variant(lesson, each.id).start["seed"]) for each in lesson.variants] == list(
        range(15)
    )


def test_a_lesson_of_format_1_has_no_variants(write: Write) -> None:
    head = HEAD.replace("format = 2", "format = 1")
    told = "variants is part of format 2; write format = 2 in lesson.toml"
    assert faults(write(tanh(), head=head)) == [f"lesson.toml:{VARIANT_LINE}:1: {told}"]
    assert load(write(head=head)).variants == ()


@pytest.mark.parametrize(
    ("rest", "told"),
    [
        ('set = { "layers.hidden.units" = 0 }', "33: 0 is too small; the least is 1"),
        ('set = { "layers.hidden.unitz" = 3 }', "33: unknown key unitz; did you mean units?"),
        ('set = { "seed" = 1, "layers.hiden.units" = 3 }',
         "44: the lesson has no key layers.hiden.units; did you mean layers.hidden.units?"),
        ('set = { "rate" = 3 }', "18: the lesson has no key rate; did you mean "),
        ('set = { "optimizer.lr" = inf }', "26: this must be a finite number, not inf"),
        ('set = { "optimizer.lr" = 1.5e308 }', "26: 1.5e+308 is too large; the most is 1e+308"),
        ('set = { "optimizer.kind" = "sdg" }', "28: “sdg” is not known here; did you mean sgd?"),
        ('set = { "layers.hidden.weights" = [[1, 2]] }', "35: a row of weights has one number"),
        ('set = { "seed" = 2, "layers.output.weights" = [[1], [2]] }',
         "47: output.W needs first values"),
        ('set = { "layers.hidden.units" = 2, "layers.output.weights" = [[1], [2], [3], [4]] }',
         "62: output.W needs first values"),
        ('set = { "layers.m" = { kind = "dense", units = 1, after = "no" } }',
         "22: there is no layer no"),
        ('set = { "layers.hidden.units" = 9000000 }', "33: "),
        ('without = ["layers.none"]', "12: the lesson has no key layers.none"),
        ('without = ["optimizer.lr"]', "12: lr is missing"),
    ],
)  # fmt: skip
def test_what_cannot_be_built_is_told_at_the_change_and_hides_nothing_else(
    write: Write, rest: str, told: str
) -> None:
    path = write(variant("bad", rest), tanh())
    lesson = load(path)
    with pytest.raises(LessonError) as refused:
        open_variant(lesson, "bad")
    column, _colon, sentence = told.partition(": ")
    where = f"{path}/lesson.toml:{VARIANT_LINE + 3}:{column}: the variant bad cannot be built: "
    assert refused.value.report().startswith(where + sentence)
    assert refused.value.report().count("\n") == 0
    assert rehearse_variant(lesson, lesson.variants[1]).instructions > 0


def test_a_fault_that_no_change_alone_wrote_is_told_at_the_variant(write: Write) -> None:
    head = HEAD.replace(
        'activation = "sigmoid"', 'activation = "sigmoid"\nweights = [[1], [2], [3], [4]]'
    )
    lesson = load(write(variant("v", 'set = { "layers.hidden.units" = 3, seed = 1 }'), head=head))
    with pytest.raises(LessonError) as refused:
        open_variant(lesson, "v")
    assert f"lesson.toml:{VARIANT_LINE + 1}:1: the variant v cannot" in refused.value.report()


def test_another_kind_does_not_keep_what_the_first_one_left_out(write: Write) -> None:
    lesson = load(write(variant("v", 'set = { "loss.kind" = "mean_squared_error" }')))
    assert open_variant(lesson, "v").spec.loss.kind == "mean_squared_error"  # type: ignore[attr-defined]


def test_a_rate_that_is_far_too_large_is_built_and_said_to_diverge(write: Write) -> None:
    huge = variant("huge", 'set = { "optimizer.kind" = "adam", "optimizer.lr" = 1e308 }')
    lesson = load(write(huge, tanh()))
    assert rehearse_variant(lesson, lesson.variants[0]).diverged in {1, 2}
    assert rehearse_variant(lesson, lesson.variants[1]).diverged is None


def test_an_unknown_variant_is_told_those_there_are(write: Write) -> None:
    with pytest.raises(UnknownNameError, match="tanh"):
        open_variant(load(write(tanh())), "relu")


def test_the_faults_of_a_dictionary_name_the_key_of_the_variant(write: Write) -> None:
    spec = load(write(variant("bad", 'set = { "layers.hidden.units" = 0 }'))).spec
    lesson = from_dict(spec.model_dump(mode="json", exclude_none=True, exclude={"stops"}))
    with pytest.raises(LessonError, match=r"variants\[0\]\.set\.layers\.hidden\.units: the vari"):
        open_variant(lesson, "bad")


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        (["optimizer.lr=1e50"], "optimizer.lr: lr has a number that is too large for float32"),
        (['layers.hidden.weights=[[1e50, 1, 1, 1], [1, 1, 1, 1]]'],
         "layers[0].weights: hidden.W has a number that is too large for float32"),
        (['data={ source = "table", inputs = [[-1e50, 1]], targets = [[1]] }'],
         "data: data.x has a number that is too large for float32"),
    ],
)  # fmt: skip
def test_numbers_beyond_the_lessons_type_are_refused(
    write: Write, texts: list[str], told: str
) -> None:
    path = str(write())
    assert open_changed(path, map(parse_change, texts)).start
    with pytest.raises(LessonError) as refused:
        open_changed(path, map(parse_change, ["dtype=float32", *texts]))
    assert refused.value.report() == told


def test_a_rate_beyond_float32_is_told_at_its_variant(write: Write) -> None:
    head = HEAD.replace("epochs = 5", 'epochs = 5\ndtype = "float32"')
    lesson = load(write(variant("huge", 'set = { "optimizer.lr" = 1e308 }'), head=head))
    with pytest.raises(LessonError, match=r":26: the variant huge cannot .* large for float32"):
        open_variant(lesson, "huge")


# -- whatever stands in a variant ------------------------------------------------------------------

KEYS = (
    *("seed", "epochs", "dtype", "clip", "schedule", "loss", "loss.kind", "optimizer", "batch"),
    *("optimizer.kind", "optimizer.lr", "data.n", "data.source", "data.noise", "batch.size"),
    *("layers", "layers.hidden", "layers.output", "layers.more", "layers.", ".", "..", "layers.."),
    *("layers.hidden.units", "layers.hidden.activation", "layers.hidden.weights", "layers.0"),
    *("layers.output.inputs", "layers.hidden.name", "optimizer.kind.kind", "metrics", "losses"),
    *(
        "regularization.l2",
        "callbacks.early_stopping",
        "augment",
        "blocks",
        "function",
        "start_from",
    ),
)
VALUES = st.recursive(
    st.one_of(
        st.sampled_from(["", "relu", "tanh", "adam", "moons", "hidden", "x", "all", "float32"]),
        st.integers(-3, 20),
        st.sampled_from([10**400, -1.5, 0.0, 1e308, math.inf, math.nan, True]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["kind", "units", "after", "lr", "name"]), inner),
    ),
    max_leaves=6,
)


@settings(max_examples=200, deadline=None)
@given(
    st.dictionaries(st.sampled_from(KEYS), VALUES, min_size=1, max_size=4),
    st.lists(st.sampled_from(KEYS), max_size=2),
)
def test_any_variant_is_built_or_refused_in_sentences(
    set_: dict[str, object], without: list[str]
) -> None:
    description = parse_toml(HEAD, "")
    titles = {"en": "V", "ko": "V"}
    description["variants"] = [{"id": "v", "title": titles, "set": set_, "without": without}]
    error: LessonError | None = None
    is_read = False
    try:
        lesson = from_dict(description)
        is_read = True
        assert open_variant(lesson, "v").program.instructions(0)
    except LessonError as refused:
        error = refused
    for fault in error.faults if isinstance(error, LessonFaults) else filter(None, (error,)):
        assert fault.path.startswith("variants[0]")
        assert fault.sentence().startswith("the variant v cannot be built: ") == is_read


def test_a_variant_that_is_opened_alone_knows_its_lesson_and_its_siblings(write: Write) -> None:
    wide = variant("wide", 'set = { "layers.hidden.units" = 9 }')
    path = str(write(tanh(), wide))
    more = [Change("optimizer.lr", 0.5)]
    made = open_named_variant(path, "wide", more)
    lesson = open_changed(path, more)
    assert made.base is not None
    assert made.base is made.base
    assert_alike(made.base, lesson)
    assert_alike(open_variant(made, "tanh"), open_variant(lesson, "tanh"))
    company = company_of(made)
    assert [company.leader.id, *company.runs] == ["wide", LESSON_RUN, "tanh"]
    assert company.stand(made.program, 0, lambda: False)
    sizes = {name: run.values["hidden.W"].shape for name, run in company.runs.items() if run.values}
    assert sizes == {LESSON_RUN: (2, 4), "tanh": (2, 4)}
