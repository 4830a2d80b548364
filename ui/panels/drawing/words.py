"""What the drawing says in words."""

from __future__ import annotations

from collections.abc import Sequence

from visualnn.figures import result
from visualnn.text import _

__all__ = ["note", "nothing_yet", "spoken", "titles"]


def nothing_yet() -> str:
    """What will be here."""
    return _(
        "Draw a picture here and see what the network says of it, once a lesson with small "
        "pictures is open."
    )


def titles(
    said: Sequence[float] | None,
    labels: Sequence[str],
    row: int | None,
    *,
    is_validation: bool = False,
) -> tuple[str, ...]:
    """The answer of the network, and shorter ways to say it: about the picture that was drawn or,
    while there is none, about an example of the batch or of the validation data, `row`."""
    told = _answers(said, labels)
    if row is None:
        return told or (nothing_yet(),)
    if is_validation:
        text = _("Validation example {row}, until you draw")
    else:
        text = _("Example {row}, until you draw")
    begun = text.format(row=row)
    return (*(f"{begun}. {text}" for text in told), *told[1:], begun)


def _answers(said: Sequence[float] | None, labels: Sequence[str]) -> tuple[str, ...]:
    """What the network says, and shorter ways to say it; nothing before it is computed."""
    if said is None:
        return ()
    if len(said) == 1:
        return (_("The network says {value}").format(value=result(said[0])),)
    order = sorted(range(len(said)), key=lambda n: said[n], reverse=True)
    first, second = order[:2]
    return (
        _("The network says {first} ({value}), then {second} ({other})").format(
            first=labels[first],
            value=result(said[first]),
            second=labels[second],
            other=result(said[second]),
        ),
        _("The network says {first} ({value})").format(
            first=labels[first], value=result(said[first])
        ),
    )


def note(name: str, index: Sequence[int], value: float) -> str:
    """A place of the picture: its name and raw number."""
    return f"{name}[{','.join(map(str, index))}] = {result(value)}"


def spoken(
    said: Sequence[float] | None,
    labels: Sequence[str],
    row: int | None,
    *,
    is_validation: bool = False,
) -> str:
    """The answer and the numbers of all outputs."""
    parts = [titles(said, labels, row, is_validation=is_validation)[0]]
    if said is not None and len(said) > 1:
        parts += [f"{label}: {result(value)}" for label, value in zip(labels, said, strict=True)]
    return ". ".join(parts)
