"""The engine on small networks: playing with history kept, against PyTorch without any."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from visualnn import api
from visualnn.lesson import Lesson, find, load
from visualnn.machine.machine import Machine
from visualnn.run.history import History

from .nets import small, torch_step
from .timing import Measured, at_least, at_most, in_turns


def playing() -> Iterator[Measured]:
    yield from _played("XOR 2-8-1", load(find("xor")), 3000, "relu", 12)
    yield from _played("2-8-8-8-1, batch 30", small(), 1600, "tanh", 8)


def library() -> Iterator[Measured]:
    """Training through `visualnn.api`, against the history that it stands on."""
    lesson, count = load(find("xor")), 300

    def model() -> None:
        api.Model(lesson).run(count)

    def history() -> None:
        History(lesson.program, lesson.start).run_to(count)

    seconds = in_turns({"model": model, "history": history}, rounds=25)
    yield at_most(
        f"XOR: api.Model.run({count}), against History.run_to",
        seconds["model"] / seconds["history"],
        1.5,
    )


def _played(name: str, lesson: Lesson, count: int, hidden: str, goal: float) -> Iterator[Measured]:
    works = {"history": with_history(lesson, count), "machine": without(lesson, count)}
    step = torch_step(lesson, hidden, "sgd")
    if step is not None:
        works["torch"] = repeated(step, count // 10)
    seconds = in_turns(works)
    mine = seconds["history"] / count
    yield at_most(
        f"{name}: history kept, against the same calls without a history",
        seconds["history"] / seconds["machine"],
        1.10,
    )
    if step is None:
        yield Measured(
            f"{name} against PyTorch eager", "torch is missing", "pip install torch", None
        )
    else:
        theirs = seconds["torch"] / (count // 10)
        yield at_least(
            f"{name} with history ({mine * 1e6:.1f} µs) against PyTorch eager "
            f"({theirs * 1e6:.0f} µs)",
            theirs / mine,
            goal,
        )


def repeated(work: Callable[[], object], count: int) -> Callable[[], object]:
    """The work done `count` times."""

    def run() -> None:
        for _ in range(count):
            work()

    return run


def with_history(lesson: Lesson, count: int) -> Callable[[], object]:
    """The next `count` iterations of a history."""
    history = History(lesson.program, lesson.start)
    return lambda: history.run_to(history.furthest + count)


def without(lesson: Lesson, count: int) -> Callable[[], object]:
    """The machine's calls of `count` iterations, and nothing else."""
    machine, is_closing = Machine(lesson.program, lesson.start), lesson.program.is_closing
    loops = {closing: machine.playing(closing) for closing in (False, True)}

    def run() -> None:
        with np.errstate(all="ignore"):
            for call in loops[True].lead:
                call()
            for iteration in range(count):
                for call in loops[is_closing(iteration)].calls:
                    call()

    return run
