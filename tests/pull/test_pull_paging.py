"""A list is read to its end, or the command fails and says how that shows."""

from __future__ import annotations

import json
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pytest
from pulling import KEY, run_pull, sent
from standin import Reply, Request, StandIn, running

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from click.testing import Result

    Serve = Callable[["Paged", list[Any], int], Reply]


class Paged(StandIn):
    """A list of some submissions, two a page, that goes on in one of many ways."""

    def __init__(self, serve: Serve, count: int = 4, size: int = 2) -> None:
        """Keep how a page is served."""
        super().__init__()
        self.serve, self.size = serve, size
        self.stored = [sent(number) for number in range(count)]

    def read(self, request: Request) -> Reply:
        """Serve the page that is asked for, from 1."""
        assert len(self.requests) < 20, "it is read for ever"
        number = int(request.query.get("page", 1))
        return self.serve(self, self.stored[self.size * (number - 1) :][: self.size], number)

    def url(self, number: int) -> str:
        """Return the URL of a page, or nothing after the last."""
        is_there = self.size * (number - 1) < len(self.stored)
        return f"{self.address}/api?page={number}" if is_there else ""


def run(
    folder: Path,
    standin: StandIn,
    paging: Mapping[str, Any],
    name: str = "form",
    environ: Mapping[str, str] = MappingProxyType({}),
    **reader: Any,
) -> Result:
    """Pull from a service that conf.py declares with this paging."""
    token = {"variable": "LIST_KEY"}
    declared = {"endpoint": "{origin}/api", "token": token, "paging": paging, **reader}
    service = {"name": name, "endpoint": f"{standin.address}/f", "reader": declared}
    path = folder / "feedback.json"
    path.write_text(json.dumps({"service": service}), encoding="utf-8")
    to = str(folder / "x.jsonl")
    return run_pull("--manifest", str(path), "--to", to, LIST_KEY=KEY, **environ)


def pages(following: Callable[[Paged, int], dict[str, Any]], key: str = "results") -> Serve:
    """Return how to serve pages whose body says more than the list."""
    return lambda server, items, number: Reply(body={key: items, **following(server, number)})


def headed(name: str, value: str) -> Serve:
    """Return how to serve bare lists with the next page in a header."""

    def serve(server: Paged, items: list[Any], number: int) -> Reply:
        url = server.url(number + 1)
        headers = {name: value.format(url=url, number=number + 1)} if url else {}
        return Reply(headers=headers, body=items)

    return serve


def until_404(server: Paged, items: list[Any], number: int) -> Reply:
    """Serve pages by number, and no page after the last."""
    del server
    is_there = items or number == 1
    return (
        Reply(body={"results": items}) if is_there else Reply(status=404, body={"detail": "no"})
    )


def until_400(body: dict[str, Any]) -> Serve:
    """Serve pages by number, and refuse one after the last."""

    def serve(_server: Paged, items: list[Any], number: int) -> Reply:
        is_there = items or number == 1
        return Reply(body=items) if is_there else Reply(status=400, body=body)

    return serve


WORDPRESS = until_400({"code": "rest_post_invalid_page_number", "data": {"status": 400}})
NEXT_URL = pages(lambda server, number: {"count": 4, "next": server.url(number + 1) or None})
RELATIVE = pages(lambda server, number: {"next": server.url(number + 1)[len(server.address) :]})
ODATA = pages(
    lambda server, number: (
        {"@odata.nextLink": server.url(number + 1)} if server.url(number + 1) else {}
    ),
    "value",
)
JSON_API = pages(lambda server, number: {"links": {"next": server.url(number + 1)}}, "data")
JSON_API_HREF = pages(
    lambda server, number: {"links": {"next": {"href": server.url(number + 1)}}}, "data"
)
CURSOR = pages(
    lambda server, number: {"nextPage": number + 1 if server.url(number + 1) else None}
)
DEEP = pages(
    lambda _server, number: {"meta": {"cursor": {"after": number + 1 if number < 2 else None}}}
)

READ = {
    "URL in the body": (NEXT_URL, {"kind": "body", "next": "next"}, {"items": "results"}),
    "path in the body": (RELATIVE, {"kind": "body", "next": "next"}, {"items": "results"}),
    "OData": (ODATA, {"kind": "body", "next": "@odata.nextLink"}, {"items": "value"}),
    "JSON:API": (JSON_API, {"kind": "body", "next": "links.next"}, {"items": "data"}),
    "JSON:API object": (JSON_API_HREF, {"kind": "body", "next": "links.next"}, {"items": "data"}),
    "cursor": (CURSOR, {"kind": "cursor", "name": "page", "next": "nextPage"},
               {"items": "results"}),
    "deep cursor": (DEEP, {"kind": "cursor", "name": "page", "next": "meta.cursor.after"},
                    {"items": "results"}),
    "Next-Page": (headed("Next-Page", "{url}"), {"kind": "header"}, {}),
    "X-Next-Page": (headed("X-Next-Page", "{number}"),
                    {"kind": "header", "next": "X-Next-Page", "name": "page"}, {}),
    "Link": (headed("Link", '<{url}>; rel="next"'), {"kind": "link"}, {}),
    "page until 404": (until_404, {"kind": "page", "name": "page"}, {"items": "results"}),
    "page until 400": (WORDPRESS, {"kind": "page", "name": "page"}, {}),
    "page until empty": (pages(lambda _server, _number: {}), {"kind": "page", "name": "page"},
                         {"items": "results"}),
}  # fmt: skip


