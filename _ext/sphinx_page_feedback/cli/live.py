"""``page-feedback live``: the site on this machine, rebuilt at every edit, its answers stored."""

from __future__ import annotations

import os
import re
import socket
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from sphinx_page_feedback import __version__, environment
from sphinx_page_feedback.problems import Code, Problem

from .processes import Child, stop_on_signals, wait

if TYPE_CHECKING:
    from threading import Event

HOST = "127.0.0.1"
PORTS_TRIED = 100
SQLITE = "sqlite:///"
_FOLDER = click.Path(file_okay=False, path_type=Path)
_SOURCE = click.Path(exists=True, file_okay=False, path_type=Path)
_INTRODUCTION = re.compile(
    r"^Receiver http|\[sphinx-autobuild\] (?:\x1b\[\d+m)*(?:Detected changes \((.+)\))?"
)


def _with_conf(_ctx: click.Context, _param: click.Parameter, folder: Path) -> Path:
    """Return the folder; else Sphinx would print how it failed, and not what to do."""
    if not (folder / "conf.py").is_file():
        text = f"there is no conf.py in {folder.absolute()}: name the folder that has it"
        raise click.BadParameter(text)
    return folder


@click.command
@click.argument("source", default="docs", type=_SOURCE)
@click.argument("out", default="build/html", type=_FOLDER)
@click.option(
    "--conf-dir",
    default=".",
    type=_SOURCE,
    show_default=True,
    callback=_with_conf,
    help="Folder of conf.py.",
)
@click.option(
    "--database",
    default=f"{SQLITE}build/feedback.sqlite3",
    show_default=True,
    help="Where answers are stored, as an SQLAlchemy URL.",
)
@click.option(
    "--port",
    default=8000,
    type=click.IntRange(1, 65535),
    help="Port of the site. Without this option: the first free one from 8000 up.",
)
@click.pass_context
@click.version_option(__version__, package_name="sphinx-page-feedback")
def live(  # noqa: PLR0913 (one argument an option)
    ctx: click.Context, *, source: Path, out: Path, conf_dir: Path, database: str, port: int
) -> None:
    """Show the site on this machine, rebuild it at every edit, store what its forms send.

    SOURCE is the folder of the pages (docs), OUT the folder that they are built in
    (build/html). Ctrl-C ends it.
    """
    if find_spec("sphinx_autobuild") is None:
        cause = "sphinx-autobuild is not installed, and it rebuilds the site"
        cure = "pip install sphinx-autobuild"
        raise Problem(code=Code.MISSING_PACKAGE, cause=cause, cure=cure)
    asked = ctx.get_parameter_source("port") is not ParameterSource.DEFAULT
    stop = stop_on_signals()
    # Both are held while the first build, which writes the addresses into the pages, runs.
    with (
        _hold_port(port, tries=1 if asked else PORTS_TRIED) as site,
        _hold_port(site.getsockname()[1] + 1, tries=PORTS_TRIED) as receiver,
    ):
        plan = Plan(
            source=source,
            out=out,
            conf_dir=conf_dir,
            database=database,
            port=site.getsockname()[1],
            receiver_port=receiver.getsockname()[1],
        )
        built = _build(plan, stop)
    if built:
        _run(plan, stop)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What is built and started."""

    source: Path
    out: Path
    conf_dir: Path
    database: str
    port: int
    receiver_port: int

    @property
    def site(self) -> str:
        """The address of the site."""
        return f"http://{HOST}:{self.port}/"

    @property
    def environ(self) -> dict[str, str]:
        """The environment, in which forms post to our receiver."""
        endpoint = f"http://{HOST}:{self.receiver_port}/feedback"
        overrides = {environment.SERVICE: "receiver", environment.ENDPOINT: endpoint}
        return {**os.environ, **overrides}

    @property
    def build(self) -> list[str]:
        """Options of a build; only warnings and errors are shown."""
        doctrees = self.out.with_name(f"{self.out.name}-doctrees")
        how = ["-b", "html", "-q", "-j", "auto", "-D", f"html_baseurl={self.site}"]
        return [*how, f"-c{self.conf_dir}", f"-d{doctrees}", str(self.source), str(self.out)]

    @property
    def rebuild(self) -> list[str]:
        """Options of the server that rebuilds the site."""
        conf = self.conf_dir / "conf.py"
        return ["--no-initial", f"--port={self.port}", f"--watch={conf}", *self.build]

    @property
    def serve(self) -> list[str]:
        """Options of the receiver."""
        store = [f"--manifest={self.out / 'feedback.json'}", f"--database={self.database}"]
        where = [f"--host={HOST}", f"--port={self.receiver_port}"]
        return [
            *store,
            *where,
            f"--origin={self.site[:-1]}",
            f"--origin=http://localhost:{self.port}",
        ]


def _build(plan: Plan, stop: Event) -> bool:
    click.echo(f"Building {plan.source}")
    with Child("the build", ["sphinx", *plan.build], plan.environ) as build:
        return build.succeeds(stop)


def _run(plan: Plan, stop: Event) -> None:
    """Run receiver and site until a signal comes or one of them ends."""
    if plan.database.startswith(SQLITE):
        Path(_shown(plan.database)).parent.mkdir(parents=True, exist_ok=True)
    serve = ["sphinx_page_feedback.cli", "serve", *plan.serve]
    rebuild = ["sphinx_autobuild", *plan.rebuild]
    with (
        Child("the receiver", serve, plan.environ, _heed) as receiver,
        Child("the site's server", rebuild, plan.environ, _heed) as server,
    ):
        children = (receiver, server)
        if wait(stop, children, lambda: _listens(plan.port) and _listens(plan.receiver_port)):
            click.echo(f"Site     {plan.site}\nAnswers  {_shown(plan.database)}")
            wait(stop, children)


def _heed(line: str) -> str:
    """Keep answers, warnings, errors and what changed; drop how our children introduce themselves."""
    introduction = _INTRODUCTION.search(line)
    if not introduction:
        return line
    return f"Changed  {introduction[1]}" if introduction[1] else ""


def _shown(database: str) -> str:
    """Name a database without its password."""
    if database.startswith(SQLITE):
        return database.removeprefix(SQLITE)
    from sqlalchemy import make_url  # noqa: PLC0415 (an extra that SQLite's files do without)

    return make_url(database).render_as_string(hide_password=True)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


def _hold_port(first: int, *, tries: int) -> socket.socket:
    """Listen on the first free port from ``first`` up, so that nobody takes it meanwhile."""
    trouble = "no such port"
    for port in range(first, min(first + tries, 65536)):
        try:
            held = socket.create_server((HOST, port))
        except OSError as error:
            trouble = os.strerror(error.errno or 0)
            continue
        if port != first:
            click.echo(f"Port {first} is busy: using {port}")
        return held
    cause = f"port {first} of {HOST} cannot be used ({trouble})"
    raise Problem(code=Code.PORT_BUSY, cause=cause, cure="Name a free one with --port.")
