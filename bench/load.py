"""Sends requests over a fixed number of connections, each as soon as the last was answered."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST_WAIT = 30
"""Seconds for the last replies, when no more requests are sent."""
_END_OF_HEAD = b"\r\n\r\n"
_CREATED = b"201"


@dataclass(kw_only=True)
class Load:
    """What became of the requests.

    Attributes:
        connections: How many were open at a time.
        seconds: How long requests were counted, after the time to warm up.
        stored: How many were answered with 201, those sent to warm up included.
        latencies: Seconds that each counted reply took.
        busy: The share of one processor that sending and receiving took.
    """

    connections: int
    seconds: float
    stored: int = 0
    latencies: list[float] = field(default_factory=list)
    busy: float = 0.0

    @property
    def rate(self) -> float:
        """Replies a second."""
        return len(self.latencies) / self.seconds

    def latency(self, share: float) -> float:
        """Return the milliseconds within which a share of the replies came."""
        ordered = sorted(self.latencies)
        return 1_000 * ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def send_load(
    port: int, make: Callable[[], bytes], connections: int, seconds: float, warm_up: float = 1.0
) -> Load:
    """Keep a server on this machine busy.

    Args:
        port: Where it listens.
        make: Returns one more request, whole.
        connections: How many to keep open.
        seconds: How long to count.
        warm_up: Seconds of load before that.

    Raises:
        RuntimeError: A reply was not 201, or none came.
    """
    load = Load(connections=connections, seconds=seconds)
    asyncio.run(_send(load, port, make, warm_up))
    return load


async def _send(load: Load, port: int, make: Callable[[], bytes], warm_up: float) -> None:
    begin = time.perf_counter() + warm_up
    clients = [_keep_sending(load, port, make, begin) for _ in range(load.connections)]
    busy = time.process_time()
    async with asyncio.timeout(warm_up + load.seconds + LONGEST_WAIT):
        await asyncio.gather(*clients)
    load.busy = (time.process_time() - busy) / (warm_up + load.seconds)


async def _keep_sending(load: Load, port: int, make: Callable[[], bytes], begin: float) -> None:
    connection = Connection(port)
    end = begin + load.seconds
    while (sent := time.perf_counter()) < end:
        status = await connection.exchange(make())
        got = time.perf_counter()
        if status != _CREATED:
            message = f"a request was answered with {status.decode()!r}"
            raise RuntimeError(message)
        load.stored += 1
        if begin <= got < end:
            load.latencies.append(got - sent)
    connection.close()


class Connection(asyncio.Protocol):
    """Sends one request at a time; connects again where the server hangs up in between."""

    def __init__(self, port: int) -> None:
        """Connect at the first request.

        Args:
            port: Of a server on this machine.
        """
        self._port = port
        self._transport: asyncio.WriteTransport | None = None
        self._reply: asyncio.Future[bytes] | None = None
        self._got = b""

    async def exchange(self, request: bytes) -> bytes:
        """Send a request and return the status of the reply, three digits."""
        loop = asyncio.get_running_loop()
        if self._transport is None or self._transport.is_closing():
            await loop.create_connection(lambda: self, "127.0.0.1", self._port)
        self._got = b""
        self._reply = loop.create_future()
        if self._transport is None:
            message = "no connection"
            raise RuntimeError(message)
        self._transport.write(request)
        return await self._reply

    def close(self) -> None:
        """Hang up."""
        if self._transport:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep what to write to."""
        if isinstance(transport, asyncio.WriteTransport):
            self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Collect a reply; answer whoever waits for it once it is whole."""
        self._got += data
        head, end, body = self._got.partition(_END_OF_HEAD)
        if not end or self._reply is None or self._reply.done():
            return
        fields = _fields(head)
        length = fields.get(b"content-length")
        if length is None or len(body) < int(length):
            return
        if fields.get(b"connection") == b"close":
            self.close()
        self._reply.set_result(head[9:12])

    def connection_lost(self, exc: Exception | None) -> None:
        """End a reply that the server ends by hanging up."""
        self._transport = None
        if self._reply and not self._reply.done():
            if _END_OF_HEAD in self._got and exc is None:
                self._reply.set_result(self._got[9:12])
            else:
                self._reply.set_exception(exc or ConnectionResetError("no reply"))


def _fields(head: bytes) -> dict[bytes, bytes]:
    lines = (line.partition(b":") for line in head.lower().split(b"\r\n")[1:])
    return {name: value.strip() for name, _, value in lines}
