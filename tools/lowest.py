"""The lowest release of each dependency that pyproject.toml allows, as constraints for pip.

``python -m tools.lowest`` writes one line for each requirement; `make lowest` runs the tests with
them. What the dependencies themselves need is left to pip.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

PROJECT = Path(__file__).parents[1] / "pyproject.toml"
_REQUIREMENT = re.compile(
    r"(?P<name>[\w.-]+)>=(?P<lowest>[\w.]+)(?:,[^;]+)?(?P<marker>\s*;.*)?", re.ASCII
)


def lowest(requirement: str) -> str:
    """Return the constraint to exactly the lower bound of a requirement, its marker kept.

    Raises ValueError for a requirement that does not begin with a lower bound.
    """
    parts = _REQUIREMENT.fullmatch(requirement)
    if parts is None:
        raise ValueError(f"not of the form name>=version: {requirement}")
    return f"{parts['name']}=={parts['lowest']}{parts['marker'] or ''}"


def requirements(path: Path = PROJECT) -> list[str]:
    """Return what the program, its development and its building need, as pyproject.toml says."""
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    project = content["project"]
    return [
        *project["dependencies"],
        *project["optional-dependencies"]["dev"],
        *content["build-system"]["requires"],
    ]


if __name__ == "__main__":
    for each in requirements():
        print(lowest(each))
