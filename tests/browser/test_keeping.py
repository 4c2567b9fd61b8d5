"""What stays on a reader's device: drafts, and answers that may not have arrived."""

from __future__ import annotations

import os
import re
import signal
from contextlib import suppress
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest
from endpoint import Step, break_off, lose_reply, pass_on_when, reply
from playwright.sync_api import expect
from project import CHROMIUM, QUIET
from reading import DETAILS, MAIN_FORM, PAGE_FORM, SUMMARY, Reader
from test_nothing_else import NO_TRACE, TRACES

if TYPE_CHECKING:
    from endpoint import Endpoint
    from playwright.sync_api import Browser, Page
    from reading import NewContext
    from receiving import Rows
    from serving import Site

STATIC = Path(__file__).parents[2] / "_ext" / "sphinx_page_feedback" / "static"
OTHER_PAGE = "report/value.html"
LIST = "feedback-written.html"
KEPT = """async () => {
    const names = (await indexedDB.databases()).map(({ name }) => name);
    const items = [];
    for (const name of names) {
        const request = indexedDB.open(name);
        request.onupgradeneeded = () => request.transaction.abort(); // the page is making it
        const database = await new Promise((done) => {
            request.onsuccess = () => done(request.result);
            request.onerror = () => done();
        });
        if (!database) continue;
        const all = database.transaction("kept").objectStore("kept").getAll();
        items.push(...await new Promise((done) => { all.onsuccess = () => done(all.result); }));
        database.close();
    }
    return items;
}"""
"""Everything that is kept on the device."""


CHANGE = """async (changed) => {
    const [{ name }] = await indexedDB.databases();
    const request = indexedDB.open(name);
    const database = await new Promise((done) => { request.onsuccess = () => done(request.result); });
    const store = database.transaction("kept", "readwrite").objectStore("kept");
    const all = store.getAll();
    await new Promise((done) => { all.onsuccess = () => done(); });
    for (const item of all.result) store.put({ ...item, ...changed });
    await new Promise((done) => { store.transaction.oncomplete = done; });
    database.close();
}"""
"""Changes all that is kept, as an earlier edition of the site or another day would have it."""


def kept(page: Page) -> list[dict[str, Any]]:
    """Return what is kept on the device."""
    items: list[dict[str, Any]] = page.evaluate(KEPT)
    return items


def wait_until_kept(page: Page, count: int, kind: str = "") -> list[dict[str, Any]]:
    """Wait until so many items are kept; return them."""
    for _ in range(200):
        items = kept(page)
        if len(items) == count and all(item["kind"] == kind for item in items if kind):
            return items
        page.wait_for_timeout(50)
    raise AssertionError(kept(page))


def notice(reader: Reader, name: str) -> Any:
    """Return what a form says about what is kept."""
    return reader.section.locator(f".feedback-{name}")


def leave(reader: Reader) -> None:
    """Leave the site."""
    reader.page.goto("about:blank")


def test_what_was_being_written_is_back_on_the_next_visit(reader: Reader) -> None:
    """With a line that says so; every kind of answer but the e-mail address."""
    reader.open()
    reader.answer()
    reader.form.get_by_label("Your email address").fill("name@host.example")
    wait_until_kept(reader.page, 1, "draft")
    leave(reader)
    reader.open()
    expect(notice(reader, "restored")).to_contain_text("is back in the form")
    expect(reader.form.get_by_label("Brief summary")).to_have_value(SUMMARY)
    expect(reader.form.get_by_label("Details")).to_have_value(DETAILS)
    expect(reader.form.get_by_label("Your role")).to_have_value("la_data")
    expect(reader.form.get_by_label("Your email address")).to_have_value("")
    assert "name@host.example" not in str(kept(reader.page))


def test_choices_are_back_too(reader: Reader) -> None:
    """Scores and ticks of the long form, with the count of scores."""
    reader.open(MAIN_FORM)
    reader.answer_main()
    wait_until_kept(reader.page, 1, "draft")
    before = reader.values()
    leave(reader)
    reader.open(MAIN_FORM)
    expect(notice(reader, "restored")).to_be_visible()
    after = reader.values()
    assert {key: value for key, value in after.items() if "shared" not in key} == {
        key: value for key, value in before.items() if "shared" not in key
    }
    expect(reader.form.locator(".feedback-scored")).to_contain_text("1 of 13")


