"""What a builder can show of a form, by its class; and the form that a page has there."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, ClassVar, Literal, Self

from sphinx.builders.dirhtml import DirectoryHTMLBuilder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.builders.manpage import ManualPageBuilder
from sphinx.builders.singlehtml import SingleFileHTMLBuilder
from sphinx.builders.xml import XMLBuilder
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinxcontrib.serializinghtml import SerializingHTMLBuilder

from .nodes import page_records, stubs_by_page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment
    from sphinx.util.tags import Tags

    from .nodes import FormRecord

_SITES = (DirectoryHTMLBuilder, SingleFileHTMLBuilder, StandaloneHTMLBuilder)
_NAMING = {"name", "epilog"}
_DATA = (SerializingHTMLBuilder, XMLBuilder)


@dataclass(frozen=True, kw_only=True)
class Output:
    """What a builder can show.

    Attributes:
        shows: A ``form`` on web pages; a ``link`` to it in documents that cannot send one;
            ``nothing`` where no document is written, or one that only programs read.
        assembled: Pages are assembled into one document, where ids must differ.
        extra_pages: Pages of our own may stand beside those of the document.
    """

    shows: Literal["form", "link", "nothing"]
    assembled: bool
    extra_pages: bool


class BuildTransform(SphinxPostTransform):
    """A post-transform that asks which build it is in: builder and tags."""

    # Sphinx 9 deprecates the way from a transform to its application, and offers no other.
    build: ClassVar[Sphinx]

    @classmethod
    def of(cls, app: Sphinx) -> type[Self]:
        """Return the transform of one application."""
        return type(cls.__name__, (cls,), {"build": app})


def output_of(builder: Builder) -> Output:
    """Return what a builder can show.

    Args:
        builder: Any builder. One that changes how Sphinx writes a site makes slides, a PDF or
            an ePub of it as likely as a site, so it gets links.
    """
    kind = type(builder)
    is_site = _writes_a_site(kind)
    # Man pages have no such method, and put pages together all the same.
    assembled = hasattr(kind, "assemble_doctree") or issubclass(kind, ManualPageBuilder)
    # Builders without a format check links, collect messages or spell; rst2pdf has none either.
    is_silent = not (builder.format or assembled) or issubclass(kind, _DATA)
    return Output(
        shows="form" if is_site else "nothing" if is_silent else "link",
        assembled=assembled,
        extra_pages=is_site,
    )


def _writes_a_site(kind: type[Builder]) -> bool:
    """Return whether a class is one of Sphinx's own for web pages, renames it or replaces it.

    One without a name of its own is registered in the place of Sphinx's, as by sphinx-immaterial.
    """
    if not issubclass(kind, StandaloneHTMLBuilder):
        return False
    below = takewhile(lambda base: base is not StandaloneHTMLBuilder, kind.mro())
    changed = [base for base in below if base not in _SITES]
    names = {name for base in changed for name in vars(base) if not name.startswith("__")}
    return names <= _NAMING or "name" not in names


def form_on_page(app: Sphinx, docname: str) -> FormRecord | None:
    """Return the record of the form that a page has in this build; ``None`` without one.

    Args:
        app: The application, whose tags say which ``only`` holds.
        docname: The page.
    """
    return next(applicable_forms(app, docname), None)


def applicable_forms(app: Sphinx, docname: str) -> Iterator[FormRecord]:
    """Yield the forms of a page whose conditions hold in this build, the first one counts.

    Args:
        app: The application.
        docname: The page.
    """
    record = page_records(app.env).get(docname)
    for form in record["forms"] if record else ():
        by_default = form["chosen_by"] == "default"
        if not (by_default and is_stub(app.env, docname)) and _holds(app.tags, form["only"]):
            yield form


def forms_by_page(app: Sphinx) -> dict[str, FormRecord]:
    """Return the record of the form of each page that has one in this build, by docname.

    Args:
        app: The application.
    """
    forms = ((docname, form_on_page(app, docname)) for docname in sorted(page_records(app.env)))
    return {docname: form for docname, form in forms if form}


def is_stub(env: BuildEnvironment, docname: str) -> bool:
    """Return whether autosummary has written a page: it describes code and has no text.

    Args:
        env: Sphinx's environment.
        docname: The page.
    """
    return any(docname in stubs for stubs in stubs_by_page(env).values())


def _holds(tags: Tags, expressions: list[str]) -> bool:
    return all(_is_true(tags, expression) for expression in expressions)


def _is_true(tags: Tags, expression: str) -> bool:
    try:
        return bool(tags.eval_condition(expression))
    except Exception:  # noqa: BLE001 (as Sphinx, which warns of it and keeps what is inside)
        return True
