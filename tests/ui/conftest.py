"""What tests of the window share."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication


@pytest.fixture
def dressed(qapp: QApplication) -> Iterator[QApplication]:
    """The application, whose palette, font and style sheet are put back afterwards."""
    palette, font, sheet = qapp.palette(), qapp.font(), qapp.styleSheet()
    yield qapp
    qapp.setStyleSheet(sheet)
    qapp.setPalette(palette)
    qapp.setFont(font)


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every way is gone at once, however busy the machine is; a long one is else taken in slices,
    and a test would look before it is over."""
    monkeypatch.setattr("ui.session.going.WAIT_SECONDS", 60.0)


@pytest.fixture(autouse=True)
def opened_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lesson is there once it was opened, however busy the machine is."""
    monkeypatch.setattr("ui.session.apart.WAIT_SECONDS", 60.0)
