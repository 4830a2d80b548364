"""An interrupt ends the command politely, whatever is being imported when it comes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ui.cli.exit_codes import INTERRUPTED_EXIT_CODE

ROOT = Path(__file__).parents[3]
INTERRUPTED_AT = """
import importlib.abc, os, signal, sys

class Interrupting(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name == {module!r} and {module!r} not in seen:
            seen.add(name)
            try:
                os.kill(os.getpid(), signal.SIGINT)
            except KeyboardInterrupt:
                if {becomes_another!r}:
                    raise ValueError("made of an interrupt")
                raise
        return None

seen = set()
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.meta_path.insert(0, Interrupting())
from ui.cli import main
sys.exit(main(["run", "xor", "--iterations", "1"]))
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no SIGINT to one process")
@pytest.mark.parametrize(
    ("module", "becomes_another"),
    [
        ("ui.cli.command", False),
        ("numpy", False),
        ("visualnn.network", False),
        ("pydantic_core", False),
        ("pydantic_core", True),
    ],
)
def test_an_interrupt_while_modules_are_imported(module: str, becomes_another: bool) -> None:
    script = INTERRUPTED_AT.format(module=module, becomes_another=becomes_another)
    done = subprocess.run(  # noqa: S603  our own command
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr.strip()) == (INTERRUPTED_EXIT_CODE, "")


def test_what_was_set_before_is_set_again() -> None:
    script = (
        "import signal\n"
        "from ui.cli import main\n"
        "before = signal.getsignal(signal.SIGINT)\n"
        "main(['lessons'])\n"
        "assert signal.getsignal(signal.SIGINT) is before\n"
        "signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "main(['lessons'])\n"
        "assert signal.getsignal(signal.SIGINT) == signal.SIG_IGN\n"
    )
    done = subprocess.run(  # noqa: S603  our own command
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
