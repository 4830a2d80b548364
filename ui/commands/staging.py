"""The stage: which view is shown, by its number in the row of names."""

from __future__ import annotations

from .hands import Hands

__all__ = ["put_next", "put_numbered", "show_next", "show_numbered"]


def show_numbered(hands: Hands, number: int) -> None:
    """Show the view of a number, counted from 0; where there is none, nothing happens."""
    if number < len(hands.desk.views):
        hands.desk.show_view(hands.desk.views[number])


def put_numbered(hands: Hands, number: int) -> None:
    """Put the view of a number beside the first one, or take it away."""
    if number < len(hands.desk.views):
        hands.desk.place_view(hands.desk.views[number])


def show_next(hands: Hands) -> None:
    """Show the view whose name stands behind that of the last one on the stage."""
    if (view := _next(hands)) is not None:
        hands.desk.show_view(view)


def put_next(hands: Hands) -> None:
    """Put that view beside the first one."""
    if (view := _next(hands)) is not None:
        hands.desk.place_view(view)


def _next(hands: Hands) -> str | None:
    views, staged = hands.desk.views, hands.desk.staged
    start = views.index(staged[-1]) + 1 if staged else 0
    around = (*views[start:], *views[:start])
    return next((view for view in around if view not in staged), None)
