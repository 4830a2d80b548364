"""The studies that a lesson offers, and what they are computed as."""

from __future__ import annotations

from visualnn.lesson import from_dict, open_named
from visualnn.lesson.change import Change, setting_text
from visualnn.lesson.changes import changed, open_changed
from visualnn.lesson.shelf import shipped
from visualnn.lesson.studies import offers_of
from visualnn.lesson.variants import open_variant
from visualnn.run.history import History
from visualnn.study.offered import numbers_of, offered_study, places_of_runs
from visualnn.study.outcome import Outcome, outcome_of
from visualnn.tell.report import ending_data

SHORT = 3


def test_a_lesson_offers_its_own_studies_then_the_seeds_then_its_knobs() -> None:
    lesson = open_named("overfitting")
    offers = offers_of(lesson)
    assert [len(offer.axes) for offer in offers] == [2, 0, 1, 1, 1, 1]
    grid, seeds, *turned = offers
    assert (grid.run_count, seeds.run_count) == (75, 10)
    assert [offer.axes[0].id for offer in turned] == [knob.id for knob in lesson.knobs]
    assert grid.places[:4] == ((0, 0), (0, 1), (0, 2), (1, 0))
    assert grid.words((3, 1)) == ("20", "2")


def test_the_seed_as_a_knob_is_no_study_beside_the_seeds() -> None:
    titles = [axis.id for offer in offers_of(open_named("ensembles")) for axis in offer.axes]
    assert "seed" not in titles


def test_nothing_is_offered_on_a_function_or_without_a_file() -> None:
    assert offers_of(open_named("trajectories")) == ()
    described = open_named("xor").spec.model_dump(mode="json", exclude_unset=True, by_alias=True)
    assert offers_of(from_dict(described)) == ()


def test_a_run_of_a_grid_is_the_lesson_with_what_its_dot_opens() -> None:
    lesson = open_named("overfitting")
    offer = offers_of(lesson)[0]
    study = offered_study(lesson, offer)
    places = places_of_runs(study, offer)
    for run in (study.runs[0], study.runs[17], study.runs[-1]):
        found = outcome_of(study.lesson, study.fixed, run, SHORT)
        assert isinstance(found, Outcome)
        numbers = numbers_of(study, offer, {run: found})
        (dot,) = numbers.dots
        assert dot.places == places[run]
        opened = changed(lesson, (*offer.changes(dot.places), Change("seed", dot.seed)))
        assert opened.spec.seed == run.seed == dot.seed
        counts = [len(opened.network.layers), opened.network.shapes["h.a"][-1]]
        assert [str(counts[1]), str(counts[0] - 1)] == list(offer.words(dot.places))
        history = History(opened.program, opened.start)
        history.run_to(SHORT)
        assert ending_data(opened, history) == dict(dot.values)


def test_a_study_is_of_what_the_learner_has_made_of_the_lesson() -> None:
    lesson = open_changed("ensembles", (Change("optimizer.lr", 0.02), Change("seed", 5)))
    seeds = offers_of(lesson)[-2]
    study = offered_study(lesson, seeds)
    assert Change("optimizer.lr", 0.02) in study.fixed
    assert all(change.key != "seed" for change in study.fixed)
    variant = open_variant(open_named("ensembles"), "alone")
    assert {change.key for change in offered_study(variant, seeds).fixed} >= {"layers.all"}


def test_every_study_of_a_shipped_lesson_can_be_computed() -> None:
    for name in shipped():
        lesson = open_named(name)
        if not lesson.spec.studies:
            continue
        for offer in offers_of(lesson)[: len(lesson.spec.studies)]:
            study = offered_study(lesson, offer)
            keys = study.keys(study.open())
            assert len(set(keys.values())) == offer.run_count
            for run in study.runs[:: len(study.seeds)]:
                outcome = outcome_of(study.lesson, study.fixed, run, 1)
                assert isinstance(outcome, Outcome), (name, run.words)
            for places in offer.places:
                texts = [setting_text(each) for each in offer.changes(places)]
                assert all("=" in text for text in texts)
