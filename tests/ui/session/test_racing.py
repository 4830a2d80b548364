"""A race in the window: the search of the best rates, what each run then is, and the way back."""

from __future__ import annotations

import math
import shutil
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.ui.runs import opened
from tests.ui.session.test_wishes import granted_again, state
from tests.visualnn.nets import same_bits
from ui.panels.landscape.scene import LandscapeScene
from ui.session import wishes
from ui.session.checkpoint import checkpoint
from ui.session.going import Going
from ui.session.racing import OwnRates, RateSearch, UpdateTimes
from ui.session.session import Session
from visualnn.lesson import Lesson, find, load, open_named
from visualnn.lesson.variants import LESSON_RUN, open_variant
from visualnn.race.fairness import Fairness, FairnessRule
from visualnn.race.race import Race, at_rate, best_of, race, racing, search
from visualnn.race.rates import MAX_RATE_COUNT, USUAL_RATES
from visualnn.race.record import RECORD_FILE, write_record
from visualnn.run.history import History
from visualnn.run.starting import start_edits

OWN_RATE = 0.09


@pytest.fixture
def session(
    qapp: QApplication, patient: None, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Session]:
    monkeypatch.setattr("ui.session.position.STANDING_SECONDS", math.inf)
    made = opened(open_named("trajectories"))
    made.failed.connect(pytest.fail)
    made.seek(made.position.lesson.program.start_of(60))
    made.finish()
    yield made
    made.halt()


def runs_of_lesson() -> Race:
    base = open_named("trajectories")
    variants = {each.id: open_variant(base, each.id) for each in base.variants}
    return racing({LESSON_RUN: base, **variants})


@cache
def best_rates() -> Mapping[str, float]:
    """Run → its best rate among the usual ones, searched outside of any session."""
    return best_of(search(runs_of_lesson(), USUAL_RATES))


def rates(session: Session) -> dict[str, float]:
    """Run → the rate that its numbers have now."""
    assert session.frame is not None
    company = session.position.company
    found = {company.leader.id: session.position.history}
    for name in company.runs:
        history = company.history_of(name)
        assert history is not None
        found[name] = history
    return {name: float(each.at(0).values["lr"]) for name, each in found.items()}


def fairness(session: Session) -> Fairness:
    assert session.frame is not None
    scene = LandscapeScene(session.frame.lesson)
    scene.show(session.frame)
    assert scene.fairness is not None
    return scene.fairness


def searched(session: Session) -> None:
    session.search_rates()
    session.finish()


def test_each_has_its_best_rate_and_the_line_says_so(session: Session) -> None:
    assert fairness(session).rule is FairnessRule.SAME
    searched(session)
    best = best_rates()
    assert rates(session) == best
    found = fairness(session)
    assert (found.rule, found.searched) == (FairnessRule.BEST, USUAL_RATES)
    assert dict(found.rates) == best


def test_every_number_is_that_of_the_run_at_its_rate(session: Session) -> None:
    searched(session)
    session.seek_end()
    session.finish()
    frame = session.frame
    assert frame is not None
    scene = LandscapeScene(frame.lesson)
    scene.show(frame)
    runs = runs_of_lesson()
    alone = race(runs.at_rates(best_rates()))
    assert scene.standings == alone
    rated = at_rate(runs.lessons[LESSON_RUN], 0.03)
    assert same_bits(frame.values, History(rated.program, rated.start).at(frame.tick).values)


def test_every_run_leaves_what_it_was(session: Session) -> None:
    searched(session)
    assert {run.id for run in session.runs} == set(runs_of_lesson().lessons)  # no ghost in the race
    for run in session.runs:
        assert run.past is not None
        assert (run.past.trails["lr"] == OWN_RATE).all()
    session.dismiss()
    assert all(run.past is None for run in session.runs)


def test_the_place_and_the_stops_stay(session: Session) -> None:
    tick, stops = session.tick, len(session.position.lesson.stops)
    searched(session)
    assert (session.tick, len(session.position.lesson.stops)) == (tick, stops)


