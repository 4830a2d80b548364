"""Lesson files: `lesson.toml` and its prose, `ko.md` and `en.md`, as frozen, checked types.

In reading order: `references` (how a number is named), `quotations` and `conditions` (what prose
asks of a run), `prose` (what is said), `fields`, the
`…_specs` and `spec` (what a lesson may hold), `places` (where it stands), `inline` and `markdown`
(reading prose), `agreement` (what has to fit together), `refusals` (how a wrong value is told),
`reading` (from bytes to a lesson).
"""

from ...errors import TextPosition
from .answers import AnswerReference
from .data_specs import BatchSpec, DataSpec, SyntheticData, TableData
from .fields import TitleSpec
from .function_specs import FunctionSpec
from .layer_specs import LayerSpec
from .loss_specs import ClipSpec, LossSpec, RegularizationSpec
from .optimizer_specs import OptimizerSpec
from .prose import (
    Block,
    CodeBlock,
    Comparison,
    Conditional,
    Formula,
    Heading,
    Link,
    ListItem,
    OfferedAnswer,
    Paragraph,
    Prose,
    ProseQuestion,
    ProseTable,
    ProseText,
    Quote,
    Run,
    Runs,
    Section,
    Style,
)
from .quotations import AxisSlice, Measure, Quotation, parse_quotation
from .reading import from_dict, raw, read, read_texts
from .references import Reference, parse_reference
from .schedule_specs import ScheduleSpec
from .schema import json_schema
from .spec import FORMAT, FunctionLessonSpec, LessonBase, LessonSpec, Sources
from .stop_specs import ChoiceQuestion, NumberQuestion, QuestionSpec, StopSpec
from .variant_specs import ALL_RUNS, LESSON_RUN, VariantSpec

__all__ = [
    "ALL_RUNS",
    "FORMAT",
    "LESSON_RUN",
    "AnswerReference",
    "AxisSlice",
    "BatchSpec",
    "Block",
    "ChoiceQuestion",
    "ClipSpec",
    "CodeBlock",
    "Comparison",
    "Conditional",
    "DataSpec",
    "Formula",
    "FunctionLessonSpec",
    "FunctionSpec",
    "Heading",
    "LayerSpec",
    "LessonBase",
    "LessonSpec",
    "Link",
    "ListItem",
    "LossSpec",
    "Measure",
    "NumberQuestion",
    "OfferedAnswer",
    "OptimizerSpec",
    "Paragraph",
    "Prose",
    "ProseQuestion",
    "ProseTable",
    "ProseText",
    "QuestionSpec",
    "Quotation",
    "Quote",
    "Reference",
    "RegularizationSpec",
    "Run",
    "Runs",
    "ScheduleSpec",
    "Section",
    "Sources",
    "StopSpec",
    "Style",
    "SyntheticData",
    "TableData",
    "TextPosition",
    "TitleSpec",
    "VariantSpec",
    "from_dict",
    "json_schema",
    "parse_quotation",
    "parse_reference",
    "raw",
    "read",
    "read_texts",
]
