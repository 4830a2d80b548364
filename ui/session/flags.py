"""Where a flag of the gradient flow began."""

from __future__ import annotations

from visualnn.errors import DataError
from visualnn.expr import Source
from visualnn.tell.frame import Focus
from visualnn.text import N_
from visualnn.views.flow_history import FlowHistory, followed_numbers
from visualnn.views.gradient_flow import flag_of, layer_flows, layer_names
from visualnn.views.moments import moment_of

from .position import Position, Way

__all__ = ["flag_beginning"]


def flag_beginning(position: Position, layer: str = "") -> Way | None:
    """The way to the iteration in which the flag of a layer began, or in which so many of its units
    fell silent; of the first layer that has one if none is named. The beginning is looked for in
    all iterations at once where no picture follows them.

    Raises DataError where no layer has a flag.
    """
    frame, lesson = position.frame, position.lesson
    if frame is None or lesson.network.writes_loss:
        return None
    layers = layer_flows(moment_of(frame))
    flags = [flag_of(each, layers) for each in layers]
    flagged = [n for n, flag in enumerate(flags) if flag]
    quiet = [
        n for n, each in enumerate(layers) if each.names.activation is not None and each.silent
    ]
    every = [n for n in (*flagged, *quiet) if layer in ("", layers[n].layer)]
    if not every:
        raise DataError(N_("no layer has a flag here, and no unit is silent"))
    position.watching.want((*position.watching.wanted, *followed_numbers(lesson)))
    position.watching.advance(lambda: False)
    known = position.watching.known
    history = FlowHistory(layer_names(lesson.network), known.numbers, known.every)
    at = frame.place.iteration
    began = history.since(every[0], layers[every[0]], flags[every[0]], at)
    if began is None:
        raise DataError(N_("since when is not known: this iteration is not computed to its end"))
    found = layers[every[0]]
    name = found.names.output
    focus = None if found.a is None else Focus(Source(name, (0,) * found.a.ndim))
    return Way(lesson.program.end_of(began), focus, leaves=True)
