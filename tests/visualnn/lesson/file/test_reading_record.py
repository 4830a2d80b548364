"""What is read from lessons, and what is said of each line of them that is spoiled, is what the
record says."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.ui.recording import Log, Record, check, plain
from visualnn.errors import LessonFaults, VisualnnError
from visualnn.lesson import Lesson, find, load
from visualnn.lesson.change import parse_change
from visualnn.lesson.changes import changed
from visualnn.lesson.knobs import knobs_of
from visualnn.lesson.plan import rate_schedule
from visualnn.text import use_language

LESSONS = (
    "logistic", "xor", "descent", "trajectories", "schedules", "playground", "batch-norm",
    "initialisation", "vanishing", "residual",
)  # fmt: skip


def _doubled(line: str) -> str:
    return f"{line}\n{line}"


def _misspelt(line: str) -> str:
    return re.sub(r"^(\s*\[*[A-Za-z_.]+)", r"\1x", line, count=1)


def _with(value: str) -> Callable[[str], str]:
    return lambda line: re.sub(r"=.*$", f"= {value}", line, count=1)


def _less(line: str) -> str:
    return re.sub(r"\d+", lambda found: str(int(found[0]) - 1), line, count=1)


def _more(line: str) -> str:
    return re.sub(r"\d+(?=[^\d]*$)", lambda found: str(int(found[0]) + 7), line, count=1)


def _other_name(line: str) -> str:
    return re.sub(r'"([^"]+)"', r'"\1z"', line, count=1)


SPOILT: tuple[Callable[[str], str], ...] = (
    lambda _line: "",
    _less,
    _other_name,
    _with("-1"),
    _misspelt,
    _with('"x"'),
    _more,
    _with("[]"),
    _with("0.5"),
    _doubled,
    _with("true"),
    _with("[1, 2]"),
    _with("10000000000"),
    lambda line: f"{line} =",
)
"""Ways to spoil a line of a lesson, one of which is tried on each."""


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    use_language("en")
    yield
    use_language("en")


def told(read: Callable[[], Lesson], folder: Path) -> str:
    """What is read, or what is refused and why."""
    try:
        found = read()
    except LessonFaults as faults:
        text = " / ".join(map(str, faults.faults))
    except VisualnnError as error:
        text = str(error)
    else:
        text = f"{found.iterations} iterations, {len(found.stops)} stops, {sorted(found.start)[:4]}"
    return text.replace(str(folder), "").replace("\n", " / ")


def parts(lesson: Lesson) -> dict[str, str]:
    """All that is read from a lesson."""
    numbers = {
        name: f"{array.shape} {float(abs(array).sum()):.6g}" for name, array in lesson.start.items()
    }
    found = {f"start {name}": text for name, text in numbers.items()}
    for n, stop in enumerate(lesson.stops):
        found[f"stop {n}"] = plain(stop)
    found["knobs"] = plain(knobs_of(lesson.spec))
    found["variants"] = plain(lesson.variants)
    found["rate"] = plain(rate_schedule(lesson.spec))
    found["views"] = plain(lesson.desk_views)
    found["titles"] = plain(lesson.spec.title)
    found["instructions"] = plain([each.writes for each in lesson.program.instructions(0)][:60])
    found["ticks"] = plain((lesson.last_tick, lesson.iterations, lesson.program.epoch_ticks))
    return {name: text.replace(str(find("xor").parent.parent), "") for name, text in found.items()}


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_is_read_as_its_record_says(name: str) -> None:
    lesson = load(find(name))
    log = Log(f"reading/{name}", lambda: parts(lesson))
    log.did(name)
    log.end()


@pytest.mark.parametrize("name", LESSONS)
def test_each_line_that_is_spoiled_is_told_as_the_record_says(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "lesson"
    home = find(name) if find(name).is_dir() else find(name).parent
    shutil.copytree(home, folder)
    file = folder / "lesson.toml"
    lines = file.read_text(encoding="utf-8").splitlines()
    record = Record(f"reading/{name}-spoilt")
    for n, line in enumerate(lines):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        spoilt = [*lines[:n], SPOILT[n % len(SPOILT)](line), *lines[n + 1 :]]
        if spoilt == lines:
            continue
        file.write_text("\n".join(spoilt) + "\n", encoding="utf-8")
        record.say(f"{n + 1} {spoilt[n]!r}: {told(lambda: load(folder), folder)}")
    record.end()


CHANGES = (
    "optimizer.lr=0.3", "optimizer.lr=-1", "optimizer.lr", "epochs=3", "epochs=0", "seed=9",
    "layers.hidden.units=3", "layers.hidden.units=0", "layers.hidden.activation=tanh",
    "layers.hidden=", "layers.output=", "layers.new.kind=dense", "nothing=1", "batch.size=all",
    "batch.size=2", "data.source=and", "loss.kind=mse", "loss.kind=nothing", "title.en=Other",
    "layers.hidden.nothing=1", "beside=", "stops=", "=", "a.b.c.d=1", "optimizer=sgd",
)  # fmt: skip


@pytest.mark.parametrize("name", ["logistic", "xor", "descent"])
def test_each_change_is_told_as_the_record_says(name: str) -> None:
    lesson = load(find(name))
    found = [
        f"{text}: {told(lambda text=text: changed(lesson, [parse_change(text)]), Path('/nowhere'))}"  # type: ignore[misc]
        for text in CHANGES
    ]
    check(f"reading/{name}-changed", "\n".join(found) + "\n")
