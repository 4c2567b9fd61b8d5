"""Endpoints of one's own: a worker, a JSON service, a plain form, a webhook that says nothing."""

from __future__ import annotations

import json
from typing import Any

from hosted import ok
from standin import Reply, Request, StandIn, on_to, page


class Receiver(StandIn):
    """Confirms with a reference and the id that was sent, once it has stored it."""

    endpoint_path = "/feedback"

    def submit(self, request: Request) -> Reply:
        """Take in a form; without script, lead back to the site."""
        data = request.data
        if self.mode == "lies":
            return ok({"reference": "7KQ2M-9XTRA", "submission_id": "of somebody else"})
        self.store(data)
        if not request.wants_json:
            root = data["page_url"].rpartition("/")[0]
            return on_to(f"{root}/feedback-thanks.html#form-page", 303)
        told = {"reference": "7KQ2M-9XTRA", "submission_id": data["submission_id"]}
        return ok(told, 201)

    def read(self, request: Request) -> Reply:
        """Give back one submission a line, with the next page in the header ``Link``."""
        if request.headers.get("authorization") != "Bearer key-12345678":
            return Reply(status=401)
        start, size = int(request.query.get("after", 0)), int(request.query["limit"])
        lines = [json.dumps(_row(data)) for data in self.stored[start : start + size]]
        more = start + size < len(self.stored)
        link = {"Link": f'<?after={start + size}&limit={size}>; rel="next"'} if more else {}
        return Reply(headers=link, body="".join(f"{line}\n" for line in lines))


def _row(data: dict[str, Any]) -> dict[str, Any]:
    """Return a submission as the receiver's table has it."""
    answers = {"summary": data["summary"], "score": int(data["score"])}
    if "tab" in data:
        answers["tab"] = data["tab"]
    return {
        "submission_id": data["submission_id"],
        "received_at": "2026-11-22T10:00:00.000Z",
        "page_title": "",
        "elapsed_ms": 1200,
        "answers": answers,
    }


class Worker(StandIn):
    """Flat JSON with a tab; any 2xx is a success."""

    endpoint_path = "/submit"

    def submit(self, request: Request) -> Reply:
        """Take in JSON and nothing else."""
        if request.kind != "application/json":
            return Reply(status=415)
        if self.mode == "lies":
            return ok({"error": "No such tab"})
        self.store(request.data)
        return ok("stored", 201)


class Survey(StandIn):
    """JSON with the answers further in, and errors in an object by field."""

    endpoint_path = "/api/responses"

    def submit(self, request: Request) -> Reply:
        """Take in a response to the survey."""
        data: dict[str, Any] = request.data
        if data.get("surveyId") != "s1" or data.get("finished") is not True:
            return Reply(status=404, body={"code": "not_found"})
        if self.mode == "invalid":
            return ok({"code": "bad_request", "details": {"email": "should be an email"}}, 400)
        if self.mode == "lies":
            return ok({"data": None})
        self.store(data["data"])
        return ok({"data": {"id": "r1"}})


class PlainForm(StandIn):
    """JSON to whoever asks for it, else a page of its own."""

    endpoint_path = "/feedback"

    def submit(self, request: Request) -> Reply:
        """Take in a form."""
        if self.mode == "lies":
            return ok({"success": "false", "message": "<img src=x onerror=alert(1)> closed"})
        self.store(request.data)
        return ok({"ok": True}) if request.wants_json else page("Thanks")


class Webhook(StandIn):
    """Takes everything, and lets no page read its reply."""

    endpoint_path = "/in/1/2"  # "/hooks/" would warn, and these sites are built with -W

    def preflight(self, request: Request) -> Reply:
        """Allow nothing."""
        del request
        return Reply(status=405)

    def submit(self, request: Request) -> Reply:
        """Take in a form."""
        self.store(request.data)
        return Reply(body={"status": "success"})


class GoogleForms(Webhook):
    """Knows its own names only."""

    endpoint_path = "/forms/d/e/1FAIpQLSd0a9Kq2m4hV7xw5tR3uY8nB6cJ1/formResponse"

    def submit(self, request: Request) -> Reply:
        """Take in what has a name here."""
        data = request.data
        if not data.get("entry.1"):
            return Reply(status=400)
        self.store({name: value for name, value in data.items() if name.startswith("entry.")})
        return page("Your response has been recorded.")
