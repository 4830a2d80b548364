"""What the shapes panel says in words."""

from __future__ import annotations

from collections.abc import Iterator

from ui.panels.shapes.scene import ShapeItem, ShapesScene
from visualnn import figures
from visualnn.names import display
from visualnn.tell.measure import Counting
from visualnn.tell.summary import bytes_text
from visualnn.text import _

__all__ = [
    "counted_as",
    "countings",
    "foot",
    "heading",
    "nothing_yet",
    "size_heading",
    "spoken",
    "titles",
    "told",
]


def nothing_yet() -> str:
    """What will be here."""
    return _("The layers of the network are drawn here with their shapes, once a lesson is open.")


def titles(scene: ShapesScene) -> tuple[str, ...]:
    """Where most parameters and most multiplications are, and after it shorter ways to say it."""
    held, of_held = scene.most("parameters")
    work, of_work = scene.most("multiply_adds")
    count = figures.count(scene.whole.parameters.value)
    if not scene.whole.parameters.value:
        return (_("{count} layers without parameters").format(count=len(scene.layers)),)
    text = _(
        "{layer} holds {share} of the {count} parameters, {other} makes {part} of the "
        "multiplications"
    )
    short = _("{count} parameters, {share} of them in {layer}")
    shortest = _("{count} parameters")
    found = {
        "layer": held.name,
        "share": f"{round(100 * of_held)} %",
        "count": count,
        "other": work.name,
        "part": "" if not scene.whole.multiply_adds.value else f"{round(100 * of_work)} %",
    }
    if not scene.whole.multiply_adds.value:
        return short.format(**found), shortest.format(**found)
    return text.format(**found), short.format(**found), shortest.format(**found)


def countings() -> dict[Counting, str]:
    """The ways of counting, as switches."""
    return {"lesson": _("as the lesson"), "keras": "Keras", "pytorch": "PyTorch"}


def counted_as(scene: ShapesScene) -> str:
    """What a way of counting does."""
    if scene.counting == "keras":
        return _(
            "Keras: running statistics count as parameters that are not trained; channels last"
        )
    if scene.counting == "pytorch":
        return _("PyTorch: running statistics are no parameters; channels first, N is the batch")
    return ""


def heading(column: str) -> str:
    """The heading of a column of the table; also the name of a row of bars."""
    return {
        "layer": _("layer"),
        "kind": _("kind"),
        "output": _("output"),
        "parameters": _("parameters"),
        "trainable": _("trainable"),
        "multiply_adds": _("multiply-adds"),
        "bytes": _("memory"),
        "sees": _("sees"),
    }[column]


def short_heading(column: str) -> str:
    """The heading of a column where there is little room."""
    return _("mult.-adds") if column == "multiply_adds" else heading(column)


def size_heading() -> str:
    """What the sizes under the boxes are called."""
    return _("size")


def foot(scene: ShapesScene, item: ShapeItem | None) -> tuple[tuple[str, ...], ...]:
    """Lines, each with shorter ways to say it: the arithmetic of the number that is opened; else
    how to read the picture."""
    if item is not None and scene.column is not None:
        return tuple((line,) for line in scene.arithmetic(item, scene.column))
    if item is not None:
        return ((told(scene, item), _told_shortly(scene, item)),)
    text = _("all together: {parameters} parameters, {work} multiply-adds, {memory}")
    short = _("{parameters} parameters, {work} multiply-adds")
    found = {
        "parameters": figures.count(scene.whole.parameters.value),
        "work": figures.count(scene.whole.multiply_adds.value),
        "memory": bytes_text(scene.whole.kept.value * scene.width),
    }
    together = (text.format(**found), short.format(**found))
    if scene.counting != "lesson":
        return together, (counted_as(scene),)
    return together, (
        _(
            "box: height grows with the root of the picture's height, width with the cube root of "
            "the channels"
        ),
        _("box: high as the picture, wide as the channels"),
        _("height: picture, width: channels"),
    )


def told(scene: ShapesScene, item: ShapeItem) -> str:
    """A layer or block in one line."""
    text = _("{layer}, {kind}: hands on {output}, {parameters} parameters, {work} multiply-adds")
    return text.format(
        layer=item.name,
        kind=scene.kind(item),
        output=scene.text(item, "output"),
        parameters=scene.text(item, "parameters"),
        work=scene.text(item, "multiply_adds"),
    )


def _told_shortly(scene: ShapesScene, item: ShapeItem) -> str:
    """A layer or block in a short line."""
    text = _("{layer}: {output}, {parameters} parameters")
    output, count = scene.text(item, "output"), scene.text(item, "parameters")
    return text.format(layer=item.name, output=output, parameters=count)


def at_work(scene: ShapesScene) -> str:
    """What was written last, and which layer it belongs to."""
    if scene.current is None:
        return ""
    name = scene.layers[scene.current].name
    text = _("at work: {layer}, {name}")
    return text.format(layer=name, name=display(scene.written))


def spoken(scene: ShapesScene, item: ShapeItem | None) -> str:
    """Title, the layer at work, the picked one with the arithmetic that is opened."""
    return ". ".join(_parts(scene, item))


def _parts(scene: ShapesScene, item: ShapeItem | None) -> Iterator[str]:
    yield titles(scene)[0]
    if scene.current is not None:
        yield at_work(scene)
    if item is not None:
        yield told(scene, item)
        if scene.column is not None:
            yield from scene.arithmetic(item, scene.column)
