"""The program's texts in the language the user reads: `_` translates now, `N_` marks for later.

The English text itself is the key of the catalogue, so a text nobody has translated yet is shown in
English.
"""

from __future__ import annotations

import gettext
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args

Language = Literal["ko", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)
"""The languages every lesson and every text is complete in."""

LOCALE = Path(__file__).parent / "locale"
"""The folder of the catalogues: `<language>/LC_MESSAGES/visualnn.mo`."""

_GAP = re.compile(r"\{(\w+)\}")


@dataclass(slots=True)
class _Current:
    language: Language
    catalogue: gettext.NullTranslations


_current = _Current("en", gettext.NullTranslations())


def use_language(language: Language, folder: Path = LOCALE) -> None:
    """Translate into this language from now on.

    Raises ValueError for a language other than those in `LANGUAGES`; a missing catalogue leaves the
    texts English.
    """
    if language not in LANGUAGES:
        raise ValueError(f"no language {language!r}; there are {LANGUAGES}")
    _current.language = language
    _current.catalogue = (
        gettext.NullTranslations()
        if language == "en"
        else gettext.translation("visualnn", folder, [language], fallback=True)
    )


def language() -> Language:
    """The language texts are translated into now."""
    return _current.language


def _(text: str) -> str:
    """The text in the current language."""
    # Under the empty text gettext keeps the header of the catalogue.
    return _current.catalogue.gettext(text) if text else ""


def N_(text: str) -> str:
    """The text itself, marked for the catalogue; whoever shows it translates it then."""
    return text


def parted(template: str) -> tuple[tuple[bool, str], ...]:
    """A sentence as (whether it is a gap, text): the text between gaps ``{name}``, and their
    names."""
    parts = enumerate(_GAP.split(template))
    return tuple((place % 2 == 1, text) for place, text in parts if place % 2 or text)
