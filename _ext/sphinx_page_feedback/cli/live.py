"""``page-feedback live``: the site on this machine, rebuilt at every edit, its answers stored."""

from __future__ import annotations

import os
import re
import socket
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path

import click
from click.core import ParameterSource

from .children import Child, stop_on_signals, wait
from .errors import CommandError

HOST = "127.0.0.1"
PORTS_TRIED = 100
SQLITE = "sqlite:///"
_FOLDER = click.Path(file_okay=False, path_type=Path)
_AUTOBUILD = re.compile(r"\[sphinx-autobuild\] (?:\x1b\[\d+m)*(?:Detected changes \((.+)\))?")


@click.command
@click.argument("source", default="docs", type=_FOLDER)
@click.argument("out", default="build/html", type=_FOLDER)
@click.option(
    "--conf-dir", default=".", type=_FOLDER, show_default=True, help="Folder of conf.py."
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
        raise CommandError(code="missing-package", cause=cause, cure=cure)
    asked = ctx.get_parameter_source("port") is not ParameterSource.DEFAULT
    stop = stop_on_signals()
    port = _free_port(port, tries=1 if asked else PORTS_TRIED)
    receiver_port = _free_port(port + 1, tries=PORTS_TRIED)
    site = f"http://{HOST}:{port}/"
    endpoint = f"http://{HOST}:{receiver_port}/feedback"
    build = _build_command(source, out, conf_dir, site)
    serve = _serve_command(out, database, port, receiver_port)
    rebuild = ["--no-initial", f"--port={port}", f"--watch={conf_dir / 'conf.py'}", *build]

    with ExitStack() as stack:

        def start(name: str, *command: str) -> Child:
            child = Child(name, command, {**os.environ, "FEEDBACK_ENDPOINT": endpoint}, _heed)
            stack.callback(child.stop)
            return child

        click.echo(f"Building {source}")
        if not start("the build", "sphinx", *build).succeeds(stop):
            return
        receiver = start("the receiver", "sphinx_page_feedback.cli", "serve", *serve)
        server = start("the site's server", "sphinx_autobuild", *rebuild)
        children = (receiver, server)
        if wait(stop, children, lambda: _listens(port) and _listens(receiver_port)):
            click.echo(f"Site     {site}\nAnswers  {_shown(database)}")
            wait(stop, children)


def _build_command(source: Path, out: Path, conf_dir: Path, site: str) -> list[str]:
    doctrees = out.with_name(f"{out.name}-doctrees")
    folders = ["-c", str(conf_dir), "-d", str(doctrees), str(source), str(out)]
    return ["-b", "html", "-q", "-j", "auto", "-D", f"html_baseurl={site}", *folders]


def _serve_command(out: Path, database: str, port: int, receiver_port: int) -> list[str]:
    if database.startswith(SQLITE):
        Path(database.removeprefix(SQLITE)).parent.mkdir(parents=True, exist_ok=True)
    origins = [f"--origin=http://{host}:{port}" for host in (HOST, "localhost")]
    store = [f"--manifest={out / 'feedback.json'}", f"--database={database}"]
    where = [f"--host={HOST}", f"--port={receiver_port}"]
    return [*store, *where, *origins]


def _heed(line: str) -> str:
    """Keep warnings, errors and what changed; drop the rest of what sphinx-autobuild says."""
    its_own = _AUTOBUILD.search(line)
    if not its_own:
        return line
    return f"Changed  {its_own[1]}" if its_own[1] else ""


def _shown(database: str) -> str:
    """Name a database without its password."""
    if database.startswith(SQLITE):
        return database.removeprefix(SQLITE)
    from sqlalchemy import make_url  # noqa: PLC0415 (an extra that SQLite's files do without)

    return make_url(database).render_as_string(hide_password=True)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


def _free_port(first: int, *, tries: int) -> int:
    """Return the first free port from ``first`` up, and say so if it is another."""
    trouble = "no such port"
    for port in range(first, min(first + tries, 65536)):
        try:
            _try_port(port)
        except OSError as error:
            trouble = error.strerror or str(error)
            continue
        if port != first:
            click.echo(f"Port {first} is busy: using {port}")
        return port
    cause = f"port {first} of {HOST} cannot be used ({trouble})"
    raise CommandError(code="port-busy", cause=cause, cure="Name a free one with --port.")


def _try_port(port: int) -> None:
    with socket.socket() as probe:
        # Else a connection that an earlier run left behind would count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((HOST, port))
