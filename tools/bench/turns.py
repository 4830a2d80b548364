"""The longest turn of the event loop in what is heavy: famous networks opened, stepped and left,
and a number that is a sum of many terms.

Each is done in a process of its own, in a window with every panel. A turn is everything that the
loop does between two looks for what the learner did, in seconds of the processor, so that what
else the machine does does not count.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ui.panels.loss_plane.panel import LossPlanePanel
from ui.session.session import Session
from ui.shell.window import Window
from visualnn.grain import Grain
from visualnn.lesson import Lesson, find, from_dict, load
from visualnn.lesson.architectures.common import dense, described, flat

from .timing import Measured, at_most
from .window import furnished

MOST_SECONDS = 0.25
"""The longest turn that is allowed."""
FIRST_PAINTING_SECONDS = 1.0
"""The longest turn in which a large network is painted for the first time."""
REST_TURNS = 8
"""Turns in a row without a change after which everything that was asked for is done."""
GIVEN_SECONDS = 120.0
"""Seconds for one scene at most."""
END_SECONDS = 8.0
"""Seconds that a way to the end is gone before it is given up."""
TERM_COUNT = 90_000
WAY_ITERATION_COUNT = 60
MEGABYTE = 1 << 20


@dataclass(frozen=True)
class Turns:
    """What a scene took."""

    count: int
    longest: float
    """Seconds of the processor in the longest turn."""
    total: float
    """Seconds of the processor in all turns."""
    first_sign: float
    """Seconds of the processor until something was painted that says that it goes on."""
    is_done: bool
    left: float = 0.0
    """Bytes that are held after another lesson was opened, beyond those before."""


def longest_turns() -> Iterator[Measured]:
    """Every scene, in a process of its own."""
    for name in SCENES:
        words = [sys.executable, "-m", "tools.bench.turns", name]
        answer = subprocess.run(words, capture_output=True, text=True, check=True)  # noqa: S603
        took = Turns(**json.loads(answer.stdout.splitlines()[-1]))
        goal = FIRST_PAINTING_SECONDS if name.startswith("open") else MOST_SECONDS
        what = f"{name}: {took.count} turns in {took.total:.1f} s, the longest"
        yield at_most(what, took.longest * 1e3, goal * 1e3, "ms")


class Watched:
    """A window whose turns are counted."""

    def __init__(self) -> None:
        self.application, self.window = furnished(load(find("xor")))
        self.turns: list[float] = []
        self.first_sign = 0.0
        self.window.session.busy.connect(self._sign)
        self.window.session.moved.connect(self._sign)
        self._begun = time.thread_time()

    def _sign(self, _news: object) -> None:
        if not self.first_sign:
            self.first_sign = time.thread_time() - self._begun

    def begin(self) -> None:
        """Count from here."""
        self.turns, self.first_sign, self._begun = [], 0.0, time.thread_time()

    def do(self, act: Callable[[], object]) -> None:
        """An act of the learner, which is a turn of its own."""
        begun = time.thread_time()
        act()
        self.turns.append(time.thread_time() - begun)

    def rest(self, seconds: float = GIVEN_SECONDS) -> bool:
        """Turns until everything is done; whether it was."""
        end, still = time.perf_counter() + seconds, 0
        while still < REST_TURNS:
            if time.perf_counter() > end:
                return False
            begun = time.thread_time()
            self.application.processEvents()
            self.turns.append(time.thread_time() - begun)
            still = 0 if _is_at_work(self.window) else still + 1
        return True


def _is_at_work(window: Window) -> bool:
    session: Session = window.session
    parts = (session.is_going, session.is_computing_beside, session.playing)
    return any(parts) or not window.furnishing.is_over or window.library.apart.is_on


def _open(name: str) -> Callable[[Watched], bool]:
    def scene(watched: Watched) -> bool:
        watched.begin()
        watched.do(lambda: watched.window.library.open(name))
        return watched.rest()

    return scene


def _iteration(name: str) -> Callable[[Watched], bool]:
    def scene(watched: Watched) -> bool:
        watched.window.library.open(name)
        watched.rest()
        watched.window.library.apart.finish()
        watched.begin()
        for _ in range(2):
            watched.do(lambda: watched.window.session.jump_iteration(+1))
            if not watched.rest():
                return False
        for _ in range(3):
            watched.do(watched.window.session.back)
            if not watched.rest():
                return False
        return True

    return scene


def _end(name: str) -> Callable[[Watched], bool]:
    """To the end, and given up on the way."""

    def scene(watched: Watched) -> bool:
        watched.window.library.open(name)
        watched.rest()
        watched.window.library.apart.finish()
        watched.begin()
        watched.do(watched.window.session.seek_end)
        watched.rest(END_SECONDS)
        watched.do(watched.window.session.cancel)
        return watched.rest()

    return scene


CHAIN_LESSON_COUNT = 3
CHAIN_ITERATION_COUNT = 4000
_CHAINED = """format = 1
name = "{name}"
title = {{ en = "Chain", ko = "사슬" }}
epochs = {iterations}
{begins}
[data]
source = "spirals"
n = 200
[[layers]]
name = "hidden"
kind = "dense"
units = 64
activation = "tanh"
[[layers]]
name = "output"
kind = "dense"
units = 1
activation = "sigmoid"
[loss]
kind = "binary_cross_entropy"
[optimizer]
kind = "sgd"
lr = 0.1
"""


def _chain(watched: Watched) -> bool:
    """A lesson that begins with what another has learned, which begins with a third."""
    with TemporaryDirectory() as folder:
        lessons = [Path(folder) / f"{n:02d}-chain{n}" for n in range(CHAIN_LESSON_COUNT)]
        for n, lesson in enumerate(lessons):
            lesson.mkdir()
            begins = f'[[start_from]]\nlesson = "chain{n - 1}"' if n else ""
            text = _CHAINED.format(
                name=f"chain{n}", begins=begins, iterations=CHAIN_ITERATION_COUNT
            )
            (lesson / "lesson.toml").write_text(text, encoding="utf-8")
            (lesson / "en.md").write_text("# Chain\n", encoding="utf-8")
            (lesson / "ko.md").write_text("# 사슬\n", encoding="utf-8")
        watched.begin()
        watched.do(lambda: watched.window.library.open(str(lessons[-1])))
        is_done = watched.rest()
    return is_done and watched.window.library.opened == str(lessons[-1])


def many_terms() -> Lesson:
    """A lesson with sums of 90 000 terms."""
    side = int(TERM_COUNT**0.5)
    layers = [flat(), dense("output", 2, "softmax")]
    return from_dict(described("many", "Many terms", (1, side, side), 2, layers))


def _sum(watched: Watched) -> bool:
    """A step to a sum of many terms, looked at whole and one term of it."""
    watched.window.library.show(many_terms())
    watched.rest()
    watched.begin()
    for _ in range(6):
        watched.do(watched.window.session.over)
        watched.rest()
    watched.do(lambda: watched.window.session.set_grain(Grain.TERM))
    watched.do(watched.window.session.over)
    watched.do(watched.window.session.over)
    return watched.rest()


def _race(watched: Watched) -> bool:
    """Each of eleven walkers at its best rate, and back."""
    watched.window.library.open("trajectories")
    watched.rest()
    watched.begin()
    watched.do(watched.window.session.search_rates)
    if not watched.rest():
        return False
    watched.do(watched.window.session.return_rates)
    return watched.rest()


def _main_directions(watched: Watched) -> bool:
    """The loss over the two main directions of a way through 79,510 numbers."""
    window = watched.window
    window.library.open("sgd-or-adam")
    watched.rest()
    window.desk.bring("loss_plane")
    window.session.seek(window.session.position.lesson.program.end_of(WAY_ITERATION_COUNT))
    watched.rest()
    panel = window.furniture.panels["loss_plane"]
    if not isinstance(panel, LossPlanePanel):
        return False
    watched.begin()
    watched.do(lambda: QTest.keyClick(panel, Qt.Key.Key_D))
    while panel.is_computing:
        watched.do(watched.application.processEvents)
    cut = None if panel.scene is None else panel.scene.cut
    return watched.rest() and cut is not None and cut.axes.shares is not None


SCENES: dict[str, Callable[[Watched], bool]] = {
    "open resnet18": _open("resnet18"),
    "open resnet152": _open("resnet152"),
    "open googlenet": _open("googlenet"),
    "open vgg16": _open("vgg16"),
    "an iteration of resnet18": _iteration("resnet18"),
    "an iteration of resnet152": _iteration("resnet152"),
    "an iteration of vgg16": _iteration("vgg16"),
    "the end of resnet152": _end("resnet152"),
    "a sum of 90,000 terms": _sum,
    "open the third of a chain": _chain,
    "the best rates of a race": _race,
    "main directions of 79,510 numbers": _main_directions,
}


def watched(name: str) -> Turns:
    """Play a scene in this process."""
    seen = Watched()
    before = _resident()
    is_done = SCENES[name](seen)
    turns = tuple(seen.turns)
    first_sign = seen.first_sign
    seen.window.library.open("xor")
    seen.rest()
    QTest.qWait(1000)
    seen.rest()
    left = _resident() - before
    return Turns(len(turns), max(turns), sum(turns), first_sign, is_done, left)


def _resident() -> int:
    words = Path("/proc/self/statm").read_text(encoding="ascii").split()
    return int(words[1]) * resource.getpagesize()


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asdict(watched(sys.argv[1]))))
