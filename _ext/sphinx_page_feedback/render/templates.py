"""Templates of the form: the site's in place of the package's, and problems with them."""

from __future__ import annotations

from pathlib import Path
from traceback import extract_tb
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, TemplateSyntaxError
from sphinx.errors import SphinxError

from sphinx_page_feedback.problems import Code, Problem, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.config import Config

FOLDER = Path(__file__).parents[1] / "templates"
"""The templates of the package."""


class TemplateError(SphinxError):
    """A template that cannot be rendered; Sphinx prints it without a traceback."""

    category = "Template of a form"


def check_templates(config: Config, root: Path) -> list[Problem]:
    """Return a problem for each template of the site that Jinja cannot parse.

    Args:
        config: Sphinx's configuration.
        root: The folder of ``conf.py``.
    """
    # `{% trans %}` is the tag of an extension, which Sphinx loads for its templates too.
    parser = Environment(autoescape=True, extensions=["jinja2.ext.i18n", "jinja2.ext.do"])
    problems = []
    for path in _site_templates(config, root):
        try:
            parser.parse(path.read_text(encoding="utf-8"))
        except TemplateSyntaxError as error:
            place = f"{path.relative_to(root)}:{error.lineno}"
            problems.append(_problem(place, f"Jinja cannot read it: {error.message}"))
    return problems


def unused_templates(config: Config, root: Path) -> Iterator[Problem]:
    """Yield a problem for each template of the site that replaces none of the package.

    A template whose name stands in another one of the site is included there.

    Args:
        config: Sphinx's configuration.
        root: The folder of ``conf.py``.
    """
    names = {str(path.relative_to(FOLDER)) for path in (FOLDER / "feedback").rglob("*.html")}
    paths = list(_site_templates(config, root))
    texts = "".join(path.read_text(encoding="utf-8") for path in paths)
    for path in paths:
        name = next(
            path.relative_to(folder).as_posix()
            for folder in _site_folders(config, root)
            if path.is_relative_to(folder)
        )
        if name not in names and name not in texts:
            cause, cure = "no template of a form has this name", did_you_mean(name, names)
            yield Problem(Code.TEMPLATE, cause, cure, place=str(path.relative_to(root)))


def render(builder: Any, name: str, context: dict[str, Any]) -> str:
    """Render a template of the form, that of the site if there is one.

    Args:
        builder: The HTML builder.
        name: As in ``feedback/form.html``.
        context: Its variables.

    Raises:
        TemplateError: A template fails while it is rendered.
    """
    try:
        return str(builder.templates.render(name, context))
    # A template can raise anything: it calls functions and indexes what it receives.
    except Exception as error:
        # Jinja puts the lines of templates into the traceback.
        frames = [
            frame
            for frame in extract_tb(error.__traceback__)
            if frame.filename.endswith(".html")
        ]
        # Then the error is in the extension or in Sphinx, and needs its traceback.
        if not frames:
            raise
        place = f"{frames[-1].filename}:{frames[-1].lineno}"
        problem = _problem(place, f"{type(error).__name__}: {error}".rstrip("."))
        raise TemplateError(str(problem)) from error


def _problem(place: str, cause: str) -> Problem:
    cure = "Correct that line, or start again from the template of the package."
    return Problem(Code.TEMPLATE, cause, cure, place=place)


def _site_folders(config: Config, root: Path) -> list[Path]:
    folders = [root / folder for folder in config.templates_path]
    return [folder for folder in folders if folder != FOLDER]


def _site_templates(config: Config, root: Path) -> Iterator[Path]:
    for folder in _site_folders(config, root):
        yield from sorted((folder / "feedback").rglob("*.html"))
