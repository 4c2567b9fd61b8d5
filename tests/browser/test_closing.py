"""A form that closes after its page was built: no word that was begun is lost."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from reading import Reader

OPEN, CLOSED = "2099-12-31T12:00:00Z", "2100-02-02T12:00:00Z"
COPY = "Save a copy of what you wrote"


def test_who_has_begun_nothing_is_offered_nothing(all_fields_reader: Reader) -> None:
    reader = all_fields_reader
    reader.page.clock.set_fixed_time(CLOSED)
    expect(reader.open("index.html")).to_contain_text("This form closed at the end of")
    expect(reader.section.get_by_role("link", name=COPY)).to_have_count(0)
    expect(reader.section).not_to_contain_text("You can answer until")


def test_what_the_browser_has_kept_is_offered_as_a_copy(all_fields_reader: Reader) -> None:
    """Begun on the last day, gone on with when it was over."""
    reader, page = all_fields_reader, all_fields_reader.page
    page.clock.set_fixed_time(OPEN)
    reader.open("index.html")
    reader.form.get_by_label("Several lines").fill("The second table\nis hard to read.")
    page.goto(f"{reader.url}preview.html")
    page.clock.set_fixed_time(CLOSED)
    page.evaluate("setTimeout(() => history.back())")
    expect(reader.section).to_contain_text("This form closed at the end of")
    with page.expect_download() as download:
        reader.section.get_by_role("link", name=COPY).click()
    text = Path(download.value.path()).read_text(encoding="utf-8")
    assert text == "Several lines (optional)\nThe second table\nis hard to read."
