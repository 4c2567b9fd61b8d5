"""What each hosted service does, as its own documentation and client code say."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from standin import ANYWHERE, Reply, Request, StandIn, on_to, page

if TYPE_CHECKING:
    from collections.abc import Mapping


def ok(body: Any, status: int = 200) -> Reply:
    """Return JSON that a script may read."""
    return Reply(status=status, headers=ANYWHERE, body=body)


def window(items: list[Any], start: int, size: int) -> list[Any]:
    """Return a part of a list."""
    return items[start : start + size]


class Formspree(StandIn):
    """JSON only to those who ask for it; the key ``next`` is the success."""

    endpoint_path = "/f/mqkrjwab"
    allowed_headers = "accept, content-type, x-requested-with, authorization"

    def submit(self, request: Request) -> Reply:
        """Take in a form."""
        if "referer" not in request.headers:
            return Reply(status=400, body='Invalid "Referer" header')
        data = request.data
        if self.mode == "invalid":
            error = {"code": "TYPE_EMAIL", "field": "email", "message": "should be an email"}
            return ok({"error": "Validation errors", "errors": [error]}, 422)
        if self.mode == "lies":
            return ok({"error": "form over quota"})
        if self.mode == "captcha" and request.wants_json:
            words = "In order to submit via AJAX, you need to set a custom key or reCAPTCHA must be disabled"
            return ok({"error": words}, 403)
        if not data.get("_gotcha"):
            self.store(data)
        if request.wants_json:
            return ok({"next": "/thanks", "ok": True})
        return on_to(data["_next"]) if data.get("_next") else page("Thanks!")

    def read(self, request: Request) -> Reply:
        """Give back what was stored, to whoever has the key."""
        if request.headers.get("authorization") != "Bearer key-12345678":
            return Reply(status=401)
        start, size = int(request.query.get("offset", 0)), int(request.query["limit"])
        stored = [] if request.query.get("spam") == "true" else self.stored
        items = [
            {"_date": f"2026-11-22T10:00:00.{number % 1000:03}Z", **data}
            for number, data in enumerate(window(stored, start, size))
        ]
        return Reply(body={"fields": [], "submissions": items})


class Web3Forms(StandIn):
    """``success: true`` or a reason; a redirect that breaks a fetch although it was sent."""

    endpoint_path = "/submit"

    def submit(self, request: Request) -> Reply:
        """Take in a form."""
        data = request.data
        if self.mode == "lies":
            return ok({"success": False, "message": "This form is not active"})
        if self.mode == "busy":
            return ok({"success": False, "message": "Too many requests"}, 429)
        if "access_key" not in data:
            return ok({"success": False, "message": "Invalid access key"}, 400)
        if not data.get("botcheck"):
            self.store(data)
        if data.get("redirect"):
            return on_to(data["redirect"], 301)
        return (
            ok({"success": True, "message": "Email sent"})
            if request.wants_json
            else page("Sent")
        )

    def read(self, request: Request) -> Reply:
        """Give back what was stored, to whoever has the key."""
        if request.headers.get("authorization") != "Bearer key-12345678":
            return Reply(status=401, body={"code": "unauthorized"})
        start, size = int(request.query.get("cursor", 0)), int(request.query["limit"])
        items = [
            {"id": start + number, "created_at": "2026-11-22T10:00:00Z", "data": data}
            for number, data in enumerate(window(self.stored, start, size))
        ]
        more = start + size < len(self.stored)
        cursor = str(start + size) if more else None
        return Reply(body={"data": items, "has_more": more, "next_cursor": cursor})


class Formspark(StandIn):
    """Keeps nothing of a fetch that is not JSON; puts all values into a redirect's address."""

    endpoint_path = "/Xk29dPq0"

    def submit(self, request: Request) -> Reply:
        """Take in a form."""
        data = request.data
        if self.mode == "lies":
            return Reply(status=422, headers=ANYWHERE, body="over the limit")
        if request.wants_json:
            if request.kind == "application/json":
                self.store(data)
            return ok({})
        self.store(data)
        if not data.get("_redirect"):
            return page("Thank you")
        kept = {key: value for key, value in data.items() if not key.startswith("_")}
        leak = "" if data.get("_append") == "false" else f"?{urlencode(kept)}"
        return on_to(data["_redirect"] + leak)

    def read(self, request: Request) -> Reply:
        """Give back what was stored, to whoever has the key."""
        if request.headers.get("authorization") != "Bearer key-12345678":
            return Reply(status=401, body={"code": "unauthorized"})
        start = int(request.query.get("startingAfter", 0))
        items = [
            {
                "id": f"s{start + n}",
                "formId": "Xk29dPq0",
                "createdAt": "2026-11-22T10:00:00Z",
                "data": data,
            }
            for n, data in enumerate(window(self.stored, start, int(request.query["limit"])))
        ]
        end = start + len(items)
        more = end < len(self.stored)
        return Reply(
            body={"data": items, "hasMore": more, "nextCursor": str(end) if more else None}
        )


