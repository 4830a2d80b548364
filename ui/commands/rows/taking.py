"""Commands that take a view along: as a table, to the clipboard, as a file."""

from __future__ import annotations

from visualnn.text import N_

from .. import takeaway
from ..command import Command, Menu
from ..hands import Hands


def _view(hands: Hands) -> bool:
    return bool(hands.desk.views)


TAKING: tuple[Command, ...] = (
    Command(
        "view-table",
        N_("Show the view as a table"),
        N_("Its numbers in rows and columns, in the place of the picture; again for the picture."),
        lambda hands: hands.desk.toggle_table(hands.desk.view_in_hand),
        Menu.STAGE,
        ("Alt+T",),
        enabled=_view,
        checked=lambda hands: hands.desk.shows_table(hands.desk.view_in_hand),
    ),
    Command(
        "copy-view",
        N_("Copy the view"),
        N_("Its picture and its numbers, to paste them into a document or a spreadsheet."),
        takeaway.copy_view,
        Menu.STAGE,
        ("Ctrl+Shift+C",),
        enabled=_view,
    ),
    Command(
        "save-png",
        N_("Save the view as PNG"),
        N_("A picture of pixels, twice as fine as on the screen, in the folder for your pictures."),
        lambda hands: takeaway.save_view(hands, ".png"),
        Menu.STAGE,
        ("Alt+P",),
        enabled=_view,
    ),
    Command(
        "save-svg",
        N_("Save the view as SVG"),
        N_("A drawing that stays sharp at every size; its numbers are text."),
        lambda hands: takeaway.save_view(hands, ".svg"),
        Menu.STAGE,
        ("Alt+S",),
        enabled=_view,
    ),
    Command(
        "save-pdf",
        N_("Save the view as PDF"),
        N_("A page for a document; its numbers are text."),
        lambda hands: takeaway.save_view(hands, ".pdf"),
        Menu.STAGE,
        ("Alt+F",),
        enabled=_view,
    ),
    Command(
        "save-csv",
        N_("Save the view's numbers as CSV"),
        N_("What “visualnn table” prints: a file for each part, for a spreadsheet."),
        lambda hands: takeaway.save_view(hands, ".csv"),
        Menu.STAGE,
        ("Alt+C",),
        enabled=_view,
    ),
)
