"""Commands about the number in focus and what was looked at."""

from __future__ import annotations

from visualnn.text import N_

from .. import takeaway
from ..command import Command, Menu
from ..hands import Hands
from .conditions import has_focus


def _gradient(hands: Hands) -> bool:
    place = hands.session.place
    return place is not None and place.name.startswith("d.")


LOOKING: tuple[Command, ...] = (
    Command(
        "origin",
        N_("Go to where this number was made"),
        N_("To the instruction that wrote the number in focus."),
        lambda hands: hands.session.seek_origin(),
        Menu.LOOK,
        ("F12",),
        "target",
        enabled=has_focus,
    ),
    Command(
        "look-back",
        N_("Look at what you looked at before"),
        N_("Back through the numbers and places that you opened, newest first."),
        lambda hands: hands.session.look_back(-1),
        Menu.LOOK,
        ("Alt+Left",),
        enabled=lambda hands: hands.session.can_look_back(-1),
    ),
    Command(
        "look-forward",
        N_("Look at what you came back from"),
        N_("The other way again through what you opened."),
        lambda hands: hands.session.look_back(+1),
        Menu.LOOK,
        ("Alt+Right",),
        enabled=lambda hands: hands.session.can_look_back(+1),
    ),
    Command(
        "check",
        N_("Check this gradient"),
        N_("Compare the gradient in focus with two extra forward passes."),
        lambda hands: hands.session.check_gradient(),
        Menu.LOOK,
        ("Ctrl+Shift+G",),
        "check",
        enabled=_gradient,
    ),
    Command(
        "trouble",
        N_("Go to the first number that is not finite"),
        N_("To the instruction that made the first NaN or infinity."),
        lambda hands: hands.session.seek_trouble(),
        Menu.LOOK,
        ("F4",),
        "warning",
        enabled=lambda hands: hands.session.has_trouble,
    ),
    Command(
        "copy",
        N_("Copy the explanation"),
        N_("The card of the number in focus, as text."),
        takeaway.copy_card,
        Menu.LOOK,
        ("Ctrl+C",),
        enabled=has_focus,
    ),
)
