"""Sessions that are kept: closed or killed and opened again, the learner is where they were."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import cast

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.runs import lesson
from tests.ui.session.sittings import Sitting
from ui.session import keeping, wishes
from ui.session.checkpoint import checkpoint, resumed
from ui.session.keeping import Keeping
from ui.session.session import Session
from visualnn.expr import Source
from visualnn.journal.header import Header
from visualnn.journal.lines import line_of
from visualnn.journal.reading import journal_from, read_journal
from visualnn.lesson import Lesson, find, load
from visualnn.lesson.change import parse_change
from visualnn.lesson.changes import changed
from visualnn.machine.walk import Grain


def state(session: Session) -> dict[str, object]:
    """Where a session is and what holds there, values by their bits."""
    position, frame = session.position, session.frame
    assert frame is not None
    runs = {
        run.id: (
            run.kind,
            run.mark,
            run.number,
            run.of,
            run.is_left_out,
            run.is_in_front,
            run.edits,
        )
        for run in (*position.company.runs.values(), frame.leader)
    }
    return {
        "tick": session.tick,
        "focus": position.focus,
        "eye": position.eye,
        "edits": frame.edits,
        "changes": (position.history.changes, position.history.undo_count),
        "grain": session.grain,
        "breakpoints": session.breakpoints,
        "conditions": position.conditions,
        "followed": position.watching.pinned,
        "trail": position.trail,
        "point": position.point,
        "said": dict(position.said),
        "leader": frame.leader.id,
        "lesson": (position.lesson.name, position.lesson.variant),
        "runs": runs,
        "values": {name: value.tobytes() for name, value in frame.values.items()},
    }


def work(session: Session) -> None:
    """Some of everything."""
    session.over()
    session.set_grain(Grain.LAYER)
    session.over()
    session.look_at(Source("hidden.W", (1, 3)))
    session.toggle_breakpoint("L")
    session.grant(wishes.ToggleWatch("hidden.W[1,3]"))
    session.grant(wishes.ToggleCondition("L < 0.1"))
    session.edit(Source("hidden.W", (1, 3)), -1.5)
    session.jump_epoch(+1)
    session.edit(Source("lr"), 0.5)
    session.keep()
    session.jump_epoch(+1)
    session.edit(Source("lr"), 0.25)
    session.undo()
    session.grant(wishes.AnswerQuestion("before-relu", "relu-of-it", "positive"))
    session.grant(wishes.Ask((0.25, 0.75)))
    session.seek(700)
    session.look_at(Source("hidden.z", (2, 1)))


@pytest.mark.parametrize("is_closed", [True, False])
@pytest.mark.parametrize("has_checkpoint", [True, False])
def test_closed_or_killed_and_opened_again_everything_is_as_it_was(
    sit: Callable[[], Sitting], is_closed: bool, has_checkpoint: bool
) -> None:
    first = sit().open()
    work(first.session)
    if has_checkpoint:
        first.keeping.make_checkpoint()
        first.session.back()
    before = state(first.session)
    first.close() if is_closed else first.kill()
    again = sit().open()
    assert state(again.session) == before
    assert (first.told, again.told) == ([], [])
    first.session.over()  # and it goes on as it would have
    again.session.over()
    assert state(again.session) == state(first.session)
    again.close()
    third = sit().open()
    assert state(third.session) == state(again.session)


def test_a_run_that_leads_leads_again(sit: Callable[[], Sitting]) -> None:
    first = sit().open()
    session = first.session
    session.seek(120)
    session.edit(Source("lr"), 0.5)
    session.keep()
    session.seek(300)
    session.edit(Source("hidden.W", (0, 1)), 2.0)
    kept = next(run.id for run in session.runs if run.kind == "kept")
    session.grant(wishes.Lead(kept))
    session.over()
    session.grant(wishes.LeaveOut("ghost"))
    session.grant(wishes.BringToFront("lesson"))
    before = state(session)
    first.close()
    again = sit().open()
    assert state(again.session) == before
    assert again.session.frame is not None
    assert again.session.frame.leader.id == kept


def test_a_variant_that_leads_leads_again(sit: Callable[[], Sitting]) -> None:
    name = "gates"
    first = sit().open(name)
    session = first.session
    session.seek(50)
    variant = session.position.lesson.variants[0].id
    session.grant(wishes.Lead(variant))
    session.over()
    before = state(session)
    first.close()
    assert state(sit().open(name).session) == before


ACTS: tuple[Callable[[Session, Random], object], ...] = (
    lambda s, r: s.over(),
    lambda s, r: s.back(),
    lambda s, r: s.set_grain(r.randrange(5)),
    lambda s, r: s.seek(r.randrange(900)),
    lambda s, r: s.jump_iteration(r.choice((-1, +1))),
    lambda s, r: s.look_at(Source("hidden.W", (r.randrange(2), r.randrange(4)))),
    lambda s, r: s.edit(Source("hidden.W", (r.randrange(2), r.randrange(4))), r.gauss(0, 1)),
    lambda s, r: s.edit(Source("lr"), r.random()),
    lambda s, r: s.undo(),
    lambda s, r: s.redo(),
    lambda s, r: s.keep() if len(s.runs) < 6 else s.dismiss(),
    lambda s, r: s.dismiss(),
    lambda s, r: s.grant(wishes.Lead(r.choice(s.runs).id)),
    lambda s, r: s.grant(wishes.BringToFront(r.choice(s.runs).id)),
    lambda s, r: s.look_back(r.choice((-1, +1))),
    lambda s, r: s.toggle_breakpoint(r.choice(("L", "hidden.z"))),
    lambda s, r: s.grant(wishes.Ask((r.random(), r.random()))),
    lambda s, r: s.grant(wishes.AnswerQuestion("a", f"b{r.randrange(3)}", r.random())),
    lambda s, r: s.grant(wishes.ForgetAnswer("a", f"b{r.randrange(3)}")),
    lambda s, r: s.grant(
        wishes.CountHands("before-relu", "relu-of-it", tuple(r.randrange(9) for _n in range(3)))
    ),
    lambda s, r: s.grant(wishes.SetBookmark(r.randrange(1, 10), r.randrange(40), "here")),
    lambda s, r: s.grant(wishes.ForgetBookmark(r.randrange(1, 10))),
    lambda s, r: s.grant(wishes.ToggleWatch(r.choice(("L", "lr")))),
    lambda s, r: s.grant(wishes.ToggleCondition(r.choice(("L < 0.1", "L > 2")))),
    lambda s, r: s.seek_origin(),
    lambda s, r: s.seek_stop(r.choice((-1, +1))),
)


@pytest.mark.parametrize("seed", range(12))
def test_whatever_is_done_a_checkpoint_and_the_wishes_say_the_same(
    sit: Callable[[], Sitting], seed: int
) -> None:
    random_ = Random(seed)  # noqa: S311  a walk, no secret
    first = sit().open()
    first.told.clear()
    for _step in range(60):
        random_.choice(ACTS)(first.session, random_)
        if random_.random() < 0.05:
            first.keeping.make_checkpoint()
    before = state(first.session)
    made = checkpoint(first.session.position, first.session.grain)
    assert made is not None
    back = json.loads(json.dumps(made, allow_nan=False))
    resumed(lesson("xor"), back)
    first.kill()
    again = sit().open()
    assert again.told == []
    assert state(again.session) == before


# -- what ends a session ---------------------------------------------------------------------------


def test_a_session_begins_with_the_first_wish(sit: Callable[[], Sitting]) -> None:
    first = sit().open()
    assert [*first.folder] == []
    first.session.over()
    assert len([*first.folder]) == 1
    assert first.keeping.path is not None


def test_started_over_the_old_session_is_kept(sit: Callable[[], Sitting]) -> None:
    first = sit().open()
    work(first.session)
    old = first.keeping.path
    assert old is not None
    before = state(first.session)
    first.keeping.start_over()
    assert (first.session.tick, first.session.frame and first.session.frame.edits) == (0, ())
    assert not first.session.position.said
    first.close()
    assert sit().open().session.tick == 0
    third = sit()
    third.keeping.open_session(old)
    assert state(third.session) == before


def test_two_windows_have_a_session_each(sit: Callable[[], Sitting]) -> None:
    first = sit().open()
    first.session.seek(50)
    second = sit().open()
    assert len(second.told) == 1
    assert "another window" in second.told[0]
    assert second.session.tick == 0
    second.session.seek(70)
    first.session.seek(60)
    assert first.keeping.path != second.keeping.path
    for each in (first, second):
        path = each.keeping.path
        assert path is not None
        each.close()
        journal = read_journal(path)
        assert (journal.lost_bytes, journal.is_closed) == (0, True)


def test_other_lessons_have_sessions_of_their_own(sit: Callable[[], Sitting]) -> None:
    first = sit().open()
    first.session.seek(50)
    first.open("logistic")
    first.session.seek(30)
    first.open("xor")
    assert first.session.tick == 50
    first.open("logistic")
    assert first.session.tick == 30


def test_where_playing_had_come_to_is_noted(sit: Callable[[], Sitting], qtbot: QtBot) -> None:
    first = sit().open()
    first.session.set_speed(math.inf)
    first.session.seek(700)
    first.session.play()
    path = first.keeping.path
    assert path is not None

    def noted() -> list[int]:
        assert path is not None
        return [r["note"]["tick"] for r in read_journal(path).records() if "note" in r]

    qtbot.waitUntil(lambda: bool(noted()))
    first.kill()
    notes = noted()
    again = sit().open()
    assert again.session.tick == notes[-1]
    again.session.over()
    assert wishes.Arrive in map(type, again.session.granted)


def test_killed_is_told_and_closed_is_not(sit: Callable[[], Sitting], qtbot: QtBot) -> None:
    first = sit().open()
    first.session.seek(9)
    first.kill()
    second = sit().open()
    qtbot.waitUntil(lambda: second.interrupted == [True])
    second.close()
    third = sit().open()
    qtbot.wait(1)
    assert third.interrupted == []


def test_nobody_is_led_again_to_where_the_program_ends(
    sit: Callable[[], Sitting], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = sit().open()
    first.session.seek(9)
    first.kill()
    for _time in range(2):
        with monkeypatch.context() as patch:
            patch.setattr(Keeping, "_replay", lambda *_: None)  # it ends the program
            killed = sit()
            killed.keeping.open(lesson("xor"), "xor")
            killed.kill()
    again = sit().open()
    qtbot.waitUntil(lambda: again.interrupted == [False])
    assert again.session.tick == 0
    again.keeping.go_back()
    assert again.session.tick == 9


# -- another lesson file ---------------------------------------------------------------------------


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    folder = tmp_path / "mine"
    folder.mkdir()
    for name in ("lesson.toml", "en.md", "ko.md"):
        text = (find("logistic") / name).read_text(encoding="utf-8")
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_a_lesson_that_computes_something_else_is_told_and_the_old_run_stays(
    sit: Callable[[], Sitting], copy: Path
) -> None:
    first = sit().open(str(copy), load(copy))
    first.session.seek(40)
    before = state(first.session)
    old = first.keeping.path
    assert old is not None
    first.close()
    file = copy / "lesson.toml"
    text = file.read_text(encoding="utf-8")
    rate = load(copy).spec.optimizer.lr
    file.write_text(text.replace(f"lr = {rate}", "lr = 0.125"), encoding="utf-8")
    second = sit().open(str(copy), load(copy))
    assert second.session.tick == 0
    assert len(second.told) == 1
    assert f"the learning rate: {rate} → 0.125" in second.told[0]
    assert old.stem in second.told[0]
    third = sit()
    third.keeping.open_session(old)
    assert state(third.session) == before


def test_a_lesson_with_other_words_is_gone_on_with(sit: Callable[[], Sitting], copy: Path) -> None:
    first = sit().open(str(copy), load(copy))
    first.session.seek(40)
    first.close()
    with (copy / "en.md").open("a", encoding="utf-8") as page:
        page.write("\nOne more sentence.\n")
    second = sit().open(str(copy), load(copy))
    assert second.session.tick == 40
    assert second.told == ["en.md changed since you were here; what the run computes did not."]


# -- strangers and damage --------------------------------------------------------------------------


def test_numbers_that_are_others_are_told(sit: Callable[[], Sitting]) -> None:
    first = sit().open()
    first.session.seek(40)
    path = first.keeping.path
    assert path is not None
    first.close()
    rewrite(path, lambda record: record | {"checkpoint": _with_other_numbers(record)})
    second = sit().open()
    assert second.session.tick == 40
    assert len(second.told) == 1
    assert "other" in second.told[0]


def _with_other_numbers(record: dict[str, object]) -> object:
    made = json.loads(json.dumps(record["checkpoint"]))
    made["numbers"]["hash"] = "0"
    made["numbers"]["measures"]["hidden.W"][0] += 1e-6
    return made


def rewrite(path: Path, change: Callable[[dict[str, object]], dict[str, object]]) -> None:
    """Write a session anew with other checkpoints, and right checksums."""
    journal = journal_from(path.read_bytes())
    content, before = journal.lines[0], journal.lines[0][:16]
    for record in journal.records():
        if "checkpoint" in record:
            record = change(record)
        line, before = line_of(json.dumps(record, separators=(",", ":")).encode(), before)
        content += line
    path.write_bytes(content)


def mutants(random_: Random, value: object) -> object:
    """The same data with one thing in it that is something else."""
    strange: tuple[object, ...] = (
        None,
        True,
        -1,
        10**18,
        1e300,
        "",
        "x" * 5000,
        [],
        {},
        [[[]]],
        "nan",
        "lesson",
    )
    if isinstance(value, dict) and value and random_.random() < 0.9:
        key = random_.choice(sorted(value))
        return value | {key: mutants(random_, value[key])}
    if isinstance(value, list) and value and random_.random() < 0.9:
        n = random_.randrange(len(value))
        return [*value[:n], mutants(random_, value[n]), *value[n + 1 :]]
    return random_.choice(strange)


@pytest.mark.parametrize("seed", range(60))
def test_a_strange_checkpoint_is_passed_over(sit: Callable[[], Sitting], seed: int) -> None:
    random_ = Random(seed)  # noqa: S311  the same mutants each time
    first = sit().open()
    work(first.session)
    path = first.keeping.path
    assert path is not None
    first.close()
    rewrite(path, lambda record: record | {"checkpoint": mutants(random_, record["checkpoint"])})
    second = sit().open()
    assert second.session.frame is not None
    second.session.over()
    assert not any("went wrong" in told for told in second.told), second.told


def test_without_a_folder_nothing_is_kept(qapp: QApplication) -> None:
    session = Session(2.0)
    kept = Keeping(session, None)
    kept.open(lesson("xor"), "xor")
    session.over()
    assert kept.path is None
    assert kept.is_saved
    kept.leave()


def test_what_is_granted_costs_a_line(sit: Callable[[], Sitting]) -> None:
    first = sit().open()
    for _step in range(keeping.CHECKPOINT_WISH_COUNT + 5):
        first.session.over()
    QApplication.processEvents()
    path = first.keeping.path
    assert path is not None
    first.kill()
    records = [*read_journal(path).records()]
    granted = [record for record in records if "granted" in record]
    assert len(granted) == keeping.CHECKPOINT_WISH_COUNT + 5
    assert sum("checkpoint" in record for record in records) == 1


@pytest.mark.parametrize(("count", "ends"), [(0, ""), (1, "0.3"), (3, "0.3"), (4, ", …")])
def test_at_most_three_keys_are_named_that_changed(count: int, ends: str) -> None:
    texts = ("optimizer.lr=0.3", "epochs=12", "seed=9", "layers.hidden.units=3")
    before = lesson("xor")
    now = changed(before, [parse_change(text) for text in texts[:count]])
    then = cast(Header, SimpleNamespace(open=lambda: before))
    told = keeping._what_changed(then, now)
    assert told is not None
    assert told.count(", ") == max(min(count, 4) - 1, 0)
    assert told.endswith(ends)


def test_nobody_knows_what_changed_in_a_lesson_that_cannot_be_read() -> None:
    def refused() -> Lesson:
        raise OSError("gone")

    assert keeping._what_changed(cast(Header, SimpleNamespace(open=refused)), lesson("xor")) is None
