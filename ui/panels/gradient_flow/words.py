"""What the gradient flow says in words: its title, a layer with its factor and flag, a bin, and all
of it for the ear."""

from __future__ import annotations

import math
from collections.abc import Iterator

from ui.panels.gradient_flow.scene import LENGTHS, SIDES, FlowScene
from visualnn.figures import compact, result, table
from visualnn.lesson.histogram import BINS
from visualnn.tell.runs import title_of_run
from visualnn.text import _
from visualnn.views.flow_flags import FLAG_RULES, FLAG_WORDS, FlowFlag
from visualnn.views.gradient_flow import LayerFlow

__all__ = [
    "bin_readout",
    "factor",
    "flag_words",
    "layer",
    "meaning",
    "note",
    "nothing_yet",
    "readout_over_time",
    "row_notes",
    "short_note",
    "side_titles",
    "spoken",
    "titles",
]


def nothing_yet() -> str:
    """What will be here."""
    return _(
        "How long the gradient is in every layer is drawn here, and the factor from layer to "
        "layer, once a lesson is open."
    )


def _power(ratio: float) -> str:
    return compact(ratio)


def titles(scene: FlowScene) -> Iterator[str]:
    """The pattern that is seen now, and after it shorter ways to say it."""
    flagged = [n for n, flag in enumerate(scene.flags) if flag]
    if not scene.is_read:
        yield _("The layers are being read: {done} of {count}").format(
            done=scene.read_count, count=len(scene.layers)
        )
        return
    if not scene.is_known and not flagged:
        if scene.measured == "da" and scene.layers[0].a is not None:
            yield _("The gradient is not computed yet: it comes with the backward pass")
        yield _("{what} is not computed yet").format(what=LENGTHS[scene.measured][0])
        return
    ratio, first, last = scene.ratio, scene.names[0], scene.names[-1]
    if ratio is not None and not math.isfinite(ratio):
        yield _("The gradient is not a finite number any more")
        return
    if flagged:
        dead = FlowFlag.DEAD in scene.flags  # a dead layer is why those before it get nothing
        flag = FlowFlag.DEAD if dead else scene.flags[flagged[0]]
        names = _names([scene.names[n] for n in flagged if scene.flags[n] is flag])
        text = {
            FlowFlag.DEAD: _("No unit of {layers} answers to any example"),
            FlowFlag.SATURATED: _("Most units of {layers} are saturated"),
            FlowFlag.VANISHING: _("The gradient vanishes in {layers}"),
            FlowFlag.EXPLODING: _("The gradient explodes in {layers}"),
        }[flag].format(layers=names)
        if ratio is not None:
            text_with = _("{text}: {first} gets {ratio} of what {last} has")
            yield text_with.format(text=text, first=first, ratio=_power(ratio), last=last)
        yield text
        yield _(FLAG_WORDS[flag])
    elif ratio is not None and len(scene.layers) > 1:
        most = _most_of(scene, ratio)
        if most is not None:
            text = _(
                "{first} gets {ratio} of the gradient that {last} has, most of it lost in {at}"
            )
            yield text.format(first=first, ratio=_power(ratio), last=last, at=scene.names[most])
        text = _("{first} gets {ratio} of the gradient that {last} has")
        yield text.format(first=first, ratio=_power(ratio), last=last)
    else:
        yield _("The gradient is on its way from {last} back").format(last=last)
    yield _("Gradient flow")


def _most_of(scene: FlowScene, ratio: float) -> int | None:
    """The layer whose factor alone makes the larger part of a gradient that is lost, in powers of
    ten; None where no layer does, and where less than nine tenths are lost."""
    if not 0.0 < ratio <= 0.1:
        return None
    for number, layer in enumerate(scene.layers):
        if layer.factor is not None and 0.0 < layer.factor <= ratio**0.5:
            return number
    return None


