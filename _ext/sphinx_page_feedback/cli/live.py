"""``page-feedback live``: the site on this machine, rebuilt at every edit, its answers stored."""

from __future__ import annotations

import errno
import os
import re
import socket
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from sphinx_page_feedback import __version__
from sphinx_page_feedback.problems import Code, Problem

from .processes import Process, stop_on_signals, wait
from .session import (
    HOST,
    Session,
    database_file,
    default_database,
    make_answers_folder,
    one_at_a_time,
)

if TYPE_CHECKING:
    from threading import Event

_PORTS_TRIED = 100
_FOLDER = click.Path(file_okay=False, path_type=Path)
_SOURCE = click.Path(exists=True, file_okay=False, path_type=Path)
_INTRODUCTION = re.compile(
    r"^Receiver http|\[sphinx-autobuild\] (?:\x1b\[\d+m)*(?:Detected changes \((.+)\))?"
)
"""Lines in which the processes introduce themselves, and one that names edited files."""


def _require_conf(_ctx: click.Context, _param: click.Parameter, folder: Path) -> Path:
    """Return a folder that has a ``conf.py``; Sphinx's own message has no cure."""
    if not (folder / "conf.py").is_file():
        text = f"there is no conf.py in {folder.absolute()}: name the folder that has it"
        raise click.BadParameter(text)
    return folder


@click.command
@click.argument("source", default="docs", type=_SOURCE)
@click.argument("out", default="build/live", type=_FOLDER)
@click.option(
    "--conf-dir",
    default=".",
    type=_SOURCE,
    show_default=True,
    callback=_require_conf,
    help="Folder of conf.py.",
)
@click.option(
    "--database",
    help="Where answers are stored, as an SQLAlchemy URL. Without this option: "
    "answers/feedback.sqlite3, or beside SOURCE where that would be below it.",
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
    ctx: click.Context,
    *,
    source: Path,
    out: Path,
    conf_dir: Path,
    database: str | None,
    port: int,
) -> None:
    """Show the site on this machine, rebuild it at every edit, store what its forms send.

    SOURCE is the folder of the pages (docs), OUT the folder that they are built in
    (build/live). Ctrl-C ends it.
    """
    # Asked before the first build, which may take minutes, and not after it.
    if find_spec("sphinx_autobuild") is None:
        cause = "sphinx-autobuild is not installed, and it rebuilds the site"
        raise Problem(Code.MISSING_PACKAGE, cause, "pip install sphinx-autobuild")
    database = database or default_database(source)
    file = database_file(database)
    if file and file.resolve().is_relative_to(out.resolve()):
        text = f"{file} is in {out}, so the answers would be published with the site"
        raise click.BadParameter(text, param_hint="--database")
    # Only the default may give way: a port that was named may be noted elsewhere.
    named = ctx.get_parameter_source("port") is not ParameterSource.DEFAULT
    stop = stop_on_signals()
    with one_at_a_time(out):
        # Both are held while the first build, which writes the addresses into pages, runs.
        with (
            _reserve_port(port, tries=1 if named else _PORTS_TRIED) as site,
            _reserve_port(site.getsockname()[1] + 1, tries=_PORTS_TRIED) as receiver,
        ):
            session = Session(
                source=source,
                out=out,
                conf_dir=conf_dir,
                database=database,
                port=site.getsockname()[1],
                receiver_port=receiver.getsockname()[1],
            )
            built = _build(session, stop)
        # The ports are released by now, and the two servers bind them.
        if built:
            _run(session, stop)


def _build(session: Session, stop: Event) -> bool:
    """Build the site; return whether it was not stopped on the way."""
    click.echo(f"Building {session.source}")
    with Process("the build", ["sphinx", *session.build], session.environ) as build:
        ended = wait(stop, until=lambda: build.status is not None)
        if ended and build.status:
            raise build.end_problem()
        return ended


def _run(session: Session, stop: Event) -> None:
    """Run receiver and site until a signal comes or one of them ends."""
    if file := database_file(session.database):
        make_answers_folder(file)
    serve = ["sphinx_page_feedback.cli", "serve", *session.serve]
    rebuild = ["sphinx_autobuild", *session.rebuild]
    with (
        Process("the receiver", serve, session.environ, _shorten) as receiver,
        Process("the site's server", rebuild, session.environ, _shorten) as server,
    ):
        processes = (receiver, server)
        ports = (session.port, session.receiver_port)
        # An address is printed only when it can be opened.
        if wait(stop, processes, lambda: all(map(_listens, ports))):
            click.echo(f"Site     {session.site}")
            click.echo(f"Answers  {_without_password(session.database)}")
            click.echo(f"Table    {session.table_command}")
            wait(stop, processes)


def _shorten(line: str) -> str:
    """Keep answers, warnings, errors and edited files; drop introductions."""
    introduction = _INTRODUCTION.search(line)
    if not introduction:
        return line
    return f"Changed  {introduction[1]}" if introduction[1] else ""


def _without_password(database: str) -> str:
    if file := database_file(database):
        return str(file)
    from sqlalchemy import make_url  # noqa: PLC0415 (an extra that SQLite's files do without)

    return make_url(database).render_as_string(hide_password=True)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


def _reserve_port(first: int, *, tries: int) -> socket.socket:
    """Listen on the first free port from ``first`` up, so that no other program takes it."""
    number = errno.EADDRINUSE
    for port in range(first, min(first + tries, 65536)):
        try:
            listener = socket.create_server((HOST, port))
        except OSError as error:
            number = error.errno or 0
            continue
        if port != first:
            click.echo(f"Port {first} is busy: using {port}")
        return listener
    cause = f"port {first} of {HOST} cannot be used ({os.strerror(number)})"
    if number == errno.EADDRINUSE:
        raise Problem(Code.PORT_BUSY, cause, "Name a free one with --port.")
    # Mostly EACCES: Linux keeps the ports below 1024 for root.
    raise Problem(Code.CANNOT_LISTEN, cause, "Name one from 1024 up with --port.")
