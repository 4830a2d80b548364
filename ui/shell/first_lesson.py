"""The first lesson, opened in turns of the event loop: the engine is imported in parts, then the
lesson is read, built and shown, so that the window answers in between.

Whatever opens another lesson meanwhile is right: the turns that are left do nothing then.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from ui.session.session import Session

from .library import Library
from .settings import FIRST_LESSON

if TYPE_CHECKING:
    from visualnn.lesson import Lesson
    from visualnn.lesson.file import LessonBase
    from visualnn.views.opened_place import OpenedPlace

__all__ = ["ENGINE", "NEXT", "FirstLesson", "bring"]

ENGINE = (
    "numpy",
    "visualnn.ops",
    "visualnn.layers",
    "visualnn.datasets",
    "visualnn.compiler",
    "pydantic.main",
    "markdown_it",
    "visualnn.lesson.file",
    "visualnn.lesson.opening",
    "numpy.random",
    "ui.session.position",
    "visualnn.journal.reading",
    "ui.session.checkpoint",
)
"""What opening a lesson imports, each module after those that it needs, so that no turn is long."""
NEXT = ("visualnn.tell.why",)
"""What the first step imports; it is brought as soon as all stands that is seen."""


class FirstLesson:
    """What is done in each turn, from the engine to the first frame."""

    def __init__(
        self,
        library: Library,
        session: Session,
        asked: str,
        kept: Path | None = None,
        place: OpenedPlace | None = None,
    ) -> None:
        """`asked` is a name or path, `kept` the file of a session that is opened instead, `place`
        where in the lesson to be; where none of them can be opened, the first of the program's own
        lessons comes in its place."""
        self._kept, self._place = kept, place
        self._library, self._session = library, session
        self._asked = asked
        self._read: LessonBase | None = None
        self._built: Callable[[], Lesson] | None = None
        self._is_late = False
        """Whether the turn to show it is over."""

    @property
    def turns(self) -> tuple[Callable[[], None], ...]:
        """In order."""
        imports = (partial(bring, module) for module in ENGINE)
        return (*imports, *self._ways, self.replace)

    @property
    def _ways(self) -> tuple[Callable[[], None], ...]:
        if self._kept is not None:
            return (self.open_kept,)
        if self._place is not None:
            return (self.open_place,)
        return (self.read, self.build, self.show)

    def open_place(self) -> None:
        """The place that was asked for."""
        if self._place is not None and not self._session.has_lesson:
            self._library.show_place(self._place, self._asked)

    def open_kept(self) -> None:
        """The session that was asked for."""
        if self._kept is not None and not self._session.has_lesson:
            self._library.open_session(self._kept)

    def read(self) -> None:
        """Read and check the file."""
        from visualnn.lesson import specification

        if not self._session.has_lesson:
            with self._library.telling(self._asked):
                self._read = specification(self._asked)

    def build(self) -> None:
        """From what was read to network, data, program and first values. What takes long is shown
        once it is done."""
        from visualnn.lesson import open_named

        if self._read is not None and not self._session.has_lesson:
            opened = partial(open_named, self._asked, self._read)
            self._library.open_apart(self._asked, opened, self._take)

    def _take(self, built: Callable[[], Lesson]) -> None:
        self._built = built
        if self._is_late:
            self.show()
            self.replace()

    def show(self) -> None:
        """The first frame."""
        built, self._is_late = self._built, True
        if built is not None and not self._session.has_lesson:
            with self._library.telling(self._asked):
                self._library.show(built(), self._asked)

    def replace(self) -> None:
        """The program's own first lesson, if there is none yet and none is on its way."""
        if self._library.apart.is_on:
            return
        if not self._session.has_lesson and (self._asked != FIRST_LESSON or self._kept):
            self._library.open(FIRST_LESSON)


def bring(module: str) -> None:
    """Import a part of the engine."""
    import_module(module)
