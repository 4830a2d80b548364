"""What every test stands on: no screen, one BLAS thread, one language, no widget left behind."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator

# Before anything imports Qt or NumPy. A learner's own choice of platform is kept.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["LC_ALL"] = "C.UTF-8"
os.environ.pop("LANGUAGE", None)
os.environ["OPENBLAS_NUM_THREADS"] = "1"
os.environ["OMP_NUM_THREADS"] = "1"
os.environ["MKL_NUM_THREADS"] = "1"

import pytest
from hypothesis import settings

settings.register_profile("local", deadline=None)
settings.register_profile("repeatable", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("repeatable" if os.environ.get("CI") else "local")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Choose how a test that hangs is ended.

    By a signal, which fails this one test, where Python itself gets to see it. Not in the window:
    Qt's event loop runs no signal handler, and what a handler raises inside a slot ends no loop.
    Nor by Hypothesis, which takes the failure for one of the example and runs it again. There a
    thread ends the process with all stacks printed; under xdist that is one worker, whose test is
    named and which is replaced.
    """
    window = config.rootpath / "tests" / "ui"
    for item in items:
        by_hypothesis = getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
        if by_hypothesis or item.path.is_relative_to(window):
            item.add_marker(pytest.mark.timeout(method="thread"))


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a file's bytes by their number, not by themselves.

    A zip or gzip file says when it was packed: two processes that collect the tests in two
    different seconds would know one test by two names.
    """
    return f"{argname}_of_{len(val)}_bytes" if isinstance(val, bytes) else None


@pytest.fixture(scope="session", autouse=True)
def private_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Settings and sessions go to a temporary folder, never to the home of who runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        for kind in ("CONFIG", "DATA", "STATE"):
            patch.setenv(f"XDG_{kind}_HOME", str(tmp_path_factory.mktemp(kind.lower())))
        patch.setenv("APPDATA", str(tmp_path_factory.mktemp("roaming")))  # the same on Windows
        yield


@pytest.fixture(autouse=True)
def no_widget_left_behind() -> Iterator[None]:
    """Fail the test that leaves a top-level widget alive, not the one that stumbles over it."""
    before = _top_level_widgets()
    yield
    if _top_level_widgets() - before:
        gc.collect()  # a widget held only by a cycle of references is nobody's
    if left := _top_level_widgets() - before:
        names = sorted(_discard(left))
        pytest.fail(f"top-level widgets left behind: {', '.join(names)}", pytrace=False)


def _top_level_widgets() -> set[object]:
    """The windows alive now; empty as long as no test has started Qt."""
    if "PySide6.QtWidgets" not in sys.modules:
        return set()
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication

    if QApplication.instance() is None:
        return set()
    # The receiver None means every object; the stubs ask for one.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return set(QApplication.topLevelWidgets())


def _discard(widgets: set[object]) -> list[str]:
    """Delete the widgets, so that the next test starts clean, and say what they were."""
    from PySide6.QtWidgets import QWidget

    names = []
    for widget in widgets:
        assert isinstance(widget, QWidget)
        names.append(f"{type(widget).__name__} {widget.objectName()!r}")
        widget.close()
        widget.deleteLater()
    _top_level_widgets()
    return names
