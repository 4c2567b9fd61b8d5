"""The site that a command works on: its manifest and its form service."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from sphinx_page_feedback import environment
from sphinx_page_feedback.manifest.read import Manifest, parse_manifest, read_manifest
from sphinx_page_feedback.model import Address
from sphinx_page_feedback.problems import Code, Problem
from sphinx_page_feedback.services import SERVICES, ServiceSettings, read_published

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_CURE = "Build the site, give the path of its feedback.json, or give --endpoint."
# One slash or more: the option is a Path, which turns https:// into https:/.
_URL = re.compile(r"(https?):/+(.+)")
_TIME_OUT = (10, 60)  # seconds to connect, and between two bytes


@dataclass(frozen=True, kw_only=True)
class Target:
    """A built site and its service.

    Attributes:
        settings: Its form service.
        manifest: Its manifest; without forms and pages where only an endpoint was given.
    """

    settings: ServiceSettings
    manifest: Manifest


def find_target(
    manifest: Path, endpoint: str | None, environ: Mapping[str, str] = os.environ
) -> Target:
    """Return the site that a command works on.

    Args:
        manifest: The site's ``feedback.json``, a file or a URL; a file need not exist when an
            endpoint is given.
        endpoint: The endpoint from the command line.
        environ: ``FEEDBACK_ENDPOINT`` counts after the command line.

    Raises:
        Problem: There is no site, or its service is none.
    """
    override = endpoint or environ.get(environment.ENDPOINT) or ""
    if url := _url_of(manifest):
        return target_of(_fetched(url), override)
    is_read = manifest.exists() or not override
    return target_of(read_manifest(manifest) if is_read else Manifest(), override)


def _url_of(manifest: Path) -> str:
    """Return the URL that was named in place of a file, if one was; a path has lost a slash."""
    match = _URL.match(manifest.as_posix())
    return f"{match[1]}://{match[2]}" if match else ""


def _fetched(url: str) -> Manifest:
    """Fetch a manifest.

    Raises:
        Problem: It does not come, or not safely: it names where the token is sent to.
    """
    import requests  # noqa: PLC0415 (a file needs no HTTP client)

    try:
        _require_encryption(url)
        reply = requests.get(url, timeout=_TIME_OUT)
    except (requests.RequestException, ValueError) as error:
        cause = f"{url} cannot be read ({type(error).__name__})"
        raise Problem(Code.MANIFEST_MISSING, cause, _CURE) from error
    # A redirect may leave https on the way, and come back.
    for hop in (*reply.history, reply):
        _require_encryption(hop.url)
    if not reply.ok:
        cause = f"{url} cannot be read (HTTP status {reply.status_code})"
        raise Problem(Code.MANIFEST_MISSING, cause, _CURE)
    return parse_manifest(reply.content, url)


def _require_encryption(url: str) -> None:
    address = Address.parse(url)
    if address.scheme != "https" and not address.is_loopback:
        cause = f"{url} comes without encryption, and it names where the key is sent to"
        cure = "Give an https:// address, or the path of a copy that you have looked at."
        raise Problem(Code.MANIFEST_MISSING, cause, cure)


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
    # An endpoint without a manifest is taken for that of a receiver.
    service = {"name": "receiver", **manifest.service}
    published = str(service.pop("endpoint", ""))
    settings = read_published(service, SERVICES, endpoint or published)
    if isinstance(settings, list):
        problem = settings[0]
        code = Code.PULL_ENDPOINT if endpoint else Code.PULL_MANIFEST
        raise Problem(code, problem.cause, problem.cure)
    address = urljoin(manifest.base_url, settings.endpoint)
    return Target(settings=replace(settings, endpoint=address), manifest=manifest)
