"""A session whose wishes are kept, as tests sit in front of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.ui.runs import lesson
from ui.session.keeping import Keeping
from ui.session.session import Session
from visualnn.journal.folder import SessionFolder
from visualnn.lesson import Lesson


@dataclass
class Sitting:
    """A session whose wishes are kept, as a window has it."""

    folder: SessionFolder
    session: Session = field(default_factory=lambda: Session(2.0))
    told: list[str] = field(default_factory=list)
    interrupted: list[bool] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.keeping = Keeping(self.session, self.folder)
        self.session.failed.connect(self.told.append)
        self.keeping.failed.connect(self.told.append)
        self.keeping.interrupted.connect(self.interrupted.append)

    def open(self, name: str = "xor", what: Lesson | None = None) -> Sitting:
        self.keeping.open(what or lesson(name), name)
        self.session.arrive_now()
        return self

    def close(self) -> None:
        """As a window is closed."""
        self.keeping.leave()
        self.session.halt()

    def kill(self) -> None:
        """Nothing is done any more; the system gives the file back."""
        assert self.keeping._writer is not None
        self.keeping._writer.wait(5)
        self.keeping._writer.close()
        self.keeping._writer = self.keeping._lesson = None
        self.session.halt()
