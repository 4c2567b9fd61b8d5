"""The receiver's server with an application that reads a request and answers with nothing."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import uvicorn
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

if TYPE_CHECKING:
    from starlette.requests import Request


async def answer(request: Request) -> Response:
    """Read the body, and say 201."""
    await request.body()
    return Response(status_code=201)


def main(port: int) -> None:
    """Serve until told to stop.

    Args:
        port: Where to listen on this machine.
    """
    app = Starlette(routes=[Route("/feedback", answer, methods=["POST"])])
    uvicorn.run(
        app,
        port=port,
        access_log=False,
        log_config=None,
        proxy_headers=False,
        server_header=False,
    )


if __name__ == "__main__":
    main(int(sys.argv[1]))
