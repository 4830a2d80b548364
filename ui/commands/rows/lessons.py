"""Commands that open, save and copy a lesson."""

from __future__ import annotations

from visualnn.text import N_

from .. import takeaway
from ..command import Command, Menu

LESSONS: tuple[Command, ...] = (
    Command(
        "open",
        N_("Open a lesson…"),
        N_("Choose one of the lessons, or a lesson file of your own."),
        lambda hands: hands.library.choose(),
        Menu.LESSON,
        ("Ctrl+O",),
        "lesson",
        toolbar="lesson",
    ),
    Command(
        "open-file",
        N_("Open a lesson file…"),
        N_("Choose a lesson.toml; you can also drop one onto the window."),
        lambda hands: hands.library.ask_file(),
        Menu.LESSON,
        ("Ctrl+Shift+O",),
        "open",
    ),
    Command(
        "ask-picture",
        N_("Ask about a picture…"),
        N_(
            "A PNG or JPEG file of yours goes through the network, as a point that is not in the "
            "batch; you can also drop one onto the window."
        ),
        lambda hands: hands.library.ask_picture(),
        Menu.LESSON,
        ("Ctrl+Shift+I",),
        enabled=lambda hands: hands.library.reads_pictures,
    ),
    Command(
        "reload",
        N_("Read the lesson again"),
        N_("After you have changed its file; you stay at the same tick."),
        lambda hands: hands.library.reload(),
        Menu.LESSON,
        ("F5",),
        "reset",
    ),
    Command(
        "start-over",
        N_("Start over"),
        N_("The lesson from its beginning, nothing changed or answered; what you did is kept."),
        lambda hands: hands.library.start_over(),
        Menu.LESSON,
        ("Shift+F5",),
        enabled=lambda hands: hands.session.has_lesson,
    ),
    Command(
        "open-session",
        N_("Open a session…"),
        N_("What you did in a lesson another time, with the lesson as it was then."),
        lambda hands: hands.library.choose_session(),
        Menu.LESSON,
        ("Ctrl+H",),
    ),
    Command(
        "result",
        N_("Show your answers"),
        N_("What you answered in this lesson beside what is so, to look at again and to save."),
        lambda hands: hands.library.show_result(),
        Menu.LESSON,
        ("Ctrl+Shift+E",),
        enabled=lambda hands: hands.session.has_lesson,
    ),
    Command(
        "copy-place",
        N_("Copy this place"),
        N_("A line of text that opens the same lesson, changes, tick, view and number elsewhere."),
        takeaway.copy_place,
        Menu.LESSON,
        ("Ctrl+Shift+P",),
        enabled=lambda hands: hands.session.has_lesson,
    ),
    Command(
        "paste-place",
        N_("Open the place on the clipboard"),
        N_("A line “visualnn open …” that somebody copied; it is read, never run."),
        takeaway.paste_place,
        Menu.LESSON,
        ("Ctrl+V",),
    ),
    Command(
        "save-lesson",
        N_("Save the lesson as it is now…"),
        N_("A lesson folder of your own, with the settings and examples that you changed."),
        takeaway.save_lesson,
        Menu.LESSON,
        ("Ctrl+S",),
        enabled=lambda hands: hands.session.has_lesson,
    ),
    Command(
        "picture",
        N_("Save a picture of the window"),
        N_("A PNG in the folder for your pictures."),
        takeaway.save_picture,
        Menu.LESSON,
        ("Ctrl+Shift+S",),
        "snapshot",
    ),
    Command(
        "quit",
        N_("Quit"),
        N_("Close the program; where you are and what you did is remembered."),
        lambda hands: hands.window.close(),
        Menu.LESSON,
        ("Ctrl+Q",),
        "cross",
    ),
)
