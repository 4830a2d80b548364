"""Finished weights: the parameters and running statistics of a lesson that was trained to its end,
in an npz that another lesson begins with (``[[start_from]] file = "weights.npz"``).

    python -m tools.weights lenet weights.npz
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

from visualnn.lesson import Lesson, open_named
from visualnn.ops import Array
from visualnn.run.history import History

MAX_FILE_BYTES = 300_000
"""Bytes of a file that comes with a lesson."""


def finished(lesson: Lesson) -> dict[str, Array]:
    """Name → value after the last update, in single precision."""
    history = History(lesson.program, lesson.start)
    end = lesson.program.end_of(lesson.iterations - 1)
    history.run_to(lesson.iterations)
    values, network = history.at(end).values, lesson.network
    names = [each.name for each in network.parameters] + [each.name for each in network.buffers]
    return {name: values[name].astype(np.float32) for name in names}


def main(words: list[str]) -> int:
    """Write the file; the exit code is 1 if it is too large to come with a lesson."""
    parser = argparse.ArgumentParser(prog="python -m tools.weights", description=__doc__)
    parser.add_argument("lesson", metavar="LESSON")
    parser.add_argument("file", type=Path, metavar="FILE.npz")
    chosen = parser.parse_args(words)
    arrays = finished(open_named(chosen.lesson))
    np.savez_compressed(chosen.file, **arrays)  # type: ignore[arg-type]
    size = chosen.file.stat().st_size
    print(f"{chosen.file}: {len(arrays)} arrays, {size / 1000:.0f} kB")
    return int(size > MAX_FILE_BYTES)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
