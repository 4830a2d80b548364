"""Lesson files: what is read, and how what is wrong is told, with file, line and column."""

import copy
import json
import os
import runpy
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.visualnn.nets import of_network
from tests.visualnn.schema_meaning import meaning
from visualnn.errors import LessonFaults, TextPosition
from visualnn.layers import ACTIVATIONS
from visualnn.lesson import assemble
from visualnn.lesson.file import (
    AnswerReference,
    ChoiceQuestion,
    LessonSpec,
    Link,
    ListItem,
    NumberQuestion,
    Paragraph,
    ProseTable,
    ProseText,
    Quotation,
    Quote,
    Reference,
    Style,
    TableData,
    from_dict,
    json_schema,
    parse_quotation,
    parse_reference,
    read,
)
from visualnn.lesson.file.schema import PUBLISHED, publish, published_text
from visualnn.lesson.toml_text import parse_toml
from visualnn.names import PROGRAM_NAMES

TOML = """\
#:schema ../lesson.schema.json
format = 1
name = "sample"
title = { en = "A sample", ko = "보기" }
epochs = 2
beside = "other"

[data]
source = "table"
inputs = [[0.0, 1], [1, 0]]
targets = [[1.0], [0.0]]

[[layers]]
name = "hidden"
kind = "dense"
units = 2
activation = "relu"
weights = [[1, 2], [3, 4]]

[[layers]]
name = "output"
kind = "dense"
units = 1
activation = "sigmoid"
inputs = ["hidden"]

[loss]
kind = "binary_cross_entropy"

[optimizer]
kind = "sgd"
lr = 0.1

[[stops]]
id = "sum"
at = "hidden.xW"
focus = "hidden.xW[0,1]"

[[stops.questions]]
id = "sign"
kind = "choice"
choices = ["negative", "zero", "positive"]
rule = "sign"
answer = "hidden.z[0,1]"

[[stops.questions]]
id = "value"
kind = "number"
answer = "hidden.z[0,1]"
tolerance = 0.01

[[stops]]
id = "end"
iteration = -1
"""

EN = """\
# A sample

## sum
The sum is {hidden.xW[0,1]}.

### ? sign
Which sign?

- negative: Below
- zero: Nothing
- positive: Above {L}

=> Look at {hidden.z[0,1]}.

### ? value
How much?

## end
The loss is {L}; there it is {other: L @ end}.
"""

KO = EN.replace("A sample", "보기").replace("Which sign?", "부호는?")

Folder = Callable[..., Path]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Writes a lesson folder; the sample's files where no other content is given."""

    def write(toml: str | bytes = TOML, en: str | bytes = EN, ko: str | bytes = KO) -> Path:
        for name, content in (("lesson.toml", toml), ("en.md", en), ("ko.md", ko)):
            data = content.encode() if isinstance(content, str) else content
            (tmp_path / name).write_bytes(data)
        return tmp_path

    return write


def told(path: Path) -> list[str]:
    """The faults of a lesson, one a line, without the folder."""
    with pytest.raises(LessonFaults) as caught:
        read(path)
    folder = path if path.is_dir() else path.parent
    return str(caught.value).replace(f"{folder}{os.sep}", "").split("\n")


def edited(text: str, before: str, after: str) -> str:
    assert text.count(before) == 1, f"{before!r} is there {text.count(before)} times"
    return text.replace(before, after)


# -- what is read


def test_a_lesson_is_read_from_its_folder_or_its_file(folder: Folder) -> None:
    path = folder()
    spec = read(path)
    spec = of_network(spec)
    assert spec.name == "sample"
    assert spec.title.in_language("ko") == "보기"
    assert isinstance(spec.data, TableData)
    assert spec.data.inputs == ((0.0, 1.0), (1.0, 0.0))
    hidden = spec.layers[0]
    assert hidden.settings["weights"] == ((1.0, 2.0), (3.0, 4.0))
    assert read(path / "lesson.toml").model_dump() == spec.model_dump()
    assert read(str(path)).model_dump() == spec.model_dump()


def test_what_is_left_out_has_the_documented_default(folder: Folder) -> None:
    spec = of_network(read(folder()))
    assert (spec.dtype, spec.seed, spec.metrics) == ("float64", 0, ())
    assert (spec.batch.size, spec.batch.shuffle) == ("all", False)
    assert (spec.data.validation, spec.data.scale, spec.data.classes) == (0.0, None, None)
    output = spec.layers[1]
    assert output.settings["weights"] == "glorot_uniform"
    assert output.settings["bias"] == "zeros"
    assert (spec.stops[1].at, spec.stops[1].iteration, spec.stops[1].focus) == ("", -1, None)


def test_stops_and_questions_name_numbers_of_the_trace(folder: Folder) -> None:
    stop = read(folder()).stops[0]
    assert stop.focus == Reference("hidden.xW", (0, 1))
    sign, value = stop.questions
    assert isinstance(sign, ChoiceQuestion)
    assert sign.answer == AnswerReference(Reference("hidden.z", (0, 1)))
    assert isinstance(value, NumberQuestion)
    assert value.tolerance == 0.01


def test_a_lesson_cannot_be_changed(folder: Folder) -> None:
    spec = read(folder())
    with pytest.raises(ValueError, match="frozen"):
        spec.seed = 3  # type: ignore[misc]
    with pytest.raises(TypeError):
        spec.prose["en"] = spec.prose["ko"]  # type: ignore[index]


def test_prose_is_blocks_of_runs_with_live_numbers(folder: Folder) -> None:
    path = folder()
    prose = read(path).prose["en"]
    assert [section.id for section in prose.sections] == ["sum", "end"]
    first = prose.section("sum")
    place = TextPosition(str(path / "en.md"), 4, 12)
    number = Quote(Quotation(Reference("hidden.xW", (0, 1))), place)
    assert first.blocks == (Paragraph((ProseText("The sum is "), number, ProseText("."))),)
    sign, value = first.questions
    assert sign.prompt == (Paragraph((ProseText("Which sign?"),)),)
    assert [choice.id for choice in sign.choices] == ["negative", "zero", "positive"]
    assert sign.choices[0].runs == (ProseText("Below"),)
    assert sign.explanation[0] == ProseText("Look at ")
    assert (value.choices, value.explanation) == ((), ())
    assert [str(quote.quotation) for quote in prose.quotes("end")] == ["L", "other: L @ end"]
    assert [str(quote.quotation) for quote in prose.quotes("sum")] == [
        "hidden.xW[0,1]",
        "L",
        "hidden.z[0,1]",
    ]
    with pytest.raises(KeyError):
        prose.section("elsewhere")


