"""What someone does who has only the installed program: each command once, and the window."""

from __future__ import annotations

import re
import struct
import tomllib
import zlib
from pathlib import Path

from .environment import ROOT, Environment, MissingError, project

__all__ = ["try_everything"]

_HANGUL = re.compile(r"[가-힣]{2}")
_VARIABLES = {"QT_QPA_PLATFORM": "offscreen"}
_PNG_START = b"\x89PNG\r\n\x1a\n"
_LEAST_BYTES_COUNT = 16
"""One of a single colour has 6, the window 256."""
_INSIDE = """
from pathlib import Path
import ui, visualnn
from visualnn.resources import resource

package = Path(visualnn.__file__).resolve().parent
print(package)
for name in ("lessons", "assets/fonts", "assets/icons", "assets/data"):
    print(resource(name).relative_to(package / "_data"))
print((package / "py.typed").is_file())
"""
_WINDOW = """
import sys
from importlib.metadata import entry_points
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

application = QApplication(["visualnn"])
seen = []

def look():
    for window in application.topLevelWidgets():
        if window.isVisible() and window.windowTitle():
            seen.append(window)
    if len(seen) > 20:  # some turns of the event loop later it still stands
        print(seen[-1].windowTitle())
        application.closeAllWindows()

timer = QTimer(interval=50)
timer.timeout.connect(look)
timer.start()
sys.argv = ["visualnn-window", "--no-settings", "--lang", "en", "xor"]
(entry,) = entry_points(group="gui_scripts", name="visualnn-window")
sys.exit(entry.load()())
"""


def try_everything(environment: Environment, folder: Path) -> str:
    """Use the program that is installed there from within an empty folder.

    Returns what was tried, in a few words. Raises MissingError with the first thing that is not as
    it should be.
    """
    user = _User(environment, folder)
    user.see_versions_and_lessons()
    user.read()
    user.train_and_draw()
    user.look_inside()
    user.open_the_window()
    return f"{user.count} commands, among them the window"


class _User:
    def __init__(self, environment: Environment, folder: Path) -> None:
        self.environment = environment
        self.folder = folder
        self.count = 0

    def visualnn(self, *words: str, language: str = "en") -> str:
        """What the command prints."""
        return self.run("visualnn", "--no-settings", "--lang", language, *words)

    def run(self, name: str, *words: str) -> str:
        self.count += 1
        return self.environment.run(name, *words, cwd=self.folder, variables=_VARIABLES)

    def see_versions_and_lessons(self) -> None:
        version = f"visualnn {project()['project']['version']}\n"
        _hold(self.visualnn("--version") == version, "the version is not the one of the project")
        english, korean = self.visualnn("lessons"), self.visualnn("lessons", language="ko")
        for path in sorted((ROOT / "lessons").glob("*/lesson.toml")):
            title = tomllib.loads(path.read_text(encoding="utf-8"))["title"]
            _hold(title["en"] in english, f"the lesson {path.parent.name} is not listed")
            _hold(title["ko"] in korean, f"the lesson {path.parent.name} has no Korean title")
        module = self.run("python", "-m", "visualnn", "--lang", "en", "lessons")
        _hold(module == english, "python -m visualnn is not the command visualnn")
        catalogue = self.visualnn("--help", language="ko")  # no lesson has a word in it
        _hold(_HANGUL.search(catalogue) is not None, "the Korean sentences are not there")

    def read(self) -> None:
        _hold(self.visualnn("check", "xor").startswith("xor: fine"), "the lesson xor is not fine")
        card = self.visualnn("explain", "xor", "hidden.z[1,3]")
        first, *rest = card.splitlines()
        _hold(first.startswith("hidden.z[1,3] = "), "explain does not begin with the number")
        _hold(any("xW[1,3] + b[3] = " in line for line in rest), "explain does not explain")
        trace = self.visualnn("trace", "xor")
        _hold("=== iteration 0 " in trace and len(trace) > len(card), "trace is empty")

    def train_and_draw(self) -> None:
        self.visualnn("run", "xor", "--iterations", "5", "--out", "run.npz", "--log", "run.csv")
        log = (self.folder / "run.csv").read_text(encoding="utf-8").splitlines()
        _hold(len(log) == 1 + 5, f"a run of 5 iterations wrote {len(log)} lines")
        _hold((self.folder / "run.npz").stat().st_size > 0, "the run was not saved")
        self.visualnn("snapshot", "xor", "--out", "window.png", "--size", "1280x800")
        size, count = picture(self.folder / "window.png")
        _hold(size == (1280, 800), f"the picture has {size[0]} × {size[1]} pixels")
        _hold(count >= _LEAST_BYTES_COUNT, "the picture is empty")

    def look_inside(self) -> None:
        package, *found = self.run("python", "-c", _INSIDE).splitlines()
        inside = Path(package).is_relative_to(self.environment.folder.resolve())
        _hold(inside, f"{package} is used instead of what was installed")
        names = [Path(name).as_posix() for name in found]
        wanted = ["lessons", "assets/fonts", "assets/icons", "assets/data", "True"]
        _hold(names == wanted, f"inside the package stand {names}")

    def open_the_window(self) -> None:
        self.environment.command("visualnn-window")
        title = self.run("python", "-c", _WINDOW)
        _hold("visualnn" in title, f"the window is called {title!r}")


def picture(path: Path) -> tuple[tuple[int, int], int]:
    """Width and height of a PNG file, and how many different bytes its rows have as they are
    stored: each less one beside it (PNG specification, 5 and 9). Raises MissingError if it is none.
    """
    content = path.read_bytes()
    _hold(content.startswith(_PNG_START), f"{path.name} is no PNG file")
    at, packed, size = len(_PNG_START), b"", (0, 0)
    while at < len(content):
        length, kind = struct.unpack_from(">I4s", content, at)
        body = content[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            size = struct.unpack_from(">II", body)
        elif kind == b"IDAT":
            packed += body
        at += 12 + length
    return size, len(set(zlib.decompress(packed)))


def _hold(true: bool, sentence: str) -> None:
    if not true:
        raise MissingError(f"{sentence}.")
