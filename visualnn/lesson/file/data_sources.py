"""From the data table of a lesson file to the source that it describes."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

from ...datasets import SOURCES, DataSource, FileData, Photographs, Synthetic, inside
from ...datasets import ExampleTable as Table
from ...errors import TextPosition
from .data_specs import DataSpec, FileDataSpec, PhotographsData, SyntheticData, TableData


def source_of(data: DataSpec, place: TextPosition) -> DataSource:
    """The source of a data table that stands at a place.

    Files of a lesson that was read from a file lie in its folder. Raises SettingError for settings
    that do not go together, DataError for a file elsewhere.
    """
    if isinstance(data, TableData):
        aside = data.validation if isinstance(data.validation, tuple) else ()
        return Table(data.inputs, data.targets, aside)
    if isinstance(data, SyntheticData):
        return Synthetic(data.shape, data.classes, data.n)
    if isinstance(data, PhotographsData):
        return Photographs(data.shape, data.classes, data.n)
    if isinstance(data, FileDataSpec):
        return FileData(
            _path(data.file, place),
            data.inputs or (),
            data.targets or (),
            _path(data.labels, place) if data.labels else None,
            data.onehot,
            data.decimal,
            data.channels_last,
            _path(data.validation, place) if isinstance(data.validation, str) else None,
            _path(data.validation_labels, place) if data.validation_labels else None,
        )
    kind = SOURCES[data.source]
    given = {field.name: getattr(data, field.name) for field in fields(kind)}
    return kind(**{name: value for name, value in given.items() if value is not None})


def _path(name: str, place: TextPosition) -> Path:
    """Where a file is: in the lesson's folder, or, for a lesson that was never a file, anywhere."""
    return inside(Path(place.path).parent, name) if place.line else Path(name)
