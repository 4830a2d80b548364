"""Running tests with a break in the program: in a fork of an interpreter that has everything
imported and gets the broken function in place of the whole one, or, where that cannot be, in an
interpreter of its own that is given the broken module."""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO

import pytest

from .breaks import Break
from .notes import ROOT, Notes, NoteTaker, read, written
from .replacing import changed_functions, plant_for_children, remember_functions, replaced
from .verdict import Verdict

TEST_SECONDS = 150
"""After so long a test is taken to hang."""
NOTED_TEST_SECONDS = 600
"""The same while it is noted what it runs, which takes several times as long."""
TRIAL_SECONDS = 1200
"""After so long no more tests are asked about a break, and it counts as missed."""
POLL_SECONDS = 0.02
FAILURES = ("FAILED tests/", "ERROR tests/")
"""How the lines of pytest begin that name a test that failed."""
CALM = {"CI": "1", "PYTHONDONTWRITEBYTECODE": "1", "QT_QPA_PLATFORM": "offscreen"}


@dataclass(frozen=True)
class Trial:
    """A break, or none, and the tests to ask, the likeliest first."""

    planting: Break | None
    tests: tuple[str, ...]


@dataclass
class _Running:
    trial: Trial
    log: IO[str]
    begun: float


class Watch:
    """A plugin for pytest: no example is shrunk, and a test that hangs ends the run."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._stderr = os.fdopen(os.dup(2), "w")  # pytest takes the other one

    def pytest_sessionstart(self) -> None:
        from hypothesis import Phase, settings

        phases = [Phase.explicit, Phase.generate]
        settings.register_profile("unshrunk", deadline=None, derandomize=True, phases=phases)
        settings.load_profile("unshrunk")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        faulthandler.dump_traceback_later(self._seconds, exit=True, file=self._stderr)
        try:
            return (yield)
        finally:
            faulthandler.cancel_dump_traceback_later()


def run_tests(
    tests: Sequence[str],
    *plugins: object,
    first_failure: bool = True,
    seconds: float = TEST_SECONDS,
) -> int:
    """Run tests in this interpreter up to the first that fails."""
    options = [
        "-q",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:unraisableexception",  # when garbage is collected says nothing of a break
        "-o",
        "faulthandler_timeout=0",
        "--rootdir",
        str(ROOT),
    ]
    options += ["-x"] * first_failure
    return int(pytest.main([*options, *tests], plugins=[Watch(seconds), *plugins]))


class _Names:
    """A plugin for pytest that remembers the names of the tests it finds."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self.found = [item.nodeid for item in session.items]


def collect(files: Sequence[str]) -> list[str]:
    """Import the files of tests and with them what they test, for all forks to come; the names of
    the tests."""
    for name, value in CALM.items():
        os.environ[name] = value
    names = _Names()
    _quietly(lambda: run_tests(["--collect-only", *files], names))
    remember_functions()
    return names.found


def _quietly(run: Callable[[], int]) -> int:
    """Run something that writes on the descriptors of output, which nobody reads."""
    kept = os.dup(1), os.dup(2)
    with Path(os.devnull).open("w", encoding="utf-8") as nothing:
        try:
            for each in (1, 2):
                os.dup2(nothing.fileno(), each)
            return run()
        finally:
            for each, descriptor in zip((1, 2), kept, strict=True):
                sys.stdout.flush()
                os.dup2(descriptor, each)
                os.close(descriptor)


def note_each(
    tests: Mapping[str, Sequence[str]], workers: int = 2
) -> Iterator[tuple[str, Notes, list[str]]]:
    """For each file of tests, so many at a time: what they run of the files that it is asked about,
    and the lines about those that fail without any break, on which there is no note."""
    log: IO[str]
    todo, running = list(tests)[::-1], dict[int, tuple[str, Path, IO[str]]]()
    with tempfile.TemporaryDirectory() as folder:
        try:
            while todo or running:
                while todo and len(running) < workers:
                    file = todo.pop()
                    log = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115
                    path = Path(folder) / f"{len(todo)}.json"
                    take = partial(_take_notes, file, tests[file], path)
                    running[_forked(take, log)] = file, path, log
                pid, status = os.wait()
                file, path, log = running.pop(pid)
                yield file, *_noted(file, path, status, log)
                log.close()
        finally:
            for pid in running:
                _end(pid)


