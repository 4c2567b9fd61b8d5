"""The codebook: read whole or told what is wrong, and written so that it is read the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sphinx_page_feedback.answers import BUILT_IN, Code, read_codebook, write_codebook
from sphinx_page_feedback.problems import Problem

if TYPE_CHECKING:
    from pathlib import Path

IDS = st.from_regex(r"[a-z][a-z0-9_]{0,20}", fullmatch=True).filter(
    lambda key: key not in {"other", "none"}
)
CODES = st.builds(
    Code,
    id=IDS,
    name=st.text(min_size=1, max_size=60),
    definition=st.text(),
    includes=st.text(),
    excludes=st.text(),
)


@settings(deadline=None)  # each is written to a disk
@given(codes=st.lists(CODES, unique_by=lambda code: code.id, max_size=5))
def test_what_was_written_is_read_the_same(
    codes: list[Code], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("codes") / "team" / "codebook.toml"
    write_codebook(path, codes)
    assert read_codebook(path) == (*codes, *BUILT_IN)


def test_without_a_file_there_are_the_built_in_codes(tmp_path: Path) -> None:
    assert read_codebook(tmp_path / "codebook.toml") == BUILT_IN


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("[[code]\n", "Expected"),
        ('[[codes]]\nid = "a"\n', '"codes" is not a key'),
        ('[[code]]\nid = "Costs"\nname = "C"\n', "id: String should match"),
        ('[[code]]\nid = "costs"\n', "name: Field required"),
        ('[[code]]\nid = "costs"\nname = "C"\ncolour = "red"\n', "colour: Extra inputs"),
        ('[[code]]\nid = "other"\nname = "O"\n', 'two codes have the id "other"'),
        ('[[code]]\nid = "a"\nname = "A"\nparent = "b"\n', 'a part of "b", which is no code'),
        ("code = 1\n", "not iterable"),
        ('code = ["a"]\n', "valid dictionary"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, text: str, cause: str) -> None:
    path = tmp_path / "codebook.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Problem) as caught:
        read_codebook(path)
    assert caught.value.code == "codebook"
    assert cause in caught.value.cause
