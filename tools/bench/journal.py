"""The journal: what it costs to keep a step, and how long a long session takes to open again."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from ui.session.keeping import CHECKPOINT_WISH_COUNT, Keeping
from ui.session.session import Session
from ui.session.wishes import SeekStart, Step, Turn, plain
from visualnn.journal.folder import SessionFolder
from visualnn.journal.header import header_of
from visualnn.journal.lines import CHECKSUM_CHARACTERS, line_of
from visualnn.journal.reading import read_journal
from visualnn.lesson import Lesson, find, load

from .timing import Measured, at_most, percentile

STEP_COUNT = 2000
WISH_COUNT = 100_000
MOST_REOPENING_SECONDS = 2.0


def journal() -> Iterator[Measured]:
    application = QCoreApplication.instance() or QCoreApplication([])
    lesson = load(find("xor"))
    with tempfile.TemporaryDirectory() as name:
        folder = SessionFolder(Path(name))
        work, wall, disk = _kept(folder, lesson)
        share = percentile(work, 0.99)
        yield at_most("journal: a step kept, without the disk's own time, p99", share, 1, "ms")
        yield at_most("    and the middle one", percentile(work, 0.5), 1, "ms")
        beyond = [max(0.0, whole - own) for whole, own in zip(wall, disk, strict=True)]
        share = percentile(beyond, 0.99)
        yield at_most("    by the clock, beyond the disk's own fsync, p99", share, 1, "ms")
        yield _told("    by the clock, beyond the disk's own fsync", beyond)
        yield _told("    with the disk", wall)
        yield _told("    the disk's own fsync", disk)
        path = next(iter(folder)).path
        for has_turned in (False, True):
            _lengthen(path, has_turned=has_turned)
            what = "after a turned knob, no checkpoint" if has_turned else "with checkpoints"
            yield at_most(
                f"    a session of {WISH_COUNT} steps opens again, {what}",
                _reopened(folder, lesson),
                MOST_REOPENING_SECONDS,
                "s",
            )
    del application


def _reopened(folder: SessionFolder, lesson: Lesson) -> float:
    """Seconds of the processor until the learner is where the last session of a lesson ended."""
    begun = time.process_time()
    session = Session(2.0)
    kept = Keeping(session, folder)
    kept.open(lesson, "xor")
    session.arrive_now()
    taken = time.process_time() - begun
    if session.tick != WISH_COUNT % session.last_tick:
        raise RuntimeError(f"the session is at tick {session.tick}")
    kept.leave()
    session.halt()
    return taken


def _kept(folder: SessionFolder, lesson: Lesson) -> tuple[list[float], list[float], list[float]]:
    """For each line that is kept the milliseconds of work, of waiting until the disk has it, and of
    the disk's own part."""
    writer = folder.begin(header_of(lesson, "xor", 1))
    writer.wait(10.0)
    file = writer._file  # noqa: SLF001  the disk's own time is measured there
    assert file is not None  # noqa: S101
    sync, disk = file.sync, []

    def timed() -> None:
        begun = time.perf_counter()
        sync()
        disk.append((time.perf_counter() - begun) * 1e3)

    file.sync = timed  # type: ignore[method-assign]
    work, wall = [], []
    for n in range(STEP_COUNT):
        begun, spent = time.perf_counter(), time.process_time()
        writer.append({"granted": {"wish": "Step", "direction": 1}, "came": n + 1, "at": 0.5})
        work.append((time.process_time() - spent) * 1e3)
        wall.append((time.perf_counter() - begun) * 1e3)
        writer.wait(10.0)
    writer.close()
    return work, wall, disk


def _told(what: str, taken: list[float]) -> Measured:
    shares = "/".join(f"{percentile(taken, share):.2f}" for share in (0.5, 0.9, 0.99, 1.0))
    return Measured(f"{what}: p50, p90, p99, most", f"{shares} ms", "", None)


def _lengthen(path: Path, *, has_turned: bool) -> None:
    """Write a session anew with as many steps as the longest one that has to open quickly: with
    checkpoints in between as they are written, or behind a turned knob, where there are none."""
    found = read_journal(path)
    session = Session(2.0)
    session.take(found.header.open())
    from ui.session.checkpoint import checkpoint
    from visualnn.journal.lines import written

    lines, before = [found.lines[0]], found.lines[0][:CHECKSUM_CHARACTERS]

    def add(record: dict[str, object]) -> None:
        nonlocal before
        line, before = line_of(written(record), before)
        lines.append(line)

    if has_turned:
        add({"granted": plain(Turn("optimizer.lr", "0.1")), "came": 0})
    for n in range(1, WISH_COUNT + 1):
        if not has_turned and n % CHECKPOINT_WISH_COUNT == 1 and n > 1:
            session.seek((n - 1) % session.last_tick)
            session.arrive_now()
            add({"checkpoint": checkpoint(session.position, session.grain), "wishes": n - 1})
        step = Step(+1) if n % session.last_tick else SeekStart()
        add({"granted": plain(step), "came": n % session.last_tick})
    path.write_bytes(b"".join(lines))