def test_a_draft_that_was_put_back_can_be_deleted(reader: Reader) -> None:
    """The form is empty, and nothing is kept."""
    reader.open()
    empty = reader.values()
    reader.answer()
    wait_until_kept(reader.page, 1)
    leave(reader)
    reader.open()
    notice(reader, "restored").get_by_role("button", name="Delete it").click()
    wait_until_kept(reader.page, 0)
    assert reader.values() == empty
    expect(notice(reader, "restored")).to_have_count(0)


def test_a_form_that_is_emptied_keeps_nothing(reader: Reader) -> None:
    """What the reader took back is not on the device either."""
    reader.open()
    reader.form.get_by_label("Details").fill(DETAILS)
    wait_until_kept(reader.page, 1)
    reader.form.get_by_label("Details").fill("")
    wait_until_kept(reader.page, 0)


def test_what_is_typed_last_is_kept_on_leaving(reader: Reader) -> None:
    """Without the pause that otherwise precedes it."""
    reader.open()
    reader.form.get_by_label("Details").fill("First")
    wait_until_kept(reader.page, 1)
    reader.form.get_by_label("Details").press_sequentially(", and last")
    reader.open(OTHER_PAGE)
    [item] = wait_until_kept(reader.page, 1)
    assert dict(item["entries"])["details"].endswith(", and last")


def test_two_tabs_never_overwrite_each_other(new_context: NewContext, site: Site) -> None:
    """Each has a draft of its own; a third finds neither, while they are open."""
    context = new_context()
    readers = [Reader(page=context.new_page(), url=site.url) for _ in range(2)]
    for number, reader in enumerate(readers):
        reader.open()
        reader.form.get_by_label("Details").fill(f"Of tab {number}")
        wait_until_kept(reader.page, number + 1)
    third = Reader(page=context.new_page(), url=site.url)
    third.open()
    expect(third.section.locator(".feedback-shared")).to_be_visible()  # the script has come
    expect(third.form.get_by_label("Details")).to_have_value("")
    for reader in readers:
        reader.page.close()
    texts = {dict(item["entries"])["details"] for item in kept(third.page)}
    assert texts == {"Of tab 0", "Of tab 1"}
    third.open()
    expect(third.form.get_by_label("Details")).to_have_value("Of tab 1")
    assert len(wait_until_kept(third.page, 2, "draft")) == 2


def test_nothing_is_kept_of_what_is_stored(reader: Reader, rows: Rows) -> None:
    """Neither draft nor attempt; the next visit finds an empty form."""
    reader.open()
    reader.answer()
    wait_until_kept(reader.page, 1)
    reader.send()
    reader.reference()
    wait_until_kept(reader.page, 0)
    assert len(rows()) == 1


@pytest.mark.parametrize("step", [break_off, lose_reply], ids=["lost", "stored, reply lost"])
def test_what_may_not_have_arrived_is_sent_on_the_next_page(
    reader: Reader, rows: Rows, endpoint: Endpoint, step: Step
) -> None:
    """Under its id, so it counts once; the page says what became of it."""
    endpoint.plan.append(step)
    reader.open()
    reader.answer()
    reader.send()
    expect(reader.failed).to_contain_text("It is also kept on this device")
    [item] = wait_until_kept(reader.page, 1, "waiting")
    reader.open(OTHER_PAGE)
    expect(notice(reader, "received")).to_contain_text("has now been received")
    [row] = rows()
    expect(notice(reader, "received")).to_contain_text(row["reference"])
    assert item["id"] == row["submission_id"]
    assert row["answers"]["details"] == DETAILS
    wait_until_kept(reader.page, 0)


def test_an_answer_is_on_the_device_before_its_first_byte_goes_out(
    reader: Reader, rows: Rows, endpoint: Endpoint
) -> None:
    """A tab that is closed while it is sending leaves it to the next page."""
    may_answer = Event()
    endpoint.plan.append(pass_on_when(may_answer))
    reader.open()
    reader.answer()
    reader.send()
    expect(reader.form.get_by_role("status")).to_have_text("Sending…")
    wait_until_kept(reader.page, 1, "waiting")
    context = reader.page.context
    reader.page.close()
    may_answer.set()
    next_one = Reader(page=context.new_page(), url=reader.url)
    next_one.open(OTHER_PAGE)
    expect(notice(next_one, "received")).to_be_visible()
    assert len(rows()) == 1


