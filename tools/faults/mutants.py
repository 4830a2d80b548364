"""Seeded mutants of good files: bytes flipped, cut, doubled, and put in from elsewhere."""

from __future__ import annotations

import gzip
import io
import json
import os
import random
import shutil
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

import numpy as np

from visualnn.datasets import FileData, load
from visualnn.lesson import load as load_lesson

from .judge import Trial

FRAGMENTS = (
    b"{",
    b"}",
    b"[",
    b"]",
    b'"',
    b"'",
    b"=",
    b"#",
    b"\n",
    b"\r",
    b"\0",
    b"\xff",
    b"-",
    b"1e999",
    b"nan",
    b"@",
    b"{L @ 1}",
    b"{? L < 1 : a}",
    b"[[layers]]",
    b"kind",
    b"9" * 400,
    "가".encode(),
    b"\xe2\x80\xae",
    b",",
    b";",
)
"""What is put into a file."""


def mutated(content: bytes, rng: random.Random) -> bytes:
    """The content with one to four changes."""
    made = bytearray(content)
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(made) + 1)
        length = rng.choice((1, 1, 2, 4, 16, 64))
        match rng.randrange(6):
            case 0 if made:
                made[at % len(made)] ^= 1 << rng.randrange(8)
            case 1:
                del made[at : at + length]
            case 2:
                made[at:at] = rng.choice(FRAGMENTS)
            case 3:
                other = rng.randrange(len(made) + 1)
                made[at:at] = made[other : other + length]
            case 4:
                del made[at:]
            case _:
                made[at : at + length] = bytes(rng.randrange(256) for _ in range(length))
    return bytes(made)


def good_files() -> Mapping[str, bytes]:
    """A small good file of every form of data."""
    rng = np.random.default_rng(0)
    x, t = rng.normal(size=(6, 3)).round(3), rng.integers(0, 2, 6)
    rows = "\n".join(",".join(map(str, (*row, label))) for row, label in zip(x, t, strict=True))
    npz = io.BytesIO()
    np.savez(npz, x=x, y=t)
    idx = struct.pack(">HBBIII", 0, 8, 3, 6, 4, 4) + bytes(range(96))
    return {
        "x.csv": f"a,b,c,label\n{rows}\n".encode(),
        "x.tsv": f"a\tb\tc\tlabel\n{rows}\n".replace(",", "\t").encode(),
        "x.npz": npz.getvalue(),
        "images.idx": idx,
        "images.idx.gz": gzip.compress(idx, mtime=0),
    }


