"""Runs that are finished, kept in a folder: a file for each, under the key of the run."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from ..files import forget_parts, read_small, write_whole
from .outcome import Outcome

__all__ = ["KeptRuns"]

FORMAT = 1
MAX_FILE_BYTES = 1 << 16
RUNS_FOLDER = "runs"
MAX_VALUE_COUNT = 1000


class KeptRuns:
    """The finished runs of studies in one folder; several studies may share it."""

    def __init__(self, folder: Path) -> None:
        """Make the folder. Raises OSError."""
        self._folder = folder / RUNS_FOLDER
        self._folder.mkdir(parents=True, exist_ok=True)
        forget_parts(self._folder)

    def read(self, key: str) -> Outcome | None:
        """What came out of a run; None if it is not finished, or its file does not hold."""
        try:
            found = json.loads(read_small(self._path(key), MAX_FILE_BYTES))
            return _outcome(found) if found.get("key") == key else None
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return None

    def write(self, key: str, outcome: Outcome) -> None:
        """Keep what came out of a run; the file is there whole or not at all. Raises OSError."""
        said = {
            "format": FORMAT,
            "key": key,
            "seed": outcome.seed,
            "iterations": outcome.iterations,
            "values": {name: repr(value) for name, value in outcome.values.items()},
            "diverged_at": outcome.diverged_at,
            "seconds": outcome.seconds,
        }
        write_whole(self._path(key), json.dumps(said).encode())

    def _path(self, key: str) -> Path:
        return self._folder / f"{key}.json"


def _outcome(said: dict[str, Any]) -> Outcome:
    """What a file says. Raises ValueError, TypeError or KeyError where it says something else."""
    values = {str(name): float(value) for name, value in said["values"].items()}
    seed, diverged_at = said["seed"], said["diverged_at"]
    whole = [n for n in (seed, diverged_at, said["iterations"]) if n is not None]
    if said["format"] != FORMAT or len(values) > MAX_VALUE_COUNT:
        raise ValueError("another format")
    if any(type(n) is not int or n < 0 for n in whole):
        raise ValueError("no counts")
    seconds = float(said["seconds"])
    if not math.isfinite(seconds):
        raise ValueError("no seconds")
    return Outcome(seed, int(said["iterations"]), values, diverged_at, seconds)
