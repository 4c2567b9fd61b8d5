"""The form works under a strict content security policy, and nothing of it breaks that."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest
from endpoint import break_off, reply
from playwright.sync_api import expect

if TYPE_CHECKING:
    from endpoint import Endpoint
    from playwright.sync_api import Page
    from reading import Reader
    from serving import Site

WATCH = """
    window.violations = [];
    document.addEventListener("securitypolicyviolation", (event) => window.violations.push(
        [event.effectiveDirective, event.blockedURI]));
"""


def policy(endpoint: Endpoint, *scripts: str) -> dict[str, str]:
    """Return the policy of the design: the site itself, and the endpoint to post to.

    Args:
        endpoint: The one address that may be posted to.
        scripts: Inline scripts that may run all the same.
    """
    hashes = [f"'sha256-{b64encode(sha256(s.encode()).digest()).decode()}'" for s in scripts]
    rules = [
        "default-src 'self'",
        f"script-src 'self' {' '.join(hashes)}",
        f"connect-src 'self' {endpoint.origin}",
        f"form-action 'self' {endpoint.origin}",
        "base-uri 'none'",
        "object-src 'none'",
    ]
    return {"Content-Security-Policy": "; ".join(rules)}


def violations(page: Page) -> list[Any]:
    """Return what the browser has held back on the page: rules, and what broke them."""
    return sorted(page.evaluate("window.violations"))


def go_through_every_state(reader: Reader, endpoint: Endpoint) -> None:
    """Make mistakes, fail, be refused, send, save a copy, start again."""
    endpoint.plan.extend([break_off, reply(403, {"detail": "Not now"})])
    reader.send()
    expect(reader.errors).to_be_visible()
    reader.answer()
    reader.send()
    expect(reader.failed).to_contain_text("We do not know")
    reader.send()
    expect(reader.failed).to_contain_text("Not now")
    reader.send()
    expect(reader.sent).to_be_visible()
    with reader.page.expect_download():
        reader.sent.get_by_role("link", name="Save a copy").click()
    reader.sent.get_by_role("button", name="Send more feedback").click()
    expect(reader.form).to_be_visible()


def test_no_state_of_the_form_needs_more_than_the_policy(
    reader: Reader, site: Site, endpoint: Endpoint
) -> None:
    """What furo and Sphinx ask for beyond it, they ask for on pages without a form as well."""
    html = (site.root / "report/status.html").read_text(encoding="utf-8")
    inline = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
    site.headers.update(policy(endpoint, *inline))
    reader.page.add_init_script(WATCH)
    reader.open("genindex.html")
    expect(reader.section).to_have_count(0)
    without_form = violations(reader.page)
    reader.open()
    go_through_every_state(reader, endpoint)
    assert violations(reader.page) == without_form


def test_a_theme_without_inline_code_runs_under_the_policy_unchanged(
    all_fields_reader: Reader, all_fields: Site, endpoint: Endpoint
) -> None:
    """Then there is nothing that the browser holds back on the whole page."""
    all_fields.headers.update(policy(endpoint))
    all_fields_reader.page.add_init_script(WATCH)
    section = all_fields_reader.open("index.html")
    expect(section).to_be_visible()
    all_fields_reader.send()
    expect(all_fields_reader.errors).to_be_focused()
    assert violations(all_fields_reader.page) == []


def test_it_sends_where_scripts_take_trusted_types_only(
    all_fields_reader: Reader, all_fields: Site
) -> None:
    """The address of each script of ours is one, of the policy ``page-feedback``."""
    all_fields.headers["Content-Security-Policy"] = (
        "require-trusted-types-for 'script'; trusted-types page-feedback"
    )
    all_fields_reader.page.add_init_script(WATCH)
    all_fields_reader.open("index.html?page=preview")
    expect(all_fields_reader.form.locator(".feedback-about")).to_be_visible()
    all_fields_reader.send()
    expect(all_fields_reader.errors).to_be_focused()
    assert violations(all_fields_reader.page) == []


def test_the_policy_lets_a_native_post_through(
    plain_reader: Reader, site: Site, endpoint: Endpoint
) -> None:
    """Chromium holds ``form-action`` against the redirect to the page of thanks, too."""
    site.headers.update(policy(endpoint))
    plain_reader.open()
    plain_reader.answer()
    plain_reader.send()
    expect(plain_reader.page).to_have_url(re.compile("feedback-thanks.html"))


@pytest.mark.parametrize("rule", ["connect-src 'self'", "default-src 'self'"])
def test_a_policy_that_forgets_the_endpoint_loses_no_word(
    reader: Reader, site: Site, rule: str
) -> None:
    """The reader is told that nothing is certain, and keeps what was written."""
    site.headers["Content-Security-Policy"] = f"{rule}; script-src 'self' 'unsafe-inline'"
    reader.open()
    reader.answer()
    before = reader.values()
    reader.send()
    expect(reader.failed).to_be_focused()
    assert reader.values() == before
