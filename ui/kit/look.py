"""A look: the theme and the sizes that everything is painted with."""

from __future__ import annotations

from visualnn.dataclass import dataclass

from .theme import Metrics, Theme


@dataclass(frozen=True)
class Look:
    """Colours and sizes; a panel is given a new one when either changes."""

    theme: Theme
    metrics: Metrics
