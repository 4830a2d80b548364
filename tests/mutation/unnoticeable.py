"""Breaks that change nothing a person could notice, and why."""

from __future__ import annotations

UNNOTICEABLE: dict[str, str] = {
    "commands/help columns: 2 → 1": (
        "the heading of a menu counts as two rows; the columns are about equally high with one too"
    ),
    "commands/help columns: 0 → 1": "a row more above all menus, and they stay where they are",
    "commands/help columns: 2 → 3": "with three rows for a heading they are so as well",
    "commands/takeaway copy_view: True → False": (
        "the first part is copied of all there are; that no other is made saves time only"
    ),
    "commands/palette Palette._move: 1 → 2": "rows are moved by one or by eight, never by two",
    "commands/palette Palette._sieve: 1 → 0": (
        "how high a list of nothing would be: it is hidden then"
    ),
    "lesson/outline _walk: 1 → 0": "how wide the data of a lesson without data are",
    "lesson/outline _walk: 1 → 2": "the same: there are no rows of them",
    "lesson/toml_text _check_structure: 0 → 1 (9)": (
        "where the start of a line is looked for: a first line that is empty makes no difference"
    ),
    "lesson/plan _augment: 1 → 2": (
        "whether the shape of an example suits is asked there, and any number of examples will do"
    ),
    "geometry/ending _losses: 0.0 → 1.0": "how far apart the columns of one column are",
    "geometry/ending _losses: 0.0 → 1.0 (2)": "the same: how far apart the rows of one row are",
    "timeline/panel TimelinePanel.__init__: 0.0 → 1.0": (
        "what stretch is seen before there is a lesson: nothing is drawn then"
    ),
    "timeline/panel TimelinePanel.__init__: 1.0 → 2.0": "how long it is before there is a lesson",
    "timeline/panel TimelinePanel.__init__: 1.0 → 0.5": "that it is half as long until then",
    "kit/overlay Overlay.dismiss: without self._under.removeEventFilter(self)": (
        "Qt forgets the filter itself once the overlay is deleted, at the end of the same turn"
    ),
    "shell/presenting Presenting._follow_keyboard: without self._holder.removeEventFilter(self)": (
        "what has lost the keyboard hears keys only after what has it, which is heard first"
    ),
    "shell/arrangement _widest: 0 → 1": (
        "the width of a column without panels: what it is compared with is never less than 1"
    ),
    "shell/desk Desk.set_look: without self._last = None": (
        "another size gives another arrangement in any case, and another theme needs none"
    ),
    "session/granting Granting.__init__: False → True": (
        "whether somebody has drifted is asked in a lesson, and opening one says so anew"
    ),
    "session/going Going.go.advance: 1.0 → 2.0": (
        "the share of a way that is gone: 1 and more is its end, and is told nobody"
    ),
    "session/going Going.go.advance: 1.0 → 2.0 (2)": "twice as much is its end as well",
    "session/going Going.work.advance: 1.0 → 2.0": "of work in slices 1 and more is the end, too",
    "session/going Going.work.advance: 1.0 → 2.0 (2)": "and so is twice as much of such work",
    "session/keeping _ends_again_and_again: 1 → 0": (
        "the first line of a session is its header and never the beginning of a sitting"
    ),
}
