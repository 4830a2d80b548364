"""The journal on the disk: what was written comes back, and what is damaged ends nothing but
itself."""

from __future__ import annotations

import errno
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import visualnn.journal.file
from visualnn.errors import DataError, LessonError, UnknownNameError
from visualnn.journal import lines
from visualnn.journal.file import JournalFile, LockedError
from visualnn.journal.fingerprint import fingerprint, likeness
from visualnn.journal.folder import SessionFolder
from visualnn.journal.header import Header, changed_files, header_from, header_of
from visualnn.journal.reading import journal_from, read_journal
from visualnn.journal.writer import JournalWriter
from visualnn.lesson import find, load

HEADER = Header("xor", "xor", "2026-01-02T03:04:05+00:00")


@pytest.fixture
def folder(tmp_path: Path) -> SessionFolder:
    return SessionFolder(tmp_path / "data" / "sessions")


def session(folder: SessionFolder, count: int) -> Path:
    """A session of so many records behind its header."""
    made = folder.begin(HEADER)
    for n in range(count):
        made.append({"n": n})
    assert made.close()
    assert made.path is not None
    return made.path


def numbers(content: bytes) -> list[int]:
    return [record["n"] for record in journal_from(content).records()]


def test_what_was_appended_comes_back(folder: SessionFolder) -> None:
    path = session(folder, 20)
    journal = read_journal(path)
    assert journal.header == HEADER
    assert numbers(path.read_bytes()) == [*range(20)]
    assert (journal.lost_bytes, journal.is_torn) == (0, False)
    if os.name == "posix":
        assert path.stat().st_mode & 0o077 == 0
        assert path.parent.stat().st_mode & 0o077 == 0


def test_a_session_is_gone_on_with_behind_its_last_line(folder: SessionFolder) -> None:
    path = session(folder, 3)
    opened = folder.go_on(path)
    opened.writer.append({"n": 3})
    assert opened.writer.wait(5)
    assert opened.writer.close()
    assert numbers(path.read_bytes()) == [0, 1, 2, 3]


def test_a_file_cut_at_any_byte_holds_every_line_before_the_cut(folder: SessionFolder) -> None:
    content = session(folder, 12).read_bytes()
    first = content.index(b"\n") + 1
    for end in range(first, len(content) + 1):
        journal = journal_from(content[:end])
        assert len(journal) == content[:end].count(b"\n")
        assert journal.is_torn == (not content[:end].endswith(b"\n"))
    for end in range(first):
        with pytest.raises(DataError):
            journal_from(content[:end])


def test_a_flipped_bit_ends_the_journal_before_it_and_never_earlier(folder: SessionFolder) -> None:
    content = session(folder, 6).read_bytes()
    for place in range(len(content)):
        for bit in range(8):
            damaged = bytearray(content)
            damaged[place] ^= 1 << bit
            before = content[:place].count(b"\n")
            if before == 0:
                with pytest.raises(DataError):
                    journal_from(bytes(damaged))
            else:
                assert len(journal_from(bytes(damaged))) == before


def test_lines_that_were_swapped_doubled_or_left_out_do_not_hold(folder: SessionFolder) -> None:
    first, a, b, c = session(folder, 3).read_bytes().splitlines(keepends=True)
    assert numbers(first + a + b + c) == [0, 1, 2]
    assert numbers(first + b + a + c) == []
    assert numbers(first + a + a + b + c) == [0]
    assert numbers(first + a + c) == [0]


def test_what_is_damaged_is_kept_beside_before_it_is_written_over(folder: SessionFolder) -> None:
    path = session(folder, 5)
    content = bytearray(path.read_bytes())
    content[-30] ^= 1
    path.write_bytes(content)
    opened = folder.go_on(path)
    opened.writer.append({"n": 9})
    opened.writer.close()
    assert numbers(path.read_bytes())[-1] == 9
    assert path.with_name(path.name + ".damaged").read_bytes() == content


def test_a_torn_last_line_is_no_damage(folder: SessionFolder) -> None:
    path = session(folder, 5)
    path.write_bytes(path.read_bytes()[:-7])
    opened = folder.go_on(path)
    assert opened.journal.is_torn
    opened.writer.append({"n": 7})
    opened.writer.close()
    assert numbers(path.read_bytes()) == [0, 1, 2, 3, 7]
    assert [each.name for each in folder.path.iterdir()] == [path.name]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        b"\n" * 100_000,
        b"PK\x03\x04" + bytes(1000),
        b"0123456789abcdef {}\n",
        b"x" * 100_000,
    ],
)
def test_what_is_no_journal_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "s.visualnn"
    path.write_bytes(content)
    with pytest.raises(DataError) as refused:
        read_journal(path)
    assert len(refused.value.sentence()) < 300


