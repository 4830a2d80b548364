"""Planting breaks in copies of the engine and asking its tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue

from ..verdict import Verdict
from .mutant import ROOT, Mutant, card_of

ELSEWHERE = {
    "architectures": "tests/reference/test_small_architectures.py",
    "figures": "tests/test_figures.py",
    "landscapes": "tests/reference/test_functions.py",
    "lines": "tests/visualnn/layers/test_layer_lines.py",
    "networks": "tests/reference/test_layers.py",
    "losses": "tests/reference/test_losses.py",
    "trained": "tests/reference/test_objectives.py",
    "plateaus": "tests/reference/test_plateaus.py",
    "rates": "tests/reference/test_schedules.py",
    "walks": "tests/reference/test_optimizers.py",
    "windows": "tests/reference/test_windows.py",
}
"""Tests that do not lie with those of the engine."""
HANG_SECONDS = 600
"""Seconds after which tests are taken to hang."""
HUNG = -1
NOTHING_RAN = 5
"""What pytest says where no test has the word in its name."""
UNSHRUNK = """
from hypothesis import Phase

settings.register_profile(
    "unshrunk", deadline=None, derandomize=True, phases=[Phase.explicit, Phase.generate]
)
settings.load_profile("unshrunk")
"""
"""Goes behind the copy's conftest: the same examples each time, and the first that fails will
do."""


@contextmanager
def copied() -> Iterator[Path]:
    """A copy of the engine, its data and its tests, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="visualnn-mutants-") as folder:
        copy = Path(folder)
        dirt = shutil.ignore_patterns("__pycache__", "*.pyc")
        shutil.copytree(ROOT / "visualnn", copy / "visualnn", ignore=dirt)
        shutil.copytree(ROOT / "tests" / "visualnn", copy / "tests" / "visualnn", ignore=dirt)
        shutil.copytree(ROOT / "assets" / "data", copy / "assets" / "data")
        shutil.copytree(ROOT / "lessons", copy / "lessons")
        shutil.copytree(ROOT / "tests" / "reference", copy / "tests" / "reference", ignore=dirt)
        for name in ("pyproject.toml", "tests/conftest.py", "tests/test_figures.py"):
            shutil.copy(ROOT / name, copy / name)
        with (copy / "tests/conftest.py").open("a", encoding="utf-8") as conftest:
            conftest.write(UNSHRUNK)
        yield copy


def _files_of(copy: Path, name: str) -> list[str]:
    """The test files of a name, wherever among the tests they lie."""
    if name in ELSEWHERE:
        return [ELSEWHERE[name]]
    found = sorted((copy / "tests" / "visualnn").rglob(f"test_{name}.py"))
    return [str(path.relative_to(copy)) for path in found] or [f"tests/visualnn/test_{name}.py"]


def pytest_in(copy: Path, tests: str, word: str = "") -> int:
    """The exit code of the tests in a copy, of those with a word in their names if there is one;
    `HUNG` if they do not come to an end."""
    paths = [path for name in tests.split() for path in _files_of(copy, name)]
    environment = {
        **os.environ,
        "PYTHONPATH": str(copy),
        "PYTHONDONTWRITEBYTECODE": "1",  # two breaks of one size and second look alike to a cache
        "OPENBLAS_NUM_THREADS": "1",
    }
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *paths]
    command += ["-k", word] if word else []
    try:
        return subprocess.run(  # noqa: S603  our own tests in our own copy
            command,
            cwd=copy,
            env=environment,
            timeout=HANG_SECONDS,
            capture_output=True,
            check=False,
        ).returncode
    except subprocess.TimeoutExpired:
        return HUNG


def judge(copy: Path, mutant: Mutant) -> Verdict:
    """Plant the break in the copy, run its tests, and mend the copy."""
    file = copy / "visualnn" / mutant.file
    healthy = file.read_text(encoding="utf-8")
    card = card_of(mutant, copy)
    file.write_text(healthy.replace(mutant.original, mutant.replacement), encoding="utf-8")
    try:
        code = 0
        if card and "contract" in mutant.tests.split():
            # most breaks are noticed by the tests of their own card, which take a second
            code = pytest_in(copy, "contract", card)
        if code in {0, NOTHING_RAN}:
            code = pytest_in(copy, mutant.tests)
    finally:
        file.write_text(healthy, encoding="utf-8")
    return {0: Verdict.MISSED, 1: Verdict.CAUGHT, HUNG: Verdict.HUNG}.get(code, Verdict.UNUSABLE)


def run(
    mutants: Sequence[Mutant], told: Callable[[Mutant, Verdict], object], workers: int = 2
) -> dict[str, Verdict]:
    """The verdict on each mutant by name, each worker in a copy of its own."""
    verdicts: dict[str, Verdict] = {}
    free: SimpleQueue[Path] = SimpleQueue()

    def one(mutant: Mutant) -> None:
        copy = free.get()
        try:
            verdicts[mutant.name] = judge(copy, mutant)
        finally:
            free.put(copy)
        told(mutant, verdicts[mutant.name])

    with copied() as first, copied() as second, ThreadPoolExecutor(workers) as pool:
        for copy in (first, second)[:workers]:
            free.put(copy)
        list(pool.map(one, mutants))
    return verdicts


def healthy(mutants: Sequence[Mutant]) -> bool:
    """Whether all tests that the mutants name pass as long as nothing is broken."""
    tests = " ".join(dict.fromkeys(name for mutant in mutants for name in mutant.tests.split()))
    with copied() as copy:
        return pytest_in(copy, tests) == 0
