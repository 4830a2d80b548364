"""The record of a search: ``race.toml``, with the rates that were tried, what each run came to at
each of them, and the hash of the runs that it holds for."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..dataclass import dataclass
from ..errors import DataError, LessonError, VisualnnError
from ..files import read_small, write_whole
from ..lesson import Lesson
from ..lesson.file.spec import TRAINING_IRRELEVANT_KEYS
from ..lesson.toml_text import MAX_FILE_BYTES, parse_toml
from ..lesson.toml_writing import written
from ..text import N_
from .race import Race, best_of
from .standings import Standing

__all__ = ["RECORD_FILE", "SearchRecord", "hash_of", "read_record", "write_record"]

RECORD_FILE = "race.toml"
FORMAT = 1


@dataclass(frozen=True)
class SearchRecord:
    """What a search found."""

    hash: str
    rates: tuple[float, ...]
    """Every rate that was tried for every run."""
    best: Mapping[str, float]
    """Run → the rate at which it did best."""


def hash_of(runs: Race) -> str:
    """SHA-256 over everything that a search among the runs of a race depends on, as hexadecimal
    digits: not on their rates, which it sets itself."""
    told = {name: _told(each) for name, each in runs.lessons.items()}
    laid = {name: [*map(repr, items)] for name, items in runs.laid.items() if items}
    return hashlib.sha256(json.dumps([told, laid], sort_keys=True).encode()).hexdigest()


def _told(lesson: Lesson) -> dict[str, Any]:
    told = lesson.spec.model_dump(mode="json", exclude=set(TRAINING_IRRELEVANT_KEYS))
    del told["optimizer"]["lr"]
    return told


def write_record(
    path: Path, runs: Race, rates: Sequence[float], found: Sequence[Standing]
) -> SearchRecord:
    """Write what a search found. Raises OSError."""
    record = SearchRecord(hash_of(runs), tuple(rates), best_of(found))
    rows = [
        {
            "id": each.id,
            "lr": each.rate,
            "L": each.height if math.isfinite(each.height) else None,
            "distance": each.distance if math.isfinite(each.distance or 0.0) else None,
            "reached": each.reached,
            "diverged": each.diverged,
        }
        for each in found
    ]
    text = written(
        {
            "format": FORMAT,
            "hash": record.hash,
            "rates": list(record.rates),
            "best": dict(record.best),
            "walks": rows,
        }
    )
    write_whole(path, text.encode())
    return record


def read_record(path: Path, runs: Race) -> SearchRecord | None:
    """What a search of exactly these runs found; None if there is no such file, or it is about
    other runs. Raises DataError for a file that is none of a search."""
    try:
        data = parse_toml(read_small(path, MAX_FILE_BYTES).decode(), str(path))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, LessonError) as error:
        raise _no_record(path) from error
    rates, best = data.get("rates"), data.get("best")
    if data.get("format") != FORMAT or not isinstance(rates, list) or not isinstance(best, dict):
        raise _no_record(path)
    numbers = [*rates, *best.values()]
    if not rates or not all(type(n) in {int, float} and 0 < n < math.inf for n in numbers):
        raise _no_record(path)
    if data.get("hash") != hash_of(runs) or set(best) != set(runs.lessons):
        return None
    return SearchRecord(
        str(data["hash"]),
        tuple(map(float, rates)),
        {name: float(best[name]) for name in runs.lessons},
    )


def _no_record(path: Path) -> VisualnnError:
    sentence = N_("{path} is no record of a search; search again to write it anew")
    return DataError(sentence, path=path)
