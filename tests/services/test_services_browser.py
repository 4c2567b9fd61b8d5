"""A reader sends a form to each service: what arrives, what they are told, and when it fails."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from cases import CASES, JSON, Case
from generic import Webhook
from hosted import ok
from netlify_site import NetlifySite
from playwright.sync_api import expect
from standin import Reply, Request, StandIn, running

from sphinx_page_feedback.services import (
    SERVICES,
    Outcome,
    PostReply,
    ServiceSettings,
    outcome_of,
    read_settings,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page
    from small_sites import MakeSite, Open, SmallSite

TRAPS = {
    "formspree": "_gotcha", "web3forms": "botcheck", "formspark": "_honeypot",
    "basin": "_gotcha", "formsubmit": "_honey",
}  # fmt: skip
UNREADABLE = (CASES["google-forms"], CASES["opaque"])
"""Services whose replies a browser hides from the page."""
WORDS = "=1+1 “naïve” $fields & <b>more</b>"


@pytest.fixture(scope="module", params=CASES)
def served(
    request: pytest.FixtureRequest, make_site: MakeSite
) -> Iterator[tuple[Case, StandIn, SmallSite]]:
    """A site with one service, and the server that stands in for it."""
    case = CASES[request.param]
    with running(case.standin()) as standin:
        service: dict[str, Any] = {"name": request.param, **case.conf}
        site = make_site(service, standin.endpoint)
        yield case, standin, site


@pytest.fixture
def here(served: tuple[Case, StandIn, SmallSite]) -> tuple[Case, StandIn, SmallSite]:
    """The same, with nothing stored and nothing failing."""
    _, standin, _ = served
    standin.mode, standin.stored, standin.requests = "", [], []
    return served


def fill(page: Page) -> None:
    """Answer every question."""
    page.get_by_label("Brief summary").fill("Short")
    page.get_by_label("Details").fill(WORDS)
    page.get_by_label("Email address").fill("me@example.org")
    page.get_by_role("checkbox", name="data").check()
    page.get_by_role("checkbox", name="money").check()
    page.get_by_role("radio", name="4").check()


def send(page: Page) -> None:
    """Press the button."""
    page.get_by_role("button", name="Send feedback").click()


def state(page: Page, outcome: str) -> Any:
    """Return what is shown after sending."""
    return page.locator(f'.feedback [data-outcome="{outcome}"]')


def posts(standin: StandIn) -> list[Any]:
    """Return every request that sent a form."""
    return [request for request in standin.requests if request.method == "POST"]


def test_what_is_sent_arrives_and_is_confirmed_only_where_the_service_says_so(
    here: tuple[Case, StandIn, SmallSite], open_page: Open
) -> None:
    """Each answer, under the service's names; nothing that would make a fetch fail."""
    case, standin, site = here
    page = open_page(f"{site.address}status.html")
    fill(page)
    send(page)
    expect(state(page, case.outcome)).to_be_visible()
    (data,) = standin.stored
    got = {
        name: data.get(case.names.get(name, name)) for name in ("summary", "details", "email")
    }
    assert got == {"summary": "Short", "details": WORDS, "email": "me@example.org"}
    topics = data[case.names.get("topics", "topics")]
    assert topics == ("data; money" if case.joined else ["data", "money"])
    assert str(data[case.names.get("score", "score")]) == "4"
    assert data[case.names.get("page", "page")] == "status"
    UUID(data[case.names.get("submission_id", "submission_id")])
    if not case.names:
        assert data["page_url"] == f"{site.address}status.html"
        forms = json.loads((site.root / "feedback.json").read_text(encoding="utf-8"))["forms"]
        assert data["form_version"] == forms["page"]["version"]
    (post,) = posts(standin)
    assert post.kind == case.kind
    assert set(case.never) & set(data) == set()


def test_no_header_is_sent_that_a_service_might_not_allow(
    here: tuple[Case, StandIn, SmallSite], open_page: Open
) -> None:
    """Only ``Accept`` and ``Content-Type``; and no question in advance unless JSON needs it."""
    case, standin, site = here
    page = open_page(f"{site.address}status.html")
    fill(page)
    send(page)
    expect(state(page, case.outcome)).to_be_visible()
    asked = [request for request in standin.requests if request.method == "OPTIONS"]
    headers = {request.headers["access-control-request-headers"] for request in asked}
    assert headers == ({"content-type"} if case.kind == JSON else set())
    (post,) = posts(standin)
    assert post.headers.get("accept") == "application/json"
    assert "cookie" not in post.headers


