"""The journal: what it costs to keep a step, and how long a long session takes to open again."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from ui.session.keeping import Keeping
from ui.session.session import Session
from visualnn.journal.folder import SessionFolder
from visualnn.journal.header import header_of
from visualnn.journal.lines import CHECKSUM_CHARACTERS, line_of
from visualnn.journal.reading import read_journal
from visualnn.lesson import Lesson, find, load

from .timing import Measured, at_most, percentile

STEP_COUNT = 2000
WISH_COUNT = 100_000
CHECKPOINT_STEP_COUNT = 200


def journal() -> Iterator[Measured]:
    application = QCoreApplication.instance() or QCoreApplication([])
    lesson = load(find("xor"))
    with tempfile.TemporaryDirectory() as name:
        folder = SessionFolder(Path(name))
        work, wall, disk = _kept(folder, lesson)
        share = percentile(work, 0.99)
        yield at_most("journal: a step kept, without the disk's own time, p99", share, 1, "ms")
        yield at_most("    and the middle one", percentile(work, 0.5), 1, "ms")
        yield _told("    with the disk, middle and p99", wall)
        yield _told("    the disk's own fsync, middle and p99", disk)
        path = next(iter(folder)).path
        _lengthen(path)
        begun = time.process_time()
        session = Session(2.0)
        kept = Keeping(session, folder)
        kept.open(lesson, "xor")
        session.arrive_now()
        taken = time.process_time() - begun
        assert session.tick > 0  # noqa: S101  it is where the session was
        kept.leave()
        yield at_most(f"    a session of {WISH_COUNT} steps opens again in", taken, 2, "s")
    del application


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
    value = f"{percentile(taken, 0.5):.2f}, {percentile(taken, 0.99):.2f} ms"
    return Measured(what, value, "", None)


def _lengthen(path: Path) -> None:
    """Write a session anew with as many steps as the longest one that has to open quickly, and
    checkpoints in between as they are written."""
    found = read_journal(path)
    session = Session(2.0)
    lesson = found.header.open()
    session.take(lesson)
    from ui.session.checkpoint import checkpoint
    from visualnn.journal.lines import written

    lines, before = [found.lines[0]], found.lines[0][:CHECKSUM_CHARACTERS]
    for n in range(1, WISH_COUNT + 1):
        record: dict[str, object] = {"granted": {"wish": "Step", "direction": 1}, "came": n}
        if n % CHECKPOINT_STEP_COUNT == 0:
            session.seek(n % session.last_tick)
            session.arrive_now()
            record = {"checkpoint": checkpoint(session.position, session.grain), "wishes": n}
        line, before = line_of(written(record), before)
        lines.append(line)
    path.write_bytes(b"".join(lines))
