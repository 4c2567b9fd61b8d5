"""The schema of ``feedback.json``, and its parser for receiver and commands alike."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
)

from sphinx_page_feedback.model import THANKS_DOCNAME, Form, PeriodText, origin_of
from sphinx_page_feedback.problems import Code, Problem

if TYPE_CHECKING:
    from pathlib import Path

FILE_NAME = "feedback.json"
"""The manifest's name in the root of a built site."""
SCHEMA = 2
"""The version of the format. It grows when an older reader would misread a newer file."""
_CURE = "Build the site, give the path of its feedback.json, or give --endpoint."

_Text = Annotated[str, BeforeValidator(lambda value: "" if value is None else value)]


class _ManifestPart(BaseModel):
    """A frozen part of the manifest; unknown keys, which a newer release writes, are ignored."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Section(_ManifestPart):
    """A section of a page.

    Attributes:
        id: Its anchor.
        title: Its heading.
    """

    id: str
    title: str = ""


class Page(_ManifestPart):
    """A page of the site.

    Attributes:
        title: Its title.
        url: Its address below the site's root.
        form: The name of its form; ``None`` if it has none.
        source: Its source file, as seen from ``conf.py``.
        sections: Its sections, in order.
        moved_from: The docnames that it had before.
        form_title: The heading of its form where it is not the form's.
        form_disabled: Why its form sends nothing; empty if it does.
    """

    title: str
    url: str
    form: str | None = None
    source: str = ""
    sections: tuple[Section, ...] = ()
    moved_from: tuple[str, ...] = ()
    form_title: str = ""
    form_disabled: str = ""

    def section_title(self, anchor: str) -> str:
        """Return the heading of a section; its anchor if it has none.

        Args:
            anchor: Of the section.
        """
        titles = {section.id: section.title for section in self.sections}
        return titles.get(anchor) or anchor

    @cached_property
    def anchors(self) -> frozenset[str]:
        """The anchors of its sections."""
        return frozenset(section.id for section in self.sections)


def _forms(value: Any) -> Any:
    """Parse each form under its name; a value of another shape is left to the schema."""
    if not (
        isinstance(value, Mapping) and all(isinstance(form, Mapping) for form in value.values())
    ):
        return value
    return {name: Form.from_manifest(name, form) for name, form in value.items()}


def _splits(url: str) -> str:
    """Refuse an address that no program can take apart."""
    urlsplit(url)
    return url


class Manifest(_ManifestPart):
    """The manifest of a built site: its forms, its pages and its form service.

    Attributes:
        schema_version: The version of the format; files of the first release have none.
        project: The name of the documentation.
        release: Its release.
        commit: The commit that it was built from; ``None`` outside a git checkout.
        base_url: Where the site is published; empty if not configured.
        language: The language of the document, as in ``en_GB``; empty if not set.
        service: The settings of the form service that every page shows.
        preview: Why no form of the site sends anything; empty if the site is no preview.
        sentences: The receiver's own sentences in the document's language, by the English
            ones; empty texts stay English. Empty for an English document.
        direction: ``rtl`` for a language that is written from right to left, else ``ltr``.
        contact: Where else readers may write; empty if not configured.
        keep: How long ``answers``, ``email`` addresses and ``backups`` are kept, where the site
            says so; each form has its own periods besides.
        thanks: The address of the thank-you page below the site's root.
        forms: Every form, by name.
        pages: Every page, by docname.
    """

    # By an alias, since BaseModel has a method `schema`.
    schema_version: int = Field(1, alias="schema")
    project: _Text = ""
    release: _Text = ""
    commit: str | None = None
    base_url: Annotated[_Text, AfterValidator(_splits)] = ""
    language: _Text = ""
    service: Annotated[Mapping[str, Any], BeforeValidator(lambda value: value or {})] = {}
    preview: _Text = ""
    sentences: Mapping[str, str] = {}
    direction: _Text = "ltr"
    contact: _Text = ""
    keep: Mapping[str, PeriodText] = {}
    thanks: str = f"{THANKS_DOCNAME}.html"
    forms: Annotated[Mapping[str, Form], BeforeValidator(_forms)] = {}
    pages: Mapping[str, Page] = {}

    @cached_property
    def origin(self) -> str:
        """The origin of the address where the site is published; empty if unknown."""
        return origin_of(self.base_url)

    @cached_property
    def docnames(self) -> Mapping[str, str]:
        """The present docname of each page, by its present and former docnames."""
        moved = {
            old: docname for docname, page in self.pages.items() for old in page.moved_from
        }
        # A page that exists wins over a move from its name.
        return {**moved, **{docname: docname for docname in self.pages}}

    def names_of(self, docname: str) -> frozenset[str]:
        """Return every docname that a page has and has had.

        Args:
            docname: The present one, or any other text, which is then its only name.
        """
        page = self.pages.get(docname)
        former = page.moved_from if page else ()
        # A page that was added later under a former name is another page.
        return frozenset({docname, *(old for old in former if self.docnames[old] == docname)})


def read_manifest(path: Path) -> Manifest:
    """Read a manifest from a file.

    Args:
        path: The ``feedback.json`` of an HTML build.

    Raises:
        Problem: The file is missing, or no manifest that this release can read.
    """
    try:
        return parse_manifest(path.read_bytes(), str(path))
    except OSError as error:
        cause = f"the manifest {path} cannot be read: {error.strerror}"
        raise Problem(Code.MANIFEST_MISSING, cause, _CURE) from error


def parse_manifest(text: str | bytes, place: str) -> Manifest:
    """Parse the text of a manifest.

    Args:
        text: JSON; bytes are UTF-8.
        place: Where it is from, for messages.

    Raises:
        Problem: It is no manifest that this release can read.
    """
    try:
        data = json.loads(text)
    except ValueError as error:
        cause = f"the manifest {place} is not JSON"
        raise Problem(Code.MANIFEST_BROKEN, cause, _CURE) from error
    # Every key has a default, so that the schema alone would accept any object.
    if not (isinstance(data, dict) and data.keys() & {"forms", "pages", "service"}):
        cause = f"{place} is not a manifest: it names no forms, no pages and no service"
        raise Problem(Code.MANIFEST_BROKEN, cause, _CURE)
    schema = data.get("schema", 1)
    # isinstance would accept true, since bool is a subclass of int.
    if type(schema) is not int or schema < 1:
        cause = f"{place} is not a manifest: its schema is no whole number from 1"
        raise Problem(Code.MANIFEST_BROKEN, cause, _CURE)
    if schema > SCHEMA:
        cause = (
            f"the manifest {place} has schema {schema}, and this release reads up to {SCHEMA}"
        )
        cure = "Upgrade sphinx-page-feedback here to the release that built the site."
        raise Problem(Code.MANIFEST_NEWER, cause, cure)
    try:
        return Manifest.model_validate(data)
    except ValidationError as error:
        cause = f"{place} is not a manifest that this release can read: {_first(error)}"
        cure = "Install the same release here and where the site is built."
        raise Problem(Code.MANIFEST_BROKEN, cause, cure) from error


def _first(error: ValidationError) -> str:
    """Return place and message of the first error, without the value."""
    item = error.errors(include_url=False, include_input=False)[0]
    return f"{'.'.join(map(str, item['loc']))}: {item['msg']}"
