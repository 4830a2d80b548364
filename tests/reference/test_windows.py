"""Every convolution and pool and their gradients equal what PyTorch computed: the readable rule,
its calls and its twin."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.reference.window_grid import CASES, inputs
from visualnn.ops import Array, Named

RULES = [(case, rule) for case, (op, _) in CASES.items() for rule in op.rules]
TOLERANCE = 1e-12
"""Sums of some hundred products of ordinary numbers, added in another order."""


@pytest.fixture(scope="module")
def stored() -> dict[str, Array]:
    with np.load(Path(__file__).parent / "windows.npz", allow_pickle=False) as file:
        return {name: file[name] for name in file.files}


def reads_of(case: str, rule: str) -> dict[str, Array]:
    op, _ = CASES[case]
    known = inputs(case)
    known[op.output] = op.compute("forward", *(known[name] for name in op.inputs))
    return {name: known[name] for name in op.rule_inputs[rule]}


@pytest.mark.parametrize(("case", "rule"), RULES)
def test_windows_equal_pytorch(case: str, rule: str, stored: dict[str, Array]) -> None:
    op, _ = CASES[case]
    theirs = stored[f"{case}:{rule}"]
    reads = reads_of(case, rule)
    mine = op.compute(rule, *reads.values())
    np.testing.assert_allclose(mine, theirs, rtol=0, atol=TOLERANCE)
    named = [Named(name, array) for name, array in reads.items()]
    twin = [op.explain(rule, at, named).value for at in np.ndindex(mine.shape)]
    np.testing.assert_allclose(np.reshape(twin, mine.shape), theirs, rtol=0, atol=TOLERANCE)


@pytest.mark.parametrize(("case", "rule"), RULES)
def test_the_calls_equal_pytorch_again_and_again(
    case: str, rule: str, stored: dict[str, Array]
) -> None:
    op, _ = CASES[case]
    theirs = stored[f"{case}:{rule}"]
    reads = reads_of(case, rule)
    held = {name: np.array(array) for name, array in reads.items()}
    out = np.full(theirs.shape, np.nan)
    calls = op.bind(rule, out, list(held.values()))
    for scale in (1.0, 3.0, 1.0):  # linear in g and x: what is left of an earlier call would show
        for name, array in reads.items():
            held[name][...] = array * scale if name == op.rule_inputs[rule][0] else array
        if op.output in held and rule != "forward":
            held[op.output][...] = reads[op.output]
        for call in calls:
            call()
        np.testing.assert_allclose(out, theirs * scale, rtol=0, atol=3 * TOLERANCE)


@pytest.mark.parametrize(("case", "rule"), RULES)
def test_float32_stays_float32(case: str, rule: str, stored: dict[str, Array]) -> None:
    op, _ = CASES[case]
    theirs = stored[f"{case}:{rule}"]
    reads = [array.astype(np.float32) for array in reads_of(case, rule).values()]
    mine = op.compute(rule, *reads)
    assert mine.dtype == np.float32
    np.testing.assert_allclose(mine, theirs, rtol=0, atol=2e-5)
    out = np.empty(theirs.shape, np.float32)
    for call in op.bind(rule, out, reads):
        call()
    np.testing.assert_allclose(out, theirs, rtol=0, atol=2e-5)
