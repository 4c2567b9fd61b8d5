"""Links that begin an e-mail to the team, for readers whose feedback cannot be sent."""

from __future__ import annotations

import re
from urllib.parse import quote

from .address import origin_of
from .question import mistake

LONGEST = 2_000
"""Characters of such a link: what e-mail programs and browsers take."""
_MAIL = re.compile(r"[^\s@:/]+@[^\s@:/]+")


def is_mail(contact: str) -> bool:
    """Return whether a contact is an e-mail address and not that of a page.

    Args:
        contact: ``feedback_contact``.
    """
    return bool(_MAIL.fullmatch(contact))


def check_contact(contact: str) -> str:
    """Return a contact; refuse one of which no link can be made.

    Args:
        contact: ``feedback_contact``, or nothing.
    """
    # Readers see it where sending has failed, so a contact that leads nowhere loses answers.
    if contact and not is_mail(contact) and not origin_of(contact):
        cause = f'"{contact}" is neither an e-mail address nor the address of a page'
        raise mistake(cause, "Write team@example.org, or an address with https://.")
    return contact


def mailto_link(contact: str, subject: str, *paragraphs: str) -> str:
    """Return the address of a link by which a reader can write to the team.

    Args:
        contact: An e-mail address, or the address of a page, which takes no text.
        subject: The subject of the e-mail: the page's title.
        paragraphs: Its text: the page's address, then what the reader wrote.
            The last ones are left out where the link would be too long for them.

    Returns:
        A ``mailto:`` link (RFC 6068), or the contact itself.
    """
    if not is_mail(contact):
        return contact
    text = "\r\n\r\n".join(filter(None, paragraphs)).replace("\r\n", "\n")
    # RFC 6068 §5: a line end of the body is %0D%0A.
    body = quote(text.replace("\n", "\r\n"), safe="")
    title = quote(" ".join(subject.split()), safe="")  # a header has one line
    link = f"mailto:{quote(contact, safe='@+')}?subject={title}&body={body}"
    # A paragraph is left out whole: a cut through the encoded link could split a character.
    too_long = len(link) > LONGEST and len(paragraphs) > 1
    return mailto_link(contact, subject, *paragraphs[:-1]) if too_long else link
