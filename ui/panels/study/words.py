"""What a study says in words."""

from __future__ import annotations

from collections.abc import Iterator

from visualnn import figures
from visualnn.lesson.studies import StudyDot, StudyNumbers, StudyOffer
from visualnn.text import _
from visualnn.views.study import spread_of

__all__ = [
    "action",
    "ahead",
    "can_act",
    "dot_words",
    "legend",
    "nothing_yet",
    "offer_words",
    "own_run",
    "settings",
    "titles",
]


def nothing_yet() -> str:
    """What will be here."""
    return _("Many runs of the lesson are shown here, each as a dot, once a study is started.")


def offer_words(offer: StudyOffer) -> str:
    """A line of the list."""
    return _("{title} · {count} runs").format(title=offer.title, count=offer.run_count)


def action(study: StudyNumbers | None, offer: StudyOffer) -> str:
    """What Enter or Escape does now."""
    if study is not None and study.is_going:
        return _("{done} of {all} runs   Esc: stop").format(
            done=len(study.dots), all=study.offer.run_count
        )
    if study is not None and study.offer == offer and len(study.dots) == offer.run_count:
        return _("all {count} runs are finished").format(count=offer.run_count)
    if study is not None and study.offer == offer and study.dots:
        return _("{done} of {all} runs   Enter: go on").format(
            done=len(study.dots), all=offer.run_count
        )
    return _("Start {count} runs (Enter)").format(count=offer.run_count)


def can_act(study: StudyNumbers | None, offer: StudyOffer) -> bool:
    """Whether there is something to start, to go on with or to stop."""
    is_whole = study is not None and study.offer == offer and len(study.dots) == offer.run_count
    return not is_whole


def ahead(offer: StudyOffer) -> str:
    """What will be in the picture of a study that has no run yet."""
    if len(offer.axes) > 1:
        return _(
            "Each cell will tell the medians of the losses over {seeds} seeds, with a dot for each "
            "run."
        ).format(seeds=offer.seed_count)
    if offer.axes:
        return _(
            "Each row will have a dot for each of {seeds} seeds, at the loss that its run ends "
            "with."
        ).format(seeds=offer.seed_count)
    return _(
        "There will be a dot for each of {seeds} seeds, at the loss that its run ends with."
    ).format(seeds=offer.seed_count)


def settings(study: StudyNumbers, dot: StudyDot) -> str:
    """The settings and the seed of a run."""
    pairs = zip(study.offer.axes, study.offer.words(dot.places), strict=True)
    told = [f"{axis.title} {word}" for axis, word in pairs]
    return ", ".join((*told, _("seed {seed}").format(seed=dot.seed)))


def dot_words(study: StudyNumbers, dot: StudyDot) -> str:
    """One run: its settings and what it ended with."""
    ends = "   ".join(f"{name} {figures.table(value)}" for name, value in dot.values.items())
    told = f"{settings(study, dot)}:   {ends}"
    if dot.diverged_at is not None:
        told += "   " + _("not finite since iteration {iteration}").format(
            iteration=dot.diverged_at
        )
    return told + "   " + _("Enter or a click opens this run")


def legend(study: StudyNumbers, measure: str) -> Iterator[str]:
    """What stands along the axes, and what the marks are."""
    titles = [axis.title for axis in study.offer.axes]
    if titles:
        yield _("down: {title}").format(title=titles[0])
    if len(titles) > 1:
        yield _("across: {title}").format(title=titles[1])
        yield _("numbers: medians; dots: a run for each seed, along {name}").format(name=measure)
        return
    yield _("across: {title}").format(title=measure)
    yield _("dot: a run; upright line: the median")


def own_run(measure: str, value: float) -> str:
    """What the ring over the dots is."""
    return _("ring: this run now, {name} {value}").format(name=measure, value=figures.table(value))


def titles(study: StudyNumbers | None, measure: str) -> Iterator[str]:
    """The pattern that is seen now, and after it a shorter way to say it."""
    if study is None or not study.dots:
        yield _("Is it the seed, or the setting? Train the lesson many times")
        yield _("Train the lesson many times")
        return
    found = spread_of(study.dots, measure)
    if found.least is None or found.largest is None:
        yield _("No run ends with a finite {name}").format(name=measure)
        return
    told = _("{name} at the end of {count} runs: from {least} to {largest}")
    words = told.format(
        name=measure,
        count=found.count,
        least=figures.table(found.least),
        largest=figures.table(found.largest),
    )
    if found.diverged:
        yield words + _("; {count} diverged").format(count=found.diverged)
    yield words


def spoken(study: StudyNumbers, measure: str) -> Iterator[str]:
    """Each setting with its spread."""
    measures = [name for name in (measure, "val.L", "L") if name in study.measures]
    told = ((p, name) for p in study.offer.places for name in dict.fromkeys(measures))
    for places, name in told:
        found = spread_of(study.at(places), name)
        if found.least is None or found.median is None or found.largest is None:
            continue
        text = _("{setting}: {count} runs, {name} from {least} over {median} to {largest}")
        pairs = zip(study.offer.axes, study.offer.words(places), strict=True)
        yield text.format(
            setting=", ".join(f"{axis.title} {word}" for axis, word in pairs) or _("every seed"),
            count=found.count,
            name=name,
            least=figures.table(found.least),
            median=figures.table(found.median),
            largest=figures.table(found.largest),
        )
