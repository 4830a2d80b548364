"""Would the tests notice? Plants one-place breaks in the window and in lesson reading, at random.

``python -m tests.mutation`` plants 150 of all the breaks there are, the same ones each time;
``--seed 7`` plants others, ``--count 20`` fewer, ``--room session`` only those of a room, and words
only those whose names contain one of them. ``--list`` only names them. No file is changed: the
interpreter that runs the tests is given the broken code. Asked are the tests that run the broken
line, which are noted once and again when a file of the room or of its tests changes; with
``--by-name`` nothing is noted, and the records and the tests named like the broken file are asked:
quicker for a few breaks, but some are missed that others would notice. A test that catches
something is run without the break too.

With ``--results FILE`` each verdict is appended to a file as it falls, and the same command goes on
where it was ended. The exit code is 1 if the tests missed a break that is not in
`unnoticeable.UNNOTICEABLE`.

`rooms` says where breaks are planted, `breaks` what is broken, `notes` which tests run it, `asked`
which of them are asked, `trials` asks them. It needs a system that can fork a process.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from .asked import Asked, named_alike, nearest, noted
from .breaks import Break
from .results import Results, report
from .rooms import ROOMS, Room, all_guards, sample
from .trials import TRIAL_SECONDS, Trial, collect, run_tests, run_trials
from .unnoticeable import UNNOTICEABLE
from .verdict import Verdict

INTERRUPTED = 130
"""What a program gives back that was ended from the keyboard."""


def run(
    chosen: Sequence[Break],
    asked: Asked,
    results: Results,
    workers: int = 2,
    seconds: float = TRIAL_SECONDS,
) -> None:
    """Ask about each break on which there is no result, which is written as it falls.

    A test that caught something must pass without any break, or what it said of breaks is taken
    back and the others are asked.
    """

    def told(trial: Trial, verdict: Verdict, line: str, seconds: float) -> None:
        planting = trial.planting
        assert planting is not None
        catcher = _test_in(line, trial.tests) if verdict is not Verdict.MISSED else ""
        results.add(planting, verdict, catcher, seconds)
        if verdict is Verdict.MISSED:
            line = f"of {len(trial.tests)} tests"
            if planting.name in UNNOTICEABLE:
                verdict = Verdict.UNNOTICEABLE
        sys.stdout.write(f"{verdict:18}{planting}   {line[:110]} ({seconds:.0f} s)\n")
        sys.stdout.flush()

    def tried(trial: Trial, verdict: Verdict, line: str, _seconds: float) -> None:
        passes = verdict is Verdict.MISSED
        results.add_test(trial.tests[0], passes=passes)
        if not passes:
            sys.stdout.write(f"not asked, as it fails without any break: {line}\n")

    while todo := [each for each in chosen if results.of(each) is None]:
        trials = [
            Trial(each, tuple(test for test in asked(each) if results.passing.get(test, True)))
            for each in todo
        ]
        run_trials(trials, told, workers, seconds)
        _run_without(chosen, results, tried, workers)


def _run_without(
    chosen: Sequence[Break],
    results: Results,
    told: Callable[[Trial, Verdict, str, float], object],
    workers: int,
) -> None:
    """Run each test that noticed a break without it, once."""
    found = [result for each in chosen if (result := results.of(each)) is not None]
    new = {result.catcher for result in found if result.catcher} - set(results.passing)
    run_trials([Trial(None, (test,)) for test in sorted(new)], told, workers)


def _test_in(line: str, tests: Sequence[str]) -> str:
    """The test that a line of pytest is about; empty if none."""
    told = line.partition(" ")[2]
    return max((test for test in tests if told.startswith(test)), key=len, default="")


def _asked(
    rooms: Sequence[Room], chosen: Sequence[Break], workers: int, *, by_name: bool, stale: bool
) -> dict[Break, tuple[str, ...]]:
    """The tests to ask about each break."""
    if not by_name:
        guards = all_guards()
        collect(guards)
        notes = noted(rooms, guards, sys.stdout.write, workers, stale=stale)
        first = {room.name: room.first for room in rooms}
        return {each: nearest(each, notes[each.room], first[each.room]) for each in chosen}
    tests = collect(sorted({file for room in rooms for file in room.guards()}))
    of_room = {
        room.name: [test for test in tests if test.partition("::")[0] in set(room.guards())]
        for room in rooms
    }
    return {each: named_alike(each, of_room[each.room]) for each in chosen}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation")
    parser.add_argument("words", nargs="*")
    parser.add_argument("--count", type=int, default=150)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--room", action="append", choices=[room.name for room in ROOMS])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--list", action="store_true")
    parser.add_argument(
        "--seconds", type=float, default=TRIAL_SECONDS, help="ask about a break for so long at most"
    )
    parser.add_argument(
        "--results", type=Path, help="append verdicts to this file and go on where it ends"
    )
    parser.add_argument(
        "--stale", action="store_true", help="use notes from before files of the room changed"
    )
    parser.add_argument(
        "--by-name", action="store_true", help="note nothing; ask records and tests named alike"
    )
    return parser


def main(arguments: Sequence[str]) -> int:
    """Plant a sample of breaks and say what came of them; 0 if none was missed."""
    if arguments[:1] == ["--tests"]:
        code = run_tests(arguments[1:])
        sys.stdout.flush()
        os._exit(code)  # without taking Qt down piece by piece, which may crash
    asked = _parser().parse_args(arguments)
    say = sys.stdout.write
    rooms = [room for room in ROOMS if not asked.room or room.name in asked.room]
    chosen = sample(rooms, asked.count, asked.seed, asked.words)
    if asked.list or not chosen:
        say("".join(f"{planting}\n" for planting in chosen) or "no break is called that\n")
        return 0 if chosen else 1
    results = Results(asked.results)
    interrupted = False
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # no trial outlives this process
    if any(results.of(each) is None for each in chosen):
        begun = time.monotonic()
        try:
            likely = _asked(rooms, chosen, asked.workers, by_name=asked.by_name, stale=asked.stale)
            say(f"it is known whom to ask after {time.monotonic() - begun:.0f} s\n")
            sys.stdout.flush()
            run(chosen, likely.__getitem__, results, asked.workers, asked.seconds)
        except KeyboardInterrupt:
            interrupted = True
    lines, whole = report(chosen, results)
    say(lines)
    if interrupted:
        return INTERRUPTED
    return 0 if whole else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
