"""Words of other programs: what is proposed instead is always something that is known here."""

from __future__ import annotations

import pytest

from visualnn.lesson.file import aliases
from visualnn.lesson.file.kinds import Kinds
from visualnn.lesson.file.layer_specs import LayerBase
from visualnn.lesson.file.loss_specs import LossBase
from visualnn.lesson.file.optimizer_specs import OptimizerBase


def words_of(base: type) -> tuple[str, ...]:
    kinds = vars(base)["kinds"]
    assert isinstance(kinds, Kinds)
    return tuple(kinds.forms)


@pytest.mark.parametrize("base", [LayerBase, LossBase, OptimizerBase])
def test_what_is_proposed_is_known_where_it_is_proposed(base: type) -> None:
    known = words_of(base)
    proposed = {word: aliases.word_meant(word, known) for word in aliases._WORDS}
    assert set(proposed.values()) <= {*known, None}
    assert any(proposed.values())


def test_each_meaning_stands_for_its_own_place() -> None:
    assert aliases.word_meant("Linear", ("none", "relu")) == "none"
    assert aliases.word_meant("Linear", ("dense", "conv2d")) == "dense"
    assert aliases.word_meant("swish", ("dense", "conv2d")) is None