def test_a_200_that_reports_a_failure_is_no_success(
    here: tuple[Case, StandIn, SmallSite], open_page: Open
) -> None:
    """The words stay, and nobody is thanked for what was not recorded."""
    case, standin, site = here
    standin.mode = "lies"
    page = open_page(f"{site.address}status.html")
    fill(page)
    send(page)
    if case in UNREADABLE:  # its replies cannot be read
        expect(state(page, "handed_over")).to_contain_text(
            "does not confirm that it was stored"
        )
        return
    expect(page.locator(".feedback-failed")).to_be_visible()
    expect(page.locator(".feedback-sent")).to_have_count(0)
    expect(page.get_by_label("Details")).to_have_value(WORDS)
    assert standin.stored == []


class Vague(StandIn):
    """Takes what is sent, and says something with a 200."""

    def __init__(self, reply: Any) -> None:
        """Keep what to say."""
        super().__init__()
        self.reply = reply

    def submit(self, request: Request) -> Reply:
        """Say it."""
        self.store(request.data)
        return ok(self.reply)


@pytest.mark.parametrize(
    ("service", "reply"),
    [
        ({"name": "formsubmit", **CASES["formsubmit"].conf}, {"message": "We look at it"}),
        ({"name": "web3forms", **CASES["web3forms"].conf}, {"success": "maybe"}),
        ({"name": "form", "success": {"has": ["id"]}}, "<h1>Thanks</h1>"),
    ],
)
def test_a_200_that_does_not_say_yes_is_not_believed(
    service: dict[str, Any], reply: Any, make_site: MakeSite, open_page: Open
) -> None:
    """Nobody knows then; ``check`` judges the same."""
    with running(Vague(reply)) as standin:
        site = make_site(service, standin.endpoint)
        page = open_page(f"{site.address}status.html")
        fill(page)
        send(page)
        expect(state(page, "unknown")).to_be_visible()
        assert len(standin.stored) == 1
    settings = read_settings(service, SERVICES, {}, "https://x.example.org/")
    assert isinstance(settings, ServiceSettings)
    text = reply if isinstance(reply, str) else json.dumps(reply)
    reply = PostReply(status=200, text=text)
    assert outcome_of(settings.service, reply, "x") is Outcome.UNKNOWN


def test_an_outage_is_tried_again_by_itself_only_where_that_counts_once(
    here: tuple[Case, StandIn, SmallSite], open_page: Open
) -> None:
    """Elsewhere the reader decides, and is told what a second try may do."""
    case, standin, site = here
    standin.mode = "down"
    page = open_page(f"{site.address}status.html")
    once = case in (CASES["apps-script"], CASES["receiver"])
    page.locator(".feedback").evaluate("form => { form.dataset.feedbackRetry = 1; }")
    fill(page)
    send(page)
    if case not in UNREADABLE:
        failed = state(page, "unknown")
        expect(failed).to_be_visible()
        again = "t will be counted once." if once else "the team sees both"
        expect(failed).to_contain_text(again)
    else:
        expect(state(page, "handed_over")).to_be_visible()
    page.wait_for_timeout(300)
    tries = len([one for one in standin.requests if one.method != "GET"])
    assert tries > 1 if once else tries == 1
    assert standin.stored == []


def test_without_javascript_each_service_that_can_works(
    here: tuple[Case, StandIn, SmallSite], open_page: Open
) -> None:
    """And its thank-you says how to go back; one that cannot says so before anybody writes."""
    case, standin, site = here
    page = open_page(f"{site.address}status.html", script=False)
    if case.native == "nothing":
        told = page.locator(".feedback-unscripted")
        expect(told).to_contain_text("This form needs JavaScript")
        expect(told.get_by_role("link", name="team@example.org")).to_be_visible()
        fill(page)
        send(page)
        assert posts(standin) == []
        return
    fill(page)
    send(page)
    page.wait_for_load_state()
    (data,) = standin.stored
    assert data[case.names.get("details", "details")] == WORDS
    assert data[case.names.get("topics", "topics")] == ["data", "money"]
    if case.native == "back":
        expect(page.get_by_role("heading", name="Thank you for your feedback")).to_be_visible()
        assert "naïve" not in page.url
        assert "Short" not in page.url
        expect(page.get_by_role("main")).to_contain_text("go back in your browser")
        page.go_back()
        expect(page.get_by_role("heading", name="The status")).to_be_visible()


