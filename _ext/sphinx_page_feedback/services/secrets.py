"""Keys that must not reach a page, and addresses that are as good as keys."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_SHORTEST = 8  # characters; a shorter value would be found in innocent text
_LOOKS = {
    "a Formspark API key": r"fsk_(live|test)_\w+",
    "a Web3Forms API key": r"w3f_(live|test)_\w+",
    "a GitHub token": r"(gh[opsu]_|github_pat_)\w{16,}",
    "a GitLab token": r"glpat-[\w-]{16,}",
    "a Slack token": r"xox[abeoprs]-[\w-]{8,}",
    "a Netlify token": r"nfp_\w{16,}",
    "an Airtable token": r"pat\w{14}\.\w{16,}",
    "a Stripe-like secret key": r"sk_(live|test)_\w{8,}",
    "a signed token": r"eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]+",
    "an Amazon access key": r"AKIA[A-Z0-9]{16}",
}
SECRET_KEY = re.compile(
    r"(^|_)(api_?key|auth|bearer|pass(word|wd)?|pat|private_key|read|secret|token)(_|$)",
    re.IGNORECASE,
)
"""What people call a setting that opens what readers sent."""


def texts(value: Any) -> Iterator[str]:
    """Yield every text in a value, keys included.

    Args:
        value: Lists, mappings and texts in each other.
    """
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from texts(key)
            yield from texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from texts(inner)


def find_secret(shown: Any, variables: Sequence[str], environ: Mapping[str, str]) -> str:
    """Return what a page would give away, in words that do not repeat it; empty for nothing.

    Args:
        shown: All that readers could see.
        variables: Environment variables that hold keys for reading.
        environ: The environment.
    """
    for text in texts(shown):
        for what, pattern in _LOOKS.items():
            if re.search(pattern, text):
                return f"what looks like {what}"
        for variable in variables:
            value = environ.get(variable, "")
            if len(value) >= _SHORTEST and value in text:
                return f"the value of {variable}, which opens what readers sent"
    return ""


def find_value(value: str, shown: Any) -> bool:
    """Return whether a value is in what readers could see.

    Args:
        value: One that they must not see; a short one counts where it is a whole text.
        shown: All that they could see.
    """
    is_long = len(value) >= _SHORTEST
    return bool(value) and any(
        value == text or (is_long and value in text) for text in texts(shown)
    )


def capability_of(endpoint: str) -> str:
    """Return what whoever reads an address can do with it; empty for nothing special.

    Args:
        endpoint: Where forms post to.
    """
    parts = urlsplit(endpoint)
    host = parts.hostname or ""
    if host == "hooks.zapier.com":
        return "whoever reads this address of Zapier can start your Zap, which counts as a task"
    if "sig" in parse_qs(parts.query):
        return 'the address has a signature ("sig="), so whoever reads it can start your flow'
    if re.fullmatch(r"hook\.[a-z0-9.]*make\.com|hook\.integromat\.com", host):
        return "whoever reads this address of Make can start your scenario, which counts as an operation"
    return ""
