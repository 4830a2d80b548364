"""The lesson watch: the files of the lesson that is open are looked at, so that an author sees what
was saved at once, at the same stop."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from ui.kit.guard import guarded
from ui.session.session import Session
from visualnn.text import LANGUAGES

__all__ = ["LessonWatch"]

_log = logging.getLogger(__name__)
SETTLE_MILLISECONDS = 150
"""Milliseconds without another change after which files are read: editors write in steps."""
FILE_BYTES = 1 << 20
"""Of a file so many bytes are compared at most; a lesson's are not larger."""


class LessonWatch(QObject):
    """Tells when a file of the lesson that is open was saved with other words in it."""

    changed = Signal()
    failed = Signal(str)
    """A sentence for the learner."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._file: Path | None = None
        self._known: Mapping[str, bytes] = {}
        self._watcher: QFileSystemWatcher | None = None
        self._settled = QTimer(self, singleShot=True, interval=SETTLE_MILLISECONDS)
        self._settled.timeout.connect(self._look)

    @guarded
    def watch(self) -> None:
        """Look at the files of the lesson that is open, and at those of no other."""
        file = self._session.position.first_lesson.spec.file if self._session.has_lesson else None
        if file is None or not file.is_file():
            self.stop()
            return
        self._file, self._known = file, _contents(file)
        if self._watcher is None:
            self._watcher = QFileSystemWatcher(self)
            self._watcher.fileChanged.connect(self._wait)
            self._watcher.directoryChanged.connect(self._wait)
        self._add()

    def stop(self) -> None:
        """Look at no files."""
        self._settled.stop()
        self._file = None
        if self._watcher is not None:
            seen = [*self._watcher.files(), *self._watcher.directories()]
            if seen:
                self._watcher.removePaths(seen)

    def _add(self) -> None:
        """Look at the folder, for editors that put a new file in the place of the old one, and at
        the files, for those that write into them."""
        assert self._watcher is not None  # noqa: S101  it was made
        assert self._file is not None  # noqa: S101  there is one to look at
        folder = self._file.parent
        wanted = {str(folder), *(str(folder / name) for name in self._known)}
        seen = {*self._watcher.files(), *self._watcher.directories()}
        if gone := seen - wanted:
            self._watcher.removePaths(sorted(gone))
        if new := wanted - seen:
            self._watcher.addPaths(sorted(new))

    def _wait(self, _path: str) -> None:
        self._settled.start()

    @guarded
    def _look(self) -> None:
        if self._file is None or self._watcher is None:
            return
        now = _contents(self._file)
        if now != self._known and self._file.name in now:
            self._known = now
            self.changed.emit()
        if self._file is not None:
            self._add()


def _contents(file: Path) -> dict[str, bytes]:
    """The files of a lesson that can be read, by their names."""
    found: dict[str, bytes] = {}
    for name in (file.name, *(f"{language}.md" for language in LANGUAGES)):
        path = file.with_name(name)
        try:
            if path.is_file():
                with path.open("rb") as opened:
                    found[name] = opened.read(FILE_BYTES)
        except OSError as error:
            _log.warning("%s cannot be looked at: %s", path, error)
    return found
