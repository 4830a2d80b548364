"""The stops of a lesson file: where it speaks, and what it asks there."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field

from .answers import AnswerField
from .fields import Identifier, Since, Spec, Views
from .references import NAME, ReferenceField
from .variant_specs import KeyPathText


class NumberQuestion(Spec):
    """The learner types a number; the trace knows the right one, or the file where it can be
    worked out without the run."""

    kind: Literal["number"]
    id: Identifier
    answer: AnswerField | None = None
    """The number of the trace that is asked for: of this iteration, or `L @ 1`, `L @ +1`."""
    correct: Annotated[float, Field(ge=-1e12, le=1e12)] | None = None
    """The right number where the run has none of this name: −ln 0.1, say."""
    tolerance: Annotated[float, Field(gt=0)]
    """How far off an answer may be."""


class ChoiceQuestion(Spec):
    """The learner picks one of a few; the file or a rule on the trace says which is right."""

    kind: Literal["choice"]
    id: Identifier
    choices: Annotated[tuple[Identifier, ...], Field(min_length=2, max_length=6)]
    correct: Identifier | None = None
    """The right choice, unless a rule decides it."""
    rule: Literal["sign", "compare"] | None = None
    """`sign`: is `answer` negative, zero, positive? `compare`: is it less, equal, greater than
    `other`?"""
    answer: AnswerField | None = None
    other: AnswerField | None = None


QuestionSpec = Annotated[NumberQuestion | ChoiceQuestion, Discriminator("kind")]


class StopSpec(Spec):
    """A place of the training where the lesson says something."""

    id: Identifier
    """The heading of its section in `ko.md` and `en.md`."""
    at: Annotated[str, Field(pattern=f"^({NAME})?$")] = ""
    """The name an instruction has just written; empty is the start of the iteration."""
    iteration: Annotated[int, Field(ge=-1, le=1_000_000_000_000)] = 0
    """Counted from 0; -1 is the pass that closes the run, in format 1 that of the last update."""
    focus: ReferenceField | None = None
    """What the learner looks at."""
    views: Annotated[Views | None, Since(2)] = None
    """The views that this stop talks about, the main one first; without it those of the lesson."""
    times_updates: Annotated[bool | None, Since(2)] = None
    """Whether the time of an update of each run of a race is measured as the stop opens, and told
    beside the landscape."""
    set: Annotated[dict[KeyPathText, Any], Field(max_length=100), Since(2)] = {}
    """What the knobs stand at when the stop is gone to: key path = value."""
    questions: Annotated[tuple[QuestionSpec, ...], Field(max_length=10)] = ()
