"""The wheel as a stranger gets it: built, looked into, installed in an empty environment and used.

`make wheel`, or ``python -m tools.wheel`` where there is no make. Everything happens in a temporary
folder; it needs nothing but Python and pip. Exit code 1 with a sentence when something is missing.
"""

from __future__ import annotations

import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from .environment import CONSTRAINTS, ROOT, Environment, MissingError, project
from .stranger import try_everything

_PACKAGES = ("visualnn", "ui")
_DATA = ("lessons", "assets")
"""What stands beside the packages in a checkout and inside `visualnn` once installed."""
_SOURCES = (*_PACKAGES, *_DATA, ".github", "docs", "tests", "tools")
_SOURCE_FILES = (".gitignore", "LICENSE", "Makefile", "README.md", "pyproject.toml", "PKG-INFO")
_SHARED = {
    "assets/desktop/visualnn.desktop": "share/applications/visualnn.desktop",
    "assets/icons/visualnn.svg": "share/icons/hicolor/scalable/apps/visualnn.svg",
}
"""What the menu of a desktop reads, and where below the prefix it looks for it."""
_METADATA = ("METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE")
_NOT_HANDED_OUT = ("__pycache__",)
_NOT_IN_THE_WHEEL = (".po", ".pot")
"""What the catalogues are compiled from."""


def main() -> int:
    """Build, compare and try; returns the exit code."""
    with tempfile.TemporaryDirectory(prefix="visualnn-wheel-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        try:
            wheel = built(folder)
            environment = Environment.made(folder / "installed")
            environment.pip("install", "--constraint", str(CONSTRAINTS), str(wheel))
            environment.pip("check")
            for prefix_path in _SHARED.values():
                if not (environment.folder / prefix_path).is_file():
                    raise MissingError(f"{prefix_path} was not installed.")
            empty = folder / "elsewhere"
            empty.mkdir()
            done = try_everything(environment, empty)
        except MissingError as error:
            print(f"wheel: {error}", file=sys.stderr)
            return 1
        print(f"{wheel.name}: {wheel.stat().st_size / 1e6:.1f} MB, installed and used: {done}")
    return 0


def built(folder: Path) -> Path:
    """Build the source distribution and the wheel, compare what they hold with the checkout, and
    return the path of the wheel. Raises MissingError."""
    builder = Environment.made(folder / "builder")
    builder.pip("install", "--constraint", str(CONSTRAINTS), *project()["build-system"]["requires"])
    here, again = folder / "dist", folder / "dist-again"
    builder.python("-m", "hatchling", "build", "--directory", str(here), cwd=ROOT)
    name = f"visualnn-{project()['project']['version']}"
    wheel, source = here / f"{name}-py3-none-any.whl", here / f"{name}.tar.gz"
    with tarfile.open(source) as archive:
        held = {member.name.removeprefix(f"{name}/") for member in archive if member.isfile()}
        compare(source.name, held, set(source_files()))
        archive.extractall(folder / "source", filter="data")
    compare(wheel.name, set(content(wheel)), set(wheel_files(name)))
    builder.python(
        *("-m", "hatchling", "build", "--target", "wheel", "--directory", str(again)),
        cwd=folder / "source" / name,
    )
    if content(again / wheel.name) != content(wheel):
        raise MissingError(f"the wheel built from {source.name} is not the one built here.")
    return wheel


def compare(name: str, held: set[str], wanted: set[str]) -> None:
    """Raise MissingError if an archive does not hold exactly the files that are wanted."""
    if lacking := sorted(wanted - held):
        raise MissingError(f"{name} lacks {', '.join(lacking)}.")
    if strays := sorted(held - wanted):
        raise MissingError(f"{name} also holds {', '.join(strays)}.")


def content(wheel: Path) -> dict[str, bytes]:
    """The files of a wheel by their names."""
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def files(*folders: str) -> Iterator[str]:
    """The files of the checkout below these folders, by their paths with forward slashes."""
    for folder in folders:
        for path in (ROOT / folder).rglob("*"):
            relative = path.relative_to(ROOT)
            if path.is_file() and not set(relative.parts) & set(_NOT_HANDED_OUT):
                yield relative.as_posix()


def source_files() -> Iterator[str]:
    """What the source distribution is to hold; what git ignores is not handed out."""
    yield from (name for name in files(*_SOURCES) if not name.endswith(".pot"))
    yield from _SOURCE_FILES


def wheel_files(name: str) -> Iterator[str]:
    """What the wheel of that name and version is to hold."""
    yield from (each for each in files(*_PACKAGES) if not each.endswith(_NOT_IN_THE_WHEEL))
    yield from (f"visualnn/_data/{each}" for each in files(*_DATA))
    yield from (f"{name}.data/data/{each}" for each in _SHARED.values())
    yield from (f"{name}.dist-info/{each}" for each in _METADATA)


if __name__ == "__main__":
    sys.exit(main())
