"""Runs side by side: stepping and playing XOR with six and with twelve runs, every panel live."""

from __future__ import annotations

import shutil
import statistics
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt

from visualnn.lesson import Lesson, find, load

from .timing import Measured, at_least, at_most, percentile
from .window import furnished, played, presses

GOAL_MILLISECONDS = {6: 12.0, 12: 16.0}
"""Runs → what a step may take from the key to the picture."""
SECONDS = 4.0
"""Of the processor, for playing."""
ACTIVATIONS = ("sigmoid", "tanh", "elu", "softplus", "gelu", "selu", "silu", "leaky_relu")


def runs_together() -> Iterator[Measured]:
    """All runs stand at the same place after each step and at the same iteration while playing."""
    for count, goal in GOAL_MILLISECONDS.items():
        with tempfile.TemporaryDirectory() as folder:
            lesson = _bringing(Path(folder), count)
            yield from _stepped(lesson, count, goal)
            yield from _played(lesson, count)


def _bringing(folder: Path, count: int) -> Lesson:
    """XOR, of one million epochs, with variants that make so many runs; nothing halts it."""
    shutil.copytree(find("xor"), folder / "xor")
    path = folder / "xor" / "lesson.toml"
    told = path.read_text(encoding="utf-8").replace("format = 1", "format = 2")
    told = told.replace("epochs = 1000", "epochs = 100000")
    for n in range(count - 2):  # with the lesson itself and the one beside it
        kind, rate = ACTIVATIONS[n % len(ACTIVATIONS)], 0.1 * (1 + n // len(ACTIVATIONS))
        told += f'\n[[variants]]\nid = "v{n}"\ntitle = {{ en = "{kind}", ko = "{kind}" }}\n'
        told += f'set = {{ "layers.hidden.activation" = "{kind}", "optimizer.lr" = {rate} }}\n'
    path.write_text(told, encoding="utf-8")
    return replace(load(folder / "xor"), stops=())


def _stepped(lesson: Lesson, count: int, goal: float) -> Iterator[Measured]:
    application, window = furnished(lesson)
    window.session.seek(lesson.program.start_of(200))
    window.session.finish()
    for what, key in (("step", Qt.Key.Key_Right), ("back", Qt.Key.Key_Left)):
        taken = presses(application, window, key)
        yield at_most(
            f"{count} runs: key → painted, {what}, p95 (median {statistics.median(taken):.1f} ms)",
            percentile(taken, 0.95),
            goal,
            "ms",
        )
    window.close()


def _played(lesson: Lesson, count: int) -> Iterator[Measured]:
    application, window = furnished(lesson)
    session = window.session
    pictures, used = played(application, window, SECONDS)
    runs = [run for run in session.runs if run.kind != "beside"]
    apart = max(run.furthest for run in runs) - min(run.furthest for run in runs)
    window.close()
    iterations = sum(run.furthest for run in runs)
    yield at_least(
        f"{count} runs: traced iterations a second in all ({pictures / used:.0f} pictures)",
        iterations / used,
        30_000,
        "/s",
    )
    yield at_most(f"{count} runs: iterations between first and last", apart, 0, "")
