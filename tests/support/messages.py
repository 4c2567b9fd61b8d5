"""The sentences of the extension, as translators get them: extract, and merge into each language.

``nox -s messages`` runs it.
"""

from __future__ import annotations

import tomllib
from importlib import import_module
from io import BytesIO
from pathlib import Path
from pkgutil import walk_packages
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

import sphinx_page_feedback
from sphinx_page_feedback import catalogue, model
from sphinx_page_feedback.form_texts import texts_of
from sphinx_page_feedback.receiver import http_problems

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(sphinx_page_feedback.__file__).parent
LANGUAGES = ("ar", "cy", "de", "fr", "pl")
KEYWORDS = {
    **dict.fromkeys(["t", "t_html", "translate", "with_detail"]),
    "plural_forms": (1, 2),
}
_METHODS = [("**.py", "python"), ("**.html", "jinja2")]
_FOR_PROGRAMS = {"bad-query", "not-acceptable", "unauthorised"}
"""Problems of those who read answers, whom no page is shown."""
_CHANGES_BY_ITSELF = (
    b'"POT-Creation-Date', b'"PO-Revision-Date', b'"Generated-By', b'"Report-Msgid-Bugs-To',
    b'"Last-Translator', b'"Language-Team',
)  # fmt: skip
_HEADER = """\
# The sentences of Sphinx Page Feedback.
# A translation that no speaker of the language has reviewed is marked "fuzzy".
#"""


def extract() -> Catalog:
    """Return every sentence of the extension that a reader may see."""
    found = Catalog(
        project="Sphinx Page Feedback", version="1", charset="utf-8", header_comment=_HEADER
    )
    places: dict[str | tuple[str, ...], set[str]] = {}
    for file, _line, message, _comments, _context in extract_from_dir(
        str(PACKAGE), _METHODS, keywords=KEYWORDS
    ):
        places.setdefault(message, set()).add(file)
    for text, place in [*_of_fields(), *_of_forms(), *_of_problems()]:
        places.setdefault(text, set()).add(place)
    for message, files in sorted(places.items(), key=str):
        # Without numbers of lines, which would change with every edit.
        found.add(message, locations=[(file, None) for file in sorted(files)])
    return found


def _of_fields() -> Iterator[tuple[str, str]]:
    """Yield each error message of each field type, with its file."""
    kinds = [model.Question]
    while kinds:
        kind = kinds.pop()
        kinds += kind.__subclasses__()
        file = f"{kind.__module__.removeprefix('sphinx_page_feedback.').replace('.', '/')}.py"
        for text in kind.message_templates.values():
            yield text, file


def _of_forms() -> Iterator[tuple[str, str]]:
    """Yield each default of a form, and each text of the form that comes with the extension."""
    for name in ("submit", "thanks", "warning"):
        yield model.Form.model_fields[name].default, "model/form.py"
    file = PACKAGE / "defaults" / "page.toml"
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    data["fields"] = data.pop("field")
    for text in texts_of(model.Form.model_validate({**data, "name": "page"})):
        yield text, "defaults/page.toml"


def _of_problems() -> Iterator[tuple[str, str]]:
    """Yield title and detail of each problem that the receiver replies with."""
    for value in vars(http_problems).values():
        if isinstance(value, http_problems.HTTPProblem) and value.code not in _FOR_PROGRAMS:
            texts = filter(None, [value.title, value.detail])
            yield from ((text, "receiver/http_problems.py") for text in texts)


def as_text(found: Catalog) -> bytes:
    """Return a catalogue as a PO file; the same sentences give the same bytes."""
    stream = BytesIO()
    write_po(stream, found, width=96, sort_output=True, include_lineno=False, omit_header=False)
    lines = stream.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(_CHANGES_BY_ITSELF))


def main() -> None:
    """Write the template, and merge it into the file of each language."""
    for module in walk_packages([str(PACKAGE / "model")], "sphinx_page_feedback.model."):
        import_module(module.name)
    found = extract()
    catalogue.TEMPLATE.parent.mkdir(exist_ok=True)
    catalogue.TEMPLATE.write_bytes(as_text(found))
    for language in LANGUAGES:
        file = catalogue.po_file(language)
        file.parent.mkdir(parents=True, exist_ok=True)
        merged = Catalog(locale=language)
        if file.exists():
            with file.open("rb") as stream:
                merged = read_po(stream, locale=language)
        merged.update(found, no_fuzzy_matching=True)
        merged.obsolete.clear()
        file.write_bytes(as_text(merged))
        missing = sum(1 for one in merged if one.id and not one.string)
        print(f"{language}: {missing} sentences without a translation")  # noqa: T201


if __name__ == "__main__":
    main()
