"""What the slope panel says in words."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from ui.panels.slope.scene import SlopeScene
from visualnn.expr import Source
from visualnn.figures import result, table
from visualnn.names import display
from visualnn.text import _

__all__ = ["name_of", "note", "nothing_yet", "readout", "spoken", "titles"]


def nothing_yet(scene: SlopeScene | None) -> str:
    """What will be here, or why nothing is."""
    if scene is not None and scene.error is not None:
        return scene.error.sentence(_)
    return _("The loss as a curve over the number in focus is drawn here, once a lesson is open.")


def name_of(place: Source) -> str:
    """A number as it is written."""
    inside = ",".join(map(str, place.index))
    return display(place.name) + (f"[{inside}]" if place.index else "")


def titles(scene: SlopeScene) -> Iterator[str]:
    """The pattern that is seen now, and after it shorter ways to say it."""
    place, found = scene.place, scene.found
    if place is None:
        return
    name = name_of(place)
    if scene.is_too_large:
        yield _("This network is too large for the curve over {name}").format(name=name)
        return
    if found is None:
        yield _("The loss over {name} is being computed").format(name=name)
        return
    if found.loss is None:
        yield _("L is not computed yet: this is what it will be over {name}").format(name=name)
        yield _("What L will be over {name}").format(name=name)
        return
    if not math.isfinite(found.loss) or not math.isfinite(found.value):
        yield _("The loss is not a finite number any more")
        return
    if found.got is not None:
        text = _("The update took L from {before} to {after}; {name} alone takes it to {alone}")
        yield text.format(
            before=result(found.loss),
            after=result(found.got),
            name=name,
            alone=_missing(found.got_alone),
        )
        yield _("L: {before} → {after}").format(before=result(found.loss), after=result(found.got))
        return
    yield _pattern(scene).format(name=name)
    yield name


def _pattern(scene: SlopeScene) -> str:
    found = scene.found
    if found is None:
        return ""
    if found.kink is not None:
        return _("{name} stands at a kink of the loss: it has two slopes")
    if np.ptp(found.losses) == 0.0:
        return _("The loss does not depend on {name} here")
    if found.gradient is None and scene.is_closing:
        return _("The loss over {name} at the end of the run, where no gradient follows")
    if found.gradient is None:
        return _("The loss over {name}, whose gradient is not computed yet")
    if found.gradient == 0.0:
        return _("The loss is level at {name}: the gradient is 0")
    if found.gradient > 0.0:
        return _("The loss grows with {name}")
    return _("The loss falls as {name} grows")


def _missing(value: float | None) -> str:
    return "–" if value is None else result(value)


def note(scene: SlopeScene) -> str:
    """What is said while nothing is pointed at: the gradient, and after the update what was
    promised and what was brought."""
    found = scene.found
    if found is None:
        return ""
    told = []
    if found.gradient is not None:
        told.append(f"∂L/∂{_bare(scene)} = {table(found.gradient)}")
    if found.kink is not None:
        left, right = (table(each) for each in found.kink)
        told.append(_("to the left {left}, to the right {right}").format(left=left, right=right))
    if found.promised is not None:
        text = _("promised by the tangent {promised}, alone {alone}, all together {together}")
        told.append(
            text.format(
                promised=table(found.promised),
                alone=_missing(found.got_alone),
                together=_missing(found.got),
            )
        )
    return " · ".join(told)


def _bare(scene: SlopeScene) -> str:
    return "" if scene.place is None else name_of(scene.place)


def readout(scene: SlopeScene, point: int) -> str:
    """One point of the curve."""
    found = scene.found
    if found is None:
        return ""
    number, loss = float(found.numbers[point]), float(found.losses[point])
    return f"{_bare(scene)} = {table(number)}   L = {table(loss)}"


def spoken(scene: SlopeScene, below: str) -> str:
    """All of it for the ear."""
    found, lines = scene.found, [next(titles(scene), "")]
    if found is not None:
        numbers, losses = found.numbers, found.losses
        lowest = int(np.nanargmin(losses)) if np.isfinite(losses).any() else 0
        text = _("{name} = {value}; from {low} to {high} the loss is lowest, {loss}, at {at}")
        lines.append(
            text.format(
                name=_bare(scene),
                value=table(found.value),
                low=table(float(numbers[0])),
                high=table(float(numbers[-1])),
                loss=table(float(losses[lowest])),
                at=table(float(numbers[lowest])),
            )
        )
    lines.append(note(scene))
    if below != note(scene):
        lines.append(below)
    return "\n".join(filter(None, lines))