def test_the_way_back_gives_the_rates_of_the_lesson(session: Session) -> None:
    known = [session.has_searched]
    searched(session)
    known.append(session.has_searched)
    session.return_rates()
    session.finish()
    known.append(session.has_searched)
    assert known == [False, True, False]
    assert set(rates(session).values()) == {OWN_RATE}
    assert fairness(session).rule is FairnessRule.SAME


def test_undo_and_redo_change_all_runs_together(session: Session) -> None:
    before = state(session)
    searched(session)
    after = rates(session)
    session.undo()
    session.finish()
    assert set(rates(session).values()) == {OWN_RATE}
    assert state(session) == before
    session.redo()
    session.finish()
    assert rates(session) == after
    assert fairness(session).rule is FairnessRule.BEST


@pytest.mark.parametrize(
    "change",
    [
        wishes.StartAt((2.0, -1.0)),
        wishes.SetKeys(("optimizer.lr=0.3",)),
        wishes.Lead("adam"),
    ],
)
def test_the_line_is_true_after_what_comes_next(session: Session, change: wishes.Wish) -> None:
    searched(session)
    session.grant(change)
    session.finish()
    if isinstance(change, wishes.Lead):
        assert fairness(session).rule is FairnessRule.BEST
        return
    assert fairness(session).rule is FairnessRule.UNEQUAL
    session.undo()
    session.finish()
    assert fairness(session).rule is FairnessRule.BEST


def test_a_search_walks_from_the_start_that_was_chosen(session: Session) -> None:
    start = (2.0, -1.0)
    session.grant(wishes.StartAt(start))
    searched(session)
    company, runs = session.position.company, runs_of_lesson()
    edits = start_edits(runs.lessons[LESSON_RUN].start["w"], start)
    moved = racing(runs.lessons, dict.fromkeys(runs.lessons, edits))
    assert rates(session) == best_of(search(moved, USUAL_RATES))
    assert session.position.history.at(0).values["w"].tolist() == [*start]
    for name in company.runs:
        history = company.history_of(name)
        assert name == "ghost" or history is None or [*history.at(0).values["w"]] == [*start]
    assert fairness(session).rule is FairnessRule.BEST


