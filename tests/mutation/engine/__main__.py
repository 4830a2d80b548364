"""Would the tests notice? Plants one kept break at a time into a copy of the engine and asks them.

``python -m tests.mutation.engine`` runs all of them, ``python -m tests.mutation.engine softmax
history`` only those whose name or file contains one of the words. The working tree is never
touched. The exit code is 1 if the tests missed a break, or if a break no longer fits the file it is
meant for.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence

from ..verdict import Verdict
from . import MUTANTS
from .mutant import Mutant, misfits
from .trial import healthy, run


def main(words: Sequence[str]) -> int:
    """Run the chosen mutants and say what came of them; 0 if all were caught."""
    say = sys.stdout.write
    chosen = [m for m in MUTANTS if not words or any(w in f"{m.name} {m.file}" for w in words)]
    stale = [reason for mutant in chosen if (reason := misfits(mutant))]
    if stale or not chosen:
        say("\n".join(stale or ["no mutant is called that"]) + "\n")
        return 1
    begun = time.monotonic()
    if not healthy(chosen):
        say("the tests fail without any mutant\n")
        return 1

    def told(mutant: Mutant, verdict: Verdict) -> None:
        say(f"{verdict:9}{mutant.file:36}{mutant.name}\n")
        sys.stdout.flush()

    verdicts = run(chosen, told)
    caught = sum(verdict.noticed for verdict in verdicts.values())
    say(f"caught {caught} of {len(verdicts)} in {time.monotonic() - begun:.0f} s\n")
    return 0 if caught == len(verdicts) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
