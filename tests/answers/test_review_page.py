"""The page of the review: for one browser on this machine, with and without script."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import requests
from click.testing import CliRunner
from playwright.sync_api import expect
from reviewing import running
from team import row, write

from sphinx_page_feedback.answers import Review, read_codebook
from sphinx_page_feedback.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator

    from click.testing import Result
    from playwright.sync_api import Browser, Page
    from reviewing import Running

PACKAGE = Path(__file__).parents[2] / "_ext" / "sphinx_page_feedback"
HOSTILE = "<script>document.title = 'taken'</script> & <b>bold</b>"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A review of sixty answers, for tests that decide nothing."""
    rows = [row(0, HOSTILE), *(row(n, f"Words of {n}", role="nhs") for n in range(1, 60))]
    with running(tmp_path_factory.mktemp("review"), rows) as started:
        yield started


def test_the_address_opens_it_once_and_the_cookie_from_then_on(tmp_path: Path) -> None:
    with running(tmp_path, [row(0)]) as started:
        reply = requests.get(started.first, timeout=30, allow_redirects=False)
        assert reply.headers["location"] == "/"
        cookie = reply.headers["set-cookie"]
        assert {"HttpOnly", "SameSite=strict"} <= {part.strip() for part in cookie.split(";")}
        for address in (started.first, started.address):
            refused = requests.get(address, timeout=30)
            assert refused.status_code == 403
            assert "Words" not in refused.text
        cookies = reply.cookies
        for address in (started.first, started.address):
            assert requests.get(address, cookies=cookies, timeout=30).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example:1"]
)
def test_no_other_name_leads_to_it(desk: Running, host: str) -> None:
    reply = requests.get(desk.address, headers={"Host": host}, timeout=30)
    assert reply.status_code == 400


def test_nothing_of_it_is_kept_or_passed_on(tmp_path: Path) -> None:
    with running(tmp_path, [row(0)]) as started:
        headers = started.session().get(started.address, timeout=30).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "server" not in headers


def test_the_whole_work_needs_no_script(tmp_path: Path) -> None:
    """Read, set aside, code, redact, look at a flag, undo: each is in the log with the person."""
    rows = [row(0, "Ask Jo, not Jo", flags=["personal:phone"]), row(1)]
    key = rows[0]["submission_id"]
    with running(tmp_path, rows) as started:
        session = started.session()

        def post(path: str, **fields: str) -> requests.Response:
            page = session.get(started.address + path, timeout=30).text
            token = re.search('name="csrf" value="([^"]+)"', page)
            assert token
            data = {"csrf": token[1], **fields}
            return session.post(started.address + path, data=data, timeout=30)

        post("codes", id="costs", name="Costs")
        for act in (
            {"act": "aside", "reason": "scope", "note": "About another paper"},
            {"act": "code", "code": "costs", "stance": "against"},
            {"act": "redact", "words": "Jo", "kind": "name"},
            {"act": "flag", "flag": "personal:phone"},
            {"act": "aside", "reason": "no such reason"},
            {"act": "code", "code": "no such code"},
        ):
            assert post(f"answer/{key}", **act).status_code == 200
        following = post(f"answer/{key}", act="read", then="next")
        assert following.url.split("?")[0].endswith(rows[1]["submission_id"])
        page = session.get(f"{started.address}answer/{key}", timeout=30).text
        assert "About another paper" in page
        assert "Ask [redacted: a name], not [redacted: a name]" in page
        review = started.review()
        state = review.state(review.answers.rows[0])
        assert (state.aside, state.codes, state.open_flags) == (
            "scope",
            {"costs": "against"},
            (),
        )
        assert state.read_by == ("Ann",)
        assert len(review.log.acts) == 6
        assert read_codebook(tmp_path / "codes.toml")[0].name == "Costs"
        data = {"csrf": re.search('name="csrf" value="([^"]+)"', page)[1]}  # type: ignore[index]
        session.post(f"{started.address}undo", data=data, timeout=30)
        assert started.review().state(review.answers.rows[0]).read_by == ()


def test_a_form_of_another_site_decides_nothing(tmp_path: Path) -> None:
    with running(tmp_path, [row(0)]) as started:
        session = started.session()
        key = row(0)["submission_id"]
        for path in (f"answer/{key}", "codes", "campaigns", "undo"):
            for data in ({"act": "read"}, {"act": "read", "csrf": "guess"}):
                reply = session.post(f"{started.address}{path}", data=data, timeout=30)
                assert reply.status_code == 403
        assert started.review().log.acts == []