def test_the_whole_of_the_markdown_that_is_allowed(folder: Folder) -> None:
    body = """\
The loss is *not **zero*** but `W = {x[0]} b`,
  or {L @ end} and \\{L}; see [the other](lesson:other).

- one
- two
  1. three

### A heading

| a | b |
|---|---|
| a | {x[1]} |
"""
    path = folder(en=edited(EN, "The loss is {L}; there it is {other: L @ end}.\n", body))
    section = read(path).prose["en"].section("end")
    paragraph, one, two, three, heading, table = section.blocks
    file = str(path / "en.md")
    assert isinstance(paragraph, Paragraph)
    assert paragraph.runs == (
        ProseText("The loss is "),
        ProseText("not ", Style.EMPHASIS),
        ProseText("zero", Style.EMPHASIS | Style.STRONG),
        ProseText(" but "),
        ProseText("W = ", Style.CODE),
        Quote(Quotation(Reference("x", (0,))), TextPosition(file, 19, 37), Style.CODE),
        ProseText(" b", Style.CODE),
        ProseText(", or "),
        Quote(Quotation(Reference("L"), at_end=True), TextPosition(file, 20, 6)),
        ProseText(" and {L}; see "),
        Link("the other", "lesson:other", TextPosition(file, 20, 30)),
        ProseText("."),
    )
    assert one == ListItem(0, "•", (ProseText("one"),))
    assert two == ListItem(0, "•", (ProseText("two"),))
    assert three == ListItem(1, "1.", (ProseText("three"),))
    assert (
        str(heading)
        == "Heading(level=3, runs=(ProseText(text='A heading', style=<Style.PLAIN: 0>),))"
    )
    number = Quote(Quotation(Reference("x", (1,))), TextPosition(file, 30, 7))
    assert table == ProseTable(
        ((ProseText("a"),), (ProseText("b"),)),
        (((ProseText("a"),), (number,)),),
    )


def test_line_ends_of_windows_change_nothing(folder: Folder) -> None:
    unix = read(folder())
    places = unix.where("stops", 1, "iteration")
    windows = read(folder(*(text.replace("\n", "\r\n") for text in (TOML, EN, KO))))
    assert windows.model_dump() == unix.model_dump()
    assert windows.prose == unix.prose
    assert windows.where("stops", 1, "iteration") == places


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("A\\u202Eb\\u2066c", "Abc"),
        ("e\\u0301", "é"),
        ("a\\u0000\\u001b[31m\\tb\\n c", "a[31m b c"),
        ("<b>&amp;", "<b>&amp;"),
        ("x" * 500, "x" * 200),
    ],
)
def test_titles_show_what_they_say(folder: Folder, title: str, shown: str) -> None:
    path = folder(edited(TOML, 'en = "A sample"', f'en = "{title}"'), edited(EN, "A sample", shown))
    assert read(path).title.en == shown


# Python's parser words its refusals differently from version to version: only the place is ours.
NOT_TOML = [
    ("epochs = 2", "epochs = ", 5, 10),
    ("epochs = 2", "epochs = 2 3", 5, 12),
    ("epochs = 2", "epochs = 2\x00", 5, 11),
    ("epochs = 2", "epochs 2", 5, 8),
    ('ko = "보기" }', 'ko = "보기", } x', 4, 39),
    ("[optimizer]", "[optimizer", 30, 11),
]


# -- places


@pytest.mark.parametrize(
    ("keys", "place"),
    [
        ((), (1, 1)),
        (("name",), (3, 8)),
        (("title",), (4, 9)),
        (("title", "ko"), (4, 33)),
        (("seed",), (1, 1)),
        (("data",), (8, 1)),
        (("data", "inputs"), (10, 10)),
        (("data", "inputs", 1), (10, 21)),
        (("data", "inputs", 1, 1), (10, 25)),
        (("data", "inputs", 7), (10, 10)),
        (("data", "scale"), (8, 1)),
        (("layers",), (13, 1)),
        (("layers", 1), (20, 1)),
        (("layers", 1, "units"), (23, 9)),
        (("layers", 0, "weights", 1, 0), (18, 21)),
        (("layers", 0, "bias"), (13, 1)),
        (("stops", 0, "at"), (36, 6)),
        (("stops", 0, "questions", 1, "answer"), (49, 10)),
        (("stops", 0, "questions", 0, "choices", 2), (42, 32)),
        (("stops", 1, "at"), (52, 1)),
        (("nothing", 3, "such"), (1, 1)),
    ],
)
def test_every_value_has_a_place(
    folder: Folder, keys: tuple[str | int, ...], place: tuple[int, int]
) -> None:
    path = folder()
    assert read(path).where(*keys) == TextPosition(str(path / "lesson.toml"), *place)


def test_columns_count_characters_and_any_spelling_of_a_key_is_found(folder: Folder) -> None:
    toml = edited(
        edited(
            TOML,
            'title = { en = "A sample", ko = "보기" }',
            'title.ko = "보기"\ntitle."en" = "A sample"',
        ),
        '[optimizer]\nkind = "sgd"\nlr = 0.1\n',
        "",
    )
    toml = edited(toml, "epochs = 2\n", "epochs = 2\noptimizer = {\"kind\" = 'sgd', lr = 0.1}\n")
    spec = read(folder(toml))
    assert spec.where("title", "ko")[1:] == (4, 12)
    assert spec.where("title", "en")[1:] == (5, 14)
    assert spec.where("optimizer", "lr")[1:] == (7, 35)


def test_a_copy_knows_its_places_too(folder: Folder) -> None:
    spec = read(folder())
    place = spec.where("layers", 1, "units")
    assert copy.deepcopy(spec).where("layers", 1, "units") == place
    assert spec.model_copy().where("layers", 1, "units") == place


# -- what is wrong in lesson.toml: (before, after, faults)

