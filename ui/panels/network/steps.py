"""Which time step of a recurrent layer a frame is about."""

from __future__ import annotations

from collections.abc import Mapping

from ui.panels.network.wiring import Wiring
from visualnn.tell.frame import Frame
from visualnn.views.unrolled import value_name

__all__ = ["looked_steps"]


def looked_steps(wiring: Wiring, frame: Frame) -> Mapping[str, int]:
    """Recurrent layer → the time step of the number in focus, else the one that the layer has come
    to: in the forward pass the last one in the end, in the backward pass the first."""
    focus = value_name(frame.focus.place.name) if frame.focus is not None else ""
    closing = wiring.program.is_closing(frame.place.iteration)
    done = frame.place.done
    found = {}
    for name, layer in wiring.unrolled.items():
        place = layer.in_steps.get(focus)
        reached = wiring.reached[name][closing][done - 1] if done else 1
        found[name] = place.step if place is not None and place.step else reached
    return found
