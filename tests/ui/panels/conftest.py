"""What tests of panels share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from visualnn.text import use_language


@pytest.fixture
def english(dressed: QApplication) -> Iterator[None]:
    """English behind a test that spoke another language."""
    yield
    use_language("en")
