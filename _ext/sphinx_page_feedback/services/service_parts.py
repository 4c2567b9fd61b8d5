"""The parts of a service's description: parameters, honeypot, evidence, errors and links."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, model_validator
from pydantic import Field as Limits

from sphinx_page_feedback.model import NonBlank, Part, mistake

# A browser sends the first two to another host without asking first; JSON needs a preflight
# (Fetch standard, CORS-safelisted request headers).
Encoding = Literal["urlencoded", "multipart", "json"]
"""How the script writes a body."""
SEPARATOR = "; "
"""What stands between several answers in one text."""
_CONFLICTS = {409, 412}
"""Conflict and Precondition Failed: what a second POST of a unique key is answered."""


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        cause = f'the pattern "{pattern}" is not a regular expression ({error})'
        raise mistake(cause, "Mend it, or leave it out to take any text.") from error
    return pattern


class Parameter(Part):
    """One value that ``conf.py`` gives.

    Attributes:
        meaning: What it is and where to find it, as it follows "Give".
        pattern: What all of it looks like, a regular expression.
        example: A value that fits; ``page-feedback check`` warns of a copy of it.
        default: Its value without one in ``conf.py``; ``None`` where ``conf.py`` must give one.
        visibility: ``public``; ``capability`` (every reader of a page can use it: the build warns);
            ``secret`` (the build stops before it reaches a page).
    """

    meaning: str
    pattern: Annotated[str, AfterValidator(_compiles)] = r".+"
    example: str = ""
    default: str | None = None
    visibility: Literal["public", "capability", "secret"] = "public"


class Honeypot(Part):
    """The trap for programs that fill in everything.

    Attributes:
        name: The name that the service looks for.
        kind: A line of text, or a tick-box that must stay clear.
    """

    # Not "phone", "website" or "url": a browser may fill those in, and the answer is lost.
    name: NonBlank = "hp_field"
    kind: Literal["text", "checkbox"] = "text"


class Native(Part):
    """What happens where no script runs.

    Attributes:
        method: How the form is sent; ``none`` where the service cannot take a plain form.
        encoding: How the body is written; ``text`` is lines that a mail program can show.
        endpoint: Where to, if not to the service's endpoint.
        thanks: The field that names the page to show afterwards.
        also: Fields that go along with it.
        shows: What the reader sees next: a page of the ``site``, one of the ``service``, its
            ``raw`` answer, or ``nothing``.
    """

    method: Literal["post", "get", "none"] = "post"
    encoding: Literal["urlencoded", "multipart", "text"] = "urlencoded"
    endpoint: str = ""
    thanks: str = ""
    also: Mapping[str, str] = {}
    shows: Literal["site", "service", "raw", "nothing"] = "service"


class Success(Part):
    """The evidence in a reply that a submission was stored; without any, none is believed.

    Attributes:
        has: Paths in the JSON, like ``data.id``, that must hold something.
        equals: Paths with the text that they must be equal to; true is ``"true"``.
        echoes: The path that must hold the ``submission_id`` that was sent.
    """

    has: tuple[str, ...] = ()
    equals: Mapping[str, str] = {}
    echoes: str = ""

    @model_validator(mode="before")
    @classmethod
    def _evidence_is_in_the_body(cls, value: Any) -> Any:
        if isinstance(value, dict) and "by" in value:
            # "by" was a key before decision 35.
            cause = '"success" has "by", but a status alone is no evidence'
            raise mistake(
                cause, 'Take "by" out, and name the evidence: "has", "equals", "echoes".'
            )
        return value

    @property
    def is_named(self) -> bool:
        """The service names evidence."""
        return bool(self.has or self.equals or self.echoes)


class Repeated(Part):
    """A refusal that means that the same submission was stored before.

    Attributes:
        status: Its HTTP status.
        path: The path in its JSON of a text, or of a list of texts; empty for all of the body.
        text: What is in that text; empty where the status alone says it.
    """

    status: int = Limits(ge=400, le=599)
    path: str = ""
    text: str = ""

    @model_validator(mode="after")
    def _tells_a_repeat_from_others(self) -> Self:
        if not self.text and self.status not in _CONFLICTS:
            cause = f"repeated: a status {self.status} has other reasons too"
            raise mistake(cause, 'Add "text" with the words that only a repeat has.')
        return self


class Errors(Part):
    """Where a refusal says why, if not in one of the usual places of ``outcomes.json``.

    Attributes:
        items: The path of the errors about fields: a list, or an object by field name.
        field: Where an item of a list has the name of its field.
        text: Where an item has its message.
        message: The paths to look for a message about all of it, in order.
    """

    items: str = ""
    field: str = ""
    text: str = ""
    message: tuple[str, ...] = ()


class Link(Part):
    """A service that is no endpoint: the reader finishes in another program.

    Attributes:
        title: The query's key for the title.
        body: The query's key for the text.
        limit: The longest address that works, in bytes.
        public: Everyone can read what is written there.
    """

    title: str
    body: str
    # GitHub refuses an address of 8,192 bytes or so with 414 (github/docs#5136).
    limit: int = 8_000
    public: bool = False


class Privacy(Part):
    """What the service says of itself about the answers that it gets.

    Attributes:
        processor: Who gets the answers; empty for the publisher of the site.
        region: Where they are kept; empty where its documentation does not say.
        retention: How long; empty where its documentation does not say.
    """

    processor: str = ""
    region: str = ""
    retention: str = ""
