"""Our cards compute what ONNX says its nodes compute."""

from __future__ import annotations

import numpy as np
import pytest

from .onnx_nodes import KINDS, Example, NotHere, agrees, answer, examples


def _applies(example: Example) -> bool:
    try:
        answer(example)
    except NotHere:
        return False
    return True


APPLY = [example for example in examples() if _applies(example)]


@pytest.mark.parametrize("example", APPLY, ids=lambda example: example.name)
def test_a_card_computes_what_onnx_computes(example: Example) -> None:
    assert agrees(example)


def test_enough_of_them_apply() -> None:
    """An example must not drop out unnoticed."""
    assert len(APPLY) >= 166
    assert {example.kind for example in APPLY} >= set(KINDS) - {
        "Gather",
        "HardSigmoid",
        "Pad",
    }


def test_another_number_would_be_noticed() -> None:
    example = next(example for example in APPLY if example.kind == "Conv")
    wrong = [np.where(output == output.max(), output * 1.01, output) for output in example.outputs]
    changed = Example(
        example.name, example.kind, example.attributes, example.inputs, wrong, example.wanted
    )
    assert not agrees(changed)