def test_the_page_tries_again_by_itself(reader: Reader, rows: Rows, endpoint: Endpoint) -> None:
    """With the address that the reader gave, which is still on the page."""
    endpoint.plan.extend([break_off, reply(500, ""), reply(429, "")])
    reader.open()
    reader.section.evaluate("section => { section.dataset.feedbackRetry = 1; }")
    reader.answer()
    reader.form.get_by_label("Your email address").fill("name@host.example")
    reader.send()
    reference = reader.reference()
    assert [row["reference"] for row in rows()] == [reference]
    assert len({post["submission_id"][0] for post in endpoint.posts}) == 1
    assert len(endpoint.posts) == 4
    assert rows()[0]["answers"]["email"] == "name@host.example"
    wait_until_kept(reader.page, 0)


def test_it_tries_five_times_and_no_more(reader: Reader, endpoint: Endpoint) -> None:
    """After that the reader decides; the words stay."""
    endpoint.plan.extend([break_off] * 20)
    reader.open()
    reader.section.evaluate("section => { section.dataset.feedbackRetry = 1; }")
    reader.answer()
    reader.send()
    expect(reader.failed).to_be_visible()
    for _ in range(100):
        if len(endpoint.posts) == 6:
            break
        reader.page.wait_for_timeout(50)
    reader.page.wait_for_timeout(300)
    assert len(endpoint.posts) == 6
    wait_until_kept(reader.page, 1, "waiting")


def test_an_address_stays_off_the_device_and_the_page_says_so(
    reader: Reader, rows: Rows, endpoint: Endpoint
) -> None:
    """What is sent from the device later goes without it."""
    endpoint.plan.append(break_off)
    reader.open()
    reader.answer()
    reader.form.get_by_label("Your email address").fill("name@host.example")
    reader.send()
    expect(reader.failed).to_contain_text("Your email address is not kept")
    assert "name@host.example" not in str(wait_until_kept(reader.page, 1, "waiting"))
    reader.open(OTHER_PAGE)
    expect(notice(reader, "received")).to_be_visible()
    assert rows()[0]["answers"].get("email", "") == ""


def test_what_was_edited_after_a_failure_stands_in_its_place_on_the_next_visit_too(
    reader: Reader, rows: Rows, endpoint: Endpoint
) -> None:
    """The draft knows which attempts it stands in the place of."""
    endpoint.plan.append(lose_reply)
    reader.open()
    reader.answer()
    reader.send()
    expect(reader.failed).to_be_visible()
    endpoint.plan.append(lose_reply)
    reader.form.get_by_label("Details").fill("Edited once")
    reader.send()
    expect(reader.failed).to_be_visible()
    wait_until_kept(reader.page, 1, "waiting")
    leave(reader)
    reader.open()
    expect(notice(reader, "received")).to_be_visible()
    counted = [row["answers"]["details"] for row in rows() if not row["replaced_by"]]
    assert counted == ["Edited once"]


def test_what_is_refused_is_a_draft_again(reader: Reader, endpoint: Endpoint) -> None:
    """It is not sent by itself: the reader has to mend it."""
    problem = {"errors": [{"field": "details", "message": "Enter fewer words"}]}
    endpoint.plan.append(reply(422, problem))
    reader.open()
    reader.answer()
    reader.send()
    expect(reader.errors).to_contain_text("Enter fewer words")
    wait_until_kept(reader.page, 1, "draft")
    leave(reader)
    reader.open()
    expect(reader.form.get_by_label("Details")).to_have_value(DETAILS)
    assert len(endpoint.posts) == 1


def test_on_a_shared_computer_nothing_is_kept(reader: Reader, endpoint: Endpoint) -> None:
    """What was kept is deleted; the tab remembers it from page to page."""
    endpoint.plan.append(break_off)
    reader.open()
    reader.answer()
    wait_until_kept(reader.page, 1)
    reader.section.get_by_label("I am on a shared computer").check()
    wait_until_kept(reader.page, 0)
    reader.form.get_by_label("Details").fill("More of it")
    reader.send()
    expect(reader.failed).to_be_visible()
    expect(reader.failed).not_to_contain_text("kept on this device")
    reader.open(OTHER_PAGE)
    reader.form.get_by_label("Details").fill("Of another page")
    expect(reader.section.get_by_label("I am on a shared computer")).to_be_checked()
    reader.page.wait_for_timeout(600)
    assert kept(reader.page) == []
    reader.section.get_by_label("I am on a shared computer").uncheck()
    wait_until_kept(reader.page, 1, "draft")


