"""Every problem for which the receiver does not store, with the text that a reader sees."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sphinx_page_feedback.model import FieldError


@dataclass(frozen=True, kw_only=True)
class HTTPProblem:
    """Problem details of HTTP (RFC 9457).

    Attributes:
        status: The HTTP status.
        code: The end of the problem's ``type``.
        title: What happened, the same for every occurrence.
        detail: What to do, or what exactly the problem is.
        errors: The problems of fields.
        retry_after: Seconds after which sending the same again may succeed.
        allow: The methods that the address takes instead.
    """

    status: int
    code: str
    title: str
    detail: str
    errors: tuple[FieldError, ...] = ()
    retry_after: int | None = None
    allow: str = ""

    @property
    def type(self) -> str:
        """The URI that names the problem (RFC 9457 §3.1.1)."""
        return f"urn:sphinx-page-feedback:{self.code}"

    @property
    def headers(self) -> dict[str, str]:
        """The headers that go with the status."""
        headers = {"Allow": self.allow, "Retry-After": str(self.retry_after or "")}
        # The rest of the body is unread, and would be taken for the next request (RFC 9112
        # §9.3).
        if self.status in {408, 413}:
            headers["Connection"] = "close"
        if self.status == 401:  # noqa: PLR2004 (the one status that names its scheme)
            headers["WWW-Authenticate"] = "Bearer"
        return {name: value for name, value in headers.items() if value}

    def body(self, sentences: Mapping[str, str] | None = None) -> dict[str, Any]:
        """Return the problem as RFC 9457 writes it.

        Args:
            sentences: The document's language, by English.
        """
        translations = sentences or {}
        errors = [
            {"field": error.field, "code": error.code, "message": error.message}
            for error in self.errors
        ]
        title, detail = (translations.get(text) or text for text in (self.title, self.detail))
        body = {"type": self.type, "title": title, "status": self.status}
        return {**body, "detail": detail, "errors": errors}

    def with_detail(self, detail: str) -> HTTPProblem:
        """Return the same problem with another detail."""
        return replace(self, detail=detail)

    def with_errors(self, errors: Iterable[FieldError]) -> HTTPProblem:
        """Return the same problem with the problems of fields."""
        return replace(self, errors=tuple(errors))


class HTTPProblemError(Exception):
    """Ends the handling of a request with a problem."""

    def __init__(self, problem: HTTPProblem) -> None:
        """Keep the problem."""
        super().__init__(problem.code)
        self.problem = problem


UNREADABLE = HTTPProblem(
    status=400,
    code="unreadable",
    title="Your feedback arrived in a form that cannot be read",
    detail="The body does not follow its own content type.",
)
BAD_VALUE = HTTPProblem(
    status=400,
    code="bad-value",
    title="A value that comes with your feedback cannot be used",
    detail="",
)
BAD_QUERY = HTTPProblem(
    status=400, code="bad-query", title="The address has a wrong parameter", detail=""
)
UNAUTHORISED = HTTPProblem(
    status=401,
    code="unauthorised",
    title="The token is missing or wrong",
    detail="Send Authorization: Bearer followed by the FEEDBACK_READ_TOKEN.",
)
ORIGIN = HTTPProblem(
    status=403,
    code="origin",
    title="Feedback is accepted only from the pages of this site",
    detail="The page that sent this belongs to another site.",
)
CLOSED = HTTPProblem(
    status=403, code="closed", title="This form takes no answers today", detail=""
)
NOT_FOUND = HTTPProblem(
    status=404, code="not-found", title="There is nothing at this address", detail=""
)
METHOD = HTTPProblem(
    status=405,
    code="method",
    title="There is nothing to see at this address",
    detail="Forms send their answers here. Go to a page of the site to find its form.",
)
NOT_ACCEPTABLE = HTTPProblem(
    status=406,
    code="not-acceptable",
    title="Submissions come in two formats",
    detail="Accept application/x-ndjson or text/csv.",
)
TOO_SLOW = HTTPProblem(
    status=408,
    code="too-slow",
    title="Your feedback took too long to arrive",
    detail="Send it again.",
)
TOO_LARGE = HTTPProblem(
    status=413,
    code="too-large",
    title="Your feedback is too long to send",
    detail="Shorten the longest answer and send again.",
)
MEDIA_TYPE = HTTPProblem(
    status=415,
    code="media-type",
    title="Feedback in this format cannot be read",
    detail="Send application/x-www-form-urlencoded, multipart/form-data or application/json, "
    "in UTF-8.",
)
ERASED = HTTPProblem(
    status=410,
    code="erased",
    title="This was removed and is not stored again",
    detail="To say it once more, reload the page and write it as new feedback.",
)
UNKNOWN_FORM = HTTPProblem(
    status=422,
    code="unknown-form",
    title="This form does not exist, or no longer exists",
    detail="",
)
UNEXPECTED = HTTPProblem(
    status=422,
    code="unexpected-names",
    title="Your feedback has more answers than this form asks for",
    detail="Reload the page with the form, and write your feedback there.",
)
FIELDS = HTTPProblem(
    status=422,
    code="fields",
    title="There is a problem",
    detail="Some answers need a change before they can be stored.",
)
# The status is that of the IETF draft on Idempotency-Key for a key with another payload.
KEY_REUSED = HTTPProblem(
    status=422,
    code="key-reused",
    title="You have changed your answers since you sent them",
    detail="The earlier answers are stored. To send these as well, press the button again.",
)
TOO_MANY = HTTPProblem(
    status=429,
    code="too-many",
    title="Your feedback is not stored yet",
    detail="A lot of feedback came from your network in a short time. Send it again in a few minutes.",
)
WRONG_TOKENS = HTTPProblem(
    status=429,
    code="wrong-tokens",
    title="Too many wrong tokens came from this network",
    detail="A right one is still accepted.",
)
BROKEN = HTTPProblem(
    status=500,
    code="broken",
    title="Something went wrong on our side",
    detail="Your feedback may or may not be stored. It is safe to send it once more.",
    retry_after=5,
)
NOT_STORED = HTTPProblem(
    status=503,
    code="not-stored",
    title="Your feedback is not stored yet",
    detail="We cannot store answers at the moment. Send it again in a few seconds.",
    retry_after=5,
)
