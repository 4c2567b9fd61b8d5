"""``page-feedback check``: is the service reachable, and does it take this site's forms."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
import requests

from sphinx_page_feedback import __version__
from sphinx_page_feedback.manifest.read import parse_manifest
from sphinx_page_feedback.problems import Code, Problem

from .checks import CHECKS, Finding, Subject
from .checks.finding import TIME_OUT
from .checks.test_send import send_test
from .target import find_target, target_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .target import Target

_MARKS = {"ok": "ok", "warn": "warning", "fail": "FAILED", "unknown": "unknown"}


@click.command
@click.argument("site", default="build/html/feedback.json", metavar="[SITE]")
@click.option("--endpoint", help="Where forms post to, instead of what the manifest says.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list, for programs.")
@click.option(
    "--send-test",
    "with_test",
    is_flag=True,
    help="Also send one form. Every text in it says that it is a test.",
)
@click.version_option(__version__, package_name="sphinx-page-feedback")
def check(*, site: str, endpoint: str | None, as_json: bool, with_test: bool) -> None:
    """Look at a site's form service, without sending it anything.

    SITE is the address of the published site, or the path of its feedback.json
    (build/html/feedback.json). The exit status is 1 if a check fails. "unknown" marks what
    only sending a form could show.
    """
    try:
        subject = Subject(_read(site, endpoint))
    except Problem as problem:
        if not as_json:
            raise
        # A program that asked for JSON must not have to parse an error message.
        click.echo(json.dumps([_unreadable(problem)], ensure_ascii=False, indent=1))
        sys.exit(1)
    checks: dict[str, Callable[[Subject], Finding]] = dict(CHECKS)
    if with_test:
        # The same id: the test takes the place of the check that cannot know.
        checks["sending"] = send_test
    findings = {name: look(subject) for name, look in checks.items()}
    if as_json:
        click.echo(json.dumps([*_as_data(checks, findings)], ensure_ascii=False, indent=1))
    else:
        _print(subject, checks, findings)
    if any(finding.verdict == "fail" for finding in findings.values()):
        sys.exit(1)


def _unreadable(problem: Problem) -> dict[str, str]:
    """Return a site whose settings cannot be used, as a check that failed."""
    finding = Finding(verdict="fail", found=f"{problem.cause}.", cure=problem.cure)
    return {"id": problem.code, "check": "Can the settings be used?", **vars(finding)}


def _print(
    subject: Subject,
    checks: dict[str, Callable[[Subject], Finding]],
    findings: dict[str, Finding],
) -> None:
    click.echo(f"{subject.service.title}, {subject.settings.endpoint}")
    width = max(map(len, checks))
    for name, finding in findings.items():
        mark = _MARKS[finding.verdict]
        click.echo(f"{mark:8}{name:{width}}  {_question(checks[name])} {finding.found}")
        if finding.cure:
            click.echo(f"{'':{8 + width}}  cure: {finding.cure}")


def _as_data(
    checks: dict[str, Callable[[Subject], Finding]], findings: dict[str, Finding]
) -> Iterator[dict[str, str]]:
    for name, finding in findings.items():
        yield {"id": name, "check": _question(checks[name]), **vars(finding)}


def _question(look: Callable[[Subject], Finding]) -> str:
    """Return what a check asks, its docstring."""
    # `python -OO` removes docstrings.
    return (look.__doc__ or "").strip()


def _read(site: str, endpoint: str | None) -> Target:
    """Return the site that an address or a path leads to.

    Raises:
        Problem: There is none.
    """
    if not site.startswith(("http://", "https://")):
        return find_target(Path(site), endpoint)
    address = f"{site.rstrip('/')}/feedback.json"
    try:
        reply = requests.get(address, timeout=TIME_OUT)
        reply.raise_for_status()
    except requests.RequestException as error:
        cause = f"{address} cannot be read ({_reason(error)})"
        cure = "Give the address of the site's start page, and publish that file with the site."
        raise Problem(code=Code.MANIFEST_MISSING, cause=cause, cure=cure) from error
    manifest = parse_manifest(reply.content, address)
    # A build without html_baseurl does not state where it is published.
    base_url = manifest.base_url or f"{site.rstrip('/')}/"
    return target_of(manifest.model_copy(update={"base_url": base_url}), endpoint or "")


def _reason(error: requests.RequestException) -> str:
    """Say in a few words why there was no reply, or not the one that was wanted."""
    reply = error.response
    return type(error).__name__ if reply is None else f"HTTP status {reply.status_code}"
