"""After how many updates the numbers beside learning curves were found: as the text counts them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.runs import LOOK, Run, lesson
from tests.ui.strokes import texts_of
from ui.panels.curves.panel import CurvesPanel
from visualnn.lesson import Lesson, load, shipped
from visualnn.lesson.parts import Stop
from visualnn.program import Program
from visualnn.run.history import History


@pytest.fixture
def panel(qtbot: QtBot) -> CurvesPanel:
    made = CurvesPanel(LOOK)
    qtbot.addWidget(made)
    made.resize(420, 300)
    made.show()
    return made


def painted(panel: CurvesPanel) -> str:
    return " ".join(texts_of(panel))


def test_the_loss_beside_a_curve_says_after_how_many_updates_it_was_found(
    panel: CurvesPanel,
) -> None:
    run = Run(lesson("logistic"), panel)
    found = run.lesson.program.start_of(40) + (run.lesson.program.done_after("L", 40) or 0)
    run.go(found - 1)
    assert "before update 40" in painted(panel)
    run.go(found)
    assert "after 40 updates" in painted(panel)
    run.go(run.lesson.program.end_of(40))
    assert "before update 41" in painted(panel)
    run.go(found - 1)
    assert "before update 40" in painted(panel)  # however far it is computed
    program = run.lesson.program
    run.go(program.start_of(1) + (program.done_after("L", 1) or 0))
    assert "after 1 update" in painted(panel)
    assert "after 1 updates" not in painted(panel)


def test_what_is_measured_behind_an_epoch_says_after_how_many_updates_that_was(
    panel: CurvesPanel,
) -> None:
    run = Run(lesson("dropout"), panel)
    epoch = run.lesson.program.iterations
    assert epoch > 1
    run.go(run.lesson.program.end_of(epoch - 1))
    assert f"before update {epoch}" in painted(panel)
    assert re.search(rf"[0-9.]+ after {epoch}\b", painted(panel))
    run.go(run.lesson.program.end_of(epoch))
    assert f"before update {epoch + 1}" in painted(panel)
    assert not re.search(rf"[0-9.]+ after {epoch - 1}\b", painted(panel))


def told_count(program: Program, name: str, tick: int) -> int | None:
    """After how many updates the number was found that a learner sees of a curve at a tick."""
    written = program.written_at(name, tick)
    if written is None:
        iteration = program.locate(tick).iteration - 1
        while iteration >= 0 and program.done_after(name, iteration) is None:
            iteration -= 1
        return program.updates_before(name, iteration) if iteration >= 0 else None
    return program.updates_before(name, program.locate(written).iteration)


def section(folder: Path, language: str, stop: str) -> str:
    """What a lesson says at a stop, as it is written."""
    text = (folder / f"{language}.md").read_text(encoding="utf-8")
    parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    return parts[parts.index(stop) + 1]


def ahead(opened: Lesson, stop: Stop) -> Iterator[int]:
    """The counts of updates of quoted losses and metrics that are quoted as those of now, whereas a
    learner sees those of fewer updates beside the curves."""
    program = opened.program
    curves = History(program, opened.start).curves
    here = program.locate(stop.tick).iteration
    for quotation in stop.quotations:
        name = quotation.reference.name
        if not quotation.is_placed or name not in curves or name in program.carried:
            continue
        count = opened.iterations if quotation.updates is None else quotation.updates
        told = told_count(program, name, stop.tick)
        if told is not None and told < count <= here + 1:
            yield count


def test_a_loss_that_is_quoted_is_the_one_in_sight_or_the_text_says_after_how_many_updates() -> (
    None
):
    checked, faults = 0, []
    for name, folder in shipped().items():
        opened = load(folder)
        for stop in opened.stops:
            for count in set(ahead(opened, stop)):
                checked += 1
                for language in ("en", "ko"):
                    words = re.sub(r"\{[^}]*\}", "", section(folder, language, stop.name))
                    if not re.search(rf"(?<![\d.]){count}(?!\d)", words):
                        faults.append(f"{name}, {stop.name}, {language}: {count}")
    assert checked >= 10  # there are such stops: only one can stand where the last loss is known
    assert faults == []
