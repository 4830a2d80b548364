"""What tests of kept sessions share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.ui.session.sittings import Sitting
from visualnn.journal.folder import SessionFolder


@pytest.fixture
def sit(qapp: QApplication, patient: None, tmp_path: Path) -> Iterator[Callable[[], Sitting]]:
    """Sits down in front of the same folder."""
    folder = SessionFolder(tmp_path / "sessions")
    made: list[Sitting] = []

    def sit_down() -> Sitting:
        made.append(Sitting(folder))
        return made[-1]

    yield sit_down
    for each in made:
        each.close()