def test_the_trap_has_the_services_name_and_no_reader_finds_it(
    here: tuple[Case, StandIn, SmallSite], open_page: Open
) -> None:
    """Not by keyboard, not by ear, not by a browser that fills in forms."""
    case, _, site = here
    page = open_page(f"{site.address}status.html")
    trap = page.locator(".feedback-trap input")
    name = next(name for name, one in CASES.items() if one is case)
    expect(trap).to_have_attribute("name", TRAPS.get(name, "hp_field"))
    expect(trap).to_have_attribute("type", "checkbox" if name == "web3forms" else "text")
    expect(trap).to_have_attribute("tabindex", "-1")
    expect(trap).to_have_attribute("autocomplete", "off")
    assert trap.get_attribute("name") not in {"phone", "website", "url"}
    assert "Leave this blank" not in page.locator(".feedback form").aria_snapshot()


@pytest.mark.parametrize("name", ["formspree", "json"])
def test_errors_about_fields_are_shown_at_the_fields(
    name: str, make_site: MakeSite, open_page: Open
) -> None:
    """Whether the service lists them or gives an object by field."""
    case = CASES[name]
    with running(case.standin()) as standin:
        site = make_site({"name": name, **case.conf}, standin.endpoint)
        standin.mode = "invalid"
        page = open_page(f"{site.address}status.html")
        fill(page)
        send(page)
        expect(page.get_by_role("link", name="should be an email")).to_be_visible()
        expect(page.get_by_label("Email address")).to_have_attribute("aria-invalid", "true")


def test_formspree_with_a_captcha_gets_a_native_post_with_the_same_id(
    make_site: MakeSite, open_page: Open
) -> None:
    """It refuses a fetch then, and shows its challenge on a page of its own."""
    case = CASES["formspree"]
    with running(case.standin()) as standin:
        site = make_site({"name": "formspree", **case.conf}, standin.endpoint)
        standin.mode = "captcha"
        page = open_page(f"{site.address}status.html")
        fill(page)
        send(page)
        page.wait_for_url("**/feedback-thanks.html*")
        (data,) = standin.stored
        ids = {request.data["submission_id"] for request in posts(standin)}
    assert ids == {data["submission_id"]}
    assert data["details"] == WORDS


@pytest.mark.parametrize(
    ("name", "mode", "reason"),
    [
        ("web3forms", "busy", "Too many requests"),
        ("formsubmit", "lies", "This form needs Activation."),
        ("formspree", "lies", "form over quota"),
        ("form", "lies", "<img src=x onerror=alert(1)> closed"),
    ],
)
def test_the_services_reason_is_shown_as_text(
    name: str, mode: str, reason: str, make_site: MakeSite, open_page: Open
) -> None:
    """Never as HTML."""
    case = CASES[name]
    with running(case.standin()) as standin:
        site = make_site({"name": name, **case.conf}, standin.endpoint)
        standin.mode = mode
        page = open_page(f"{site.address}status.html")
        fill(page)
        send(page)
        expect(page.locator(".feedback-failed .feedback-reason")).to_have_text(reason)


def test_a_script_that_failed_at_google_leaves_the_reader_in_no_false_belief(
    make_site: MakeSite, open_page: Open
) -> None:
    """Its error page may not be read, so nobody knows whether a row was added."""
    case = CASES["apps-script"]
    with running(case.standin()) as standin:
        site = make_site({"name": "apps-script", **case.conf}, standin.endpoint)
        standin.mode = "exception"
        page = open_page(f"{site.address}status.html")
        fill(page)
        send(page)
        expect(state(page, "unknown")).to_be_visible()
        standin.mode = ""
        send(page)
        expect(state(page, "stored")).to_be_visible()
        # The page may have tried again by itself meanwhile: that counts once too.
        assert len({request.data["submission_id"] for request in posts(standin)}) == 1


