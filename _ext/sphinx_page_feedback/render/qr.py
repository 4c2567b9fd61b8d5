"""A QR code as rows of runs, which each format draws with rules or shapes of its own."""

from __future__ import annotations

from itertools import groupby

from .qr_mask import code_rows

Rows = tuple[tuple[tuple[bool, int], ...], ...]
"""From the top; each row from the left: whether a run is dark, and its length in modules."""


def qr_rows(address: str) -> Rows:
    """Draw an address as a QR code.

    Error correction level M restores 15% of the code (ISO/IEC 18004), which is enough for
    a fold or a coffee stain; a higher level would make smaller modules.

    Args:
        address: The address, in ASCII.

    Returns:
        The rows, without the quiet zone of four modules that must be left free around them.
    """
    return tuple(
        tuple((digit == "1", len(list(run))) for digit, run in groupby(row))
        for row in code_rows(address)
    )
