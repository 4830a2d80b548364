"""A command: one thing that the program can be asked to do, and the menu that it stands in."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from visualnn.dataclass import dataclass
from visualnn.text import N_

from .hands import Hands

__all__ = ["Command", "Menu"]


class Menu(Enum):
    """The menus, in order; the value is what stands on them."""

    LESSON = N_("Lesson")
    STEP = N_("Step")
    RUN = N_("Run")
    GRAIN = N_("Step by")
    LOOK = N_("Look closer")
    CHANGE = N_("Change")
    COMPARE = N_("Compare")
    STAGE = N_("Stage")
    PRESENT = N_("Present")
    VIEW = N_("View")
    HELP = N_("Help")


def _always(_hands: Hands) -> bool:
    return True


@dataclass(frozen=True)
class Command:
    """One row of the table."""

    id: str
    title: str
    """A verb and what it is done to, as the menu says it (English)."""
    help: str
    """One sentence for whoever does not know it yet (English)."""
    act: Callable[[Hands], object]
    menu: Menu
    keys: tuple[str, ...] = ()
    """Shortcuts as Qt writes them, the one that is shown first."""
    icon: str = ""
    icon_on: str = ""
    """Another icon while it is checked."""
    toolbar: str = ""
    """The group of the toolbar that shows it; nowhere if empty."""
    enabled: Callable[[Hands], bool] = _always
    checked: Callable[[Hands], bool] | None = None
    """Whether the tick is set; None for a command that is not a switch."""
    repeats: bool = False
    """Whether holding the key does it again and again."""
    act_numbered: Callable[[Hands, int], object] | None = None
    """Where each of the keys stands for a number, from 0: what the key of a number does."""
