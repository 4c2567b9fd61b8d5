"""What can be seen in the configuration alone. A docstring is what the user reads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sphinx_page_feedback.services import (
    endpoint_problem,
    find_form_problems,
    is_loopback,
    key_warnings,
)

from .finding import Finding

if TYPE_CHECKING:
    from .finding import Subject

_PLACEHOLDER = re.compile(r"your|x{4,}|example|changeme|<.*>|0{6,}", re.IGNORECASE)


def endpoint(subject: Subject) -> Finding:
    """Can a page post to the endpoint?"""
    address = subject.settings.endpoint
    if subject.service.link:
        return Finding(verdict="ok", found=f"The form leads to {address} instead.")
    if problem := endpoint_problem(address):
        return Finding(verdict="fail", found=f"{problem[0]}.", cure=problem[1])
    if address.startswith("/") and not subject.target.manifest.base_url:
        found = f"It is the path {address}, and it is not known where the site is."
        cure = "Set html_baseurl in conf.py, or give the site's address to this command."
        return Finding(verdict="warn", found=found, cure=cure)
    # Without an origin the site may be on this computer too, and there is nothing to warn of.
    if is_loopback(address) and not is_loopback(subject.origin or address):
        found = f"{address} is each reader's own computer, and the site is {subject.origin}."
        return Finding(verdict="warn", found=found, cure="Give the address that readers reach.")
    return Finding(verdict="ok", found=f"Yes, to {address}")


def form_id(subject: Subject) -> Finding:
    """Is the form's id your own?"""
    parameters = subject.service.parameters
    for key, value in subject.settings.values.items():
        # A default is meant to be kept, even where it is the example as well.
        copied = value and value != parameters[key].default
        if copied and (value == parameters[key].example or _PLACEHOLDER.search(value)):
            found = f'"{key}" is "{value}", which looks like an example.'
            return Finding(verdict="warn", found=found, cure=f"Give {parameters[key].meaning}.")
    return Finding(verdict="ok", found="Nothing looks like an example.")


def field_names(subject: Subject) -> Finding:
    """Does the service take a field for something else?"""
    problems = list(
        find_form_problems(subject.settings, subject.target.manifest.forms.values())
    )
    if problems:
        causes = "; ".join(problem.cause for problem in problems)
        return Finding(verdict="fail", found=f"{causes}.", cure=problems[0].cure)
    return Finding(verdict="ok", found="No: each arrives under a name of its own.")


_SHOWN = {
    "site": ("ok", "They can send, and then see the site's own thank-you page."),
    "service": ("ok", "They can send, and then see a page of the service."),
    "raw": ("warn", "They can send, and then see the service's bare reply."),
    "nothing": ("warn", "They can send, and then see nothing that confirms it."),
}
_MAIL = ("warn", "Their e-mail program opens with the answers, if they have one.")
_UNSENT = ("warn", "They cannot send, and the page says so.")


def without_script(subject: Subject) -> Finding:
    """What do readers without JavaScript see?"""
    native = subject.service.native
    verdict, words = _MAIL if native.encoding == "text" else _SHOWN[native.shows]
    if not subject.settings.sends_without_script:
        verdict, words = _UNSENT
    elif native.thanks and subject.target.manifest.base_url:
        verdict, words = _SHOWN["site"]
    elif native.thanks:
        cure = "Set html_baseurl in conf.py. Then they come back to your thank-you page."
        return Finding(verdict="warn", found=words, cure=cure)
    if verdict == "ok":
        return Finding(verdict="ok", found=words)
    link = subject.service.link
    if link and words == _UNSENT[1]:
        cure = f'Name the answers that are to be "{link.title}" and "{link.body}" in "names".'
    elif subject.target.manifest.contact:
        cure = ""
    else:
        cure = "Set feedback_contact, so that they have another way to write to you."
    return Finding(verdict="warn", found=words, cure=cure)


def secrets(subject: Subject) -> Finding:
    """Does the page show a key?"""
    warnings = list(key_warnings(subject.settings))
    if warnings:
        return Finding(verdict="warn", found=f"{warnings[0].cause}.", cure=warnings[0].cure)
    return Finding(verdict="ok", found="No: nothing on it opens anything.")


def keeping(subject: Subject) -> Finding:
    """How long are answers kept?"""
    if not subject.service.reader or not subject.service.reader.ours:
        return Finding(verdict="ok", found="As long as the service keeps them, or you.")
    undeclared = []
    for name, form in sorted(subject.target.manifest.forms.items()):
        if not form.keep:
            undeclared.append(f"answers to {name}")
        if form.email_names and not form.keep_email:
            undeclared.append(f"email addresses of {name}")
    if undeclared:
        found = f"For ever, as far as is said: {', '.join(undeclared)}."
        cure = "Say it in feedback_keep in conf.py, and run page-feedback data expire each day."
        return Finding(verdict="warn", found=found, cure=cure)
    return Finding(verdict="ok", found="As the forms say, if page-feedback data expire runs.")


def privacy(subject: Subject) -> Finding:
    """Who gets the answers, and where are they kept?"""
    privacy = subject.service.privacy
    public = subject.service.link is not None and subject.service.link.public
    if public:
        cure = "Say in the form's introduction that answers are public."
        return Finding(verdict="warn", found="Everyone can read what is sent.", cure=cure)
    if not privacy.processor:
        return Finding(verdict="ok", found="You keep them yourself, or chose who does.")
    kept = f" Kept: {privacy.retention}." if privacy.retention else ""
    if privacy.region:
        return Finding(verdict="ok", found=f"{privacy.processor}, {privacy.region}.{kept}")
    found = (
        f"{privacy.processor} gets them; its documentation does not say in which country.{kept}"
    )
    return Finding(verdict="warn", found=found, cure="Ask, and say it in your privacy notice.")
