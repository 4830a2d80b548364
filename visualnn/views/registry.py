"""The table of views: every picture by its name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ..errors import UnknownNameError
from ..text import N_
from ..view_names import VIEW_NAMES
from .activation import ActivationView
from .base import View
from .boundary import BoundaryView
from .confusion import ConfusionView
from .convolution import ConvolutionView
from .curves import CurvesView
from .drawing import DrawingView
from .gradient_flow import GradientFlowView
from .hidden_space import HiddenSpaceView
from .landscape import LandscapeView
from .loss_plane import LossPlaneView
from .rate_map import RateMapView
from .shapes import ShapesView
from .slope import SlopeView
from .study import StudyView
from .values import NetworkView, ValuesView

__all__ = ["VIEWS", "view_named"]

_ALL: tuple[View, ...] = (
    ActivationView(),
    BoundaryView(),
    ConfusionView(),
    ConvolutionView(),
    CurvesView(),
    DrawingView(),
    GradientFlowView(),
    HiddenSpaceView(),
    LandscapeView(),
    LossPlaneView(),
    NetworkView(),
    RateMapView(),
    ShapesView(),
    SlopeView(),
    StudyView(),
    ValuesView(),
)

VIEWS: Mapping[str, View] = MappingProxyType(
    {view.name: view for view in sorted(_ALL, key=lambda view: VIEW_NAMES.index(view.name))}
)
"""Every view by its name, in the order in which they are offered."""


def view_named(name: str) -> View:
    """The view of a name. Raises UnknownNameError with the names there are."""
    if name not in VIEWS:
        raise UnknownNameError(
            N_("there is no view {name}; there are {known}"), name=name, known=", ".join(VIEWS)
        )
    return VIEWS[name]
