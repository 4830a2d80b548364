"""Every lesson can be played with: it has a knob, its knobs stand where the lesson has them, and
what its prose offers to try can be."""

from __future__ import annotations

from pathlib import Path

import pytest

from visualnn.errors import LessonError
from visualnn.lesson import open_named, shipped
from visualnn.lesson.change import setting_text
from visualnn.lesson.changes import changed
from visualnn.lesson.file import Link
from visualnn.tell.rehearsal import refuse_experiments


@pytest.mark.parametrize("name", shipped())
def test_every_lesson_has_a_knob_that_stands_where_the_lesson_has_it(name: str) -> None:
    lesson = open_named(name)
    assert lesson.knobs
    for knob in lesson.knobs:
        if knob.key is not None:
            assert knob.at(lesson.spec) is not None, knob.id
        for setting in (knob.settings[0], knob.settings[-1]):
            assert setting.is_made_in(changed(lesson, setting.changes_of(lesson.spec)).spec)


@pytest.mark.parametrize("name", shipped())
def test_what_a_lesson_offers_to_try_can_be_and_is_the_same_in_both_languages(name: str) -> None:
    lesson = open_named(name)
    refuse_experiments(lesson)
    offered = {
        language: [
            (tuple(map(setting_text, stop.changes)), link.settings)
            for stop in lesson.stops
            for link in page.links(stop.name)
            if link.settings
        ]
        for language, page in lesson.spec.prose.items()
    }
    assert offered["en"] == offered["ko"]
    for at_the_stop, settings in offered["en"]:
        assert changed_by(name, settings) != changed_by(name, at_the_stop)


def changed_by(name: str, settings: tuple[str, ...]) -> object:
    from visualnn.lesson.change import parse_change

    return changed(open_named(name), map(parse_change, settings)).spec.model_dump()


def written(tmp_path: Path, target: str) -> Path:
    folder = tmp_path / "mine"
    folder.mkdir()
    for file in shipped()["neuron"].iterdir():
        text = file.read_text(encoding="utf-8").replace("try:optimizer.lr=0.1)", target + ")")
        (folder / file.name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "target", ["try:optimizer.lr=-1", "try:layers.n.units=0", "try:gone.key=1", "try:epochs=[1"]
)
def test_an_experiment_that_cannot_be_is_refused_at_its_link(tmp_path: Path, target: str) -> None:
    lesson = open_named(str(written(tmp_path, target)))
    with pytest.raises(LessonError) as refused:
        refuse_experiments(lesson)
    assert refused.value.place.path.endswith(".md")
    assert refused.value.place.line > 0


@pytest.mark.parametrize("target", ["try:", "try:epochs", "try:=3", "try:epochs=3 4"])
def test_what_is_no_setting_is_no_link(tmp_path: Path, target: str) -> None:
    with pytest.raises(LessonError):
        open_named(str(written(tmp_path, f"<{target}>")))


def test_an_experiment_may_set_several_keys() -> None:
    spec = open_named("neuron").spec
    (first, *_rest) = (link for stop in spec.stops for link in spec.prose["en"].links(stop.id))
    assert first.settings == ("optimizer.lr=0.1",)
    both = Link("words", "try:epochs=3&batch.size=2", first.place)
    assert both.settings == ("epochs=3", "batch.size=2")
    assert Link("words", "lesson:xor", first.place).settings == ()
