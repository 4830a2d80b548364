"""The library: opening lessons, from the program's own or from a file.

A lesson that cannot be read is reported with file, line and column; the one that was open stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ui.commands.keys import keys_of
from ui.commands.table import BY_ID
from ui.kit.guard import guarded
from ui.kit.look import Look
from ui.kit.overlay import Faults
from ui.session import wishes
from ui.session.apart import WorkApart
from ui.session.keeping import Keeping
from ui.session.session import Session
from visualnn import text
from visualnn.errors import LessonError, VisualnnError
from visualnn.text import _

from .asking import PictureAsking
from .course_progress import CourseProgress
from .data_paths import SUFFIXES, is_data, is_no_lesson
from .sheets import Sheets
from .strip import MessageStrip

if TYPE_CHECKING:
    from visualnn.lesson import Lesson
    from visualnn.tell.frame import Frame
    from visualnn.views.opened_place import OpenedPlace

    from .result_sheet import ResultWriter

__all__ = ["RECENT_COUNT", "Library"]

RECENT_COUNT = 8
"""Paths of lessons that are remembered."""


class Library(QObject):
    """The lessons that can be opened, and the one that is."""

    changed = Signal()
    """Another lesson is open."""
    failed = Signal(str)
    """A sentence for the learner."""
    view_wished = Signal(str)
    """A view that is to be shown, called as the command line calls it."""

    def __init__(
        self,
        session: Session,
        keeping: Keeping,
        sheets: Sheets,
        strip: MessageStrip,
        progress: CourseProgress,
        parent: QWidget,
    ) -> None:
        """`parent` is the window that the system's dialog belongs to."""
        super().__init__(parent)
        self._session, self._sheets, self._strip = session, sheets, strip
        self._keeping, self.progress = keeping, progress
        self._parent = parent
        self.apart = WorkApart(self)
        """Where lessons are opened that take long."""
        self.apart.changed.connect(self._tell_opening)
        self.apart.failed.connect(self.failed)
        self.pictures = PictureAsking(session, parent)
        """What asks the network about pictures of the learner's own."""
        self.pictures.failed.connect(self.failed)
        self._opening = ""
        self.result_writers: Mapping[str, ResultWriter] = {}
        """The forms in which a result can be saved, by the endings of files."""
        self.opened = ""
        """The name or path by which the lesson was opened; empty before the first."""
        self.recent: tuple[str, ...] = ()
        """Paths of lessons that were opened lately, the last one first."""

    @guarded
    def open(self, name: str) -> None:
        """Open a lesson, or a famous network, by its name, or a lesson by its path; of data, make a
        lesson."""
        from visualnn.lesson import open_named

        path = Path(name)
        if is_data(path) or (path.is_absolute() and is_no_lesson(path)):
            self.make_of(path)
            return
        self.open_apart(name, partial(open_named, name))

    def open_apart(
        self,
        name: str,
        opened: Callable[[], Lesson],
        then: Callable[[Callable[[], Lesson]], None] | None = None,
    ) -> None:
        """Show the lesson that a function opens, or do something else then. Where opening takes
        long the window goes on meanwhile, and the learner can give it up."""

        def show(result: Callable[[], Lesson]) -> None:
            with self.telling(name):
                self.show(result(), name)

        self._opening = name
        self.apart.begin(opened, then or show)

    @guarded
    def _tell_opening(self) -> None:
        if self.apart.is_on:
            name = Path(self._opening).name
            self._strip.wait(_("Opening {lesson}").format(lesson=name))
        else:
            self._strip.progress(1.0)

    def give_up(self) -> None:
        """Open no longer what takes long."""
        self.apart.give_up()

    @property
    def reads_pictures(self) -> bool:
        """Whether the network of the lesson can be asked about a picture."""
        return self.pictures.is_offered

    def ask_picture(self) -> None:
        """Ask for a picture that the network is then asked about."""
        self.pictures.ask_file()

    def make_of(self, path: Path) -> None:
        """Lay the sheet on top that makes a lesson of a data file."""
        from visualnn.tell.data_report import looked_at

        from .own_data import OwnDataSheet

        with self.telling(path.name, _("These data cannot be read")):
            seen = looked_at(path)

            def made(over: QWidget, look: Look) -> OwnDataSheet:
                sheet = OwnDataSheet(over, look, seen, partial(looked_at, path))
                sheet.made.connect(self.open)
                sheet.failed.connect(self.failed)
                return sheet

            self._sheets.lay(made)

    @contextmanager
    def telling(self, name: str, title: str = "") -> Iterator[None]:
        """While this lesson is read or built, or data under a title of their own: why it cannot be
        opened is told the learner."""
        try:
            yield
        except VisualnnError as error:
            self._tell(error.report(_), title)
        except (OSError, UnicodeError) as error:
            self._tell(f"{name}: {error}", title)

    def show(self, lesson: Lesson, name: str = "") -> None:
        """Show a lesson that was read already, where the learner was in it; `name` is what opens it
        again, its own name if none is given."""
        self._keeping.open(lesson, name or lesson.name)
        self.opened = name or lesson.name
        self._remember(self.opened)
        self.changed.emit()

    @guarded
    def open_line(self, line: str) -> None:
        """Open the place that a line of text says. Where it says none, or one that cannot be,
        nothing but a sentence comes of it, and of a lesson that cannot be opened a sheet."""
        from visualnn.lesson.place import place_from
        from visualnn.views.opened_place import opened_place

        place = place_from(line)
        try:
            found = opened_place(place)
        except (LessonError, OSError, UnicodeError):
            with self.telling(place.lesson):
                raise
        else:
            self.show_place(found, place.lesson)

    def show_place(self, place: OpenedPlace, name: str) -> None:
        """Show a lesson at a place, in a session that begins there; `name` is what opens the
        lesson again."""
        from visualnn.lesson.change import setting_text

        session = self._session
        self._keeping.open(place.lesson, name, anew=True)
        self.opened = name
        self._remember(name)
        self.changed.emit()
        if place.variant is not None:
            session.grant(wishes.Lead(place.variant))
        if place.changes:
            session.grant(wishes.SetKeys(tuple(map(setting_text, place.changes))))
            if session.dismissible:
                session.grant(wishes.Dismiss(session.dismissible))
        if place.view is not None:
            self._show_view_at(place.tick, place.view)
        session.grant(wishes.Arrive(place.tick, place.focus))

    def _show_view_at(self, tick: int, view: str) -> None:
        """Wish for a view once a tick is reached, after what a stop there points at; in another
        lesson no longer."""
        session, position = self._session, self._session.position

        def arrived(frame: Frame) -> None:
            if session.position is position and frame.tick != tick:
                return
            session.moved.disconnect(arrived)
            if session.position is position:
                self.view_wished.emit(view)

        session.moved.connect(arrived)

    def copy_place(self, view: str) -> str:
        """The line of text that opens this place. Raises SettingError where there is none."""
        from ui.session.copying import place_of
        from visualnn.lesson.place import line_of

        return line_of(place_of(self._session.position, self.opened, view))

    def _remember(self, name: str) -> None:
        """Put the path of a lesson of one's own first among those that were opened lately."""
        path = Path(name)
        if path.name != name or path.exists():
            whole = str(path.absolute())
            others = (each for each in self.recent if each != whole)
            self.recent = (whole, *others)[:RECENT_COUNT]

    @guarded
    def reseed(self, seed: int) -> None:
        """Begin the lesson that is open anew with another seed, and with what else was changed in
        it: other first numbers, another order."""
        from visualnn.lesson.change import setting_text

        session = self._session
        if session.has_lesson:
            settings = tuple(map(setting_text, session.position.lesson.changes))
            variant = session.position.lesson.variant
            self.start_over()
            if variant is not None:
                session.grant(wishes.Lead(variant))
            session.grant(wishes.SetKeys((*settings, f"seed={seed}")))
            if session.dismissible:
                session.grant(wishes.Dismiss(session.dismissible))

    def _tell(self, report: str, title: str = "") -> None:
        self._sheets.report(title or _("This lesson cannot be opened"), report)

    @guarded
    def reload(self) -> None:
        """Read the lesson's file again and stay at the same stop, or elsewhere at the same tick."""
        session = self._session
        if not self.opened or not session.has_lesson:
            return
        tick, before, stop = session.tick, session.position, self._stop_here()
        self.open(self.opened)
        self.apart.finish()
        if session.position is before or session.is_resuming:
            return
        if isinstance(self._sheets.top, Faults):
            self._sheets.dismiss()  # they were about a lesson that can be opened now
        same = (each.tick for each in session.position.lesson.stops if each.name == stop)
        there = next(same, min(tick, session.last_tick))
        if session.tick != there:
            session.seek(there)

    def _stop_here(self) -> str | None:
        """The name of the stop that the learner stands at; None between stops."""
        frame = self._session.frame
        if frame is None or frame.stop is None:
            return None
        stop = frame.lesson.stops[frame.stop]
        return stop.name if stop.tick == frame.tick else None

    def start_over(self) -> None:
        """Begin the lesson again; the session until now is kept."""
        self._keeping.start_over()
        self.changed.emit()

    @guarded
    def open_session(self, path: Path) -> None:
        """Open a session with its lesson as it was then."""
        with self.telling(path.name):
            self.opened = self._keeping.open_session(path)
            self.changed.emit()

    @guarded
    def choose_session(self) -> None:
        """Offer the sessions that are kept, the latest first."""
        from ui.commands.palette import Entry, Palette

        folder = self._keeping.folder
        entries = [
            Entry(
                f"{each.header.lesson}  ·  {each.changed.astimezone():%Y-%m-%d %H:%M}",
                lambda path=each.path: self.open_session(path),  # type: ignore[misc]
                note=each.id,
                also=each.id,
            )
            for each in (folder or ())
            if each.header is not None
        ]
        if not entries:
            self._strip.say(_("No session is kept yet."))
            return
        hint = _("Which session?")
        self._sheets.lay(lambda over, look: Palette(over, look, hint, entries))

    @guarded
    def show_result(self) -> None:
        """Lay on top what was answered in the lesson."""
        from ui.panels.lesson.result import result_of

        from .result_sheet import ResultSheet

        session = self._session
        frames = session.position.frames_of_stops() if session.has_lesson else ()
        if not frames:
            self._strip.say(_("The lesson has not come to a stop yet."))
            return
        result = result_of(frames)

        def made(over: QWidget, look: Look) -> ResultSheet:
            sheet = ResultSheet(over, look, result, session.lesson_name, self.result_writers)
            sheet.wished.connect(session.grant)
            sheet.saved.connect(self._strip.say)
            sheet.failed.connect(self.failed)
            return sheet

        self._sheets.lay(made)

    def ask_after_interruption(self, log: str) -> None:
        """Ask whether to be led again to where the program was ended, `log` being its log."""
        from ui.commands.palette import Entry, Palette

        entries = [
            Entry(_("Go on where I was"), self._keeping.go_back),
            Entry(_("Begin anew; the session is kept"), self.start_over),
            Entry(_("Show the log"), lambda: self.show_log(log)),
        ]
        hint = _("visualnn was ended twice before it came to where you were")
        self._sheets.lay(lambda over, look: Palette(over, look, hint, entries))

    def show_log(self, log: str) -> None:
        """Show what went wrong inside the program, to read and copy."""
        self._sheets.report(_("The log"), log or _("Nothing went wrong."))

    def choose(self) -> None:
        """Lay the map of the course on top, with known networks and files apart."""
        from ui.commands.palette import Entry
        from visualnn.lesson.architectures import ARCHITECTURES
        from visualnn.lesson.course import course, next_lesson

        from .course_map import CourseMap, MapLine, lesson_lines

        spoken = text.language()
        lessons = course()
        opening = {
            lesson.name: Entry(
                lesson.titles[spoken], partial(self.open, lesson.name), also=lesson.name
            )
            for lesson in lessons
        }
        networks = [
            MapLine(Entry(description()["title"][spoken], partial(self.open, name), also=name))
            for name, description in ARCHITECTURES.items()
        ]
        own = [
            MapLine(Entry(Path(path).name, partial(self.open, path), also=path))
            for path in self.recent
        ]
        own.append(MapLine(Entry(_("A lesson file…"), self.ask_file, keys_of(BY_ID["open-file"]))))
        known = self.progress.known
        finished = {name for name, each in known.items() if each.is_finished}
        now = self._session.lesson_name
        following = next_lesson(lessons, finished, now)
        lines = lesson_lines(lessons, known, opening)
        others = [(_("Known networks"), networks), (_("Your own"), own)]
        self._sheets.lay(lambda over, look: CourseMap(over, look, lines, others, following, now))

    def ask_file(self) -> None:
        """Ask for a lesson file with the system's dialog."""
        from PySide6.QtWidgets import QFileDialog

        dialog = QFileDialog(self._parent, _("Open a lesson file"))
        data = " ".join(f"*{suffix}" for suffix in SUFFIXES)
        lessons = _("Lessons") + " (*.toml)"
        both = _("Lessons and data")
        dialog.setNameFilters([f"{both} (*.toml {data})", lessons])
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._strip.clear)
        dialog.fileSelected.connect(self.open)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
