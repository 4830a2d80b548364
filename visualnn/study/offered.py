"""A study that was offered in a lesson, as one that can be computed."""

from __future__ import annotations

from collections.abc import Mapping

from ..lesson import Lesson
from ..lesson.change import Change
from ..lesson.studies import StudyDot, StudyNumbers, StudyOffer
from ..lesson.variants import variant_named
from .outcome import Outcome
from .plan import Axis, Study, StudyRun, study_of

__all__ = ["numbers_of", "offered_study", "places_of_runs"]


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
