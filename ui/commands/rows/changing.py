"""Commands that change a number, the seed, the learning rate, a layer or any setting."""

from __future__ import annotations

from visualnn.text import N_

from .. import growing, questions
from ..command import Command, Menu
from .conditions import has_focus

CHANGING: tuple[Command, ...] = (
    Command(
        "undo",
        N_("Undo the change"),
        N_("Take the last change of a number back."),
        lambda hands: hands.session.undo(),
        Menu.CHANGE,
        ("Ctrl+Z",),
        "undo",
        enabled=lambda hands: hands.session.can_undo,
    ),
    Command(
        "redo",
        N_("Redo the change"),
        N_("Make the change again that was taken back."),
        lambda hands: hands.session.redo(),
        Menu.CHANGE,
        ("Ctrl+Shift+Z", "Ctrl+Y"),
        "redo",
        enabled=lambda hands: hands.session.can_redo,
    ),
    Command(
        "edit",
        N_("Change the number in focus…"),
        N_("Type another number; the training goes on from it."),
        questions.ask_number,
        Menu.CHANGE,
        ("F2",),
        "edit",
        enabled=has_focus,
    ),
    Command(
        "seed",
        N_("Change the seed…"),
        N_("Other first numbers and another order of the examples; the lesson begins anew."),
        questions.ask_seed,
        Menu.CHANGE,
        ("Ctrl+Shift+R",),
        enabled=lambda hands: hands.session.seed is not None,
    ),
    Command(
        "rate",
        N_("Change the learning rate…"),
        N_("Type another learning rate; it holds from this tick on."),
        questions.ask_rate,
        Menu.CHANGE,
        ("Ctrl+R",),
        enabled=lambda hands: hands.session.rate is not None,
    ),
    Command(
        "settings",
        N_("Change the settings of the lesson…"),
        N_("Every key of its file; the changed run stands at the same place, and undo leads back."),
        lambda hands: hands.window.open_lesson_settings(),
        Menu.CHANGE,
        ("Ctrl+,",),
        enabled=lambda hands: hands.session.has_lesson,
    ),
    Command(
        "more-units",
        N_("Add a unit to this layer"),
        N_("The layer of the number in focus gets one more; the run before stays beside it."),
        lambda hands: growing.resize_layer(hands, +1),
        Menu.CHANGE,
        ("Ctrl+Alt+Up",),
        enabled=growing.has_layer,
    ),
    Command(
        "fewer-units",
        N_("Take a unit from this layer"),
        N_("The layer of the number in focus has one fewer."),
        lambda hands: growing.resize_layer(hands, -1),
        Menu.CHANGE,
        ("Ctrl+Alt+Down",),
        enabled=growing.has_layer,
    ),
    Command(
        "add-layer",
        N_("Add a layer behind this one"),
        N_("Another of the same kind and width; in front of the last layer, which answers."),
        growing.add_layer,
        Menu.CHANGE,
        ("Ctrl+Alt+Right",),
        enabled=growing.has_layer,
    ),
    Command(
        "remove-layer",
        N_("Take this layer away"),
        N_("What read it reads what it read. Ctrl+Z brings it back."),
        growing.remove_layer,
        Menu.CHANGE,
        ("Ctrl+Alt+Left",),
        enabled=growing.has_layer,
    ),
)