def _names(names: list[str]) -> str:
    """Layers in a row as "first … last"."""
    if len(names) <= 2:
        return ", ".join(names)
    return f"{names[0]} … {names[-1]}"


def factor(layer: LayerFlow) -> str:
    """The factor of a layer with its two exact halves; empty before it is known."""
    if layer.factor is None or layer.through_f is None or layer.through_W is None:
        return ""
    text = _("× {f} through f′, × {W} through Wᵀ = × {factor}")
    return text.format(
        f=table(layer.through_f), W=table(layer.through_W), factor=table(layer.factor)
    )


def flag_words(scene: FlowScene, number: int) -> str:
    """The flag of a layer with its rule, and how many units are dead or silent; empty if nothing
    is wrong."""
    found, flag = scene.layers[number], scene.flags[number]
    told = []
    if flag:
        word, rule = FLAG_WORDS[flag], FLAG_RULES[flag]
        flagged, reason = _(word), _(rule)
        told.append(f"{flagged} ({reason})")
    count = units(found)
    if count:
        told.append(count)
    began = scene.since(number)
    if told and began is not None:
        told[-1] += " " + _("since iteration {iteration}").format(iteration=began)
    return " · ".join(told)


def units(found: LayerFlow, *, is_short: bool = False) -> str:
    """How many units are dead, else silent on every row now; empty if none is."""
    if found.names.activation is None or not found.silent:
        return ""
    if found.dead:
        text = _("{count}/{all} dead") if is_short else _("{count} of {all} units dead")
    elif is_short:
        text = _("{count}/{all} silent")
    else:
        text = _("{count} of {all} units silent on every example now")
    return text.format(count=found.dead or found.silent, all=found.unit_count)


def row_notes(scene: FlowScene, number: int) -> tuple[str, ...]:
    """What is wrong with a layer, for its row: its flag, else how many units are dead or silent,
    with the iteration since which it is so, and shorter; empty if nothing is wrong."""
    flag = scene.flags[number]
    count = units(scene.layers[number], is_short=True)
    told = _(FLAG_WORDS[flag]) if flag else count
    if not told:
        return ()
    if flag and flag is not FlowFlag.DEAD and count:
        return f"{told} · {count}", told
    began = scene.since(number)
    if began is None:
        return (told,)
    since = _("since iteration {iteration}").format(iteration=began)
    return f"{told} {since}", _("{told} since {iteration}").format(told=told, iteration=began), told


def layer(scene: FlowScene, number: int) -> str:
    """A layer in one line: what is measured of every run, its factor, what is typical, its flag."""
    found = scene.layers[number]
    length = scene.length(found)
    told = []
    if length is not None:
        told.append(f"{found.layer}: {LENGTHS[scene.measured][0]} = {table(length)}")
    for run in scene.shown_runs:
        other = scene.length(run.layers[number])
        if other is not None:
            told.append(f"{title_of_run(run.run)} {table(other)}")
    told.append(factor(found))
    told.append(flag_words(scene, number))
    if scene.is_over_time:
        told.append(layer_over_time(scene, number))
    elif found.mean_slope is not None and found.weight_norm is not None:
        text = _("typical: mean f′ {slope}, ‖W‖ {norm}")
        told.append(text.format(slope=result(found.mean_slope), norm=result(found.weight_norm)))
    return " · ".join(filter(None, told)) or found.layer


def note(scene: FlowScene, number: int | None) -> str:
    """What is said below: of a layer, else the first flag with its rule, a dead layer's first, else
    how the factors come to the ratio."""
    if number is not None:
        return layer(scene, number)
    flagged = _flagged(scene)
    if flagged is not None:
        return f"{scene.names[flagged]}: {flag_words(scene, flagged)}"
    if scene.ratio is not None and math.isfinite(scene.ratio):
        text = _("all factors multiplied: {ratio}")
        return text.format(ratio=table(scene.ratio))
    return ""


