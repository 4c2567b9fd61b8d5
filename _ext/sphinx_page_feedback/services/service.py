"""A form service, described: everything that differs from one to the next."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import JsonValue

from sphinx_page_feedback.model import Part

from .reader import Reader
from .service_parts import (
    Encoding,
    Errors,
    Honeypot,
    Link,
    Native,
    Parameter,
    Privacy,
    Repeated,
    Success,
)

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


class Service(Part):
    """The description of a form service. ``{name}`` in a text takes in a value of ``conf.py``.

    Attributes:
        name: Its name in ``conf.py``.
        title: Its name for people.
        endpoint: Where forms post to.
        parameters: The values that ``conf.py`` gives.
        generic: ``conf.py`` may change any part of the description.
        static: Fields that are the same in every submission.
        names: The names under which it wants our fields; ``*`` is for all others, and an
            empty one leaves a field out.
        reserved: Globs of names that mean something else to it.
        body_limit: Bytes of a submission that it takes; 0 where it does not say.
        honeypot: Its trap for programs.
        encoding: How the script writes a body.
        lists: Several answers to one question: the name repeated, or one text.
        numbers: Ratings are numbers in JSON, not text.
        body: The JSON to send, where ``"$fields"`` stands for the fields.
        script_endpoint: Where the script posts to, if not to the endpoint.
        opaque: The browser may not read its replies.
        native: What happens where no script runs.
        native_if: A refusal that says so is followed by a post without the script.
        link: It is a link to another program, and nothing is posted.
        success: The evidence in a reply that a submission was stored.
        repeated: The refusals that mean that the same submission was stored before.
        errors: Where a refusal says why.
        deduplicates: A second post of one ``submission_id`` makes no second submission.
        reader: How to read back what was sent; ``None`` where only an export can.
        privacy: What readers should know of it.
        skeleton: It finds its forms in a static page, which the build writes.
    """

    name: str
    title: str
    endpoint: str = "{endpoint}"
    parameters: Mapping[str, Parameter] = {}
    generic: bool = False
    # Mappings may be defaults here: pydantic copies them for each model.
    static: Mapping[str, str] = {}
    names: Mapping[str, str] = {}
    reserved: tuple[str, ...] = ()
    body_limit: int = 0
    honeypot: Honeypot = Honeypot()
    encoding: Encoding = "urlencoded"
    lists: Literal["repeat", "join"] = "repeat"
    numbers: bool = False
    body: dict[str, JsonValue] | None = None
    script_endpoint: str = ""
    opaque: bool = False
    native: Native = Native()
    native_if: str = ""
    link: Link | None = None
    success: Success = Success()
    repeated: tuple[Repeated, ...] = ()
    errors: Errors = Errors()
    deduplicates: bool = False
    reader: Reader | None = None
    privacy: Privacy = Privacy()
    skeleton: bool = False

    def wire(self, name: str) -> str:
        """Return the name under which a field is sent; empty if it is not.

        Args:
            name: Our name of it.
        """
        return self.names.get(name, self.names.get("*", "{name}")).replace("{name}", name)

    @property
    def confirms(self) -> bool:
        """A reply can prove that a submission was stored."""
        return self.success.is_named and not self.opaque and self.link is None

    @property
    def counts_once(self) -> bool:
        """What is sent twice under one id does not count twice."""
        return self.deduplicates or bool(self.repeated)

    @property
    def may_lead_to_thanks(self) -> bool:
        """Readers without script can come to a page of the site after sending."""
        # Basin and its like have a setting for it, so what they show by themselves may change.
        shows_a_page = self.native.shows in {"site", "service"} and not self.opaque
        return self.native.method == "post" and shows_a_page and self.link is None

    @property
    def on_the_page(self) -> dict[str, Any]:
        """Everything of it that readers could see: all but how it is read."""
        return self.model_dump(exclude={"reader", "parameters", "privacy"})


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put values into a text.

    Args:
        text: With names in braces.
        values: By name; a name that is not among them stays as it is.
    """
    # No str.format: `body` is JSON with braces, and format would follow {a.b} into an object.
    return _PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), text)


def placeholders(text: str) -> set[str]:
    """Return the names in braces.

    Args:
        text: With names in braces.
    """
    return set(_PLACEHOLDER.findall(text))
