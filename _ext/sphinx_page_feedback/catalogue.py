"""The extension's own sentences in the language of the document."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from babel.messages.catalog import Catalog, Message

    from .model import Form

DOMAIN = "sphinx_page_feedback"
FORMS_DOMAIN = "feedback-forms"
"""The catalogue of a project's own forms."""
FOLDER = Path(__file__).with_name("locale")
TEMPLATE = FOLDER / f"{DOMAIN}.pot"
"""Every sentence, as translators get it; ``nox -s messages`` writes it."""
_ENOUGH = range(1_000)
"""Among these numbers each category of each language occurs (CLDR's plural rules)."""


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """The sentences of one language.

    Attributes:
        language: As ``conf.py`` names it.
        texts: The translation of each sentence that has one.
        counted: The forms of each sentence with a number, by its singular, then by the
            category of the number: ``one``, ``few``, ``other`` and so on.
        untranslated: The sentences that stay English in a document of another language.
        unreviewed: How many translations are left out, since no speaker has reviewed them.
    """

    language: str = "en"
    texts: dict[str, str] = field(default_factory=dict)
    counted: dict[str, dict[str, str]] = field(default_factory=dict)
    untranslated: frozenset[str] = frozenset()
    unreviewed: int = 0

    @property
    def is_missing(self) -> bool:
        """Whether all sentences stay English in a document of another language."""
        return bool(self.untranslated) and not self.texts

    @property
    def direction(self) -> str:
        """``rtl`` for a language that is written from right to left, else ``ltr``."""
        return locale_of(self.language).text_direction

    def translate(self, text: str) -> str:
        """Return a sentence in this language, or as it is where there is no translation."""
        return self.texts.get(text, text)

    def forms(self, singular: str, plural: str) -> dict[str, str]:
        """Return each form of a sentence with a number, by the category of the number.

        Args:
            singular: The English sentence for one.
            plural: The English sentence for any other number.
        """
        return self.counted.get(singular, {"one": singular, "other": plural})


def read_catalogue(language: str, *, unreviewed: bool = False) -> Catalogue:
    """Read the sentences of a language.

    A translation that no speaker has reviewed is marked ``fuzzy`` in its file.

    Args:
        language: As ``conf.py`` names it, such as ``cy`` or ``pt_BR``; a region without a
            file of its own has the sentences of its language.
        unreviewed: Whether to take translations that nobody has reviewed.
    """
    base = language.replace("-", "_")
    if base.partition("_")[0] == "en":
        return Catalogue(language=language)
    file = next(filter(Path.is_file, map(po_file, [base, base.partition("_")[0]])), None)
    if file is None:
        return Catalogue(language=language, untranslated=sentences())
    catalog = read_po_file(file)
    translated = [one for one in _translated(catalog) if unreviewed or not one.fuzzy]
    texts = {one.id: str(one.string) for one in translated if isinstance(one.id, str)}
    counted = _counted(catalog, translated, locale_of(language), unreviewed=unreviewed)
    return Catalogue(
        language=language,
        texts=texts,
        counted=counted,
        untranslated=sentences() - texts.keys() - counted.keys(),
        unreviewed=0 if unreviewed else sum(one.fuzzy for one in _translated(catalog)),
    )


def translate_forms(
    forms: Mapping[str, Form], catalogue: Catalogue, folders: Sequence[Path]
) -> Mapping[str, Form]:
    """Return a project's forms in the document's language, as far as there are translations.

    Args:
        forms: The forms, by name.
        catalogue: The extension's sentences, some of which are defaults of forms.
        folders: Those of ``locale_dirs``; the first that has a translation counts.
    """
    texts = _read_form_texts(folders, catalogue.language)
    if not texts and not catalogue.texts:
        return forms
    return {
        name: form.translated(lambda text: texts.get(text) or catalogue.translate(text))
        for name, form in forms.items()
    }


def _read_form_texts(folders: Sequence[Path], language: str) -> dict[str, str]:
    """Return a project's translations, without those marked ``fuzzy``, as Sphinx does it."""
    files = [folder / language / "LC_MESSAGES" / f"{FORMS_DOMAIN}.po" for folder in folders]
    return {
        one.id: str(one.string)
        for file in reversed(files)
        if file.is_file()
        for one in _translated(read_po_file(file))
        if isinstance(one.id, str) and not one.fuzzy
    }


def po_file(language: str) -> Path:
    """Return the file of a language's translations."""
    return FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def read_po_file(file: Path) -> Catalog:
    """Read a file of translations, or their template."""
    with file.open("rb") as stream:
        return read_po(stream)


def _translated(catalog: Catalog) -> Iterator[Message]:
    """Yield each message that has a translation, reviewed or not."""
    for message in catalog:
        strings = (message.string,) if isinstance(message.string, str) else message.string
        if message.id and all(strings or ()):
            yield message


def _counted(
    catalog: Catalog, messages: list[Message], locale: Locale, *, unreviewed: bool
) -> dict[str, dict[str, str]]:
    """Return the forms of each sentence with a number, by its singular and by category."""
    compiled = BytesIO()
    write_mo(compiled, catalog, use_fuzzy=unreviewed)
    compiled.seek(0)
    translations = GNUTranslations(compiled)
    examples = {locale.plural_form(number): number for number in reversed(_ENOUGH)}
    return {
        one.id[0]: {
            category: translations.ngettext(one.id[0], one.id[1], number)
            # The script takes the last for a number of a category that is not there.
            for category, number in sorted(examples.items(), key=_last_if_other)
        }
        for one in messages
        if not isinstance(one.id, str)
    }


def _last_if_other(example: tuple[str, int]) -> tuple[bool, str]:
    return example[0] == "other", example[0]


@cache
def sentences() -> frozenset[str]:
    """Return every sentence of the template; of those with a number, the singular."""
    ids = [message.id for message in read_po_file(TEMPLATE) if message.id]
    return frozenset(one if isinstance(one, str) else one[0] for one in ids)


def locale_of(language: str) -> Locale:
    """Return Babel's rules for a language; the English ones if it has none.

    Args:
        language: As in ``en-GB`` or ``cy``.
    """
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):  # a language of the project's own
        return Locale("en")
