"""Landscapes of one number: a curve, on which a ball rolls down its tangent.

A place is the last axis of `w`, ``(1,)`` or ``(starts, 1)``.
"""

from __future__ import annotations

import numpy as np

from ..expr import Expr, Index
from ..text import N_
from .base import Array, Named
from .landscape import Landscape

__all__ = ["DoubleWell", "Parabola"]


class Parabola(Landscape):
    """A bowl of one number; its lowest place is 0."""

    title = N_("Parabola")
    about = N_("Rises to both sides alike: the slope is twice the distance from the bottom.")
    reference = "Boyd & Vandenberghe 2004, Convex Optimization, section 9.3"
    dimension = 1
    lowest = ((0.0,),)
    curvatures = (2.0,)

    def forward(self, w: Array) -> Array:
        """f = w[0]²"""
        return np.asarray(w[..., 0] ** 2)

    def forward_at(self, at: Index, w: Named) -> Expr:
        return w[(*at, 0)] ** 2

    def grad_w(self, g: Array, w: Array) -> Array:
        """∂L/∂w[0] = ∂L/∂f · 2 · w[0]"""
        return g[..., None] * 2 * w

    def grad_w_at(self, at: Index, g: Named, w: Named) -> Expr:
        return g[at[:-1]] * 2 * w[at]


class DoubleWell(Landscape):
    """Two valleys with a hill between them, and the right one lies higher: whoever comes from the
    right ends in it, though it is not the lowest place."""

    title = N_("Double well")
    about = N_("Two valleys, one higher than the other: the nearest is not always the lowest.")
    reference = "Strogatz 2015, Nonlinear Dynamics and Chaos, section 3.6: a tilted double well"
    dimension = 1
    lowest = ((-1.0298959850506604,),)
    local_minima = ((0.96714893788303,),)

    def forward(self, w: Array) -> Array:
        """f = (w[0]² − 1)² + 0.25 · w[0]"""
        x = w[..., 0]
        return np.asarray((x**2 - 1) ** 2 + 0.25 * x)

    def forward_at(self, at: Index, w: Named) -> Expr:
        x = w[(*at, 0)]
        return (x**2 - 1) ** 2 + 0.25 * x

    def grad_w(self, g: Array, w: Array) -> Array:
        """∂L/∂w[0] = ∂L/∂f · (4 · w[0] · (w[0]² − 1) + 0.25)"""
        return g[..., None] * (4 * w * (w**2 - 1) + 0.25)

    def grad_w_at(self, at: Index, g: Named, w: Named) -> Expr:
        x = w[at]
        return g[at[:-1]] * (4 * x * (x**2 - 1) + 0.25)
