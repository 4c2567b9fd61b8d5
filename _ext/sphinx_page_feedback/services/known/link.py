"""Links that take what was written to another program, where the reader sends it."""

from __future__ import annotations

from sphinx_page_feedback.services.reader import IssuePaths, Paging, Reader, Token
from sphinx_page_feedback.services.service import Service
from sphinx_page_feedback.services.service_parts import (
    Link,
    Native,
    Parameter,
    Privacy,
)

_LABEL = Parameter(
    meaning="the label of the issues that are feedback; without one, every issue is read",
    pattern=r"[^,]+",
    default="",
)

GITHUB = Service(
    name="github",
    title="GitHub",
    endpoint="https://github.com/{repository}/issues/new",
    parameters={
        "repository": Parameter(
            meaning="owner and name of the repository",
            pattern=r"[A-Za-z0-9-]+/[A-Za-z0-9._-]+",
            example="example-org/report",
        ),
        "template": Parameter(meaning="the file name of an issue form", default=""),
        "label": _LABEL,
    },
    # A field and not part of the address: a GET form drops the query of its action.
    static={"template": "{template}"},
    reserved=("assignees", "labels", "milestone", "projects", "template"),
    native=Native(method="get"),
    # No labels: GitHub answers 404 to a reader who may not set them.
    link=Link(title="title", body="body", public=True),
    reader=Reader(
        endpoint="https://api.github.com/repos/{repository}/issues",
        token=Token(variable="GITHUB_TOKEN"),
        # GitHub lists open issues only unless asked for all; GitLab lists all.
        query={"state": "all", "sort": "created", "direction": "asc", "labels": "{label}"},
        paging=Paging(kind="link", size_name="per_page"),
        id="id",
        time="created_at",
        # GitHub's list of issues has the pull requests in it.
        skip="pull_request",
        written=IssuePaths(title="title", text="body", seen_at="html_url"),
    ),
    privacy=Privacy(processor="GitHub"),
)

GITLAB = Service(
    name="gitlab",
    title="GitLab",
    endpoint="{host}/{project}/-/issues/new",
    parameters={
        "project": Parameter(
            meaning="the path of the project",
            pattern=r"[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)+",
            example="example-group/report",
        ),
        "host": Parameter(
            meaning="the https:// address of your GitLab, without a path",
            pattern=r"https://[A-Za-z0-9.-]+(:\d+)?",
            default="https://gitlab.com",
        ),
        "label": _LABEL,
    },
    native=Native(method="get"),
    link=Link(title="issue[title]", body="issue[description]", public=True),
    reader=Reader(
        # GitLab wants the slashes of a project's path as %2F.
        endpoint="{host}/api/v4/projects/{project_quoted}/issues",
        token=Token(variable="GITLAB_TOKEN"),
        query={"order_by": "created_at", "sort": "asc", "labels": "{label}"},
        paging=Paging(kind="link", size_name="per_page"),
        id="id",
        time="created_at",
        written=IssuePaths(title="title", text="description", seen_at="web_url"),
    ),
    privacy=Privacy(processor="GitLab"),
)

MAILTO = Service(
    name="mailto",
    title="your e-mail program",
    endpoint="mailto:{address}",
    parameters={
        "address": Parameter(
            meaning="the address to write to; every reader sees it",
            pattern=r"[^@\s?&#:]+@[^@\s?&#:]+",
            example="feedback@example.org",
        )
    },
    native=Native(encoding="text", shows="nothing"),
    # Some mail programs cut a longer address off.
    link=Link(title="subject", body="body", limit=1_800),
)
