"""The command: record, compare, base."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from .compare import compare, counts
from .record import PARTS, prepare, record

JOB_COUNT = 2
"""Parts that are recorded at the same time."""
HERE = Path(__file__).resolve().parents[2]


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says; returns the exit code."""
    parser = argparse.ArgumentParser(prog="replay")
    commands = parser.add_subparsers(dest="command", required=True)
    recording = commands.add_parser("record", help="record what the checkout does")
    recording.add_argument("folder", type=Path)
    recording.add_argument("--part", choices=PARTS, action="append")
    recording.add_argument("--inside", action="store_true", help="in this process")
    recording.add_argument("--checkout", type=Path, default=Path())
    comparing = commands.add_parser("compare", help="compare a record with this checkout")
    comparing.add_argument("folder", type=Path)
    comparing.add_argument("other", type=Path, nargs="?", help="a second record instead")
    replaying = commands.add_parser("base", help="record a commit and this checkout, and compare")
    replaying.add_argument("commit")
    chosen = parser.parse_args(arguments)
    if chosen.command == "record":
        checkout, folder = chosen.checkout.resolve(), chosen.folder.resolve()
        if chosen.inside:
            record(checkout, folder, chosen.part)
            return 0
        return _record(checkout, folder, chosen.part)
    with tempfile.TemporaryDirectory(prefix="replay-") as temporary:
        if chosen.command == "base":
            return _base(chosen.commit, Path(temporary))
        after = chosen.other
        if after is None:
            after = Path(temporary)
            if code := _record(Path.cwd(), after, None):
                return code
        return compare(chosen.folder, after)


def _record(checkout: Path, folder: Path, parts: Sequence[str] | None) -> int:
    """Record each part in a process of its own, all of which hash alike: some outlines overlap in
    the order of a set."""
    if parts is None and folder.exists() and any(folder.iterdir()):
        print(f"{folder} is not empty", file=sys.stderr)
        return 2
    began = time.monotonic()

    def recorded(part: str) -> int:
        words = ["record", str(folder), "--inside", "--part", part, "--checkout", str(checkout)]
        command = [sys.executable, "-m", "tools.replay", *words]
        code = subprocess.run(command, cwd=HERE, check=False).returncode  # noqa: S603
        print(f"{part}: {time.monotonic() - began:.0f} s", file=sys.stderr)
        return code

    with ThreadPoolExecutor(JOB_COUNT) as pool:
        code = max(map(abs, pool.map(recorded, parts or PARTS)))
    told = ", ".join(f"{count} {part}" for part, count in sorted(counts(folder).items()))
    print(f"{'failed' if code else 'recorded'}: {told}", file=sys.stderr)
    return code


def _base(commit: str, temporary: Path) -> int:
    """Record a commit in a worktree of its own, then this checkout, and compare."""
    tree, before, after = temporary / "tree", temporary / "before", temporary / "after"
    git = ["git", "-C", str(HERE), "worktree"]
    subprocess.run([*git, "add", "--quiet", "--detach", str(tree), commit], check=True)  # noqa: S603
    try:
        code = _record(tree, before, None) or _record(HERE, after, None)
    finally:
        subprocess.run([*git, "remove", "--force", str(tree)], check=True)  # noqa: S603
    return code or compare(before, after)


if __name__ == "__main__":
    prepare()
    sys.exit(main())
