"""Settings that a program hands over without a lesson, held to the limits of a lesson file."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from pydantic import BaseModel, ValidationError

from ...errors import SettingError
from ...text import N_
from .kinds import Kinds
from .origins import Origins
from .refusals import refusals


def refuse_settings(kinds: Kinds | type[BaseModel], table: Mapping[str, object]) -> None:
    """Raise SettingError for the first setting that a table of a lesson file could not have.

    What is missing is no fault: a direct call has defaults of its own.
    """
    data = {name: _plain(value) for name, value in table.items()}
    model = kinds.model_of(data) if isinstance(kinds, Kinds) else kinds
    if model is None:
        return  # whoever looks the kind up says which there are
    try:
        model.model_validate(data)
    except ValidationError as error:
        for fault in refusals(error, data, Origins(), model):
            if fault.template != N_("{key} is missing"):
                raise SettingError(
                    N_("{setting}: {reason}"),
                    setting=fault.path or str(table.get("kind", "")),
                    reason=SettingError(fault.template, **fault.params),
                ) from None


def _plain(value: object) -> object:
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    return tuple(map(_plain, value)) if isinstance(value, list | tuple) else value
