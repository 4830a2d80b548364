"""Knobs: read, refused at their line, and turned as `--set` would."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.visualnn.varied import HEAD, PROSE, tanh, write_lesson
from visualnn.errors import LessonError, LessonFaults, UnknownNameError
from visualnn.lesson import Lesson, load, open_named
from visualnn.lesson.changes import Change, changed
from visualnn.lesson.knobs import knob_named, setting_named
from visualnn.lesson.variants import open_variant
from visualnn.tell.rehearsal import rehearse_knob
from visualnn.text import use_language

RATE = 'key = "optimizer.lr"\nfrom = 0.01\nto = 1\nlog = true'
UNITS = 'key = "layers.hidden.units"\nfrom = 2\nto = 8\nstep = 2'
ACTIVATION = 'key = "layers.hidden.activation"\nchoices = ["relu", "tanh"]'
WAY = """\
title = { en = "Way", ko = "방법" }
choices = [
    { title = { en = "Plain", ko = "보통" }, set = { optimizer.lr = 0.1, seed = 3 } },
    { title = { en = "Adam", ko = "애덤" }, set = { optimizer = { kind = "adam", lr = 0.01 } } },
]"""

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(*knobs: str, head: str = HEAD, variants: tuple[str, ...] = ()) -> Path:
        text = head + "".join(f"\n[[knobs]]\n{each}\n" for each in knobs)
        return write_lesson(tmp_path, *variants, head=text, prose=PROSE)

    return written


def words(lesson: Lesson, knob: str) -> list[str]:
    return [setting.word for setting in knob_named(lesson.knobs, knob).settings]


def test_a_knob_has_its_settings_in_order(write: Write) -> None:
    lesson = load(write(RATE, UNITS, ACTIVATION, WAY))
    assert [knob.id for knob in lesson.knobs] == [
        "optimizer.lr",
        "layers.hidden.units",
        "layers.hidden.activation",
        "Way",
    ]
    assert words(lesson, "optimizer.lr") == ["0.01", "0.03", "0.1", "0.3", "1"]
    assert words(lesson, "layers.hidden.units") == ["2", "4", "6", "8"]
    assert words(lesson, "layers.hidden.activation") == ["relu", "tanh"]
    assert words(lesson, "Way") == ["Plain", "Adam"]
    assert [knob.at(lesson.spec) for knob in lesson.knobs] == [2, 1, 0, 0]


@pytest.mark.parametrize(
    ("knob", "found"),
    [
        ('key = "seed"\nfrom = 0\nto = 3', [0, 1, 2, 3]),
        ('key = "data.noise"\nfrom = 0\nto = 0.3\nstep = 0.1', [0, 0.1, 0.2, 0.3]),
        ('key = "data.noise"\nfrom = 0\nto = 0.25\nstep = 0.1', [0, 0.1, 0.2, 0.25]),
        ('key = "batch.size"\nfrom = 1\nto = 100\nlog = true', [1, 3, 10, 30, 100]),
        ('key = "optimizer.lr"\nfrom = 2e-4\nto = 2e-3\nlog = true', [2e-4, 3e-4, 1e-3, 2e-3]),
    ],
)
def test_a_range_goes_in_steps_or_by_threes_and_ends_at_its_ends(
    write: Write, knob: str, found: list[float]
) -> None:
    (made,) = load(write(knob)).knobs
    values = [setting.changes[0].value for setting in made.settings]
    assert values == found
    assert [type(value) for value in values] == [type(value) for value in found]


def test_a_turned_lesson_is_the_lesson_with_that_change_and_keeps_its_knobs(write: Write) -> None:
    lesson = load(write(RATE, UNITS, WAY))
    for knob in lesson.knobs:
        for n, setting in enumerate(knob.settings):
            made = changed(lesson, setting.changes_of(lesson.spec))
            assert knob.at(made.spec) == n
            assert made.knobs == lesson.knobs
    adam = setting_named(knob_named(lesson.knobs, "Way"), "Adam")
    assert changed(lesson, adam.changes).spec.optimizer.kind == "adam"
    slower = changed(lesson, [Change("optimizer.lr", 0.3)])
    assert slower.data is lesson.data
    assert changed(lesson, [Change("seed", 4)]).data is not lesson.data


def test_titles_are_told_in_both_languages(write: Write) -> None:
    lesson = load(write(RATE, UNITS, WAY, 'key = "data.n"\nchoices = [8, 12]'))
    told = {}
    for language in ("en", "ko"):
        use_language(language)
        told[language] = [knob.title for knob in lesson.knobs]
    use_language("en")
    assert told["en"] == ["learning rate", "units of hidden", "Way", "data.n"]
    assert told["ko"] == ["학습률", "hidden의 뉴런 수", "방법", "data.n"]


def test_unknown_knobs_and_settings_are_named(write: Write) -> None:
    lesson = load(write(RATE))
    with pytest.raises(UnknownNameError, match=r"there is no knob rate; there are optimizer.lr"):
        knob_named(lesson.knobs, "rate")
    with pytest.raises(UnknownNameError, match=r"has no setting 2; there are 0.01, 0.03"):
        setting_named(lesson.knobs[0], "2")


KNOB_LINE = HEAD.count("\n") + 2
KEY = 'key = "optimizer.lr"'
REFUSED = [
    (KEY, "0:1: a knob has either choices or a range from … to"),
    (f"{KEY}\nchoices = [1, 2]\nfrom = 1\nto = 2", "0:1: a knob has either choices or a range"),
    (f"{KEY}\nfrom = 1", "0:1: a range needs both from and to"),
    (f"{KEY}\nfrom = 1\nto = 1", "3:6: a range goes from the smaller to the larger value"),
    (f"{KEY}\nfrom = 1\nto = 2\nstep = 0", "4:8: a step is larger than 0"),
    (f"{KEY}\nfrom = 0\nto = 2\nlog = true", "2:8: a range with log begins above 0"),
    (f"{KEY}\nfrom = 1\nto = 2\nlog = true\nstep = 1", "5:8: a range with log has no step"),
    (f"{KEY}\nfrom = 0\nto = 1e9", "a knob has at most 200 values; let the step be larger"),
    (f"{KEY}\nfrom = 0\nto = 1\nstep = 1e-300", "4:8: a knob has at most 200 values"),
    (f"{KEY}\nfrom = 'a'\nto = 1", "2:8: a range has numbers at its ends and as its step"),
    (f"{KEY}\nfrom = true\nto = 1", "2:8: a range has numbers at its ends and as its step"),
    (f"{KEY}\nfrom = 1\nto = inf", "3:6: the numbers of a knob are finite"),
    (f"{KEY}\nchoices = [1]", "2:11: a knob needs two choices at least"),
    (f"{KEY}\nchoices = [1, 1]", "2:15: 1 is there already; names are used once"),
    (f"{KEY}\nchoices = [[1], 2]", "2:12: a choice is a number, a text, true or false, or a table"),
    (f"{KEY}\nchoices = [1, 2]\nlog = true", "3:7: log belongs to a range from … to"),
    (f"{KEY}\nform = 1\nto = 2", "2:1: unknown key form; did you mean from?"),
    ("choices = [1, 2]", "0:1: a knob needs the key that it turns"),
    ('key = "name"\nchoices = ["a", "b"]', "1:7: name says who the lesson is and cannot be turned"),
    ('key = "knobs"\nchoices = ["a", "b"]', "1:7: knobs says who the lesson is"),
    (WAY.replace("title", 'key = "seed"\ntitle', 1), "0:1: choices that set several keys need a"),
    (WAY.replace("seed = 3", "stops = 3"), "3:80: stops says who the lesson is and cannot"),
    (f"{RATE}\n\n[[knobs]]\n{RATE}", "6:1: optimizer.lr is there already; names are used once"),
]  # fmt: skip


@pytest.mark.parametrize(("knob", "sentence"), REFUSED, ids=range(len(REFUSED)))
def test_what_cannot_be_a_knob_is_refused_at_its_line(
    write: Write, knob: str, sentence: str
) -> None:
    with pytest.raises(LessonError) as refused:
        load(write(knob))
    error = refused.value
    faults = error.faults if isinstance(error, LessonFaults) else (error,)
    line, told = sentence.split(":", 1) if sentence[0].isdigit() else ("", sentence)
    assert told in faults[0].report()
    if line:
        assert faults[0].place.line == KNOB_LINE + int(line)


def test_knobs_need_the_format_that_has_them(write: Write) -> None:
    with pytest.raises(LessonFaults, match="knobs"):
        load(write(RATE, head=HEAD.replace("format = 2", "format = 1")))


def test_a_variant_turns_no_knobs_away_and_has_them_too(write: Write) -> None:
    lesson = load(write(ACTIVATION, variants=(tanh(),)))
    made = open_variant(lesson, "tanh")
    assert made.knobs[0].at(made.spec) == 1


@pytest.mark.parametrize(
    ("knob", "why"),
    [
        ('key = "layers.hidden.units"\nfrom = 0\nto = 4', "turned to 0: 0 is too small"),
        ('key = "optimizer.lrr"\nchoices = [1, 2]', "turned to 1: unknown key lrr"),
        ('key = "layers.hiden.units"\nchoices = [1, 2]', "turned to 1: the lesson has no key"),
        ('key = "layers.hidden.activation"\nchoices = ["relu", "rely"]', "turned to rely: "),
        ('key = "layers.hidden.units"\nfrom = 4\nto = 9999999\nlog = true', "turned to 9999999: "),
    ],
)
def test_a_setting_that_cannot_be_built_is_told_at_the_knob(
    write: Write, knob: str, why: str
) -> None:
    lesson = load(write(knob))
    with pytest.raises(LessonError) as refused:
        rehearse_knob(lesson, lesson.knobs[0])
    assert why in refused.value.sentence()
    assert refused.value.place.line == KNOB_LINE


def test_every_end_is_tried(write: Write) -> None:
    lesson = load(write(RATE, UNITS, ACTIVATION, WAY))
    for knob in lesson.knobs:
        assert rehearse_knob(lesson, knob).instructions > 0


PENALTY = """\
title = { en = "Penalty", ko = "규제" }
choices = [
    { title = { en = "none", ko = "없음" }, without = ["regularization"] },
    { title = { en = "L2", ko = "L2" }, set = { regularization = { l2 = 0.01 } } },
]"""


def test_a_choice_may_take_a_key_away(write: Write) -> None:
    lesson = load(write(PENALTY))
    (knob,) = lesson.knobs
    none, l2 = knob.settings
    assert knob.at(lesson.spec) == 0
    assert none.changes_of(lesson.spec) == ()
    punished = changed(lesson, l2.changes_of(lesson.spec))
    assert knob.at(punished.spec) == 1
    back = changed(punished, none.changes_of(punished.spec))
    assert knob.at(back.spec) == 0
    assert list(back.start) == list(lesson.start)


def test_a_choice_that_changes_nothing_is_refused(write: Write) -> None:
    with pytest.raises(LessonFaults, match="the choice none changes nothing"):
        load(
            write(PENALTY.replace('without = ["regularization"]', "set = { regularization = {} }"))
        )


def test_a_knob_over_a_list_of_tables_stands_where_it_was_turned_to() -> None:
    lesson = open_named("augmentation")
    knob = lesson.knobs[0]
    assert knob.at(lesson.spec) == 0
    for n, setting in enumerate(knob.settings):
        turned = changed(lesson, setting.changes_of(lesson.spec))
        assert knob.at(turned.spec) == n
        assert setting.is_made_in(turned.spec)


def test_a_knob_over_whole_layers_stands_where_the_lesson_has_it() -> None:
    lesson = open_named("ensembles")
    knob = lesson.knobs[0]
    assert knob.at(lesson.spec) == 0
    for n, setting in enumerate(knob.settings):
        turned = changed(lesson, setting.changes_of(lesson.spec))
        assert knob.at(turned.spec) == n
