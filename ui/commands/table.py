"""The commands: one table of everything the window can be asked to do.

Menus, toolbar, shortcuts, help sheet and palette are all read off this table; a command that is not
in it does not exist. The keys are those of debuggers and of video players: no letter stands alone,
because a Korean keyboard would write a syllable with it.
"""

from __future__ import annotations

from .command import Command
from .rows.changing import CHANGING
from .rows.comparing import COMPARING
from .rows.helping import HELPING
from .rows.lessons import LESSONS
from .rows.looking import LOOKING
from .rows.presenting import PRESENTING
from .rows.running import RUNNING
from .rows.staging import STAGING
from .rows.stepping import GRAINS, STEPPING
from .rows.taking import TAKING
from .rows.viewing import VIEWING

__all__ = ["BY_ID", "COMMANDS"]

COMMANDS: tuple[Command, ...] = (
    *LESSONS,
    *STEPPING,
    *RUNNING,
    *GRAINS,
    *LOOKING,
    *CHANGING,
    *COMPARING,
    *STAGING,
    *TAKING,
    *PRESENTING,
    *VIEWING,
    *HELPING,
)
"""The table."""

BY_ID = {command.id: command for command in COMMANDS}
