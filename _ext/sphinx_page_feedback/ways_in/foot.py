"""What stands at the foot of a page: where to change it, where to tell us, when it changed."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, replace
from os.path import relpath
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sphinx_page_feedback.model import SOURCE_HOSTS
from sphinx_page_feedback.outputs import output_of
from sphinx_page_feedback.render import (
    FORM_ANCHOR,
    date_in_words,
    page_address,
    render,
    translations,
)
from sphinx_page_feedback.titles import page_title

from .history import History, find_root, read_git
from .themes import set_edit_link

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

    from sphinx_page_feedback.config import SiteConfig

TEMPLATE = "feedback/ways_in.html"
_INCLUDED = (".csv", ".inc", ".md", ".rst", ".tsv", ".txt")
"""The endings of files of which a page shows the text. An image has an editor of its own."""
_SENDING = 'data-feedback-service="'
"""Only a form that sends has it: none that is disabled, and none that is over."""


@dataclass(frozen=True, kw_only=True)
class _Sources:
    """Where the files of pages are.

    Attributes:
        history: What git knows of them.
        folder: The folder of the pages in the repository.
        root: The folder of the pages here.
    """

    history: History
    folder: str
    root: Path

    def path(self, file: Path) -> str:
        """Return a file's path in the repository; empty if it is not kept there."""
        path = posixpath.normpath(posixpath.join(self.folder, _relative(file, self.root)))
        top = self.history.root
        is_kept = top is None or _relative(file, top) in self.history.tracked
        return path if is_kept and not path.startswith("..") else ""


def set_up(config: Config, setup: SiteConfig, source: Path) -> SiteConfig:
    """Switch on the theme's link to sources, and return the configuration with what is known.

    Args:
        config: Sphinx's configuration.
        setup: The configuration of the site.
        source: The folder of the pages.
    """
    # A preview shows a proposal, which is in no branch that its readers could change.
    if not setup.options.source.repository or setup.preview:
        return setup
    folder = _folder_in_repository(source, setup.options.source.folder)
    by_theme = set_edit_link(config, setup.options.source, folder)
    return replace(setup, source_folder=folder, theme_links_source=by_theme)


def _folder_in_repository(source: Path, given: str | None) -> str:
    """Return the folder of the pages in the repository, without slashes at its ends.

    Args:
        source: The folder of the pages.
        given: What ``conf.py`` says of it; ``None`` if nothing.
    """
    if given is not None:
        return given.strip("/").removeprefix(".")
    root = find_root(source)
    below = _relative(source, root) if root else ""
    return "" if below == "." else below


def read_history(app: Sphinx, _env: BuildEnvironment) -> None:
    """Ask git for the files of the document, once for all pages and processes."""
    setup: SiteConfig = app.config.feedback_setup
    if setup.source_folder is not None and output_of(app.builder).shows == "form":
        vars(app.builder)["feedback_history"] = read_git(Path(app.srcdir))


def add_ways_in(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], doctree: Any
) -> None:
    """Add the ways in to a page, and take the theme's link from a page without a source."""
    setup: SiteConfig = app.config.feedback_setup
    history: History | None = vars(app.builder).get("feedback_history")
    if history is None or setup.source_folder is None or output_of(app.builder).assembled:
        return
    sources = _Sources(history=history, folder=setup.source_folder, root=Path(app.srcdir))
    file = Path(app.env.doc2path(pagename)) if doctree is not None else None
    path = sources.path(file) if file else ""
    if not path or file is None:
        # Each theme asks for one of the two before it shows its link.
        context |= {"page_source_suffix": "", "display_vcs_links": False}
        return
    date = _last_change(app, sources, file)
    # Sphinx's own date is the day of the build; where both are asked for, git's is right.
    if "last_updated" in context and app.config.html_last_updated_fmt is not None:
        context["last_updated"], date = date or None, ""
    ways = {**_ways(app, setup, pagename, path), "date": date, **translations()}
    ways["included"] = [*_included(app, setup, sources, pagename)]
    ways["tells"] = _SENDING in context["body"]
    context["body"] = f"{context['body']}{render(app.builder, TEMPLATE, ways)}"
    context["feedback_style"] = True


def _ways(app: Sphinx, setup: SiteConfig, docname: str, path: str) -> dict[str, Any]:
    source = setup.options.source
    title = page_title(app.env, docname)
    return {
        "edit": "" if setup.theme_links_source else source.edit_address(path),
        "host": SOURCE_HOSTS[source.kind],
        "place": urlsplit(source.address).netloc,
        "issue": source.issue_address(title, page_address(app.config, docname) or docname),
        "form": f"#{FORM_ANCHOR}",
        "needs_account": setup.service.link is not None,
    }


def _included(
    app: Sphinx, setup: SiteConfig, sources: _Sources, docname: str
) -> Iterator[tuple[str, str]]:
    """Yield name and editor of each file whose text the page shows as its own."""
    for name in sorted(app.env.dependencies.get(docname, ())):
        file = Path(app.srcdir, name)
        path = sources.path(file) if file.suffix in _INCLUDED else ""
        if path:
            yield path, setup.options.source.edit_address(path)


def _last_change(app: Sphinx, sources: _Sources, file: Path) -> str:
    """Return the day of the last change in words; empty if unknown."""
    top = sources.history.root
    moment = sources.history.changed.get(_relative(file, top)) if top else None
    return date_in_words(moment.date(), app.config.language) if moment else ""


def _relative(file: Path, folder: Path) -> str:
    # Resolved, since git names the folder without symbolic links.
    return relpath(file.resolve(), folder.resolve()).replace("\\", "/")
