"""Commands about the language, the look and the parts of the window."""

from __future__ import annotations

from visualnn.text import N_

from ..command import Command, Menu

VIEWING: tuple[Command, ...] = (
    Command(
        "language",
        N_("Switch the language"),
        N_("Between Korean and English."),
        lambda hands: hands.appearance.switch_language(),
        Menu.VIEW,
        ("Ctrl+L",),
        "language",
        toolbar="view",
    ),
    Command(
        "theme",
        N_("Switch light and dark"),
        N_("Light for a bright room and a projector, dark for the evening."),
        lambda hands: hands.appearance.switch_theme(),
        Menu.VIEW,
        ("Ctrl+D",),
        "theme",
        "theme-light",
        toolbar="view",
        checked=lambda hands: hands.appearance.is_dark,
    ),
    Command(
        "bigger",
        N_("Make everything bigger"),
        N_("Text, numbers and drawings; for the last row of the room."),
        lambda hands: hands.appearance.change_size(+1),
        Menu.VIEW,
        ("Ctrl+=", "Ctrl++"),
        "zoom-in",
        enabled=lambda hands: hands.appearance.can_change_size(+1),
        repeats=True,
    ),
    Command(
        "smaller",
        N_("Make everything smaller"),
        N_("More of the network on one screen."),
        lambda hands: hands.appearance.change_size(-1),
        Menu.VIEW,
        ("Ctrl+-",),
        "zoom-out",
        enabled=lambda hands: hands.appearance.can_change_size(-1),
        repeats=True,
    ),
    Command(
        "normal-size",
        N_("Make everything its normal size"),
        N_("The size the program starts with the first time."),
        lambda hands: hands.appearance.change_size(0),
        Menu.VIEW,
        ("Ctrl+0",),
    ),
    Command(
        "full-screen",
        N_("Full screen"),
        N_("Nothing but the window; again to go back."),
        lambda hands: hands.appearance.toggle_full_screen(),
        Menu.VIEW,
        ("F11",),
        checked=lambda hands: hands.appearance.is_full_screen,
    ),
    Command(
        "lesson-column",
        N_("Show lesson and listing"),
        N_("The column at the left; without it the network has more room."),
        lambda hands: hands.desk.toggle("left"),
        Menu.VIEW,
        ("F6",),
        checked=lambda hands: hands.desk.shows("left"),
    ),
    Command(
        "tensor-row",
        N_("Show numbers and curves"),
        N_("The row under the network."),
        lambda hands: hands.desk.toggle("bottom"),
        Menu.VIEW,
        ("F7",),
        checked=lambda hands: hands.desk.shows("bottom"),
    ),
    Command(
        "card-column",
        N_("Show the explanation"),
        N_("The column at the right."),
        lambda hands: hands.desk.toggle("right"),
        Menu.VIEW,
        ("F8",),
        checked=lambda hands: hands.desk.shows("right"),
    ),
)
