"""The site that a command works on: its manifest and its form service."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from sphinx_page_feedback import environment
from sphinx_page_feedback.manifest.read import Manifest, read_manifest
from sphinx_page_feedback.problems import Code, Problem
from sphinx_page_feedback.services import SERVICES, Settings, read_published

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_CURE = "Build the site, give the path of its feedback.json, or give --endpoint."


@dataclass(frozen=True, kw_only=True)
class Target:
    """A built site and its service.

    Attributes:
        settings: Its form service.
        manifest: Its manifest; without forms and pages where only an endpoint was given.
    """

    settings: Settings
    manifest: Manifest


def find_target(
    manifest: Path, endpoint: str | None, environ: Mapping[str, str] = os.environ
) -> Target:
    """Return the site that a command works on.

    Args:
        manifest: The site's ``feedback.json``; it need not exist when an endpoint is given.
        endpoint: The endpoint from the command line.
        environ: ``FEEDBACK_ENDPOINT`` counts after the command line.

    Raises:
        Problem: There is no site, or its service is none.
    """
    override = endpoint or environ.get(environment.ENDPOINT) or ""
    found = manifest.exists() or not override
    return target_of(read_manifest(manifest) if found else Manifest(), override)


def target_of(manifest: Manifest, endpoint: str = "") -> Target:
    """Return the site that a manifest describes.

    Args:
        manifest: The manifest.
        endpoint: An endpoint that replaces the manifest's; empty for none.

    Raises:
        Problem: The manifest names no service, or its service is none of this release.
    """
    if not (endpoint or manifest.service):
        cause = "the manifest names no form service"
        raise Problem(Code.MANIFEST_BROKEN, cause, _CURE)
    service = {"name": "receiver", **manifest.service}
    published = str(service.pop("endpoint", ""))
    settings = read_published(service, SERVICES, endpoint or published)
    if isinstance(settings, list):
        problem = settings[0]
        code = Code.PULL_ENDPOINT if endpoint else Code.PULL_MANIFEST
        raise Problem(code, problem.cause, problem.cure)
    address = urljoin(manifest.base_url, settings.endpoint)
    return Target(settings=replace(settings, endpoint=address), manifest=manifest)
