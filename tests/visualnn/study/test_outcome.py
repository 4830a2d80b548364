"""What comes out of the runs of a study, wherever they are computed, and how it is kept."""

from __future__ import annotations

import json
import math
import os
import signal
from pathlib import Path

import pytest
from distributed import LocalCluster

from visualnn.errors import VisualnnError
from visualnn.lesson.changes import open_changed
from visualnn.run.history import History
from visualnn.study.kept import KeptRuns
from visualnn.study.outcome import Outcome, Refusal, outcome_of
from visualnn.study.plan import Study, StudyRun, parse_axis, study_of
from visualnn.study.results import as_table
from visualnn.study.workers import WorkerError, outcomes
from visualnn.tell.report import ending_data

SHORT = 40


def study(**more: object) -> Study:
    axes = [parse_axis("layers.hidden.units=2,3")]
    return study_of("xor", axes=axes, seeds=(0, 1), iterations=SHORT, **more)  # type: ignore[arg-type]


def numbers(found: dict[StudyRun, Outcome | Refusal]) -> dict[StudyRun, object]:
    return {
        run: (each.seed, each.iterations, dict(each.values), each.diverged_at)
        for run, each in found.items()
        if isinstance(each, Outcome)
    }


@pytest.fixture(scope="module")
def alone() -> dict[StudyRun, object]:
    """The runs of the study one after the other in this process."""
    return numbers(dict(outcomes(study(), study().runs, 1)))


def test_a_run_of_a_study_has_the_bits_of_the_same_run_alone(
    alone: dict[StudyRun, object],
) -> None:
    assert len(alone) == 4
    for run, said in alone.items():
        lesson = open_changed("xor", run.all_changes)
        history = History(lesson.program, lesson.start)
        history.run_to(SHORT)
        assert said == (run.seed, SHORT, ending_data(lesson, history), None)


@pytest.mark.parametrize("jobs", [2, 4])
def test_any_number_of_processes_gives_the_same_numbers(
    jobs: int, alone: dict[StudyRun, object]
) -> None:
    assert numbers(dict(outcomes(study(), study().runs, jobs))) == alone


def test_a_cluster_gives_the_same_numbers(alone: dict[StudyRun, object]) -> None:
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None
    ) as cluster:
        address = cluster.scheduler_address
        assert numbers(dict(outcomes(study(), study().runs, 2, address))) == alone


def test_a_cluster_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("visualnn.study.workers.CONNECT_SECONDS", 0.2)
    with pytest.raises(WorkerError, match="no dask cluster answers"):
        list(outcomes(study(), study().runs, 2, "tcp://127.0.0.1:9"))


def test_a_run_that_diverges_says_where_and_goes_to_its_end() -> None:
    wild = study_of("xor", axes=[parse_axis("optimizer.lr=1e308")], iterations=SHORT)
    ((_run, found),) = outcomes(wild, wild.runs, 1)
    assert isinstance(found, Outcome)
    assert found.iterations == SHORT
    assert found.diverged_at is not None
    assert not math.isfinite(found.values["L"])
    lesson = open_changed("xor", wild.runs[0].all_changes)
    history = History(lesson.program, lesson.start)
    history.run_to(found.diverged_at)
    assert history.trouble is None
    history.run_to(found.diverged_at + 1)
    assert history.trouble is not None


def test_a_run_that_cannot_be_built_keeps_no_other_from_its_end() -> None:
    some = study_of("xor", axes=[parse_axis("layers.hidden.units=0,2")], iterations=SHORT)
    found = dict(outcomes(some, some.runs, 2))
    refused, done = (found[run] for run in some.runs)
    assert isinstance(refused, Refusal)
    assert isinstance(refused.error, VisualnnError)
    assert "0" in str(refused.error)
    assert isinstance(done, Outcome)


class Murder:
    """A change that ends the process that opens a lesson with it."""

    def __reduce__(self) -> tuple[object, tuple[int, int]]:
        return _end, (os.getpid(), signal.SIGKILL)


def _end(parent: int, number: int) -> object:
    if os.getpid() != parent:
        os.kill(os.getpid(), number)
    return None


def test_a_process_that_is_ended_from_outside_is_told() -> None:
    run = StudyRun((Murder(),), ("murder",), 0)  # type: ignore[arg-type]
    with pytest.raises(WorkerError, match="is gone"):
        list(outcomes(study(), [run, *study().runs], 2))


def test_what_is_kept_is_read_again_bit_for_bit(tmp_path: Path) -> None:
    kept = KeptRuns(tmp_path)
    told = Outcome(3, 7, {"L": 0.1 + 0.2, "val.L": math.nan, "accuracy": math.inf}, 5, 0.25)
    assert kept.read("a" * 64) is None
    kept.write("a" * 64, told)
    found = KeptRuns(tmp_path).read("a" * 64)
    assert found is not None
    assert repr(found) == repr(told)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[]",
        b"7",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"format": 1, "key": "k"}',
        b" " * 70_000,
    ],
)
def test_a_file_that_does_not_hold_counts_as_not_finished(tmp_path: Path, content: bytes) -> None:
    kept = KeptRuns(tmp_path)
    (tmp_path / "runs" / "k.json").write_bytes(content)
    assert kept.read("k") is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("format", 2),
        ("key", "other"),
        ("seed", "1"),
        ("seed", -1),
        ("iterations", None),
        ("iterations", 1.5),
        ("iterations", True),
        ("values", []),
        ("values", {"L": "many"}),
        ("values", {f"m{n}": "1" for n in range(1001)}),
        ("diverged_at", 0.5),
        ("seconds", "nan"),
    ],
)
def test_a_kept_run_with_one_thing_wrong_is_computed_anew(
    tmp_path: Path, name: str, value: object
) -> None:
    kept = KeptRuns(tmp_path)
    kept.write("k", Outcome(1, 2, {"L": 1.0}, None, 0.5))
    file = tmp_path / "runs" / "k.json"
    said = json.loads(file.read_text())
    assert kept.read("k") is not None
    file.write_text(json.dumps({**said, name: value}))
    assert kept.read("k") is None


def test_a_table_has_a_row_for_each_run_and_a_column_for_each_metric() -> None:
    runs = study().runs
    table = as_table(
        {
            runs[0]: Outcome(0, 4, {"L": 1.0, "accuracy": 0.5}, None, 0.25),
            runs[1]: Outcome(1, 4, {"L": 2.0, "val.L": 3.0}, 2, 0.5),
        }
    )
    assert table.columns == (
        "changes",
        "seed",
        "iterations",
        "L",
        "val.L",
        "accuracy",
        "diverged_at",
        "seconds",
    )
    assert table.rows == (
        ("layers.hidden.units=2", 0, 4, 1.0, None, 0.5, None, 0.25),
        ("layers.hidden.units=2", 1, 4, 2.0, 3.0, None, 2, 0.5),
    )


def test_a_run_ends_where_its_training_ends_itself() -> None:
    found = outcome_of("xor", (), StudyRun((), (), 1), 10**9)
    assert isinstance(found, Outcome)
    assert found.iterations == open_changed("xor", ()).iterations
