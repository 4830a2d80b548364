"""`python -m visualnn` is the command ``visualnn``, without a word of the window in the engine."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path

import pytest

from visualnn import __main__ as command
from visualnn.errors import VisualnnError

ROOT = Path(__file__).parents[2]


def test_it_is_the_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "visualnn", "--version"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("visualnn 0.")


def test_it_calls_what_the_entry_point_names(monkeypatch: pytest.MonkeyPatch) -> None:
    named = EntryPoint("visualnn", "operator:countOf", "console_scripts")
    monkeypatch.setattr(EntryPoint, "load", lambda entry: lambda: len(entry.value))

    def entry_points(group: str, name: str) -> EntryPoints:
        return EntryPoints([named]).select(group=group, name=name)

    monkeypatch.setattr(command, "entry_points", entry_points)
    assert command.main() == len("operator:countOf")


def test_what_is_not_installed_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "entry_points", lambda **_chosen: EntryPoints())
    with pytest.raises(VisualnnError, match="not installed"):
        command.main()


@pytest.mark.parametrize("group", ["scripts", "gui-scripts"])
def test_every_entry_point_names_something_that_can_be_called(group: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project[group]
    for name, value in project[group].items():
        assert callable(EntryPoint(name, value, group).load())
