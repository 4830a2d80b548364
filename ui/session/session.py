"""The session: a learner in a lesson. What can be asked about it, and what can be wished.

It knows nothing of the window. Each class adds one thing to the one under it: the answers to
questions (`situation`), the granting of wishes (`granting`), and here their names as verbs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from visualnn.grain import Grain

from . import wishes
from .granting import Granting
from .playing import SPEEDS

if TYPE_CHECKING:
    from visualnn.expr import Source

__all__ = ["Session"]


class Session(Granting):
    """What the learner is doing."""

    # -- verbs -------------------------------------------------------------------------------------

    def over(self) -> None:
        """One step on, at the chosen grain."""
        self.grant(wishes.Step(+1))

    def back(self) -> None:
        """One step back, at the chosen grain."""
        self.grant(wishes.Step(-1))

    def into(self) -> None:
        """One grain finer, and one step there."""
        self.set_grain(max(self.grain - 1, 0))
        self.over()

    def out(self) -> None:
        """To the end of what is going on, one grain coarser."""
        self.grant(wishes.StepOut())

    def jump_iteration(self, direction: int) -> None:
        """To the end of this iteration (+1), or of the one before (−1)."""
        self.grant(wishes.StepUnit(int(Grain.ITERATION), direction))

    def jump_epoch(self, direction: int) -> None:
        """To the end of this epoch (+1), or of the one before (−1)."""
        self.grant(wishes.StepUnit(int(Grain.EPOCH), direction))

    def set_grain(self, grain: int) -> None:
        """How much a step covers from now on."""
        self.grant(wishes.SetGrain(int(grain)))

    def seek(self, tick: int) -> None:
        """Go to a tick."""
        self.grant(wishes.Seek(tick))

    def seek_start(self) -> None:
        """Before the first instruction."""
        self.grant(wishes.SeekStart())

    def seek_end(self) -> None:
        """The end of the lesson, or where the training said that it is over."""
        self.grant(wishes.SeekEnd())

    def seek_stop(self, direction: int) -> None:
        """The next (+1) or the previous (−1) stop of the lesson."""
        self.grant(wishes.SeekStop(direction))

    def look_at(self, place: Source) -> None:
        """Explain a number that is known here, and stay on its row and unit from now on."""
        self.grant(wishes.LookAt(place))

    def look_at_seed(self) -> None:
        """Explain the seed."""
        from visualnn.expr import Source

        self.visit(Source("seed"))

    def visit(self, place: Source) -> None:
        """Show a number by its name: here if it is known, else where it will be written."""
        self.grant(wishes.Visit(place))

    def seek_origin(self) -> None:
        """To where the number in focus was made."""
        self.grant(wishes.SeekOrigin())

    def seek_trouble(self) -> None:
        """To the first number that is not finite."""
        self.grant(wishes.SeekTrouble())

    def seek_parting(self) -> None:
        """To the first number in which this run and one beside it part."""
        self.grant(wishes.SeekParting())

    def seek_flag(self) -> None:
        """To where the first flag of the gradient flow began."""
        self.grant(wishes.SeekFlag())

    def look_back(self, direction: int) -> None:
        """To what was looked at before (−1), or forward again (+1)."""
        self.grant(wishes.LookBack(direction))

    def check_gradient(self) -> None:
        """Compare the gradient in focus with two extra forward passes."""
        self.grant(wishes.CheckGradient())

    def toggle_breakpoint(self, name: str) -> None:
        """Halt, or no longer, where this name is written."""
        self.grant(wishes.ToggleBreakpoint(name))

    def toggle_breakpoint_here(self) -> None:
        """Halt, or no longer, where the last name was written."""
        if self.written:
            self.toggle_breakpoint(self.written)

    def toggle_condition(self, condition: str) -> None:
        """Halt, or no longer, where a condition comes true."""
        self.grant(wishes.ToggleCondition(condition))

    def toggle_watch(self, number: str) -> None:
        """Follow a number or a measure through all iterations, or no longer."""
        self.grant(wishes.ToggleWatch(number))

    def toggle_watch_here(self) -> None:
        """Follow the number in focus through all iterations, or no longer."""
        if self.place is not None:
            self.toggle_watch(str(self.place))

    def edit(self, place: Source, value: float) -> None:
        """Give a number another value from here on."""
        self.grant(wishes.Edit(place, value))

    def turn(self, knob: str, setting: str | None = None) -> None:
        """Turn a knob to a setting, or to where the lesson has it."""
        self.grant(wishes.Turn(knob, setting))

    def undo(self) -> None:
        """Take the last edit back and show where it was."""
        self.grant(wishes.Undo())

    def redo(self) -> None:
        """Make the last edit that was taken back again and show where it is."""
        self.grant(wishes.Redo())

    # -- runs shown together -----------------------------------------------------------------------

    def search_rates(self) -> None:
        """Find for each run of a race the learning rate at which it does best."""
        self.grant(wishes.SearchRates())

    def return_rates(self) -> None:
        """Let every run of a race have the rate of the lesson again."""
        self.grant(wishes.ReturnRates())

    def keep(self) -> None:
        """Keep the leading run as it is beside what it becomes."""
        self.grant(wishes.Keep())

    def bring_next_to_front(self) -> None:
        """Draw the next of the runs over the others, the leading one after the last."""
        runs = self.runs
        if runs:
            here = next((n for n, run in enumerate(runs) if run.is_in_front), -1)
            self.grant(wishes.BringToFront(runs[(here + 1) % len(runs)].id))

    def lead_front(self) -> None:
        """Let the run in front lead."""
        if self.front is not None:
            self.grant(wishes.Lead(self.front.id))

    def leave_out_front(self) -> None:
        """Show and compute the run in front no longer."""
        if self.front is not None:
            self.grant(wishes.LeaveOut(self.front.id))

    def bring_back(self) -> None:
        """Show every run again that was left out."""
        for name in self.left_out:
            self.grant(wishes.BringBack(name))

    def dismiss(self) -> None:
        """Let a kept run or the ghost go: the one in front if it is one."""
        if self.dismissible:
            self.grant(wishes.Dismiss(self.dismissible))

    # -- playing -----------------------------------------------------------------------------------

    def play(self) -> None:
        """Step on by itself."""
        if self._position is not None:
            self._playing.start(self._position)

    def toggle_playing(self) -> None:
        """Play or pause."""
        self.pause() if self.playing else self.play()

    def set_speed(self, speed: float) -> None:
        """So many steps a second from now on."""
        self._pace.speed = speed

    def change_speed(self, direction: int) -> None:
        """The next faster or slower speed."""
        if direction > 0:
            self.set_speed(min((s for s in SPEEDS if s > self.speed), default=self.speed))
        else:
            self.set_speed(max((s for s in SPEEDS if s < self.speed), default=self.speed))
