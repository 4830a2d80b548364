"""What the confusion matrix says in words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from visualnn.figures import result
from visualnn.text import _
from visualnn.views.confusion import Confusion

__all__ = [
    "answers",
    "cell_name",
    "example_note",
    "heading",
    "more",
    "not_counted",
    "note",
    "nothing_yet",
    "spoken",
    "titles",
    "total",
]

MAX_SPOKEN_COUNT = 8
"""Mistakes that are told in words, the most frequent ones."""


def nothing_yet() -> str:
    """What will be here."""
    return _(
        "Which class is taken for which will be here, once a lesson with classes is open and the "
        "network has answered."
    )


def not_counted() -> str:
    """What the title says before anything is counted."""
    return _("Nothing is counted before the network has answered")


def titles(seen: Confusion, labels: Sequence[str]) -> tuple[str, ...]:
    """How many are right and what is confused most often, and shorter ways to say it."""
    count, right = int(seen.counts.sum()), seen.right_count
    if seen.of == "val":
        text = _("{right} of the {count} validation examples are right")
    else:
        text = _("{right} of the {count} examples of the batch are right")
    begun = text.format(right=right, count=count)
    short = _("{right} of {count} are right").format(right=right, count=count)
    most = seen.most_confused
    if most is None:
        return begun, short
    often = _("most frequent mistake: {cell}, {count} times").format(
        cell=cell_name(most, labels), count=int(seen.counts[most])
    )
    return f"{begun}; {often}", begun, short


def answers() -> tuple[str, ...]:
    """What rows and columns are."""
    return (_("↓ target     → answer of the network"), _("↓ target  → answer"))


def cell_name(cell: tuple[int, int], labels: Sequence[str]) -> str:
    """``8 → 1``: the target and what was answered."""
    return f"{labels[cell[0]]} → {labels[cell[1]]}"


def total(seen: Confusion, row: int) -> str:
    """How many of a target are right."""
    return f"{int(seen.counts[row, row])} / {int(seen.counts[row].sum())}"


def heading(seen: Confusion, cell: tuple[int, int], labels: Sequence[str]) -> str:
    """Whose examples are shown."""
    count = int(seen.counts[cell])
    return _("{cell}: {count} examples").format(cell=cell_name(cell, labels), count=count)


def note(seen: Confusion, cell: tuple[int, int], labels: Sequence[str]) -> str:
    """One count, and the share of its target that it is."""
    count, of = int(seen.counts[cell]), int(seen.counts[cell[0]].sum())
    if not of:
        return _("no example has the target {target}").format(target=labels[cell[0]])
    if cell[0] == cell[1]:
        text = _("{count} of the {of} examples with target {target} are right ({share} %)")
    else:
        text = _("{count} of the {of} examples with target {target} got {answer} ({share} %)")
    return text.format(
        count=count,
        of=of,
        target=labels[cell[0]],
        answer=labels[cell[1]],
        share=f"{100 * count / of:.3g}",
    )


def example_note(seen: Confusion, n: int, labels: Sequence[str]) -> str:
    """An example: its place, and the output that decided."""
    number = seen.number(n)
    value = float(seen.said[number.index])
    return _("example {row}: {cell}, output {value}").format(
        row=n,
        cell=cell_name((int(seen.targets[n]), int(seen.chosen[n])), labels),
        value=result(value),
    )


def more(shown: int, first: int, count: int) -> str:
    """Which of the examples are on this page, where these are not all."""
    if shown == count:
        return ""
    return _("{first} to {last} of {count}; Page Down goes on").format(
        first=first + 1, last=first + shown, count=count
    )


def spoken(seen: Confusion, labels: Sequence[str], said: str) -> str:
    """The title, the most frequent mistakes, and the count that is chosen."""
    wrong = seen.counts - np.diag(np.diag(seen.counts))
    order = np.argsort(-wrong, axis=None, kind="stable")[:MAX_SPOKEN_COUNT]
    told = []
    for place in order.tolist():
        cell = divmod(int(place), len(wrong))
        if wrong[cell]:
            told.append(f"{cell_name(cell, labels)}: {int(wrong[cell])}")
    parts = [titles(seen, labels)[0], ", ".join(told), said]
    return ". ".join(part for part in parts if part)
