"""A rehearsal: a class of ninety minutes by a script, thirty times as fast.

    python -m tools.faults.rehearsal [--minutes 90] [--times 30] [--seed SEED]

A process teaches a lesson in a window: stops, answers, shows of hands, bookmarks, notes, playing,
sizes from 1 to 3; screens change between 1920 × 1080 and 1024 × 768 and are gone; a second window
opens the same lesson; half-way the disk is full for a while. Two thirds through it is killed, and
another process goes on where the class was. Exit code 1 if anything failed, was lost, or left the
window where nobody sees it.
"""

from __future__ import annotations

import argparse
import errno
import json
import logging
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import visualnn.journal.file
from ui.commands.table import BY_ID
from ui.kit.look import Look
from ui.kit.theme import LIGHT, Metrics, apply
from ui.session import wishes
from ui.shell.application import the_application
from ui.shell.screens import ScreenPlace
from ui.shell.settings import Rectangle
from ui.shell.window import Window
from visualnn.journal.folder import SessionFolder
from visualnn.journal.reading import read_journal
from visualnn.lesson import find, load

from .outcome import Outcome
from .saving import FailingDisk

LESSON = "xor"
MINUTES, TIMES = 90.0, 30.0
PAUSE_SECONDS = 0.05
"""Seconds between two things that a teacher does, thirty times as fast."""
FULL_SHARES = (0.45, 0.55)
"""Between these shares of a part the disk is full."""
KILLED_SHARE = 2 / 3
GONE: tuple[Rectangle, ...] = ()
SCREENS: tuple[tuple[Rectangle, ...], ...] = (
    (Rectangle(0, 0, 1920, 1080),),
    (Rectangle(0, 0, 1024, 768),),
    GONE,
    (Rectangle(0, 0, 1366, 768), Rectangle(1366, 0, 1024, 768)),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Rehearse; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.faults.rehearsal")
    parser.add_argument("--minutes", type=float, default=MINUTES)
    parser.add_argument("--times", type=float, default=TIMES)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--teach", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--seconds", type=float, default=0.0, help=argparse.SUPPRESS)
    parser.add_argument("--session", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.teach is not None:
        return Rehearsal(chosen.teach, chosen.seed).teach(chosen.seconds, chosen.session)
    outcome = rehearsed(chosen.minutes, chosen.times, chosen.seed)
    print("\n".join(outcome.faults) or "rehearsal: nothing failed, nothing is lost")
    return int(bool(outcome.faults))


def rehearsed(minutes: float, times: float, seed: int) -> Outcome:
    """Teach a class of so many minutes, so many times as fast; a trial is a wish that was shown."""
    seconds = 60.0 * minutes / times
    with tempfile.TemporaryDirectory() as name:
        folder, first = Path(name), KILLED_SHARE * seconds
        session, count, faults = _part(folder, seed, first, None)
        _same, more, others = _part(folder, seed + 1, seconds - first, session)
    return Outcome(count + more, (*faults, *others))


def _part(
    folder: Path, seed: int, seconds: float, session: Path | None
) -> tuple[Path | None, int, list[str]]:
    """Let a process teach for a while; the file of its session, how many wishes were shown, and
    what went wrong. The first part, without a session to go on with, is killed."""
    is_killed = session is None
    words = [sys.executable, "-m", "tools.faults.rehearsal", "--teach", str(folder)]
    words += ["--seed", str(seed), "--seconds", str(seconds * (2 if is_killed else 1))]
    words += [] if session is None else ["--session", str(session)]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)  # noqa: S603  this script
    if is_killed:
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
    told, _nothing = process.communicate(timeout=seconds + 120)
    lines = told.splitlines()
    faults = [line for line in lines if line.startswith("fault")]
    said = [json.loads(line[6:]) for line in lines if line.startswith("shown ") and line[-1] == "}"]
    expected = -signal.SIGKILL if is_killed else 0
    if process.returncode != expected:
        faults.append(f"fault: it ended with {process.returncode}")
    named = [line[8:] for line in lines if line.startswith("session ")]
    path = Path(named[0]) if named else None
    records = [] if path is None else read_journal(path).records()
    kept = [record["granted"] for record in records if "granted" in record]
    if lost := _lost(said, kept):
        faults.append(f"fault: {len(lost)} of {len(said)} that were shown are lost: {lost[:3]}")
    summary = next((line for line in reversed(lines) if line.startswith("done")), "killed")
    print(f"{len(said)} wishes shown, {len(kept)} kept; {summary}", flush=True)
    return path, len(said), faults


def _lost(said: Sequence[object], kept: Sequence[object]) -> list[object]:
    """What was said and is not kept in the same order."""
    at, lost = 0, []
    for each in said:
        try:
            at = kept.index(each, at) + 1
        except ValueError:
            lost.append(each)
    return lost