WRONG: list[tuple[str, str, list[str]]] = [
    # keys
    ("epochs = 2", "epoch = 2", [
        "lesson.toml:5:1: unknown key epoch; did you mean epochs?",
    ]),
    ("units = 2\n", "unitz = 2\n", [
        "lesson.toml:16:1: unknown key unitz; did you mean units?",
    ]),
    ("lr = 0.1", "lr = 0.1\nmomentum = 0.9",
     ['lesson.toml:33:1: sgd has no momentum; say kind = "momentum"']),
    ("lr = 0.1", "lr = 0.1\nquux = 0.9",
     ["lesson.toml:33:1: unknown key quux; there are lr, convention, weight_decay, kind"]),
    ("[loss]", '[loss]\n"그" = 1',
     [("lesson.toml:28:1: unknown key 그; "
      "there are output, weight, kind, convention, label_smoothing, class_weights")]),
    ('kind = "number"\n', "", ["lesson.toml:46:1: kind is missing"]),
    ("[loss]\nkind", "[loss]\n# kind", ["lesson.toml:27:1: kind is missing"]),
    ('[loss]\nkind = "binary_cross_entropy"\n', "", ["lesson.toml:1:1: loss is missing"]),
    ('"A sample", ko = "보기"', '"A sample"', ["lesson.toml:4:9: ko is missing"]),
    # types
    ("epochs = 2", 'epochs = "2"', [
        "lesson.toml:5:10: this must be a whole number, not “2”"]),
    ("epochs = 2", "epochs = 2.0", [
        "lesson.toml:5:10: this must be a whole number, not 2.0"]),
    ("epochs = 2", "epochs = true", [
        "lesson.toml:5:10: this must be a whole number, not true"]),
    ("epochs = 2", "epochs = 1979-05-27", [
        "lesson.toml:5:10: this must be a whole number, not 1979-05-27"]),
    ('name = "sample"', "name = 1", [
        "lesson.toml:3:8: this must be text in quotation marks, not 1"]),
    ("lr = 0.1", 'lr = "0.1"', ["lesson.toml:32:6: this must be a number, not “0.1”"]),
    ("lr = 0.1", "lr = [0.1]", ["lesson.toml:32:6: this must be a number, not […]"]),
    ("epochs = 2", 'epochs = 2\nbatch = {shuffle = 1}', [
        "lesson.toml:6:20: this must be true or false, not 1"]),
    ("epochs = 2", "epochs = 2\nbatch = 3", [
        "lesson.toml:6:9: this must be a table, not 3"]),
    ("epochs = 2", 'epochs = 2\nbatch = {size = "al"}', [
        "lesson.toml:6:17: “al” is not known here; did you mean all?"]),
    ("epochs = 2", "epochs = 2\nbatch = {size = 0}", [
        "lesson.toml:6:17: 0 is too small; the least is 1"]),
    ('inputs = ["hidden"]', 'inputs = "hidden"', [
        "lesson.toml:25:10: this must be a list in square brackets, not “hidden”"]),
    ("[[1, 2], [3, 4]]", "[[1, 2], [3, true]]", [
        "lesson.toml:18:24: this must be a number, not true"]),
    ("[[1, 2], [3, 4]]", "3", [
        "lesson.toml:18:11: this must be a list in square brackets, not 3"]),
    ("[[1, 2], [3, 4]]", '"he_unifrom"', [
        "lesson.toml:18:11: “he_unifrom” is not known here; did you mean he_uniform?"]),
    # words
    ('name = "sample"', 'name = "Sample"', [
        "lesson.toml:3:8: “Sample” does not have the form ^[a-z][a-z0-9-]{0,40}$"]),
    ('name = "sample"', 'name = "sample\\n"', [
        "lesson.toml:3:8: “sample\\n” does not have the form ^[a-z][a-z0-9-]{0,40}$"]),
    ('activation = "relu"', 'activation = "relo"', [
        "lesson.toml:17:14: “relo” is not known here; did you mean relu?"]),
    ('activation = "relu"', 'activation = "<img src=x>"', [
        ("lesson.toml:17:14: “<img src=x>” is not known here; "
        f"there are {', '.join(ACTIVATIONS)}, none")]),
    ('kind = "dense"\nunits = 2', 'kind = "dens"\nunits = 2', [
        "lesson.toml:13:1: “dens” is not known here; did you mean dense?"]),
    ('source = "table"', 'source = "tabel"', [
        "lesson.toml:8:1: “tabel” is not known here; did you mean table?"]),
    ('en = "A sample"', 'en = "\\u202e \\u0007"', [
        "lesson.toml:4:16: a title needs at least one visible character"]),
    # ranges
    ("epochs = 2", "epochs = 0", ["lesson.toml:5:10: 0 is too small; the least is 1"]),
    ("epochs = 2", "epochs = 1_000_001", [
        "lesson.toml:5:10: 1000001 is too large; the most is 1000000"]),
    ("epochs = 2", "epochs = 2\nseed = -1", [
        "lesson.toml:6:8: -1 is too small; the least is 0"]),
    ("epochs = 2", "epochs = 2\nseed = 4294967296", [
        "lesson.toml:6:8: 4294967296 is too large; the most is 4294967295"]),
    ("lr = 0.1", "lr = -0.1", ["lesson.toml:32:6: -0.1 is too small; the least is 0.0"]),
    ("lr = 0.1", "lr = nan", ["lesson.toml:32:6: this must be a finite number, not nan"]),
    ("lr = 0.1", "lr = -inf", ["lesson.toml:32:6: this must be a finite number, not -inf"]),
    ("lr = 0.1", "lr = 1e999", ["lesson.toml:32:6: this must be a finite number, not inf"]),
    ("lr = 0.1", "lr = 1.5e308", [
        "lesson.toml:32:6: 1.5e+308 is too large; the most is 1e+308"]),
    ("[0.0, 1]", "[0.0, nan]", ["lesson.toml:10:17: this must be a finite number, not nan"]),
    ('"sgd"\nlr = 0.1', '"momentum"\nlr = 0.1\nmomentum = 1', [
        "lesson.toml:33:12: 1 is too large; it must be less than 1.0"]),
    ("tolerance = 0.01", "tolerance = 0", [
        "lesson.toml:50:13: 0 is too small; it must be more than 0.0"]),
    ("iteration = -1", "iteration = -2", [
        "lesson.toml:54:13: -2 is too small; the least is -1"]),
    ('source = "table"', 'source = "table"\nvalidation = 1', [
        "lesson.toml:10:14: 1 is too large; it must be less than 1.0"]),
    ('["negative", "zero", "positive"]\nrule', '["zero"]\nrule', [
        "lesson.toml:42:11: this list is too short; the least is 2"]),
    # versions
    ("format = 1", "format = 3", [
        "lesson.toml:2:10: made with a newer visualnn: format 3; this one reads 2"]),
    ("[data]", '[desk]\nviews = ["network"]\n\n[data]', [
        "lesson.toml:8:1: desk is part of format 2; write format = 2 in lesson.toml"]),
    ('id = "end"', 'id = "end"\nviews = ["network"]', [
        "lesson.toml:54:9: views is part of format 2; write format = 2 in lesson.toml"]),
    ("format = 1", "format = 0", ["lesson.toml:2:10: 0 is too small; the least is 1"]),
    ("format = 1", "format = true", [
        "lesson.toml:2:10: this must be a whole number, not true"]),
    # references
    ('"hidden.xW[0,1]"', '"hidden.xW[0,-1]"', [
        ("lesson.toml:37:9: “hidden.xW[0,-1]” does not name a number; "
        "write a name and an index, like hidden.z[1,3]")]),
    ('"hidden.xW[0,1]"', '"{0.__class__}"', [
        ("lesson.toml:37:9: “{0.__class__}” does not name a number; "
        "write a name and an index, like hidden.z[1,3]")]),
    ('"hidden.z[0,1]"\ntolerance', "0.25\ntolerance", [
        "lesson.toml:49:10: this must be text in quotation marks, not 0.25"]),
    ('at = "hidden.xW"', 'at = "hidden.xW[0]"', [
        ("lesson.toml:36:6: “hidden.xW[0]” does not have the form "
        "^([A-Za-z][A-Za-z0-9_]{0,30}(?:\\.[A-Za-z][A-Za-z0-9_]{0,30}){0,7})?$")]),
    # parts that contradict each other
    ('beside = "other"', 'beside = "sample"', [
        "lesson.toml:6:10: a lesson cannot run beside itself"]),
    ('beside = "other"', 'metrics = ["accuracy", "accuracy"]\nbeside = "other"', [
        "lesson.toml:6:24: accuracy is there already; names are used once"]),
    ('"output"', '"hidden"', [
        "lesson.toml:21:8: hidden is there already; names are used once"]),
    ('name = "output"', 'name = "lr"', [
        ("lesson.toml:21:8: lr is a name that the program itself uses; "
        "call the layer differently")]),
    ('inputs = ["hidden"]', 'inputs = ["hiden"]', [
        "lesson.toml:14:8: no layer reads hidden",
        "lesson.toml:25:11: there is no earlier layer hiden; did you mean hidden?"]),
    ('inputs = ["hidden"]', 'inputs = ["output"]', [
        "lesson.toml:14:8: no layer reads hidden",
        "lesson.toml:25:11: there is no earlier layer output; there are x, hidden"]),
    ('inputs = ["hidden"]', 'inputs = ["hidden", "x"]', [
        "lesson.toml:25:10: the layer output reads 2 inputs; its kind, dense, needs 1"]),
    ('"dense"\nunits = 2\nactivation = "relu"\nweights = [[1, 2], [3, 4]]', '"add"', [
        "lesson.toml:13:1: the layer hidden reads 1 inputs; its kind, add, needs ≥ 2"]),
    ("[[1, 2], [3, 4]]", "[[1, 2, 3], [4, 5, 6]]", [
        "lesson.toml:18:12: a row of weights has one number for each of the 2 units, not 3"]),
    ("[[1, 2], [3, 4]]", "[[1, 2], [3]]", [
        "lesson.toml:18:20: this row has 1 numbers, the first has 2"]),
    ("[[1, 2], [3, 4]]", "[[1, 2], [3, 4]]\nbias = [0]", [
        "lesson.toml:19:8: the bias has one number for each of the 2 units, not 1"]),
    ("[[0.0, 1], [1, 0]]", "[[0.0, 1], [1]]", [
        "lesson.toml:10:21: this row has 1 numbers, the first has 2"]),
    ("[[0.0, 1], [1, 0]]", "[[0.0, 1]]", [
        "lesson.toml:11:11: 2 targets do not fit 1 inputs; each example has one of both"]),
    ("[[1.0], [0.0]]", "[[1.0], [0.5]]\nclasses = 2", [
        "lesson.toml:11:19: with classes, a target is one whole number from 0 to 1"]),
    ('activation = "sigmoid"', 'activation = "softmax"', [
        "lesson.toml:24:14: softmax of a single unit is always 1; use sigmoid or more units"]),
    ('activation = "sigmoid"', 'activation = "log_softmax"', [
        "lesson.toml:24:14: log_softmax of a single unit is always 0; use sigmoid or more units",
        ("lesson.toml:24:14: binary_cross_entropy reads numbers between 0 and 1; "
        "end with sigmoid or softmax, not log_softmax")]),
    ('activation = "relu"', 'activation = "log_softmax"', [
        "lesson.toml:17:14: log_softmax belongs to the last layer; hidden is not the last"]),
    ('activation = "relu"', 'activation = "softmax"', [
        "lesson.toml:17:14: softmax belongs to the last layer; hidden is not the last"]),
    ('activation = "sigmoid"\n', "", [
        ("lesson.toml:20:1: binary_cross_entropy reads numbers between 0 and 1; "
        "end with sigmoid or softmax, not none")]),
    ('id = "value"', 'id = "sign"', [
        "lesson.toml:47:6: sign is there already; names are used once"]),
    # questions
    ('rule = "sign"\n', "", [
        "lesson.toml:39:1: the question sign lacks correct",
        "lesson.toml:43:10: answer has no meaning without a rule"]),
    ('rule = "sign"\nanswer = "hidden.z[0,1]"', 'correct = "none"', [
        "lesson.toml:43:11: none is not one of the choices"]),
    ('rule = "sign"', 'rule = "sign"\ncorrect = "zero"', [
        "lesson.toml:44:11: correct has no meaning with the rule sign"]),
    ('rule = "sign"', 'rule = "compare"', [
        "lesson.toml:39:1: the question sign lacks other",
        "lesson.toml:42:11: the rule compare decides between less, equal, greater"]),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "faults"), WRONG)
