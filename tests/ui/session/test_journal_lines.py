"""What stands in the journal of a session: which lines are written when, and what is told."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.desks import small_lesson
from tests.ui.runs import lesson
from tests.ui.session.sittings import Sitting
from ui.session import keeping, wishes
from ui.session.keeping import Keeping
from ui.session.session import Session
from visualnn.expr import Source
from visualnn.journal.reading import journal_from, read_journal
from visualnn.lesson import load, open_named
from visualnn.lesson.own_data import lesson_text, proposals, write_lesson
from visualnn.machine.walk import Grain
from visualnn.tell.data_report import looked_at

Sit = Callable[[], Sitting]
PLACE = Source("hidden.W", (1, 3))


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 100.0
        monkeypatch.setattr(keeping, "time", SimpleNamespace(monotonic=lambda: self.now))


def path_of(sitting: Sitting) -> Path:
    assert sitting.keeping.path is not None
    return sitting.keeping.path


def records(sitting: Sitting) -> list[dict[str, Any]]:
    """What is on the disk by now."""
    assert sitting.keeping.wait_until_saved(5)
    return [*read_journal(path_of(sitting)).records()]


def with_key(sitting: Sitting, key: str) -> list[Any]:
    """What stands under a key, from the first line to the last."""
    return [record[key] for record in records(sitting) if key in record]


# -- checkpoints -----------------------------------------------------------------------------------


def test_whoever_rests_has_a_checkpoint_of_the_last_wish(
    sit: Sit, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "CHECKPOINT_MILLISECONDS", 1)
    first = sit().open()
    first.session.seek(30)
    qtbot.waitUntil(lambda: len(with_key(first, "checkpoint")) == 1)
    assert with_key(first, "checkpoint")[0]["tick"] == 30
    first.keeping.make_checkpoint()  # nothing was done since
    assert len(with_key(first, "checkpoint")) == 1


def test_a_checkpoint_comes_with_the_last_of_so_many_wishes_and_counts_them(
    sit: Sit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "CHECKPOINT_WISH_COUNT", 3)
    first = sit().open()
    counts = []
    for _wish in range(7):
        first.session.over()
        QApplication.processEvents()
        counts.append(len(with_key(first, "checkpoint")))
    assert counts == [0, 0, 1, 1, 1, 2, 2]
    assert with_key(first, "wishes") == [3, 6]
    first.close()
    again = sit().open()
    again.session.over()
    again.keeping.make_checkpoint()
    assert with_key(again, "wishes") == [3, 6, 7, len(with_key(again, "granted"))]


def test_wishes_since_the_last_checkpoint_are_counted_again_after_a_kill(sit: Sit) -> None:
    first = sit().open()
    for _wish in range(5):
        first.session.over()
    first.kill()
    again = sit().open()
    again.session.over()
    again.keeping.make_checkpoint()
    assert with_key(again, "wishes") == [len(with_key(again, "granted"))]
    again.keeping.start_over()
    again.session.over()
    again.keeping.make_checkpoint()
    assert with_key(again, "wishes") == [1]


def test_a_lesson_that_was_only_looked_into_has_no_checkpoint_of_its_own(sit: Sit) -> None:
    first = sit().open()
    first.session.over()
    first.close()
    second = sit().open()
    second.close()
    path = second.folder.latest("xor")
    assert path is not None
    assert sum("checkpoint" in each for each in read_journal(path).records()) == 1


# -- where playing came to -------------------------------------------------------------------------


def test_a_place_that_is_come_to_again_is_noted_again(sit: Sit) -> None:
    """After a wish, and in another session: what was noted before stands behind something else."""
    first = sit().open()
    there = wishes.Arrive(7)
    first.session.drift_to(there)
    first.session.refresh()  # the same place once more is no news
    assert [note["tick"] for note in with_key(first, "note")] == [7]
    first.session.back()
    first.session.drift_to(there)
    assert [note["tick"] for note in with_key(first, "note")] == [7, 7]
    first.keeping.start_over()
    first.session.drift_to(there)
    assert [note["tick"] for note in with_key(first, "note")] == [7]
    first.kill()
    assert sit().open().session.tick == 7


def test_playing_is_written_down_and_the_place_where_it_ended(sit: Sit, qtbot: QtBot) -> None:
    first = sit().open()
    first.session.set_speed(60.0)
    first.session.seek(30)
    first.session.play()
    qtbot.waitUntil(lambda: first.session.tick > 32)
    first.session.pause()
    QApplication.processEvents()
    assert with_key(first, "playing") == [True, False]
    assert with_key(first, "note")[-1]["tick"] == first.session.tick


def test_places_are_noted_a_few_times_a_second_while_it_plays(
    sit: Sit, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock(monkeypatch)
    first = sit().open()
    first.session.over()
    clock.now += keeping.NOTE_SECONDS
    first.session.play()
    noted = []
    for seconds in (0.0, keeping.NOTE_SECONDS / 2, keeping.NOTE_SECONDS / 2, 0.0):
        clock.now += seconds
        first.session.drift_to(wishes.Arrive(first.session.tick + 1))
        noted.append(len(with_key(first, "note")))
    assert first.session.playing
    assert noted == [1, 1, 2, 2]
    first.session.pause()
    first.session.drift_to(wishes.Arrive(first.session.tick + 1))  # at rest each place is
    assert len(with_key(first, "note")) == 3


def test_each_line_says_how_long_after_the_beginning_of_its_sitting_it_was_written(
    sit: Sit, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock(monkeypatch)
    first = sit().open()
    clock.now += 50.0  # nobody did anything yet
    first.session.over()
    clock.now += 2.50049  # thousandths are enough
    first.session.over()
    assert with_key(first, "at") == [0.0, 0.0, 2.5]
    first.kill()
    clock.now += 1000.0
    again = sit().open()
    clock.now += 1.25
    again.session.over()
    assert with_key(again, "at") == [0.0, 0.0, 2.5, 0.0, 1.25]


# -- beginning again -------------------------------------------------------------------------------


def test_started_over_there_is_a_session_at_once_and_the_bookmarks_are_in_it(sit: Sit) -> None:
    first = sit().open()
    first.session.set_grain(Grain.LAYER)
    first.session.seek(30)
    first.session.grant(wishes.SetBookmark(2, 26, "The bend", PLACE, "boundary"))
    old, kept = path_of(first), dict(first.session.bookmarks)
    first.keeping.start_over()
    assert path_of(first) != old
    assert first.session.bookmarks == kept
    assert read_journal(path_of(first)).header.grain == Grain.LAYER
    first.kill()
    again = sit().open()
    assert (again.session.tick, again.session.bookmarks) == (0, kept)
    assert path_of(again) != old


def test_started_over_without_a_wish_the_old_place_does_not_come_back(sit: Sit) -> None:
    first = sit().open()
    first.session.seek(30)
    first.keeping.start_over()
    first.close()
    assert sit().open().session.tick == 0


def test_where_nothing_is_kept_a_lesson_is_started_over_all_the_same(qapp: QApplication) -> None:
    session = Session(2.0)
    kept = Keeping(session, None)
    kept.start_over()
    assert not session.has_lesson
    kept.open(lesson("xor"), "xor")
    session.seek(30)
    session.grant(wishes.AnswerQuestion("before-relu", "relu-of-it", "positive"))
    session.grant(wishes.SetBookmark(1, 26, "here"))
    kept.start_over()
    assert session.tick == 0
    assert not session.position.said
    assert list(session.bookmarks) == [1]
    assert (kept.folder, kept.path, kept.is_saved) == (None, None, True)
    assert kept.wait_until_saved(0.0)
    session.halt()


def test_opened_anew_a_session_begins_at_once_beside_the_one_there_is(sit: Sit) -> None:
    first = sit().open()
    first.session.seek(30)
    old = path_of(first)
    first.close()
    second = sit()
    second.keeping.open(lesson("xor"), "xor", anew=True)
    assert second.keeping.folder is second.folder
    assert path_of(second) != old
    assert second.session.tick == 0
    second.close()
    assert sit().open().session.tick == 0


def test_answers_of_another_session_of_the_lesson_are_not_taken_over(sit: Sit) -> None:
    first = sit().open()
    answer = wishes.AnswerQuestion("before-relu", "relu-of-it", "positive")
    first.session.grant(answer)
    first.keeping.open(lesson("xor"), "xor", anew=True)
    assert not first.session.position.said
    first.session.grant(answer)
    first.open("logistic")
    first.open("xor")
    assert len(first.session.position.said) == 1


# -- what cannot be gone on with -------------------------------------------------------------------


def test_a_damaged_end_is_told_and_a_torn_line_is_not(sit: Sit) -> None:
    first = sit().open()
    for _wish in range(3):
        first.session.over()
    path = path_of(first)
    first.kill()
    whole = path.read_bytes()
    path.write_bytes(whole[:-5])
    torn = sit().open()
    assert (torn.told, torn.session.tick) == ([], 2)
    torn.kill()
    path.write_bytes(whole[:-5] + b"\n" + whole[-40:])
    damaged = sit().open()
    assert damaged.told == [
        "A part of this session is damaged; everything before it is here again."
    ]
    assert damaged.session.tick == 2


def test_a_file_that_cannot_be_read_is_told_with_its_name_and_another_session_begins(
    sit: Sit,
) -> None:
    first = sit().open()
    first.session.seek(30)
    path = path_of(first)
    first.close()
    second = sit()
    monkey = pytest.MonkeyPatch()
    with monkey.context() as patch:

        def refused(_folder: object, _path: Path) -> None:
            raise OSError("the disk is gone")

        patch.setattr(type(second.folder), "go_on", refused)
        second.open()
    assert second.told == [f"The session {path.name} cannot be gone on with: the disk is gone"]
    assert second.session.tick == 0
    second.session.over()
    assert path_of(second) != path


def test_a_session_that_is_open_elsewhere_opens_as_a_new_one(sit: Sit) -> None:
    first = sit().open()
    first.session.seek(30)
    second = sit()
    assert second.keeping.open_session(path_of(first)) == "xor"
    assert "another window" in second.told[0]
    assert second.session.tick == 0
    second.session.set_grain(Grain.PHASE)
    second.session.over()
    assert path_of(second) != path_of(first)
    header = read_journal(path_of(second)).header
    assert header.opened == "xor"
    assert header.begun >= read_journal(path_of(first)).header.begun


def test_a_session_of_which_nobody_knows_what_it_was_is_not_gone_on_with(sit: Sit) -> None:
    """A lesson that was made in memory has no file that says what it computed."""
    for _time in range(2):
        made = sit().open("small", small_lesson())
        assert (made.session.tick, made.told) == (0, [])
        made.session.seek(9)
        made.close()


def test_a_known_network_has_no_file_and_is_gone_on_with(sit: Sit) -> None:
    first = sit().open("lenet5", open_named("lenet5"))
    first.session.over()
    first.close()
    again = sit().open("lenet5", open_named("lenet5"))
    assert (again.session.tick, again.told) == (1, [])


def test_other_data_of_the_same_form_begin_another_session(sit: Sit, tmp_path: Path) -> None:
    table = tmp_path / "points.csv"
    lines = [f"{n},{n * n % 7},{n % 2}" for n in range(12)]
    table.write_text("\n".join(["a,b,t", *lines, ""]), encoding="utf-8")
    own, folder = looked_at(table).own, tmp_path / "mine"
    write_lesson(folder, own, lesson_text(own, proposals(own)[0], "mine"))
    first = sit().open(str(folder), load(folder))
    first.session.seek(5)
    path = path_of(first)
    first.close()
    again = sit().open(str(folder), load(folder))
    assert (again.session.tick, again.told) == (5, [])
    again.close()
    for copy in tmp_path.rglob("*.csv"):
        copy.write_text(copy.read_text(encoding="utf-8").replace("1,1,1", "1,2,1"), "utf-8")
    second = sit().open(str(folder), load(folder))
    assert second.session.tick == 0
    (told,) = second.told
    assert "changed since you were here. A new session begins;" in told
    assert path.stem in told


# -- ended in the middle ---------------------------------------------------------------------------


def test_a_session_in_which_nothing_was_done_was_not_interrupted(sit: Sit, qtbot: QtBot) -> None:
    first = sit().open()
    first.session.over()
    path = path_of(first)
    first.kill()
    path.write_bytes(journal_from(path.read_bytes()).lines[0])
    second = sit().open()
    QApplication.processEvents()
    assert second.interrupted == []
    assert path_of(second) == path


def test_twice_ended_right_after_it_was_begun_nobody_is_led_there_unasked(
    sit: Sit, qtbot: QtBot
) -> None:
    first = sit().open()
    first.keeping.start_over()
    first.session.grant(wishes.ToggleBreakpoint("L"))
    path = path_of(first)
    first.kill()
    begun = journal_from(path.read_bytes())
    path.write_bytes(b"".join(begun.lines[:2]))  # the header and the sitting
    second = sit().open()
    qtbot.waitUntil(lambda: second.interrupted == [True])
    assert path_of(second) == path
    second.kill()
    third = sit().open()
    qtbot.waitUntil(lambda: third.interrupted == [False])
    assert third.keeping.path is None
    third.keeping.go_back()
    assert path_of(third) == path
    QApplication.processEvents()
    assert third.interrupted == [False]  # asked for, it is no news
    third.keeping.go_back()  # there is nothing more to go back to
    assert path_of(third) == path


def test_there_is_no_way_back_into_another_lesson(sit: Sit, qtbot: QtBot) -> None:
    first = sit().open()
    first.session.seek(30)
    first.kill()
    for _time in range(2):
        killed = sit()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Keeping, "_replay", lambda *_: None)  # it ends the program
            killed.keeping.open(lesson("xor"), "xor")
        killed.kill()
    again = sit().open()
    qtbot.waitUntil(lambda: again.interrupted == [False])
    again.open("logistic")
    again.keeping.go_back()
    assert (again.session.lesson_name, again.session.tick) == ("logistic", 0)


def test_a_place_that_was_left_before_it_was_reached_is_compared_with_nothing(
    sit: Sit, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = sit().open()
    first.session.seek(26 * 900)
    first.close()
    monkeypatch.setattr("ui.session.going.WAIT_SECONDS", 0.0)
    second = sit()
    compared: list[object] = []
    monkeypatch.setattr(Keeping, "_tell_likeness", lambda _self, *numbers: compared.append(numbers))
    second.keeping.open(lesson("xor"), "xor")
    assert second.session.is_resuming
    second.keeping.open(lesson("logistic"), "logistic")
    second.session.arrive_now()
    assert compared == []
    second.keeping.open(lesson("xor"), "xor")
    assert compared == []
    second.session.finish()
    assert second.session.tick == 26 * 900
    assert len(compared) == 1
    second.session.over()
    assert len(compared) == 1  # once


def test_a_playing_session_goes_on_being_written_after_it_was_opened_again(sit: Sit) -> None:
    first = sit().open()
    first.session.set_speed(math.inf)
    first.session.seek(30)
    first.close()
    assert first.keeping.path is None
    second = sit().open()
    second.session.play()
    second.session.pause()
    assert with_key(second, "playing") == [True, False]


@pytest.mark.parametrize(("tick", "shown"), [(0, [0]), (1, [0, 1])])
def test_on_the_way_to_the_place_the_beginning_is_shown(
    sit: Sit, tick: int, shown: list[int]
) -> None:
    first = sit().open()
    first.session.seek(tick)
    first.session.toggle_breakpoint("L")
    first.close()
    second = sit()
    ticks: list[int] = []
    second.session.moved.connect(lambda frame: ticks.append(frame.tick))
    second.open()
    assert list(dict.fromkeys(ticks)) == shown
    assert ticks[: len(shown)] == shown
    assert ticks.count(0) == 1
