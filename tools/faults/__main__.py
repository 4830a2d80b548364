"""``python -m tools.faults``: handmade bad inputs, seeded mutants, surroundings, random clicking
over every lesson, the memory of large networks, and what is saved while processes are killed and
disks fail. Code 1 if one of them is neither opened nor refused, or anything was lost or kept."""

from __future__ import annotations

import argparse
import logging
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from visualnn.lesson import find

from . import handmade, mutants, saving, surroundings
from .judge import Verdicts, judged


def main() -> int:
    """Try all kinds of faults, or the one that is asked for."""
    parser = argparse.ArgumentParser(prog="tools.faults", description=__doc__)
    parser.add_argument(
        "kind",
        nargs="?",
        choices=(
            "handmade",
            "mutants",
            "surroundings",
            "clicking",
            "memory",
            "saving",
            "rehearsal",
        ),
    )
    parser.add_argument("--mutants", type=int, default=20_000, metavar="N")
    parser.add_argument("--of", default="", metavar="FORM", help="one form of mutants: session")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--kills", type=int, default=200, help="processes that are killed")
    parser.add_argument("--seconds", type=float, default=600.0, help="of random clicking")
    chosen = parser.parse_args()
    if chosen.kind == "saving":
        return saving.main(["--kills", str(chosen.kills), "--seed", str(chosen.seed)])
    if chosen.kind == "rehearsal":
        return _rehearsed(chosen.seed)
    logging.disable(logging.CRITICAL)
    faults = 0
    with tempfile.TemporaryDirectory(prefix="visualnn-faults-") as name:
        folder, good = Path(name), find("xor")
        kinds: dict[str, Callable[[], Verdicts]] = {
            "handmade": lambda: judged(handmade.all_of(folder, good)),
            "mutants": lambda: judged(
                mutants.all_of(folder, good, chosen.mutants, chosen.seed, chosen.of)
            ),
            "surroundings": lambda: judged(surroundings.all_of(folder), is_timed=False),
        }
        for kind, tried in kinds.items():
            if chosen.kind in {None, kind}:
                found = tried()
                print(found.line(kind), flush=True)
                for fault in found.faults:
                    print(f"  {fault}")
                faults += len(found.faults)
    if chosen.kind in {None, "clicking"}:
        faults += _clicked(chosen.seconds, chosen.seed)
    if chosen.kind in {None, "memory"}:
        faults += _left_over()
    if chosen.kind is None:
        faults += saving.main([])
        faults += _rehearsed(chosen.seed)
    return int(faults > 0)


def _rehearsed(seed: int) -> int:
    """Teach a class by a script; 1 if anything failed."""
    from . import rehearsal  # it needs a screen, or none by name

    return rehearsal.main(["--seed", str(seed)])


def _left_over() -> int:
    """Open and close large networks; the count of those whose memory does not return."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from . import memory

    return memory.main()


def _clicked(seconds: float, seed: int) -> int:
    """Let a hand that knows nothing go about every lesson; the count of faults."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from . import clicking  # it needs a screen, or none by name

    logging.disable(logging.NOTSET)
    found = clicking.click(clicking.every_lesson(), seconds, seed)
    print("\n".join(clicking.lines(found, "clicking")), flush=True)
    return len(found.faults)


if __name__ == "__main__":
    sys.exit(main())
