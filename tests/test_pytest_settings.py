"""What the settings of pytest promise: a test that hangs is ended and named, and of warnings those
fail that are ours to mend."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
HANGING = {
    "tests/test_loop.py": """
def test_hangs():
    while True:
        pass

def test_goes_on():
    pass
""",
    "tests/test_examples.py": """
from hypothesis import given, strategies

@given(strategies.integers())
def test_hangs(n):
    while True:
        pass

def test_goes_on():
    pass
""",
    "tests/ui/test_window.py": """
from PySide6.QtCore import QEventLoop

def test_hangs(qapp):
    QEventLoop().exec()

def test_goes_on():
    pass
""",
}
WARNING = {
    "library.py": """
import warnings

def old(stacklevel):
    warnings.warn("old() goes away", DeprecationWarning, stacklevel=stacklevel)

def doubtful():
    warnings.warn("doubtful", UserWarning)
""",
    "tests/test_warnings.py": """
import library

def test_our_own_call_of_what_goes_away():
    library.old(stacklevel=2)

def test_a_call_between_others():
    library.old(stacklevel=1)

def test_any_other_warning():
    library.doubtful()
""",
}


def run(folder: Path, files: dict[str, str], *arguments: str) -> str:
    """Run tests in a folder of their own, under the settings and the conftest of the project."""
    settings = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    settings, count = re.subn(r"^timeout = \d+$", "timeout = 3", settings, flags=re.MULTILINE)
    assert count == 1
    conftest = (ROOT / "tests" / "conftest.py").read_text(encoding="utf-8")
    whole = {**files, "pyproject.toml": settings, "tests/conftest.py": conftest}
    for name, text in whole.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    done = subprocess.run(  # noqa: S603  (Python itself, with our own words)
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stdout


def failed(output: str) -> set[str]:
    return set(re.findall(r"^FAILED (\S+)", output, re.MULTILINE))


def test_a_test_that_hangs_is_ended_and_named(tmp_path: Path) -> None:
    output = run(tmp_path, HANGING, "-n", "2")
    assert failed(output) == {f"{name}::test_hangs" for name in HANGING}
    assert re.search(r"3 failed, 3 passed", output)


def test_only_what_goes_away_under_others_is_let_pass(tmp_path: Path) -> None:
    output = run(tmp_path, WARNING)
    assert failed(output) == {
        "tests/test_warnings.py::test_our_own_call_of_what_goes_away",
        "tests/test_warnings.py::test_any_other_warning",
    }
    assert re.search(r"2 failed, 1 passed, 1 warning", output)
