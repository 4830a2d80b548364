"""What PyInstaller needs to know of this program; it finds this folder by an entry point."""

from __future__ import annotations

from pathlib import Path

import visualnn
from visualnn.resources import resource

__all__ = ["data_folders", "hook_folders"]

_PACKAGE = Path(visualnn.__file__).parent


def hook_folders() -> list[str]:
    """The folders with hooks: this one."""
    return [str(Path(__file__).parent)]


def data_folders() -> list[tuple[str, str]]:
    """Lessons, assets and catalogues, each with the folder of the frozen program where `resource`
    and `use_language` look for it."""
    catalogues = sorted(_PACKAGE.glob("locale/*/LC_MESSAGES/*.mo"))
    return [
        *((str(resource(name)), f"visualnn/_data/{name}") for name in ("lessons", "assets")),
        *(
            (str(path), f"visualnn/{path.parent.relative_to(_PACKAGE).as_posix()}")
            for path in catalogues
        ),
    ]
