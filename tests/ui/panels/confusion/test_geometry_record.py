"""Where the counts and the examples of the confusion stand: as the record says."""

from __future__ import annotations

from functools import partial
from itertools import product

from tests.ui.panels.sweeping import GeometryRecord
from ui.kit.geometry.box import Box
from ui.panels.confusion.geometry import ExamplePlaces, confusion_layout, example_places


def _examples(width: float, height: float, factor: float) -> list[ExamplePlaces]:
    room = Box(100, 28, width, height)
    return [
        example_places(room, factor, count, current, are_pictures=are_pictures)
        for count, current in ((0, 0), (5, 4), (60, 41))
        for are_pictures in (False, True)
    ]


def test_counts_and_examples_stand_where_the_record_says() -> None:
    record = GeometryRecord("confusion")
    for classes, label_width in ((2, 30.0), (10, 60.0), (60, 12.0)):
        record.sweep(
            f"{classes} classes, labels {label_width}",
            partial(confusion_layout, classes=classes, label_width=label_width),
        )
    record.sweep("examples", _examples, step=3)
    room = Box(100, 28, 240, 200)
    for are_pictures in (False, True):
        record.each(
            f"page, pictures {are_pictures}",
            lambda count, at, shown=are_pictures: example_places(
                room, 1.0, count, at, are_pictures=shown
            ),
            product((0, 1, 8, 30), range(31)),
        )
    record.end()
