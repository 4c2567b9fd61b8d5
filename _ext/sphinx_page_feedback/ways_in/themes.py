"""The edit links that themes have, switched on by the themes' own options."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sphinx_page_feedback.model import SOURCE_HOSTS, Repository

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sphinx.config import Config

_Options = tuple[dict[str, Any], dict[str, Any]]
"""What is added to ``html_theme_options``, and to ``html_context``."""


def _furo(source: Repository, folder: str) -> _Options:
    # Not source_repository: furo takes a host of one's own for a mistake there. It formats
    # the text, so a brace in a name would be read as a field.
    prefix = source.edit_prefix(folder).replace("{", "{{").replace("}", "}}")
    return {"source_edit_link": f"{prefix}{{filename}}"}, {}


def _pydata(source: Repository, folder: str) -> _Options:
    template = f"{source.edit_prefix(folder)}{{{{ file_name }}}}"
    name = SOURCE_HOSTS[source.kind]
    context = {"edit_page_url_template": template, "edit_page_provider_name": name}
    return {"use_edit_page_button": True}, context


def _rtd(source: Repository, folder: str) -> _Options:
    owner, _, name = urlsplit(source.address).path.strip("/").rpartition("/")
    kind = source.kind
    context = {
        f"display_{kind}": True,
        f"{kind}_host": urlsplit(source.address).netloc,
        f"{kind}_user": owner,
        f"{kind}_repo": name,
        f"{kind}_version": source.branch,
        "conf_py_path": f"/{folder}/" if folder else "/",
    }
    # The theme writes addresses without the /-/ that GitLab has had since 2019.
    return {"vcs_pageview_mode": "-/edit" if kind == "gitlab" else "edit"}, context


_THEMES: Mapping[str, Callable[[Repository, str], _Options]] = {
    "furo": _furo,
    "pydata_sphinx_theme": _pydata,
    "sphinx_book_theme": _pydata,
    "sphinx_rtd_theme": _rtd,
}
_OWN = {
    "furo": {"source_repository", "source_edit_link"},
    "pydata_sphinx_theme": {"use_edit_page_button"},
    "sphinx_book_theme": {"use_edit_page_button"},
    "sphinx_rtd_theme": {"display_github", "display_gitlab", "display_bitbucket"},
}
"""By theme, the options with which ``conf.py`` asks for the theme's link itself."""


def set_edit_link(config: Config, source: Repository, folder: str) -> bool:
    """Switch on the theme's own link to a page's source, unless ``conf.py`` has done so.

    Args:
        config: Sphinx's configuration; options are replaced, not changed.
        source: Where the sources are.
        folder: The folder of the pages in the repository.

    Returns:
        The theme shows such a link, so that a second one would be one too many.
    """
    theme = config.html_theme
    make = _THEMES.get(theme)
    # The theme of Read the Docs knows no Forgejo.
    if make is None or (make is _rtd and source.kind == "forgejo"):
        return False
    if _OWN[theme] & {*config.html_theme_options, *config.html_context}:
        return True
    options, context = make(source, folder)
    config.html_theme_options = {**options, **config.html_theme_options}
    config.html_context = {**context, **config.html_context}
    return True