def test_what_is_wrong_is_told_at_its_place(
    folder: Folder, before: str, after: str, faults: list[str]
) -> None:
    assert sorted(told(folder(edited(TOML, before, after)))) == sorted(faults)


WRONG_VIEWS = [
    ('["boundry"]', ["9:10: “boundry” is not known here; did you mean boundary?"]),
    ('["network", "network"]', ["9:21: network is there already; names are used once"]),
    ("[]", ["9:9: this list is too short; the least is 1"]),
    ('["network", "values", "curves", "slope", "shapes"]', [
        "9:9: this list is too long; the most is 4"]),
    ('"network"', ["9:9: this must be a list in square brackets, not “network”"]),
]  # fmt: skip


@pytest.mark.parametrize(("views", "faults"), WRONG_VIEWS)
def test_a_desk_with_wrong_views_is_refused_at_its_place(
    folder: Folder, views: str, faults: list[str]
) -> None:
    toml = TOML.replace("format = 1", "format = 2")
    toml = toml.replace("[data]", f"[desk]\nviews = {views}\n\n[data]")
    assert told(folder(toml)) == [f"lesson.toml:{fault}" for fault in faults]


@pytest.mark.parametrize(("views", "faults"), WRONG_VIEWS)
def test_a_stop_with_wrong_views_is_refused_at_its_place(
    folder: Folder, views: str, faults: list[str]
) -> None:
    toml = TOML.replace("format = 1", "format = 2") + f"views = {views}\n"
    line = toml.count("\n")
    found = [f"lesson.toml:{line}{fault.removeprefix('9')}" for fault in faults]
    assert told(folder(toml)) == found


