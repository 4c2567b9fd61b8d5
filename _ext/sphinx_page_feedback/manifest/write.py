"""Write ``feedback.json`` after an HTML build."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.util import logging

from sphinx_page_feedback.log import warn
from sphinx_page_feedback.model import THANKS_DOCNAME, encode_path
from sphinx_page_feedback.outputs import form_on_page, forms_by_page
from sphinx_page_feedback.problems import Code
from sphinx_page_feedback.titles import page_title, section_titles

from .read import FILE_NAME, SCHEMA

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from sphinx.application import Sphinx

    from sphinx_page_feedback.catalogue import Catalogue
    from sphinx_page_feedback.config import SiteConfig


_logger = logging.getLogger(__name__)


def write_manifest(app: Sphinx, setup: SiteConfig, catalogue: Catalogue) -> None:
    """Write the manifest into the root of the built site.

    Args:
        app: The application that has just built the site.
        setup: The configuration of the site.
        catalogue: The extension's sentences in the document's language.
    """
    _warn_of_lost_moves(setup.moved, app.env.all_docs)
    used = {record["form"] for record in forms_by_page(app).values()}
    for name in sorted(setup.forms.keys() - used):
        _logger.info('no page has the form "%s"; page-feedback forms lists them all', name)
    folder = _source_folder(app)
    data = {
        "schema": SCHEMA,
        "project": app.config.project,
        "release": app.config.release,
        "commit": _commit(Path(app.confdir)),
        "base_url": setup.base_url,
        "language": app.config.language,
        # In a preview neither address nor keys: nothing that was built can send.
        "service": {"name": setup.service.name} if setup.preview else setup.settings.public,
        **({"preview": setup.preview} if setup.preview else {}),
        "contact": setup.options.contact,
        "keep": setup.options.keep,
        "thanks": encode_path(app.builder.get_target_uri(THANKS_DOCNAME)),
        # Translated here, since the receiver has no catalogue (decision 3).
        **_sentences(catalogue),
        "forms": (
            (name, form.to_manifest(catalogue.translate))
            for name, form in sorted(setup.forms.items())
        ),
        "pages": (
            (docname, _page(app, docname, setup, folder))
            for docname in sorted(app.env.all_docs)
        ),
    }
    path = Path(app.outdir, FILE_NAME)
    part = path.with_name(f"{FILE_NAME}.part")  # a receiver may read at any moment
    with part.open("w", encoding="utf-8") as file:
        # Sorted, so that builds of the same sources give the same file.
        file.writelines(_as_json(sorted(data.items())))
        file.write("\n")
    part.replace(path)


def _sentences(catalogue: Catalogue) -> dict[str, Any]:
    """Return the keys that an English site does not need."""
    stay_english = dict.fromkeys(sorted(catalogue.untranslated), "")
    sentences = {**catalogue.texts, **stay_english}
    direction = {} if catalogue.direction == "ltr" else {"direction": catalogue.direction}
    return {
        **({"sentences": dict(sorted(sentences.items()))} if sentences else {}),
        **direction,
    }


def _warn_of_lost_moves(moved: Mapping[str, str], docnames: Container[str]) -> None:
    """Warn of a move to a page that does not exist, or from one that still does."""
    for old, new in moved.items():
        if new not in docnames:
            cause = f'moved.toml says that "{old}" is now "{new}", and there is no such page'
            cure = "Write the page's path from the source folder without its ending."
            warn(Code.MOVED_PAGE, cause, cure, location=None)
        if old in docnames:
            cause = f'moved.toml says that "{old}" has moved, and the page is still there'
            cure = "Take the line out; answers to that name count for the page that is there."
            warn(Code.MOVED_PAGE, cause, cure, location=None)


def _as_json(members: Iterable[tuple[str, Any]]) -> Iterator[str]:
    """Yield an object of JSON, a member to a line, with no more than one in memory.

    Args:
        members: Name and value of each; a value that is an iterator is written the same way.
    """
    before = "{"
    for name, value in members:
        yield f"{before}\n{json.dumps(name, ensure_ascii=False)}: "
        if isinstance(value, Iterator):
            yield from _as_json(value)
        else:
            yield json.dumps(value, ensure_ascii=False, sort_keys=True)
        before = ","
    yield "{}" if before == "{" else "\n}"


def _page(app: Sphinx, docname: str, setup: SiteConfig, folder: str) -> dict[str, Any]:
    record = form_on_page(app, docname)
    form = record["form"] if record else None
    sparse = {
        "form_title": record["title"] if record else "",
        "form_disabled": record["disabled"] if record else "",
        "moved_from": sorted(old for old, new in setup.moved.items() if new == docname),
    }
    return {
        **{key: value for key, value in sparse.items() if value},
        "title": page_title(app.env, docname),
        "url": encode_path(app.builder.get_target_uri(docname)),
        "form": form if form in setup.forms else None,
        "source": folder + Path(app.env.doc2path(docname, base=False)).as_posix(),
        "sections": [
            {"id": anchor, "title": title}
            for anchor, title in section_titles(app.env, docname).items()
        ],
    }


def _source_folder(app: Sphinx) -> str:
    """Return the folder of the sources as seen from ``conf.py``; empty if it is elsewhere."""
    source, root = Path(app.srcdir), Path(app.confdir)
    below = source.relative_to(root).as_posix() if source.is_relative_to(root) else "."
    return "" if below == "." else f"{below}/"


def _commit(folder: Path) -> str | None:
    """Return the commit that the site is built from, if it is a git checkout."""
    try:
        command = ["git", "-C", str(folder), "rev-parse", "HEAD"]  # the same on every system
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    except OSError:
        return None
    return done.stdout.strip() or None
