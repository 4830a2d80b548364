"""The settings of a lesson: as many as the file may have, with what they are."""

from __future__ import annotations

import pytest

from visualnn.lesson import open_named, shipped
from visualnn.lesson.change import parse_change
from visualnn.lesson.changes import changed
from visualnn.lesson.settings import (
    LessonSetting,
    SettingForm,
    changes_back,
    groups_of,
    settings_of,
)


def setting(name: str, key: str) -> LessonSetting:
    spec = open_named(name).spec
    group = next(g.key for g in groups_of(spec) if key in {s.key for s in settings_of(spec, g.key)})
    return next(each for each in settings_of(spec, group) if each.key == key)


def test_a_lesson_has_a_group_for_each_table_and_each_layer() -> None:
    groups = groups_of(open_named("xor").spec)
    assert [(group.key, group.kind) for group in groups] == [
        ("", ""),
        ("data", "xor"),
        ("batch", ""),
        ("layers.hidden", "dense"),
        ("layers.output", "dense"),
        ("loss", "binary_cross_entropy"),
        ("optimizer", "sgd"),
        ("regularization", ""),
        ("callbacks", ""),
    ]
    assert groups_of(open_named("descent").spec)[-1].key == "function"
    assert settings_of(open_named("xor").spec, "layers.gone") == ()


def test_what_says_who_the_lesson_is_is_no_setting() -> None:
    keys = {each.key for each in settings_of(open_named("xor").spec, "")}
    assert {"epochs", "seed", "dtype", "schedule", "clip", "metrics"} <= keys
    assert keys.isdisjoint({"name", "title", "stops", "knobs", "variants", "layers", "data"})


def test_settings_know_what_they_are_and_what_they_may_be() -> None:
    units = setting("xor", "layers.hidden.units")
    assert (units.form, units.text, units.is_given) == (SettingForm.VALUE, "8", True)
    assert (units.least, units.most) == ("≥ 1", "≤ 100,000")
    kind = setting("xor", "optimizer.kind")
    assert kind.form is SettingForm.WORD
    assert {"sgd", "adam", "radam"} <= set(kind.words)
    activation = setting("xor", "layers.hidden.activation")
    assert (activation.form, activation.text) == (SettingForm.WORD, "relu")
    weights = setting("xor", "layers.hidden.weights")
    assert weights.form is SettingForm.WORD_OR_VALUE
    assert "glorot_uniform" in weights.words
    assert setting("xor", "layers.hidden.trainable").form is SettingForm.SWITCH
    size = setting("xor", "batch.size")
    assert (size.form, size.text, size.is_given) == (SettingForm.WORD_OR_VALUE, "all", False)
    assert setting("neuron", "layers.n.weights").text == "[[3.0]]"
    rate = setting("xor", "optimizer.lr")
    assert (rate.least, rate.most) == ("≥ 0", "")
    assert setting("lenet", "layers.c1.stride").usual == "1"


@pytest.mark.parametrize("name", shipped())
def test_every_value_that_is_given_can_be_typed_again(name: str) -> None:
    """As it is written it changes nothing: the sheet tells the truth."""
    lesson = open_named(name)
    for group in groups_of(lesson.spec):
        typed = [s for s in settings_of(lesson.spec, group.key) if s.is_given]
        changes = [parse_change(f"{each.key}={each.text}") for each in typed]
        if changes:
            again = changed(lesson, changes)
            assert again.spec.model_dump() == lesson.spec.model_dump(), group.key


def test_the_way_back_leads_through_every_key_and_layer() -> None:
    opened = open_named("xor")
    settings = (
        "optimizer.kind=adam",
        "optimizer.beta1=0.5",
        "layers.hidden.units=3",
        'layers.more={ kind = "dense", units = 2, after = "hidden" }',
        "batch.size=2",
        "epochs=10",
        'schedule={ kind = "exponential", gamma = 0.9 }',
    )
    there = changed(opened, map(parse_change, settings))
    back = changes_back(there, opened)
    assert {change.key for change in back} >= {"optimizer", "layers", "schedule", "epochs"}
    assert changed(there, back).spec.model_dump() == opened.spec.model_dump()
    without = changed(open_named("two-units"), [parse_change("layers.hidden=")])
    again = changed(without, changes_back(without, open_named("two-units")))
    assert again.spec.model_dump() == open_named("two-units").spec.model_dump()
    assert changes_back(opened, opened) == ()


def test_the_way_back_to_a_known_network_brings_its_layers() -> None:
    opened = open_named("lenet5")
    there = changed(opened, [parse_change("layers.c1.activation=relu")])
    assert changed(there, changes_back(there, opened)).spec == opened.spec
