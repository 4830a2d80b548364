"""Resources: where the files that come with the program are (fonts, icons, data, lessons).

In an installed or frozen program they stand inside the package; in a checkout, which has no folder
``_data``, beside it.
"""

from pathlib import Path, PurePosixPath

__all__ = ["resource"]

_PACKAGE = Path(__file__).resolve().parent
_ROOTS = (_PACKAGE / "_data", _PACKAGE.parent)
"""Inside first: beside an installed package stand the folders of other people's packages."""


def resource(name: str) -> Path:
    """The path of a file or folder that comes with the program.

    ``name`` is relative and uses forward slashes: ``"assets/fonts/DejaVuSans.ttf"``.

    Raises ValueError if the name is absolute or climbs out with "..", and FileNotFoundError if
    nothing of that name was installed.
    """
    relative = PurePosixPath(name)
    if relative.is_absolute() or ".." in relative.parts or "\\" in name or ":" in name:
        raise ValueError(f"{name!r} is not the name of a file that comes with the program.")
    for root in _ROOTS:
        path = root.joinpath(*relative.parts)
        if path.exists():
            return path
    raise FileNotFoundError(f"{name} is missing; install visualnn again.")
