"""Which runs a study has, how they are written, and what their keys depend on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from visualnn.errors import SettingError, UnknownNameError, VisualnnError
from visualnn.lesson import find
from visualnn.lesson.change import Change
from visualnn.run.history import History
from visualnn.study.plan import MAX_RUN_COUNT, Study, parse_axis, parse_seeds, study_of


def test_values_are_parted_at_commas_outside_of_brackets_and_quotation_marks() -> None:
    axis = parse_axis('layers.hidden = {kind = "dense", units = 2}, {kind = "dense", units = 3}')
    assert axis.key == "layers.hidden"
    assert [change.value for (change,) in axis.values] == [
        {"kind": "dense", "units": 2},
        {"kind": "dense", "units": 3},
    ]
    assert [each.value for (each,) in parse_axis("optimizer.lr=0.1,1,1e-3").values] == [
        0.1,
        1,
        0.001,
    ]
    assert parse_axis("loss.kind='a,b',c").texts == ("'a,b'", "c")
    assert [each.value for (each,) in parse_axis("optimizer.clip=,1").values] == [None, 1]


@pytest.mark.parametrize("text", ["", "lr", "lr=", "=1,2", "lr=1,1", "lr=[1"])
def test_values_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(VisualnnError):
        parse_axis(text)


def test_seeds_are_ranges_and_lists() -> None:
    assert parse_seeds("0-3") == (0, 1, 2, 3)
    assert parse_seeds("1,4") == (1, 4)
    assert parse_seeds("7, 2-4,3") == (7, 2, 3, 4)
    assert parse_seeds("4294967295") == (4294967295,)


@pytest.mark.parametrize(
    "text", ["", "a", "3-1", "-1", "1.5", "4294967296", "0-99999999", "1;2", "٣"]
)
def test_seeds_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(SettingError):
        parse_seeds(text)


def test_a_grid_has_every_combination_once_and_the_seeds_turn_fastest() -> None:
    study = study_of(
        "xor", axes=[parse_axis("optimizer.lr=1,2"), parse_axis("epochs=3,4")], seeds=(5, 6)
    )
    assert [(run.words, run.seed) for run in study.runs] == [
        (f"optimizer.lr={rate} epochs={epochs}", seed)
        for rate in (1, 2)
        for epochs in (3, 4)
        for seed in (5, 6)
    ]
    last = study.runs[-1]
    assert last.all_changes == (
        Change("optimizer.lr", 2),
        Change("epochs", 4),
        Change("seed", 6),
    )


def test_runs_whose_values_are_tables_or_lists_have_keys_of_their_own() -> None:
    layer = '{kind = "dense", units = %d, activation = "relu"}'
    axis = parse_axis(f"layers.hidden={layer % 2},{layer % 3}")
    study = study_of("xor", axes=[axis, parse_axis("data.features=['x0','x1'],['x1','x0']")])
    keys = study.keys(study.open())
    assert len(keys) == len(set(keys.values())) == 4
    assert set(keys) == set(study.runs)


def test_a_study_without_anything_is_the_lesson_itself() -> None:
    (run,) = Study("xor").runs
    assert (run.words, run.seed, run.all_changes) == ("", None, ())


def test_what_is_said_twice_is_refused() -> None:
    rate = parse_axis("optimizer.lr=1,2")
    with pytest.raises(SettingError):
        study_of("xor", axes=[rate, rate])
    with pytest.raises(SettingError):
        study_of("xor", axes=[parse_axis("seed=1,2")], seeds=(1,))


def test_keys_that_do_not_exist_and_too_many_runs_are_refused_before_anything_is_computed() -> None:
    with pytest.raises(UnknownNameError):
        study_of("xor", axes=[parse_axis("optimizers.lr=1,2")]).open()
    values = ",".join(str(n) for n in range(1, MAX_RUN_COUNT // 100 + 2))
    many = study_of("xor", axes=[parse_axis(f"epochs={values}")], seeds=tuple(range(100)))
    with pytest.raises(SettingError):
        many.open()


def test_a_key_depends_on_all_that_the_run_depends_on(tmp_path: Path) -> None:
    folder = tmp_path / "xor"
    shutil.copytree(find("xor"), folder)

    def key(**more: object) -> str:
        study = study_of(str(folder), **more)  # type: ignore[arg-type]
        (found,) = study.keys(study.open()).values()
        return found

    base = key()
    assert key() == base
    others = {
        key(seeds=(1,)),
        key(seeds=(2,)),
        key(iterations=10),
        key(fixed=[Change("optimizer.lr", 0.25)]),
        key(axes=[parse_axis("optimizer.lr=0.25")]),
        key(axes=[parse_axis("optimizer.lr=0.125")]),
    }
    assert len(others | {base}) == 7
    file = folder / "lesson.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("epochs = ", "epochs = 1"), encoding="utf-8")
    assert key() != base
    file.write_text("# a remark changes nothing\n" + text, encoding="utf-8")
    assert key() == base


@pytest.mark.parametrize(
    "line",
    [
        'run_title = { en = "four units", ko = "유닛 네 개" }',
        'breakpoints = [{ when = "L < 0.1" }]',
        '[[knobs]]\nkey = "batch.size"\nchoices = [2, 4]',
    ],
)
def test_a_key_does_not_depend_on_what_no_run_depends_on(tmp_path: Path, line: str) -> None:
    folder = tmp_path / "xor"
    shutil.copytree(find("xor"), folder)
    file = folder / "lesson.toml"
    text = file.read_text(encoding="utf-8")

    def described() -> tuple[str, bytes]:
        study = study_of(str(folder))
        lesson = study.open()
        (found,) = study.keys(lesson).values()
        history = History(lesson.program, lesson.start)
        history.run_to(3)
        return found, history.at(lesson.program.start_of(3)).values["L"].tobytes()

    base = described()
    is_table = line.startswith("[[")
    file.write_text(f"{text}\n{line}\n" if is_table else f"{line}\n{text}", encoding="utf-8")
    assert described() == base
