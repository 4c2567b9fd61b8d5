"""Addresses are what browsers make of them; Node's parser of the WHATWG standard is asked."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from whatwg import url_parser

from sphinx_page_feedback.model import (
    Address,
    encode_path,
    matches_origin,
    origin_of,
    page_key,
    parse_origin_pattern,
    site_address,
    site_problem,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture(scope="module")
def browser() -> Iterator[Callable[[str], tuple[str, str] | None]]:
    with url_parser() as parse:
        yield parse


def ours(text: str) -> tuple[str, str] | None:
    try:
        address = Address.parse(text)
    except ValueError:
        return None
    return str(address), address.origin


EXAMPLES = [
    "https://bücher.example/",
    "HTTPS://Bücher.Example:443/Über uns/?q=ü'x#f ü`^",
    "https://xn--bcher-kva.example",
    "https://xn--bcher-KVA.example",
    "https://xn--a/",
    "https://xn--/",
    "https://xn--abc-/",
    "https://xn--xn--a-gua.example/",
    "https://faß.de/",
    "https://FAẞ.de/",
    "https://☃.net/",
    "https://👩\u200d💻.example/",
    "https://نامه\u200cای.example/",
    "https://א1.example/",
    "https://\u0301a.example/",
    "https://ａ．ｂ。ｃ/",
    "https://a\u00adb.example/",
    "https://\u00ad/",
    "https://a%C3%BC.example/",
    "https://a%zz.example/",
    "https://a..b/",
    "https://.",
    "https://-a-.ab--c.example",
    "https://exa mple.org/",
    "https://a_b.example/",
    "https://127.1/",
    "https://0x7F.1/",
    "https://0x/",
    "https://010.0.0.08/",
    "https://2130706433/",
    "https://4294967296/",
    "https://1.2.3.4.5/",
    "https://1.2.3.4./",
    "https://a.1/",
    "https://אa.example/",
    "https://מה.example/",
    "https://[::1]:443/",
    "https://[::ffff:1.2.3.4]/",
    "https://[1:0:0:2:0:0:0:3]/",
    "https://[1:0:2:3:4:5:6:7]/",
    "https://[fe80::1%25eth0]/",
    "https://[::1/",
    "https://a:65536/",
    "https://a:00080/",
    "https://a:/",
    "https://a:8x/",
    "https://u:p@a@b/",
    "https:a/b",
    "https:\\\\a\\b/..\\c",
    "https:////a//b/./c/%2e%2E/.%2e/d/.",
    "https://a/b/..",
    "https://a?x/../y",
    "https://a#b?c",
    " \t https://a/b\nc \x00",
    'https://a/%7e%C3%BC|^`{}[]"<>',
    "https://a/?",
    "ftp://a/",
    "//a/",
    "a.example",
    "",
]


@pytest.mark.parametrize("text", EXAMPLES)
def test_an_address_is_what_a_browser_makes_of_it(
    text: str, browser: Callable[[str], tuple[str, str] | None]
) -> None:
    assert ours(text) == browser(text)


LETTERS = st.characters(exclude_categories=["Cs", "Cn", "Co"], max_codepoint=0xFFFF)
"""Two programs never have the same release of Unicode: what it adds is mostly above."""


def mixes_directions(host: str) -> bool:
    """Whether RFC 5893 is at work, of which Node checks less than the standard asks for."""
    return any(unicodedata.bidirectional(char) in {"R", "AL", "AN"} for char in host)


HOST = st.text(
    st.sampled_from("aZ0é.-_%üßΣς☃א1٣中\u0301\u200c\u200d\u00ad。*xn") | LETTERS, max_size=12
)
REST = st.text(st.sampled_from("/\\?#%.2eE@:[]^|`{}'\" \tü") | LETTERS, max_size=20)


def assert_same(text: str, parsed: tuple[str, str] | None) -> None:
    host = re.split(r"[/\\?#]", re.sub(r"^\s*https?:[/\\]*", "", text))[0]
    assert ours(text) == parsed or (ours(text) is None and mixes_directions(host))


@settings(max_examples=400, deadline=None)
@given(host=HOST, port=st.sampled_from(["", ":", ":443", ":8080", ":99999"]), rest=REST)
@example(host="xn--é", port="", rest="")
def test_any_address_is_what_a_browser_makes_of_it(
    host: str, port: str, rest: str, browser: Callable[[str], tuple[str, str] | None]
) -> None:
    text = f"https://{host}{port}/{rest}"
    assert_same(text, browser(text))


@settings(max_examples=200, deadline=None)
@given(text=REST)
def test_any_text_is_parsed_or_refused_with_one_kind_of_error(
    text: str, browser: Callable[[str], tuple[str, str] | None]
) -> None:
    for whole in (text, f"http:{text}"):
        assert_same(whole, browser(whole))


@given(path=st.text(LETTERS, max_size=20))
def test_what_is_encoded_stays_as_it_is(path: str) -> None:
    once = encode_path(path)
    assert once.isascii()
    assert encode_path(once) == once


def test_surrogates_are_refused() -> None:
    """JSON may hold half of a character."""
    assert origin_of("https://a/\ud800") == ""
    assert page_key("https://a/\ud800") == "https://a/\ud800"


@pytest.mark.parametrize(
    "text",
    [
        "https://bücher.example/Über uns",
        "https://xn--bcher-kva.example/%c3%9cber%20uns/",
        "https://BÜCHER.example:443/Über%20uns/index.html?x#y",
        "https://bücher.example/%C3%9Cber uns.html",
    ],
)
def test_every_way_to_write_the_address_of_a_page_is_the_same_page(text: str) -> None:
    assert page_key(text) == page_key("https://bücher.example/Über uns/")


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://bücher.example", "https://xn--bcher-kva.example/"),
        ("https://example.org/my docs", "https://example.org/my%20docs/"),
        ("https://Example.org:443/Ü/", "https://example.org/%C3%9C/"),
        ("http://localhost:8000", "http://localhost:8000/"),
    ],
)
def test_the_address_of_a_site_is_ascii_and_ends_in_a_slash(text: str, address: str) -> None:
    assert site_problem(text) is None
    assert site_address(text) == address


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("example.org", "is not the address of a site"),
        ("ftp://example.org/", "is not the address of a site"),
        ("https://exa mple.org/", "is not the address of a site"),
        ("https:///", "is not the address of a site"),
        ("https://me:secret@example.org/", "it holds a user name or password"),
        ("https://example.org/?v=2", "no page is below a ? or a #"),
        ("https://example.org/#top", "no page is below a ? or a #"),
        ("https://example.org/index.html", "it is that of one page"),
    ],
)
def test_an_address_below_which_no_page_can_be_is_refused(text: str, cause: str) -> None:
    problem = site_problem(text)
    assert problem
    assert cause in problem[0]


PREVIEWS = "https://*.preview.example.org"


@pytest.mark.parametrize(
    ("pattern", "origin", "allowed"),
    [
        (PREVIEWS, "https://pr-12.preview.example.org", True),
        (PREVIEWS, "https://PR-12.preview.example.org:443", True),
        (PREVIEWS, "https://bücher.preview.example.org", True),
        (PREVIEWS, "https://a.b.preview.example.org", False),
        (PREVIEWS, "https://preview.example.org", False),
        (PREVIEWS, "https://.preview.example.org", False),
        (PREVIEWS, "http://pr-12.preview.example.org", False),
        (PREVIEWS, "https://pr-12.preview.example.org:8443", False),
        (PREVIEWS, "https://evil.example/.preview.example.org", False),
        (PREVIEWS, "https://evil.example?.preview.example.org", False),
        (PREVIEWS, "https://pr.previewXexample.org", False),
        (PREVIEWS, "https://pr.preview.example.org.evil.example", False),
        (PREVIEWS, "null", False),
        (PREVIEWS, "", False),
        ("https://pr.*.example.org:8443", "https://pr.x.example.org:8443", True),
        ("https://*.bücher.example", "https://a.xn--bcher-kva.example", True),
        ("https://Docs.example.org/", "https://docs.example.org", True),
        ("https://docs.example.org", "https://docs.example.org.evil.example", False),
    ],
)
def test_a_star_stands_for_one_whole_label(pattern: str, origin: str, *, allowed: bool) -> None:
    assert matches_origin(parse_origin_pattern(pattern), origin) is allowed


@pytest.mark.parametrize(
    "text",
    [
        "docs.example.org",
        "https://docs.example.org/guide",
        "https://docs.example.org/?",
        "https://me@docs.example.org",
        "https://*",
        "https://*.org",
        "https://example.*",
        "https://*.*.example.org",
        "https://pr-*.example.org",
        "https://**.example.org",
        "https://example.org:*",
        "*.example.org",
        "null",
        "",
    ],
)
def test_what_is_no_origin_or_would_let_in_others_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"origin|others"):
        parse_origin_pattern(text)


LABEL = st.from_regex(r"[a-z][a-z0-9]{0,5}", fullmatch=True)


@given(fixed=st.lists(LABEL, min_size=2, max_size=4), labels=st.lists(LABEL, max_size=6))
def test_a_pattern_is_never_a_suffix(fixed: list[str], labels: list[str]) -> None:
    """A host is let in where it has one label more, and no other number of them."""
    pattern = parse_origin_pattern(f"https://*.{'.'.join(fixed)}")
    origin = f"https://{'.'.join([*labels, *fixed])}"
    assert matches_origin(pattern, origin) is (len(labels) == 1)