def test_the_views_of_a_lesson_and_of_its_stops(folder: Folder) -> None:
    toml = TOML.replace("format = 1", "format = 2") + 'views = ["activation"]\n'
    toml = toml.replace("[data]", '[desk]\nviews = ["network", "boundary"]\n\n[data]')
    lesson = assemble(read(folder(toml)))
    assert lesson.desk_views == ("network", "boundary")
    assert [stop.views for stop in lesson.stops] == [(), ("activation",)]


@pytest.mark.parametrize(("before", "after", "line", "column"), NOT_TOML)
def test_what_is_not_toml_is_told_at_its_place(
    folder: Folder, before: str, after: str, line: int, column: int
) -> None:
    (fault,) = told(folder(edited(TOML, before, after)))
    assert fault.startswith(f"lesson.toml:{line}:{column}: this is not TOML: ")


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ("epochs = 2", "epochs = 2\nepochs = 3", 6),
        ("[loss]", "[data]", 27),
        ("epochs = 2", "epochs = 2\nbatch = {}\nbatch.size = 3", 7),
        ('"A sample"', '"A \\ud800 sample"', 4),
    ],
)
def test_keys_are_written_once_and_text_is_unicode(
    folder: Folder, before: str, after: str, line: int
) -> None:
    (fault,) = told(folder(edited(TOML, before, after)))
    assert fault.startswith(f"lesson.toml:{line}:")
    assert "this is not TOML: " in fault


def test_a_key_that_is_reserved_is_no_layer() -> None:
    words = "x t L k lr epoch order rows data val batch d seed scale"
    assert set(words.split()) == PROGRAM_NAMES


def test_faults_of_all_files_are_told_at_once(folder: Folder) -> None:
    path = folder(
        edited(TOML, "epochs = 2", "epochs = 0"),
        edited(EN, "{hidden.xW[0,1]}", "{hidden xW}"),
        edited(KO, "{hidden.xW[0,1]}", "<b>bold</b>"),
    )
    assert told(path) == [
        "lesson.toml:5:10: 0 is too small; the least is 1",
        (
            "en.md:4:12: {hidden xW} is not a quoted number like {hidden.z[1,3]}; "
            "write a brace itself as \\{"
        ),
        "ko.md:4:12: HTML is not part of lesson text; write the sign < as \\<",
        "ko.md:4:19: HTML is not part of lesson text; write the sign < as \\<",
    ]


# -- what is wrong in the prose: (before, after, faults)

WRONG_PROSE: list[tuple[str, str, list[str]]] = [
    # titles, sections, questions
    ("# A sample", "# A simple", [
        "en.md:1:1: the title here is “A simple”, in lesson.toml it is “A sample”"]),
    ("# A sample\n", "", ["en.md:1:1: a page begins with its title, # and a text"]),
    ("# A sample\n", "Words.\n# A sample\n", [
        "en.md:1:1: text outside of a section; begin one with ## and the id of a stop"]),
    ("# A sample\n", "# A sample\n\nWords.\n", [
        "en.md:3:1: text outside of a section; begin one with ## and the id of a stop"]),
    ("## end", "# A sample\n## end", ["en.md:18:1: a page has only one title"]),
    ("## sum", "## sums", [
        "en.md:3:1: lesson.toml has no stop sums; did you mean sum?",
        "en.md:19:1: the stop sum of lesson.toml is missing here"]),
    ("## end", "## sum", [
        "en.md:18:1: sum is there already; names are used once",
        "en.md:19:1: the stop end of lesson.toml is missing here"]),
    ("## end", "## The end", [
        "en.md:18:4: “The end” is not an id; use small letters, digits and -"]),
    ("## end", "## end\n\n## more", ["en.md:20:1: lesson.toml has no stop more"]),
    ("### ? value", "### ? other", [
        "en.md:3:1: the question value of lesson.toml is missing here",
        "en.md:15:1: lesson.toml has no question other here"]),
    ("### ? value", "### ? Value", [
        "en.md:15:1: “Value” is not an id; use small letters, digits and -"]),
    ("### ? value\nHow much?\n", "", [
        "en.md:3:1: the question value of lesson.toml is missing here"]),
    ("How much?", "", ["en.md:15:1: the question value asks nothing; add a paragraph"]),
    ("How much?", "How much?\n\n- zero: None", [
        "en.md:15:1: the question value asks for a number and has no choices"]),
    ("- zero: Nothing\n", "", [
        ("en.md:6:1: the choices of sign are negative, positive, "
        "in lesson.toml they are negative, zero, positive")]),
    ("- negative: Below\n- zero: Nothing\n", "- zero: Nothing\n- negative: Below\n", [
        ("en.md:6:1: the choices of sign stand in another order than in lesson.toml: "
        "negative, zero, positive")]),
    ("- zero: Nothing", "- zero Nothing", ["en.md:10:1: a choice is written as “- id: text”"]),
    ("- zero: Nothing", "- zero:", ["en.md:10:1: the choice zero has no words"]),
    ("\n\n=> Look", "\n=> Look", [
        "en.md:12:1: an explanation (=> ) needs an empty line before it"]),
    ("\n\n=> Look", "\n\nWords.\n\n=> Look", [
        "en.md:13:1: after the choices only the explanation follows, with “=> ”"]),
    ("### ? value", "More.\n\n### ? value", ["en.md:15:1: a question ends with its explanation"]),
    # numbers and links
    ("The loss is {L}", "The loss is {}", [
        ("en.md:19:13: {} is not a quoted number like {hidden.z[1,3]}; "
        "write a brace itself as \\{")]),
    ("The loss is {L}", "The loss is {L", [
        ("en.md:19:13: the brace that opens in {L; there it is {oth is never closed; "
        "write a brace itself as \\{")]),
    ("The loss is {L}", "`The {0.__class__}`", [
        ("en.md:19:6: {0.__class__} is not a quoted number like {hidden.z[1,3]}; "
        "write a brace itself as \\{")]),
    ("{other: L @ end}", "{other: L}", [
        "en.md:19:30: a number of another run needs a time; write {other: L @ end}"]),
    ("{other: L @ end}", "{another: L @ end}", [
        "en.md:19:30: only runs beside this one can be quoted, other, not another"]),
    ("The loss", "[The](file:///etc/passwd) loss", [
        ("en.md:19:1: “file:///etc/passwd” is no place to link to; "
        "write lesson:NAME, run:ID, try:KEY=VALUE or https://...")]),
    ("The loss", "The [loss](javascript:alert(1))", [
        ("en.md:19:5: “javascript:alert(1)” is no place to link to; "
        "write lesson:NAME, run:ID, try:KEY=VALUE or https://...")]),
    ("The loss", "[The](http://example.org) loss", [
        ("en.md:19:1: “http://example.org” is no place to link to; "
        "write lesson:NAME, run:ID, try:KEY=VALUE or https://...")]),
    ("The loss", "The [loss](run:nobody)", [
        "en.md:19:5: the lesson brings no run nobody that could lead; it brings lesson"]),
    ("The loss", "[The {L}](lesson:other) loss", [
        "en.md:19:1: a link has plain words and nothing else"]),
    # what lesson text does not have
    ("The loss", "The <img src=x> loss", [
        "en.md:19:5: HTML is not part of lesson text; write the sign < as \\<"]),
    ("The loss", "![The](https://example.org/x.png) loss", [
        "en.md:19:1: pictures are not part of lesson text"]),
    ("The loss", "> The loss", ["en.md:19:1: a quotation (>) is not part of lesson text"]),
    ("The loss", "    The loss", [
        "en.md:19:5: this line is set in by four spaces or more; begin it further left"]),
    ("The loss", "```\nThe loss", [
        "en.md:19:1: this block of code is never closed; end it with ```"]),
    ("The loss", "***\nThe loss", ["en.md:19:1: a rule (---) is not part of lesson text"]),
    ("The loss", " ## The loss", [
        ("en.md:19:2: a heading begins its line with #, ## or ###, "
        "without spaces or bullets before")]),
    ("The loss", "숨은 **층(hidden)**은\nThe loss", [
        ("en.md:19:4: ** neither opens nor closes emphasis here; "
        "move brackets and punctuation out of the emphasis")]),
    ("The loss", "- one\n\n  two\n\nThe loss", [
        "en.md:21:3: an item of a list holds one paragraph"]),
    ("The loss", "".join(f"{'  ' * n}- x\n" for n in range(5)) + "\nThe loss", [
        "en.md:23:9: lists stand inside of each other at most 4 deep"]),
    ("The loss", "|a|\n|-|\n" + "|b|\n" * 201 + "\nThe loss", [
        "en.md:19:1: a table has at most 200 rows"]),
    # characters and sizes
    ("The loss", "The\u202eloss", [
        "en.md:19:4: an invisible character, U+202E, stands here; remove it"]),
    ("The loss", "The\x00loss", [
        "en.md:19:4: an invisible character, U+0000, stands here; remove it"]),
    ("The loss", "The\rloss", [
        "en.md:19:4: an invisible character, U+000D, stands here; remove it"]),
    ("The loss is {L}; there", "x" * 2001, [
        "en.md:19:2001: this line is longer than 2000 characters; break it"]),
    ("The loss", ("x" * 1000 + "\n") * 17, [
        "en.md:18:1: this section is longer than 16384 bytes; divide it into several stops"]),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "faults"), WRONG_PROSE)
