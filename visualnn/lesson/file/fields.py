"""What the tables of a lesson file have in common: names, titles, lists of numbers, strictness."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, GetCoreSchemaHandler
from pydantic_core import core_schema

from ...dataclass import dataclass
from ...text import Language
from ...view_names import MAX_SHOWN_COUNT, VIEW_NAMES
from ..title_reading import NO_TITLE, clean_title
from .references import LESSON_NAME, refusal


def _title(text: str) -> str:
    cleaned = clean_title(text)
    if not cleaned:
        raise refusal(NO_TITLE)
    return cleaned


def is_word(value: object) -> str:
    """Which of two alternatives a value belongs to: a name, or numbers."""
    return "name" if isinstance(value, str) else "numbers"


def is_text(value: object) -> str:
    """The tag of a value that is either a name, or a table that stands for it (``name``), or
    numbers (``numbers``)."""
    return "name" if isinstance(value, str | Mapping | BaseModel) else "numbers"


class Words:
    """The annotation of a word that must be one of these."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = list(words)

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.literal_schema(self.words)


@dataclass(frozen=True, slots=True)
class Since:
    """The annotation of a key that lessons of earlier formats do not have."""

    format: int


ViewName = Annotated[str, Words(VIEW_NAMES)]
Views = Annotated[tuple[ViewName, ...], Field(min_length=1, max_length=MAX_SHOWN_COUNT)]
Identifier = Annotated[str, Field(pattern=f"^{LESSON_NAME}$")]
LayerName = Annotated[str, Field(pattern="^[a-z][a-z0-9_]{0,30}$")]
Title = Annotated[str, AfterValidator(_title)]
Numbers = Annotated[tuple[float, ...], Field(min_length=1, max_length=100_000, fail_fast=True)]
Row = Annotated[tuple[float, ...], Field(min_length=1, max_length=1_000, fail_fast=True)]
Rows = Annotated[tuple[Row, ...], Field(min_length=1, max_length=10_000, fail_fast=True)]
Matrix = Annotated[tuple[Numbers, ...], Field(min_length=1, max_length=100_000, fail_fast=True)]


class Spec(BaseModel):
    """A table of the lesson file."""

    model_config = ConfigDict(
        strict=True,
        frozen=True,
        extra="forbid",
        allow_inf_nan=False,
        defer_build=True,
    )


class TitleSpec(Spec):
    """One title in each language."""

    en: Title
    ko: Title

    def in_language(self, language: Language) -> str:
        """The title in this language."""
        return self.ko if language == "ko" else self.en
