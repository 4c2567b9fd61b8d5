"""The thread that writes: rows that wait share one commit, and are answered after it."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING

from .protocol import StoreError, cause_of

if TYPE_CHECKING:
    from .protocol import AddResult, Store
    from .row import Row

_LOG = logging.getLogger(__name__)  # to the terminal, where nothing else is set up
MOST_WAITING = 1_000
"""Submissions; when more wait than the disk can take, the next get 503."""
LARGEST_BATCH = 200

_Waiting = tuple["Row", "asyncio.Future[AddResult]"]


class Writer:
    """Stores rows for the event loop without ever blocking it.

    A disk that needs 10 ms to flush makes 100 commits a second. Rows that share a commit are
    stored at the pace of batches, and each is still on the disk before its reply.
    """

    def __init__(self, store: Store) -> None:
        """Start the thread.

        Args:
            store: Where to write; no other thread adds to it.
        """
        self._store = store
        # Unbounded, so that put never blocks the event loop; add() keeps the limit.
        self._queue: SimpleQueue[_Waiting | None] = SimpleQueue()
        # A daemon: a process that ends before it serves never calls close().
        self._thread = Thread(target=self._work, name="feedback-writer", daemon=True)
        self._thread.start()

    async def add(self, row: Row) -> AddResult:
        """Store one row.

        Args:
            row: What to store.

        Returns:
            What adding it did, once that survives a power cut.

        Raises:
            StoreError: It is not stored; the next try may succeed.
            UncertainCommitError: It may be stored or not.
        """
        if self._queue.qsize() >= MOST_WAITING:
            raise StoreError
        future: asyncio.Future[AddResult] = asyncio.get_running_loop().create_future()
        self._queue.put((row, future))
        return await future

    def close(self) -> None:
        """Store what waits, and end the thread. Blocks."""
        self._queue.put(None)
        self._thread.join()

    def _work(self) -> None:
        while (first := self._queue.get()) is not None:
            batch, ended = self._fill([first])
            self._write(batch)
            if ended:
                return

    def _fill(self, batch: list[_Waiting]) -> tuple[list[_Waiting], bool]:
        """Add what waits already; return whether the end was among it."""
        while len(batch) < LARGEST_BATCH:
            try:
                waiting = self._queue.get_nowait()
            except Empty:
                break
            if waiting is None:
                return batch, True
            batch.append(waiting)
        return batch, False

    def _write(self, batch: list[_Waiting]) -> None:
        """Store a batch and settle each future, with an exception if need be."""
        waiting = [(row, future) for row, future in batch if not future.cancelled()]
        if not waiting:
            return
        results: list[AddResult] | Exception
        try:
            results = self._store.add([row for row, _ in waiting])
        except Exception as error:  # noqa: BLE001 (handed to the requests that wait)
            results = error
            _LOG.error(
                "submissions not confirmed: %d; cause: %s", len(waiting), cause_of(error)
            )
        futures = [future for _, future in waiting]
        with suppress(RuntimeError):  # the loop is closed, and with it every request
            # A future of asyncio may be settled in the thread of its loop only.
            futures[0].get_loop().call_soon_threadsafe(_settle, futures, results)


def _settle(
    futures: list[asyncio.Future[AddResult]], results: list[AddResult] | Exception
) -> None:
    """Settle futures in their own thread, which is woken once for a whole batch."""
    for number, future in enumerate(futures):
        if future.done():
            continue
        if isinstance(results, Exception):
            future.set_exception(results)
        else:
            future.set_result(results[number])
