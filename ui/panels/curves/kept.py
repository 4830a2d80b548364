"""What was made last, made again only when it would be another thing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

__all__ = ["Kept"]

T = TypeVar("T")


class Kept(Generic[T]):
    """What was made last under each name, made again only when it would be another thing."""

    def __init__(self) -> None:
        self._made: dict[str, tuple[object, T]] = {}

    def get(self, name: str, key: object, make: Callable[[], T]) -> T:
        known = self._made.get(name)
        if known is None or known[0] != key:
            known = self._made[name] = (key, make())
        return known[1]