def test_a_search_goes_on_in_slices_and_is_given_up(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    shares: list[float] = []
    session.busy.connect(shares.append)
    monkeypatch.setattr("ui.session.going.WAIT_SECONDS", 0.0)
    monkeypatch.setattr("ui.session.going.SLICE_SECONDS", 0.0)
    session.search_rates()
    for _turn in range(30):
        session._going._go_on()
    going = [session.is_going]
    assert shares == sorted(shares)
    assert 0 < shares[-1] < 0.99
    session.halt()
    assert [*going, session.is_going] == [True, False]
    assert shares[-1] == 1.0
    assert set(rates(session).values()) == {OWN_RATE}


def test_a_recorded_search_is_read_and_not_made_again(
    qapp: QApplication, patient: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.session.position.STANDING_SECONDS", math.inf)
    folder = tmp_path / "trajectories"
    shutil.copytree(find("trajectories"), folder)
    base = load(folder)
    runs = racing(
        {LESSON_RUN: base, **{each.id: open_variant(base, each.id) for each in base.variants}}
    )
    tried = (0.02, 0.05)
    record = write_record(folder / RECORD_FILE, runs, tried, list(search(runs, tried)))
    made = opened(base)
    made.failed.connect(pytest.fail)
    made.finish()
    searched(made)
    assert rates(made) == dict(record.best)
    assert fairness(made).searched == tried
    made.halt()


def own_trajectories(folder: Path) -> Session:
    """A session in a copy of the lesson, whose search can go one way alone."""
    if not folder.exists():
        shutil.copytree(find("trajectories"), folder)
    made = opened(load(folder))
    made.failed.connect(pytest.fail)
    made.finish()
    return made


def test_a_search_is_written_beside_the_lesson_and_read_the_next_time(
    qapp: QApplication, patient: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.session.position.STANDING_SECONDS", math.inf)
    monkeypatch.setattr("ui.session.racing.USUAL_RATES", (0.02, 0.05))
    folder = tmp_path / "mine"
    first = own_trajectories(folder)
    told: list[str] = []
    first.said.connect(told.append)
    searched(first)
    assert (folder / RECORD_FILE).is_file()
    assert told == [f"The rates that were found are written to {folder / RECORD_FILE}"]
    again = own_trajectories(folder)
    again.said.connect(told.append)
    monkeypatch.setattr("ui.session.racing.search_steps", None)  # nothing is walked again
    searched(again)
    assert rates(again) == rates(first)
    assert len(told) == 1
    for made in (first, again):
        made.halt()


def test_a_search_that_cannot_be_written_beside_the_lesson_says_where_it_is(
    qapp: QApplication, patient: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.session.position.STANDING_SECONDS", math.inf)
    monkeypatch.setattr("ui.session.racing.USUAL_RATES", (0.02, 0.05))
    folder, elsewhere = tmp_path / "mine", tmp_path / "data" / "races"
    made = own_trajectories(folder)
    (folder / RECORD_FILE).mkdir()  # no file can take its place, whoever asks
    made.race_folder = elsewhere
    told: list[str] = []
    made.said.connect(told.append)
    searched(made)
    written = elsewhere / made.position.lesson.name / RECORD_FILE
    assert written.is_file()
    assert told == [f"The rates that were found are written to {written}"]
    made.halt()


def test_a_search_in_a_lesson_of_the_program_leaves_its_folder_as_it_is(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.session.racing.USUAL_RATES", (0.02, 0.05))
    session.race_folder = tmp_path
    searched(session)
    assert not (find("trajectories") / RECORD_FILE).exists()
    assert (tmp_path / "trajectories" / RECORD_FILE).is_file()


def test_a_session_with_a_search_is_run_again_without_one(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    searched(session)
    assert checkpoint(session.position, session.grain) is None  # its lessons are no lesson's own
    monkeypatch.setattr(Going, "work", None)
    assert state(granted_again(session)) == state(session)


def test_the_time_of_an_update_is_told_of_each_run_until_it_is_another(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = iter(range(1, 100))
    timed: list[str] = []

    def measured(lesson: Lesson) -> float:
        timed.append(lesson.spec.optimizer.kind)
        return float(next(seconds))

    monkeypatch.setattr("ui.session.racing.seconds_per_update", measured)
    before = session.granted
    session.time_updates()
    session.finish()
    assert session.frame is not None
    runs = (session.frame.leader, *session.frame.company.values())
    assert len(timed) == len(runs)
    assert sorted(each.update_seconds or 0 for each in runs) == [*range(1, len(runs) + 1)]
    for each in runs:
        assert each.opened is None or each.update_seconds == 1.0 + timed.index(
            each.opened.spec.optimizer.kind
        )
    assert session.granted == before  # it changed nothing of where the learner is
    session.turn("optimizer.lr", "0.03")
    session.finish()
    assert session.frame.leader.update_seconds is None


def test_at_the_stop_that_asks_for_it_the_times_are_measured_once(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    timed: list[str] = []

    def measured(lesson: Lesson) -> float:
        timed.append(lesson.spec.optimizer.kind)
        return 1e-5

    monkeypatch.setattr("ui.session.racing.seconds_per_update", measured)
    lesson = session.position.lesson
    stops = [stop.tick for stop in lesson.stops if stop.times_updates]
    assert stops == [lesson.last_tick]
    session.grant(wishes.Seek(lesson.last_tick - 1))
    session.finish()
    assert timed == []
    session.grant(wishes.SeekStop(+1))
    session.finish()
    assert session.frame is not None
    runs = (session.frame.leader, *session.frame.company.values())
    assert len(timed) == len(runs)
    assert [each.update_seconds for each in runs] == [1e-5] * len(runs)
    session.grant(wishes.Seek(0))
    session.grant(wishes.SeekEnd())
    session.finish()
    assert len(timed) == len(runs)  # they are known


def test_a_lesson_with_a_network_has_no_race(qapp: QApplication, patient: None) -> None:
    made = opened(open_named("xor"))
    told: list[str] = []
    made.failed.connect(told.append)
    assert not made.has_race
    made.search_rates()
    assert len(told) == 1
    assert "network" in told[0]
    made.halt()


@pytest.mark.parametrize(
    "wish",
    [
        wishes.SetRates(("lesson",), (0.1, 0.2)),
        wishes.SetRates(("lesson", "nobody"), (0.1, 0.2)),
        wishes.SetRates(("lesson", "adam"), (0.1, -1.0)),
        wishes.SetRates(("lesson", "adam"), (0.1, math.nan)),
    ],
)
def test_rates_that_cannot_be_set_change_nothing(session: Session, wish: wishes.SetRates) -> None:
    session.failed.disconnect(pytest.fail)
    told: list[str] = []
    session.failed.connect(told.append)
    before = state(session)
    session.grant(wish)
    session.finish()
    assert len(told) == 1
    assert state(session) == before
    assert set(rates(session).values()) == {OWN_RATE}
    assert not session.can_undo


@pytest.mark.parametrize("name", ["descent", "schedules"])
def test_runs_on_other_grounds_and_with_schedules_are_searched_too(
    qapp: QApplication, patient: None, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr("ui.session.position.STANDING_SECONDS", math.inf)
    made = opened(open_named(name))
    made.failed.connect(pytest.fail)
    made.finish()
    own = rates(made)
    searched(made)
    assert rates(made) != own
    assert set(rates(made)) == set(own)
    assert all(run.searched == USUAL_RATES for run in made.runs)
    made.return_rates()
    made.finish()
    assert rates(made) == own
    made.halt()


# -- how much is done ------------------------------------------------------------------------------


def test_shares_grow_evenly_and_the_end_is_told_by_whoever_waits(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    position = session.position
    count = len(runs_of_lesson().lessons)
    own = OwnRates(position)
    assert list(own.shares()) == [n / (count + 1) for n in range(1, count + 1)]
    assert set(own.wish.rates) == {OWN_RATE}
    assert own.wish.searched == ()
    monkeypatch.setattr("ui.session.racing.seconds_per_update", lambda _lesson: 1.0)
    times = UpdateTimes(position)
    assert list(times.shares(position)) == [n / (count + 1) for n in range(1, count + 1)]
    search = RateSearch(position, None, (0.02, 0.05))
    shares = list(search.shares())
    assert shares == sorted(shares)
    assert set(shares) - {0.0} == {n / (2 * count + 1) for n in range(1, 2 * count + 1)}
    assert search.wish.searched == (0.02, 0.05)
    assert search.keep() is None  # nothing may be written


def test_no_more_rates_than_can_be_are_taken(session: Session) -> None:
    told: list[str] = []
    session.failed.disconnect(pytest.fail)
    session.failed.connect(told.append)
    rates_tried = tuple(0.01 + n / 10_000 for n in range(MAX_RATE_COUNT + 1))
    session.grant(wishes.SetRates(("lesson",), (0.1,), rates_tried))
    assert told == ["there is one rate for each run of a race"]
    session.grant(wishes.SetRates(("lesson",), (0.1,), rates_tried[:-1]))
    session.finish()
    assert len(told) == 1
    assert session.has_searched


def test_the_rates_that_all_have_already_change_nothing(session: Session) -> None:
    before = state(session)
    session.grant(wishes.SetRates(("lesson", "adam"), (OWN_RATE, OWN_RATE)))
    assert state(session) == before
    known = [session.can_undo]
    session.grant(wishes.SetRates(("lesson", "adam"), (OWN_RATE, OWN_RATE), (OWN_RATE,)))
    known.append(session.can_undo)
    assert known == [False, True]  # that they were searched is news


def test_new_rates_forget_what_was_undone(session: Session) -> None:
    session.grant(wishes.SetRates(("lesson",), (0.1,)))
    session.undo()
    known = [session.can_redo]
    session.grant(wishes.SetRates(("adam",), (0.2,)))
    known.append(session.can_redo)
    assert known == [True, False]
    session.undo()
    session.finish()
    assert set(rates(session).values()) == {OWN_RATE}


def test_only_the_leading_run_has_another_rate_where_no_other_is_named(session: Session) -> None:
    session.grant(wishes.SetRates(("adam",), (0.2,)))
    session.finish()
    found = rates(session)
    assert found.pop("adam") == 0.2
    assert set(found.values()) == {OWN_RATE}
    leader = session.position.company.leader.id
    session.grant(wishes.SetRates((leader,), (0.3,)))
    session.finish()
    assert rates(session)[leader] == 0.3
    assert rates(session)["adam"] == 0.2
