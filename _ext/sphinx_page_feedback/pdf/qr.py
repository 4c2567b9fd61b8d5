"""QR codes as rows of runs, which each format draws with shapes of its own."""

from __future__ import annotations

from itertools import groupby

Rows = tuple[tuple[tuple[bool, int], ...], ...]
"""From the top; each row from the left: whether a run is dark, and its length in modules."""
_MASK = 2
"""Of the eight masks; to compare them all, segno takes four times as long (decision 50)."""


def qr_rows(address: str) -> Rows:
    """Return an address as a QR code.

    Error correction level M restores 15% of the code (ISO/IEC 18004), which is enough for
    a fold or a coffee stain; a higher level would make smaller modules.

    Args:
        address: The address, in ASCII.

    Returns:
        The rows, without the quiet zone of four modules that must be left free around them.
    """
    import segno  # noqa: PLC0415 (only a book draws codes)

    code = segno.make_qr(address, error="m", boost_error=False, mask=_MASK)
    return tuple(
        tuple((bool(module), len(list(run))) for module, run in groupby(row))
        for row in code.matrix
    )
