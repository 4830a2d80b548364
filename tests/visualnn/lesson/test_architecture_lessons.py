"""A lesson may name a known architecture in the place of its layers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from visualnn.errors import LessonError
from visualnn.lesson import LARGE, Limits, from_dict, load, outline_of, shipped, specification
from visualnn.lesson.architectures import ARCHITECTURES
from visualnn.lesson.changes import Change, changed
from visualnn.lesson.file import LessonSpec, read
from visualnn.lesson.file import from_dict as spec_from_dict
from visualnn.lesson.file.schema import json_schema
from visualnn.lesson.variants import open_variant

TEXT = """format = 2
name = "small"
title = { en = "Small", ko = "작은 신경망" }
epochs = 1
dtype = "float32"
architecture = "lenet5"

[data]
source = "synthetic"
shape = [1, 32, 32]
classes = 10

[loss]
kind = "categorical_cross_entropy"

[optimizer]
kind = "sgd"
lr = 0.01

[[variants]]
id = "relu"
title = { en = "ReLU", ko = "ReLU" }
set = { "layers.c1.activation" = "relu" }
"""


def description(**more: Any) -> dict[str, Any]:
    lines = ("format", "name", "title", "epochs", "dtype", "data", "loss", "optimizer")
    known: dict[str, Any] = dict(ARCHITECTURES["lenet5"]())
    return {key: known[key] for key in lines} | {"format": 2, **more}


def folder(path: Path, text: str) -> Path:
    path.mkdir()
    (path / "lesson.toml").write_text(text, encoding="utf-8")
    for language, title in (("en", "Small"), ("ko", "작은 신경망")):
        (path / f"{language}.md").write_text(f"# {title}\n", encoding="utf-8")
    return path


def test_no_lesson_has_the_name_of_an_architecture() -> None:
    assert set(shipped()).isdisjoint(ARCHITECTURES)


@pytest.mark.parametrize("name", ARCHITECTURES)
def test_it_has_the_layers_of_the_architecture_itself(name: str) -> None:
    known = ARCHITECTURES[name]()
    more = {key: known[key] for key in ("data", "losses") if key in known}
    spec = spec_from_dict(description(architecture=name, **more))
    own = specification(name)
    assert isinstance(spec, LessonSpec)
    assert isinstance(own, LessonSpec)
    assert spec.layers == own.layers
    network, other = outline_of(spec).network, outline_of(own).network
    assert network.shapes == other.shapes
    assert network.parameters == other.parameters


def test_it_may_be_as_large_as_an_architecture_and_others_may_not() -> None:
    small = from_dict(description(architecture="lenet5"))
    assert small.limits == LARGE
    written_out = changed(small, [Change("layers.c1.activation", "relu")])
    assert written_out.limits == LARGE
    plain = [layer.model_dump(exclude_unset=True) for layer in small.spec.layers]  # type: ignore[attr-defined]
    assert from_dict(description(layers=plain)).limits == Limits()


def test_its_layers_and_the_architecture_are_changed_like_any_key() -> None:
    lesson = from_dict(description(architecture="lenet5"))
    again = changed(lesson, [Change("optimizer.lr", 0.5)])
    assert again.spec.architecture == "lenet5"  # type: ignore[attr-defined]
    one = changed(again, [Change("layers.c5.units", 7)])
    assert one.network.shapes["c5.z"] == (1, 7)
    assert one.spec.architecture is None  # type: ignore[attr-defined]
    larger = {"source": "synthetic", "shape": [3, 224, 224], "classes": 1000}
    changes = [Change("architecture", "alexnet"), Change("data", larger)]
    with pytest.raises(LessonError):
        changed(lesson, changes[:1])
    assert changed(lesson, changes).network.shapes["conv1.z"] == (1, 64, 55, 55)


def test_a_variant_may_change_its_layers(tmp_path: Path) -> None:
    spec = read(folder(tmp_path / "small", TEXT))
    lesson = from_dict(description(architecture="lenet5", variants=[
        {"id": "relu", "title": {"en": "ReLU", "ko": "ReLU"},
         "set": {"layers.c1.activation": "relu"}}]))  # fmt: skip
    assert isinstance(spec, LessonSpec)
    assert spec.architecture == "lenet5"
    made = open_variant(lesson, "relu")
    assert made.limits == LARGE
    assert made.spec.layers[0].settings["activation"] == "relu"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"lenet5"', '"lenet"', "6:16: there is no architecture lenet; did you mean lenet5?"),
        ('"lenet5"', "5", "6:16: there is no architecture 5; there are lenet5, alexnet, "),
        ("dtype", "layers = []\ndtype", "5:1: a lesson has either layers or an architecture"),
        ("dtype", "blocks = []\ndtype", "5:1: a lesson has either blocks or an architecture"),
        (
            "[1, 32, 32]",
            "[1, 8, 8]",
            "6:16: c3: (2 + 2·0 − 5) / 1 + 1 = −2: a window 5 high does not fit an input 2 high",
        ),
        ("format = 2", "format = 1", "6:16: architecture is part of format 2"),
        ('"layers.c1.', '"layers.c9.', "23:34: the variant relu cannot be built: "),
    ],
)
def test_what_cannot_be_is_refused_where_it_is_written(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    path = folder(tmp_path / "small", TEXT.replace(old, new, 1))
    with pytest.raises(LessonError) as refusal:
        open_variant(load(path), "relu")
    assert f"lesson.toml:{told}" in str(refusal.value)


def test_the_schema_offers_every_architecture_instead_of_layers() -> None:
    schema: Any = json.loads(json.dumps(json_schema()))
    key = schema["properties"]["architecture"]
    enums = [each["enum"] for each in key["anyOf"] if "enum" in each]
    assert enums == [list(ARCHITECTURES)]
    assert "layers" not in schema["required"]
    assert {"data", "architecture", "loss"} in [set(each["required"]) for each in schema["anyOf"]]
