"""What the landscape panel says in words."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ui.kit.marks import mark_of
from ui.kit.theme import LIGHT
from ui.panels.landscape.scene import PLACE, LandscapeScene, OpenedUpdate, RunOnLandscape
from visualnn.figures import compact, result, table
from visualnn.lesson import Lesson
from visualnn.names import display
from visualnn.race.standings import REACHED_DISTANCE, Standing
from visualnn.tell.counting import updates_in_words
from visualnn.tell.runs import CompanionRun, RunKind, title_of_run
from visualnn.text import N_, _
from visualnn.views.energy import WalkerEnergy
from visualnn.views.update_pieces import DECAY, GRADIENT, LOOK_AHEAD, MOMENTUM, NOISE, SCALED

__all__ = [
    "energy_words",
    "fairness_words",
    "magnifier_titles",
    "note",
    "nothing_yet",
    "piece_name",
    "piece_symbol",
    "place_note",
    "pulled_note",
    "reached_words",
    "readout",
    "run_name",
    "shares",
    "sizes_title",
    "slope_words",
    "spoken",
    "standing_words",
    "times_words",
    "titles",
]

RULES = {"sgd": "SGD", "rmsprop": "RMSprop", "adagrad": "Adagrad", "adam": "Adam"}
"""Optimizer as lesson files write it → as people do, where that is another word."""
PIECES = {
    GRADIENT: N_("−η · gradient"),
    MOMENTUM: N_("momentum"),
    LOOK_AHEAD: N_("look-ahead"),
    DECAY: N_("weight decay"),
    NOISE: N_("−η · noise"),
    SCALED: N_("scaled step"),
}
SYMBOLS = {
    GRADIENT: "−η · ∂L/∂w",
    MOMENTUM: N_("+ momentum"),
    LOOK_AHEAD: N_("+ look-ahead"),
    DECAY: N_("+ weight decay"),
    NOISE: N_("−η · noise"),
    SCALED: N_("scaled step"),
}


def nothing_yet() -> str:
    """What will be here."""
    return _("The function and the ways of the walkers are drawn here, once a lesson is open.")


def magnifier_titles(factor: float) -> tuple[str, str]:
    """How many times larger than on the plot the update is drawn, and the number alone, for where
    there is less room."""
    number = result(factor)
    return _("The update, × {factor}").format(factor=number), f"× {number}"


def piece_name(name: str) -> str:
    """What a piece of an update is called."""
    return _(PIECES[name])


def piece_symbol(name: str) -> str:
    """What is written beside an arrow."""
    return _(SYMBOLS[name])


def _place(numbers: Sequence[float]) -> str:
    return _listed(map(table, numbers))


def _short(numbers: Sequence[float]) -> str:
    return _listed(map(compact, numbers))


def _listed(numbers: Iterable[str]) -> str:
    """Two numbers as a pair; one as it is."""
    told = tuple(numbers)
    return told[0] if len(told) == 1 else f"({', '.join(told)})"


def run_name(run: CompanionRun) -> str:
    """What a run is called; the lesson's own by its optimizer, as the others are. That its start is
    another is seen, and not said."""
    if run.edits and all(each.tick == 0 and each.place.name == PLACE for each in run.edits):
        run = replace(run, edits=())
    nameless = run.kind is RunKind.LESSON and run.title is None
    if nameless and run.opened is not None and _is_of_rules(run.opened):
        rule = run.opened.spec.optimizer.kind
        name = RULES.get(rule, rule)
        return _("{run}, changed").format(run=name) if run.edits else name
    return title_of_run(run)


def _is_of_rules(lesson: Lesson) -> bool:
    """Whether the variants of a lesson differ in their optimizers."""
    return any(
        change.key == "optimizer.kind" for each in lesson.variants for change in each.changes
    )


# -- the title


def titles(scene: LandscapeScene) -> Iterator[str]:
    """The pattern that is seen now, and after it shorter ways to say it."""
    leading = scene.leading
    if leading is None:
        yield _("The landscape of {function}").format(function=_(scene.landscape.title))
        return
    if scene.standings:
        first = scene.standings[0]
        run = scene.run_of(first.id)
        if run is not None and leading.ways[0].computed > 0 and len(leading.ways[0].places) > 1:
            text = _race_title(scene, first).format(
                run=run_name(run.run),
                updates=updates_in_words(len(run.ways[0].places) - 1),
                height=result(first.height),
                distance="" if first.distance is None else result(first.distance),
            )
            yield text
            yield _short_race_title(first).format(run=run_name(run.run))
            return
        count = len(scene.standings)
        yield _("{count} runs from one start").format(count=count)
        return
    yield from _walk_titles(scene, leading)


def _race_title(scene: LandscapeScene, first: Standing) -> str:
    if first.diverged is not None:
        return _("All have left: no run is near a minimum any more")
    if first.reached is not None:
        return _("{run} reached the minimum first of all")
    if first.distance is None:
        return _("{run} is lowest after {updates}: L = {height}")
    return _("{run} is nearest after {updates}: {distance} from the minimum")


def _short_race_title(first: Standing) -> str:
    if first.diverged is not None:
        return _("All have left")
    if first.reached is not None:
        return _("{run} was there first")
    return _("{run} is lowest") if first.distance is None else _("{run} is nearest")


def _walk_titles(scene: LandscapeScene, leading: RunOnLandscape) -> Iterator[str]:
    way = leading.ways[0]
    updates = len(way.places) - 1
    now = float(way.heights[-1])
    if not math.isfinite(now):
        yield _("The walker has left for good: its numbers are no longer finite")
        return
    if len(leading.ways) > 1:
        text = _("{count} walkers after {updates}")
        yield text.format(count=len(leading.ways), updates=updates_in_words(updates))
        return
    if updates == 0:
        yield _("The walker stands at its start, at the height {height}").format(height=result(now))
        yield f"L = {result(now)}"
        return
    distances = way.distances
    if distances is None:
        text = _("After {updates}: L {before} → {after}")
        distance = ""
    else:
        text = _("After {updates}: L {before} → {after}, {distance} from the minimum")
        distance = result(float(distances[-1]))
    before = float(way.heights[0])
    yield text.format(
        updates=updates_in_words(updates),
        before=result(before),
        after=result(now),
        distance=distance,
    )
    yield f"L {result(before)} → {result(now)}"


# -- the line below


def note(scene: LandscapeScene) -> str:
    """What is said while nothing is pointed at: the update of the leading run as a sum."""
    if len(scene.updates) == 1:
        return update_words(scene.updates[0])
    if scene.fairness is not None:
        return scene.fairness.brief  # in full it stands below the standings, and is heard
    return ""


def update_words(update: OpenedUpdate) -> str:
    """What a step is made of, piece by piece, and what it comes to."""
    told = []
    for piece, part in update.pieces:
        numbers = "–" if part is None else _short(part)
        told.append(f"{piece_name(piece.name)} {numbers}")
    if len(update.pieces) == 1 and update.step is not None:
        told = [piece_name(update.pieces[0][0].name)]
    words = _("step = {pieces}").format(pieces=" + ".join(told))
    if update.step is not None:
        words += f" = {_short(update.step)}"
    if update.at_first_rate is not None:
        text = _("(at the first rate {length})").format(length=_short(update.at_first_rate))
        words = f"{words} {text}"
    return words


def readout(scene: LandscapeScene, each: RunOnLandscape, walker: int, update: int) -> str:
    """One place of a way."""
    way = each.ways[walker]
    told = []
    if len(scene.runs) > 1:
        told.append(f"{mark_of(each.run.mark, LIGHT).label} {run_name(each.run)}")
    if len(each.ways) > 1:
        told.append(_("walker {number}").format(number=walker))
    told.append(_("after {updates}").format(updates=updates_in_words(update)))
    told.append(f"w = {_place(way.places[update].tolist())}")
    told.append(f"L = {table(float(way.heights[update]))}")
    if way.distances is not None:
        told.append(_("distance {distance}").format(distance=table(float(way.distances[update]))))
    if update < len(way.steps):
        told.append(_("step {length}").format(length=table(float(way.steps[update]))))
    if math.isfinite(float(way.rates[update])):
        told.append(f"η = {result(float(way.rates[update]))}")
    energy = scene.energy_of(each, walker, update)
    if energy is not None:
        told.append(energy_words(energy))
    return "   ".join(told)


def place_note(place: Sequence[float], height: float, *, is_start: bool = False) -> str:
    """The function at a place that is pointed at, and whether a click starts there."""
    told = f"w = {_short(place)}   L = {table(height)}"
    click = _("click: all start here")
    return f"{told}   {click}" if is_start else told


def pulled_note(place: Sequence[float], height: float) -> str:
    """The start that is pulled, and how it is kept or put back."""
    told = _("start w = {place}   L = {height}   let go or Enter: start here, Esc: back")
    return told.format(place=_short(place), height=table(height))


def slope_words(slope: float) -> str:
    """What is written beside a tangent."""
    return _("slope {number}").format(number=compact(slope))


def energy_words(energy: WalkerEnergy) -> str:
    """The energy of a ball as the sum of its two parts."""
    told = _("energy {energy} = L {height} + kinetic {kinetic}")
    numbers = (compact(each) for each in (energy.energy, energy.height, energy.kinetic))
    return told.format(**dict(zip(("energy", "height", "kinetic"), numbers, strict=True)))


# -- what is divided


def value_name(name: str) -> str:
    """What is divided: the gradient, or a mean of it as the formulas write it."""
    head = name.partition(".")[0]
    return {"mhat": "m̂", "mbar": "m̄", "m": "m", "d": "∂L/∂w"}.get(head, display(name))


def sizes_title(update: OpenedUpdate) -> str:
    """What the box and the arrow are."""
    for piece, _part in update.pieces:
        if piece.name == SCALED:
            return _("−{value} in its size").format(value=value_name(piece.source))
    return _("the gradient in its size")


def shares(update: OpenedUpdate) -> str:
    """How far the arrow reaches in the box, axis by axis."""
    if update.value is None or update.size is None:
        return ""
    told = []
    for value, size in zip(update.value, update.size, strict=True):
        told.append(f"{compact(-value / size)}" if size else "–")
    return f"→ {_listed(told)}"


# -- standings


def fairness_words(scene: LandscapeScene) -> str:
    """The rule of the race with the names of its runs; '' where there is no race."""
    if scene.fairness is None:
        return ""
    return scene.fairness.told({each.run.id: run_name(each.run) for each in scene.runs})


def times_words(scene: LandscapeScene) -> str:
    """What the measured times are; '' as long as nothing was measured."""
    if all(each.run.update_seconds is None for each in scene.runs):
        return ""
    return _(
        "Measured on this computer just now: µs for one update, ms for all updates to the minimum."
    )


def reached_words(scene: LandscapeScene) -> str:
    """How near a run is that is there; '' as long as none is."""
    if all(each.reached is None for each in scene.standings):
        return ""
    return _("There: within {distance} of the minimum.").format(distance=result(REACHED_DISTANCE))


def rates_door(scene: LandscapeScene) -> str:
    """Where the rule of the race leads to when it is clicked; '' where there is no race."""
    if scene.fairness is None:
        return ""
    if scene.is_searched:
        return _("back to the rates of the lesson")
    return _("find the best rate of each")


def standing_words(standing: Standing, seconds: float | None = None, *, away: bool = False) -> str:
    """What became of a run: when it reached a minimum, and how long that took where the seconds of
    an update are known; that it left; or, if `away`, how far it is from the minimum."""
    if standing.diverged is not None:
        return _("left at {updates}").format(updates=standing.diverged)
    if standing.reached is None:
        if not away or standing.distance is None:
            return ""
        return _("{distance} away").format(distance=compact(standing.distance))
    if seconds is not None:
        text = _("at {updates}: {time} ms")
        return text.format(updates=standing.reached, time=compact(1e3 * seconds * standing.reached))
    return _("there at {updates}").format(updates=standing.reached)


def spoken(scene: LandscapeScene, below: str) -> str:
    """All of it for the ear."""
    lines = [next(titles(scene), "")]
    lines.append(_("The function is {function}").format(function=_(scene.landscape.title)))
    leading = scene.leading
    if leading is not None:
        lines.extend(
            readout(scene, leading, walker, len(leading.ways[walker].places) - 1)
            for walker in range(len(leading.ways))
        )
    lines += [update_words(update) for update in scene.updates[:1]]
    for standing in scene.standings:
        run = scene.run_of(standing.id)
        if run is not None:
            text = _("place {place}: {run}, L {height} {words}")
            lines.append(
                text.format(
                    place=standing.place,
                    run=run_name(run.run),
                    height=table(standing.height),
                    words=standing_words(standing, run.run.update_seconds),
                ).strip()
            )
    if scene.fairness is not None:
        lines.append(fairness_words(scene))
        lines += [reached_words(scene), times_words(scene)]
    if below and below not in lines:
        lines.append(below)
    return "\n".join(filter(None, lines))
