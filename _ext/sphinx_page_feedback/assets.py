"""The script and the style, on the pages that have a form and on no other."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from .nodes import pages_with_form

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

SCRIPT, STYLE = "page-feedback.js", "page-feedback.css"
SERVICES_SCRIPT = "page-feedback-services.js"
ARRIVAL_SCRIPT = "page-feedback-arrival.js"
"""The page's own script loads it, where the address carries something."""
_HERE = Path(__file__).parent
_STATIC, _TEMPLATES = _HERE / "static", _HERE / "templates"


def add_asset_folders(config: Config) -> None:
    """Let Sphinx find the templates, after the site's own, and copy the static files.

    Args:
        config: Sphinx's configuration; its lists are replaced, not changed.
    """
    config.templates_path = [*config.templates_path, str(_TEMPLATES)]
    config.html_static_path = [*config.html_static_path, str(_STATIC)]
    files = (SCRIPT, SERVICES_SCRIPT, ARRIVAL_SCRIPT, STYLE)
    unused = [f"_static/{name}" for name in files]  # an ePub has no form
    config.epub_exclude_files = [*config.epub_exclude_files, *unused]


def digest_look(config: Config, root: Path) -> str:
    """Return a digest of every file that a form's look comes from.

    A changed template or script does not by itself make Sphinx write pages again.

    Args:
        config: Sphinx's configuration.
        root: The folder of ``conf.py``.
    """
    folders = [*(root / folder / "feedback" for folder in config.templates_path), _STATIC]
    files = sorted(file for folder in folders for file in folder.rglob("*") if file.is_file())
    return sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]


def add_page_assets(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _doctree: Any
) -> None:
    """Load the script and the style on a page that has a form.

    The builder is told, not the application, which would remember each page's files.
    """
    pages, builder = pages_with_form(app.env), cast("Any", app.builder)
    if pagename in pages or (pages and builder.name == "singlehtml"):
        builder.add_css_file(STYLE)
        if app.config.feedback_setup.service.needs_more_script:
            builder.add_js_file(SERVICES_SCRIPT, priority=499, defer="defer")  # first
        builder.add_js_file(SCRIPT, defer="defer")
    elif context.get("feedback_style"):
        builder.add_css_file(STYLE)
