"""What is loaded: the receiver, its server with an empty answer, and Isso."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import venv
from contextlib import closing
from typing import TYPE_CHECKING

import click
import messages
from builds import Builder
from document import ROOT, Document
from servers import Recipe, free_port

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

OURS = "the receiver"
ISSO = ("isso==0.14.0", "gunicorn==27.0.1")
_ISSO_HOME = ROOT / "build" / "bench-isso-0.14.0"
_ISSO_CONF = f"""
[general]
dbpath = {{database}}
host = {messages.SITE}/
[server]
listen = http://127.0.0.1:{{port}}/
[guard]
enabled = false
"""
"""Isso's defaults, but for the guard, which lets one address comment twice a minute."""


def receiver(folder: Path) -> Recipe:
    """Return the receiver as ``page-feedback serve`` runs it.

    Args:
        folder: An empty folder for its site and database.
    """
    builder = Builder(Document(folder, messages.PAGES), "with")
    builder.build()
    manifest, database = builder.site / "feedback.json", folder / "feedback.sqlite3"
    options = {
        "manifest": manifest,
        "database": f"sqlite:///{database}",
        "origin": messages.SITE,
        "port": (port := free_port()),
    }
    version = json.loads(manifest.read_text())["forms"]["page"]["version"]
    return Recipe(
        name=OURS,
        command=[
            *(sys.executable, "-m", "sphinx_page_feedback.cli", "serve"),
            *(f"--{name}={value}" for name, value in options.items()),
        ],
        environ={"PYTHONPATH": str(ROOT / "_ext")},
        port=port,
        request=messages.submissions(version),
        count=_counter(database, "submissions"),
    )


def empty(like: Recipe) -> Recipe:
    """Return the server of the receiver, with an application that does nothing.

    Args:
        like: The receiver; both are sent the same.
    """
    port = free_port()
    command = [sys.executable, str(ROOT / "bench" / "empty.py"), str(port)]
    return Recipe(
        name="an empty answer",
        command=command,
        environ={},
        port=port,
        request=like.request,
        stores=False,
    )


def isso(folder: Path, program: str) -> Recipe:
    """Return Isso, from its package, in an environment of its own.

    Args:
        folder: A folder to be made for its database.
        program: ``gunicorn``, as Isso's guide to deployment runs it, or ``isso`` for its own
            server, which that guide recommends for little traffic.
    """
    folder.mkdir()
    port, conf, database = free_port(), folder / "isso.cfg", folder / "comments.db"
    conf.write_text(_ISSO_CONF.format(database=database, port=port))
    arguments = {
        "gunicorn": ["-b", f"127.0.0.1:{port}", "-w", "4", "--preload", "isso.run"],
        "isso": ["-c", str(conf), "run"],
    }
    return Recipe(
        name={"gunicorn": "Isso on gunicorn", "isso": "Isso on its own server"}[program],
        command=[str(_isso_programs() / program), *arguments[program]],
        environ={"ISSO_SETTINGS": str(conf)},
        port=port,
        request=messages.comments(),
        count=_counter(database, "comments"),
    )


def _isso_programs() -> Path:
    programs = _ISSO_HOME / "bin"
    if not (programs / "gunicorn").exists():
        print(f"installing {', '.join(ISSO)}", file=sys.stderr)
        venv.create(_ISSO_HOME, with_pip=True, clear=True)
        install = [str(programs / "python"), "-m", "pip", "install", "--quiet", *ISSO]
        if subprocess.run(install, check=False).returncode:
            message = (
                "Isso cannot be installed: it needs the network, a C compiler and Python.h"
            )
            raise click.ClickException(message)
    return programs


def _counter(database: Path, table: str) -> Callable[[], int]:
    def count() -> int:
        with closing(sqlite3.connect(database)) as connection:
            found: int = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        return found

    return count
