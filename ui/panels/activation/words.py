"""What the activation panel says in words."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from ui.panels.activation.scene import MAX_RUG_COUNT, ActivationScene
from visualnn.figures import result, table
from visualnn.names import display
from visualnn.text import _
from visualnn.views.silence import Silence

__all__ = [
    "bin_readout",
    "curve_readout",
    "function_name",
    "note",
    "nothing_yet",
    "row_readout",
    "share_readout",
    "spoken",
    "sum_title",
    "titles",
    "unit_name",
]


def nothing_yet() -> str:
    """What will be here."""
    return _(
        "The function of a layer is drawn here, and where on it the numbers of the batch are, once "
        "a lesson is open."
    )


def unit_name(scene: ActivationScene) -> str:
    """The unit that is looked at: the name of its output without the row."""
    found = scene.found
    inside = ",".join(map(str, found.unit))
    return f"{display(found.prefix + found.use.writes)}[·,{inside}]"


def function_name(scene: ActivationScene) -> str:
    """The title of the function."""
    return _(scene.found.use.op.title)


def titles(scene: ActivationScene) -> Iterator[str]:
    """The pattern that is seen now, and after it shorter ways to say it."""
    found, name = scene.found, unit_name(scene)
    tangent = found.tangent
    if tangent is None:
        yield _("{name} is not computed yet").format(name=display(found.prefix + found.use.writes))
        return
    row = found.row
    if not (math.isfinite(tangent.z) and math.isfinite(tangent.a)):
        yield _("{unit} is not a finite number on example {row}").format(unit=name, row=row)
        yield _("Not finite any more")
        return
    if not scene.is_curve:
        yield from _titles_of_shares(scene)
        return
    text = _texts(scene)
    yield text.format(unit=name, row=row, slope=result(tangent.slope))
    yield _("{unit}, example {row}").format(unit=name, row=row)
    yield name  # the number of the example stands in the card


def _texts(scene: ActivationScene) -> str:
    found, tangent = scene.found, scene.found.tangent
    if scene.silence is Silence.DEAD:
        return _("{unit} is dead: 0 on every training example")
    if scene.silence is Silence.BATCH:
        return _("{unit} is silent on every example now")
    if scene.silence is Silence.ROW:
        return _("{unit} is silent on example {row}, but not on every example")
    saturated = found.saturated
    if saturated is not None and saturated[(found.row, *found.unit)]:
        return _("{unit} is saturated on example {row}: a change of z is passed on × {slope}")
    if tangent is not None and tangent.slope == 1.0 and tangent.a == tangent.z:
        return _("{unit} passes example {row} on as it is")
    return _("{unit} passes a change of z on × {slope} on example {row}")


def _titles_of_shares(scene: ActivationScene) -> Iterator[str]:
    found = scene.found
    if found.a is None:
        return
    outputs = found.a[(found.row, *found.unit[:-1])]
    largest = int(outputs.argmax())
    text = _("Example {row}: unit {unit} has the largest output, {output}")
    yield text.format(row=found.row, unit=largest, output=result(float(outputs[largest])))
    yield _("unit {unit}: {output}").format(unit=largest, output=result(float(outputs[largest])))


def note(scene: ActivationScene) -> str:
    """What is said while nothing is pointed at: how many numbers are saturated, and how many units
    silent."""
    found = scene.found
    if found.z is None or found.saturated is None or found.silent_on_every_row is None:
        return ""
    lost = int((~np.isfinite(found.z)).sum())
    if lost:
        text = _("not finite: {count} of {all} numbers of the layer")
        return text.format(count=lost, all=found.z.size)
    text = _("saturated: {count} of {all} numbers of the layer")
    told = [text.format(count=found.saturated_count, all=found.z.size)]
    silent = int(found.silent_on_every_row.sum())
    if silent:
        text = _("silent on every example: {count} of {all} units")
        told.append(text.format(count=silent, all=found.silent_on_every_row.size))
    return " · ".join((*told, *_marks(scene)))


def _marks(scene: ActivationScene) -> Iterator[str]:
    """What the marks mean."""
    if not scene.is_curve or scene.row_count < 2:
        return
    if scene.row_count <= MAX_RUG_COUNT:
        yield _("strokes under the axis: z of every example")
    else:
        yield _("bars under the axis: how many examples have such a z")
    if scene.found.flat_parts:
        yield _("grey: f′ is near 0")


def row_readout(scene: ActivationScene, row: int) -> str:
    """The numbers of one row of the unit."""
    found = scene.found
    if found.z is None or found.a is None or found.slope is None:
        return ""
    at = (row, *found.unit)
    return _("example {row}: z = {z}, a = {a}, f′ = {slope}").format(
        row=row,
        z=table(float(found.z[at])),
        a=table(float(found.a[at])),
        slope=table(float(found.slope[at])),
    )


def curve_readout(scene: ActivationScene, z: float) -> str:
    """The numbers of the point of the curve that is nearest to a z."""
    curve = scene.found.curve
    if curve is None:
        return ""
    at = int(np.abs(curve.z - z).argmin())
    told = f"z = {result(float(curve.z[at]))}   f = {table(float(curve.f[at]))}"
    told += f"   f′ = {table(float(curve.slope[at]))}"
    for word, other in scene.overlays:
        told += f"   {word} = {table(float(other.f[at]))}"
    return told


def bin_readout(scene: ActivationScene, z: float) -> str:
    """How many rows one bar of the histogram stands for."""
    counts, edges = scene.bins()
    at = int(np.clip(np.searchsorted(edges, z, side="right") - 1, 0, len(counts) - 1))
    text = _("examples with z from {low} to {high}: {count} of {all}")
    return text.format(
        low=result(float(edges[at])),
        high=result(float(edges[at + 1])),
        count=int(counts[at]),
        all=scene.row_count,
    )


def share_readout(scene: ActivationScene, unit: int) -> str:
    """One score of softmax and what it became."""
    found = scene.found
    if found.z is None or found.a is None or found.powers is None:
        return ""
    at = (found.row, *found.unit[:-1], unit)
    return _("unit {unit}: z = {z}, exp(z − m) = {power}, a = {a}").format(
        unit=unit,
        z=table(float(found.z[at])),
        power=table(float(found.powers[unit])),
        a=table(float(found.a[at])),
    )


def sum_title(largest: float) -> str:
    """What stands before the written sum: m is put in as a number."""
    sign = "+" if largest < 0 else "−"
    return f"Σ exp(z {sign} {result(abs(largest))})"


def spoken(scene: ActivationScene, below: str) -> str:
    """All of it for the ear."""
    title = next(titles(scene))
    lines = [function_name(scene), title]
    if scene.is_known and scene.is_curve:
        lines.append(row_readout(scene, scene.found.row))
        if scene.row_count <= MAX_RUG_COUNT:
            z = scene.of_unit(scene.found.z)
            # NaN is passed over where there is another number
            low, high = result(float(np.fmin.reduce(z))), result(float(np.fmax.reduce(z)))
            text = _("its examples: {count}, z from {low} to {high}")
            lines.append(text.format(count=scene.row_count, low=low, high=high))
    if scene.overlays:
        over = ", ".join(word for word, _curve in scene.overlays)
        lines.append(_("laid over: {names}").format(names=over))
    return "\n".join(filter(None, (*lines, below)))
