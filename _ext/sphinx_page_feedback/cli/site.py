"""The site that a command is about, as its manifest describes it."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from pydantic import ValidationError

from sphinx_page_feedback.model import Form
from sphinx_page_feedback.services import SERVICES, Settings, read_settings
from sphinx_page_feedback.services.source import SitePage
from sphinx_page_feedback.services.written import bare

from .errors import CommandError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_ENDPOINT_VARIABLE = "FEEDBACK_ENDPOINT"
_CURE = "Build the site, give the path of its feedback.json, or give --endpoint."


@dataclass(frozen=True, kw_only=True)
class Site:
    """A built site.

    Attributes:
        settings: Its form service.
        data: All that its manifest says; empty where only an endpoint was given.
    """

    settings: Settings
    data: Mapping[str, Any]

    @property
    def base_url(self) -> str:
        """Where it is published, ending in a slash; empty if nobody said."""
        return str(self.data.get("base_url") or "")

    def forms(self) -> dict[str, Form]:
        """Return its forms, by name.

        Raises:
            CommandError: They are of another version.
        """
        try:
            return {
                name: Form.from_manifest(name, form)
                for name, form in (self.data.get("forms") or {}).items()
            }
        except (ValidationError, AttributeError, TypeError) as error:
            raise _unknown(part="forms") from error

    def pages(self) -> dict[str, SitePage]:
        """Return its pages, by address; none if nobody said where it is published."""
        listed = (self.data.get("pages") or {}).items() if self.base_url else ()
        return {
            bare(urljoin(self.base_url, page.get("url", ""))): SitePage(
                docname=docname, title=page.get("title", ""), form=page.get("form") or ""
            )
            for docname, page in listed
        }


def find_site(
    manifest: Path, endpoint: str | None, environ: Mapping[str, str] = os.environ
) -> Site:
    """Return the site that a command is about.

    Args:
        manifest: The site's ``feedback.json``; it need not exist when an endpoint is given.
        endpoint: What the command line says.
        environ: ``FEEDBACK_ENDPOINT`` counts after the command line.

    Raises:
        CommandError: There is no site, or its service is none.
    """
    given = endpoint or environ.get(_ENDPOINT_VARIABLE) or ""
    data = read_manifest(manifest) if manifest.exists() or not given else {}
    return site_of(data, given)


def site_of(data: Mapping[str, Any], given: str = "") -> Site:
    """Return the site that a manifest describes.

    Args:
        data: The manifest.
        given: What stands in for its endpoint, if anything does.

    Raises:
        CommandError: It is of another version, or its service is none.
    """
    _require_known(data)
    if not (given or data.get("service")):
        cause = "the manifest names no form service"
        raise CommandError(code="manifest-broken", cause=cause, cure=_CURE)
    said = {"name": "receiver", **(data.get("service") or {})}
    posted_to = given or str(said.pop("endpoint", ""))
    said.pop("endpoint", None)
    settings = read_settings(said, SERVICES, {}, posted_to)
    if isinstance(settings, list):
        problem = settings[0]
        code = "pull-endpoint" if given else "pull-manifest"
        raise CommandError(code=code, cause=problem.cause, cure=problem.cure)
    address = urljoin(data.get("base_url") or "", settings.endpoint)
    return Site(settings=replace(settings, endpoint=address), data=data)


def _require_known(data: Mapping[str, Any]) -> None:
    """Look at the parts that every command reads; forms are looked at when they are read.

    Raises:
        CommandError: They are not as a build writes them.
    """
    pages = data.get("pages") or {}
    if not isinstance(data.get("service") or {}, dict):
        raise _unknown(part="its service")
    if not (isinstance(pages, dict) and all(isinstance(one, dict) for one in pages.values())):
        raise _unknown(part="its pages")
    try:
        urljoin(data.get("base_url") or "", "feedback.json")
    except (AttributeError, TypeError, ValueError) as error:
        raise _unknown(part="where the site is") from error


def _unknown(part: str) -> CommandError:
    cause = f"the manifest describes {part} in a way that this version does not know"
    cure = "Build the site again with this version."
    return CommandError(code="manifest-broken", cause=cause, cure=cure)


def read_manifest(path: Path) -> dict[str, Any]:
    """Read a manifest.

    Args:
        path: The file.

    Raises:
        CommandError: It is none.
    """
    try:
        return parse_manifest(path.read_text(encoding="utf-8"), str(path))
    except OSError as error:
        cause = f"the manifest {path} cannot be read: {error.strerror}"
        raise CommandError(code="manifest-missing", cause=cause, cure=_CURE) from error


def parse_manifest(text: str, place: str) -> dict[str, Any]:
    """Read a manifest's text.

    Args:
        text: JSON.
        place: Where it was found, for the message.

    Raises:
        CommandError: It is no manifest.
    """
    try:
        data = json.loads(text)
    except ValueError as error:
        cause = f"the manifest {place} is not JSON"
        raise CommandError(code="manifest-broken", cause=cause, cure=_CURE) from error
    if not isinstance(data, dict):
        raise CommandError(
            code="manifest-broken", cause=f"{place} is not a manifest", cure=_CURE
        )
    return data
