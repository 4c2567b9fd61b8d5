"""``page-feedback serve``: the receiver."""

from __future__ import annotations

import os
from contextlib import suppress
from functools import partial
from pathlib import Path

import click

from sphinx_page_feedback import __version__, environment

from .stored import load_receiver


@click.command
@click.option(
    "--manifest",
    default="build/html/feedback.json",
    type=click.Path(path_type=Path),
    show_default=True,
    help="The feedback.json of the site; read again when it changes.",
)
@click.option(
    "--database",
    default="sqlite:///feedback.sqlite3",
    show_default=True,
    help="Where to store answers, as an SQLAlchemy URL.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    default=8001,
    type=click.IntRange(0, 65535),
    show_default=True,
    help="Port to listen on; 0 takes any free one.",
)
@click.option(
    "--origin",
    "origins",
    multiple=True,
    help="Origin whose pages may send, besides the manifest's base_url; may be repeated. "
    'A "*" stands for one label of the host; "null" for pages opened from disk.',
)
@click.option(
    "--allowed-host",
    "hosts",
    multiple=True,
    metavar="HOST",
    help='Host that requests may be sent to, with "*." for any below one; may be repeated. '
    "Without it, any.",
)
@click.option(
    "--rate",
    default=600,
    show_default=True,
    type=click.IntRange(0),
    help="How many new submissions one network may send in ten minutes; 0 for any number.",
)
@click.option(
    "--trust-proxy",
    "proxies",
    multiple=True,
    metavar="ADDRESS",
    help="A proxy whose X-Forwarded-For says who sends: an IP address or a network; may be "
    "repeated.",
)
@click.option("--quiet", is_flag=True, help="Print nothing for each stored submission.")
@click.version_option(__version__, package_name="sphinx-page-feedback")
def serve(  # noqa: PLR0913 (one argument an option)
    *,
    manifest: Path,
    database: str,
    host: str,
    port: int,
    origins: tuple[str, ...],
    hosts: tuple[str, ...],
    rate: int,
    proxies: tuple[str, ...],
    quiet: bool,
) -> None:
    """Run the receiver until Ctrl-C or SIGTERM.

    To read back what is stored, set the environment variable FEEDBACK_READ_TOKEN to a secret
    of 32 characters or more. page-feedback pull needs the same one.
    """
    receiver = load_receiver()
    settings = receiver.ReceiverSettings(
        manifest=manifest,
        database=database,
        origins=tuple(receiver.read_origin(origin) for origin in origins),
        allowed_hosts=hosts,
        rate=rate,
        proxies=tuple(receiver.read_network(proxy) for proxy in proxies),
        # No option: other users of the machine can read command lines.
        read_token=os.environ.get(environment.READ_TOKEN, ""),
        announce=partial(_say, quiet=quiet),
        warn=partial(_say, err=True),
    )

    def on_ready(address: str) -> None:
        _say(f"Receiver {address}/feedback")
        if rate and not proxies:
            _say(
                "Senders at a private address are not counted. If a proxy is before the receiver, "
                "name it with --trust-proxy.",
                quiet=quiet,
            )

    receiver.run(settings, host, port, on_ready)


def _say(line: str, *, quiet: bool = False, err: bool = False) -> None:
    """Print a line; a closed terminal is no reason to stop storing."""
    with suppress(OSError):
        if not quiet:
            click.echo(line, err=err)
