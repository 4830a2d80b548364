"""``python -m tools.faults [PART ...]``: handmade bad inputs, seeded mutants, surroundings, random
clicking over every lesson, methods that raise, the memory of large networks, killed processes,
failing disks, a rehearsed class. At the end each part is one line with its figures. Exit code 1 if
anything was neither opened nor refused, was lost, kept, slow, or died.

Each part is done in pieces, each a process of its own. What is done is written to
``build/faults.json``; ``--resume`` goes on where a run was interrupted.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from dataclasses import asdict, replace
from pathlib import Path

from .outcome import Outcome, Progress, summed
from .pieces import PARTS, Amounts, pieces

PROGRESS = Path("build") / "faults.json"
LONGEST_PIECE_SECONDS = 3600.0
"""After so long a piece is given up as a hang."""


def main() -> int:
    """Do all parts, or those that are asked for; returns the exit code."""
    chosen = _parser().parse_args()
    amounts = Amounts(
        chosen.mutants, chosen.kills, chosen.disks, chosen.seconds, chosen.seed, chosen.of
    )
    if chosen.piece is not None:
        outcome = pieces(amounts)[chosen.piece]()
        chosen.result.write_text(json.dumps(asdict(outcome)), encoding="utf-8")
        return 0
    parts = chosen.parts or PARTS
    progress = Progress(PROGRESS, asdict(amounts) | {"parts": list(parts)})
    if chosen.resume and not progress.resume():
        print("nothing was interrupted that was asked for like this; everything is done anew")
    wanted = [name for name in pieces(amounts) if _part(name) in parts]
    for name in wanted:
        if name not in progress.done:
            progress.add(name, _done(name))
            print(progress.done[name].line(name), flush=True)
            for fault in progress.done[name].faults:
                print(f"  {fault}", flush=True)
    return _summed_up(progress, wanted)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="tools.faults", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", choices=[[], *PARTS], default=[])
    parser.add_argument("--resume", action="store_true", help="go on with the run before")
    parser.add_argument("--mutants", type=int, default=20_000, metavar="N")
    parser.add_argument("--of", default="", metavar="FORM", help="one form of mutants: session")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--kills", type=int, default=200, help="processes that are killed")
    parser.add_argument("--disks", type=int, default=300, help="disks that fail")
    parser.add_argument("--seconds", type=float, default=600.0, help="of random clicking")
    parser.add_argument("--piece", help=argparse.SUPPRESS)
    parser.add_argument("--result", type=Path, help=argparse.SUPPRESS)
    return parser


def _part(piece: str) -> str:
    return piece.partition(" ")[0]


def _done(piece: str) -> Outcome:
    """Do one piece in a process of its own, with what else this one was asked for."""
    result = PROGRESS.with_suffix(".piece.json")
    result.parent.mkdir(parents=True, exist_ok=True)
    result.unlink(missing_ok=True)
    words = [sys.executable, "-m", "tools.faults", *sys.argv[1:]]
    words += ["--piece", piece, "--result", str(result)]
    begun = time.monotonic()
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)  # noqa: S603
    try:
        said, _nothing = process.communicate(timeout=LONGEST_PIECE_SECONDS)
        how = f"the piece ended with {process.returncode}"
    except subprocess.TimeoutExpired:
        process.kill()
        said, how = process.communicate()[0], "the piece hangs"
    seconds = time.monotonic() - begun
    if process.returncode or not result.is_file():
        last = " | ".join(said.splitlines()[-5:])
        return Outcome(0, (f"{piece}: {how}: {last}",), seconds=seconds)
    told = json.loads(result.read_text(encoding="utf-8"))
    result.unlink()
    return replace(Outcome(**{**told, "faults": tuple(told["faults"])}), seconds=seconds)


def _summed_up(progress: Progress, wanted: list[str]) -> int:
    """Print a line for each part and one for all; the exit code."""
    print("\nsummary")
    for part in PARTS:
        done = [progress.done[name] for name in wanted if _part(name) == part]
        if done:
            print(f"  {summed(done).line(part)}")
    whole = summed(progress.done[name] for name in wanted)
    print(f"  {replace(whole, worst=0.0).line('all')}")
    return int(bool(whole.faults))


if __name__ == "__main__":
    sys.exit(main())
