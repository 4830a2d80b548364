"""What the boundary says in words: its title, the line under it, and all of it for the ear."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

import numpy as np

from ui.panels.boundary.drawing import levels
from ui.panels.boundary.scene import Answer, BoundaryScene, Unit
from visualnn.figures import compact, result, table
from visualnn.names import display
from visualnn.text import _
from visualnn.views.judging import JudgedExample

__all__ = [
    "drawing",
    "drawing_title",
    "drawn",
    "example",
    "note",
    "nothing_yet",
    "percent",
    "readout",
    "spoken",
    "title",
    "titles",
]

TOLD_EXAMPLE_COUNT = 8
"""Examples that are told one by one."""


def nothing_yet() -> str:
    """What will be here."""
    return _(
        "What the network says of every point of its inputs is drawn here, with the examples on "
        "it, once a lesson is open."
    )


def title(scene: BoundaryScene) -> str:
    """The pattern that is seen now."""
    return next(titles(scene))


def titles(scene: BoundaryScene) -> Iterator[str]:
    """The title, and after it shorter ways to say it."""
    if not scene.finite:
        yield _("The network's answers are no longer finite numbers")
        yield _("Not finite any more")
        return
    if scene.square is not None:
        yield caption_of_unit(scene, scene.square)
        yield f"{display(scene.square[0])}[{scene.square[1]}]"
        return
    train = [each for each in scene.examples if each.split == "train"]
    if scene.answer.classes is None:
        worst = max(train, key=lambda each: abs(each.output - each.target))
        miss = result(abs(worst.output - worst.target))
        text = _("Example {row} is furthest off its target: by {miss}")
        yield text.format(row=worst.row, miss=miss)
        yield _("furthest off: {miss}").format(miss=miss)
        return
    right, count = sum(each.right is True for each in train), len(train)
    on_line = sum(each.is_on_line for each in train)
    held = [each.right for each in scene.examples if each.split == "validation"]
    texts = (_("{right} of {count} examples right"), _("{right} of {count} right"))
    for text in texts:
        told = text.format(right=right, count=count)
        if on_line:
            told = ", ".join((told, _("{count} on the line").format(count=on_line)))
        if held:
            more = _("validation: {right} of {count}")
            yield " · ".join((told, more.format(right=held.count(True), count=len(held))))
        yield told


def note(scene: BoundaryScene) -> str:
    """What is said while no point is read: why a wish is not fulfilled, else of the unit in focus,
    and how many regions there are."""
    told = no_lines(scene)
    if not told and scene.unit is not None and scene.unit != scene.square:
        told = caption_of_unit(scene, scene.unit)
    cells = scene.answer.cells
    count = ""
    if scene.wanted.regions and cells is not None:
        text = _("regions: {count}; point at one to read its formula")
        count = text.format(count=len(cells.regions))
    return "\n".join(filter(None, (told, count))) or marks(scene)


def marks(scene: BoundaryScene) -> str:
    """What the marks on the picture mean, as far as there are any now."""
    told = []
    if any(each.right is False for each in scene.examples):
        told.append(_("crossed: wrong"))
    if scene.row is not None or scene.pointed is not None:
        told.append(_("ringed: the example in focus"))
    if scene.inputs == 2 and scene.zero_lines:
        told.append(_("grey lines: z of a unit is 0; a tick points to where it fires"))
    return " · ".join(told)


def caption_of_unit(scene: BoundaryScene, unit: Unit) -> str:
    """Where a unit fires."""
    share = scene.answer.fires_share(*unit)
    name = f"{display(unit[0])}[{unit[1]}]"
    if share == 0.0:
        return _("{unit} never fires here: z is nowhere above 0").format(unit=name)
    if share == 1.0:
        return _("{unit} fires everywhere here: z is above 0").format(unit=name)
    text = _("{unit} fires on {share} of what is seen, on the side of the ticks")
    return text.format(unit=name, share=percent(share))


def drawing_title(scene: BoundaryScene | None, target: int | None) -> str:
    """What the button says: of which class examples are drawn, if they are."""
    if scene is None or target is None:
        return _("Examples")
    numbers = levels(scene)
    if numbers:
        return _("Draw {number}").format(number=compact(numbers[target]))
    if not scene.classes:
        return _("Drawing examples")
    mark = "○●"[target] if scene.classes == len("○●") else ""
    return _("Draw {number}").format(number=f"{mark} {target}".strip())


def drawing(scene: BoundaryScene, target: int, *, is_out: bool) -> str:
    """What the hand can do while examples are drawn."""
    if is_out:
        return _("let go: this example is removed")
    numbers = levels(scene)
    if numbers:
        text = _("click: add target {number} · drag: move · drag out, Delete: remove")
        return text.format(number=compact(numbers[target]))
    if not scene.classes:
        return _("click: add · drag: move · drag out, Delete: remove")
    text = _("click: add class {number} · drag: move · drag out, Delete: remove")
    return text.format(number=target)


def drawn(scene: BoundaryScene) -> str:
    """How many examples there are, after one was drawn, moved or removed."""
    data = scene.lesson.data
    return _("{count} examples").format(count=len(data.x) + len(data.val_x))


def no_lines(scene: BoundaryScene) -> str:
    """Why something that is wished for cannot be seen; "" if all of it can."""
    wanted, answer = scene.wanted, scene.answer
    if wanted.regions and answer.cells is None:
        if scene.inputs == 1:
            return _("Regions are cut out of a plane; this network has one input")
        return _("No regions: this network is not made of straight pieces")
    if wanted.validation and not any(each.split == "validation" for each in scene.examples):
        return _("This lesson keeps no validation examples")
    if wanted.lines and not scene.zero_lines:
        if len(scene.lesson.network.layers) == 1:
            return _("No lines: this network has no hidden unit")
        if not scene.hidden_units:
            return _("No lines: no hidden unit here has a kink, sums pass on as they are")
        return _("No lines: z of every hidden unit keeps its sign here")
    return ""


def readout(scene: BoundaryScene, answer: Answer) -> str:
    """The numbers at a point; on a second line the formula of its region."""
    at = ", ".join(f"x{n} = {_place(value)}" for n, value in enumerate(answer.point))
    told = "   ".join((at, _outputs(scene, answer)))
    return "\n".join(filter(None, (told, _formula(scene, answer))))


def _outputs(scene: BoundaryScene, answer: Answer) -> str:
    name = display(scene.lesson.network.output)
    outputs, decided = answer.outputs, answer.decided
    if decided is None:
        return f"{name} = " + ", ".join(table(value) for value in outputs[:TOLD_EXAMPLE_COUNT])
    told = f"{name} = {table(outputs[0])}"
    if len(outputs) > 1:
        told = f"{name}[{decided}] = {table(outputs[decided])}"
    return " → ".join((told, _("class {number}").format(number=decided)))


def _formula(scene: BoundaryScene, answer: Answer) -> str:
    region, cells = answer.region, scene.answer.cells
    if region is None or cells is None:
        return ""
    which = answer.decided if answer.decided is not None and len(region.constants) > 1 else 0
    a0, a1 = region.slopes[which]
    here = display(cells.of) + (f"[{which}]" if len(region.constants) > 1 else "")
    return f"{here} = {_term(a0, first=True)}·x0 {_term(a1)}·x1 {_term(region.constants[which])}"


def _term(value: float, *, first: bool = False) -> str:
    if first:
        return result(value)
    sign = "−" if value < 0 else "+"
    return f"{sign} {result(abs(value))}"


def _place(value: float) -> str:
    """A coordinate, to a hundredth where that says something."""
    rounded = round(value, 2)
    return result(rounded if rounded or not value else value)


def percent(share: float) -> str:
    """A share of 100, never rounded to none or to all."""
    hundredths = 100 * share
    near_an_end = 0.0 < hundredths < 1.0 or 99.0 < hundredths < 100.0
    return f"{result(hundredths) if near_an_end else round(hundredths)} %"


def spoken(scene: BoundaryScene, below: str) -> str:
    """Title, how much of the plane is whose, every example of a few, and the line below."""
    means = "" if marks(scene) in below else marks(scene)
    return "\n".join(filter(None, (title(scene), *_sides(scene), *_examples(scene), below, means)))


def _sides(scene: BoundaryScene) -> Iterator[str]:
    classes, outputs = scene.answer.classes, scene.answer.outputs
    if not scene.finite:
        return
    if classes is None:
        low, high = result(float(outputs.min())), result(float(outputs.max()))
        yield _("numbers from {low} to {high}").format(low=low, high=high)
        return
    for number in range(scene.classes):
        share = percent(float((classes == number).mean()))
        text = _("class {number} on {share} of what is seen")
        yield text.format(number=number, share=share)


def _examples(scene: BoundaryScene) -> Iterator[str]:
    train = [each for each in scene.examples if each.split == "train"]
    told: Sequence[JudgedExample] = train
    if len(train) > TOLD_EXAMPLE_COUNT:
        told = [each for each in train if each.right is False][:TOLD_EXAMPLE_COUNT]
    for each in told:
        yield example(scene, each)


def example(scene: BoundaryScene, each: JudgedExample) -> str:
    """One example: where it is, what is asked for, what is said."""
    at = ", ".join(_place(value) for value in each.x)
    text = _("example {row} at ({place}): target {target}, output {output}")
    told = text.format(
        row=each.row, place=at, target=result(each.target), output=_told(each.output)
    )
    if each.is_on_line:
        return ", ".join((told, _("on the line")))
    if each.right is False:
        return ", ".join((told, _("wrong")))
    return told


def _told(value: float) -> str:
    return (
        table(value)
        if math.isfinite(value) and not np.equal(value, round(value))
        else result(value)
    )
