"""Keys that must not reach a page, and addresses that are as good as keys."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_SHORTEST = 8  # characters; a shorter value would be found in innocent text
_RANDOM = 20  # characters of upper and lower case with digits, as in tokens
# hooks.zapier.com, hook.eu1.make.com, and the path /webhook/ of n8n.
_HOOK = re.compile(r"(web)?hooks?(?:\.|$)", re.IGNORECASE)
_KEY_WORDS = {
    "apikey", "auth", "bearer", "credential", "key", "passwd", "password", "pwd", "secret",
    "sig", "signature", "token",
}  # fmt: skip
# Services give their keys such prefixes so that scanners can recognise a leaked one.
_LOOKS = {
    "a Formspark API key": r"fsk_(live|test)_\w+",
    "a Web3Forms API key": r"w3f_(live|test)_\w+",
    "a GitHub token": r"(gh[opsu]_|github_pat_)\w{16,}",
    "a GitLab token": r"glpat-[\w-]{16,}",
    "a Slack token": r"xox[abeoprs]-[\w-]{8,}",
    "a Netlify token": r"nfp_\w{16,}",
    "an Airtable token": r"pat\w{14}\.\w{16,}",
    "a Stripe-like secret key": r"sk_(live|test)_\w{8,}",
    # A JWT (RFC 7519): "eyJ" is how {" begins in base64url.
    "a signed token": r"eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]+",
    "an Amazon access key": r"AKIA[A-Z0-9]{16}",
}
# "pat" is a personal access token.
SECRET_KEY = re.compile(
    r"(^|_)(api_?key|auth|bearer|pass(word|wd)?|pat|private_key|read|secret|token)(_|$)",
    re.IGNORECASE,
)
"""Names of settings that open what readers sent."""


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
    """Return the secret that a page would show, without repeating it; empty for none.

    Args:
        shown: Everything that readers could see.
        variables: Environment variables that hold keys for reading.
        environ: The environment.
    """
    # Only the kind or the variable is named: the log of a build is often public.
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
    """Return whether readers could see a value.

    Args:
        value: One that they must not see; a short one counts where it is a whole text.
        shown: Everything that they could see.
    """
    is_long = len(value) >= _SHORTEST
    return bool(value) and any(
        value == text or (is_long and value in text) for text in texts(shown)
    )


def key_in_address(address: str, *, has_random_id: bool = False) -> str:
    """Return how an address is itself a key, as a clause; empty if nothing of it looks so.

    The shape decides and no list of hosts, and the clause never repeats the key.

    Args:
        address: Where a page posts to.
        has_random_id: A long random part is the public id of a form there.
    """
    try:
        parts = urlsplit(address)
        query = parse_qsl(parts.query)
    except ValueError:
        return ""
    for name, value in query:
        if value and is_key_name(name, value):
            return f'the address has a key ("{name}="), so whoever reads it can use that key'
    folders = parts.path.split("/")
    if _HOOK.match(parts.hostname or "") or any(map(_HOOK.fullmatch, folders)):
        return "the address is that of a webhook: whoever reads it can start what is behind it"
    if not has_random_id and any(map(_is_random, folders)):
        return "the address has a long random part, as addresses have that are keys themselves"
    return ""


def is_key_name(name: str, value: str = "") -> bool:
    """Return whether a name is one that keys have, as in ``api_key``, ``apiKey`` or ``X-Token``.

    Args:
        name: Of a parameter or a field.
        value: Its value; a ``code`` is a key only if it is long.
    """
    words = re.split(r"[^a-z0-9]+", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower())
    # Azure Functions take a key as ?code=; a short code is more likely a language or a country.
    is_code = "code" in words and len(value) >= _RANDOM
    return is_code or not _KEY_WORDS.isdisjoint(words)


def _is_random(part: str) -> bool:
    """Return whether a part of a path looks drawn at random, and is no plain UUID."""
    kinds = (r"\d", "[a-z]", "[A-Z]")
    return bool(re.fullmatch(r"[\w-]+", part)) and (
        # 32 hexadecimal digits are 128 bits, as in a token or a UUID without dashes. With dashes,
        # a UUID is usually the public id of a form (decision 36).
        (len(part) >= _RANDOM and all(re.search(kind, part) for kind in kinds))
        or bool(re.fullmatch(r"(?=\D*\d)(?=.*[a-f])[0-9a-f]{32,}", part))
    )