class Rehearsal:
    """A teacher who does one thing after the other, with seeded chance."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.application = the_application()
        self.numbers = random.Random(seed)  # noqa: S311  a class, no secret
        self.folder = folder
        self.faults: list[str] = []
        self.done: Counter[str] = Counter()
        logging.getLogger().addHandler(_Hearing(self.faults))
        look = Look(LIGHT, Metrics(1.0))
        apply(self.application, look.theme, look.metrics)
        self.window = Window(look, sessions=SessionFolder(folder))
        self.screens = SCREENS[0]
        self.window.on_screen.screens = lambda: [ScreenPlace(each, each) for each in self.screens]
        self.disk = FailingDisk("write", errno.ENOSPC, 1, stays=True)
        self.second: Window | None = None
        self.is_full = self.is_told = False

    def _shown(self, wish: wishes.Wish) -> None:
        """Tell a wish that was granted, unless the disk is full: then it is promised to nobody."""
        if not self.is_told and self.window.keeping.path is not None:
            self.is_told = True
            print(f"session {self.window.keeping.path}", flush=True)
        if not self.is_full:
            print("shown " + json.dumps(wishes.plain(wish)), flush=True)

    def teach(self, seconds: float, session: Path | None) -> int:
        """Teach for so long, or go on with a session; returns the exit code."""
        if session is None:
            self.window.library.show(load(find(LESSON)))
        else:
            self.window.library.open_session(session)
        self.window.session.recorded.connect(self._shown)
        self.window.show()
        self.window.furnishing.finish()
        self.window.presenting.begin()
        acts = self._acts()
        begun = time.monotonic()
        while (gone := time.monotonic() - begun) < seconds:
            self._fill_disk(gone / seconds)
            name = self.numbers.choice([*acts])
            acts[name]()
            self.done[name] += 1
            until = time.monotonic() + PAUSE_SECONDS
            while time.monotonic() < until:
                self.application.processEvents()
            self._look()
        self._fill_disk(1.0)
        if self.second is not None:
            self.second.close()
        self.window.close()
        if not self.window.keeping.is_saved:
            self.faults.append("the end is not saved")
        for fault in self.faults:
            print(f"fault: {fault}", flush=True)
        print(f"done {dict(self.done)}", flush=True)
        return 0

    def _acts(self) -> dict[str, Callable[[], object]]:
        window, session, numbers = self.window, self.window.session, self.numbers

        def do(*names: str) -> Callable[[], object]:
            return lambda: window.commands.do(BY_ID[numbers.choice(names)])

        return {
            "stops": do("next-stop", "previous-stop", "next-stop"),
            "steps": do("over", "back", "out", "forward-iteration", "start"),
            "play": do("play"),
            "size": do("bigger", "smaller", "bigger", "smaller", "normal-size"),
            "light": do("ring", "spotlight"),
            "blank": do("black", "white"),
            "reveal": do("reveal"),
            "controls": do("controls"),
            "notes": do("notes-window"),
            "present": do("projector"),
            "look": do("theme", "language"),
            "answer": lambda: session.grant(
                wishes.AnswerQuestion("before-relu", "relu-of-it", numbers.choice(("zero", "no")))
            ),
            "hands": lambda: session.grant(
                wishes.CountHands(
                    "before-relu", "relu-of-it", tuple(numbers.randrange(30) for _n in range(3))
                )
            ),
            "bookmark": lambda: session.grant(
                wishes.SetBookmark(numbers.randrange(1, 10), numbers.randrange(500), "here")
            ),
            "screens": self._change_screens,
            "second window": self._toggle_second,
        }

    def _change_screens(self) -> None:
        self.screens = self.numbers.choice(SCREENS)
        if self.screens:
            home = self.numbers.choice(self.screens)
            self.window.resize(home.width, home.height)
        self.window.on_screen.keep()

    def _toggle_second(self) -> None:
        """The same lesson in another window, which saves into a session of its own."""
        if self.second is not None:
            self.second.close()
            self.second.deleteLater()
            self.second = None
            return
        self.second = Window(self.window.appearance.look, sessions=SessionFolder(self.folder))
        self.second.library.show(load(find(LESSON)))
        self.second.show()
        self.second.session.over()

    def _fill_disk(self, share: float) -> None:
        """Let the disk be full in the middle."""
        full = FULL_SHARES[0] <= share < FULL_SHARES[1]
        if full is not self.is_full:
            self.is_full = full
            vars(visualnn.journal.file)["os"] = self.disk if full else os
            if not full and not self.window.keeping.wait_until_saved(30.0):
                self.faults.append("what was done on the full disk was never saved")

    def _look(self) -> None:
        """See whether the window is where somebody can see it."""
        if not self.screens or self.window.isFullScreen():
            return
        stands = self.window.geometry()
        middle = stands.center()
        for screen in self.screens:
            if screen.x <= middle.x() < screen.x + screen.width and (
                screen.y <= middle.y() < screen.y + screen.height
            ):
                return
        self.faults.append(f"the window stands at {stands}, the screens are {self.screens}")


class _Hearing(logging.Handler):
    """Hears of what failed inside of the window."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__(logging.ERROR)
        self._faults = faults

    def emit(self, record: logging.LogRecord) -> None:
        """Note a failure by its last line."""
        told = self.format(record).strip().splitlines()
        self._faults.append(f"{told[0]}: {told[-1]}")


if __name__ == "__main__":
    sys.exit(main())
