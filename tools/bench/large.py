"""Famous networks at full size: how long their summaries take, what it takes to step through one
iteration of each, batch 1, in float32, forwards and backwards, and how long one takes at all.

Each network is stepped in a process of its own, so that the memory it needs at most is known.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import numpy as np

from visualnn.expr import Source
from visualnn.lesson import LARGE, Lesson, from_dict, open_named, outline_of, specification
from visualnn.lesson.architectures import ARCHITECTURES
from visualnn.run.history import History
from visualnn.tell.explain import explain
from visualnn.tell.summary import summary

from .engine import without
from .timing import Measured, at_most, in_turns
from .torch_pictures import TorchNetwork, torch_step

STEPPED = ("lenet5", "alexnet", "googlenet-auxiliary", "resnet18", "resnet152")
COMPARED = ("lenet5", "googlenet", "resnet18", "resnet152")
LOOKED_AT = 24
"""Numbers that are explained, evenly over the instructions of the iteration."""
GIGABYTE = 1e9
MOST_ITERATION_SHARE = 0.9
"""Of PyTorch's time for an iteration of the deepest network."""
OPENING_GOALS_SECONDS = {"lenet": 0.3, "lenet5": 0.3, "resnet152": 1.0}
"""Seconds within which a lesson or a network is open."""


def summaries() -> Iterator[Measured]:
    """Of every network, from its description to the text."""
    for name in ARCHITECTURES:
        begun = time.perf_counter()
        summary(outline_of(specification(name)))
        yield at_most(f"summary of {name}", time.perf_counter() - begun, 1.0, "s")


def openings() -> Iterator[Measured]:
    """From the file of a lesson, or the description of a network, to one that can be run."""
    for name, goal in OPENING_GOALS_SECONDS.items():
        open_named(name)  # what is imported and read for the first time
        begun = time.process_time()
        open_named(name)
        yield at_most(f"{name}: opened", time.process_time() - begun, goal, "s")


@dataclass(frozen=True)
class Stepped:
    """What one network took, in seconds and bytes."""

    instructions: int
    opened: float
    forwards: float
    backwards: float
    explained: float
    memory: float


def stepping() -> Iterator[Measured]:
    """Every instruction of one iteration on, all of them back, and numbers from all parts
    explained."""
    for name in STEPPED:
        words = [sys.executable, "-m", "tools.bench.large", name]
        answer = subprocess.run(words, capture_output=True, text=True, check=True)  # noqa: S603
        took = Stepped(**json.loads(answer.stdout))
        what = (
            f"{name}: {took.instructions} instructions on {took.forwards:.1f} s, "
            f"back {took.backwards:.1f} s, {LOOKED_AT} explained {took.explained:.1f} s"
        )
        yield at_most(what, took.memory / GIGABYTE, 24, "GB")


def stepped(name: str) -> Stepped:
    """Do it in this process."""
    times = [time.perf_counter()]

    def lap() -> float:
        times.append(time.perf_counter())
        return times[-1] - times[-2]

    lesson = open_named(name)
    opened = lap()
    history, end = History(lesson.program, lesson.start), lesson.program.end_of(0)
    for tick in range(1, end + 1):
        history.at(tick)
    forwards = lap()
    for tick in range(end - 1, -1, -1):
        history.at(tick)
    backwards = lap()
    for place in places(lesson):
        explained = explain(history, end, place)
        assert explained.formula, place  # noqa: S101
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return Stepped(end, opened, forwards, backwards, lap(), used)


def places(lesson: Lesson) -> Iterator[Source]:
    """A number in the middle of what is written by instructions from everywhere."""
    instructions, shapes = lesson.program.closing, lesson.program.shapes[True]
    for n in np.linspace(0, len(instructions) - 1, LOOKED_AT).astype(int):
        name = instructions[n].writes
        yield Source(name, tuple(length // 2 for length in shapes[name]))


def agreement() -> Iterator[Measured]:
    """Every gradient of one iteration in float64 against PyTorch's, relative to the largest of its
    parameter; dropout, which draws differently there, drops nothing."""
    for name in COMPARED:
        description = dict(ARCHITECTURES[name]())
        layers = description["layers"]
        description["layers"] = [
            {**layer, "p": 0.0} if layer["kind"] == "dropout" else layer for layer in layers
        ]
        lesson = from_dict({**description, "dtype": "float64"}, LARGE)
        what = f"{name}: the gradient that is farthest from PyTorch's"
        try:
            theirs = TorchNetwork(lesson)
        except ImportError:
            yield Measured(what, "torch is missing", "pip install torch", None)
            return
        theirs.step()
        values = History(lesson.program, lesson.start).at(lesson.program.end_of(0)).values
        worst = max(
            float(np.abs(values[f"d.{parameter}"] - gradient).max() / np.abs(gradient).max())
            for parameter, gradient in theirs.gradients()
        )
        yield Measured(what, f"{worst:.1e}", "goal ≤ 1e-09", worst <= 1e-9)


def iterations() -> Iterator[Measured]:
    """One iteration of the deepest, by the calls of the machine, against PyTorch eager."""
    lesson = open_named("resnet152")
    step = torch_step(lesson)
    if step is None:
        yield Measured("ResNet-152, batch 1", "torch is missing", "pip install torch", None)
        return
    works = {"machine": without(lesson, 1), "torch": step}
    seconds = in_turns(works, rounds=3)
    yield at_most(
        f"ResNet-152, batch 1, one iteration ({seconds['machine']:.2f} s) against PyTorch eager",
        seconds["machine"] / seconds["torch"],
        MOST_ITERATION_SHARE,
    )


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asdict(stepped(sys.argv[1]))))
