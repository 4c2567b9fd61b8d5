"""The pages of the review, and what a press of a button on them does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from sphinx_page_feedback.answers import (
    COUNTED,
    KINDS,
    REASONS,
    STANCES,
    STATES,
    Code,
    Query,
    choices,
    count_codes,
    flow_of,
    matching,
    read_codebook,
    variants,
    write_codebook,
)
from sphinx_page_feedback.problems import Problem

from .decide import decide
from .guard import Guard
from .pages import asset, beside, describe, page_number, questions, render

if TYPE_CHECKING:
    from starlette.datastructures import FormData
    from starlette.requests import Request

    from .desk import Desk

_PAGE = 50
"""Answers on one page of the list."""


def create_app(desk: Desk) -> Starlette:
    """Return the application.

    Args:
        desk: What it works on.
    """
    pages = Pages(desk)
    return Starlette(
        routes=[
            Route("/", pages.answers),
            Route("/answer/{key}", pages.answer, methods=["GET", "POST"]),
            Route("/undo", pages.undo, methods=["POST"]),
            Route("/codes", pages.codes, methods=["GET", "POST"]),
            Route("/campaigns", pages.campaigns, methods=["GET", "POST"]),
            Route("/flow", pages.flow),
            Route("/static/{name}", pages.static),
        ],
        middleware=[Middleware(Guard, keys=desk.keys)],
        exception_handlers={Problem: _show_problem},
    )


def _show_problem(_request: Request, error: Exception) -> Response:
    """Say what went wrong; nothing of it was written."""
    return PlainTextResponse(f"{error}\nNothing was written. Go back, and try again.", 409)


class Pages:
    """One method a page."""

    def __init__(self, desk: Desk) -> None:
        """Keep what they show.

        Args:
            desk: What the review works on.
        """
        self._desk = desk
        self._review = desk.review

    async def static(self, request: Request) -> Response:
        """Send the style or the script."""
        return asset(request.path_params["name"])

    async def answers(self, request: Request) -> Response:
        """List the answers that a query asks for."""
        query = Query.of(request.query_params)
        found = matching(self._review, self._desk.index, query, self._desk.person)
        number = max(1, page_number(request.query_params.get("number", "")))
        shown = found[(number - 1) * _PAGE : number * _PAGE]
        rows = self._review.answers.rows
        by_id = self._review.by_id
        read = [act for act in self._review.decisions.of_kind("read") if act.answer in by_id]
        return self._render(
            "list.html",
            query=query,
            found=len(found),
            answers=[
                (
                    one,
                    self._review.state(one),
                    " · ".join(self._review.answers.written(one).values()),
                )
                for one in shown
            ],
            first=(number - 1) * _PAGE + 1,
            number=number,
            last=-(-len(found) // _PAGE),
            all=len(rows),
            read=len({act.answer for act in read if act.person == self._desk.person}),
            read_by_any=len({act.answer for act in read}),
            states=STATES,
            pages=sorted({answer.page: answer.page_title for answer in rows}.items()),
            flags=sorted({flag for answer in rows for flag in answer.flags}),
            choices=choices(self._review),
        )

    async def answer(self, request: Request) -> Response:
        """Show one answer, or write what was decided of it."""
        answer = self._review.by_id.get(request.path_params["key"])
        if answer is None:
            return PlainTextResponse("There is no such answer.", 404)
        query = Query.of(request.query_params)
        found = matching(self._review, self._desk.index, query, self._desk.person)
        keys = [one.submission_id for one in found]
        if request.method == "POST":
            form = await self._form(request)
            decide(self._desk, answer, form, self._codes())
            following = beside(keys, answer.submission_id, 1)
            key = (
                following if form.get("then") == "next" and following else answer.submission_id
            )
            return RedirectResponse(f"/answer/{quote(key)}?{query}", 303)
        return self._render(
            "answer.html",
            query=query,
            answer=answer,
            state=self._review.state(answer),
            asked=questions(self._review, answer),
            redacted=self._review.redacted(answer),
            url=self._desk.page_url(answer),
            before=beside(keys, answer.submission_id, -1),
            after=beside(keys, answer.submission_id, 1),
            place=keys.index(answer.submission_id) + 1 if answer.submission_id in keys else 0,
            found=len(keys),
            acts=[
                (act, describe(act, self._codes()))
                for act in self._review.log.acts
                if act.answer == answer.submission_id
            ],
            notes=self._review.log.reasons(),
            conflicts=[
                [(act, describe(act, self._codes())) for act in acts]
                for acts in self._review.decisions.conflicts()
                if acts[0].answer == answer.submission_id
            ],
        )

    async def undo(self, request: Request) -> Response:
        """Undo the person's latest decision, and show what it was about."""
        await self._form(request)
        act = self._review.undo(self._desk.person)
        return RedirectResponse(
            f"/answer/{quote(act.answer)}" if act and act.answer else "/", 303
        )

    async def codes(self, request: Request) -> Response:
        """List the codes, or write one that was added or changed."""
        own = [
            code
            for code in read_codebook(self._desk.codebook)
            if code.id not in {"other", "none"}
        ]
        if request.method == "POST":
            form = await self._form(request)
            parts = {name: str(form.get(name, "")).strip() for name in Code.model_fields}
            try:
                new = Code.model_validate(parts)
            except ValueError:
                text = "Give an id of small letters, digits and _, and a name."
                return self._render(
                    "codes.html", error=text, given=parts, counts=count_codes(self._review)
                )
            changed = [new if code.id == new.id else code for code in own]
            write_codebook(self._desk.codebook, changed if new in changed else [*own, new])
            return RedirectResponse("/codes", 303)
        return self._render("codes.html", error="", given={}, counts=count_codes(self._review))

    async def campaigns(self, request: Request) -> Response:
        """List near-identical texts, or write how they count."""
        texts, found = self._desk.texts, self._desk.campaigns
        if request.method == "POST":
            form = await self._form(request)
            for campaign in found:
                if campaign.leader == form.get("leader") and form.get("decision") in COUNTED:
                    self._review.decide(
                        self._desk.person,
                        "campaign",
                        leader=campaign.leader,
                        members=list(campaign.members),
                        decision=str(form["decision"]),
                    )
            return RedirectResponse("/campaigns", 303)
        decided = {
            act.details["leader"]: act for act in self._review.decisions.of_kind("campaign")
        }
        return self._render(
            "campaigns.html",
            campaigns=[(one, variants(one, texts)) for one in found],
            decided=decided,
            by_id=self._review.by_id,
            texts=texts,
        )

    async def flow(self, _request: Request) -> Response:
        """Show what became of every answer."""
        return self._render("flow.html", flow=flow_of(self._review))

    async def _form(self, request: Request) -> FormData:
        """Return what was posted, if it is from a page of this run."""
        form = await request.form()
        if not self._desk.keys.is_csrf(str(form.get("csrf", ""))):
            raise HTTPException(403, "This form is from another run. Load the page again.")
        return form

    def _codes(self) -> tuple[Code, ...]:
        return read_codebook(self._desk.codebook)

    def _render(self, template: str, **context: Any) -> Response:
        shared = {
            "person": self._desk.person,
            "csrf": self._desk.keys.csrf,
            "codes": self._codes(),
            "reasons": REASONS,
            "stances": STANCES,
            "kinds": KINDS,
            "counted": COUNTED,
        }
        return render(template, {**shared, **context})
