"""What strangers install: entry points, desktop entry, PyInstaller's hook and classifiers agree
with the program. `make wheel` builds the wheel and uses it."""

from __future__ import annotations

import configparser
import re
import runpy
import sys
import tomllib
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType

import pytest

from visualnn import resources, text
from visualnn._pyinstaller import data_folders, hook_folders

ROOT = Path(__file__).parents[1]
CONTENT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = CONTENT["project"]
ENTRY = ROOT / "assets" / "desktop" / "visualnn.desktop"


# -- the desktop -----------------------------------------------------------------------------------


def desktop_entry() -> configparser.SectionProxy:
    parser = configparser.ConfigParser(interpolation=None, delimiters=("=",))
    parser.optionxform = str  # type: ignore[method-assign, assignment]  # keys are case-sensitive
    parser.read(ENTRY, encoding="utf-8")
    return parser["Desktop Entry"]


def test_the_menu_starts_a_command_that_is_installed() -> None:
    command, *words = desktop_entry()["Exec"].split()
    assert command in PROJECT["gui-scripts"]
    assert words == ["%f"]


def test_the_menu_finds_the_icon_and_the_window_its_entry() -> None:
    shared = CONTENT["tool"]["hatch"]["build"]["targets"]["wheel"]["shared-data"]
    installed = {Path(source): Path(target) for source, target in shared.items()}
    assert all((ROOT / source).is_file() for source in installed)
    assert installed[ENTRY.relative_to(ROOT)] == Path("share/applications/visualnn.desktop")
    icons = [path for path in installed.values() if "icons" in path.parts]
    assert [path.stem for path in icons] == [desktop_entry()["Icon"]]
    source = (ROOT / "ui" / "shell" / "application.py").read_text(encoding="utf-8")
    assert f'setDesktopFileName("{ENTRY.stem}")' in source
    assert desktop_entry()["StartupWMClass"] == ENTRY.stem


def test_the_menu_speaks_every_language() -> None:
    entry = desktop_entry()
    for key in ("Name", "GenericName", "Comment"):
        assert entry[key]
        assert entry[f"{key}[ko]"]


# -- PyInstaller -----------------------------------------------------------------------------------


def test_pyinstaller_finds_the_folder_with_the_hook() -> None:
    (value,) = PROJECT["entry-points"]["pyinstaller40"].values()
    assert EntryPoint("hook-dirs", value, "pyinstaller40").load() is hook_folders
    (folder,) = hook_folders()
    assert [path.name for path in Path(folder).glob("hook-*.py")] == ["hook-visualnn.py"]


def test_a_frozen_program_holds_what_is_looked_for() -> None:
    """Copied the way PyInstaller does, each thing lies where the program looks for it."""
    package = Path(text.__file__).parent
    frozen: dict[Path, Path] = {}
    for source, target in data_folders():
        path = Path(source)
        assert path.exists()
        frozen[Path(target) / path.name if path.is_file() else Path(target)] = path
    roots = [root.relative_to(package.parent) for root in resources._ROOTS]
    for name in ("lessons", "assets"):
        assert [frozen[root / name] for root in roots if root / name in frozen] == [
            resources.resource(name)
        ]
    locale = text.LOCALE.relative_to(package.parent)
    for language in set(text.LANGUAGES) - {"en"}:  # English is the key
        assert locale / language / "LC_MESSAGES" / "visualnn.mo" in frozen


def test_the_hook_copies_data_and_metadata(monkeypatch: pytest.MonkeyPatch) -> None:
    hooks = ModuleType("PyInstaller.utils.hooks")
    monkeypatch.setattr(hooks, "copy_metadata", lambda name: [(name, "metadata")], raising=False)
    for name in ("PyInstaller", "PyInstaller.utils"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    monkeypatch.setitem(sys.modules, hooks.__name__, hooks)
    found = runpy.run_path(str(Path(hook_folders()[0]) / "hook-visualnn.py"))
    assert found["datas"] == [*data_folders(), ("visualnn", "metadata")]
    commands = {*PROJECT["scripts"].values(), *PROJECT["gui-scripts"].values()}
    assert {value.partition(":")[0] for value in commands} <= set(found["hiddenimports"])


# -- what comes with the program, and what others call the same ------------------------------------


def test_a_folder_of_the_same_name_beside_the_package_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "site-packages" / "visualnn"
    (package / "_data" / "assets" / "icons").mkdir(parents=True)
    (package.parent / "assets" / "icons").mkdir(parents=True)  # somebody else's
    roots = [package.parent / root.relative_to(ROOT) for root in resources._ROOTS]
    monkeypatch.setattr(resources, "_ROOTS", roots)
    assert resources.resource("assets/icons") == package / "_data" / "assets" / "icons"


# -- what an index says of it ----------------------------------------------------------------------


def test_the_classifiers_name_the_pythons_that_are_tried() -> None:
    workflow = (ROOT / ".github" / "workflows" / "check.yml").read_text(encoding="utf-8")
    (tried,) = re.findall(r"^ +python: \[(.*)\]$", workflow, re.MULTILINE)
    prefix = "Programming Language :: Python :: 3."
    named = [each.split()[-1] for each in PROJECT["classifiers"] if each.startswith(prefix)]
    assert named == re.findall(r"[\d.]+", tried)
    assert PROJECT["requires-python"] == f">={named[0]}"


def test_typed_means_typed() -> None:
    assert ("Typing :: Typed" in PROJECT["classifiers"]) == (ROOT / "visualnn/py.typed").exists()
