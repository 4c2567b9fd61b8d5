"""One thread that writes: whatever waits shares one commit, and is answered after it."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING

from .protocol import StoreError

if TYPE_CHECKING:
    from .protocol import Outcome, Store
    from .row import Entry

MOST_WAITING = 1_000
"""Submissions; when more wait than the disk can take, the next are told to come again."""
LARGEST_BATCH = 200

_Waiting = tuple["Entry", "asyncio.Future[Outcome]"]


class Writer:
    """Stores entries for the event loop without ever blocking it.

    A disk that needs 10 ms to be sure makes 100 commits a second, whoever waits. Sharing
    them keeps the promise for each and makes the disk's pace the pace of a batch.
    """

    def __init__(self, store: Store) -> None:
        """Start the thread.

        Args:
            store: Where to write; no other thread adds to it.
        """
        self._store = store
        self._queue: SimpleQueue[_Waiting | None] = SimpleQueue()
        # A daemon: a process that is ended before it serves has nobody to call close().
        self._thread = Thread(target=self._work, name="feedback-writer", daemon=True)
        self._thread.start()

    async def add(self, entry: Entry) -> Outcome:
        """Store one entry.

        Args:
            entry: What to store.

        Returns:
            What became of it, once that survives a power cut.

        Raises:
            StoreError: It is not stored; the next try may succeed.
        """
        if self._queue.qsize() >= MOST_WAITING:
            raise StoreError
        future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._queue.put((entry, future))
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
        """Answer each of a batch, whatever happens: nobody may wait for ever."""
        running = [(entry, future) for entry, future in batch if not future.cancelled()]
        if not running:
            return
        found: list[Outcome] | Exception
        try:
            found = self._store.add([entry for entry, _ in running])
        except Exception as error:  # noqa: BLE001 (handed to those who wait)
            found = error
        futures = [future for _, future in running]
        with suppress(RuntimeError):  # the loop is closed, and with it all who waited
            futures[0].get_loop().call_soon_threadsafe(_settle, futures, found)


def _settle(futures: list[asyncio.Future[Outcome]], found: list[Outcome] | Exception) -> None:
    """Tell those who wait, in their own thread: it is woken once for a whole batch."""
    for number, future in enumerate(futures):
        if future.done():
            continue
        if isinstance(found, Exception):
            future.set_exception(found)
        else:
            future.set_result(found[number])
