"""The gradient flow of several runs: whose mark is whose, lengths of exactly 0, and a strip that
is of the run that leads."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.runs import LOOK
from tests.ui.runs import lesson as shipped
from ui.kit.painted_texts import painted_texts
from ui.panels.gradient_flow.geometry import layout
from ui.panels.gradient_flow.panel import GradientFlowPanel
from ui.panels.gradient_flow.picture import side_ticks
from ui.session.session import Session
from ui.session.wishes import Lead
from visualnn.lesson.histogram import BINS
from visualnn.tell.runs import title_of_run
from visualnn.views.flow_history import followed_numbers


@pytest.fixture
def session(qapp: QApplication) -> Iterator[Session]:
    made = Session(2.0)
    made.take(shipped("vanishing"))
    made.watch_runs(watched=True)
    yield made
    made.halt()


@pytest.fixture
def panel(qtbot: QtBot, session: Session, dressed: QApplication) -> GradientFlowPanel:
    made = GradientFlowPanel(LOOK)
    qtbot.addWidget(made)
    made.resize(760, 480)
    session.moved.connect(made.show_frame)
    session.watch_numbers(followed_numbers(session.position.lesson))
    session.seek(session.position.lesson.program.end_of(9))
    session.finish()
    session.refresh()
    made.show()
    made.grab()
    return made


def texts(panel: GradientFlowPanel) -> list[str]:
    return [each.text for each in painted_texts(panel, panel.font())]


def test_the_key_names_every_run_and_the_foot_what_the_columns_are(
    panel: GradientFlowPanel, session: Session
) -> None:
    assert session.frame is not None
    titles = [title_of_run(run) for run in session.frame.runs]
    assert len(titles) == 4
    painted = texts(panel)
    assert [title for title in titles if title in painted] == titles
    assert any(text.startswith("factor = × f′") for text in painted)
    panel.resize(300, 200)
    assert not any(text.startswith("factor =") for text in texts(panel))


def test_a_key_without_room_counts_those_it_leaves_out(panel: GradientFlowPanel) -> None:
    panel.resize(300, 330)
    painted = texts(panel)
    assert "sigmoid" in painted
    assert "+ 2" in painted or "+ 1" in painted


def test_the_strip_is_of_the_run_that_leads(panel: GradientFlowPanel, session: Session) -> None:
    images = []
    for name in ("relu", "tanh"):
        session.grant(Lead(name))
        session.watch_numbers(followed_numbers(session.position.lesson))
        session.finish()
        session.refresh()
        scene = panel.scene
        assert scene is not None
        lengths = scene.through_time
        assert lengths is not None
        assert lengths.shape[1] == 10
        panel.grab()
        image = panel._strip._image
        assert image is not None
        images.append(image.copy())
    assert images[0] != images[1]


def test_a_length_of_exactly_0_has_a_lane_of_its_own() -> None:
    without = layout(800, 500, 1.0, 8, 40)
    places = layout(800, 500, 1.0, 8, 40, has_zero=True)
    assert without.zero is None
    assert places.zero is not None
    assert places.zero.right == places.plot.left
    assert places.zero.left == without.plot.left
    assert places.plot.right == without.plot.right


def test_runs_whose_gradient_is_0_stand_in_that_lane(qtbot: QtBot, dressed: QApplication) -> None:
    session = Session(2.0)
    session.take(shipped("initialisation"))
    session.watch_runs(watched=True)
    made = GradientFlowPanel(LOOK)
    qtbot.addWidget(made)
    made.resize(760, 480)
    session.moved.connect(made.show_frame)
    session.seek(session.position.lesson.program.end_of(0))
    session.finish()
    session.refresh()
    scene = made.scene
    assert scene is not None
    places = made.places(scene)
    zeros = next(run for run in scene.shown_runs if run.run.id == "zeros")
    assert [layer.norm_da for layer in zeros.layers[:3]] == [0.0, 0.0, 0.0]
    assert places.zero is not None
    assert places.key is not None
    session.halt()


@pytest.mark.parametrize("side", ["a", "da", "W", "dW"])
def test_what_is_written_under_the_bars_is_where_their_bins_are(side: str) -> None:
    ticks = side_ticks(side)
    assert ticks[0] == (0.5, "0")
    shares = [share for share, _text in ticks[1:]]
    assert all(
        below + above == pytest.approx(1.0, abs=1e-12)
        for below, above in zip(shares[::2], shares[1::2], strict=True)
    )
    count = len(BINS[side]) + 2
    assert all((share * count) == pytest.approx(round(share * count)) for share in shares)
