"""The panels of the window: each draws one view of a frame and knows no other panel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import (
    activation,
    boundary,
    card,
    confusion,
    convolution,
    curves,
    drawing,
    gradient_flow,
    hidden_space,
    landscape,
    lesson,
    listing,
    loss_plane,
    network,
    rate_map,
    shapes,
    slope,
    study,
    tensor,
    timeline,
)

if TYPE_CHECKING:
    from ui.kit.panel_spec import PanelSpec

__all__ = ["PANELS"]

PANELS: tuple[PanelSpec, ...] = (
    network.PANEL,
    card.PANEL,
    lesson.PANEL,
    listing.PANEL,
    timeline.PANEL,
    tensor.PANEL,
    curves.PANEL,
    boundary.PANEL,
    hidden_space.PANEL,
    convolution.PANEL,
    shapes.PANEL,
    confusion.PANEL,
    drawing.PANEL,
    gradient_flow.PANEL,
    activation.PANEL,
    slope.PANEL,
    loss_plane.PANEL,
    landscape.PANEL,
    rate_map.PANEL,
    study.PANEL,
)
"""The table of panels, in the order in which they are made: what is looked at first comes first.
`ui.kit.panel_spec.PanelSpec` says how to add one."""
