"""Where the sources of a document are, and what their host calls its pages for editing."""

from __future__ import annotations

import re
from typing import Literal, Self
from urllib.parse import quote, urlencode, urlsplit

from pydantic import BaseModel, ConfigDict, model_validator

from .address import site_problem
from .question import mistake

_EDITORS = {"github": "edit", "gitlab": "-/edit", "forgejo": "_edit"}
"""What stands between repository and branch in the address of a host's editor."""
TITLES = {"github": "GitHub", "gitlab": "GitLab", "forgejo": "Forgejo"}
_GUESSES = {
    "github": ("github",), "gitlab": ("gitlab",), "forgejo": ("codeberg", "forgejo", "gitea"),
}  # fmt: skip
_COMMIT = re.compile(r"(?=.*\d)[0-9a-f]{7,64}")


class Repository(BaseModel):
    """``feedback_source``.

    Attributes:
        repository: The address of the repository; empty for no ways in.
        branch: The branch that readers suggest changes to.
        folder: The folder of the pages in the repository; that of the checkout if ``None``.
        host: What kind of program the host runs; guessed from its name when empty.
        issue_form: The file of an issue form on the host; empty for no link to one.
        issue_field: The id of the form's field that names the page.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    repository: str = ""
    branch: str = "main"
    folder: str | None = None
    host: Literal["", "github", "gitlab", "forgejo"] = ""
    issue_form: str = ""
    issue_field: str = "page"

    @model_validator(mode="after")
    def _leads_somewhere(self) -> Self:
        if not self.model_fields_set:
            return self
        parts = urlsplit(self.repository)
        if parts.scheme not in {"http", "https"} or parts.path.strip("/").count("/") < 1:
            cause = f'"{self.repository}" is not the address of a repository'
            raise mistake(cause, "Write it as in https://github.com/owner/name.")
        if problem := site_problem(self.repository):
            raise mistake(*problem)
        # A host refuses to edit a commit, and on Read the Docs the branch is easily one.
        if _COMMIT.fullmatch(self.branch) or not self.branch:
            cause = f'"{self.branch}" is no branch, and nobody can edit a commit'
            raise mistake(cause, 'Name the branch that changes go to, as in "main".')
        if not self.kind:
            cause = f"the name {parts.hostname} does not say what kind of host it is"
            raise mistake(cause, f'Add "host": one of {", ".join(_EDITORS)}.')
        return self

    @property
    def kind(self) -> str:
        """What kind of program the host runs; empty if its name does not say."""
        name = urlsplit(self.repository).hostname or ""
        guesses = (kind for kind, parts in _GUESSES.items() if any(map(name.count, parts)))
        return self.host or next(guesses, "")

    @property
    def address(self) -> str:
        """The address of the repository, without a slash or ``.git`` at its end."""
        return self.repository.rstrip("/").removesuffix(".git")

    def edit_prefix(self, folder: str = "") -> str:
        """Return the address of the host's editor, up to the path of a file.

        Args:
            folder: The folder that the path starts from, without slashes at its ends.
        """
        branch = quote(self.branch)
        inner = f"{quote(folder)}/" if folder else ""
        return f"{self.address}/{_EDITORS[self.kind]}/{branch}/{inner}"

    def edit_address(self, path: str) -> str:
        """Return where a file can be edited.

        Args:
            path: The file in the repository.
        """
        return self.edit_prefix() + quote(path)

    def issue_address(self, title: str, url: str) -> str:
        """Return where the issue form is, with the page filled in; empty without a form.

        Args:
            title: The title of the page.
            url: Where the page is published; its name where that is unknown.
        """
        if not self.issue_form:
            return ""
        page = f"{title} ({url})"
        if self.kind == "gitlab":
            # GitLab has templates without fields, and a text given here would replace one.
            query = {"issuable_template": self.issue_form, "issue[title]": page}
            return f"{self.address}/-/issues/new?{urlencode(query, quote_via=quote)}"
        prefix = "field:" if self.kind == "forgejo" else ""
        query = {"template": self.issue_form, f"{prefix}{self.issue_field}": page}
        return f"{self.address}/issues/new?{urlencode(query, quote_via=quote)}"
