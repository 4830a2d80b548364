"""What the map of rate and momentum says in words."""

from __future__ import annotations

import math
from collections.abc import Iterator

from ui.kit.marks import mark_of
from ui.kit.theme import LIGHT
from ui.panels.rate_map.scene import RateMapScene, RunOnMap
from visualnn.figures import compact, result
from visualnn.tell.counting import updates_in_words
from visualnn.tell.runs import title_of_run
from visualnn.text import N_, _
from visualnn.views.rate_map import LongRun, RateMapPlace

__all__ = ["note", "nothing_yet", "pair_words", "run_words", "spoken", "titles"]

LONG_RUNS = {
    LongRun.STRAIGHT: N_("nearer, without swinging"),
    LongRun.SWINGS: N_("nearer, to and fro"),
    LongRun.LEAVES: N_("leaves"),
}


def nothing_yet() -> str:
    """What will be here."""
    return _(
        "All pairs of learning rate and momentum are drawn here, once a lesson on a quadratic is "
        "open."
    )


def titles(scene: RateMapScene) -> Iterator[str]:
    """Where the leading run stands, and the best pair; after it shorter ways to say it."""
    best = result(scene.best.factor)
    leading = scene.leading
    if leading is None:
        yield _("The best pair, η {rate} and μ {momentum}: distance × {factor} per update").format(
            rate=result(scene.best.rate), momentum=result(scene.best.momentum), factor=best
        )
        yield _("best × {factor} per update").format(factor=best)
        return
    name, factor = title_of_run(leading.run), result(leading.place.factor)
    if leading.place.kind is LongRun.LEAVES:
        yield _("{run} leaves: distance × {factor} per update; the best pair × {best}").format(
            run=name, factor=factor, best=best
        )
    else:
        yield _("{run}: distance × {factor} per update; the best pair × {best}").format(
            run=name, factor=factor, best=best
        )
    yield _("now × {factor}, best × {best}").format(factor=factor, best=best)


def pair_words(place: RateMapPlace) -> str:
    """A pair of rate and momentum, how it goes, and what that is in updates."""
    told = _(
        "η {rate}, μ {momentum}: distance × {factor} per update in the long run, {how}"
    ).format(
        rate=result(place.rate),
        momentum=result(place.momentum),
        factor=result(place.factor),
        how=_(LONG_RUNS[place.kind]),
    )
    if not math.isfinite(place.updates_to_tenth) or place.factor <= 0.0:
        return told
    updates = compact(place.updates_to_tenth)
    return told + "   " + _("ten times nearer in {count} updates").format(count=updates)


def run_words(each: RunOnMap) -> str:
    """A run and its pair."""
    mark = mark_of(each.run.mark, LIGHT).label
    return f"{mark} {title_of_run(each.run)}: {pair_words(each.place)}"


def note(scene: RateMapScene) -> str:
    """What is said while nothing is pointed at: the pair of the leading run, and what its last
    update really did."""
    leading = scene.leading
    if leading is None:
        return pair_words(scene.best)
    told = pair_words(leading.place)
    if scene.last_factor is None:
        return told
    last = _("the last update: × {factor}").format(factor=result(scene.last_factor))
    return f"{told}   {last}"


def spoken(scene: RateMapScene, below: str) -> str:
    """All of it for the ear."""
    lines = [
        next(titles(scene)),
        _("after {updates}").format(updates=updates_in_words(scene.updates)),
    ]
    lines += map(run_words, scene.runs)
    lines.append(_("best pair") + ": " + pair_words(scene.best))
    if below and below not in lines:
        lines.append(below)
    return "\n".join(lines)
