"""The server of the review, which listens on this machine alone."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import uvicorn

from sphinx_page_feedback.problems import Code, Problem

from .app import create_app
from .desk import Desk
from .guard import Keys

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sphinx_page_feedback.answers import Review
    from sphinx_page_feedback.manifest.read import Manifest


def run_review(  # noqa: PLR0913 (what the command was given)
    review: Review,
    *,
    person: str,
    codebook: Path,
    manifest: Manifest,
    port: int,
    on_ready: Callable[[str], None],
) -> None:
    """Serve the review until Ctrl-C.

    Args:
        review: The answers and the log.
        person: Who works here.
        codebook: The file of the codes.
        manifest: Of the site, for the addresses of its pages.
        port: The port; 0 takes any free one.
        on_ready: Called with the address, which opens the review once.

    Raises:
        Problem: The port is in use.
    """
    keys = Keys()
    desk = Desk(review=review, person=person, codebook=codebook, manifest=manifest, keys=keys)
    listener = socket.socket()
    with listener:
        try:
            listener.bind(("127.0.0.1", port))
        except OSError as error:
            cause = f"port {port} cannot be used: {error.strerror}"
            raise Problem(Code.PORT_BUSY, cause, "Choose another with --port.") from error
        config = uvicorn.Config(
            create_app(desk), access_log=False, log_level="warning", server_header=False
        )
        listener.listen()
        on_ready(f"http://127.0.0.1:{listener.getsockname()[1]}/?token={keys.token}")
        uvicorn.Server(config).run(sockets=[listener])
