"""The names of the views: what a lesson may ask for and a command may print."""

from __future__ import annotations

VIEW_NAMES = (
    "network",
    "values",
    "curves",
    "boundary",
    "hidden-space",
    "activation",
    "slope",
    "gradient-flow",
    "landscape",
    "rate-map",
    "loss-plane",
    "convolution",
    "shapes",
    "confusion",
    "drawing",
    "study",
)
"""Every view, in the order in which they are offered."""

MAX_SHOWN_COUNT = 4
"""Views that a lesson may ask for at a time; more leave no room for the numbers."""
