"""The configuration of a site: its options, its service and its forms, checked."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from . import environment
from .catalogue import Catalogue, read_catalogue, translate_forms
from .forms import load_project_forms
from .keeping import short_periods, with_periods
from .model import Cover, Repository, site_address, site_problem
from .options import PREFIX, Options
from .problems import Code, Problem, did_you_mean, explain
from .services import (
    SERVICES,
    Service,
    ServiceSettings,
    find_form_problems,
    read_settings,
    service_problem,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sphinx.config import Config

    from .forms import LoadedForms
    from .model import Form

_KEYS = {"pdf_cover": Cover.model_fields, "source": Repository.model_fields}


@dataclass(frozen=True, kw_only=True)
class SiteConfig:
    """The checked configuration of a site: its options, its service and its forms.

    It is itself a configuration value, so that a change of it re-writes the pages and
    re-reads none. Sphinx compares it by its ``repr``, so the order of forms counts.

    Attributes:
        options: The options of ``conf.py``.
        settings: The settings of the form service.
        forms: Every form, by name.
        moved: The present docname of each page that has moved, by former docname.
        form_warnings: Files in the folder of the forms that nothing reads.
        base_url: Where the site is published, as browsers write it and ending in a slash;
            empty if not configured.
        assets_digest: A digest of templates, script and style.
        has_built_in_form: Whether the form is the one that comes with the extension.
        catalogue: The extension's sentences in the document's language.
        preview: Why no form of this build sends anything; empty for a site to publish.
        source_folder: The folder of the pages in the repository; ``None`` without ways in.
        theme_links_source: The theme shows a link to the source of each page.
    """

    options: Options
    settings: ServiceSettings
    forms: Mapping[str, Form]
    moved: Mapping[str, str]
    form_warnings: tuple[Problem, ...]
    base_url: str
    assets_digest: str
    has_built_in_form: bool = False
    catalogue: Catalogue = field(default_factory=Catalogue)
    preview: str = ""
    source_folder: str | None = None
    theme_links_source: bool = False

    @property
    def service(self) -> Service:
        """The form service."""
        return self.settings.service


def read_site_config(
    config: Config,
    source: Path,
    conf_dir: Path,
    assets_digest: str,
    environ: Mapping[str, str] = os.environ,
) -> SiteConfig | list[Problem]:
    """Check the options, the service and the forms.

    Args:
        config: Sphinx's configuration.
        source: The source folder.
        conf_dir: The folder of ``conf.py``.
        assets_digest: A digest of templates, script and style.
        environ: The environment; ``FEEDBACK_ENDPOINT`` overrides the endpoint,
            ``FEEDBACK_SERVICE`` the service, and ``FEEDBACK_PREVIEW`` disables all forms.

    Returns:
        The configuration, or every problem with it.
    """
    options, problems = _read_options(config)
    # With the default in place of the invalid option, no service would seem to be named.
    service_invalid = any(problem.subject == f"{PREFIX}service" for problem in problems)
    settings = None if service_invalid else _read_service(options, environ)
    loaded, form_problems = _read_forms(options, config, source, conf_dir)
    problems += [*(settings if isinstance(settings, list) else ()), *form_problems]
    if isinstance(settings, ServiceSettings):
        problems += find_form_problems(settings, loaded.forms.values())
    base_url = options.base_url or str(config.html_baseurl or "")
    if base_url and (problem := site_problem(base_url)):
        problems.append(problem_with_option("base_url", *problem))
    if problems or not isinstance(settings, ServiceSettings):
        return problems
    site_periods = {str(name): text for name, text in options.keep.items()}
    locale_folders = [source / name for name in config.locale_dirs]
    catalogue = read_catalogue(config.language, unreviewed=options.unreviewed_translations)
    return SiteConfig(
        options=options,
        settings=settings,
        catalogue=catalogue,
        forms=translate_forms(
            with_periods(loaded.forms, site_periods), catalogue, locale_folders
        ),
        moved=loaded.moved,
        has_built_in_form=loaded.is_built_in,
        form_warnings=(*loaded.warnings, *short_periods(loaded.forms, site_periods)),
        base_url=site_address(base_url) if base_url else "",
        assets_digest=assets_digest,
        preview=environ.get(environment.PREVIEW, "").strip(),
    )


def problem_with_option(option: str, cause: str, cure: str) -> Problem:
    """Return a problem with an option, whose name is without the prefix."""
    subject = PREFIX + option
    return Problem(code=Code.CONFIG, place="conf.py", subject=subject, cause=cause, cure=cure)


def _read_options(config: Config) -> tuple[Options, list[Problem]]:
    """Return the options, with the default for each invalid one, and every problem."""
    values = {name: config[PREFIX + name] for name in Options.model_fields}
    try:
        return Options.model_validate(values), []
    except ValidationError as error:
        errors = error.errors()
    explained = [(option := str(item["loc"][0]), *_explain(option, item)) for item in errors]
    # The valid ones are still needed: one build lists problems of service and forms too.
    invalid = {option for option, _, _ in explained}
    valid = {name: value for name, value in values.items() if name not in invalid}
    return Options.model_validate(valid), [problem_with_option(*parts) for parts in explained]


def _explain(option: str, error: Any) -> tuple[str, str]:
    return explain({**error, "loc": error["loc"][1:]}, _KEYS.get(option, ()))


def _read_service(
    options: Options, environ: Mapping[str, str]
) -> ServiceSettings | list[Problem]:
    endpoint = environ.get(environment.ENDPOINT, "")
    service = {**({"name": "receiver"} if endpoint else {}), **(options.service or {})}
    # Nothing of `feedback_service` is kept: its keys belong to the other service.
    if environ.get(environment.SERVICE):
        service = {"name": environ[environment.SERVICE]}
    if not service:
        cure = 'Add feedback_service = {"name": "receiver", "endpoint": "/feedback"}.'
        cause = "no form service is named, so forms would post nowhere"
        return [service_problem(cause, cure)]
    return read_settings(service, SERVICES, environ, endpoint)


def _read_forms(
    options: Options, config: Config, source: Path, conf_dir: Path
) -> tuple[LoadedForms, list[Problem]]:
    """Load the project's forms, and check that the default form is one of them."""
    is_named = f"{PREFIX}forms_dir" in config._raw_config  # noqa: SLF001 (a default is not there)
    loaded = load_project_forms(source, conf_dir, options.forms_dir, is_named=is_named)
    problems = list(loaded.problems)
    # With problems the default form may be in a file that could not be read.
    if not problems and options.default_form not in loaded.forms:
        cause = f'there is no form "{options.default_form}"'
        cure = did_you_mean(options.default_form, loaded.forms)
        problems += [problem_with_option("default_form", cause, cure), *loaded.warnings]
    return loaded, problems
