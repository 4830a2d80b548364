"""A sentence of the catalogue whose gaps are filled with styled, clickable runs."""

from __future__ import annotations

from collections.abc import Sequence

from visualnn.text import parted

from .flow import Run


def fill(template: str, **parts: Run | Sequence[Run]) -> tuple[Run, ...]:
    """The sentence with runs in its gaps ``{name}``; what the runs say is never read as a template.

    Raises KeyError for a gap that nothing is given for.
    """
    found: list[Run] = []
    for is_gap, text in parted(template):
        part = parts[text] if is_gap else Run(text)
        found.extend([part] if isinstance(part, Run) else part)
    return tuple(found)