def test_what_is_wrong_in_the_prose_is_told_at_its_place(
    folder: Folder, before: str, after: str, faults: list[str]
) -> None:
    assert told(folder(en=edited(EN, before, after))) == faults


def test_sections_in_another_order_than_the_stops_are_refused(folder: Folder) -> None:
    head, first = EN.split("## sum", 1)
    first, last = first.split("## end")
    path = folder(en=f"{head}## end{last}\n## sum{first}")
    assert told(path) == ["en.md:3:1: end stands where sum belongs; lesson.toml gives the order"]


# -- notes for whoever presents


def test_notes_belong_to_the_stop_above_them_and_over_the_first_to_the_lesson(
    folder: Folder,
) -> None:
    head, rest = EN.split("## sum\n")
    first, last = rest.split("## end\n")
    page = f"{head}## notes\nAll of it.\n\n## sum\n{first}## notes\nSay {{L}}.\n\n## end\n{last}"
    prose = read(folder(en=page)).page("en")
    assert prose is not None
    assert len(prose.notes) == 1
    assert [len(section.notes) for section in prose.sections] == [1, 0]
    assert [section.id for section in prose.sections] == ["sum", "end"]
    assert "L" in {str(quote.quotation) for quote in prose.quotes("sum")}


def test_notes_ask_nothing_and_no_stop_is_called_so(folder: Folder) -> None:
    asking = EN.replace("## end\n", "## notes\n\n### ? this\nReally?\n\n## end\n")
    assert [fault.partition(": ")[2] for fault in told(folder(en=asking))] == [
        "notes ask nothing; write it as text"
    ]
    named = [text.replace("sum", "notes", 1) for text in (TOML.replace('"sum"', '"notes"'), EN, KO)]
    assert "notes heads what is for whoever presents" in told(folder(*named))[0]


# -- files that are none, too large, or made to hurt


def test_what_is_no_regular_file_is_refused_without_waiting(folder: Folder) -> None:
    path = folder()
    (path / "en.md").unlink()
    os.mkfifo(path / "en.md")
    (path / "ko.md").unlink()
    (path / "ko.md").mkdir()
    assert told(path) == ["en.md: this is not a regular file", "ko.md: this is not a regular file"]
    (path / "lesson.toml").unlink()
    os.mkfifo(path / "lesson.toml")
    assert told(path) == ["lesson.toml: this is not a regular file"]
    assert told(path / "lesson.toml") == ["lesson.toml: this is not a regular file"]


@pytest.mark.parametrize("name", ["nothing", "a\0b", "x" * 5_000, "/dev/null", ""])
def test_a_path_that_leads_nowhere_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(LessonFaults):
        read(tmp_path / name)


def test_a_lesson_with_one_page_is_a_draft_and_with_none_is_told(folder: Folder) -> None:
    path = folder()
    assert read(path).missing_languages == ()
    (path / "ko.md").unlink()
    draft = read(path)
    assert draft.missing_languages == ("ko",)
    assert draft.page("ko") is draft.page("en")
    (path / "en.md").unlink()
    faults = told(path)
    assert [fault.partition(": this cannot be read: ")[0] for fault in faults] == ["en.md", "ko.md"]