class Basin(StandIn):
    """A status and ``success``; newest first, and a list of spam of its own."""

    endpoint_path = "/f/91be0c35d6aa"

    def submit(self, request: Request) -> Reply:
        """Take in a form."""
        if self.mode == "lies":
            return ok({"error": "This form is disabled"})
        if not request.data.get("_gotcha"):
            self.store(request.data)
        return ok({"success": True}) if request.wants_json else page("Thanks")

    def read(self, request: Request) -> Reply:
        """Give back what was stored, to whoever has the key."""
        if request.headers.get("authorization") != "Bearer key-12345678":
            return Reply(status=401)
        spam = request.query["filter_by"] == "Spam"
        listed = [] if spam else list(enumerate(self.stored))[::-1]
        items = [
            {"id": number, "created_at": "2026-11-22 10:00:00 UTC", "payload_params": data}
            for number, data in window(
                listed, 250 * (int(request.query.get("page", 1)) - 1), 250
            )
        ]
        return Reply(body={"submissions": items, "meta": {"count": len(listed)}})


class FormSubmit(StandIn):
    """Another address for scripts; success and failure are both a 200 with a text."""

    endpoint_path = "/4d1f6c0b7e2a9835"

    def submit(self, request: Request) -> Reply:
        """Take in a form."""
        data = request.data
        if request.path.startswith("/ajax/"):
            if self.mode == "lies":
                return ok({"success": "false", "message": "This form needs Activation."})
            self.store(data)
            return ok({"success": "true", "message": "The form was submitted successfully."})
        self.store(data)
        return on_to(data["_next"]) if data.get("_next") else page("Thanks")

    def read(self, request: Request) -> Reply:
        """Give back what was stored, to whoever has the key."""
        if not request.path.endswith("/key-12345678"):
            return Reply(body={"success": False, "submissions": []})
        when = {"date": "2026-11-22 10:00:00.000000", "timezone_type": 3, "timezone": "UTC"}
        items = [
            {"form_url": "x", "form_data": data, "submitted_at": when} for data in self.stored
        ]
        return Reply(body={"success": True, "submissions": items})


class AppsScript(StandIn):
    """Stores at once, then sends on to another address; never answers a preflight."""

    endpoint_path = "/macros/s/AKfycbwQ3v8n1T0m_Zr5c-kd/exec"

    def __init__(self) -> None:
        """Begin with nothing to show."""
        super().__init__()
        self.output: Any = ""

    def redirect(self) -> Reply:
        """Send on to where the output is, which every page may read."""
        headers = {**ANYWHERE, "Location": f"{self.address}/macros/echo?user_content_key=x"}
        return Reply(status=302, headers=headers)

    def preflight(self, request: Request) -> Reply:
        """Never answer the question that a request with JSON asks in advance."""
        del request
        return Reply(status=405)

    def submit(self, request: Request) -> Reply:
        """Take in a form."""
        if request.path != self.endpoint_path:
            return Reply(status=405)
        data = request.data
        if self.mode == "lies":
            self.output = {"result": "error", "error": "The sheet is gone"}
        elif self.mode == "exception":
            return page("Exception: Service invoked too many times")
        else:
            key = data.get("submission_id", "minted by the script")
            if key not in [one.get("submission_id") for one in self.stored]:
                self.store(data)
            self.output = {"result": "success", "submission_id": key}
        return self.redirect()

    def read(self, request: Request) -> Reply:
        """Give back what was stored, to whoever has the key."""
        if request.path == "/macros/echo":
            return ok(self.output)
        if request.query.get("secret") != "key-12345678":
            self.output = {"result": "error", "error": "no"}
            return self.redirect()
        start, size = int(request.query.get("after", 0)), int(request.query["limit"])
        rows = [
            {"received_at": "2026-11-22T10:00:00.000Z", **data}
            for data in window(self.stored, start, size)
        ]
        following = str(start + size) if start + size < len(self.stored) else ""
        self.output = {"result": "success", "rows": rows, "next": following}
        return self.redirect()


