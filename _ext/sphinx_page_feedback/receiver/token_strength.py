"""How hard a token is to guess, as far as that can be seen."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from math import log2

SHORTEST_TOKEN = 32
"""Characters: 32 of base64 hold 192 bits, more than the 128 that ASVS 11.5.1 asks for."""
_LEAST_ENTROPY = 80.0
"""Bits, counted over the characters of the token. The least among 200,000 random tokens of 32
hexadecimal digits has 89; 32 characters of five kinds have 74 at most."""
_MOST_STEPS = 0.5
"""Share of neighbours that follow each other in the alphabet; one in ten at random."""


def is_guessable(token: str) -> bool:
    """Return whether a token has low variety, repeats itself or counts up or down.

    Args:
        token: One that is long enough.
    """
    counts = Counter(token)
    entropy = -sum(count * log2(count / len(token)) for count in counts.values())
    # A text made of whole copies occurs inside its double; the second test finds a last copy
    # that is cut short.
    repeats = token in (token + token)[1:-1] or any(
        token.startswith(token[period:]) for period in range(1, len(token) // 2 + 1)
    )
    steps = sum(abs(ord(first) - ord(second)) == 1 for first, second in pairwise(token))
    return entropy < _LEAST_ENTROPY or repeats or steps > _MOST_STEPS * len(token)