HOSTILE_TOML: list[tuple[bytes, str]] = [
    (b"", "lesson.toml:1:1: format is missing"),
    (b"\xef\xbb\xbf" + TOML.encode(), "lesson.toml:1:1: the file begins with a byte-order"),
    (TOML.encode("utf-16"), "lesson.toml:1:1: this is not UTF-8 text"),
    (TOML.encode("euc-kr"), "lesson.toml:4:34: this is not UTF-8 text"),
    (b"a = '\xed\xa0\x80'", "lesson.toml:1:6: this is not UTF-8 text"),
    (b"\x00" * 1_000_001, "lesson.toml: this file is larger than 1000000 bytes"),
    (b"seed = " + b"9" * 5_000, "lesson.toml:1:1: this line is longer than 4096 bytes"),
    (b"a.\n" * 9 + b"#" * 4_097, "lesson.toml:10:1: this line is longer than 4096 bytes"),
    (b"a." * 2_000 + b"b = 1", "lesson.toml:1:16: this key has more than 8 parts"),
    (b"'a'.\"b\" . " * 200 + b"b = 1", "lesson.toml:1:39: this key has more than 8 parts"),
    (b"[" + b"a." * 2_000 + b"b]", "lesson.toml:1:17: this key has more than 8 parts"),
    (b"a = " + b"[" * 4_000, "lesson.toml:1:37: this is nested deeper than 32 levels"),
    (b"a = " + b"{a=" * 1_000, "lesson.toml:1:101: this is nested deeper than 32 levels"),
    (b"a = [\n" + b"[\n" * 400_000, "lesson.toml:33:1: this is nested deeper than 32 levels"),
    (b'"""' + b'\\"""' * 249_000, "lesson.toml:1:1: this line is longer than 4096 bytes"),
    (b'a = """' + b'\\"""\n' * 190_000, "lesson.toml:190001:1: this is not TOML"),
    (b"a = '''" + b"''\n" * 330_000, "lesson.toml:330001:1: this is not TOML"),
    (b'a = "' + b"\\\n" * 400_000, "lesson.toml:2:1: this is not TOML"),
    (b"a.b = 1\n" * 90_000, "lesson.toml:10001:5: this file has more than 10000 keys"),
    (b"[a.b.c.d.e.f.g]\n" * 50_000, "lesson.toml:5001:1: this file has more than 5000 tables"),
]


@pytest.mark.parametrize(("toml", "fault"), HOSTILE_TOML, ids=range(len(HOSTILE_TOML)))
def test_hostile_toml_is_refused(folder: Folder, toml: bytes, fault: str) -> None:
    assert told(folder(toml))[0].startswith(fault)


@pytest.mark.parametrize(
    "lines",
    [
        ["a{n} = 1", "b{n} = 1"],
        ["[a{n}]"],
        ["[[stops]]"],
        ["[[a]]", "[[a.b]]"],
        ["a{n}.b.c.d.e.f.g = 1", "b{n}.b.c.d.e.f.g = 1"],
    ],
)
def test_of_many_faults_fifty_are_told(folder: Folder, lines: list[str]) -> None:
    toml = "\n".join(line.format(n=n) for n in range(4_900 // len(lines)) for line in lines)
    with pytest.raises(LessonFaults) as caught:
        read(folder(toml))
    assert 1 <= len(caught.value.faults) <= 50


def test_of_many_wrong_numbers_the_first_is_told(folder: Folder) -> None:
    rows = "[\n" + '["a", nan, 2],\n' * 9_000 + "]"
    path = folder(edited(TOML, "inputs = [[0.0, 1], [1, 0]]", f"inputs = {rows}"))
    assert told(path) == ["lesson.toml:11:2: this must be a number, not “a”"]


@pytest.mark.parametrize("digits", [400, 4_000])
def test_an_integer_beyond_every_float_is_refused(folder: Folder, digits: int) -> None:
    (fault,) = told(folder(edited(TOML, "lr = 0.1", f"lr = {'9' * digits}")))
    assert fault.startswith("lesson.toml:32:6: ")
    assert len(fault) < 600


HOSTILE_PROSE = {
    "brackets": "[" * 1_990 + "\n",
    "pictures": "![" * 990 + "\n",
    "emphasis": "*a_" * 660 + "\n",
    "stars": "*" * 1_990 + "\n",
    "ticks": "``a``b" * 330 + "\n",
    "braces": "{" * 1_990 + "\n",
    "tags": "<a" * 990 + "\n",
    "quotations": ">" * 1_990 + "\n",
    "lists": "- " * 990 + "\n",
    "deep list": "".join(f"{' ' * 2 * n}- a\n" for n in range(100)),
    "columns": "|" * 1_000 + "\n" + "|-" * 990 + "|\n" + "|\n" * 4_000,
    "links": "[a](b" * 390 + "\n",
    "escapes": "\\" * 1_990 + "\n",
    "choices": "### ? a\n\n- a: b\n\n=> c\n\n",
    "headings": "###\n",
    "tabs": "\t" * 1_990 + "\n",
    "tables": "a\n-\n",
}


@pytest.mark.parametrize("text", HOSTILE_PROSE.values(), ids=HOSTILE_PROSE.keys())
def test_hostile_prose_is_refused(folder: Folder, text: str) -> None:
    section = (text * (16_000 // len(text) + 1))[:16_000]
    pages = "".join(f"\n## {name}\n{section}\n" for name in ("sum", "end", "more"))
    with pytest.raises(LessonFaults) as caught:
        read(folder(en=f"# A sample\n{pages}"))
    assert 1 <= len(caught.value.faults) <= 50


# -- every lesson is read or refused, whatever is in it


def outcome(lesson: Path | dict[str, object]) -> str:
    """`read` or `refused`; any other exception leaves."""
    try:
        spec = read(lesson) if isinstance(lesson, Path) else from_dict(lesson)
    except LessonFaults as error:
        for fault in error.faults:
            assert fault.path
            assert str(fault).isprintable()
        return "refused"
    assert isinstance(spec, LessonSpec)
    return "read"


SMALL = """\
format = 1
name = "a"
title = { en = "A", ko = "가" }
epochs = 1
data.source = "xor"
loss.kind = "mean_squared_error"
optimizer = { kind = "sgd", lr = 0.1 }
[[layers]]
name = "o"
kind = "dense"
units = 1
[[stops]]
id = "s"
"""


def small(title: str) -> bytes:
    return f"# {title}\n\n## s\nIs {{L}} *so*?\n".encode()


def test_a_lesson_cut_off_at_any_byte_is_read_or_refused(folder: Folder) -> None:
    toml, en, ko = SMALL.encode(), small("A"), small("가")
    assert outcome(folder(toml, en, ko)) == "read"
    cut = [outcome(folder(toml[:n], en, ko)) for n in range(len(toml))]
    assert cut[-1] == "read"  # without its last line end it is still complete
    assert set(cut[:-1]) == {"refused"}
    pages = [outcome(folder(toml, en[:n], ko)) for n in range(len(en))]
    assert pages[0] == "refused"
    assert pages[-1] == "read"


insertions = st.one_of(
    st.sampled_from([b"", b'"', b"[", b"]", b"{", b"}", b"=", b".", b",", b"\n", b"nan", b"#"]),
    st.sampled_from([b"[[stops]]\n", b"true", b"9" * 30, b"\xff", b"\x00", b"'''", b"{L}"]),
    st.binary(max_size=4),
)
mutations = st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 12), insertions)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["lesson.toml", "en.md"]), st.lists(mutations, min_size=1, max_size=3))
def test_a_lesson_changed_at_random_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory,
    changed: str,
    changes: list[tuple[float, int, bytes]],
) -> None:
    path = tmp_path_factory.getbasetemp()
    for name, text in (("lesson.toml", TOML), ("en.md", EN), ("ko.md", KO)):
        data = text.encode()
        for where, removed, added in changes if name == changed else []:
            start = int(where * len(data))
            data = data[:start] + added + data[start + removed :]
        (path / name).write_bytes(data)
    assert outcome(path) in {"read", "refused"}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_a_dictionary_with_any_value_anywhere_is_read_or_refused(data: st.DataObject) -> None:
    description: Any = parse_toml(TOML, "")
    at: Any = description
    while True:
        keys = sorted(at) if isinstance(at, dict) else list(range(len(at)))
        key = data.draw(st.sampled_from(keys))
        if not isinstance(at[key], dict | list) or not at[key] or data.draw(st.booleans()):
            break
        at = at[key]
    at[key] = data.draw(json_values)
    assert outcome(description) in {"read", "refused"}


