"""A service that does not give its list: what is waited for, and what is told."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import hosted
import pytest
from pulling import KEY, READABLE, faltering, manifest, pull, run_pull, waiting
from standin import Reply, Request, running

if TYPE_CHECKING:
    from pathlib import Path


def test_a_wrong_key_is_refused_in_words_that_do_not_repeat_it(tmp_path: Path) -> None:
    class Strict(hosted.Formspark):
        def read(self, request: Request) -> Reply:
            del request
            return Reply(status=401)

    with running(Strict()) as standin:
        done = pull(tmp_path, standin)
    assert "does not accept the key in FORMSPARK_API_KEY" in done.said
    assert KEY not in done.said


@pytest.mark.parametrize("name", READABLE)
def test_without_a_key_it_says_which_variable_to_set(name: str, tmp_path: Path) -> None:
    path = manifest(tmp_path / "feedback.json", name, "https://x.example.org/f")
    to = str(tmp_path / "x.csv")
    result = run_pull("--manifest", str(path), "--to", to, **{READABLE[name].variable: ""})
    assert result.exit_code == 1
    assert f"{READABLE[name].variable} is not set" in result.stderr
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("reply", "code", "words"),
    [
        (Reply(status=301, headers={"Location": "https://other.example/x?secret=1"}),
         "pull-refused", "sends us on to https://other.example, another host"),
        (Reply(status=403, headers={"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "9e9"}),
         "pull-unreachable", "minutes of peace"),
        (Reply(status=403), "pull-refused", "does not accept the key in GITHUB_TOKEN"),
        (Reply(status=404), "pull-refused", "has no such list of submissions"),
        (Reply(status=410), "pull-refused", "HTTP status 410"),
        (Reply(body="<h1>no</h1>"), "pull-refused", "is not JSON"),
        (Reply(body={"message": "no", "items": [1]}), "pull-refused", "not a list of submissions"),
        (Reply(body=[1, 2]), "pull-refused", "not a list of submissions"),
        (Reply(body=[], headers={"Link": '<https://other.example/x>; rel="next"'}),
         "pull-refused", "sends us on to https://other.example, another host"),
    ],
)  # fmt: skip
def test_each_refusal_says_what_it_is(
    reply: Reply, code: str, words: str, tmp_path: Path
) -> None:
    standin = faltering(hosted.GitHub, 0, *[reply] * 5)
    with running(standin):
        done = pull(tmp_path, standin, "github")
    assert done.status == 1
    assert f"error[{code}]" in done.said
    said = " ".join(done.said.split())
    assert words in said
    assert KEY not in said
    assert "secret" not in said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["feedback.json"]


def test_a_refusal_with_a_status_of_200_is_no_empty_list(tmp_path: Path) -> None:
    """FormSubmit answers so to a wrong key, and a Sheet to a wrong secret."""
    for name in ("formsubmit", "apps-script"):
        standin = READABLE[name].standin()
        with running(standin):
            done = pull(tmp_path, standin, name, key="wrong-12345678")
        assert done.status == 1
        assert f"See that {READABLE[name].variable} holds the right key" in done.said
        assert not done.path.exists()


def test_reading_waits_as_long_as_it_is_told() -> None:
    """``Retry-After`` is a minimum; what asks for more than ten minutes ends the call."""
    busy = Reply(status=429, headers={"Retry-After": "37"})
    assert waiting("formspark", faltering(hosted.Formspark, 0, busy)) == [37.0]


def test_a_breakdown_is_not_waited_for_as_a_limit_is() -> None:
    """GitHub names the moment in every reply, also where there are calls left."""
    headers = {"X-RateLimit-Remaining": "4999", "X-RateLimit-Reset": str(time.time() + 3_000)}
    broken = Reply(status=502, headers=headers)
    assert waiting("github", faltering(hosted.GitHub, 0, broken)) == [1.0]


def test_reading_waits_until_the_moment_that_github_names() -> None:
    """Its 403 for too many calls has no ``Retry-After``."""
    at_once = str(time.time() + 37)
    limit = Reply(
        status=403, headers={"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": at_once}
    )
    waited = waiting("github", faltering(hosted.GitHub, 0, limit))
    assert len(waited) == 1
    assert 30 < waited[0] <= 37
