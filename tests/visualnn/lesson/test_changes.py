"""Changes: other values at some keys, layers more and less, and the stops that stay."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import numpy as np
import pytest

from visualnn.errors import LessonError, SettingError, UnknownNameError
from visualnn.lesson import Lesson, find, open_named
from visualnn.lesson.changes import Change, changed, open_changed, parse_change

LESSONS = ("logistic", "xor", "digits")


def opened(name: str, *texts: str) -> Lesson:
    return open_changed(name, [parse_change(text) for text in texts])


def stops(lesson: Lesson) -> list[str]:
    return [stop.name for stop in lesson.stops]


def assert_told(lesson: Lesson) -> None:
    """Every stop has its section in both languages and lies where its name is written."""
    assert [stop.id for stop in lesson.spec.stops] == stops(lesson)
    for page in lesson.spec.prose.values():
        assert [section.id for section in page.sections] == stops(lesson)
    assert set(lesson.spec.prose) == {"en", "ko"}
    for stop, spec in zip(lesson.stops, lesson.spec.stops, strict=True):
        made = lesson.program.at(stop.tick)
        assert (made.writes if spec.at and made else "") == spec.at
        place = lesson.program.locate(stop.tick + (not spec.at))
        last = lesson.iterations - (lesson.spec.format == 1)
        assert place.iteration == (last if spec.iteration == -1 else spec.iteration)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a=1", 1),
        ("a = -12 ", -12),
        ("a=0.5", 0.5),
        ("a=.5", 0.5),
        ("a=1e-3", 0.001),
        ("a=true", True),
        ("a=relu", "relu"),
        ('a="relu"', "relu"),
        ("a=/home/x.csv", "/home/x.csv"),
        ("a=[1, 2]", [1, 2]),
        ('a={ kind = "step", n = 2 }', {"kind": "step", "n": 2}),
        ("a=", None),
        ("a=x=y", "x=y"),
    ],
)
def test_a_value_is_what_toml_says_and_a_bare_word_is_a_text(text: str, value: object) -> None:
    assert parse_change(text) == Change("a", value)
    assert type(parse_change(text).value) is type(value)


@pytest.mark.parametrize(
    ("text", "error", "told"),
    [
        ("lr", SettingError, "KEY=VALUE, not lr"),
        ("=1", SettingError, "KEY=VALUE"),
        ("a=[1,", LessonError, "not TOML"),
        ('a="x', LessonError, "not TOML"),
    ],
)
def test_what_is_no_change_is_refused(text: str, error: type[Exception], told: str) -> None:
    with pytest.raises(error, match=told):
        parse_change(text)


@pytest.mark.parametrize("name", LESSONS)
def test_a_number_is_changed_and_every_stop_stays(name: str) -> None:
    plain = open_named(name)
    lesson = changed(plain, [Change("optimizer.lr", 0.0625)])
    assert float(lesson.start["lr"]) == 0.0625
    assert stops(lesson) == stops(plain)
    assert [stop.tick for stop in lesson.stops] == [stop.tick for stop in plain.stops]
    assert lesson.spec.beside == plain.spec.beside
    assert lesson.spec.prose == plain.spec.prose
    assert_told(lesson)
    assert float(plain.start["lr"]) != 0.0625


@pytest.mark.parametrize("name", LESSONS)
def test_another_optimizer_moves_the_stops_behind_its_lines(name: str) -> None:
    plain = open_named(name)
    kind = "adam" if plain.spec.optimizer.kind != "adam" else "sgd"
    lesson = opened(name, f'optimizer={{ kind = "{kind}", lr = 0.01 }}')
    assert lesson.spec.optimizer.kind == kind
    assert_told(lesson)
    still = {s.id for s in plain.spec.stops if not s.at or lesson.program.done_after(s.at, 0)}
    assert set(stops(lesson)) <= {*still, *(s.id for s in plain.spec.stops if s.iteration)}
    assert [stop.tick for stop in lesson.stops] != [stop.tick for stop in plain.stops]


@pytest.mark.parametrize("name", LESSONS)
def test_a_layer_is_added_behind_another_or_at_the_end(name: str) -> None:
    plain = open_named(name)
    first = plain.network.layers[0].name
    kind = "sigmoid" if len(plain.network.layers) == 1 else "tanh"
    lesson = opened(
        name,
        f'layers.more={{ kind = "dense", units = 1, activation = "{kind}", after = "{first}" }}',
    )
    names = [layer.name for layer in lesson.network.layers]
    assert names == [first, "more", *(layer.name for layer in plain.network.layers[1:])]
    assert lesson.start["more.W"].shape[1] == 1
    assert_told(lesson)
    assert stops(lesson)
    ended = opened("xor", 'layers.more={ kind = "dense", units = 1, activation = "sigmoid" }')
    assert [layer.name for layer in ended.network.layers] == ["hidden", "output", "more"]


def test_a_layer_that_is_taken_away_takes_its_stops_and_what_they_say() -> None:
    lesson = opened("xor", "layers.hidden=")
    assert [layer.name for layer in lesson.network.layers] == ["output"]
    assert lesson.start["output.W"].shape == (2, 1)
    gone = {"weighted-sum", "before-relu", "at-the-kink", "before-update", "update"}
    assert gone.isdisjoint(stops(lesson))
    assert {"four-rows", "prediction", "loss"} <= set(stops(lesson))
    assert_told(lesson)


def test_what_read_a_layer_that_is_gone_reads_what_it_read() -> None:
    side = 'layers.side={ kind = "dense", units = 8, inputs = ["hidden"], after = "hidden" }'
    both = 'layers.both={ kind = "concatenate", inputs = ["hidden", "side"], after = "side" }'
    lesson = opened("xor", side, both, "layers.side=")
    layers = {layer.name: layer for layer in lesson.network.layers}
    assert tuple(layers["both"].inputs) == ("hidden", "hidden")


def test_a_layer_is_replaced_as_a_whole() -> None:
    lesson = opened("xor", 'layers.hidden={ kind = "dense", units = 5, activation = "tanh" }')
    assert [layer.name for layer in lesson.network.layers] == ["hidden", "output"]
    assert lesson.start["hidden.W"].shape == (2, 5)
    assert_told(lesson)


def test_stops_whose_number_or_iteration_is_gone_go() -> None:
    few = opened("xor", "layers.hidden.units=3")
    assert "weighted-sum" not in stops(few)  # its focus is column 3
    assert "loss" in stops(few)
    assert_told(few)
    short = opened("xor", "epochs=2")
    assert "hundred" not in stops(short)
    assert "solved" in stops(short)
    assert_told(short)


def test_a_key_is_added_and_taken_away() -> None:
    lesson = opened("xor", 'schedule={ kind = "exponential", gamma = 0.5 }')
    assert lesson.spec.schedule is not None
    again = changed(lesson, [Change("schedule", None)])
    assert again.spec.schedule is None
    alone = opened("xor", "beside=")
    assert alone.spec.beside is None
    quoting = {
        stop.id
        for stop in open_named("xor").spec.stops
        for page in open_named("xor").spec.prose.values()
        if any(quote.quotation.lesson for quote in page.quotes(stop.id))
    }
    assert set(stops(open_named("xor"))) - set(stops(alone)) == quoting


@pytest.mark.parametrize(
    ("text", "error", "told"),
    [
        ("optimiser.lr=1", UnknownNameError, "no key optimiser.lr; did you mean optimizer.lr"),
        ("layers.hiden.units=1", UnknownNameError, "did you mean layers.hidden.units"),
        ("layers.nothing=", UnknownNameError, "no key layers.nothing"),
        ("layers.hidden=3", UnknownNameError, "no key layers.hidden"),
        ("zzz=3", UnknownNameError, "no key zzz; there are"),
        ("schedule=", UnknownNameError, "no key schedule"),
        (
            'layers.a={ kind = "flatten", after = "hiden" }',
            UnknownNameError,
            "no layer hiden; did you mean hidden",
        ),
        ("optimizer.rate=1", LessonError, "optimizer.rate: unknown key rate"),
        ("optimizer.lr=fast", LessonError, "optimizer.lr: this must be a number, not “fast”"),
        ("layers.output=", LessonError, "end with sigmoid or softmax, not relu"),
    ],
)
def test_what_does_not_fit_is_refused_in_one_sentence(
    text: str, error: type[Exception], told: str
) -> None:
    with pytest.raises(error, match=told) as caught:
        opened("xor", text)
    assert "\n" not in str(caught.value)


def written(tmp_path: Path, name: str, old: str, new: str) -> Path:
    home = tmp_path / find(name).name
    shutil.copytree(find(name), home)
    toml = home / "lesson.toml"
    text = toml.read_text(encoding="utf-8")
    assert old in text
    toml.write_text(text.replace(old, new, 1), encoding="utf-8")
    return home


def test_a_lesson_that_opens_only_with_the_change(tmp_path: Path) -> None:
    home = written(tmp_path, "xor", "lr = 0.1", "")
    with pytest.raises(LessonError, match="lr"):
        open_named(str(home))
    with pytest.raises(LessonError, match="lr"):
        opened(str(home), "epochs=3")
    lesson = opened(str(home), "optimizer.lr=0.1")
    plain = open_named("xor")
    assert stops(lesson) == stops(plain)
    assert_told(lesson)
    for name, value in plain.start.items():
        np.testing.assert_array_equal(lesson.start[name], value)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_stop_at_which_a_page_says_nothing_goes(tmp_path: Path, language: str) -> None:
    home = written(tmp_path, "xor", "lr = 0.1", "")
    page = home / f"{language}.md"
    before, _gone, after = re.split(
        r"(?=^## (?:weighted-sum|before-relu)$)",
        page.read_text(encoding="utf-8"),
        flags=re.MULTILINE,
    )
    page.write_text(before + after, encoding="utf-8")
    lesson = opened(str(home), "optimizer.lr=0.1")
    assert stops(lesson) == [name for name in stops(open_named("xor")) if name != "weighted-sum"]
    assert_told(lesson)


def test_data_beside_the_lesson_stay_found(tmp_path: Path) -> None:
    home = written(tmp_path, "xor", 'source = "xor"', 'source = "file"\nfile = "a.csv"')
    (home / "a.csv").write_text("0,0,0\n0,1,1\n1,0,1\n1,1,0\n", encoding="utf-8")
    lesson = changed(open_named(str(home)), [Change("epochs", 3)])
    np.testing.assert_array_equal(lesson.data.x, open_named("xor").data.x)
    again = changed(lesson, [Change("epochs", 4)])
    assert again.iterations == 4
    assert again.spec.file == home / "lesson.toml"


def test_a_change_back_brings_back_the_stops_that_held_no_longer() -> None:
    lesson = open_named("xor")
    fewer = changed(lesson, [parse_change("layers.hidden.units=3")])
    assert 0 < len(fewer.stops) < len(lesson.stops)
    fewest = changed(fewer, [parse_change("epochs=10")])
    again = changed(fewest, map(parse_change, ("layers.hidden.units=8", "epochs=1000")))
    assert [stop.name for stop in again.stops] == [stop.name for stop in lesson.stops]
    assert again.spec.model_dump() == lesson.spec.model_dump()
    assert again.spec.prose == lesson.spec.prose
