"""Faults: processes that are killed, and disks that fail, while a session is saved.

    python -m tools.faults.saving [--kills COUNT] [--disk COUNT] [--seed SEED]

A process works in a lesson and says what it has shown; it is killed at a random moment, and what it
said has to be there when the lesson is opened again. Then calls of the system fail one after the
other while lines are saved: no file may be damaged, and what was called saved has to be there. Exit
code 1 if anything was lost. Processes are forked, so this runs where that is possible.
"""

from __future__ import annotations

import argparse
import contextlib
import errno
import json
import os
import random
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PySide6.QtCore import QCoreApplication

import visualnn.journal.file
import visualnn.journal.writer
from ui.session import wishes
from ui.session.keeping import Keeping
from ui.session.session import Session
from visualnn.errors import DataError
from visualnn.expr import Source
from visualnn.journal.folder import SessionFolder
from visualnn.journal.header import Header
from visualnn.journal.reading import read_journal
from visualnn.lesson import Lesson, find, load

LESSON = "xor"
LONGEST_SECONDS = 0.6
"""Seconds after which a process is killed at the latest."""
CODES = (errno.ENOSPC, errno.EIO, errno.EACCES, errno.EMFILE, errno.EROFS, errno.EDQUOT)
CALLS = ("write", "fsync", "ftruncate", "open", "lseek", "fstat")
LINE_COUNT = 6
"""Lines that are saved while a disk fails."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Do as many faults as were asked for; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.faults.saving")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--disk", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    found = kills(chosen.kills, chosen.seed, load(find(LESSON))) + disks(chosen.disk)
    for what, count in sorted(found.items()):
        print(f"{count:6}  {what}")
    return int(any(not what.startswith("ok") for what in found))


def kills(count: int, seed: int, lesson: Lesson) -> Counter[str]:
    """Kill so many processes; how often what came of it."""
    numbers = random.Random(seed)  # noqa: S311  moments, no secrets
    with tempfile.TemporaryDirectory() as folder:
        return Counter(kill(Path(folder) / f"kill-{n}", lesson, numbers) for n in range(count))


def disks(count: int) -> Counter[str]:
    """Let so many disks fail; how often what came of it."""
    faults = [*disk_faults()]
    with tempfile.TemporaryDirectory() as folder:
        return Counter(
            fail(Path(folder) / f"disk-{n}", *faults[n % len(faults)]) for n in range(count)
        )


def kill(folder: Path, lesson: Lesson, numbers: random.Random) -> str:
    """Let a process work and kill it; what is wrong afterwards, or how it was in order."""
    seed = numbers.randrange(1 << 30)
    mine, its = os.pipe()
    child = _forked(lambda: _work(folder, lesson, seed, its))
    os.close(its)
    with os.fdopen(mine, "rb") as told:
        first = told.readline()  # it has begun
        time.sleep(numbers.uniform(0.0, LONGEST_SECONDS))
        os.kill(child, signal.SIGKILL)
        said = [json.loads(line) for line in (first + told.read()).split(b"\n")[:-1]]
    os.waitpid(child, 0)
    paths = [each.path for each in SessionFolder(folder)]
    if not paths:
        return "lost: there is no session" if said else "ok: killed before the first wish"
    try:
        journal = read_journal(paths[0])
    except DataError:
        return "lost: no line is whole" if said else "ok: killed before the first line was whole"
    kept = [record["granted"] for record in journal.records() if "granted" in record]
    if journal.lost_bytes and not journal.is_torn:
        return "damaged: lines do not hold"
    if kept[: len(said)] != said:
        return f"lost: {len(said)} wishes were shown, {len(kept)} are kept"
    _pid, status = os.waitpid(_forked(lambda: _reopen(folder, lesson, kept)), 0)
    if status:
        return f"lost: opened again, it is somewhere else ({status})"
    return "ok: killed, torn last line" if journal.is_torn else "ok: killed"


def _forked(work: Callable[[], None]) -> int:
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        except Exception:  # noqa: BLE001  told, and counted by the parent
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    return child


def _work(folder: Path, lesson: Lesson, seed: int, pipe: int) -> None:
    """Be granted wishes, and say each once it is shown."""
    QCoreApplication([])
    session = Session(2.0)
    kept = Keeping(session, SessionFolder(folder))
    kept.open(lesson, LESSON)
    numbers = random.Random(seed)  # noqa: S311  a walk
    while True:
        known = len(session.granted)
        session.grant(_wish(numbers))
        session.arrive_now()
        done = [wishes.plain(wish) for wish in session.granted[known:]]
        os.write(pipe, b"".join(json.dumps(each).encode() + b"\n" for each in done))
        if numbers.random() < 0.02:
            kept.make_checkpoint()


def _wish(numbers: random.Random) -> wishes.Wish:
    place = Source("hidden.W", (numbers.randrange(2), numbers.randrange(4)))
    return numbers.choice(
        (
            wishes.Step(+1),
            wishes.Step(-1),
            wishes.Seek(numbers.randrange(500)),
            wishes.LookAt(place),
            wishes.Edit(place, numbers.gauss(0.0, 1.0)),
            wishes.Undo(),
            wishes.Redo(),
            wishes.SetGrain(numbers.randrange(4)),
            wishes.ToggleBreakpoint("L"),
            wishes.AnswerQuestion("before-relu", "relu-of-it", "positive"),
            wishes.ForgetAnswer("before-relu", "relu-of-it"),
        )
    )


def _reopen(folder: Path, lesson: Lesson, kept: list[dict[str, object]]) -> None:
    """Open the lesson again, and be where all that is kept leads, to the last bit."""
    QCoreApplication([])
    again, other = Session(2.0), Session(2.0)
    keeping = Keeping(again, SessionFolder(folder))
    keeping.open(lesson, LESSON)
    again.arrive_now()
    other.take(lesson)
    for wish in kept:
        other.grant(wishes.wish_from(wish))
        other.arrive_now()
    here, there = again.position, other.position
    assert (here.tick, here.focus, here.breakpoints) == (there.tick, there.focus, there.breakpoints)  # noqa: S101
    assert here.history.changes == there.history.changes  # noqa: S101
    assert dict(here.said) == dict(there.said)  # noqa: S101
    for name, value in there.known(there.tick).items():
        np.testing.assert_array_equal(here.known(here.tick)[name], value)


# -- a disk that fails -----------------------------------------------------------------------------


def disk_faults() -> Iterator[tuple[str, int, int, bool]]:
    """Which call fails how, the how manieth time, and whether from then on for a while."""
    for number in range(1, 12):
        for call in CALLS:
            for code in CODES:
                for stays in (False, True):
                    yield call, code, number, stays


class FailingDisk:
    """The calls of the system, of which some fail."""

    def __init__(self, call: str, code: int, number: int, *, stays: bool) -> None:
        self.call, self.code, self.number, self.stays = call, code, number, stays
        self.count = 0
        self.is_mended = False

    def __getattr__(self, name: str) -> object:
        real = getattr(os, name)
        if name != self.__dict__.get("call"):
            return real
        return lambda *arguments: self._called(real, *arguments)

    def _called(self, real: Callable[..., object], *arguments: object) -> object:
        self.count += 1
        due = self.count >= self.number if self.stays else self.count == self.number
        if due and not self.is_mended:
            if self.call == "write":
                os.write(arguments[0], bytes(arguments[1])[:7])  # type: ignore[arg-type, call-overload]
            raise OSError(self.code, os.strerror(self.code))
        return real(*arguments)


def fail(folder: Path, call: str, code: int, number: int, stays: bool) -> str:
    """Save lines on a disk that fails; what is wrong, or how it was in order."""
    disk = FailingDisk(call, code, number, stays=stays)
    retry = visualnn.journal.writer.RETRY_SECONDS
    vars(visualnn.journal.file)["os"] = disk
    visualnn.journal.writer.RETRY_SECONDS = 0.005
    saved = 0
    try:
        made = SessionFolder(folder).begin(Header(LESSON, LESSON, "now"))
        for n in range(LINE_COUNT):
            made.append({"n": n})
            saved = made.saved_count
            problem = _held(made.path, saved)
            if problem:
                return f"{problem} ({call} {errno.errorcode[code]} {number})"
        disk.is_mended = True
        if not made.wait(5.0):
            return f"lost: never saved ({call} {errno.errorcode[code]} {number})"
        made.close()
    finally:
        vars(visualnn.journal.file)["os"] = os
        visualnn.journal.writer.RETRY_SECONDS = retry
    problem = _held(made.path, LINE_COUNT + 1)
    if problem:
        return f"{problem} ({call} {errno.errorcode[code]} {number})"
    return "ok: the disk failed" if disk.count >= number else "ok: the fault was never come to"


def _held(path: Path | None, saved: int) -> str:
    """What is wrong with a file of which so many lines were called saved."""
    if path is None or not saved:
        return ""
    with contextlib.suppress(OSError):
        journal = read_journal(path)
        if len(journal) < saved:
            return f"lost: {saved} lines were called saved, {len(journal)} are there"
        return ""
    return "lost: the file cannot be read"


if __name__ == "__main__":
    sys.exit(main())
