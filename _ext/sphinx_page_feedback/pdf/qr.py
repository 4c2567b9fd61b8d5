"""QR codes as rows of runs, which each format draws with rules or shapes of its own.

The mask is chosen here: segno takes three times as long. A code is one long integer, a row
after the other and a gap after each, so that one operation looks at all modules at once.
"""

from __future__ import annotations

from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import segno


_GAP = 4
"""Light modules after each row: patterns do not reach into the next one."""
_MASKS = 8
_DIGITS = bytes.maketrans(b"\0\1", b"01")

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


def code_rows(address: str) -> list[str]:
    """Return the modules of a code, with the mask of the fewest penalty points.

    Args:
        address: The address, in ASCII.

    Returns:
        Its rows from the top, in ``1`` for dark and ``0``.
    """
    code = _code(address, mask=0)
    side = len(code.matrix)
    first = _pack(code.matrix)
    choices = [first ^ change for change in _changes(int(code.version))]
    best = min(choices, key=lambda dark: penalty(dark, side))
    stride = side + _GAP
    digits = format(best, f"0{stride * side}b")
    return [digits[start : start + side] for start in range(0, stride * side, stride)]


def penalty(dark: int, side: int) -> int:
    """Count the penalty points of ISO/IEC 18004:2015, 7.8.3.1.

    Args:
        dark: The dark modules, as ``_pack`` returns them.
        side: The side of the code, in modules.
    """
    stride = side + _GAP
    light = _pack((b"\1" * side,) * side) ^ dark
    pairs = [(colour & colour >> 1) for colour in (dark, light)]
    squares = sum((pair & pair >> stride).bit_count() for pair in pairs)
    uneven = abs(dark.bit_count() / side**2 - 0.5)
    lines = sum(_runs(dark, step) + _runs(light, step) for step in (1, stride))
    finders = sum(_finders(dark, light, step) for step in (1, stride))
    return lines + 3 * squares + 40 * finders + 10 * int(uneven * 20)


def _runs(colour: int, step: int) -> int:
    """Return three points for each run of five modules in a line, and one for each more."""
    two = colour & colour >> step
    five = two & two >> 2 * step & colour >> 4 * step
    return five.bit_count() + 2 * (five & ~(five >> step)).bit_count()


def _finders(dark: int, light: int, step: int) -> int:
    """Count what looks like a finder: 1011101, with four light modules before or after."""
    ends = dark & light >> step & dark >> 2 * step
    core = ends & ends >> 4 * step & dark >> 3 * step
    before = dark << step | dark << 2 * step | dark << 3 * step | dark << 4 * step
    after = dark >> 7 * step | dark >> 8 * step | dark >> 9 * step | dark >> 10 * step
    return (core & ~(before & after)).bit_count()


@cache
def _changes(version: int) -> tuple[int, ...]:
    """Return what each mask changes in a code of a size; it is the same for all contents."""
    codes = [_pack(_code("0", mask=mask, version=version).matrix) for mask in range(_MASKS)]
    return tuple(code ^ codes[0] for code in codes)


def _code(address: str, mask: int, version: int | None = None) -> segno.QRCode:
    import segno  # noqa: PLC0415 (only a book draws codes)

    return segno.make_qr(address, error="m", boost_error=False, mask=mask, version=version)


def _pack(rows: tuple[bytes | bytearray, ...]) -> int:
    gap = bytes(_GAP)
    return int(b"".join(bytes(row) + gap for row in rows).translate(_DIGITS), 2)