BROKEN = {
    "no databases": "delete window.indexedDB; Object.defineProperty(window, 'indexedDB', {value: undefined})",
    "forbidden": "IDBFactory.prototype.open = () => { throw new DOMException('no', 'SecurityError') }",
    "full": "IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError') }",
    "silent": "IDBFactory.prototype.open = () => ({})",
}


@pytest.mark.parametrize(
    "script",
    [
        pytest.param(
            text, id=name, marks=[] if name in {"full", "silent"} else [pytest.mark.slow]
        )
        for name, text in BROKEN.items()
    ],
)
def test_where_nothing_can_be_kept_the_form_sends_all_the_same(
    new_context: NewContext, site: Site, endpoint: Endpoint, rows: Rows, script: str
) -> None:
    """And says that it keeps nothing, where it can know that."""
    del endpoint
    page = new_context().new_page()
    page.add_init_script(script)
    reader = Reader(page=page, url=site.url)
    reader.open()
    reader.answer()
    if script != BROKEN["silent"]:
        expect(notice(reader, "unkept")).to_contain_text("keeps nothing on this device")
    reader.send()
    reference = reader.reference()
    assert [row["reference"] for row in rows()] == [reference]


def test_an_answer_to_a_question_that_is_gone_is_shown_to_copy(reader: Reader) -> None:
    """As after a newer edition of the site; and it stays on the device."""
    reader.open()
    reader.answer()
    wait_until_kept(reader.page, 1)
    leave(reader)
    reader.page.goto(reader.url + "search.html")
    reader.page.evaluate(CHANGE, {"entries": [["details", DETAILS], ["gone", "Of a former question"]],
                                  "transcript": "Former question\nOf a former question"})  # fmt: skip
    reader.open()
    expect(notice(reader, "partly")).to_contain_text("Of a former question")
    expect(reader.form.get_by_label("Details")).to_have_value(DETAILS)
    assert [item["kind"] for item in kept(reader.page)] == ["refused"]


def test_what_is_over_is_deleted(reader: Reader) -> None:
    """After thirty days, on the next page that has a form."""
    reader.open()
    reader.answer()
    [item] = wait_until_kept(reader.page, 1)
    assert 29 < (item["until"] - item["saved"]) / 86_400_000 <= 30
    leave(reader)
    reader.page.goto(reader.url + "search.html")
    reader.page.evaluate(CHANGE, {"until": 1})
    reader.open()
    wait_until_kept(reader.page, 0)
    expect(reader.form.get_by_label("Details")).to_have_value("")


def test_a_service_that_counts_twice_is_never_sent_to_by_itself(
    all_fields_reader: Reader, endpoint: Endpoint
) -> None:
    """The reader is told, and decides on the page that lists what is kept."""
    reader = all_fields_reader
    endpoint.plan.append(break_off)
    reader.open("index.html")
    reader.form.get_by_label("One line").fill("Quite long enough")
    reader.form.get_by_label("Your email address").fill("name@host.example")
    reader.form.get_by_role("radio", name="Second").check()
    reader.form.get_by_label("One from a list").select_option("Lower")
    reader.form.get_by_role("checkbox", name="East").check()
    reader.form.get_by_role("checkbox", name="West").check()
    reader.form.get_by_role("group", name="Your rating").get_by_role("radio", name="4").check()
    reader.send()
    expect(reader.failed).to_contain_text("If both arrive, the team sees both")
    wait_until_kept(reader.page, 1, "held")
    reader.open("index.html")
    expect(reader.section.locator(".feedback-shared")).to_be_visible()
    assert len(endpoint.posts) == 1
    endpoint.plan.append(reply(200, {"ok": True}))
    reader.page.goto(reader.url + LIST)
    entry = reader.page.get_by_role("listitem").filter(has_text="Quite long enough")
    expect(entry).to_contain_text("if both arrive, the team sees both")
    entry.get_by_role("button", name="Send it again").click()
    expect(entry).to_contain_text("which does not confirm that it was stored")
    assert len(endpoint.posts) == 2