@pytest.mark.parametrize("way", READ)
@pytest.mark.parametrize("count", [0, 1, 4, 5])
def test_a_list_is_read_to_its_end(way: str, count: int, tmp_path: Path) -> None:
    """Whether its last page is full or not."""
    serve, paging, reader = READ[way]
    if way == "URL in the body":
        serve = pages(lambda s, n: {"count": count, "next": s.url(n + 1) or None})
    with running(Paged(serve, count if way != "deep cursor" else 4)) as server:
        result = run(tmp_path, server, paging, **reader)
        expected = len(server.stored)
    assert result.exit_code == 0, result.output
    assert len((tmp_path / "x.jsonl").read_text(encoding="utf-8").splitlines()) == expected


def test_a_400_that_may_mean_anything_is_told(tmp_path: Path) -> None:
    """What was read is kept, and is not called all."""
    serve = until_400({"error": "a limit of this plan"})
    with running(Paged(serve)) as server:
        result = run(tmp_path, server, {"kind": "page", "name": "page"})
    assert result.exit_code == 1
    assert "refuses the next page with HTTP status 400" in " ".join(result.output.split())
    lines = (tmp_path / "x.incomplete.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 4


def test_a_next_page_at_the_services_own_address_is_read_where_the_list_is(
    tmp_path: Path,
) -> None:
    """FEEDBACK_READ_ORIGIN names a proxy, of which the service knows nothing."""
    own = "https://api.example.org"
    serve = pages(lambda s, n: {"next": s.url(n + 1).replace(s.address, own) or None})
    paging = {"kind": "body", "next": "next"}
    with running(Paged(serve)) as server:
        reader = {"endpoint": f"{own}/api", "items": "results"}
        origin = {"FEEDBACK_READ_ORIGIN": server.address}
        result = run(tmp_path, server, paging, environ=origin, **reader)
    assert result.exit_code == 0, result.output
    assert len((tmp_path / "x.jsonl").read_text(encoding="utf-8").splitlines()) == 4


@pytest.mark.parametrize("name", ["form", "json", "worker"])
def test_each_generic_service_can_declare_it(name: str, tmp_path: Path) -> None:
    with running(Paged(NEXT_URL)) as server:
        result = run(tmp_path, server, {"kind": "body", "next": "next"}, name, items="results")
    assert result.exit_code == 0, result.output


def test_pages_may_be_counted_from_zero(tmp_path: Path) -> None:
    """As Spring does; the second page must not be missed."""

    class FromZero(Paged):
        def read(self, request: Request) -> Reply:
            number = int(request.query.get("page", 0))
            items = self.stored[self.size * number :][: self.size]
            about = {"page": {"totalElements": len(self.stored)}, "last": len(items) < 2}
            return Reply(body={"content": items, **about})

    paging = {"kind": "page", "name": "page"}
    with running(FromZero(NEXT_URL, count=5)) as server:
        result = run(tmp_path, server, paging, items="content")
        assert result.exit_code == 1
        result = run(tmp_path, server, {**paging, "first": 0}, items="content")
    assert result.exit_code == 0, result.output


NOTHING: dict[str, Any] = {}
UNREAD = {
    "next in the body": (NEXT_URL, NOTHING, "results", "says that it has 4 submissions, and gave 2"),
    "next alone": (RELATIVE, NOTHING, "results", '"next"'),
    "OData": (ODATA, NOTHING, "value", '"@odata.nextLink"'),
    "JSON:API": (JSON_API, NOTHING, "data", '"links.next"'),
    "JSON:API object": (JSON_API_HREF, NOTHING, "data", '"links.next.href"'),
    "cursor": (CURSOR, NOTHING, "results", '"nextPage"'),
    "Next-Page": (headed("Next-Page", "{url}"), NOTHING, "", 'header "Next-Page"'),
    "Link": (headed("Link", '<{url}>; rel="next"'), NOTHING, "", 'header "Link"'),
    "Link, with other paging": (
        headed("Link", '<{url}>; rel="next"'), {"kind": "none"}, "", 'header "Link"'),
    "hasMore": (pages(lambda _s, _n: {"has_more": True}), NOTHING, "results", '"has_more"'),
    "pageInfo": (pages(lambda _s, _n: {"pageInfo": {"hasNextPage": True}}), NOTHING, "results",
                 '"pageInfo.hasNextPage"'),
    "not the last": (pages(lambda _s, _n: {"last": False}), NOTHING, "results", '"last"'),
    "total pages": (pages(lambda _s, _n: {"meta": {"total_pages": 2}}), NOTHING, "results",
                    '"meta.total_pages"'),
    "a total": (pages(lambda _s, _n: {"meta": {"total": 4}}), {"kind": "none"}, "results",
                "says that it has 4 submissions, and gave 2"),
    "a total in a header": (headed("X-Total-Count", "4"), {"kind": "none"}, "",
                            "says that it has 4 submissions, and gave 2"),
    "a range": (headed("Content-Range", "items 0-1/4"), {"kind": "none"}, "",
                "says that it has 4 submissions, and gave 2"),
    "a total after 404": (
        lambda _server, items, number: Reply(body={"results": items, "total": 5})
        if number < 3 else Reply(status=404),
        {"kind": "page", "name": "page"}, "results", "says that it has 5 submissions, and gave 4"),
    "a cursor under another name": (
        CURSOR, {"kind": "cursor", "name": "page", "next": "nxt"}, "results", '"nextPage"'),
    "a full page and a misspelt cursor": (
        pages(lambda _s, _n: {"odd": "x"}),
        {"kind": "cursor", "name": "page", "next": "nxt", "size_name": "limit", "size": 2},
        "results", "as many as a full page has"),
    "a full page of what was asked for": (
        pages(lambda _s, _n: {}), {"size_name": "limit", "size": 2}, "results",
        "as many as a full page has"),
}  # fmt: skip


@pytest.mark.parametrize("way", UNREAD)
def test_a_list_that_goes_on_unread_is_told_and_what_it_gave_is_kept(
    way: str, tmp_path: Path
) -> None:
    """In a file of its own; an earlier file is worth more."""
    serve, paging, items, words = UNREAD[way]
    (tmp_path / "x.jsonl").write_text("before", encoding="utf-8")
    with running(Paged(serve)) as server:
        result = run(tmp_path, server, paging, items=items)
    assert result.exit_code == 1
    assert "error[pull-incomplete]" in result.stderr
    assert words in " ".join(result.stderr.split())
    assert (tmp_path / "x.jsonl").read_text(encoding="utf-8") == "before"
    kept = (tmp_path / "x.incomplete.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(kept) == (4 if way == "a total after 404" else 2)
    assert not (tmp_path / ".x.jsonl.part").exists()


@pytest.mark.parametrize("count", [20, 50, 100])
def test_exactly_a_full_page_is_told_unless_the_paging_is_declared(
    count: int, tmp_path: Path
) -> None:
    """Nobody has said whether the service has pages."""
    plain = pages(lambda _server, _number: {"count": count})
    with running(Paged(plain, count, count)) as server:
        result = run(tmp_path, server, {}, items="results")
        assert result.exit_code == 1
        assert "does not say whether there are more" in " ".join(result.stderr.split())
        result = run(tmp_path, server, {"kind": "none"}, items="results")
    assert result.exit_code == 0, result.output


def test_a_total_proves_that_a_full_page_is_all(tmp_path: Path) -> None:
    with running(Paged(pages(lambda _s, _n: {"total": 20}), 20, 20)) as server:
        result = run(tmp_path, server, {}, items="results")
    assert result.exit_code == 0, result.output


def test_what_a_body_says_of_other_things_is_no_sign(tmp_path: Path) -> None:
    """A quota has a total, and a field of a form may be called next."""
    about = {"quota": {"total": 5_000}, "form": {"next": "page-2", "count": 99}, "page": 1}
    with running(Paged(pages(lambda _s, _n: about))) as server:
        server.stored = [{**sent(1), "next": "x", "hasMore": "true"}]
        result = run(tmp_path, server, {}, items="results")
    assert result.exit_code == 0, result.output


def circle(server: Paged, items: list[Any], number: int) -> Reply:
    """Serve pages that lead from the first to the second and back."""
    del server
    return Reply(body={"results": items, "cursor": "1" if number == 2 else "2"})


def anew(server: Paged, items: list[Any], number: int) -> Reply:
    """Serve the same page under an ever new URL."""
    del items
    return Reply(body={"results": server.stored[:2], "cursor": str(number + 1)})


@pytest.mark.parametrize(
    ("serve", "kind"), [(circle, "cursor"), (anew, "cursor"), (anew, "page")]
)
def test_a_list_that_leads_in_a_circle_is_told(serve: Serve, kind: str, tmp_path: Path) -> None:
    paging = {"kind": kind, "name": "page", "next": "cursor"}
    with running(Paged(serve)) as server:
        result = run(tmp_path, server, paging, items="results")
    assert result.exit_code == 1
    assert "gives the same page again and again" in " ".join(result.stderr.split())
    kept = (tmp_path / "x.incomplete.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(kept) == (4 if serve is circle else 2)


def test_a_page_in_the_middle_that_is_missing_is_not_the_end(tmp_path: Path) -> None:
    """A cursor that leads to 404 is a failure; only pages by number end so."""

    def gone(server: Paged, items: list[Any], number: int) -> Reply:
        body = {"results": items, "next": server.url(number + 1) or None}
        return Reply(body=body) if number == 1 else Reply(status=404)

    with running(Paged(gone)) as server:
        result = run(tmp_path, server, {"kind": "body", "next": "next"}, items="results")
    assert result.exit_code == 1
    assert "error[pull-refused]" in result.stderr
