"""Prose, data of one's own, places and TOML are read and written as their records say."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from itertools import cycle
from pathlib import Path
from typing import cast

import pytest

from tests.ui.recording import Record, plain
from visualnn.datasets import FileData
from visualnn.errors import VisualnnError
from visualnn.lesson import find, load
from visualnn.lesson.change import merged, parse_change, setting_text
from visualnn.lesson.file.markdown import parse_prose
from visualnn.lesson.halts import HaltCondition
from visualnn.lesson.knobs import knobs_of
from visualnn.lesson.own_data import OwnData, lesson_text, name_for, proposals
from visualnn.lesson.place import (
    MAX_LINE_CHARACTERS,
    MAX_SETTING_COUNT,
    LessonPlace,
    line_of,
    place_from,
)
from visualnn.lesson.saving import lesson_files
from visualnn.lesson.toml_text import parse_toml
from visualnn.lesson.toml_writing import written, written_inline
from visualnn.text import use_language


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    use_language("en")
    yield
    use_language("en")


def told(act: Callable[[], object]) -> str:
    """What comes of it, or the refusal."""
    try:
        return plain(act())
    except VisualnnError as error:
        return f"refused: {error}"


# -- prose -----------------------------------------------------------------------------------------

PAGES = ("gates", "activations", "losses", "convolution")
SPOILT: tuple[Callable[[str], str], ...] = (
    lambda _line: "",
    lambda line: f"{line}\n{line}",
    lambda line: f"    {line}",
    lambda line: f"> {line}",
    lambda line: f"{line}`",
    lambda line: f"*{line}",
    lambda line: line.replace("}", "", 1),
    lambda line: line.replace("{", "{{", 1),
    lambda line: f"#{line}",
    lambda line: line.replace("[", "[[", 1),
    lambda line: f"{line} {{nothing.at.all}} **bold *both***",
    lambda line: line.replace(" ", "\n\n", 1),
    lambda line: f"- {line}",
    lambda line: f"<b>{line}</b>",
    lambda line: f"1. {line}",
    lambda line: f"{line} [[if L < 1]] x [[else]] y [[end]]",
    lambda line: line.replace("?", "", 1),
    lambda line: f"{line}  \n***\n",
)
"""Ways to spoil a line of a page, two of which are tried on each."""


@pytest.mark.parametrize("name", PAGES)
def test_prose_is_read_as_its_record_says(name: str) -> None:
    home = find(name)
    page = (home if home.is_dir() else home.parent) / "en.md"
    lines = page.read_text(encoding="utf-8").splitlines()
    record = Record(f"reading/{name}-prose")

    def read(text: str) -> str:
        prose, faults = parse_prose(text, "en.md", "en")
        told = " / ".join(str(fault) for fault in faults)
        return f"{zlib.crc32(repr(prose).encode()):08x} {len(prose.sections)} {told}"

    prose, faults = parse_prose("\n".join(lines), "en.md", "en")
    for section in prose.sections:
        record.say(plain(section))
    record.say(str(len(faults)))
    ways = cycle(SPOILT)
    for n, line in enumerate(lines):
        if not line.strip():
            continue
        for _time in range(2):
            spoilt = next(ways)(line)
            text = "\n".join([*lines[:n], spoilt, *lines[n + 1 :]])
            record.say(f"{n + 1} {spoilt[:50]!r}: {read(text)}")
    record.end()


# -- data of one's own -----------------------------------------------------------------------------

NO_FILE = cast(FileData, None)
"""Where data lie says nothing of their network."""
KNOWN = (
    OwnData(NO_FILE, {"source": "file", "file": "a.csv"}, 19, (2,), (0.0, 1.0), 1, 1.0),
    OwnData(NO_FILE, {"source": "file", "file": "a.csv"}, 20, (4,), (0.0, 1.0, 2.0), 1, 1.0),
    OwnData(NO_FILE, {"source": "file", "file": "a.csv"}, 1000, (5,), (), 1, 9.5),
    OwnData(NO_FILE, {"source": "file", "file": "a.csv"}, 1001, (32,), (), 3, 255.0),
    OwnData(NO_FILE, {"source": "file", "file": "a.csv"}, 1001, (33,), (0.0, 1.0), 2, 255.0),
    OwnData(NO_FILE, {"source": "file", "file": "a.csv"}, 1001, (36,), (0.0, 1.0), 1, 255.0),
    OwnData(NO_FILE, {"source": "file", "file": "a.csv"}, 1001, (36,), (0.0, 1.0), 1, 256.0),
    OwnData(NO_FILE, {"source": "file", "file": "a.npz"}, 40, (6, 6), (1.0, 2.0), 1, 16.0),
    OwnData(NO_FILE, {"source": "file", "file": "a.npz"}, 40, (5, 6), (1.0, 2.0), 1, 16.0),
    OwnData(NO_FILE, {"source": "pictures"}, 40, (3, 8, 8), (0.0, 1.0, 2.0), 1, 255.0),
    OwnData(NO_FILE, {"source": "pictures"}, 40, (1, 3, 8, 8), (), 1, 1.0),
)
FILES = (
    "iris.csv", "My Flowers 2.tar.gz", "3rd.csv", "---.csv", ".csv", "한글.csv", "a" * 50 + ".npz",
    "a--b__c.csv", "Ünïcode data.csv", "x" * 39 + "-y.csv",
)  # fmt: skip


def test_a_lesson_for_ones_own_data_is_as_its_record_says() -> None:
    record = Record("reading/own-data")
    for data in KNOWN:
        record.say(plain(data))
        for each in proposals(data):
            record.say(f"  {each.title}: {lesson_text(data, each, 'mine')}")
    for name in FILES:
        record.say(f"{name}: {name_for(Path(name))}")
    record.end()


# -- lines of text ---------------------------------------------------------------------------------

PLACES = (
    "", "visualnn", "visualnn open", "visualnn open xor", "visualnn open xor --at 12",
    "/usr/bin/visualnn open xor --at=12 --view network --focus hidden.W[0,1]",
    "visualnn open xor --set optimizer.lr=0.3 --set seed=9 --variant tanh",
    "visualnn open xor --at", "visualnn open xor --at 1 --at 2", "visualnn open xor xor",
    "visualnn open -x", "visualnn open xor --nothing 1", "visualnn run xor", "open xor",
    "visualnn open 'xor", "visualnn open --at 3", "visualnn open xor\u2028--at 3",
    "visualnn open xor --at ''", "visualnn open xor " + "--set a=1 " * 400, "x" * 9000,
    "  visualnn open 'my lesson' --view '' ", "visualnn open xor --set",
)  # fmt: skip
CHANGES = (
    "optimizer.lr=0.3", "optimizer.lr=", "optimizer.lr", "=3", "seed=nine", "seed='nine'",
    "seed=[1, 2]", "seed={a = 1}", "a.b.c.d=true", "layers.hidden.units=3", "layers.hidden=",
    "a=1=2", "a = 1", "title.en=Other words", 'x="a b"', "x=a-b.c", "x=-", "x=nan",
)  # fmt: skip
CONDITIONS = (
    "L < 0.1", "L <", "L", "", "mean(L) < 0.2", "max(hidden.a) >= 3", "hidden.W[0,1] > 1e3",
    "hidden.W[0,] > 1", "norm(d.hidden.W) == 0", "L <= nan", "val.L > 2", "L != 3", "L < 1 < 2",
    "update_ratio(hidden.W) < 1e-3", "nothing(L) < 1", "L<-1", "accuracy >= 0.99", "L < inf",
)  # fmt: skip
VALUES: tuple[object, ...] = (
    1, -1, 1.5, 1e300, 1e-9, True, False, "words", 'a "b" \\ c', "two\nlines", "한글", "\t\x01",
    [1, 2, 3], [], [[1, 2], [3, 4]], ["a", "b"], {"a": 1, "b c": [1]}, {}, list(range(60)),
)  # fmt: skip
TOMLS = (
    "", "a = 1", "a = ", "a = 1\na = 2", "[a]\nb = 1\n[a]\nc = 2", "[[a]]\n[[a]]\nb = 1",
    "a.b.c = 1", "a = [1, [2, [3]]]", "a = " + "[" * 120 + "]" * 120,
    "[" + ".".join("a" * 80) + "]",
    "a = 'x", "a = 1e999", "a = 99999999999999999999", "\n\n a = 1", "a = {b = {c = {d = 1}}}",
    "a = 1 # words\r\nb = 2\r\n", "'' = 1", "\ufeffa = 1", "a = \"\\u0000\"", "a=1\x00",
)  # fmt: skip


def test_lines_of_text_are_read_and_written_as_their_record_says() -> None:
    record = Record("reading/lines")
    for line in PLACES:
        record.say(f"{line[:60]!r}: {told(lambda line=line: place_from(line))[:400]}")  # type: ignore[misc]
        again = told(lambda line=line: line_of(place_from(line)))[:400]  # type: ignore[misc]
        record.say(f"  again {again}")
    for count in (MAX_SETTING_COUNT, MAX_SETTING_COUNT + 1):
        full = LessonPlace("xor", ("a=1",) * count)
        record.say(f"{count} settings: {told(lambda full=full: line_of(full))[:80]}")  # type: ignore[misc]
    for count in (MAX_LINE_CHARACTERS, MAX_LINE_CHARACTERS + 1):
        line = f"visualnn open {'x' * (count - len('visualnn open '))}"
        record.say(f"{count} characters: {told(lambda line=line: place_from(line))[:80]}")  # type: ignore[misc]
        name = LessonPlace(line.removeprefix("visualnn open "))
        record.say(f"  {told(lambda name=name: line_of(name))[:80]}")  # type: ignore[misc]
    for line in CHANGES:
        record.say(f"{line!r}: {told(lambda line=line: parse_change(line))}")  # type: ignore[misc]
        record.say(f"  {told(lambda line=line: setting_text(parse_change(line)))}")  # type: ignore[misc]
    chosen = (CHANGES[0], CHANGES[9], CHANGES[10], CHANGES[0], "layers.hidden=3", "layers=1")
    for count in range(1, len(chosen) + 1):
        kept = merged(parse_change(each) for each in chosen[:count])
        record.say(f"{count} merged: {plain(kept)}")
    for line in CONDITIONS:
        record.say(f"{line!r}: {told(lambda line=line: HaltCondition.parse(line))}")  # type: ignore[misc]
    for value in VALUES:
        record.say(f"{value!r}: {told(lambda value=value: written_inline(value))}")  # type: ignore[misc]
        both = {"a": value, "table": {"b": value, "rows": [{"c": value}, {"c": 1}]}}
        record.say(f"  {told(lambda both=both: written(both))}")  # type: ignore[misc]
    for text in TOMLS:
        found = told(lambda text=text: parse_toml(text, "x.toml"))  # type: ignore[misc]
        record.say(f"{text[:60]!r}: {found[:300]}")
    record.end()


@pytest.mark.parametrize("name", ["xor", "playground", "neuron", "schedules"])
def test_knobs_and_the_saved_lesson_are_as_their_record_says(name: str) -> None:
    record = Record(f"reading/{name}-saved")
    lesson = load(find(name))
    for knob in knobs_of(lesson.spec):
        record.say(f"{knob.title} at {knob.at(lesson.spec)}: {plain(knob)}")
        for setting in knob.settings:
            made = setting.is_made_in(lesson.spec)
            record.say(f"  {setting.text} {made} {plain(setting.changes_of(lesson.spec))}")
    for file, text in lesson_files(lesson).items():
        record.say(f"{file}: {text}")
    record.end()
