"""Files: read up to their limit and no further, written whole or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from visualnn.files import forget_parts, read_small, write_whole


def test_a_file_is_read_up_to_its_limit(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"12345678")
    assert read_small(path, 8) == b"12345678"
    with pytest.raises(ValueError, match="larger than 7 bytes"):
        read_small(path, 7)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not a regular file"):
        read_small(tmp_path, 8)
    with pytest.raises(FileNotFoundError):
        read_small(tmp_path / "none", 8)


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no such rights")
def test_a_file_keeps_its_rights_and_leaves_no_part(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_whole(path, b"one")
    mask = os.umask(0o077)
    os.umask(mask)
    assert stat.S_IMODE(path.stat().st_mode) == 0o666 & ~mask
    path.chmod(0o640)
    write_whole(path, b"two")
    assert path.read_bytes() == b"two"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_what_cannot_be_written_leaves_what_there_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    write_whole(path, b"one")

    def full(_handle: int) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="the disk is full"):
        write_whole(path, b"two")
    assert path.read_bytes() == b"one"
    assert list(tmp_path.iterdir()) == [path]


def test_parts_of_this_file_are_forgotten_and_no_others(tmp_path: Path) -> None:
    names = [".file.abc.visualnn-part", ".other.abc.visualnn-part", "file"]
    for name in names:
        (tmp_path / name).touch()
    forget_parts(tmp_path, "file")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names[1:])
