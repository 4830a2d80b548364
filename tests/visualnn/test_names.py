"""How names are written: what a layer calls its own is never mistaken for a program's quantity."""

from __future__ import annotations

import pytest

from visualnn.names import display, label, whole_gradient


@pytest.mark.parametrize(
    ("name", "layer", "full", "short"),
    [
        ("norm", "optimizer", "‖g‖", "‖g‖"),
        ("norm.hidden.W", "hidden", "‖g‖(hidden.W)", "‖g‖"),
        ("bn.norm", "bn", "bn.norm", "norm"),
        ("norm.z", "norm", "norm.z", "z"),
        ("norm.t1.z", "norm", "norm.t1.z", "t1.z"),
        ("d.bn.norm", "bn", "∂L/∂bn.norm", "∂L/∂norm"),
        ("m.hidden.W", "hidden", "m(hidden.W)", "m"),
        ("batch.t", "batch", "batch.t", "batch.t"),
        ("lr", "optimizer", "η", "η"),
    ],
)
def test_a_name_is_written_for_what_it_is(name: str, layer: str, full: str, short: str) -> None:
    assert display(name) == full
    assert label(name, layer) == short


@pytest.mark.parametrize(
    ("name", "whole"),
    [
        ("d.r.t2.h.use1", "d.r.t2.h"),
        ("d.r.W_hh.sum12", "d.r.W_hh"),
        ("d.r.t2.sum", "d.r.t2.sum"),
        ("d.r.t2.sum.use4", "d.r.t2.sum"),
        ("r.t2.sum2", "r.t2.sum2"),
        ("use1", "use1"),
    ],
)
def test_a_part_of_a_gradient_is_told_from_a_value_called_sum(name: str, whole: str) -> None:
    assert whole_gradient(name) == whole
