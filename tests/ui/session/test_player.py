"""The player: where the verbs lead at every grain, what playing halts at, what edits do."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.session.player import Player
from visualnn.expr import Source
from visualnn.lesson import find, from_dict, load
from visualnn.machine.walk import Grain
from visualnn.tell.frame import Frame


@pytest.fixture
def player(qapp: QApplication) -> Player:
    made = Player(load(find("xor")))
    made.go(0)
    return made


def now(player: Player) -> Frame:
    assert player.frame is not None
    return player.frame


@pytest.mark.parametrize("grain", [grain for grain in Grain if grain is not Grain.TERM])
def test_over_and_back_are_inverse_at_every_grain(player: Player, grain: Grain) -> None:
    player.go(26 * 3)
    player.set_grain(grain)
    ticks = [player.tick]
    for _ in range(5):
        player.over()
        ticks.append(player.tick)
    assert sorted(set(ticks)) == ticks
    for tick in reversed(ticks[:-1]):
        player.back()
        assert player.tick == tick


def test_terms_are_added_one_by_one_and_taken_away_again(player: Player) -> None:
    player.go(3)
    player.set_grain(Grain.TERM)
    seen = []
    for _ in range(3):
        player.over()
        partial = getattr(now(player).explanation, "partial", None)
        seen.append((player.tick, partial.shown if partial else None))
    assert seen == [(3, 1), (3, 2), (4, 1)]
    back = []
    for _ in range(3):
        player.back()
        partial = getattr(now(player).explanation, "partial", None)
        back.append((player.tick, partial.shown if partial else None))
    assert back == [(3, 2), (3, 1), (2, None)]


def test_the_last_partial_sum_is_the_number(player: Player) -> None:
    player.go(3)
    player.set_grain(Grain.TERM)
    player.over()
    player.over()
    explanation = now(player).explanation
    assert explanation is not None
    assert explanation.partial is not None
    assert explanation.partial.shown == explanation.partial.terms
    assert explanation.partial.subtotal == pytest.approx(explanation.value, rel=1e-12)


def test_the_eye_stays_on_the_unit_that_was_clicked(player: Player) -> None:
    player.go(4)
    player.look_at(Source("hidden.z", (2, 5)))
    player.over()
    assert player.focus is not None
    assert player.focus.place == Source("hidden.a", (2, 5))
    player.over()
    assert player.focus.place == Source("output.xW", (2, 0))
    player.go(21)
    assert player.focus.place == Source("d.hidden.b", (5,))


def test_playing_halts_at_a_stop_and_at_a_breakpoint(player: Player, qtbot: QtBot) -> None:
    player.set_speed(float("inf"))
    player.go(26)  # behind the stops of the first iteration
    player.toggle_breakpoint("L")
    player.play()
    qtbot.waitUntil(lambda: not player.playing)
    assert player.tick == 26 + 10
    player.toggle_breakpoint("L")
    player.play()
    qtbot.waitUntil(lambda: not player.playing)
    assert player.tick == next(s.tick for s in player.lesson.stops if s.name == "hundred")


def test_the_highest_speed_gets_to_the_end(player: Player, qtbot: QtBot) -> None:
    player.set_speed(float("inf"))
    while player.tick < player.lesson.last_tick:
        player.play()
        qtbot.waitUntil(lambda: not player.playing, timeout=20_000)
    assert len(now(player).curves["L"]) == player.lesson.iterations


@pytest.mark.parametrize("grain", [Grain.ITERATION, Grain.EPOCH, None])
def test_playing_halts_where_the_training_says_that_it_is_over(
    player: Player, grain: Grain | None, qtbot: QtBot
) -> None:
    described = load(find("xor")).spec.model_dump(mode="json", exclude_none=True)
    described |= {"stops": [], "batch": {"size": 2}, "beside": None}
    described["optimizer"]["lr"] = 0.0
    described["callbacks"] = {"early_stopping": {"patience": 7}}
    player.open(from_dict({key: part for key, part in described.items() if part is not None}))
    told: list[str] = []
    player.failed.connect(told.append)
    player.set_speed(60.0 if grain else float("inf"))
    player.set_grain(grain or Grain.EPOCH)
    player.play()
    qtbot.waitUntil(lambda: not player.playing, timeout=5000)
    assert player.tick == player.history.program.end_of(2 * 8 - 1)
    assert float(now(player).values["stopped"]) == 1
    assert len(told) == 1
    player.go(0)
    player.to_end()
    assert player.tick == player.history.program.end_of(2 * 8 - 1)
    player.play()  # and on, if one wants
    qtbot.waitUntil(lambda: now(player).place.epoch > 9, timeout=5000)
    player.pause()
    assert len(told) == 1


def test_an_edit_goes_on_from_its_tick_and_undo_brings_back_every_bit(player: Player) -> None:
    player.go(26 * 5)
    before = {name: value.tobytes() for name, value in now(player).values.items()}
    player.go(23)
    place = Source("hidden.W", (1, 3))
    player.edit(place, -1.5)
    assert now(player).values["hidden.W"][1, 3] == -1.5
    player.go(26 * 5)
    assert {name: value.tobytes() for name, value in now(player).values.items()} != before
    player.undo()
    assert (player.tick, player.focus and player.focus.place) == (23, place)
    player.go(26 * 5)
    assert {name: value.tobytes() for name, value in now(player).values.items()} == before
    player.redo()
    assert now(player).values["hidden.W"][1, 3] == -1.5


def test_a_long_way_can_be_given_up(qapp: QApplication, qtbot: QtBot) -> None:
    long = Player(load(find("digits")))
    long.go(0)
    told: list[float] = []
    long.busy.connect(told.append)
    long.go(long.lesson.last_tick)
    if long.tick == 0:  # not there within the first patience
        long.cancel()
        assert told[-1] == 1.0
        assert long.tick == 0
    qtbot.wait(50)
    assert long.tick in (0, long.lesson.last_tick)


def test_what_cannot_be_changed_is_told_and_changes_nothing(player: Player) -> None:
    told: list[str] = []
    player.failed.connect(told.append)
    player.go(5)
    player.edit(Source("data.x", (0, 0)), 3.0)
    assert len(told) == 1
    assert player.history.edits == ()
    assert player.tick == 5


def test_origin_and_use_are_opposite_ways(player: Player) -> None:
    player.go(12)
    player.look_at(Source("hidden.a", (1, 3)))
    player.to_origin()
    assert player.tick == 5
    explanation = now(player).explanation
    assert explanation is not None
    use = next(use for use in explanation.used_by if use.instruction.writes == "output.xW")
    player.to_use(use)
    assert (player.tick, player.focus and player.focus.place) == (6, Source("output.xW", (1, 0)))
