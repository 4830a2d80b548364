"""What a chain of layers says in words."""

from __future__ import annotations

import math

from ui.panels.convolution.chain_scene import ChainScene, ChainSpot
from ui.panels.convolution.scene import ConvolutionScene
from ui.panels.convolution.words import channel_of
from visualnn.figures import result
from visualnn.names import display
from visualnn.network import INPUT
from visualnn.text import _

__all__ = ["foot", "labels", "note", "titles"]


def titles(chain: ChainScene, scene: ConvolutionScene) -> tuple[str, ...]:
    """How far the cell sees, and where what counts lies; and shorter ways to say it."""
    layer, box = scene.at.layer, chain.box(scene)
    if box is None:
        text = _("{layer}: this cell may be made from all of the input")
        return (text.format(layer=layer), layer)
    sides = [str(last - first + 1) for first, last in box[-len(scene.at.axes) :]]
    sees = _("{layer}: this cell sees {places} places of the input").format(
        layer=layer, places="×".join(sides)
    )
    share = chain.middle_share(scene)
    if share is None:
        return (sees, layer)
    if not math.isfinite(share):
        return (_("{sees}; none of them counts now").format(sees=sees), sees, layer)
    text = _("{sees}; {share} of what counts lies in its middle")
    return (text.format(sees=sees, share=f"{round(100 * share)} %"), sees, layer)


def labels(chain: ChainScene, scene: ConvolutionScene, counts: bool) -> tuple[str, ...]:
    """The name of a picture, and after it shorter ways to say it."""
    channel, count = chain.channel(scene), scene.lesson.network.shapes[INPUT][1]
    name = display(scene.found.prefix + INPUT)
    if counts:
        if chain.is_too_large(scene):
            long = _("what counts: too many multiplications to wait for")
            return long, _("what counts: too many")
        name = f"∂{scene.at.layer}/∂{name}"
    more = channel_of(channel, count)
    return (f"{name} · {more}", name) if more else (name,)


def note(chain: ChainScene, scene: ConvolutionScene, spot: ChainSpot) -> str:
    """What is pointed at."""
    if spot.pixel is None:
        return ""
    place = chain.pixel(scene, spot.pixel)
    array, counts = scene.found.values.get(place.name), chain.counts(scene)
    value = "–" if array is None else result(float(array[place.index]))
    share = "–" if counts is None else result(float(counts[place.index[1:]]))
    text = _("{name} = {value}, counts {share}")
    name = f"{display(place.name)}[{','.join(map(str, place.index))}]"
    return text.format(name=name, value=value, share=share)


def foot() -> tuple[str, ...]:
    """What the rows show, and after it a shorter way to say it."""
    return (
        _(
            "Each row is a layer over the input. Grey: what the cell is made from. Dotted: "
            "padding. Hatched: no window reaches it."
        ),
        _("Grey: in the cell. Dotted: padding. Hatched: unread."),
    )
