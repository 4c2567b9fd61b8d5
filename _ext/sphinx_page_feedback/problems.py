"""The one error class: code, cause and cure; and pydantic's errors in those terms."""

from __future__ import annotations

from difflib import get_close_matches
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Code(StrEnum):
    """Kinds of problem: the subtype of a Sphinx warning, a heading of the error page."""

    ANSWERS_FILE = "answers-file"
    BACKUP = "backup"
    BASE_URL = "base-url"
    BUILD = "build"
    CANNOT_LISTEN = "cannot-listen"
    CHANGES_CODE = "changes-code"
    CLOCK = "clock"
    COPY = "copy"
    CODEBOOK = "codebook"
    CONFIG = "config"
    DATABASE_DAMAGED = "database-damaged"
    DATABASE_DRIVER = "database-driver"
    DATABASE_FOREIGN = "database-foreign"
    DATABASE_NEWER = "database-newer"
    DATABASE_UNREACHABLE = "database-unreachable"
    DATABASE_UNSAFE = "database-unsafe"
    DUPLICATE_FORM = "duplicate-form"
    ENDED = "ended"
    ERASED_IN_LOG = "erased-in-log"
    ERASED_LIST = "erased-list"
    FORM_FILE = "form-file"
    FORM_LINK = "form-link"
    FORM_SYNTAX = "form-syntax"
    FORM_VALUE = "form-value"
    FORMS_CHANGED = "forms-changed"
    GIT = "git"
    INTERRUPTED = "interrupted"
    KEEP = "keep"
    LIVE_RUNNING = "live-running"
    MANIFEST_BROKEN = "manifest-broken"
    MANIFEST_MISSING = "manifest-missing"
    MANIFEST_NEWER = "manifest-newer"
    MISSING_PACKAGE = "missing-package"
    MISSING_TEX = "missing-tex"
    MOVE = "move"
    MOVED_PAGE = "moved-page"
    NO_FORMS = "no-forms"
    NO_LATEX = "no-latex"
    ORIGIN = "origin"
    PAGE_NAME = "page-name"
    PAGE_OPTION = "page-option"
    PDF_GLYPH = "pdf-glyph"
    PDF_MATHS = "pdf-maths"
    PDF_WIDE = "pdf-wide"
    PORT_BUSY = "port-busy"
    PROXY = "proxy"
    PULL_ENDPOINT = "pull-endpoint"
    PULL_EXPORT = "pull-export"
    PULL_FILE = "pull-file"
    PULL_INCOMPLETE = "pull-incomplete"
    PULL_MANIFEST = "pull-manifest"
    PULL_REFUSED = "pull-refused"
    PULL_SERVICE = "pull-service"
    PULL_TOKEN = "pull-token"  # noqa: S105 (a code, no token)
    PULL_UNREACHABLE = "pull-unreachable"
    READ_TOKEN_SHORT = "read-token-short"  # noqa: S105 (a code, no token)
    READ_TOKEN_WEAK = "read-token-weak"  # noqa: S105 (a code, no token)
    REFERENCE_UNKNOWN = "reference-unknown"
    REPORT = "report"
    REVIEW_LOG = "review-log"
    SERVICE = "service"
    SHEET = "sheet"
    TEMPLATE = "template"
    TEX_DIRECTION = "tex-direction"
    TEX_ERROR = "tex-error"
    TEX_GLYPH = "tex-glyph"
    TEX_REFERENCE = "tex-reference"
    TEX_WIDE = "tex-wide"
    UNKNOWN_FORM = "unknown-form"
    USAGE = "usage"


class Problem(Exception):  # noqa: N818 (as often collected into a list as raised)
    """A problem that the team can solve, in its files, its settings or on the machine.

    Attributes:
        code: The kind of problem; ``feedback.<code>`` in Sphinx's output.
        cause: What is wrong, without a full stop.
        cure: What to do or write instead, a sentence.
        place: File and line, as in ``docs/_feedback/page.toml:12``; empty for a command.
        subject: The field or option; empty for the whole file.
    """

    def __init__(
        self, code: Code, cause: str, cure: str, *, place: str = "", subject: str = ""
    ) -> None:
        """Keep the parts; see the attributes."""
        super().__init__(code, cause, cure, place, subject)
        self.code = code
        self.cause = cause
        self.cure = cure
        self.place = place
        self.subject = subject

    def __str__(self) -> str:
        """Return one line: place, subject, cause, cure."""
        place = f"{self.place}:" if self.place else ""
        subject = f"{self.subject}:" if self.subject else ""
        return " ".join(filter(None, [place, subject, f"{self.cause}.", self.cure]))


