"""The learning rates that a search tries. Imported without the engine."""

from __future__ import annotations

__all__ = ["MAX_RATE_COUNT", "USUAL_RATES"]

USUAL_RATES = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
"""The rates that are tried where none are named."""
MAX_RATE_COUNT = 100
"""The rates that a search tries at most."""
