"""What is done to the layer of the number in focus: wider, narrower, one more behind it, or without
it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .hands import Hands

if TYPE_CHECKING:
    from collections.abc import Callable

    from visualnn.lesson.change import Change
    from visualnn.lesson.file import LessonBase

__all__ = ["add_layer", "has_layer", "remove_layer", "resize_layer"]


def has_layer(hands: Hands) -> bool:
    """Whether the number in focus belongs to a layer."""
    return _layer(hands) is not None


def _layer(hands: Hands) -> str | None:
    place, frame = hands.session.place, hands.session.frame
    if place is None or frame is None:
        return None
    from visualnn.lesson.growing import layer_of

    return layer_of(frame.lesson.spec, place.name)


def resize_layer(hands: Hands, by: int) -> None:
    """So many units more."""
    from visualnn.lesson.growing import resized

    _change(hands, lambda spec, layer: resized(spec, layer, by))


def add_layer(hands: Hands) -> None:
    """One more behind it."""
    from visualnn.lesson.growing import layer_behind

    _change(hands, layer_behind)


def remove_layer(hands: Hands) -> None:
    """The network without it."""
    from visualnn.lesson.growing import without_layer

    _change(hands, without_layer)


def _change(hands: Hands, made: Callable[[LessonBase, str], Change | None]) -> None:
    from ui.session.wishes import SetKeys
    from visualnn.lesson.change import setting_text
    from visualnn.text import _

    layer, frame = _layer(hands), hands.session.frame
    change = None if layer is None or frame is None else made(frame.lesson.spec, layer)
    if change is None:
        hands.strip.say(_("This layer cannot be changed so."))
    else:
        hands.session.grant(SetKeys((setting_text(change),)))
