"""A setting that cannot be is told in one sentence, and the last good run stays, to the bit."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from tests.ui.runs import lesson, opened
from tests.ui.session.test_wishes import state
from ui.session import wishes

CASES = {
    "playground": [
        "layers.hidden.units=0",
        "layers.hidden.units=-3",
        "layers.hidden.units=1e308",
        "layers.hidden.units=many",
        "layers.nowhere.units=3",
        "layers.output.units=2",
        "layers.output=",
        "optimizer.lr=-1",
        "optimizer.lr=nan",
        "optimizer.kind=sdg",
        "optimizer.rate=1",
        "batch.size=0",
        "batch.size=100000000",
        "data.noise=-1",
        "data.validation=1.5",
        "data.source=circle",
        'data.features=["x7"]',
        "data.n=1",
        "loss.kind=cross_entropy",
        "seed=one",
        "epochs=-1",
    ],
    "sizes": [
        "layers.conv.size=9",
        "layers.conv.size=0",
        "layers.conv.stride=0",
        "layers.conv.dilation=9",
        "layers.conv.padding=some",
        "data.shape=[1,2,2]",
        "data.shape=[1,0,8]",
    ],
    "trajectories": [
        "function.kind=hill",
        "function.start=[1.0]",
        "optimizer.lr=word",
    ],
}


@pytest.mark.parametrize(
    ("name", "setting"), [(name, each) for name, found in CASES.items() for each in found]
)
def test_it_is_told_and_the_last_good_run_stays(
    qapp: QApplication, patient: None, name: str, setting: str
) -> None:
    session = opened(lesson(name))
    told: list[str] = []
    session.failed.connect(told.append)
    session.grant(wishes.Seek(7))
    session.finish()
    before, run = state(session), session.position.lesson
    session.grant(wishes.SetKeys((setting,)))
    session.finish()
    assert session.position.lesson is run
    assert state(session) == before
    (sentence,) = told
    assert sentence
    assert "\n" not in sentence
    assert "Traceback" not in sentence
    assert "error" not in sentence.lower()
    assert len(sentence) < 300
    assert not session.can_undo
    session.halt()


def test_a_rate_of_1e308_runs_as_far_as_numbers_go_and_undo_leads_back(
    qapp: QApplication, patient: None
) -> None:
    session = opened(lesson("xor"))
    session.failed.connect(pytest.fail)
    session.grant(wishes.SetKeys(("optimizer.lr=1e308",)))
    session.grant(wishes.SeekEnd())
    session.finish()
    assert session.frame is not None
    assert not all(np.isfinite(each).all() for each in session.frame.values.values())
    session.undo()
    assert session.position.lesson.spec.optimizer.lr == 0.1
    session.halt()