def test_the_list_shows_all_that_is_kept_and_deletes_it(
    reader: Reader, endpoint: Endpoint
) -> None:
    """Drafts and answers that wait, each with a link to its page."""
    endpoint.plan.extend([break_off] * 9)
    reader.open()
    reader.answer()
    reader.send()
    expect(reader.failed).to_be_visible()
    reader.open(OTHER_PAGE)
    reader.form.get_by_label("Details").fill("Of another page")
    wait_until_kept(reader.page, 2)
    reader.page.goto(reader.url + LIST)
    entries = reader.page.locator(".feedback-list").get_by_role("listitem")
    expect(entries).to_have_count(2)
    expect(entries.first).to_contain_text("A draft of")
    expect(entries.last).to_contain_text("sent again by itself")
    expect(entries.last.get_by_role("link").first).to_have_attribute(
        "href", re.compile(PAGE_FORM)
    )
    with reader.page.expect_download() as download:
        entries.last.get_by_role("link", name="Save a copy").click()
    assert SUMMARY in Path(download.value.path()).read_text(encoding="utf-8")
    entries.first.get_by_role("button", name="Delete it").click()
    expect(entries).to_have_count(1)
    expect(reader.page.get_by_role("status")).to_have_text("Deleted.")
    reader.page.get_by_role("button", name="Delete all").click()
    expect(reader.page.get_by_text("Nothing is kept on this device.")).to_be_visible()
    assert kept(reader.page) == []


def test_the_list_sends_what_waits(reader: Reader, rows: Rows, endpoint: Endpoint) -> None:
    """And says the reference."""
    endpoint.plan.append(break_off)
    reader.open()
    reader.answer()
    reader.send()
    expect(reader.failed).to_be_visible()
    reader.page.goto(reader.url + LIST)
    reader.page.get_by_role("button", name="Send it again").click()
    status = reader.page.locator(".feedback-list").get_by_role("status")
    expect(status).to_contain_text("We have received it")
    expect(status).to_contain_text(rows()[0]["reference"])
    expect(status).to_be_focused()


def test_a_list_of_nothing_says_so_and_leaves_no_trace(reader: Reader) -> None:
    """Looking makes no database."""
    reader.page.goto(reader.url + LIST)
    expect(reader.page.get_by_text("Nothing is kept on this device.")).to_be_visible()
    expect(reader.page.get_by_role("button", name="Delete all")).to_be_hidden()
    assert reader.page.evaluate("indexedDB.databases()") == []


def test_the_privacy_notice_names_all_that_is_kept(reader: Reader) -> None:
    """Each kind of record, the database and the note of the tab; nothing else is there."""
    notice_text = Path("docs/privacy.md").read_text(encoding="utf-8")
    described = {
        "draft": "\nA draft\n", "waiting": "\nAn answer that may not have arrived\n",
        "held": "\nAn answer that may not have arrived\n",
        "handed_over": "\nAn answer that was sent to a service that confirms nothing\n",
        "refused": "\nAn answer that was not stored",
    }  # fmt: skip
    script = (STATIC / "kept.js").read_text(encoding="utf-8")
    [kinds] = re.findall(r"@property \{(.+?)\} kind", script)
    assert set(re.findall(r'"(\w+)"', kinds)) == set(described)
    assert [title for title in described.values() if title not in notice_text] == []
    reader.open()
    reader.answer()
    wait_until_kept(reader.page, 1, "draft")
    reader.section.get_by_label("I am on a shared computer").check()
    wait_until_kept(reader.page, 0)
    traces = reader.page.evaluate(TRACES)
    [note] = traces["sessionStorage"]
    assert f"`{note}`" in notice_text
    assert traces == {
        **NO_TRACE, "databases": ["page-feedback:/"], "sessionStorage": [note],
    }  # fmt: skip


@pytest.mark.slow
def test_a_draft_outlives_a_browser_that_is_killed(
    chromium: Browser, tmp_path: Path, site: Site
) -> None:
    """One second after the last key, without any event of leaving."""
    for is_first in (True, False):
        context = chromium.browser_type.launch_persistent_context(
            tmp_path, executable_path=CHROMIUM, args=QUIET
        )
        reader = Reader(page=context.new_page(), url=site.url)
        reader.open()
        details = reader.form.get_by_label("Details")
        if is_first:
            details.press_sequentially(DETAILS)
            reader.page.wait_for_timeout(1000)
            kill_all(str(tmp_path))
        else:
            expect(details).to_have_value(DETAILS)
            context.close()


def kill_all(argument: str) -> None:
    """Kill each process that was started with an argument."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            if argument in path.read_text(encoding="utf-8", errors="replace"):
                os.kill(int(path.parent.name), signal.SIGKILL)
