"""A form service with the values of one site."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from .service import fill

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx_page_feedback.problems import Problem

    from .service import Service


@dataclass(frozen=True, kw_only=True)
class ServiceSettings:
    """A service with the values of one site.

    Attributes:
        service: The service.
        values: Its parameters.
        endpoint: Where forms post to.
        custom: The keys of a description that ``conf.py`` gives; empty for most.
        warnings: What the team should know although it works.
    """

    service: Service
    values: Mapping[str, str]
    endpoint: str
    custom: Mapping[str, Any] = field(default_factory=dict)
    warnings: tuple[Problem, ...] = ()

    @property
    def public(self) -> dict[str, Any]:
        """The manifest's ``service``: enough to read these settings again, and no secret."""
        parameters = self.service.parameters
        values = {
            key: value
            for key, value in self.values.items()
            if parameters[key].visibility != "secret" and value != parameters[key].default
        }
        return {**self.custom, **values, "name": self.name, "endpoint": self.endpoint}

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every address that a page posts to; the first is the endpoint."""
        texts = (self.service.script_endpoint, self.service.native.endpoint)
        filled = (self.fill(text, anchor="", feedback_form="") for text in texts if text)
        return tuple(dict.fromkeys([self.endpoint, *filled]))

    @property
    def has_replaced_endpoint(self) -> bool:
        """The endpoint is not the one that the service's own form has."""
        return self.endpoint != fill(self.service.endpoint, self.values)

    @property
    def has_issue_form(self) -> bool:
        """A link fills in a field for each answer, and not one text."""
        # Only GitHub declares the parameter `template`.
        return bool(self.values.get("template"))

    @property
    def sends_without_script(self) -> bool:
        """A form that no script sends takes answers along."""
        # A link without script takes a title and a text at most: some answer must be named so.
        method, link = self.service.native.method, self.service.link
        if link is None or method != "get" or self.has_issue_form:
            return method != "none"
        return not {link.title, link.body}.isdisjoint(self.service.names.values())

    @property
    def name(self) -> str:
        """The service's name in ``conf.py``."""
        return self.service.name

    def fill(self, text: str, **more: str) -> str:
        """Put the site's values into a text of the service.

        Args:
            text: With names in braces.
            more: Values besides those of the settings.
        """
        parts = urlsplit(self.endpoint)
        origin = f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
        folder = self.endpoint.rpartition("/")[0] + "/"  # what a relative link starts from
        places = {"endpoint": self.endpoint, "origin": origin, "folder": folder}
        return fill(text, {**self.values, **places, **more})
