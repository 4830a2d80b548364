"""`visualnn race`: standings, the rule of the race, and the search."""

from __future__ import annotations

import csv
import io
import json
import shutil
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageSequence

from ui.cli import command as cli
from ui.kit.theme import LIGHT
from ui.shell.film import film_of_race, spread
from visualnn.lesson import find
from visualnn.lesson.change import Change
from visualnn.lesson.changes import open_changed
from visualnn.lesson.variants import open_variant
from visualnn.race.race import Race, at_rate
from visualnn.race.timing import seconds_per_update

COLUMNS = ["place", "id", "lr", "L", "distance", "reached", "diverged"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The lesson, in a folder that can be written."""
    copied = tmp_path / "trajectories"
    shutil.copytree(find("trajectories"), copied)
    return copied


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_race_is_printed_in_every_form(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["race", "trajectories", "--format", "csv"]) == 0
    found = rows(capsys.readouterr().out)
    assert list(found[0]) == COLUMNS
    assert [row["place"] for row in found] == [str(n) for n in range(1, 12)]
    assert {row["lr"] for row in found} == {"0.09"}
    by_id = {row["id"]: row for row in found}
    assert by_id["rmsprop"]["reached"] == "52"
    assert (by_id["nesterov"]["reached"], by_id["nesterov"]["diverged"]) == ("", "6")
    assert cli.main(["race", "trajectories", "--format", "json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["rule"] == "same"
    assert [each["id"] for each in told["standings"]] == [row["id"] for row in found]
    assert cli.main(["race", "trajectories", "--lang", "en"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == COLUMNS
    assert lines[-1] == "Same rate for all: 0.09."


def test_one_other_rate_changes_the_line(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    toml = folder / "lesson.toml"
    text = toml.read_text(encoding="utf-8")
    before = '{ "optimizer.kind" = "adam" }'
    assert before in text
    other = text.replace(before, '{ "optimizer.kind" = "adam", "optimizer.lr" = 0.5 }')
    toml.write_text(other, encoding="utf-8")
    assert cli.main(["race", str(folder), "--lang", "en"]) == 0
    line = capsys.readouterr().out.splitlines()[-1]
    assert line.startswith("Not the same rate for all: lesson 0.09,")
    assert "adam 0.5" in line


def test_a_search_is_written_beside_the_lesson_and_read_again(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    words = ["race", str(folder), "--lang", "en"]
    assert cli.main([*words, "--search", "--rates", "0.03,0.3"]) == 0
    searched = capsys.readouterr().out
    assert searched.splitlines()[-1] == "Each at its best of these rates: 0.03, 0.3."
    assert (folder / "race.toml").is_file()
    assert cli.main(words) == 0
    assert capsys.readouterr().out == searched
    assert cli.main([*words, "--set", "epochs=100"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "Same rate for all: 0.09."


def test_a_search_can_be_written_elsewhere(
    capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "found.toml"
    words = ["race", str(folder), "--out", str(elsewhere), "--format", "json"]
    assert cli.main([*words, "--search", "--rates", "0.1,0.01"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["rule"], told["rates"]) == ("best", [0.01, 0.1])
    assert not (folder / "race.toml").exists()
    assert cli.main(words) == 0
    assert json.loads(capsys.readouterr().out) == told


@pytest.mark.parametrize("rates", ["", "0.1,x", "-1", "0", "inf", "nan"])
def test_rates_that_are_none_are_refused(capsys: pytest.CaptureFixture[str], rates: str) -> None:
    with pytest.raises(SystemExit) as refused:
        cli.main(["race", "trajectories", "--search", f"--rates={rates}", "--lang", "en"])
    assert refused.value.code == 2
    assert "are no rates" in capsys.readouterr().err


def test_a_network_has_no_race(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["race", "xor", "--lang", "en"]) == 1
    assert "trains a network" in capsys.readouterr().err


def test_every_place_of_every_run_is_written(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    out = tmp_path / "ways.csv"
    assert cli.main(["race", "trajectories", "--set", "epochs=6", "--ways", str(out)]) == 0
    told = rows(out.read_text(encoding="utf-8"))
    assert list(told[0]) == ["id", "iteration", "w0", "w1", "L", "lr", "distance"]
    assert len(told) == 11 * 7
    capsys.readouterr()
    line = ["table", "trajectories", "landscape", "--set", "epochs=6", "--at", "end"]
    assert cli.main([*line, "--format", "csv"]) == 0
    wanted = rows(capsys.readouterr().out)
    for row, other in zip(told, wanted, strict=True):
        assert (row["id"], row["iteration"]) == (other["variant"], other["iteration"])
        assert (row["w0"], row["w1"], row["L"]) == (other["w0"], other["w1"], other["plane_L"])
        assert row["distance"] == other["distance"]


def test_an_update_is_timed(capsys: pytest.CaptureFixture[str]) -> None:
    line = ["race", "trajectories", "--set", "epochs=20", "--time", "--format", "csv"]
    assert cli.main(line) == 0
    found = rows(capsys.readouterr().out)
    assert list(found[0]) == [*COLUMNS, "microseconds"]
    assert all(float(row["microseconds"]) > 0 for row in found)


def test_the_quickest_of_three_measurements_counts() -> None:
    ticks = iter([0.0, 4.0, 10.0, 12.0, 20.0, 23.0])
    lesson = open_changed("trajectories", [Change("epochs", 10)])
    assert seconds_per_update(lesson, lambda: next(ticks)) == pytest.approx(0.2)


@pytest.mark.parametrize("ending", ["gif", "png"])
def test_a_race_is_a_film(
    dressed: object, capsys: pytest.CaptureFixture[str], tmp_path: Path, ending: str
) -> None:
    out = tmp_path / f"race.{ending}"
    line = ["race", "trajectories", "--set", "epochs=12", "--film", str(out)]
    assert cli.main([*line, "--pictures", "5", "--size", "640x420"]) == 0
    with Image.open(out) as film:
        assert film.size == (640, 420)
        pictures, lengths = [], []
        for each in ImageSequence.Iterator(film):
            pictures.append(each.convert("RGB").tobytes())
            lengths.append(each.info["duration"])
    assert len(set(pictures)) == 5
    assert lengths[-1] > 10 * lengths[0] > 0


def test_a_run_has_the_colour_of_its_series_in_every_picture_of_a_gif(
    dressed: object, tmp_path: Path
) -> None:
    out = tmp_path / "race.gif"
    line = ["race", "trajectories", "--set", "epochs=12", "--film", str(out)]
    assert cli.main([*line, "--pictures", "4", "--size", "900x520"]) == 0
    colours_of = [each.colour for each in LIGHT.series]
    wanted = {(each.red(), each.green(), each.blue()) for each in colours_of}
    with Image.open(out) as film:
        for each in ImageSequence.Iterator(film):
            picture = each.convert("RGB")
            colours = picture.getcolors(picture.width * picture.height) or ()
            assert wanted <= {colour for _count, colour in colours}


def test_the_film_shows_the_rates_of_the_race(dressed: object) -> None:
    base = open_changed("trajectories", [Change("epochs", 4)])
    adam = at_rate(open_variant(base, "adam"), 0.5)
    race = Race({"lesson": at_rate(base, 0.01), "adam": adam})
    slow = Race({**race.lessons, "adam": at_rate(adam, 0.001)})
    one, again, other = (
        [each.copy() for each in film_of_race(runs, [0, 4], (640, 420), "light")]
        for runs in (race, race, slow)
    )
    assert one == again
    assert one[1] != other[1]


def test_without_pillow_it_is_said_how_to_get_it(
    dressed: object,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "PIL", None)
    out = tmp_path / "race.gif"
    assert cli.main(["race", "trajectories", "--lang", "en", "--film", str(out)]) == 1
    assert "python -m pip install 'visualnn[film]'" in capsys.readouterr().err
    assert not out.exists()
    assert cli.main(["race", "trajectories", "--lang", "en", "--film", "race.mp4"]) == 2


def test_pictures_are_evenly_spaced() -> None:
    assert spread(200, 5) == [0, 50, 100, 150, 200]
    assert spread(3, 90) == [0, 1, 2, 3]
