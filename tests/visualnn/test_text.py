"""Texts follow the language that is in use when they are asked for."""

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from visualnn.text import LANGUAGES, N_, Language, _, language, use_language


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    before = language()
    use_language("en")
    yield
    use_language(before)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    catalogue = Catalog(locale="ko")
    catalogue.add("Layer", "층")
    messages = tmp_path / "ko" / "LC_MESSAGES"
    messages.mkdir(parents=True)
    with (messages / "visualnn.mo").open("wb") as file:
        write_mo(file, catalogue)
    return tmp_path


def test_the_current_language_is_looked_up_at_each_call(folder: Path) -> None:
    assert _("Layer") == "Layer"
    use_language("ko", folder)
    assert (language(), _("Layer")) == ("ko", "층")
    use_language("en", folder)
    assert (language(), _("Layer")) == ("en", "Layer")


def test_a_text_without_translation_is_english(folder: Path) -> None:
    use_language("ko", folder)
    assert _("Never written") == "Never written"


def test_the_empty_text_is_not_the_catalogue_header(folder: Path) -> None:
    use_language("ko", folder)
    assert not _("")


def test_a_missing_catalogue_leaves_the_texts_english(tmp_path: Path) -> None:
    use_language("ko", tmp_path)
    assert (language(), _("Layer")) == ("ko", "Layer")


def test_the_mark_changes_nothing(folder: Path) -> None:
    use_language("ko", folder)
    assert N_("Layer") == "Layer"


def test_only_the_two_languages_are_known() -> None:
    assert LANGUAGES == ("ko", "en")
    with pytest.raises(ValueError, match="no language"):
        use_language(cast("Language", "../../etc"))
    assert language() == "en"
