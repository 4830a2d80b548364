"""Who is to blame: an error of the engine, told at the key of the lesson that it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ..errors import BatchError, LessonError, ShapeError, VisualnnError
from ..text import N_
from .file import LessonBase
from .file.places import Key


@contextmanager
def blamed_on(spec: LessonBase, *keys: Key) -> Iterator[None]:
    """An error in here is told at this key of the lesson."""
    try:
        yield
    except LessonError:
        raise
    except VisualnnError as error:
        place = spec.where("batch") if isinstance(error, BatchError) else spec.where(*keys)
        raise LessonError(error.template, place=place, **error.params) from error


@contextmanager
def named(layer: str, *, if_: bool) -> Iterator[None]:
    """An error in here says the layer's name, if it is asked to."""
    try:
        yield
    except VisualnnError as error:
        if not if_:
            raise
        raise ShapeError(N_("{layer}: {reason}"), layer=layer, reason=error) from error
