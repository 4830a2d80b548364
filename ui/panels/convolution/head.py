"""The switches above the grids: which way is shown, the channels, the walk, the size rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from ui.kit.geometry.box import Box
from ui.panels.convolution.scene import ConvolutionScene
from visualnn.dataclass import dataclass
from visualnn.text import _

__all__ = ["HeadItem", "head_items", "placed_items"]


@dataclass(frozen=True)
class HeadItem:
    """A word that can be clicked."""

    name: str
    text: str
    on: bool = False
    """Whether it says what is shown now."""
    step: int = 0
    """Of a channel: to the next (+1) or the previous one (−1)."""


def head_items(
    scene: ConvolutionScene, explains_size: bool, shows_chain: bool
) -> Iterator[HeadItem]:
    """The switches from left to right."""
    yield HeadItem("forward", _("forward"), not scene.backward and not shows_chain)
    if not scene.found.prefix:
        yield HeadItem("backward", _("backward"), scene.backward and not shows_chain)
    yield HeadItem("chain", _("chain"), shows_chain)
    if shows_chain:
        yield from _output_chooser(scene)
        return
    yield HeadItem("walk", _("walk"), scene.walk is not None)
    yield HeadItem("size", _("size"), explains_size)
    if scene.inputs > 1:
        c = scene.found.source[1]
        text = _("input channel {n}") if scene.at.filters else _("channel {n}")
        yield from _chooser("input", text.format(n=c))
    yield from _output_chooser(scene)


def _output_chooser(scene: ConvolutionScene) -> Iterator[HeadItem]:
    if scene.outputs > 1 and scene.at.filters:
        yield from _chooser("output", _("output channel {n}").format(n=scene.found.cell[1]))


def _chooser(name: str, text: str) -> Iterator[HeadItem]:
    """A channel with the ways to the one before and the next."""
    yield HeadItem(name, "‹", step=-1)
    yield HeadItem(name, text, step=+1)
    yield HeadItem(name, "›", step=+1)


def placed_items(
    items: Iterator[HeadItem] | Sequence[HeadItem],
    room: Box,
    width: Callable[[str], float],
    gap: float,
) -> list[tuple[HeadItem, Box]]:
    """The switches beside each other, as many as have room; the three parts of a chooser stay
    together."""
    found: list[tuple[HeadItem, Box]] = []
    x = room.left
    for _name, group in groupby(items, key=lambda item: item.name):
        parts = list(group)
        if x + sum(width(item.text) for item in parts) + gap * (len(parts) - 1) > room.right:
            break
        for item in parts:
            wide = width(item.text)
            found.append((item, Box(x, room.top, wide, room.height)))
            x += wide + gap
    return found
