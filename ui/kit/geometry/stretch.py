"""A stretch: the part of a long axis that is on screen, and the way between its places and pixels.

The places are iterations as real numbers: 12.25 is a quarter of the way through iteration 12.
"""

from __future__ import annotations

from visualnn.dataclass import dataclass


@dataclass(frozen=True)
class Stretch:
    """A part of an axis that runs from 0 to some `whole`: where it begins and how long it is."""

    first: float
    length: float

    @property
    def end(self) -> float:
        return self.first + self.length

    def place_of(self, x: float, left: float, width: float) -> float:
        """The place drawn at pixel `x`, where the stretch fills `width` pixels from `left` on."""
        return self.first + (x - left) / max(width, 1.0) * self.length

    def x_of(self, place: float, left: float, width: float) -> float:
        """The pixel at which a place is drawn."""
        return left + (place - self.first) / self.length * width

    def shows(self, place: float) -> bool:
        return self.first <= place <= self.end

    def zoomed(self, at: float, factor: float, least: float, whole: float) -> Stretch:
        """`factor` times as long, the place `at` staying where it is; never shorter than `least`,
        never longer than the `whole`."""
        length = max(min(self.length * factor, whole), min(least, whole))
        return Stretch(at - (at - self.first) * (length / self.length), length).inside(whole)

    def moved(self, by: float, whole: float) -> Stretch:
        """A stretch of the same length, further on, but not past the ends of the whole."""
        return Stretch(self.first + by, self.length).inside(whole)

    def following(self, place: float, whole: float) -> Stretch:
        """The same stretch if it shows the place, otherwise one that shows it with a fifth of its
        length on the side the place came from."""
        if self.shows(place):
            return self
        share = 0.2 if place > self.end else 0.8
        return Stretch(place - share * self.length, self.length).inside(whole)

    def inside(self, whole: float) -> Stretch:
        """A stretch of the same length, pushed to where it lies between 0 and the whole."""
        first = max(0.0, min(self.first, whole - self.length))
        return self if first == self.first else Stretch(first, self.length)
