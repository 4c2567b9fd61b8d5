"""The pages that the build wrote for the service, as they are on the published site."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

import requests

from .finding import NO_ADDRESS, TIME_OUT, Finding

if TYPE_CHECKING:
    from .finding import Subject

_NETLIFY_PAGE = "feedback-netlify.html"
_WHOLE_FOLDER = "Publish the whole folder that Sphinx wrote."


def generated_pages(subject: Subject) -> Finding:
    """Does the published site have what the service needs?"""
    service, manifest = subject.service, subject.target.manifest
    has_thanks = bool(service.native.thanks) or service.native.shows == "site"
    if not (service.skeleton or (has_thanks and subject.settings.sends_without_script)):
        return Finding(verdict="ok", found="It needs nothing there.")
    if not manifest.base_url:
        return NO_ADDRESS
    if service.skeleton and (finding := _netlify_page(manifest.base_url)):
        return finding
    address = urljoin(manifest.base_url, manifest.thanks)
    if service.skeleton:  # the team may lead readers to a page of its own
        page = _get(subject.settings.endpoint)
        finding = page if isinstance(page, Finding) else None
    else:
        finding = _thanks_page(address) if has_thanks else None
    if finding:
        return finding
    found = (
        "Netlify found the forms." if service.skeleton else "Yes, the thank-you page is there."
    )
    return Finding(verdict="ok", found=found)


def _netlify_page(base_url: str) -> Finding | None:
    """Return what is wrong with the page in which Netlify looks for forms."""
    text = _get(urljoin(base_url, _NETLIFY_PAGE))
    if isinstance(text, Finding):
        return text
    if "data-netlify" in text:
        found = "Netlify did not look for forms when it published the site."
        cure = "Switch form detection on in the site's settings, and publish again."
        return Finding(verdict="fail", found=found, cure=cure)
    if "<form" not in text:
        found = f"{urljoin(base_url, _NETLIFY_PAGE)} shows another page."
        return Finding(verdict="fail", found=found, cure=_WHOLE_FOLDER)
    return None


def _thanks_page(address: str) -> Finding | None:
    """Return what is wrong with the page that readers without JavaScript see next."""
    text = _get(address)
    if isinstance(text, Finding):
        return text
    if "page-feedback.css" not in text:  # a server may answer every address with its start page
        found = f"{address} shows another page than the one that thanks readers."
        return Finding(verdict="fail", found=found, cure=_WHOLE_FOLDER)
    return None


def _get(address: str) -> str | Finding:
    try:
        reply = requests.get(address, timeout=TIME_OUT)
    except requests.RequestException:
        return Finding(verdict="unknown", found=f"{address} does not answer.")
    if reply.ok:
        return reply.text
    return Finding(verdict="fail", found=f"{address} is not there.", cure=_WHOLE_FOLDER)
