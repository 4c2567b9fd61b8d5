"""What a page must not post to, with the reason and what to do instead."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from urllib.parse import urlsplit

_PROXY = (
    'Post to the receiver or to a small program of your own (name = "worker") that keeps the '
    "address to itself and passes answers on."
)
_OTHER = 'Use {"name": "receiver"}, or a form service such as Formspree or Netlify Forms.'


@dataclass(frozen=True, kw_only=True)
class Unsupported:
    """A service that a page must not post to.

    Attributes:
        name: What ``conf.py`` would call it.
        hosts: Globs of hosts, paths and queries that belong to it.
        cause: Why, without a full stop.
        cure: What to do instead.
    """

    name: str
    hosts: tuple[str, ...] = ()
    cause: str
    cure: str


UNSUPPORTED = (
    Unsupported(
        # Slack, "Sending messages using incoming webhooks".
        name="slack",
        hosts=("hooks.slack.com/*", "hooks.slack-gov.com/*"),
        cause="the address of a Slack webhook is itself the key to the channel, and Slack revokes one that it finds in public",
        cure=_PROXY,
    ),
    Unsupported(
        # Discord, "Webhook Resource": DELETE /webhooks/{id}/{token} needs no other key.
        name="discord",
        hosts=("*discord.com/api/*webhooks/*", "*discordapp.com/api/*webhooks/*"),
        cause="whoever reads the address of a Discord webhook can post anything and even delete the webhook",
        cure=_PROXY,
    ),
    Unsupported(
        # MicrosoftDocs/msteams-docs#1305: its replies have no CORS header.
        name="teams",
        hosts=("*.webhook.office.com/*", "outlook.office*.com/webhook*"),
        cause="the address of a Teams webhook is itself the key to the channel, and Teams lets no page read its reply",
        cure=_PROXY,
    ),
    Unsupported(
        name="telegram",
        # At any host, since the Bot API has a server that teams can run themselves.
        hosts=("*/bot[0-9]*:*",),
        cause="the address of a Telegram bot holds the bot's token, and whoever reads it is the bot",
        cure=_PROXY,
    ),
    Unsupported(
        name="airtable",
        hosts=("api.airtable.com/*", "hooks.airtable.com/*"),
        cause="Airtable takes answers only with a token that opens the whole base",
        cure=_PROXY,
    ),
    Unsupported(
        # `completeSubmission` needs the token of an `openForm` (heyform/heyform@c885691).
        name="heyform",
        hosts=("*.heyform.net/*", "heyform.net/*"),
        cause="HeyForm takes answers only from its own form, which has to be opened first",
        cure=_OTHER,
    ),
    Unsupported(
        # isso-comments/isso@9c24f9b takes text, author, email, website, parent and title only.
        name="isso",
        hosts=("*/new[?]uri=*",),
        cause="Isso shows what is sent as public comments, and has no room for more than one text",
        cure=_OTHER,
    ),
)


def unsupported_name(name: str) -> Unsupported | None:
    """Return the unsupported service of a name, if there is one.

    Args:
        name: What ``conf.py`` calls it; one of its words may be enough, as in ``ms-teams``.
    """
    words = re.split(r"[^a-z]+", name.lower())
    return next((service for service in UNSUPPORTED if service.name in words), None)


def unsupported_address(endpoint: str) -> Unsupported | None:
    """Return the unsupported service that an address belongs to, if to one.

    Args:
        endpoint: Where forms would post to.
    """
    parts = urlsplit(endpoint)
    where = f"{parts.hostname or ''}{parts.path}{'?' if parts.query else ''}{parts.query}"
    for service in UNSUPPORTED:
        if any(fnmatchcase(where, glob) for glob in service.hosts):
            return service
    return None
