"""What several commands ask before they can be done."""

from __future__ import annotations

from ..hands import Hands


def can_go_back(hands: Hands) -> bool:
    return hands.session.tick > 0


def can_go_on(hands: Hands) -> bool:
    return hands.session.tick < hands.session.last_tick


def has_focus(hands: Hands) -> bool:
    return hands.session.place is not None
