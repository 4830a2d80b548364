"""Some of what `make faults` does many times: processes that are killed, and disks that fail."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot be forked here")
def test_nothing_that_was_shown_or_called_saved_is_lost() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tools.faults.saving", "--kills", "10", "--disk", "40"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    kinds = {line.split("  ")[-1]: int(line.split()[0]) for line in done.stdout.splitlines()}
    assert sum(count for what, count in kinds.items() if "kill" in what) == 10
    assert sum(count for what, count in kinds.items() if "disk" in what or "fault" in what) == 40


@pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing can be killed here")
def test_a_short_class_is_rehearsed_without_a_failure() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tools.faults.rehearsal", "--minutes", "3", "--times", "30"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "nothing failed, nothing is lost" in done.stdout