def _take_notes(tests: str, files: Sequence[str], path: Path) -> int:
    """Run the tests of a file, and write what they run of `files`."""
    taker = NoteTaker(files)
    code = run_tests([tests], taker, first_failure=False, seconds=NOTED_TEST_SECONDS)
    path.write_text(written(taker.notes), encoding="utf-8")
    return code


def _noted(tests: str, path: Path, status: int, log: IO[str]) -> tuple[Notes, list[str]]:
    log.seek(0)
    lines = log.read().splitlines()
    taken = read(path.read_text(encoding="utf-8")) if path.exists() else {}
    faults = [line for line in lines if line.startswith(FAILURES)]
    if status and not faults:
        faults = [f"{tests}: {''.join(lines[-1:])}"]
    failed = {fault.split(" ")[1] for fault in faults if fault.startswith(FAILURES)}
    return {test: note for test, note in taken.items() if test not in failed}, faults


def _forked(run: Callable[[], int], log: IO[str]) -> int:
    """Start something in a copy of this process, whose output goes to `log`; the copy's number."""
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        return pid
    code = 70
    try:
        os.setsid()
        for descriptor in (1, 2):
            os.dup2(log.fileno(), descriptor)
        code = run()
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException:  # noqa: BLE001  the copy ends here, whatever happened in it
        traceback.print_exc()
    finally:
        os._exit(code)


def _tried(trial: Trial) -> int:
    """Ask the tests of a trial in this process, or in a program that takes its place."""
    if trial.planting is None:
        return run_tests(trial.tests)
    with tempfile.TemporaryDirectory() as folder:
        hook = plant_for_children(trial.planting, Path(folder))
        exec(compile(hook, "sitecustomize.py", "exec"), {})  # noqa: S102  the lines above
        file = str(ROOT / trial.planting.file)
        imported = any(getattr(each, "__file__", None) == file for each in sys.modules.values())
        pairs = changed_functions(trial.planting)
        if not imported or (pairs is not None and replaced(pairs)):
            return run_tests(trial.tests)
        # what a module does when it is imported is broken: everything is imported anew
        os.chdir(ROOT)
        command = [sys.executable, "-m", "tests.mutation", "--tests", *trial.tests]
        return os.spawnv(os.P_WAIT, sys.executable, command)  # noqa: S606  our own tests


def _told(log: IO[str]) -> str:
    """The line of pytest about the first test that failed, or else the last line of all."""
    log.seek(0)
    lines = [line.rstrip() for line in log if line.strip()]
    return next((line for line in lines if line.startswith(FAILURES)), "".join(lines[-1:]))


def _verdict(code: int, log: IO[str]) -> Verdict:
    log.seek(0)
    if "Timeout (" in log.read():
        return Verdict.HUNG
    return Verdict.CAUGHT if code else Verdict.MISSED


def run_trials(
    trials: Sequence[Trial],
    told: Callable[[Trial, Verdict, str, float], object],
    workers: int = 2,
    seconds: float = TRIAL_SECONDS,
) -> None:
    """Run trials, so many at a time, each for so long, and tell of each as it ends; those that run
    are ended when this is interrupted."""
    todo, running = list(reversed(trials)), dict[int, _Running]()
    try:
        while todo or running:
            while todo and len(running) < workers:
                pid, one = _started(todo.pop())
                running[pid] = one
            time.sleep(POLL_SECONDS)
            for pid, one in list(running.items()):
                done, status = os.waitpid(pid, os.WNOHANG)
                late = not done and time.monotonic() - one.begun > seconds
                if late:
                    _end(pid)
                if done or late:
                    del running[pid]
                    # a test that hangs ends itself before: these were many, or slow
                    verdict = Verdict.MISSED if late else _verdict(status, one.log)
                    told(one.trial, verdict, _told(one.log), time.monotonic() - one.begun)
                    one.log.close()
    finally:
        for pid in running:
            _end(pid)


def _started(trial: Trial) -> tuple[int, _Running]:
    log = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115
    return _forked(lambda: _tried(trial), log), _Running(trial, log, time.monotonic())


def _end(pid: int) -> None:
    """End a copy of this process and all that it has started."""
    os.killpg(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
