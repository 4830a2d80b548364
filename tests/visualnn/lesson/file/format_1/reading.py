"""What a lesson is read as, in a form that can be recorded.

``python -m tests.visualnn.lesson.file.format_1.reading`` records it anew. The record was made by a
program that read format 1 alone; it is the measure for those that read more.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import numpy as np

from visualnn.lesson import load
from visualnn.run.history import History

HOME = Path(__file__).parent
RECORD = HOME / "recorded.json"
LESSONS = sorted(path.name for path in HOME.iterdir() if (path / "lesson.toml").is_file())
LOSS_COUNT = 5
"""Iterations whose loss is recorded."""


def reading(name: str) -> dict[str, object]:
    """Keys, stops, quoted numbers, first values (as digests) and first losses."""
    lesson = load(HOME / name)
    history = History(lesson.program, lesson.start)
    history.run_to(LOSS_COUNT)
    pages = lesson.spec.prose.items()
    return {
        "keys": json.loads(lesson.spec.model_dump_json(exclude_unset=True)),
        "stops": [[stop.name, stop.tick, str(stop.focus)] for stop in lesson.stops],
        "questions": [
            [q.spec.id, q.tick, str(q.answer)] for s in lesson.stops for q in s.questions
        ],
        "prose": {
            language: [[each.id, len(each.questions)] for each in page.sections]
            for language, page in pages
        },
        "quoted": {
            language: [str(q.quotation) for s in lesson.stops for q in page.quotes(s.name)]
            for language, page in pages
        },
        "start": {name: _digest(value) for name, value in lesson.start.items()},
        "losses": [float(loss) for loss in history.curves["L"][:LOSS_COUNT]],
    }


def _digest(array: np.ndarray) -> str:
    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()[:16]


if __name__ == "__main__":
    recorded = {name: reading(name) for name in LESSONS}
    RECORD.write_text(json.dumps(recorded, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