# -- lessons made in a program


def test_a_dictionary_is_a_lesson_without_prose() -> None:
    spec = from_dict(parse_toml(TOML, ""))
    assert spec.name == "sample"
    assert dict(spec.prose) == {}
    assert spec.where("layers", 0, "units") == TextPosition("layers[0].units")


def test_arrays_of_numpy_are_numbers_too() -> None:
    description = parse_toml(TOML, "")
    description["data"] = {
        "source": "table",
        "inputs": np.array([[0, 1], [1, 0]], np.float32),
        "targets": np.array([[1], [0]]),
        "scale": np.float64(2),
    }
    data = of_network(from_dict(description)).data
    assert isinstance(data, TableData)
    assert data.inputs == ((0.0, 1.0), (1.0, 0.0))
    assert data.scale == 2.0


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"epochs": 0}, "epochs: 0 is too small; the least is 1"),
        ({"epoch": 1}, "epoch: unknown key epoch; did you mean epochs?"),
        ({"layers": [{"name": "a", "kind": "dense"}]}, "layers[0].units: units is missing"),
        ({"layers": [{"name": "a"}]}, "layers[0]: kind is missing"),
        ({"layers": [{"name": "a", "kind": "flatten"}]}, "layers[0].activation: binary_cross"),
        ({"format": 3}, "format: made with a newer visualnn: format 3; this one reads 2"),
        ({"seed": 10**5000}, "seed: "),
        ({"name": "\ud800"}, "name: "),
        ({"data": {"source": "digits", "classes": 2}}, "data.classes: digits has 10 classes, more"),
    ],
)
def test_the_faults_of_a_dictionary_name_keys(change: dict[str, object], fault: str) -> None:
    with pytest.raises(LessonFaults) as caught:
        from_dict({**parse_toml(TOML, ""), **change})
    assert str(caught.value).startswith(fault)


def test_a_dictionary_that_holds_itself_is_refused() -> None:
    endless: list[object] = []
    endless.append(endless)
    with pytest.raises(LessonFaults, match="nested deeper than 32 levels"):
        from_dict({"data": endless})


def test_layers_without_units_have_a_type_of_their_own() -> None:
    description = parse_toml(TOML, "")
    layers: Any = description["layers"]
    layers.insert(0, {"name": "flat", "kind": "flatten"})
    assert of_network(from_dict(description)).layers[0].kind == "flatten"


# -- references


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("L", Reference("L")),
        ("d.hidden.W[0, 12]", Reference("d.hidden.W", (0, 12))),
        ("val.L", Reference("val.L")),
        ("order[ 3 ]", Reference("order", (3,))),
    ],
)
def test_a_reference_is_a_name_and_an_index(text: str, reference: Reference) -> None:
    assert parse_reference(text) == reference
    assert parse_reference(str(reference)) == reference


@given(st.from_regex(r"[a-z]{1,3}(\.[A-Z]){0,2}", fullmatch=True), st.booleans())
def test_a_quotation_is_written_as_it_is_read(name: str, at_end: bool) -> None:
    quotation = Quotation(Reference(name), at_end)
    assert parse_quotation(str(quotation)) == quotation


def test_letters_of_macs_are_composed(folder: Folder) -> None:
    path = folder(ko=unicodedata.normalize("NFD", KO))
    section = read(path).prose["ko"].section("sum")
    assert section.questions[0].prompt == (Paragraph((ProseText("부호는?"),)),)


# -- the schema


def test_the_published_schema_is_fresh() -> None:
    published = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    assert meaning(published) == meaning(json_schema())


def test_the_schema_is_published_as_text(tmp_path: Path) -> None:
    path = tmp_path / "schema.json"
    publish(path)
    text = published_text()
    assert path.read_bytes() == text.encode()
    assert meaning(json.loads(text)) == meaning(json_schema())
    assert text.endswith("}\n")


def test_the_schema_names_every_key_and_explains_itself() -> None:
    schema: Any = json_schema()
    assert set(schema["properties"]) == {*LessonSpec.model_fields, "blocks", "function"}
    assert schema["additionalProperties"] is False
    changes = schema["$defs"]["VariantSpec"]["properties"]["set"]
    named = {"seed", "optimizer.kind", "optimizer.lr", "batch.size", "data.noise", "loss.kind"}
    assert named <= set(changes["properties"])
    assert not {"name", "stops", "layers"} & set(changes["properties"])
    assert "layers.hidden.units" not in changes["properties"]
    # Absent means true; older pydantic leaves it out.
    assert changes.get("additionalProperties", True) is True
    stop = schema["$defs"]["StopSpec"]["properties"]
    assert "Counted from 0" in stop["iteration"]["description"]
    assert stop["focus"]["anyOf"][0]["pattern"].startswith("^")


def test_the_module_publishes_the_schema(monkeypatch: pytest.MonkeyPatch) -> None:
    published: list[bool] = []
    monkeypatch.setattr("visualnn.lesson.file.schema.publish", lambda: published.append(True))
    runpy.run_module("visualnn.lesson.file", run_name="__main__")
    assert published == [True]
