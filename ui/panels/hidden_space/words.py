"""What the hidden space says in words: its title, its axes, the line under it, and all of it for
the ear."""

from __future__ import annotations

import math
from collections.abc import Iterator

from ui.panels.hidden_space.geometry import StagePlace
from ui.panels.hidden_space.scene import HiddenSpaceScene
from visualnn.figures import result, table
from visualnn.names import display
from visualnn.text import _
from visualnn.views.judging import JudgedExample

__all__ = [
    "axes",
    "caption",
    "cut",
    "example",
    "nothing_yet",
    "spoken",
    "stage",
    "title",
    "titles",
    "units",
]

TOLD_EXAMPLE_COUNT = 8
"""Examples that are told one by one."""


def nothing_yet() -> str:
    """What will be here."""
    return _(
        "The examples, and the plane of the inputs, are drawn here as a hidden layer sees them, "
        "once a lesson is open."
    )


def title(scene: HiddenSpaceScene, place: StagePlace) -> str:
    """The pattern that is seen now."""
    return next(titles(scene, place))


def titles(scene: HiddenSpaceScene, place: StagePlace) -> Iterator[str]:
    """The title, and after it shorter ways to say it."""
    stages = scene.space.stages
    if not scene.finite:
        yield _("The numbers of {layer} are no longer finite").format(layer=scene.space.layer)
        yield _("Not finite any more")
    elif not place.is_stop:
        names = [display(stage.name) for stage in stages[place.before : place.before + 2]]
        text = _("Between {before} and {after}: a mixture of both, no numbers of the network")
        yield text.format(before=names[0], after=names[1])
        yield _("a mixture of {before} and {after}").format(before=names[0], after=names[1])
    elif place.before < len(stages) - 1:
        yield from _on_the_way(scene, place.before)
    else:
        yield from _at_the_end(scene)


def _on_the_way(scene: HiddenSpaceScene, stage: int) -> Iterator[str]:
    name = display(scene.space.stages[stage].name)
    if stage == 0:
        yield _("{name}: the examples as they come in").format(name=name)
        yield name
        return
    texts = {
        "xW": _("{name}: turned and stretched by the weights, still straight"),
        "z": _("{name}: moved by the bias, still straight"),
    }
    before = [each.name for each in scene.space.stages[1:stage]]
    if any(each.endswith(".a") for each in before):  # an earlier layer has bent it
        texts = {
            "xW": _("{name}: turned and stretched by the weights"),
            "z": _("{name}: moved by the bias"),
        }
    text = texts.get(name.rpartition(".")[2], _("{name}: bent by the activation"))
    yield text.format(name=name)
    yield name


def _at_the_end(scene: HiddenSpaceScene) -> Iterator[str]:
    space = scene.space
    if scene.cuts:
        wrong, count = scene.wrong_side_count(), len(space.examples)
        on_line = scene.on_line_count()
        if on_line:
            text = _("{wrong} of {count} examples lie on the wrong side, {lying} on the line")
            yield text.format(wrong=wrong, count=count, lying=on_line)
            yield _("{wrong} of {count} wrong, {lying} on the line").format(
                wrong=wrong, count=count, lying=on_line
            )
            return
        if not wrong:
            yield _("A line separates the classes here")
            yield _("separated by a line")
            return
        text = _("{wrong} of {count} examples lie on the wrong side of the line")
        yield text.format(wrong=wrong, count=count)
        yield _("{wrong} of {count} on the wrong side").format(wrong=wrong, count=count)
        return
    if scene.decides:
        right = sum(each.right is True for each in space.examples)
        text = _("{layer}: {right} of {count} examples right")
        yield text.format(layer=space.layer, right=right, count=len(space.examples))
    elif space.line is not None:
        text = _("{layer}: the line is where {z} is 0")
        yield text.format(layer=space.layer, z=cut(scene))
    yield _("The examples as {layer} sees them").format(layer=space.layer)


def units(scene: HiddenSpaceScene) -> str:
    """Which units are the axes, as it is said when they change."""
    if scene.units is None:
        return _("seen along directions of all units")
    return _("to the right: unit {across}, upward: unit {upward}").format(
        across=scene.units[0], upward=scene.units[1]
    )