def picture() -> bytes:
    """A small good PNG picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        crc = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + crc

    head = struct.pack(">IIBBBBB", 4, 4, 8, 0, 0, 0, 0)
    lines = b"".join(b"\0" + bytes(range(n, n + 4)) for n in range(4))
    parts = chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(lines)), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def repaired(content: bytes) -> bytes:
    """A zip or PNG whose checksums hold again as far as they can be found, so that mutants come
    past them."""
    if not content.startswith(b"\x89PNG\r\n\x1a\n"):
        return content
    made, at = bytearray(content), 8
    while at + 12 <= len(made):
        (length,) = struct.unpack_from(">I", made, at)
        end = at + 12 + length
        if end > len(made):
            break
        struct.pack_into(">I", made, end - 4, zlib.crc32(made[at + 4 : end - 4]))
        at = end
    return bytes(made)


def all_of(
    folder: Path, good: Path, count: int, seed: int, form: str = "", *, first: int = 0
) -> Iterator[Trial]:
    """So many mutants, from the ``first`` on, the forms in turn, or of one ``form`` alone:
    ``session``."""
    makers: list[Callable[[random.Random, int], Trial]] = [
        partial(_lesson, folder, good, page) for page in ("lesson.toml", "en.md", "ko.md")
    ]
    makers += [partial(_data, folder, name, content) for name, content in good_files().items()]
    makers += [partial(_picture, folder), partial(_settings, folder), partial(_member, folder)]
    makers += [partial(_session, folder, _session_lines(folder, good))]
    if form == "session":
        makers = makers[-1:]
    for n in range(first, count):
        yield makers[n % len(makers)](random.Random(f"{seed}-{n}"), n)  # noqa: S311


def _lesson(folder: Path, good: Path, page: str, rng: random.Random, n: int) -> Trial:
    home = folder / "lesson"
    if not home.exists():
        shutil.copytree(good, home)
    whole = (good / page).read_bytes()

    def act() -> object:
        (home / page).write_bytes(mutated(whole, rng))
        try:
            return load_lesson(home)
        finally:
            (home / page).write_bytes(whole)

    return Trial(f"mutant {n} of {page}", act)


def _data(folder: Path, name: str, content: bytes, rng: random.Random, n: int) -> Trial:
    path = folder / name
    labels = folder / "labels.idx"
    labels.write_bytes(struct.pack(">HBBI", 0, 8, 1, 6) + bytes((0, 1) * 3))
    source = FileData(path, labels=labels if name.startswith("images") else None)

    def act() -> object:
        path.write_bytes(mutated(content, rng))
        return load(source, seed=0)

    return Trial(f"mutant {n} of {name}", act)


def _picture(folder: Path, rng: random.Random, n: int) -> Trial:
    for label in ("a", "b"):
        (folder / "pictures" / label).mkdir(parents=True, exist_ok=True)
        (folder / "pictures" / label / "0.png").write_bytes(picture())

    def act() -> object:
        bad = mutated(picture(), rng)
        bad = repaired(bad) if rng.random() < 0.5 else bad
        (folder / "pictures" / "a" / "0.png").write_bytes(bad)
        return load(FileData(folder / "pictures"), seed=0)

    return Trial(f"mutant {n} of a picture", act)


def _member(folder: Path, rng: random.Random, n: int) -> Trial:
    """A mutant of an array inside a sound zip."""
    array = io.BytesIO()
    np.lib.format.write_array(array, np.arange(12.0).reshape(4, 3))
    labels = io.BytesIO()
    np.lib.format.write_array(labels, np.arange(4))

    def act() -> object:
        path = folder / "member.npz"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("x.npy", mutated(array.getvalue(), rng))
            archive.writestr("y.npy", labels.getvalue())
        return load(FileData(path), seed=0)

    return Trial(f"mutant {n} of an array in a zip", act)


def _session_lines(folder: Path, good: Path) -> tuple[bytes, ...]:
    """The lines of a small session with wishes of many kinds and a checkpoint, without their
    checksums."""
    from ui.session.keeping import Keeping
    from ui.session.session import Session
    from ui.session.wishes import AnswerQuestion, CountHands, SetBookmark
    from ui.shell.application import the_application
    from visualnn.journal.folder import SessionFolder
    from visualnn.journal.lines import CHECKSUM_CHARACTERS
    from visualnn.journal.reading import read_journal

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    the_application()
    home = SessionFolder(folder / "sessions")
    session = Session(2.0)
    kept = Keeping(session, home)
    kept.open(load_lesson(good), str(good))
    for act in (session.over, session.out, session.keep, session.seek_origin, session.undo):
        act()
        session.arrive_now()
    session.grant(AnswerQuestion("before-relu", "relu-of-it", "positive"))
    session.grant(CountHands("before-relu", "relu-of-it", (1, 2, 3)))
    session.grant(SetBookmark(1, 5, "here"))
    kept.make_checkpoint()
    session.over()
    kept.leave()
    lines = read_journal(next(iter(home)).path).lines
    return tuple(line[CHECKSUM_CHARACTERS + 1 : -1] for line in lines)


def _session(folder: Path, records: tuple[bytes, ...], rng: random.Random, n: int) -> Trial:
    """A mutant of a session: half of them of one record, with checksums that hold, so that they
    come past them."""
    from visualnn.journal.lines import FIRST_CHECKSUM, line_of

    spoiled = rng.randrange(len(records)) if rng.random() < 0.5 else None
    lines, checksum = [], FIRST_CHECKSUM
    for number, record in enumerate(records):
        content = mutated(record, rng) if number == spoiled else record
        line, checksum = line_of(content.replace(b"\n", b" "), checksum)
        lines.append(line)
    whole = b"".join(lines)
    whole = whole if spoiled is not None else mutated(whole, rng)

    def act() -> object:
        from ui.session.replaying import replay
        from visualnn.journal.reading import read_journal

        path = folder / "mutant.visualnn"
        path.write_bytes(whole)
        journal = read_journal(path)
        return replay(journal, journal.header.open(folder))

    return Trial(f"mutant {n} of a session", act)


def _settings(folder: Path, rng: random.Random, n: int) -> Trial:
    from ui.shell.settings import Memory

    good = {
        "language": "ko",
        "theme": "dark",
        "size": 1.25,
        "geometry": [0, 0, 800, 600],
        "maximized": False,
        "splitters": {"desk": [1, 2, 3]},
        "speed": 2.0,
        "lesson": "xor",
        "stages": {"xor": {"views": ["network"], "placement": "below"}},
        "recent": ["/x"],
    }
    content = json.dumps(good).encode()

    def act() -> object:
        path = folder / "settings.json"
        path.write_bytes(mutated(content, rng))
        return Memory(path).load()

    return Trial(f"mutant {n} of settings", act)
