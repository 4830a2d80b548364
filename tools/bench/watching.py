"""Watches: what they cost a run that nobody watches, and how quickly the past is filled in."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from visualnn.company.watching import Watching
from visualnn.lesson import Lesson, find, load
from visualnn.lesson.changes import Change, changed
from visualnn.lesson.histogram_trails import histogram_of
from visualnn.run.history import History
from visualnn.views.flow_history import followed_numbers

from .timing import Measured, at_most, in_turns

ITERATION_COUNT = 1000
MOST_UNWATCHED_RATIO = 1.02
MOST_FILLING_SECONDS = 1.0


def watching() -> Iterator[Measured]:
    """A run of the digits with everything that the gradient flow follows, histograms through time
    included."""
    lesson = changed(load(find("digits")), [Change("epochs", 100_000), Change("stops", None)])
    everything = (*followed_numbers(lesson), *map(histogram_of, _counted(lesson)))
    seconds = in_turns(
        {"never": _going_on(lesson, ()), "once": _going_on(lesson, everything)}, rounds=41, warm=3
    )
    yield at_most(
        "digits: a run that nobody watches any more, against one nobody ever watched",
        seconds["once"] / seconds["never"],
        MOST_UNWATCHED_RATIO,
    )

    history = History(lesson.program, lesson.start)
    history.run_to(ITERATION_COUNT)

    def fill() -> None:
        watch = _looking(history, lesson, everything)
        if not watch.advance(lambda: False):
            raise RuntimeError("not everything is filled in")

    taken = in_turns({"fill": fill})["fill"]
    what = (
        f"digits: {len(everything)} numbers and histograms filled in, {ITERATION_COUNT} iterations"
    )
    yield at_most(what, taken, MOST_FILLING_SECONDS, "s")


def _counted(lesson: Lesson) -> Iterator[str]:
    """Activation, weights and both gradients of every layer that has weights."""
    weighed = {name.removesuffix(".W") for name in lesson.network.kept if name.endswith(".W")}
    for layer in lesson.network.layers:
        if layer.name in weighed:
            yield from (f"{which}{layer.name}.{of}" for of in ("a", "W") for which in ("", "d."))


def _looking(history: History, lesson: Lesson, texts: tuple[str, ...]) -> Watching:
    watch = Watching()
    watch.take(history, lesson.iterations)
    watch.want(texts)
    return watch


def _going_on(lesson: Lesson, texts: tuple[str, ...]) -> Callable[[], object]:
    """The next iterations of a run that was watched for some time, and the frame's question what is
    known."""
    history = History(lesson.program, lesson.start)
    watch = _looking(history, lesson, texts)
    history.run_to(100)
    watch.advance(lambda: False)
    watch.want(())

    def run() -> None:
        history.run_to(history.furthest + 100)
        watch.advance(lambda: False)
        if watch.known.numbers:
            raise RuntimeError("somebody is watching")

    return run