def test_a_service_of_ones_own_whose_replies_nobody_reads_is_not_believed(
    make_site: MakeSite, open_page: Open
) -> None:
    """Whatever it is like: the page has the words for it."""
    with running(Webhook()) as standin:
        site = make_site({"name": "form", "opaque": True}, standin.endpoint)
        page = open_page(f"{site.address}status.html")
        fill(page)
        send(page)
        expect(state(page, "handed_over")).to_contain_text(
            "does not confirm that it was stored"
        )
        assert len(standin.stored) == 1


@pytest.fixture
def netlify(make_site: MakeSite, tmp_path: Path) -> Iterator[NetlifySite]:
    """A site that is hosted as by Netlify."""
    standin = NetlifySite(tmp_path)
    with running(standin):
        site = make_site({"name": "netlify"}, base=f"{standin.address}/")
        standin.root = site.root
        yield standin


@pytest.mark.parametrize("script", [True, False])
def test_netlify_finds_every_field_in_the_static_page(
    netlify: NetlifySite, open_page: Open, *, script: bool
) -> None:
    """It keeps no field that it did not find when the site was published."""
    page = open_page(f"{netlify.address}/status", script=script)
    fill(page)
    send(page)
    if script:
        expect(state(page, "handed_over")).to_be_visible()
    else:
        expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    (data,) = netlify.stored
    (post,) = posts(netlify)
    assert set(data) == set(post.data)
    assert data["form-name"] == "feedback-page"
    assert data["topics"] == ["data", "money"]
    assert (data["details"], data["page"]) == (WORDS, "status")
    assert bool(data.get("submission_id")) is script


def test_netlify_that_recorded_nothing_is_not_believed(
    netlify: NetlifySite, open_page: Open
) -> None:
    """It shows the same page then, so the reader is told that nothing confirms it."""
    netlify.mode = "lies"
    page = open_page(f"{netlify.address}/status")
    fill(page)
    send(page)
    expect(state(page, "handed_over")).to_contain_text("does not confirm that it was stored")


@pytest.mark.parametrize(
    ("conf", "start", "parts"),
    [
        (
            {"name": "github", "repository": "acme/report"},
            "https://github.com/acme/report/issues/new?title=The%20status",
            ("body=Brief%20summary%0D%0AShort", "%24fields%20%26%20%3Cb%3E", "status.html"),
        ),
        (
            {"name": "github", "repository": "acme/report", "template": "feedback.yml"},
            "https://github.com/acme/report/issues/new?title=",
            ("&template=feedback.yml", "&summary=Short", "&page=status", "&email=me%40"),
        ),
        (
            {"name": "gitlab", "project": "acme/report"},
            "https://gitlab.com/acme/report/-/issues/new?issue%5Btitle%5D=The%20status",
            ("issue%5Bdescription%5D=Brief%20summary",),
        ),
        (
            {"name": "mailto", "address": "team@example.org"},
            "mailto:team@example.org?subject=The%20status",
            ("body=Brief%20summary%0D%0AShort%0D%0A%0D%0ADetails",),
        ),
    ],
)
def test_a_link_takes_the_words_to_another_program(
    conf: dict[str, str],
    start: str,
    parts: tuple[str, ...],
    make_site: MakeSite,
    open_page: Open,
) -> None:
    """Nothing is sent, the reader is told so, and told when it will be public."""
    site = make_site(conf)
    page = open_page(f"{site.address}status.html")
    fill(page)
    send(page)
    box = state(page, "link")
    expect(box).to_contain_text("Your feedback is not sent yet")
    assert ("everyone can read" in box.inner_text()) is (conf["name"] != "mailto")
    address = str(box.locator("a.feedback-open").get_attribute("href"))
    assert address.startswith(start)
    assert [part for part in parts if part not in address] == []
    expect(page.get_by_label("Details")).to_have_value(WORDS)


def test_words_too_long_for_a_link_are_kept(make_site: MakeSite, open_page: Open) -> None:
    """GitHub answers nothing useful to an address of more than 8 kB."""
    site = make_site({"name": "github", "repository": "acme/report"})
    page = open_page(f"{site.address}status.html")
    page.get_by_label("Brief summary").fill("Short")
    page.get_by_label("Details").fill("ä" * 4_000)
    send(page)
    box = state(page, "link")
    expect(box).to_contain_text("too long for a link")
    assert len(str(box.locator("a.feedback-open").get_attribute("href"))) < 200
    with page.expect_download() as download:
        box.get_by_role("link", name="Save a copy").click()
    assert "ä" * 4_000 in download.value.path().read_text(encoding="utf-8")
