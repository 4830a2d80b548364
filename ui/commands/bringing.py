"""The commands of a window: the table, and one for each panel that brings it into view."""

from __future__ import annotations

from collections.abc import Iterable

from ui.kit.panel_spec import PanelSpec

from .command import Command, Menu
from .table import COMMANDS

__all__ = ["commands_with"]


def commands_with(panels: Iterable[PanelSpec]) -> tuple[Command, ...]:
    """All commands of a window with these panels."""
    return (*COMMANDS, *map(_bringing, panels))


def _bringing(panel: PanelSpec) -> Command:
    """The command that brings a panel into view, as long as it suits the lesson."""
    return Command(
        f"bring-{panel.name}",
        panel.command,
        panel.about,
        lambda hands: hands.desk.bring(panel.name),
        Menu.VIEW,
        enabled=lambda hands: hands.desk.offers(panel.name),
    )
