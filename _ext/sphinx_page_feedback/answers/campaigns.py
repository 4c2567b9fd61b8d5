"""Near-identical texts: found by the sequences of words that they share, decided by a person."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

SHORTEST = 12
"""Words. Two who write "I agree." are no campaign."""
_WORDS = 4
"""Words of a sequence that counts as shared."""
_SHARED = 0.6
"""Part of the shorter text's sequences that the longer one must have.

Measured in `shared/reference/consultation.md` §2: a recall of 0.96 and more, no false group.
"""
_COMMON = 200
"""Leaders that have a sequence, beyond which it tells nothing: so the work stays linear."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, kw_only=True)
class Campaign:
    """Texts that are nearly the same.

    Attributes:
        leader: The id of the first, with which each of the others was compared.
        members: The ids of all, the leader's first.
    """

    leader: str
    members: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Variant:
    """A text of a campaign that is not word for word the leader's.

    Attributes:
        count: How many answers have it.
        parts: Its words and those of the leader's, each with ``same``, ``gone`` or ``new``.
    """

    count: int
    parts: tuple[tuple[str, str], ...]


def find_campaigns(texts: Mapping[str, str]) -> list[Campaign]:
    """Return the groups of near-identical texts, the largest first.

    Each text is compared with the first of a group and never with its other members, so that
    no chain of small differences joins what is not alike.

    Args:
        texts: By the id of the answer, in order of arrival.
    """
    leaders: dict[str, int] = {}
    members: dict[str, list[str]] = {}
    index: dict[tuple[str, ...], list[str]] = {}
    for key, text in texts.items():
        sequences = _sequences(text)
        if not sequences:
            continue
        leader = _leader_of(sequences, index, leaders)
        if leader:
            members[leader].append(key)
            continue
        leaders[key], members[key] = len(sequences), [key]
        for sequence in sequences:
            index.setdefault(sequence, []).append(key)
    groups = (Campaign(leader=key, members=tuple(those)) for key, those in members.items())
    found = [group for group in groups if len(group.members) > 1]
    return sorted(found, key=lambda group: -len(group.members))


def variants(campaign: Campaign, texts: Mapping[str, str]) -> list[Variant]:
    """Return the other texts of a campaign, each once, as differences from the leader's.

    Args:
        campaign: Of these texts.
        texts: By the id of the answer.
    """
    first = texts[campaign.leader].split()
    counts = Counter(" ".join(texts[key].split()) for key in campaign.members)
    del counts[" ".join(first)]
    return [
        Variant(count=count, parts=tuple(_difference(first, text.split())))
        for text, count in counts.most_common()
    ]


def _difference(first: list[str], second: list[str]) -> Iterator[tuple[str, str]]:
    matcher = SequenceMatcher(a=first, b=second, autojunk=False)
    for kind, start, end, other_start, other_end in matcher.get_opcodes():
        if kind == "equal":
            yield "same", " ".join(first[start:end])
        if kind in {"delete", "replace"}:
            yield "gone", " ".join(first[start:end])
        if kind in {"insert", "replace"}:
            yield "new", " ".join(second[other_start:other_end])


def _leader_of(
    sequences: set[tuple[str, ...]],
    index: Mapping[tuple[str, ...], list[str]],
    leaders: Mapping[str, int],
) -> str:
    shared: Counter[str] = Counter()
    for sequence in sequences:
        those = index.get(sequence, ())
        if len(those) <= _COMMON:
            shared.update(those)
    best, most = "", 0.0
    for key, count in shared.items():
        part = count / min(len(sequences), leaders[key])
        if part >= _SHARED and part > most:
            best, most = key, part
    return best


def _sequences(text: str) -> set[tuple[str, ...]]:
    words = _WORD.findall(text.casefold())
    if len(words) < SHORTEST:
        return set()
    return set(_windows(words))


def _windows(words: list[str]) -> Iterable[tuple[str, ...]]:
    return (tuple(words[start : start + _WORDS]) for start in range(len(words) - _WORDS + 1))
