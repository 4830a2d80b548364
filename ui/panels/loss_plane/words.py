"""What the loss plane says in words."""

from __future__ import annotations

import math
from collections.abc import Iterator

from ui.panels.loss_plane.scene import LossPlaneScene
from visualnn.figures import compact, result, table
from visualnn.names import display
from visualnn.tell.counting import updates_in_words
from visualnn.text import _

__all__ = [
    "axis_names",
    "cut_words",
    "note",
    "nothing_yet",
    "place_note",
    "plane_label",
    "plane_words",
    "readout",
    "spoken",
    "titles",
]


def nothing_yet(scene: LossPlaneScene | None) -> str:
    """What will be here, or why there is nothing."""
    if scene is not None and scene.why:
        return _(scene.why)
    if scene is not None and scene.cut is None and (scene.way_share < 1 or scene.is_going_on):
        return cut_words(scene)
    return _("The loss over two weights is drawn here, once a lesson is open.")


def axis_names(scene: LossPlaneScene) -> tuple[str, str]:
    """What stands at the axes."""
    cut = scene.cut
    if cut is None or cut.axes.weights is not None or cut.axes.shares is None:
        return display(str(scene.choice.across)), display(str(scene.choice.up))
    first, second = (f"{100 * share:.3g} %" for share in cut.axes.shares)
    return (
        _("main direction ({share} of the way)").format(share=first),
        _("second direction ({share})").format(share=second),
    )


def titles(scene: LossPlaneScene) -> Iterator[str]:
    """The pattern that is seen now, and after it shorter ways to say it."""
    walk, cut = scene.walk, scene.cut
    if walk is None or cut is None:
        return
    if cut.axes.shares is not None:
        share = f"{100 * sum(cut.axes.shares):.4g} %"
        yield _("The plane holds {share} of the way that training has gone").format(share=share)
        yield _("{share} of the way").format(share=share)
        yield share
        yield ""
        return
    own, under = float(walk.losses[-1]), float(walk.plane_losses[-1])
    if math.isnan(own) or result(own) == result(under):
        names = dict(zip(("across", "up"), axis_names(scene), strict=True))
        yield _("The loss over {across} and {up}, all other numbers as they are").format(**names)
        yield "L({across}, {up})".format(**names)
        yield ""  # the axes say it
    else:
        text = _("The run is at L = {own}, the plane below it at {under}: other numbers have moved")
        yield text.format(own=result(own), under=result(under))
        yield f"L {result(own)} ≠ {result(under)}"


def plane_words(scene: LossPlaneScene) -> tuple[str, str]:
    """The two switches: along what the plane goes, and when it is cut."""
    along = _("two main directions") if scene.choice.is_main else _("two weights")
    cut = _("plane kept") if scene.choice.is_kept else _("cut anew at each place")
    return along, cut


def plane_label() -> str:
    """What stands before the loss of the plane."""
    return _("plane")


def cut_words(scene: LossPlaneScene) -> str:
    """Of which iteration the heights are, and what is still computed."""
    if scene.way_share < 1:
        share = f"{100 * scene.way_share:.0f} %"
        return _("going through the way of training: {share}").format(share=share)
    if scene.is_going_on:
        share = f"{100 * scene.share:.0f} %"
        return _("computing the plane: {share}   Esc: stop").format(share=share)
    if scene.surface is None:
        return _("not computed")
    iteration = scene.surface.cut.iteration
    if not scene.is_true:
        return _("stopped: the heights are those of iteration {iteration}").format(
            iteration=iteration
        )
    return _("cut at iteration {iteration}").format(iteration=iteration)


def readout(scene: LossPlaneScene, n: int) -> str:
    """One place of the way."""
    walk = scene.walk
    if walk is None:
        return ""
    x, y = walk.spots[n].tolist()
    told = [_("after {updates}").format(updates=updates_in_words(int(walk.updates[n])))]
    told.append(f"({compact(x)}, {compact(y)})")
    if not math.isnan(walk.losses[n]):
        told.append(_("L {own}").format(own=table(float(walk.losses[n]))))
    under = float(walk.plane_losses[n])
    if math.isnan(under):
        under = scene.loss_here((x, y))
    told.append(_("of the plane {under}").format(under=table(under)))
    beside = float(walk.beside[n])
    if beside > 1e-12:
        told.append(_("{distance} beside the plane").format(distance=compact(beside)))
    return "   ".join(told)


def place_note(scene: LossPlaneScene, x: float, y: float) -> str:
    """The plane at a place that is pointed at."""
    return f"({compact(x)}, {compact(y)})   L = {table(scene.loss_here((x, y)))}"


def note(scene: LossPlaneScene) -> str:
    """What is said while nothing is pointed at."""
    walk = scene.walk
    told = [cut_words(scene)]
    if walk is not None:
        told.insert(0, readout(scene, len(walk.updates) - 1))
    return "   ".join(told)


def spoken(scene: LossPlaneScene, below: str) -> str:
    """All of it for the ear."""
    across, up = axis_names(scene)
    lines = [next(titles(scene), ""), f"{across}, {up}", ", ".join(plane_words(scene)), below]
    return "\n".join(filter(None, lines))