@pytest.mark.parametrize(
    "record",
    [
        b"[]",
        b"1",
        b"{}",
        b'{"journal":true}',
        b'{"journal":1}',
        b'{"journal":99,"program":"9.0"}',
        b'{"journal":1,"journal":1}',
        b'{"journal":NaN}',
        b'{"journal":' + b"9" * 5000 + b"}",
        b"[" * 100_000,
        b'{"journal":' * 50_000,
        b"\xff\xfe",
    ],
)
def test_a_first_line_with_a_right_checksum_may_still_be_nonsense(record: bytes) -> None:
    line, _checksum = lines.line_of(record, lines.FIRST_CHECKSUM)
    with pytest.raises(DataError) as refused:
        journal_from(line, "s.visualnn")
    assert len(refused.value.sentence()) < 300


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("lesson", 1),
        ("lesson", "x" * 5000),
        ("path", "a\0b"),
        ("grain", -1),
        ("grain", True),
        ("files", {"../evil": ""}),
        ("files", {"lesson.toml": 3}),
        ("files", []),
        ("data", {str(n): "" for n in range(100)}),
    ],
)
def test_a_header_is_checked_key_by_key(key: str, value: object) -> None:
    assert header_from(HEADER.plain()) == HEADER
    with pytest.raises(DataError):
        header_from(HEADER.plain() | {key: value})


def test_a_newer_format_is_named() -> None:
    with pytest.raises(DataError, match=r"visualnn 9\.1"):
        header_from({"journal": 2, "program": "9.1"}, "s.visualnn")


def test_a_file_that_is_too_large_or_no_file_is_refused_unread(tmp_path: Path) -> None:
    large = tmp_path / "large.visualnn"
    with large.open("wb") as made:
        made.truncate(lines.FILE_BYTES + 1)
    for path in (large, tmp_path):
        with pytest.raises((DataError, OSError)):
            read_journal(path)
    if hasattr(os, "mkfifo"):
        pipe = tmp_path / "pipe.visualnn"
        os.mkfifo(pipe)
        with pytest.raises(DataError):
            read_journal(pipe)
        with pytest.raises(OSError, match="not a regular file"):
            JournalFile(pipe)


@pytest.mark.skipif(not hasattr(os, "O_NOFOLLOW"), reason="this system follows every link")
def test_no_link_is_followed(tmp_path: Path) -> None:
    target = tmp_path / "precious"
    target.write_text("precious", encoding="utf-8")
    (tmp_path / "s.visualnn").symlink_to(target)
    with pytest.raises(OSError, match=r"s\.visualnn"):
        JournalFile(tmp_path / "s.visualnn")
    assert target.read_text(encoding="utf-8") == "precious"


# -- two windows -----------------------------------------------------------------------------------


def test_a_session_is_written_by_one_window(folder: SessionFolder) -> None:
    path = session(folder, 2)
    opened = folder.go_on(path)
    with pytest.raises(LockedError):
        folder.go_on(path)
    with pytest.raises(DataError, match="open in a window"):
        folder.delete(path.stem)
    assert numbers(path.read_bytes()) == [0, 1]  # others can read it meanwhile
    opened.writer.close()
    folder.delete(path.stem)
    assert [*folder] == []


def test_sessions_begun_in_the_same_second_are_files_of_their_own(folder: SessionFolder) -> None:
    made = [folder.begin(HEADER) for _ in range(3)]
    assert len({each.path for each in made}) == 3
    for each in made:
        each.close()


# -- a disk that fails -----------------------------------------------------------------------------


