"""The command line: what it prints, what it returns, and that words need no Qt."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from ui.cli import command as cli
from ui.cli.window import memory_of
from visualnn.lesson import find, load
from visualnn.lesson.architectures import ARCHITECTURES
from visualnn.text import use_language

ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    """`main` chooses a language; the next test starts with English again."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    use_language("en")


def command(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, on a computer without a screen."""
    kept = {k: v for k, v in os.environ.items() if k not in SCREENS}
    return subprocess.run(  # noqa: S603  our own command
        [sys.executable, "-m", "ui.cli", *words],
        cwd=ROOT,
        env={**kept, "PYTHONUTF8": "1", "VISUALNN_NO_SETTINGS": "1", **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


SCREENS = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}


@pytest.mark.parametrize(
    "words",
    [
        ("lessons",),
        ("check", "xor"),
        ("trace", "xor"),
        ("explain", "xor", "L"),
        ("summary", "xor"),
        ("run", "xor", "--iterations", "3"),
    ],
)
def test_words_need_no_qt(words: tuple[str, ...]) -> None:
    script = (
        "import sys\n"
        "from ui.cli import main\n"
        f"code = main({list(words)!r})\n"
        "found = [m for m in sys.modules if m.startswith(('PySide6', 'shiboken'))]\n"
        "sys.exit(f'imported {found}' if found else code)\n"
    )
    done = subprocess.run(  # noqa: S603  our own command
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout


def test_without_a_screen_it_says_so_and_goes_on(tmp_path: Path) -> None:
    done = command(TMPDIR=str(tmp_path))
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert "no screen" in lines[0]
    assert "L = Σₙ l[n] / batch" in done.stdout
    assert "20 of 20 iterations" in done.stdout
    picture = Path(lines[-1].split(": ", 1)[1])
    assert picture.is_relative_to(tmp_path)
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_a_snapshot_is_drawn(tmp_path: Path) -> None:
    out = tmp_path / "small.png"
    words = ("snapshot", "xor", "--at", "loss", "--out", str(out), "--size", "1024x768")
    done = command(*words, "--theme", "dark", "--lang", "ko", "--focus", "hidden.z[1,3]")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    content = out.read_bytes()
    assert content.startswith(b"\x89PNG")
    assert (int.from_bytes(content[16:20]), int.from_bytes(content[20:24])) == (1024, 768)


def test_the_same_snapshot_twice_is_the_same_picture(tmp_path: Path) -> None:
    pictures = []
    for name in ("a.png", "b.png"):
        command("snapshot", "xor", "--at", "30", "--out", str(tmp_path / name))
        pictures.append((tmp_path / name).read_bytes())
    assert pictures[0] == pictures[1]


def test_lessons_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["lessons", "--lang", "ko"]) == 0
    listed = capsys.readouterr().out
    assert load(find("xor")).spec.title.ko in listed
    lessons, _, networks = listed.partition("\n\n")
    assert [line.split()[0] for line in lessons.splitlines()][:5] == [
        *("neuron", "playground", "gates", "logistic", "two-units")
    ]
    assert [line.split()[0] for line in networks.splitlines()][1:] == list(ARCHITECTURES)
    assert "보조 분류기가 있는 GoogLeNet" in networks


def test_a_broken_lesson_hides_no_other(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "lesson.toml").write_text("format = 0", encoding="utf-8")
    monkeypatch.setattr("visualnn.lesson.shipped", lambda: {"broken": tmp_path, "xor": find("xor")})
    assert cli.main(["lessons", "--lang", "en"]) == 1
    told = capsys.readouterr()
    assert load(find("xor")).spec.title.en in told.out
    assert "resnet152" in told.out
    assert "lesson.toml" in told.err


def test_lessons_are_checked(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert cli.main(["check", "xor", "digits", "logistic"]) == 0
    assert capsys.readouterr().out.count("instructions tried") == 3
    broken = tmp_path / "lesson.toml"
    source = (find("xor") / "lesson.toml").read_text(encoding="utf-8")
    broken.write_text(source.replace("units = 8", "units = -8"), encoding="utf-8")
    for language in ("ko", "en"):
        page = (find("xor") / f"{language}.md").read_text(encoding="utf-8")
        (tmp_path / f"{language}.md").write_text(page, encoding="utf-8")
    assert cli.main(["check", "xor", str(broken)]) == 1
    told = capsys.readouterr()
    assert "xor: fine" in told.out
    line = source.splitlines().index("units = 8") + 1
    assert told.err.startswith(f"{broken}:{line}:")
    asking = source.replace('views = ["network", "boundary"]', 'views = ["convolution"]', 1)
    broken.write_text(asking, encoding="utf-8")
    assert cli.main(["check", str(broken)]) == 1
    line = asking.splitlines().index('views = ["convolution"]') + 1
    assert f"{broken}:{line}:10: the view convolution does not suit" in capsys.readouterr().err


def test_a_trace_is_printed_as_text_and_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["trace", "xor", "--iterations", "2"]) == 0
    printed = capsys.readouterr().out
    assert "=== iteration 1 of 1000 ===" in printed
    assert cli.main(["trace", "xor", "--format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert len(data["instructions"]) == len(load(find("xor")).program.closing)


def test_a_number_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["explain", "xor", "hidden.z[1,3]", "--iteration", "5"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("hidden.z[1,3] = ")
    assert "z[n,j] = s[n,j] + b[j]" in printed


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["explain", "xor", "hiden.z[1,3]"], 2, "hiden.z"),
        (["explain", "xor", "hiden.z[1,3]"], 2, "did you mean hidden.z?"),
        (["explain", "xor", "hidden.z"], 2, "hidden.z[0,0]"),
        (["explain", "digits", "val.accuracy"], 2, "last iteration of an epoch, 44"),
        (["explain", "xor", "hidden.z[1,300]"], 2, "(4, 8)"),
        (["explain", "xor", "hidden.z[1,"], 2, "does not name a number"),
        (["explain", "xor", "L", "--iteration", "1000"], 2, "ends with iteration 999"),
        (["summary", "nothing"], 1, "there is no lesson nothing"),
        (["run", "xor", "--set", "lr"], 2, "KEY=VALUE"),
        (["run", "xor", "--set", "optimizer.rate=1"], 1, "rate"),
        (["run", "xor", "--set", "optimiser.lr=1"], 2, "optimizer.lr"),
        (["run", "xor", "--set", "layers.hiden.units=1"], 2, "layers.hidden.units"),
        (["run", "xor", "--set", "optimizer.lr=fast"], 1, "lr"),
        (["run", "xor", "--iterations", "2", "--out", "/nowhere/x.npz"], 1, "/nowhere"),
        (["run", "xor", "--iterations", "2", "--log", "/nowhere/x.csv"], 1, "/nowhere"),
        (["run", "xor", "--set", "optimiser.lr=1"], 2, "did you mean optimizer.lr?"),
        (["snapshot", "xor", "--out", "x.jpg"], 2, "x.png"),
        (["snapshot", "xor", "--out", "/nowhere/x.png"], 1, "no folder /nowhere"),
        (["snapshot", "xor", "--focus", "hidden.W[9,9]", "--out", "x.png"], 2, "(2, 8)"),
        (["snapshot", "xor", "--at", "nothing", "--out", "x.png"], 2, "four-rows"),
        (["snapshot", "xor", "--at", "999999999", "--out", "x.png"], 2, "stops are"),
    ],
)
def test_what_is_wrong_is_one_sentence(
    words: list[str], code: int, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(words) == code
    printed = capsys.readouterr()
    assert told in printed.err
    assert printed.err.count("\n") == 1
    assert printed.out == ""


@pytest.mark.parametrize(
    "words",
    [["dance"], ["trace"], ["trace", "xor", "--iterations", "-1"], ["snapshot", "xor"], ["--set"]],
)
def test_wrong_usage_is_two(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(words)
    assert left.value.code == 2
    assert "usage: visualnn" in capsys.readouterr().err


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(["--version"])
    assert left.value.code == 0
    assert capsys.readouterr().out.startswith("visualnn 0.")


def test_a_run_is_saved_and_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "run.npz"
    assert cli.main(["run", "xor", "--iterations", "20", "--out", str(out)]) == 0
    assert "20 of 1000 iterations" in capsys.readouterr().out
    with np.load(out, allow_pickle=False) as saved:
        assert saved["hidden.W"].shape == (2, 8)
        assert saved["curve.L"].shape == (21,)
        assert float(saved["lr"]) == 0.1
    assert [path.name for path in tmp_path.iterdir()] == ["run.npz"]


def test_a_run_is_logged_as_a_table(tmp_path: Path) -> None:
    log = tmp_path / "run.csv"
    changes = ("batch.size=2", "epochs=3")
    sets = [word for change in changes for word in ("--set", change)]
    assert cli.main(["run", "xor", *sets, "--log", str(log)]) == 0
    heading, *rows = log.read_text(encoding="utf-8").splitlines()
    assert heading == "iteration,epoch,L"
    assert [row.rpartition(",")[0] for row in rows] == [
        "0,0",
        "1,0",
        "2,1",
        "3,1",
        "4,2",
        "5,2",
        "6,3",
    ]
    assert all(float(row.rpartition(",")[2]) > 0 for row in rows)


def test_keys_of_the_lesson_can_be_set(tmp_path: Path) -> None:
    out = tmp_path / "run.npz"
    changes = ("layers.hidden.units=3", "optimizer.lr=0.5", "seed=11", "batch.size=2", "epochs=2")
    sets = [word for change in changes for word in ("--set", change)]
    assert cli.main(["run", "xor", *sets, "--out", str(out)]) == 0
    with np.load(out, allow_pickle=False) as saved:
        assert saved["hidden.W"].shape == (2, 3)
        assert float(saved["lr"]) == 0.5
        assert saved["curve.L"].shape == (5,)


OWN_DATA = """format = 1
name = "own"
title = { en = "Own", ko = "나의" }
epochs = 1
[data]
source = "file"
file = "a.csv"
[[layers]]
name = "out"
kind = "dense"
units = 1
[loss]
kind = "mean_squared_error"
[optimizer]
kind = "sgd"
lr = 0.1
"""


def test_a_lesson_can_be_run_over_another_file(tmp_path: Path) -> None:
    """Its own file lies beside it; one that is named on the command line lies anywhere."""
    home, out = tmp_path / "home", tmp_path / "run.npz"
    home.mkdir()
    (home / "lesson.toml").write_text(OWN_DATA, encoding="utf-8")
    (home / "en.md").write_text("# Own\n", encoding="utf-8")
    (home / "ko.md").write_text("# 나의\n", encoding="utf-8")
    (home / "a.csv").write_text("1,0\n2,1\n", encoding="utf-8")
    other = tmp_path / "other.csv"
    other.write_text("1,2,3,0\n4,5,6,1\n", encoding="utf-8")
    for changes, inputs in (("epochs=2", 1), (f"data.file={other}", 3)):
        words = ["run", str(home), "--set", changes, "--out", str(out)]
        assert cli.main(words) == 0
        with np.load(out, allow_pickle=False) as saved:
            assert saved["out.W"].shape == (inputs, 1)


def test_a_failed_save_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "run.npz"
    out.write_bytes(b"old")

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device", str(out))

    monkeypatch.setattr("os.fsync", full)
    assert cli.main(["run", "xor", "--iterations", "2", "--out", str(out)]) == 1
    assert out.read_bytes() == b"old"
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no SIGINT to one process")
def test_ctrl_c_stops_and_still_reports() -> None:
    words = [sys.executable, "-u", "-m", "ui.cli", "run", "xor", "--set", "epochs=1000000"]
    out, err, code = "", "", -1
    for patience in (3, 9, 27):  # on a busy machine it may not train yet when the key comes
        with subprocess.Popen(  # noqa: S603  our own command
            words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as run:
            time.sleep(patience)
            run.send_signal(signal.SIGINT)
            out, err = run.communicate(timeout=30)
        code = run.returncode
        if code == 0:
            break
    assert code == 0, err
    done = int(out.split(": ")[1].split(" of ")[0])
    assert 0 < done < 1_000_000


def test_a_reader_that_goes_away_is_no_error() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "ui.cli", "trace", "xor", "--iterations", "60"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as run:
        assert run.stdout is not None
        assert run.stderr is not None
        run.stdout.readline()
        run.stdout.close()
        assert run.wait(timeout=30) == cli.BROKEN_PIPE_EXIT_CODE
        assert run.stderr.read() == b""


def test_a_terminal_that_cannot_write_greek_gets_escapes() -> None:
    done = command("trace", "xor", PYTHONUTF8="0", PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert "\\u03a3" in done.stdout


def test_settings_are_left_alone_when_asked(tmp_path: Path) -> None:
    chosen = cli.parser().parse_args(["open", "xor", "--no-settings"])
    assert memory_of(chosen).path is None
    before = cli.parser().parse_args(["--no-settings", "open", "xor"])
    assert memory_of(before).path is None
