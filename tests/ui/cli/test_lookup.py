"""What the command line names: asked for at a stop, a lesson has its knobs where that has them."""

from __future__ import annotations

from ui.cli.lookup import lesson_and_history
from visualnn.lesson.change import Change


def test_at_a_stop_the_knobs_are_where_it_has_them() -> None:
    lesson, history = lesson_and_history("sizes", at="steps")
    assert lesson.changes == (Change("layers.conv.stride", 3),)
    assert history.program is lesson.program
    assert lesson_and_history("sizes", at="rule")[0].changes == ()


def test_what_is_set_by_hand_lies_over_what_a_stop_sets() -> None:
    lesson, _history = lesson_and_history("sizes", ["layers.conv.size=2"], at="steps")
    assert lesson.changes == (Change("layers.conv.size", 2),)


def test_a_variant_stays_itself_at_a_stop() -> None:
    lesson, _history = lesson_and_history("sizes", variant="same", at="steps")
    assert lesson.variant is not None
    assert lesson.spec.stops
