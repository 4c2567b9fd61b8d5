"""What the service answers to OPTIONS, without being sent anything."""

from __future__ import annotations

import requests

from .finding import NO_ADDRESS, Finding, Subject

_LINK = Finding(verdict="ok", found="No page posts to it: the reader sends it there.")
_DOWN = {502, 503, 504}
"""What proxies answer for a service that is down."""
_SAYS_NOTHING_OF_POST = {404, 500}
"""What programs answer that take POST at an address and know no OPTIONS."""
_SILENT = Finding(verdict="unknown", found="It does not answer.")


def _skipped(subject: Subject) -> Finding | None:
    if subject.is_posted_to:
        return None
    return _LINK if subject.service.link else NO_ADDRESS


def reachable(subject: Subject) -> Finding:
    """Does the service answer?"""
    reply = subject.reply if subject.is_posted_to else None
    # Before RequestException, of which it is a subclass.
    if isinstance(reply, requests.exceptions.SSLError):
        return Finding(verdict="fail", found="It answers, but not safely.", cure="See tls.")
    if isinstance(reply, requests.RequestException):
        found = f"{subject.address} does not answer ({type(reply).__name__})."
        return Finding(verdict="fail", found=found, cure="See that the address is right.")
    if reply is not None and reply.status_code in _DOWN:
        found = f"It answers with HTTP status {reply.status_code}."
        return Finding(verdict="fail", found=found, cure="Ask whoever runs it.")
    if reply is not None and reply.status_code in _SAYS_NOTHING_OF_POST:
        found = f"It answers, to OPTIONS with HTTP status {reply.status_code}, which says nothing of POST."
        cure = "See that the form's id is right, or use --send-test."
        return Finding(verdict="unknown", found=found, cure=cure)
    status = reply.status_code if reply is not None else 0
    usual = Finding(verdict="ok", found=f"Yes: to OPTIONS, with HTTP status {status}.")
    return _skipped(subject) or usual


def tls(subject: Subject) -> Finding:
    """Is the connection encrypted, and the certificate right?"""
    if skipped := _skipped(subject):
        return skipped
    if isinstance(subject.reply, requests.exceptions.SSLError):
        cure = "Renew or repair the certificate; a browser refuses to send until then."
        return Finding(verdict="fail", found="The certificate is not accepted.", cure=cure)
    if subject.address.startswith("http:"):
        return Finding(verdict="ok", found="It need not be: it stays on this computer.")
    if isinstance(subject.reply, requests.RequestException):
        return _SILENT
    return Finding(verdict="ok", found="Yes.")


def redirect(subject: Subject) -> Finding:
    """Does the endpoint send on to another address?"""
    reply = subject.reply if subject.is_posted_to else None
    # After a 301, 302 or 303 a browser repeats the request as a GET, without the answers.
    if isinstance(reply, requests.Response) and reply.is_redirect:
        found = f"It sends on to {reply.headers['Location']}, where a form's words get lost."
        cure = "Give that address as the endpoint, if it is the right one."
        return Finding(verdict="fail", found=found, cure=cure)
    answered = isinstance(reply, requests.Response)
    return _skipped(subject) or (Finding(verdict="ok", found="No.") if answered else _SILENT)


def cors(subject: Subject) -> Finding:
    """Can pages of the site read the service's reply?"""
    if skipped := _skipped(subject):
        return skipped
    if subject.is_same_origin:
        return Finding(verdict="ok", found="Yes: it is on the site's own host.")
    if subject.service.opaque:
        found = "Never, and the page tells readers that nothing is confirmed."
        return Finding(verdict="warn", found=found)
    if not isinstance(subject.reply, requests.Response):
        return _SILENT
    return _read_cors(subject, subject.reply)


def _read_cors(subject: Subject, reply: requests.Response) -> Finding:
    allowed = reply.headers.get("Access-Control-Allow-Origin", "")
    headers = reply.headers.get("Access-Control-Allow-Headers", "").lower()
    right = bool(allowed) and allowed in {"*", subject.origin}
    # Browsers refuse a preflight with an error status, whatever its headers allow.
    lets_post = reply.ok and right and ("content-type" in headers or headers == "*")
    if subject.needs_preflight and not lets_post:
        found = f"It does not let pages of {subject.origin or 'the site'} send JSON."
        cure = "Allow the site's origin and the header Content-Type there."
        return Finding(verdict="fail", found=found, cure=cure)
    if allowed and not right and not subject.origin:
        return NO_ADDRESS
    if allowed and not right:
        found = f"It lets only pages of {allowed} read its reply, not {subject.origin}."
        return Finding(verdict="fail", found=found, cure="Allow the site's origin there.")
    if right:
        return Finding(verdict="ok", found=f"Yes: it allows {allowed}.")
    found = "It does not say so to OPTIONS; only a form that is sent would tell."
    return Finding(verdict="unknown", found=found, cure="Use --send-test.")


def sending(subject: Subject) -> Finding:
    """Does what is sent arrive?"""
    if subject.service.link:
        return _LINK
    found = "Only sending can tell. The service may not know the form, or its plan may be full."
    return Finding(
        verdict="unknown", found=found, cure="Use --send-test to send one marked test."
    )
