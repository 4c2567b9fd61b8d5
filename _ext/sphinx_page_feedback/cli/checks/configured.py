"""What can be seen in the configuration alone. A docstring is what the user reads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx_page_feedback.services import find_clashes
from sphinx_page_feedback.services.address import fault_of

from .finding import Finding

if TYPE_CHECKING:
    from .finding import Subject

_PLACEHOLDER = re.compile(r"your|x{4,}|example|changeme|<.*>|0{6,}", re.IGNORECASE)


def endpoint(subject: Subject) -> Finding:
    """A page can post to the endpoint."""
    address = subject.settings.endpoint
    if subject.service.link:
        return Finding(verdict="ok", found=f"The form leads to {address}")
    if fault := fault_of(address):
        return Finding(verdict="fail", found=f"{fault[0]}.", cure=fault[1])
    if address.startswith("/") and not subject.site.base_url:
        found = f"It is the path {address}, and nobody said where the site is."
        cure = "Set html_baseurl in conf.py, or give the site's address to this command."
        return Finding(verdict="warn", found=found, cure=cure)
    return Finding(verdict="ok", found=f"It is {address}")


def form_id(subject: Subject) -> Finding:
    """The form's id is your own, and not the one of an example."""
    parameters = subject.service.parameters
    for key, value in subject.settings.values.items():
        copied = value and value != parameters[key].default
        if copied and (value == parameters[key].example or _PLACEHOLDER.search(value)):
            found = f'"{key}" is "{value}", which looks like an example.'
            return Finding(verdict="warn", found=found, cure=f"Give {parameters[key].meaning}.")
    return Finding(verdict="ok", found="Nothing looks like an example.")


def field_names(subject: Subject) -> Finding:
    """The service takes no field for something else."""
    clashes = list(find_clashes(subject.settings, subject.site.forms().values()))
    if clashes:
        causes = "; ".join(clash.cause for clash in clashes)
        return Finding(verdict="fail", found=f"{causes}.", cure=clashes[0].cure)
    return Finding(verdict="ok", found="Every field arrives under a name of its own.")


_SHOWN = {
    "site": ("ok", "they see the site's own thank-you page."),
    "service": ("ok", "they see a page of the service."),
    "raw": ("warn", "they see the service's bare reply."),
    "nothing": ("warn", "they cannot send, and the page says so."),
}


def without_script(subject: Subject) -> Finding:
    """Readers whose browser runs no JavaScript can send the form."""
    native = subject.service.native
    verdict, words = _SHOWN[native.shows]
    if native.thanks and subject.site.base_url:
        verdict, words = _SHOWN["site"]
    elif native.thanks:
        cure = "Set html_baseurl in conf.py, and they come back to your own thank-you page."
        return Finding(verdict="warn", found=f"Afterwards {words}", cure=cure)
    if verdict == "ok":
        return Finding(verdict="ok", found=f"Afterwards {words}")
    cure = "Set feedback_contact, so that they have another way to write to you."
    return Finding(verdict="warn", found=f"Without JavaScript {words}", cure=cure)


def secrets(subject: Subject) -> Finding:
    """Nothing on the page is a key."""
    cautions = subject.settings.cautions
    if cautions:
        return Finding(verdict="warn", found=f"{cautions[0].cause}.", cure=cautions[0].cure)
    return Finding(verdict="ok", found="The page shows nothing that opens anything.")


def privacy(subject: Subject) -> Finding:
    """Your privacy notice can say who gets the answers, and where they are kept."""
    told = subject.service.privacy
    public = subject.service.link is not None and subject.service.link.public
    if public:
        cure = "Say in the form's introduction that answers are public."
        return Finding(verdict="warn", found="Everyone can read what is sent.", cure=cure)
    if not told.processor:
        return Finding(verdict="ok", found="You keep the answers yourself, or chose who does.")
    kept = f" Kept: {told.retention}." if told.retention else ""
    if told.region:
        return Finding(verdict="ok", found=f"{told.processor}, {told.region}.{kept}")
    found = (
        f"{told.processor} gets them; its documentation does not say in which country.{kept}"
    )
    return Finding(
        verdict="warn", found=found, cure="Ask it, and put the answer into the notice."
    )