def cut(scene: HiddenSpaceScene) -> str:
    """The number that is 0 on the line."""
    return f"{scene.space.following}.z"


def stage(scene: HiddenSpaceScene, number: int) -> str:
    """What stands at a stop of the slider."""
    return display(scene.space.stages[number].name)


def axes(scene: HiddenSpaceScene, place: StagePlace) -> tuple[str, str]:
    """What u and v are at a stop; in a mixture they are nothing."""
    if not place.is_stop:
        return "", ""
    seen = scene.space.stages[place.before]
    name = display(seen.name)
    units = seen.projection.weights.shape[1]
    own = seen.projection is scene.space.projection
    if own and scene.units is not None:
        across, upward = scene.units
        return f"{name}[·,{across}]", f"{name}[·,{upward}]"
    if own and scene.upright:
        if seen is scene.last:
            return _("distance to {z} = 0").format(z=cut(scene)), _("widest direction across")
        return _("the direction that {name} reads").format(name=scene.space.following), (
            _("widest direction across")
        )
    if units <= 2:
        return f"{name}[·,0]", f"{name}[·,1]" if units == 2 else ""
    return _("widest direction"), _("second widest")


def caption(scene: HiddenSpaceScene, place: StagePlace) -> str:
    """What is said while no example is read."""
    space = scene.space
    if place.is_stop and place.before == len(space.stages) - 1 and space.line is None:
        if scene.units is not None:
            text = _("No line: what reads {layer} depends on all of its {count} units")
            return text.format(layer=space.layer, count=scene.unit_count)
        if scene.reader_count > 1:
            return _("No line: more than one unit reads {layer}").format(layer=space.layer)
        if scene.finite:
            return _("No line: every weight that reads {layer} is 0").format(layer=space.layer)
    if scene.row is not None:
        told = " · ".join((_answer_to(scene, scene.row), _("dashed: its way")))
        return "\n".join(filter(None, (told, _marks(scene))))
    return ""


def _marks(scene: HiddenSpaceScene) -> str:
    """What is drawn behind the examples: the line and the mesh."""
    told = []
    if scene.cuts:
        told.append(_("line: {z} = 0").format(z=cut(scene)))
    if scene.space.mesh is not None:
        told.append(_("mesh: the inputs’ plane"))
    return " · ".join(told)


def example(scene: HiddenSpaceScene, row: int, place: StagePlace) -> str:
    """One example: target, what is said, and where it lies."""
    told = _answer_to(scene, row)
    if not place.is_stop:
        return told
    u, v = scene.space.stages[place.before].points[row]
    where = _("to the right {right}, upward {upward}")
    return f"{told} · " + where.format(right=table(u), upward=table(v))


def _answer_to(scene: HiddenSpaceScene, row: int) -> str:
    """One example: target, and what is said."""
    each = scene.example(row)
    text = _("example {row}: target {target}, output {output}")
    told = text.format(row=row, target=result(each.target), output=_told(each))
    if each.is_on_line:
        told = f"{told}, " + _("on the line")
    elif each.right is False:
        told = f"{told}, " + _("wrong")
    return told


def _told(each: JudgedExample) -> str:
    whole = math.isfinite(each.output) and each.output.is_integer()
    return result(each.output) if whole else table(each.output)


def spoken(scene: HiddenSpaceScene, place: StagePlace, below: str) -> str:
    """Title, what the axes are, every example of a few, and the line below."""
    return "\n".join(
        filter(None, (title(scene, place), *_axes(scene, place), *_examples(scene, place), below))
    )


def _axes(scene: HiddenSpaceScene, place: StagePlace) -> Iterator[str]:
    u, v = axes(scene, place)
    if u:
        yield _("to the right: {axis}").format(axis=u)
    if v:
        yield _("upward: {axis}").format(axis=v)


def _examples(scene: HiddenSpaceScene, place: StagePlace) -> Iterator[str]:
    rows = [each.row for each in scene.space.examples]
    if len(rows) > TOLD_EXAMPLE_COUNT:
        rows = [each.row for each in scene.space.examples if each.right is False]
    for row in rows[:TOLD_EXAMPLE_COUNT]:
        yield example(scene, row, place)