class Disk:
    """The calls of the system that a journal makes; some of them fail, or take long."""

    def __init__(self) -> None:
        self.calls: tuple[str, ...] = ()
        """Which."""
        self.fault: OSError | None = None
        self.seconds = 0.0

    def __getattr__(self, name: str) -> object:
        if name not in self.__dict__.get("calls", ()):
            return getattr(os, name)
        return lambda *arguments: self._fail(name, *arguments)

    def _fail(self, name: str, *arguments: Any) -> object:
        time.sleep(self.seconds)
        if self.fault is None:
            return getattr(os, name)(*arguments)
        if name == "write" and self.fault.errno == errno.ENOSPC:
            os.write(arguments[0], bytes(arguments[1])[:5])  # the last bytes that there were
        raise self.fault


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    made = Disk()
    monkeypatch.setattr("visualnn.journal.file.os", made)
    monkeypatch.setattr("visualnn.journal.writer.RETRY_SECONDS", 0.02)
    return made


@pytest.mark.parametrize(
    "calls", [("write",), ("fsync",), ("write", "open"), ("ftruncate", "write")]
)
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EACCES, errno.EMFILE, errno.EROFS])
def test_what_a_disk_does_not_take_is_saved_once_it_does(
    folder: SessionFolder, disk: Disk, calls: tuple[str, ...], code: int
) -> None:
    made = folder.begin(HEADER)
    for n in range(3):
        made.append({"n": n})
    assert made.wait(5)
    assert made.path is not None
    disk.calls, disk.fault = calls, OSError(code, os.strerror(code))
    for n in range(3, 8):
        made.append({"n": n})
        made.wait(0.05)
        assert not made.is_saved
        assert made.saved_count == 4
    assert isinstance(told := made.failure, OSError)
    assert told.errno == code
    assert numbers(made.path.read_bytes())[:3] == [0, 1, 2]
    disk.calls = ()
    assert made.wait(5)
    assert not made.failure
    made.append({"n": 8})
    assert made.close()
    assert numbers(made.path.read_bytes()) == [*range(9)]


def test_a_slow_disk_keeps_nobody_waiting_and_saved_waits_for_it(
    folder: SessionFolder, disk: Disk
) -> None:
    made = folder.begin(HEADER)
    made.wait(5)
    disk.calls, disk.seconds = ("fsync",), 0.2
    numbered = [made.append({"n": n}) for n in range(50)]
    assert made.saved_count < numbered[-1]
    assert not made.is_saved
    assert made.path is not None
    assert numbers(made.path.read_bytes()) == [*range(50)]  # a killed process would lose nothing
    assert made.wait(5)
    assert made.saved_count == numbered[-1]
    made.close()


