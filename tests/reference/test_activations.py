"""Every activation and its gradient equal what PyTorch computed, at the kinks to the last bit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.reference.activation_grid import CARDS, KINKS, NOT_IN_PYTORCH, TAIL, inputs
from visualnn.layers import ACTIVATIONS
from visualnn.ops import Array, Named

RELATIVE = 1e-12
TAIL_ABSOLUTE = 2e-15
"""What a difference from 1 can be off by, times the numbers that it is multiplied by."""
LOSES_DIGITS = {"tanh", "gelu", "gelu_tanh"}

RULES = [(case, rule) for case, op in CARDS.items() for rule in op.rules]
ALONE = [(case, rule) for case, rule in RULES if inputs(case)["z"].ndim == 1]
STRAIGHT = {
    *("identity", "relu", "leaky_relu", "leaky_relu_keras", "leaky_relu_falling", "relu6"),
    *("hard_sigmoid", "hard_swish", "hard_tanh", "hard_tanh_shifted"),
}
"""Made of straight pieces: every number can be had exactly, so it is."""


@pytest.fixture(scope="module")
def stored() -> dict[str, Array]:
    with np.load(Path(__file__).parent / "activations.npz", allow_pickle=False) as file:
        return {name: file[name] for name in file.files}


def computed(case: str, rule: str, reads: dict[str, Array]) -> tuple[Array, dict[str, Array]]:
    """What the card gives, and what its rule read for it."""
    op = CARDS[case]
    out = op.compute("forward", *(reads[name] for name in op.inputs))
    known = {**reads, op.output: out}
    chosen = {name: known[name] for name in op.rule_inputs[rule]}
    return op.compute(rule, *chosen.values()), chosen


@pytest.mark.parametrize(("case", "rule"), RULES)
def test_activations_equal_pytorch(case: str, rule: str, stored: dict[str, Array]) -> None:
    mine, reads = computed(case, rule, inputs(case))
    theirs = stored[f"{case}:{rule}"]
    np.testing.assert_allclose(mine, theirs, rtol=RELATIVE, atol=0)
    if case in STRAIGHT:
        np.testing.assert_allclose(mine, theirs, rtol=3e-16, atol=0)
    out = np.empty_like(mine)
    with np.errstate(all="ignore"):
        for call in CARDS[case].bind(rule, out, list(reads.values())):
            call()
    np.testing.assert_allclose(out, theirs, rtol=RELATIVE, atol=0)
    named = [Named(name, array) for name, array in reads.items()]
    twin = [CARDS[case].explain(rule, at, named).value for at in np.ndindex(mine.shape)]
    np.testing.assert_allclose(np.reshape(twin, mine.shape), theirs, rtol=RELATIVE, atol=0)


@pytest.mark.parametrize(("case", "rule"), ALONE)
def test_the_kinks_are_exact(case: str, rule: str, stored: dict[str, Array]) -> None:
    mine, _ = computed(case, rule, inputs(case))
    theirs = stored[f"{case}:{rule}"]
    kinks = {*CARDS[case].kinks}  # type: ignore[attr-defined]
    kinks |= {-3.0, 2.0} if case == "hard_tanh_shifted" else set()
    at = [place for place, z in enumerate(KINKS) if z in kinks]
    assert mine[at].tolist() == theirs[at].tolist()


@pytest.mark.parametrize(("case", "rule"), ALONE)
def test_the_tails_are_as_exact_as_pytorch(case: str, rule: str, stored: dict[str, Array]) -> None:
    mine, _ = computed(case, rule, {"z": np.array(TAIL), "g": np.ones(len(TAIL))})
    theirs = stored[f"{case}:tail:{rule}"]
    absolute = TAIL_ABSOLUTE if case in LOSES_DIGITS else 0
    np.testing.assert_allclose(mine, theirs, rtol=RELATIVE, atol=absolute)


def test_all_activations_that_a_lesson_can_name_are_compared() -> None:
    known = {name: op for name, op in ACTIVATIONS.items() if name not in NOT_IN_PYTORCH}
    assert all(CARDS[name] == op for name, op in known.items())
    assert {type(op) for op in CARDS.values()} >= {type(op) for op in known.values()}
