"""Who reads a number, and which element is made from it, in wide layers too."""

from __future__ import annotations

import time

import numpy as np
import pytest

from tests.visualnn.nets import NETS, Net, dense, drawn, make
from visualnn.expr import Source
from visualnn.layers import Flatten
from visualnn.run.history import History
from visualnn.tell import uses
from visualnn.tell.explain import explain


def wide(units: int = 3000) -> Net:
    """A picture in a row of so many numbers, and one layer over it."""
    random = drawn(8)
    x, t = random.normal(size=(2, units // 30, 30)), random.normal(size=(2, 40))
    layers = (Flatten("flat", ("x",)), dense("out", 40, "relu", "flat", weights="he_normal"))
    return make(layers, x, t, loss="mean_squared_error", dtype="float32")


def users_of(history: History, tick: int, place: Source) -> dict[str, Source]:
    found = explain(history, tick, place).used_by
    return {use.instruction.writes: uses.element_using(history, use, place) for use in found}


def test_an_element_of_a_wide_layer_is_found_at_once() -> None:
    net = wide()
    history = net.history()
    end = net.program.end_of(0)
    begun = time.process_time()
    found = users_of(history, end - 1, Source("flat.z", (1, 2345)))
    assert found["out.xW"] == Source("out.xW", (1, 0))
    assert found["d.out.W"] == Source("d.out.W", (2345, 0))
    found = users_of(history, end, Source("out.W", (2345, 7)))
    assert found["out.xW"] == Source("out.xW", (0, 7))
    assert time.process_time() - begun < 5


def test_a_use_that_leaves_no_mark_is_sought_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    net = NETS["curve"]()
    history = net.history()
    place, tick = Source("hidden.a", (2, 3)), net.program.end_of(0)
    expected = users_of(history, tick, place)
    monkeypatch.setattr(uses, "_first_changed", lambda *_: None)
    assert users_of(history, tick, place) == expected
    monkeypatch.setattr(uses, "SEARCHED_NUMBER_COUNT", 0)
    given_up = users_of(history, tick, place)
    assert given_up["out.xW"] == Source("out.xW", (0, 0))


def test_a_number_that_a_rule_cannot_do_with_does_no_harm() -> None:
    net = NETS["pictures"]()
    history = net.history()
    tick = net.program.end_of(0)
    for name in ("rows", "order", "epoch", "seed", "k"):
        value = history.at(tick).values[name]
        place = Source(name, (0,) * value.ndim)
        for use, found in users_of(history, tick, place).items():
            assert found.name == use
    assert np.isfinite(history.at(tick).values["L"])