def short_note(scene: FlowScene) -> str:
    """The first flag without its rule, for where that finds no room; empty if nothing is wrong."""
    flagged = _flagged(scene)
    if flagged is None:
        return ""
    words, began = _(FLAG_WORDS[scene.flags[flagged]]), scene.since(flagged)
    if began is not None:
        words += " " + _("since iteration {iteration}").format(iteration=began)
    return f"{scene.names[flagged]}: {words}"


def _flagged(scene: FlowScene) -> int | None:
    """The first layer that has a flag; a dead one is why those before it get nothing."""
    numbers = [n for n, flag in enumerate(scene.flags) if flag]
    dead = [n for n in numbers if scene.flags[n] is FlowFlag.DEAD]
    return next(iter([*dead, *numbers]), None)


def side_titles(scene: FlowScene) -> tuple[str, ...]:
    """What the histograms count, with their bins, and shorter."""
    what = SIDES[scene.side]
    if scene.is_over_time:
        whole = _("{what} through time: up is larger, dark is often").format(what=what)
        return whole, _("{what} through time").format(what=what), what
    whole = (
        _("{what}, in steps of 0.25 up to ±5")
        if scene.side in {"a", "W"}
        else _("{what}, two bars a power of ten")
    )
    return whole.format(what=what), _("how often {what}").format(what=what), what


def meaning() -> str:
    """What the columns of factors are. The last part gives way first."""
    return _(
        "factor = × f′ (activation) × Wᵀ (weights): from a layer to the one before · bold: the "
        "half that changes more"
    )


def bin_readout(scene: FlowScene, number: int, place: int) -> str:
    """One bin of a layer and its count."""
    counts = scene.counts(number)
    if counts is None:
        return ""
    one, what = BINS[scene.side][place], f"{SIDES[scene.side]} · {scene.names[number]}"
    if one.low == one.high:
        text = _("{what}: exactly 0: {count} of {all}")
        return text.format(what=what, count=counts[place], all=sum(counts))
    text = _("{what}: from {low} to {high}: {count} of {all}")
    return text.format(
        what=what,
        low=result(one.low),
        high=result(one.high),
        count=counts[place],
        all=sum(counts),
    )


def bin_words(scene: FlowScene, place: int) -> str:
    """A bin in words."""
    one = BINS[scene.side][place]
    if one.low == one.high:
        return _("exactly 0")
    return _("from {low} to {high}").format(low=result(one.low), high=result(one.high))


def readout_over_time(scene: FlowScene, number: int, iteration: int, place: int) -> str:
    """One bin of a layer in an iteration, and its count."""
    counts = scene.counts_of_iteration(number, iteration)
    if counts is None:
        return ""
    every = scene.histograms.every
    text = _("{what} · iteration {iteration}: {bin}: {count} of {all}")
    return text.format(
        what=f"{SIDES[scene.side]} · {scene.names[number]}",
        iteration=iteration // every * every,
        bin=bin_words(scene, place),
        count=counts[place],
        all=sum(counts),
    )


def layer_over_time(scene: FlowScene, number: int) -> str:
    """Where most numbers of a layer were at the beginning, and where they are now."""
    told = []
    for iteration in dict.fromkeys((0, scene.frame.place.iteration)):
        counts = scene.counts_of_iteration(number, iteration)
        if counts is not None:
            told.append(readout_over_time(scene, number, iteration, counts.index(max(counts))))
    return "; ".join(told)


def spoken(scene: FlowScene, below: str) -> str:
    """All of it for the ear."""
    lines = [next(titles(scene), "")]
    if scene.is_known:
        lines.append(_(LENGTHS[scene.measured][1]))
    lines += [
        layer(scene, number)
        for number, found in enumerate(scene.layers)
        if found.a is not None or scene.length(found) is not None
    ]
    if scene.is_over_time:
        lines.append(side_titles(scene)[0])
        lines += [layer_over_time(scene, number) for number in range(len(scene.layers))]
    if below not in lines:
        lines.append(below)
    return "\n".join(filter(None, lines))