def test_another_run_on_the_same_files_is_told(tmp_path: Path) -> None:
    """What the second decides is not lost by the first, which says so."""
    with running(tmp_path, [row(0)]) as started:
        session = started.session()
        started.review().decide("Bob", "read", row(0)["submission_id"])
        address = f"{started.address}answer/{row(0)['submission_id']}"
        token = re.search('name="csrf" value="([^"]+)"', session.get(address, timeout=30).text)
        assert token
        reply = session.post(address, data={"csrf": token[1], "act": "read"}, timeout=30)
        assert reply.status_code == 409
        assert "another program has written" in reply.text
        assert [act.person for act in started.review().log.acts] == ["Bob"]


@pytest.fixture
def page(chromium: Browser, tmp_path: Path) -> Iterator[Page]:
    """The list of sixty answers in a browser."""
    rows = [row(0, HOSTILE), *(row(n, f"Words of {n}", role="nhs") for n in range(1, 60))]
    with running(tmp_path, rows) as started, chromium.new_context() as context:
        opened = context.new_page()
        opened.goto(started.first)
        yield opened


def test_keys_do_what_buttons_do(page: Page) -> None:
    """J and k go on and back, a digit codes, u undoes, and typing in a field is typing."""
    page.get_by_label("State").select_option("unread")
    page.get_by_role("button", name="Show", exact=True).click()
    page.locator("ol.answers a").first.click()
    title = page.title()
    coded = page.get_by_role("button", name="Something else")

    def press(key: str) -> None:
        # The script has named its keys once it listens.
        expect(coded).to_have_attribute("aria-keyshortcuts", "1")
        page.keyboard.press(key)

    press("j")
    expect(page).not_to_have_title(title)
    press("k")
    expect(page).to_have_title(title)
    press("1")
    expect(coded).to_have_attribute("aria-pressed", "true")
    press("u")
    expect(coded).to_have_attribute("aria-pressed", "false")
    press("x")
    page.get_by_label("Why").press_sequentially("j1u")
    expect(page.get_by_label("Why")).to_have_value("j1u")
    page.locator("dd .value").first.select_text()
    expect(page.get_by_label("Words, as they stand")).to_have_value(HOSTILE)


def test_what_a_reader_wrote_is_text(page: Page) -> None:
    expect(page.locator("ol.answers")).to_contain_text(HOSTILE)
    assert "taken" not in page.title()


def test_filters_find_what_is_like_them(page: Page) -> None:
    heading = page.get_by_role("heading", level=2)
    expect(heading).to_have_text("60 answers")
    page.get_by_role("link", name="Page 2").click()
    expect(page.locator("ol.answers li")).to_have_count(10)
    for label, value, count in (
        ("Words", 'of 7 OR "NEAR(', "0 answers"),
        ("Words", "words of 7", "1 answer"),
        ("From", "2027-01-28", "2 answers"),
    ):
        page.get_by_role("link", name="Show all", exact=True).click()
        page.get_by_label(label).fill(value)
        page.get_by_role("button", name="Show", exact=True).click()
        expect(heading).to_have_text(count)
    page.get_by_role("link", name="Show all", exact=True).click()
    page.get_by_label("Answered").select_option("role=nhs")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(heading).to_have_text("59 answers")


def command(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["review", *map(str, arguments)])


def test_the_commands_tell_what_they_did(tmp_path: Path) -> None:
    path = write(
        tmp_path / "answers.sqlite3", [row(0), row(1, flags=["spam:honeypot"]), row(2)]
    )
    other = tmp_path / "bob"
    other.mkdir()
    theirs = Review.open(write(other / "answers.sqlite3", [row(0), row(1), row(2)]))
    mine = Review.open(path)
    key = row(0)["submission_id"]
    mine.decide("Ann", "aside", key, reason="spam")
    theirs.decide("Bob", "aside", key, reason="test")
    merged = command("merge", path, other / "review.sqlite3").output
    assert (
        merged
        == f"1 act taken in\n{row(0)['reference']}: Ann and Bob decided differently (aside)\n"
    )
    flow = command("flow", path)
    assert flow.exit_code == 0
    lines = [line.split(maxsplit=1) for line in flow.output.splitlines()]
    assert lines == [
        ["3", "received"],
        ["-1", "waiting for a decision: two people decided differently"],
        ["-1", "waiting for a decision: flagged as spam"],
        ["1", "analysed"],
    ]
    erased = command("erase", path, row(2)["reference"], "--person", "Ann")
    assert f"{row(2)['reference']} erased\n" in erased.output
    assert f"page-feedback data erase {row(2)['reference']}" in erased.output
    missing = command("flow", tmp_path / "nothing.sqlite3")
    assert missing.exit_code == 1
    assert "error[answers-file]: there is no file" in missing.output


def test_nothing_that_only_one_system_has_is_imported() -> None:
    """The team may work on Windows."""
    only_there = {"fcntl", "grp", "pwd", "resource", "termios", "pty", "uvloop"}
    for path in (*PACKAGE.glob("answers/**/*.py"), *PACKAGE.glob("pull/*.py")):
        names: set[str] = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names.add((node.module or "").split(".")[0])
        assert names & only_there == set(), path
