"""Reading the layers of a network at a moment: in pieces where they are large, and none twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from numpy.typing import NDArray

from visualnn.lesson.histogram import BINS, counting
from visualnn.views.base import Moment
from visualnn.views.gradient_flow import LayerFlow, LayerNames, flow_in_pieces
from visualnn.views.silence import SilenceProbe

__all__ = ["LayerReading"]

Array = NDArray[Any]


class LayerReading:
    """What was read of each layer of a run last, and the arrays that it was read from: arrays are
    read-only, so the same ones say the same."""

    def __init__(self, names: Sequence[LayerNames], silences: SilenceProbe) -> None:
        self.names = tuple(names)
        self._silences = silences
        self._flows: dict[int, tuple[tuple[object, ...], LayerFlow]] = {}
        self._counts: dict[int, tuple[Array, str, tuple[int, ...]]] = {}

    def known(self, moment: Moment, number: int) -> LayerFlow | None:
        """A layer, if it was read from the same arrays."""
        found = self._flows.get(number)
        sources = self._sources(moment, self.names[number])
        if found is None or found[0][:2] != sources[:2]:
            return None
        same = all(a is b for a, b in zip(found[0][2:], sources[2:], strict=True))
        return found[1] if same else None

    def flows(self, moment: Moment) -> Iterator[tuple[int, LayerFlow] | None]:
        """Every layer that is not known, with its place; None between two pieces of the work."""
        for number, own in enumerate(self.names):
            if self.known(moment, number) is not None:
                continue
            for flow in flow_in_pieces(moment, own, self._silences):
                if flow is None:
                    yield None
                    continue
                self._flows[number] = self._sources(moment, own), flow
                yield number, flow

    def layers(self, moment: Moment) -> tuple[LayerFlow, ...]:
        """All layers at a moment."""
        for _ in self.flows(moment):
            pass
        return tuple(self._flows[number][1] for number in range(len(self.names)))

    def _sources(self, moment: Moment, own: LayerNames) -> tuple[object, ...]:
        """All that a layer is read from."""
        known, now = moment.computed, moment.values
        names = [own.output, own.reads, f"d.{own.output}", f"d.{own.reads}", f"d.{own.before}"]
        names += [name for weight in own.weights for name in (weight, f"d.{weight}")]
        program = moment.lesson.program
        place = program.locate(moment.tick)
        done = (program.done_after(name, place.iteration) or 0 for name in own.weights)
        return (
            place.iteration,
            all(place.done >= n for n in done),
            *(known.get(name) for name in names),
            *(now.get(name) for name in own.weights),
        )

    def counts(self, number: int, array: Array, side: str) -> tuple[int, ...] | None:
        """How many numbers of a layer are in each bin, if that is known."""
        found = self._counts.get(number)
        return found[2] if found and found[0] is array and found[1] == side else None

    def counting(self, number: int, array: Array, side: str) -> Iterator[None]:
        """Count the numbers of a layer in pieces."""
        found: list[int] = []
        for counts in counting(array, BINS[side]):
            found = counts
            yield
        self._counts[number] = (array, side, tuple(found))
