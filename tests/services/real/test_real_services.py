"""Programs that others wrote: what Chromium sends arrives there, and ``pull`` reads it back."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from playwright.sync_api import expect
from real_programs import KEEPING, KEY, STATIC, Program, datasette_token, running

from sphinx_page_feedback.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Page
    from small_sites import MakeSite, Open, Site

pytestmark = pytest.mark.slow
WORDS = "=1+1 “naïve” & <b>more</b>"


@pytest.fixture(scope="module", params=KEEPING)
def keeping(
    request: pytest.FixtureRequest,
    make_site: MakeSite,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[str, Program, Site]]:
    """A site, and the program that keeps what its readers send."""
    program = KEEPING[request.param]
    folder = tmp_path_factory.mktemp(request.param)
    with running(program, folder) as address:
        if program.hosts_site:
            service = {**program.conf, "endpoint": program.path}
            site = make_site(service, base=f"{address}/site/")
            shutil.copytree(site.root, folder / "public", dirs_exist_ok=True)
        else:
            site = make_site({**program.conf, "endpoint": address + program.path})
        yield request.param, program, site


def fill(page: Page, summary: str) -> None:
    """Answer every question."""
    page.get_by_label("Brief summary").fill(summary)
    page.get_by_label("Details").fill(WORDS)
    page.get_by_label("Email address").fill("me@example.org")
    page.get_by_role("checkbox", name="data").check()
    page.get_by_role("checkbox", name="money").check()
    page.get_by_role("radio", name="4").check()


def send(page: Page, outcome: str) -> None:
    """Press the button, and wait for what the reader is told."""
    page.get_by_role("button", name="Send feedback").click()
    expect(page.locator(f'.feedback [data-outcome="{outcome}"]')).to_be_visible()


def run(*arguments: str, token: str = KEY) -> Any:
    """Run a command on a site."""
    environ = {"FEEDBACK_ENDPOINT": "", "REAL_KEY": token}
    return CliRunner(env=environ).invoke(main, list(arguments))


def test_what_readers_send_is_stored_there_and_read_back(
    keeping: tuple[str, Program, Site], open_page: Open, tmp_path: Path
) -> None:
    """Three readers, two submissions a page of the list; one of them sends twice."""
    name, _, site = keeping
    for number in range(3):
        page = open_page(f"{site.address}status.html")
        fill(page, f"Reader {number}")
        send(page, "stored")
    token = datasette_token() if name == "datasette" else KEY
    to = tmp_path / "answers.jsonl"
    manifest = str(site.root / "feedback.json")
    done = run("pull", "--manifest", manifest, "--to", str(to), token=token)
    assert done.exit_code == 0, done.output
    rows = [json.loads(line) for line in to.read_text(encoding="utf-8").splitlines()]
    assert sorted(row["answers"]["summary"] for row in rows) == [
        f"Reader {n}" for n in range(3)
    ]
    for row in rows:
        assert row["page"] == "status"
        assert row["answers"]["details"] == WORDS
        assert row["answers"]["topics"] == ["data", "money"]
        assert row["answers"]["score"] == 4


def test_a_second_post_of_one_submission_is_stored_once(
    keeping: tuple[str, Program, Site], open_page: Open, tmp_path: Path
) -> None:
    """The reply to the first is lost on the way; the reader presses the button again."""
    name, program, site = keeping
    page = open_page(f"{site.address}status.html")
    lost = []

    def lose(route: Any) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch())
            route.abort()
        else:
            route.continue_()

    page.route(f"**{program.path}", lose)
    fill(page, "Once")
    send(page, "unknown")
    send(page, "stored")
    assert lost
    token = datasette_token() if name == "datasette" else KEY
    to = tmp_path / "answers.jsonl"
    manifest = str(site.root / "feedback.json")
    run("pull", "--manifest", manifest, "--to", str(to), token=token)
    rows = [json.loads(line) for line in to.read_text(encoding="utf-8").splitlines()]
    assert [row["answers"]["summary"] for row in rows].count("Once") == 1


def test_check_confirms_what_the_program_confirms(keeping: tuple[str, Program, Site]) -> None:
    """One marked test arrives; and strangers read what they can read."""
    _, program, site = keeping
    done = run("check", str(site.root / "feedback.json"), "--json", "--send-test")
    verdicts = {item["id"]: item["verdict"] for item in json.loads(done.stdout)}
    assert verdicts["sending"] == "ok", done.stdout
    assert verdicts["reachable"] in {"ok", "unknown"}
    # Once more: an empty list, which the first look may have found, shows nothing to anybody.
    again = json.loads(run("check", str(site.root / "feedback.json"), "--json").stdout)
    strangers = next(item["verdict"] for item in again if item["id"] == "strangers")
    assert strangers == ("fail" if program.is_open else "ok")


@pytest.mark.parametrize("name", STATIC)
def test_a_server_of_static_files_never_stores(
    name: str, make_site: MakeSite, open_page: Open, tmp_path: Path
) -> None:
    """It answers 200 to everything; neither the page nor ``check`` takes that for a yes."""
    program = STATIC[name]
    with running(program, tmp_path) as address:
        site = make_site({**program.conf, "endpoint": address + program.path})
        page = open_page(f"{site.address}status.html")
        fill(page, "Lost")
        send(page, program.outcome)
        expect(page.locator('.feedback [data-outcome="stored"]')).to_have_count(0)
        done = run("check", str(site.root / "feedback.json"), "--json", "--send-test")
    verdicts = {item["id"]: item["verdict"] for item in json.loads(done.stdout)}
    assert verdicts["sending"] == ("unknown" if program.outcome == "handed_over" else "fail")
