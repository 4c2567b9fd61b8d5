"""Registration with Sphinx of every part, in the order in which a page is made."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils.nodes import inline
from sphinx.roles import XRefRole

from . import (
    assets,
    config,
    form_texts,
    globs,
    log,
    options,
    outputs,
    pdf,
    period_role,
    placement,
    preview,
    redirects,
    summary,
    transforms,
    unknown_options,
    ways_in,
)
from .directive import FeedbackDirective
from .manifest import write as manifest
from .model import GENERATED_PAGES
from .nodes import feedback
from .problems import Code, Problem
from .render import (
    extra_pages,
    form_links,
    html,
    intro,
    netlify_page,
    page_context,
    templates,
    text,
    words,
)

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata


def connect(app: Sphinx, version: str) -> ExtensionMetadata:
    """Register every part.

    Args:
        app: The application.
        version: The extension's version.

    Returns:
        The metadata of an extension.
    """
    options.register_options(app.config)
    app.connect("config-inited", read_configuration)
    # The builder, on which these depend, does not exist when the configuration is read.
    app.connect("builder-inited", add_transforms)
    app.connect("builder-inited", assets.write_static_files)
    app.connect("env-before-read-docs", check_page_names)
    app.add_directive("feedback", FeedbackDirective)
    app.add_node(feedback, html=(html.visit_feedback, None))
    app.add_env_collector(placement.FormCollector)
    # Without `innernodeclass` the text of the link would be set as code.
    app.add_role(form_links.ROLE, XRefRole(innernodeclass=inline))
    app.add_post_transform(form_links.LinkInMarkdown)
    app.add_role(period_role.NAME, period_role.PeriodRole())
    app.connect("env-updated", intro.warn_of_missing_pages)
    app.connect("env-updated", summary.warn_of_missing_base_url)
    # The role belongs to no domain, so Sphinx asks this event where its links lead.
    app.connect("missing-reference", form_links.resolve_link)
    pdf.register(app)
    app.add_post_transform(preview.DisableForms)
    app.connect("env-updated", form_texts.add_form_texts)
    app.connect("env-updated", ways_in.read_history)
    app.connect("env-updated", redirects.add_redirects)
    # Before themes make their links of what this takes away.
    app.connect("html-page-context", ways_in.add_ways_in, priority=400)
    app.connect("html-page-context", preview.mark_page)
    app.connect("html-page-context", assets.add_page_assets)
    app.connect("html-page-context", page_context.add_feedback_to_context)
    app.connect("build-finished", write_site_manifest)
    app.connect("build-finished", netlify_page.write_netlify_page)
    # After the extensions that write lists of all pages, such as site maps.
    app.connect("build-finished", extra_pages.write_extra_pages, priority=900)
    app.connect("build-finished", summary.log_summary, priority=950)
    return {
        "version": version,
        "env_version": 3,  # what is kept of each page; another number reads all pages again
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }


def read_configuration(app: Sphinx, conf: Config) -> None:
    """Check the configuration, and stop before anything is built if it has a problem.

    Args:
        app: The application.
        conf: Its configuration.

    Raises:
        SystemExit: There are problems, and all have been logged. An ordinary exception
            would make Sphinx 9 print a traceback and ask for a bug report.
    """
    log.log_warnings(unknown_options.unknown_options(conf))
    source, conf_dir = Path(app.srcdir), Path(app.confdir)
    log.log_warnings(templates.unused_templates(conf, conf_dir))
    # Parsed now: rendering would stop at the first broken one, after all pages were read.
    broken = templates.check_templates(conf, conf_dir)
    assets.add_asset_folders(conf)
    digest = assets.digest_look(conf, conf_dir)
    setup = config.read_site_config(conf, source, conf_dir, digest)
    problems = [*broken, *(setup if isinstance(setup, list) else ())]
    if problems or isinstance(setup, list):
        log.log_errors(problems)
        raise SystemExit(2)
    log.log_warnings([*setup.settings.warnings, *setup.form_warnings])
    words.use_catalogue(setup.catalogue)
    log.log_untranslated(app, setup.catalogue)
    privacy = setup.service.privacy
    if privacy.processor:
        log.log_processor(privacy.processor, privacy.region)
    if setup.has_built_in_form:
        log.log_built_in_form(app, f"{source.name}/{setup.options.forms_dir}")
    conf.feedback_setup = ways_in.set_up(conf, setup, source)
    pdf.add_latex_style(app, conf)


def check_page_names(app: Sphinx, env: BuildEnvironment, _docnames: list[str]) -> None:
    """Stop where a page has the name of one of ours, and warn of globs that match no page.

    Args:
        app: The application.
        env: Its environment, with the name of every page.

    Raises:
        SystemExit: A page would be overwritten.
    """
    if reserved := sorted(GENERATED_PAGES & set(env.found_docs)):
        cause = "the extension writes a page of this name into the site"
        cure = "Give the page another name."
        log.log_errors([Problem(Code.PAGE_NAME, cause, cure, place=name) for name in reserved])
        raise SystemExit(2)
    source = Path(app.srcdir).name
    log.log_warnings(globs.unmatched_globs(app.config, env.found_docs, source))


def add_transforms(app: Sphinx) -> None:
    """Keep one form on each page, and replace it where the builder cannot show it.

    Args:
        app: The application, with its builder.
    """
    for transform in (transforms.OneFormOnEachPage, transforms.FormBeforeSubpages):
        app.add_post_transform(transform.of(app))
    shows = outputs.output_of(app.builder).shows
    if pdf.makes_a_book(app.builder):
        pdf.add_book_transforms(app)
    elif shows == "link":
        app.add_post_transform(text.FormAsSentence)
    elif shows == "nothing":
        app.add_post_transform(text.NoForm)


def write_site_manifest(app: Sphinx, exception: Exception | None) -> None:
    """Write the manifest after a site has been built.

    Args:
        app: The application.
        exception: The exception that stopped the build, if one did.
    """
    if exception is None and outputs.output_of(app.builder).shows == "form":
        setup: Any = app.config.feedback_setup
        manifest.write_manifest(app, setup, setup.catalogue)
