"""What is made of a lesson once and then remembered by it: it goes when the lesson goes, and so do
the weights of a large network that is closed."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from .parts import Lesson

__all__ = ["remembered"]

P = ParamSpec("P")
R = TypeVar("R")


def remembered(
    count: int,
) -> Callable[[Callable[Concatenate[Lesson, P], R]], Callable[Concatenate[Lesson, P], R]]:
    """Let a lesson remember the last `count` results of a function of it; the other arguments are
    hashable."""

    def remembering(
        function: Callable[Concatenate[Lesson, P], R],
    ) -> Callable[Concatenate[Lesson, P], R]:
        def known(lesson: Lesson, /, *args: P.args, **kwargs: P.kwargs) -> R:
            results = vars(lesson).setdefault("_remembered", {}).setdefault(function, {})
            key = (args, *sorted(kwargs.items()))
            if key in results:
                results[key] = results.pop(key)  # the last that was asked for is the last to go
            else:
                results[key] = function(lesson, *args, **kwargs)
                if len(results) > count:
                    del results[next(iter(results))]
            found: R = results[key]
            return found

        return functools.update_wrapper(known, function)

    return remembering