def did_you_mean(word: str, names: Iterable[str]) -> str:
    """Return a cure for a misspelt name: the nearest valid name, and all of them.

    Args:
        word: The misspelt name.
        names: Every valid name.

    Returns:
        ``Did you mean "page"? Known: main, page.``, or only the second sentence.
    """
    ordered = sorted(names)
    return f"{guess(word, ordered)}Known: {', '.join(ordered) or 'none'}."


def guess(word: str, names: Iterable[str]) -> str:
    """Return a question with the nearest valid name and a space after it; empty if none is near.

    Args:
        word: The misspelt name.
        names: Every valid name.
    """
    close = get_close_matches(word, sorted(names), n=1)
    return f'Did you mean "{close[0]}"? ' if close else ""


# Beginnings, since pydantic has several errors of a type: int_type, int_parsing, int_from_float.
_EXPECTED = (
    ("bool", "true or false"),
    ("date", "a date, as in 2027-03-31"),
    ("dict", "a mapping of keys to values"),
    ("greater_than_equal", "{ge} or more"),
    ("int", "a whole number"),
    ("less_than_equal", "{le} or less"),
    ("list", "a list, as in […]"),
    ("literal", "{expected}"),
    ("model", "text, or {{ value = …, label = … }}"),
    ("string_too_long", "{max_length} characters or less"),
    ("string_too_short", "text, and not empty"),
    ("string_type", "text in quotes"),
    ("too_short", "a list with something in it"),
    ("tuple", "a list, as in […]"),
)
"""The value that was expected, by the beginning of pydantic's name for the error."""


def explain(error: Mapping[str, Any], keys: Iterable[str] = ()) -> tuple[str, str]:
    """Return cause and cure of one of pydantic's errors.

    Args:
        error: An item of ``ValidationError.errors()``.
        keys: The keys that are valid at the place of the error; empty if they cannot be listed.
    """
    loc, context, value = error["loc"], error.get("ctx", {}), error["input"]
    key = str(loc[-1]) if loc else ""
    parent, place = _place(loc[:-1]), _place(loc)
    match error["type"]:
        case "mistake":
            cause, cure = context["cause"], context["cure"]
        case "missing":
            cause, cure = f'{parent}"{key}" is missing', f"Add {key} = …."
        case "extra_forbidden":
            cause, cure = f'{parent}"{key}" is not a key', did_you_mean(key, keys)
        case "union_tag_invalid":
            # pydantic gives the valid tags as one text: 'text', 'textarea', 'email'.
            types = [name.strip(" '") for name in context["expected_tags"].split(",")]
            cause = f'the type "{context["tag"]}" does not exist'
            cure = did_you_mean(context["tag"], types)
        case "union_tag_not_found":
            cause = 'the key "type" is missing'
            cure = 'Add type = "text" or another field type.'
        case "string_pattern_mismatch":
            cause = f"{place}{value!r} is not a name"
            cure = "Use small letters, digits and underscores, a letter first."
        case _:
            cause = f"{place}{value!r} does not fit"
            cure = f"It should be {_expected(error)}."
    return cause, cure


def _expected(error: Mapping[str, Any]) -> str:
    kind, message = error["type"], str(error["msg"])
    if kind.startswith("model") and isinstance(error["input"], str):
        return "a table of keys and values, as in { label = … }"
    template = next((text for start, text in _EXPECTED if kind.startswith(start)), "")
    return template.format(**error.get("ctx", {})) or message.removeprefix("Input should be ")


def _place(loc: tuple[int | str, ...]) -> str:
    """Name a place: ``("options", 2, "option", "label")`` → ``options, item 3, label: ``."""
    # pydantic puts the tag of a union's member into the path, which stands in no file.
    steps = [
        f"item {step + 1}" if isinstance(step, int) else step
        for before, step in zip(("", *loc), loc, strict=False)
        if not (isinstance(before, int) and step in {"option", "group"})
    ]
    return f"{', '.join(steps)}: " if steps else ""
