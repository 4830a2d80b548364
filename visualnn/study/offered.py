"""A study that was offered in a lesson, as one that can be computed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from ..lesson import Lesson
from ..lesson.change import Change
from ..lesson.studies import StudyDot, StudyNumbers, StudyOffer, offers_of
from ..lesson.variants import variant_named
from ..views import View, ViewTable
from ..views.base import Moment
from .kept import KeptRuns
from .outcome import Outcome
from .plan import Axis, Study, StudyRun, study_of

__all__ = ["kept_table", "numbers_of", "offered_study", "places_of_runs"]


def offered_study(lesson: Lesson, offer: StudyOffer) -> Study:
    """The study of a lesson as the learner has changed it, or of the variant that it is. Raises
    SettingError for a key that is said twice."""
    axes = [
        Axis(
            axis.id,
            tuple(setting.changes for setting in axis.settings),
            tuple(setting.word for setting in axis.settings),
        )
        for axis in offer.axes
    ]
    file = lesson.spec.file
    assert file is not None  # noqa: S101  nothing is offered without a file
    own = (*_changes_of_variant(lesson), *lesson.changes)
    kept = tuple(change for change in own if change.key != "seed")
    seeds = tuple(range(offer.seed_count))
    return study_of(str(file.parent), (*kept, *offer.fixed), axes, seeds)


def _changes_of_variant(lesson: Lesson) -> tuple[Change, ...]:
    if lesson.variant is None:
        return ()
    return tuple(variant_named(lesson.variants, lesson.variant).changes)


def places_of_runs(study: Study, offer: StudyOffer) -> Mapping[StudyRun, tuple[int, ...]]:
    """Run → the places of its settings along the axes of the offer."""
    places = (place for place in offer.places for _seed in study.seeds)
    return dict(zip(study.runs, places, strict=True))


def numbers_of(
    study: Study,
    offer: StudyOffer,
    outcomes: Mapping[StudyRun, Outcome],
    problems: tuple[str, ...] = (),
    *,
    is_going: bool = False,
) -> StudyNumbers:
    """What is finished of a study, in the order of its plan."""
    dots = tuple(
        StudyDot(
            places,
            outcomes[run].seed or 0,
            outcomes[run].iterations,
            outcomes[run].values,
            outcomes[run].diverged_at,
            outcomes[run].seconds,
        )
        for run, places in places_of_runs(study, offer).items()
        if run in outcomes
    )
    return StudyNumbers(offer, dots, is_going, problems)


def _kept_numbers(lesson: Lesson, kept: KeptRuns) -> Iterator[StudyNumbers]:
    """What is finished of each study that the lesson offers, of those that were begun."""
    for offer in offers_of(lesson):
        study = offered_study(lesson, offer)
        known = {run: kept.read(key) for run, key in study.keys(study.open()).items()}
        found = {run: outcome for run, outcome in known.items() if outcome is not None}
        if found:
            yield numbers_of(study, offer, found)


def kept_table(view: View, part: str, moment: Moment, kept: KeptRuns) -> ViewTable:
    """The table of a view of studies, of all that a lesson offers and that are kept: the name of
    the study stands before each row, and what a study does not measure is empty. Without any it
    has no row."""
    studies = tuple(_kept_numbers(moment.lesson, kept))
    tables = [(each.offer.title, view.table(replace(moment, study=each), part)) for each in studies]
    columns = dict.fromkeys(
        column for _title, each in tables for column in each.columns
    ) or dict.fromkeys(view.table(moment, part).columns)
    last = [column for column in ("diverged_at", "seconds") if column in columns]
    ordered = (*(column for column in columns if column not in last), *last)
    rows = tuple(
        (title, *(record.get(column) for column in ordered))
        for title, each in tables
        for record in each.records
    )
    return ViewTable(("study", *ordered), rows)
