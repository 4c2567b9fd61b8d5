"""The one error class: code, cause and cure; and pydantic's errors in those terms."""

from __future__ import annotations

from difflib import get_close_matches
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class Code(StrEnum):
    """Kinds of problem: the subtype of a Sphinx warning, a heading of the error page."""

    BUILD = "build"
    CONFIG = "config"
    DATABASE_DRIVER = "database-driver"
    DATABASE_FOREIGN = "database-foreign"
    DATABASE_NEWER = "database-newer"
    DATABASE_UNREACHABLE = "database-unreachable"
    DATABASE_UNSAFE = "database-unsafe"
    DUPLICATE_FORM = "duplicate-form"
    ENDED = "ended"
    FORM_LINK = "form-link"
    FORM_SYNTAX = "form-syntax"
    FORM_VALUE = "form-value"
    FORMS_CHANGED = "forms-changed"
    GIT = "git"
    INTERRUPTED = "interrupted"
    MANIFEST_BROKEN = "manifest-broken"
    MANIFEST_MISSING = "manifest-missing"
    MANIFEST_NEWER = "manifest-newer"
    MISSING_PACKAGE = "missing-package"
    MISSING_TEX = "missing-tex"
    MOVED_PAGE = "moved-page"
    NO_LATEX = "no-latex"
    ORIGIN = "origin"
    PAGE_OPTION = "page-option"
    PORT_BUSY = "port-busy"
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
    SERVICE = "service"
    TEX_ERROR = "tex-error"
    TEX_GLYPH = "tex-glyph"
    TEX_REFERENCE = "tex-reference"
    TEX_WIDE = "tex-wide"
    UNKNOWN_FORM = "unknown-form"
    USAGE = "usage"


class Problem(Exception):  # noqa: N818 (as often collected into a list as raised)
    """A mistake of the team or its surroundings, in words that let its reader mend it.

    Attributes:
        code: The kind of problem; ``feedback.<code>`` in Sphinx's output.
        cause: What is wrong, without a full stop.
        cure: What to do or write instead, a sentence.
        place: Where it is, as in ``docs/_feedback/page.toml:12``; empty for a command.
        subject: The field or option that it is about; empty for the whole file.
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


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Say what may have been meant.

    Args:
        word: What was written.
        known: What could have been written.

    Returns:
        ``Did you mean "page"? Known: main, page.``, or only the second sentence.
    """
    names = sorted(known)
    return f"{guess(word, names)}Known: {', '.join(names) or 'none'}."


def guess(word: str, known: Iterable[str]) -> str:
    """Ask whether another word was meant, with a space to go on after; empty if none is near.

    Args:
        word: What was written.
        known: What could have been written.
    """
    close = get_close_matches(word, sorted(known), n=1)
    return f'Did you mean "{close[0]}"? ' if close else ""


_WANTED = (
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
"""What was wanted, by the beginning of pydantic's name for the error."""


def explain(error: Mapping[str, Any], known: Iterable[str] = ()) -> tuple[str, str]:
    """Put one of pydantic's errors into words.

    Args:
        error: An item of ``ValidationError.errors()``.
        known: The keys that may be written where the error is, if that is known.

    Returns:
        Cause and cure.
    """
    loc, context, given = error["loc"], error.get("ctx", {}), error["input"]
    key = str(loc[-1]) if loc else ""
    inside, here = _place(loc[:-1]), _place(loc)
    match error["type"]:
        case "mistake":
            told = (context["cause"], context["cure"])
        case "missing":
            told = (f'{inside}"{key}" is missing', f"Add {key} = ….")
        case "extra_forbidden":
            told = (f'{inside}"{key}" is not a key', did_you_mean(key, known))
        case "union_tag_invalid":
            tag, tags = context["tag"], context["expected_tags"].split(",")
            cure = did_you_mean(tag, [tag.strip(" '") for tag in tags])
            told = (f'the type "{tag}" does not exist', cure)
        case "union_tag_not_found":
            told = ('the key "type" is missing', 'Add type = "text" or another field type.')
        case "string_pattern_mismatch":
            cure = "Use small letters, digits and underscores, a letter first."
            told = (f"{here}{given!r} is not a name", cure)
        case kind:
            wanted = next((words for start, words in _WANTED if kind.startswith(start)), "")
            if kind.startswith("model") and isinstance(given, str):
                wanted = "a table of keys and values, as in {{ label = … }}"
            reason = wanted.format(**context) or str(error["msg"]).removeprefix(
                "Input should be "
            )
            told = (f"{here}{given!r} does not fit", f"It should be {reason}.")
    return told


def _place(loc: tuple[int | str, ...]) -> str:
    """``("options", 2, "option", "label")`` → ``options, item 3, label: ``."""
    words = [
        f"item {part + 1}" if isinstance(part, int) else part
        for before, part in zip(("", *loc), loc, strict=False)
        if not (isinstance(before, int) and part in {"option", "group"})
    ]
    return f"{', '.join(words)}: " if words else ""