def test_a_folder_that_takes_long_holds_back_no_line_of_a_new_file(
    folder: SessionFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_quick = threading.Event()
    monkeypatch.setattr(visualnn.journal.file, "_sync_folder", lambda _folder: is_quick.wait(60))
    made = folder.begin(HEADER)
    made.append({"n": 0})
    assert made.path is not None
    assert numbers(made.path.read_bytes()) == [0]
    assert not made.is_saved
    is_quick.set()
    assert made.wait(60.0)
    made.close()


def test_a_file_that_was_removed_is_written_anew(folder: SessionFolder) -> None:
    made = folder.begin(HEADER)
    made.append({"n": 0})
    assert made.wait(5)
    assert made.path is not None
    made.path.unlink()
    made.path.parent.rmdir()
    made.append({"n": 1})
    assert made.close()
    assert numbers(made.path.read_bytes()) == [0, 1]


def test_a_record_that_is_too_long_is_refused_and_the_next_one_is_not(
    folder: SessionFolder,
) -> None:
    made = folder.begin(HEADER)
    with pytest.raises(DataError):
        made.append({"text": "x" * lines.LINE_BYTES})
    with pytest.raises(ValueError, match="JSON"):
        made.append({"n": float("nan")})
    made.append({"n": 1})
    made.close()
    assert made.path is not None
    assert numbers(made.path.read_bytes()) == [1]


def test_without_a_disk_lines_are_kept_in_memory() -> None:
    made = JournalWriter(None)
    made.append(HEADER.plain())
    made.append({"n": 1})
    assert not made.is_saved
    assert numbers(b"".join(made.lines)) == [1]
    made.close()


# -- killed ----------------------------------------------------------------------------------------

WRITING = """
import sys
from pathlib import Path
from visualnn.journal.folder import SessionFolder
from visualnn.journal.header import Header
made = SessionFolder(Path(sys.argv[1])).begin(Header("xor", "xor", "now"))
for n in range(10**9):
    made.append({"n": n})
    sys.stdout.write(f"{n}\\n")
    sys.stdout.flush()
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="nothing to be killed by")
def test_a_killed_process_has_lost_nothing_that_it_said_was_done(tmp_path: Path) -> None:
    random_ = random.Random(4)  # noqa: S311  moments, no secrets
    for n in range(10):
        folder = SessionFolder(tmp_path / str(n))
        with subprocess.Popen(  # noqa: S603  this interpreter
            [sys.executable, "-c", WRITING, str(folder.path)], stdout=subprocess.PIPE
        ) as process:
            assert process.stdout is not None
            process.stdout.readline()  # it is under way
            time.sleep(random_.uniform(0.0, 0.1))
            process.kill()
            told = [0, *map(int, process.stdout.read().split(b"\n")[:-1])]
        path = folder.latest("xor")
        assert path is not None
        opened = folder.go_on(path)  # its lock ended with it
        found = [record["n"] for record in opened.journal.records()]
        assert found == [*range(len(found))]
        assert len(found) > told[-1]
        opened.writer.close()


# -- the lesson ------------------------------------------------------------------------------------


def test_a_header_holds_its_lesson_word_for_word() -> None:
    lesson = load(find("xor"))
    header = header_from(header_of(lesson, "xor", 2).plain())
    again = header.open()
    assert set(header.files) == {"lesson.toml", "en.md", "ko.md"}
    assert again.spec.model_dump() == lesson.spec.model_dump()
    assert again.spec.file == lesson.spec.file
    assert {name: value.tobytes() for name, value in again.start.items()} == {
        name: value.tobytes() for name, value in lesson.start.items()
    }
    assert [stop.tick for stop in again.stops] == [stop.tick for stop in lesson.stops]


def test_what_changed_in_a_lesson_is_named() -> None:
    lesson = load(find("xor"))
    now = header_of(lesson, "xor", 2)
    assert changed_files(now, now) == ()
    then = Header("xor", "xor", "now", files={**now.files, "en.md": "other"}, data={"a.csv": "0"})
    assert changed_files(then, now) == ("en.md", "a.csv")


def test_a_session_opens_no_lesson_by_a_path_that_a_file_says(tmp_path: Path) -> None:
    with pytest.raises(DataError):
        Header("xor", str(find("xor")), "now").open()
    with pytest.raises(LessonError):
        Header("xor", "xor", "now", files={"lesson.toml": "format = 1"}).open(tmp_path)


def test_sessions_are_listed_latest_first_and_found_by_id(folder: SessionFolder) -> None:
    paths = [session(folder, n) for n in range(3)]
    for age, path in zip((30, 10, 20), paths, strict=True):
        os.utime(path, (1e9 - age, 1e9 - age))
    (folder.path / "broken.visualnn").write_bytes(b"nothing")
    os.utime(folder.path / "broken.visualnn", (1, 1))
    assert [each.path for each in folder][:3] == [paths[1], paths[2], paths[0]]
    assert [each.header is None for each in folder] == [False, False, False, True]
    assert folder.latest("xor") == paths[1]
    assert folder.latest("digits") is None
    assert folder.find(paths[0].stem) == paths[0]
    for name in ("", "..", "../x", "nothing", "a/b", "x" * 500):
        with pytest.raises(UnknownNameError):
            folder.find(name)


def test_an_exported_session_is_the_same_file(folder: SessionFolder, tmp_path: Path) -> None:
    path = session(folder, 3)
    folder.export(path.stem, tmp_path / "out.visualnn")
    assert (tmp_path / "out.visualnn").read_bytes() == path.read_bytes()


# -- the same numbers ------------------------------------------------------------------------------


def test_numbers_are_the_same_near_or_others() -> None:
    values = {"W": np.array([[1.0, -2.0], [3.0, 1e-30]]), "L": np.array(0.25)}
    kept = fingerprint(values)
    assert likeness(kept, values) == "same"
    assert likeness(kept, values | {"L": np.array(np.nextafter(0.25, 1))}) == "near"
    assert likeness(kept, values | {"L": np.array(0.25 * (1 + 1e-8))}) == "other"
    assert likeness(kept, {"W": values["W"]}) == "other"
    nan = {"L": np.array([np.nan, np.inf])}
    assert likeness(fingerprint(nan), nan) == "same"
    assert likeness(fingerprint(nan), {"L": np.array([np.nan, -np.inf])}) == "other"
