"""The session: a learner at a place of a lesson. What can be asked about it, and what can be done.

It holds the player, the frame that is shown and the trail of places looked at, and knows nothing of
the window. Before the first lesson was read there is no player; every question has an answer then
too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ui.kit.guard import guarded
from visualnn import figures, text
from visualnn.text import _

from .trail import Spot, Trail

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from visualnn.expr import Source
    from visualnn.lesson import Lesson
    from visualnn.tell.frame import Focus, Frame
    from visualnn.tell.uses import Use

    from .player import Player

__all__ = ["Session"]


class Session(QObject):
    """What the learner is doing."""

    moved = Signal(object)
    """A Frame, after every change."""
    playing_changed = Signal(bool)
    busy = Signal(float)
    """The share of a long way that is done, from 0 to 1; 1 is the end of it."""
    failed = Signal(str)
    """A sentence for the learner."""
    checked = Signal(object)
    """A GradientCheck that was asked for."""

    def __init__(self, speed: float, parent: QObject | None = None) -> None:
        """`speed`: steps per second that the player will start with."""
        super().__init__(parent)
        self.player: Player | None = None
        self.frame: Frame | None = None
        self._speed = speed
        self._trail = Trail()

    def take(self, lesson: Lesson) -> None:
        """Another lesson, from its beginning."""
        self._trail.clear()
        if self.player is not None:
            self.player.open(lesson)
            return
        from .player import Player  # it brings the whole engine along

        self.player = Player(lesson, self)
        self.player.speed = self._speed
        self.player.moved.connect(self._moved)
        self.player.failed.connect(self.failed)
        self.player.busy.connect(self.busy)
        self.player.playing_changed.connect(self.playing_changed)
        self.player.go(0)

    def _moved(self, frame: Frame) -> None:
        self.frame = frame
        self.moved.emit(frame)

    # -- where the learner is ----------------------------------------------------------------------

    @property
    def tick(self) -> int:
        """Where the learner is."""
        return self.player.tick if self.player else 0

    @property
    def last_tick(self) -> int:
        """The end of the lesson."""
        return self.player.lesson.last_tick if self.player else 0

    @property
    def place(self) -> Source | None:
        """The number in focus."""
        return self.frame.focus.place if self.frame and self.frame.focus else None

    @property
    def written(self) -> str:
        """The name that was written last."""
        return self.frame.written if self.frame else ""

    def has_stop(self, direction: int) -> bool:
        """Whether the lesson has a stop further on (+1) or further back (−1)."""
        if self.player is None:
            return False
        return any((stop.tick - self.tick) * direction > 0 for stop in self.player.lesson.stops)

    # -- what holds there --------------------------------------------------------------------------

    @property
    def playing(self) -> bool:
        """Whether it steps on by itself."""
        return self.player is not None and self.player.playing

    @property
    def grain(self) -> int:
        """How much a step covers, as a number of Grain."""
        return int(self.player.grain) if self.player else 1

    @property
    def speed(self) -> float:
        """Steps per second."""
        return self.player.speed if self.player else self._speed

    @property
    def breakpoints(self) -> frozenset[str]:
        """Names at whose writing playing halts."""
        return self.player.breakpoints if self.player else frozenset()

    @property
    def has_trouble(self) -> bool:
        """Whether there is a number that is not finite."""
        return self.frame is not None and self.frame.trouble is not None

    @property
    def can_undo(self) -> bool:
        """Whether a change can be taken back."""
        return self.frame is not None and self.frame.can_undo

    @property
    def can_redo(self) -> bool:
        """Whether a change can be made again."""
        return self.frame is not None and self.frame.can_redo

    @property
    def rate(self) -> float | None:
        """The learning rate at this tick."""
        known = self.frame.values.get("lr") if self.frame else None
        return None if known is None else float(known)

    @property
    def rate_text(self) -> str:
        """The learning rate as it is written."""
        return "" if self.rate is None else figures.result(self.rate)

    @property
    def seed(self) -> int | None:
        """Where the lesson's randomness comes from."""
        return self.player.lesson.spec.seed if self.player else None

    @property
    def lesson_title(self) -> str:
        """What the lesson is called in the current language."""
        if self.player is None:
            return _("Lesson")
        return self.player.lesson.spec.title.in_language(text.language())

    @property
    def shapes(self) -> Mapping[str, tuple[int, ...]]:
        """Every name of the program and its shape."""
        return self.player.lesson.program.shapes[True] if self.player else {}

    # -- stepping and playing ----------------------------------------------------------------------

    def steer(self, act: Callable[[Player], object]) -> None:
        """Let the player do something by hand; that ends playing by itself."""
        if self.player is not None:
            self.player.pause()
            act(self.player)

    @guarded
    def seek(self, tick: int) -> None:
        """Go to a tick."""
        self.steer(lambda player: player.go(tick))

    def jump_iteration(self, direction: int) -> None:
        """To the end of this iteration, or of the one before."""
        from visualnn.machine.walk import Grain

        self.steer(lambda player: player.jump(Grain.ITERATION, direction))

    def jump_epoch(self, direction: int) -> None:
        """To the end of this epoch, or of the one before."""
        from visualnn.machine.walk import Grain

        self.steer(lambda player: player.jump(Grain.EPOCH, direction))

    def set_grain(self, number: int) -> None:
        """How much a step covers from now on."""
        from visualnn.machine.walk import Grain

        if self.player is not None:
            self.player.set_grain(Grain(number))

    def toggle_playing(self) -> None:
        """Play or pause."""
        if self.player is not None:
            self.player.toggle()

    def set_speed(self, speed: float) -> None:
        """So many steps a second from now on."""
        if self.player is not None:
            self.player.set_speed(speed)

    def change_speed(self, direction: int) -> None:
        """The next faster or slower speed."""
        from .player import SPEEDS

        further = [speed for speed in SPEEDS if (speed > self.speed) == (direction > 0)]
        further = [speed for speed in further if speed != self.speed]
        if further:
            self.set_speed(min(further) if direction > 0 else max(further))

    @guarded
    def toggle_breakpoint(self, name: str) -> None:
        """Halt, or no longer, where this name is written."""
        if self.player is not None:
            self.player.toggle_breakpoint(name)

    def toggle_breakpoint_here(self) -> None:
        """Halt, or no longer, where the last name was written."""
        if self.written:
            self.toggle_breakpoint(self.written)

    def halt(self) -> None:
        """Give up a long way, and stop playing."""
        if self.player is not None:
            self.player.cancel()
            self.player.pause()

    # -- looking -----------------------------------------------------------------------------------

    @guarded
    def look_at(self, place: Source) -> None:
        """Explain a number that is known here."""
        if self.player is not None:
            self.leave()
            self.player.look_at(place)

    @guarded
    def look_at_seed(self) -> None:
        """Explain the seed."""
        from visualnn.expr import Source

        self.visit(Source("seed"))

    def visit(self, place: Source) -> None:
        """Show a number by its name: here if it is known, else where it will be written."""
        if self.player is None or self.frame is None:
            return
        self.leave()
        if place.name in self.frame.values:
            self.player.look_at(place)
            return
        program = self.player.lesson.program
        iteration = program.locate(self.tick).iteration
        closing = (iteration // program.iterations + 1) * program.iterations - 1
        for candidate in (iteration, closing):
            done = program.done_after(place.name, candidate)
            if done is not None:
                tick = program.start_of(candidate) + done
                self.steer(lambda player, tick=tick: player.go(tick, _focus(place)))  # type: ignore[misc]
                return

    @guarded
    def follow(self, use: Use) -> None:
        """To where the number in focus goes."""
        self.leave()
        self.steer(lambda player: player.to_use(use))

    @guarded
    def seek_origin(self) -> None:
        """To where the number in focus was made."""
        self.leave()
        self.steer(lambda player: player.to_origin())

    @guarded
    def seek_trouble(self) -> None:
        """To the first number that is not finite."""
        self.leave()
        self.steer(lambda player: player.to_trouble())

    @guarded
    def check_gradient(self) -> None:
        """Compare the gradient in focus with two extra forward passes."""
        found = self.player.check_gradient() if self.player is not None else None
        if found is not None:
            self.checked.emit(found)

    def leave(self) -> None:
        """Remember this spot before going somewhere else by a door."""
        self._trail.leave(Spot(self.tick, self.place))

    def can_look_back(self, direction: int) -> bool:
        """Whether there is something to go back (−1) or forward (+1) to."""
        return self._trail.leads(direction)

    def look_back(self, direction: int) -> None:
        """To what was looked at before, or back again."""
        spot = self._trail.go(direction, Spot(self.tick, self.place))
        if spot is not None:
            self.steer(lambda player: player.go(spot.tick, _focus(spot.place)))

    # -- changing ----------------------------------------------------------------------------------

    @guarded
    def edit(self, place: Source, value: float) -> None:
        """Give a number another value from here on."""
        self.steer(lambda player: player.edit(place, value))


def _focus(place: Source | None) -> Focus | None:
    from visualnn.tell.frame import Focus

    return None if place is None else Focus(place)