def listed(rows: list[dict[str, Any]], query: Mapping[str, str], address: str) -> Reply:
    """Return a page of Netlify's API, with the next one in the header ``Link``."""
    number, size = int(query.get("page", 1)), int(query["per_page"])
    items = [
        {
            "id": f"n{size * (number - 1) + n}",
            "created_at": "2026-11-22T10:00:00.000Z",
            "data": row,
        }
        for n, row in enumerate(window(rows, size * (number - 1), size))
    ]
    further = f"{address}?per_page={size}&page={number + 1}"
    headers = {"Link": f'<{further}>; rel="next"'} if size * number < len(rows) else {}
    return Reply(headers=headers, body=items)


class NetlifyApi(StandIn):
    """The API of Netlify, which is apart from the site that takes the forms."""

    def read(self, request: Request) -> Reply:
        """Give back what was stored, to whoever has the key."""
        if request.headers.get("authorization") != "Bearer key-12345678":
            return Reply(status=401)
        rows = [] if request.query.get("state") == "spam" else self.stored
        return listed(rows, request.query, self.address + request.path)


def letter(data: dict[str, Any]) -> str:
    """Return what a link takes along: questions and answers, then the page's address."""
    words = {"Brief summary": data["summary"], "Score": data["score"]}
    blocks = [f"{question}\r\n{answer}" for question, answer in words.items()]
    return "\r\n\r\n".join([*blocks, data["page_url"]])


class GitHub(StandIn):
    """The API of GitHub: issues, with pull requests mixed in, by the label that is asked for."""

    endpoint_path = "/acme/report/issues/new"
    path = "/repos/acme/report/issues"
    text, seen_at = "body", "html_url"

    def read(self, request: Request) -> Reply:
        """List issues to whoever has the key; the raw path tells one part from two."""
        if request.headers.get("authorization") != "Bearer key-12345678":
            return Reply(status=401)
        if request.path != self.path:
            return Reply(status=404)
        number, size = int(request.query.get("page", 1)), int(request.query["per_page"])
        wanted = request.query.get("labels")
        rows = [one for one in self.stored if not wanted or wanted == one.get("label")]
        first = size * (number - 1)
        items = [
            self.issue(first + n, data) for n, data in enumerate(window(rows, first, size))
        ]
        further = f"{self.address_of_list}?per_page={size}&page={number + 1}"
        further += f"&labels={wanted}" if wanted else ""
        headers = {"Link": f'<{further}>; rel="next"'} if size * number < len(rows) else {}
        return Reply(headers=headers, body=items)

    @property
    def address_of_list(self) -> str:
        """Where the list is."""
        return self.address + self.path

    def issue(self, number: int, data: dict[str, Any]) -> dict[str, Any]:
        """Return an issue."""
        pull = {"pull_request": {"url": "x"}} if data.get("pull") else {}
        return {
            "id": 9_000_000 + number,
            "title": data.get("title", ""),
            "labels": [],
            self.text: data.get("text") or letter(data),
            self.seen_at: f"https://issues.example.org/{number}",
            "created_at": "2026-11-22T10:00:00Z",
            **pull,
        }


class GitLab(GitHub):
    """The API of GitLab, where a project's path is one part of the address."""

    endpoint_path = "/acme/report/-/issues/new"
    path = "/api/v4/projects/acme%2Freport/issues"
    text, seen_at = "description", "web_url"
