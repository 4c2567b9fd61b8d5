"""``page-feedback pull``: what readers sent, in a file."""

from __future__ import annotations

import json
import os
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import click
from rich.console import Console

from sphinx_page_feedback.services import SERVICES, Service, Source, read_settings
from sphinx_page_feedback.services.receiver import PullError
from sphinx_page_feedback.services.receiver import pull as pull_receiver

from .errors import CommandError
from .exports import EXPORTS, replacing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Self

_ENDPOINT_VARIABLE = "FEEDBACK_ENDPOINT"
_PATIENCE = 2.0
"""Seconds after which somebody who waits wants to see that something happens."""


@click.command
@click.option(
    "--to",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help=f"The file to write; its ending says how: {', '.join(EXPORTS)}.",
)
@click.option(
    "--manifest",
    default="build/html/feedback.json",
    type=click.Path(path_type=Path),
    show_default=True,
    help="The feedback.json of the site: it names the service and the endpoint.",
)
@click.option("--endpoint", help="Where forms post to, instead of what the manifest says.")
@click.option("--bom", is_flag=True, help="Begin a CSV so that Excel sees that it is UTF-8.")
def pull(*, to: Path, manifest: Path, endpoint: str | None, bom: bool) -> None:
    """Fetch what readers sent into a file, which is written whole or not at all.

    The token comes from the environment variable FEEDBACK_READ_TOKEN. The environment
    variable FEEDBACK_ENDPOINT stands in for the manifest's endpoint, as it does in a build.
    """
    export = EXPORTS.get(to.suffix)
    if not export:
        text = f"{to} ends in none of {', '.join(EXPORTS)}"
        raise click.BadParameter(text, param_hint="--to")
    target = find_target(manifest, endpoint, os.environ)
    try:
        with Progress() as progress, replacing(to) as part:
            source = Source(
                endpoint=target.endpoint, environ=os.environ, progress=progress.show
            )
            count = export(target.read(source), part, bom)
    except PullError as error:
        raise CommandError(code=error.code, cause=error.cause, cure=error.cure) from error
    except OSError as error:
        cause = f"{to} cannot be written: {error.strerror}"
        cure = "Name a file in a folder that exists, that you may write to and that has room."
        raise CommandError(code="pull-file", cause=cause, cure=cure) from error
    noun = "submission" if count == 1 else "submissions"
    click.echo(f"{count:,} {noun} from {target.endpoint} written to {to}")


@dataclass(frozen=True, kw_only=True)
class Target:
    """What to read from: a service, and where its forms post to."""

    service: Service
    endpoint: str

    def read(self, source: Source) -> Any:
        """Read every submission.

        Raises:
            CommandError: The service has no way to.
        """
        if self.service.name != "receiver":
            cause = f'the service "{self.service.name}" has no way to read submissions back'
            cure = "Read them where the service keeps them."
            raise CommandError(code="pull-service", cause=cause, cure=cure)
        return pull_receiver(source)


def find_target(manifest: Path, endpoint: str | None, environ: Mapping[str, str]) -> Target:
    """Return what to read from.

    Args:
        manifest: The site's ``feedback.json``; it need not exist when an endpoint is given.
        endpoint: What the command line says.
        environ: ``FEEDBACK_ENDPOINT`` counts after the command line.

    Raises:
        CommandError: There is no endpoint that could be read from.
    """
    given = endpoint or environ.get(_ENDPOINT_VARIABLE)
    site = _read_manifest(manifest) if manifest.exists() or not given else {}
    settings = {"name": "receiver", **(site.get("service") or {})}
    posted_to = given or str(settings.pop("endpoint", ""))
    checked = read_settings(settings, SERVICES, {}, posted_to)
    if isinstance(checked, list):
        raise _wrong_endpoint(checked[0].cause, checked[0].cure)
    address = urljoin(site.get("base_url") or "", checked.endpoint)
    if address.startswith("/"):
        cause = (
            f'the endpoint "{address}" is a path, and the manifest does not say of what site'
        )
        raise _wrong_endpoint(cause, "Give its whole address with --endpoint.")
    return Target(service=checked.service, endpoint=address)


def _wrong_endpoint(cause: str, cure: str) -> CommandError:
    return CommandError(code="pull-endpoint", cause=cause, cure=cure)


def _read_manifest(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        cause = f"the manifest {path} cannot be read: {error.strerror}"
    except ValueError:
        cause = f"the manifest {path} is no JSON"
    else:
        if isinstance(data, dict):
            return data
        cause = f"the manifest {path} is no manifest"
    cure = "Build the site, name its feedback.json with --manifest, or give --endpoint."
    raise CommandError(code="pull-manifest", cause=cause, cure=cure)


class Progress:
    """Says how far a long reading is, on a terminal's standard error."""

    def __init__(self) -> None:
        """Begin to wait."""
        self._stack = ExitStack()
        self._status = Console(stderr=True).status("")
        self._start = time.monotonic()
        self._shown = False

    def __enter__(self) -> Self:
        """Return it."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Take the line away."""
        self._stack.close()

    def show(self, count: int) -> None:
        """Say how many submissions are read, once it takes long.

        Args:
            count: Submissions so far.
        """
        if time.monotonic() - self._start < _PATIENCE:
            return
        self._status.update(f"{count:,} submissions read")
        if not self._shown:
            self._stack.enter_context(self._status)
            self._shown = True
