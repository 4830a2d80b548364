"""What came of a break."""

from __future__ import annotations

from enum import StrEnum


class Verdict(StrEnum):
    """What the tests said of a break that was planted."""

    CAUGHT = "caught"
    HUNG = "hung"
    """A test did not come to an end any more, and was ended."""
    UNNOTICEABLE = "nothing to notice"
    """The break is known to change nothing that a person could notice."""
    UNUSABLE = "UNUSABLE"
    """The tests could not even be collected, so nothing was shown."""
    MISSED = "MISSED"

    @property
    def noticed(self) -> bool:
        """Whether the tests noticed it."""
        return self in {Verdict.CAUGHT, Verdict.HUNG}
