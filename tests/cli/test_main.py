"""Each mistake with a command has a code, a cause and a cure, on standard error."""

from __future__ import annotations

import json
import re
import socket
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import click
import pytest
from click.testing import CliRunner

from sphinx_page_feedback import __version__
from sphinx_page_feedback.cli import main

if TYPE_CHECKING:
    from pathlib import Path

COMMANDS = main.list_commands(click.Context(main))


def run(*arguments: str, **environ: str) -> Any:
    env = {"FEEDBACK_READ_TOKEN": "", "FEEDBACK_ENDPOINT": "", **environ}
    return CliRunner(env=env).invoke(main, arguments)


def test_help_lists_every_command() -> None:
    result = run("--help")
    assert result.exit_code == 0
    assert re.findall(r"^  (\w+)  +\S", result.output, re.MULTILINE) == COMMANDS
    assert {"live", "pull", "serve"} <= set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_explains_itself(command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert result.output.startswith(f"Usage: page-feedback {command} [OPTIONS]")


def test_the_version_is_the_packages() -> None:
    assert run("--version").output == f"page-feedback, version {__version__}\n"


@pytest.fixture
def manifest(tmp_path: Path) -> str:
    service = {"name": "receiver", "endpoint": "/feedback"}
    data: dict[str, Any] = {"base_url": "", "forms": {}, "pages": {}, "service": service}
    path = tmp_path / "feedback.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    path.with_name("form.json").write_text(
        json.dumps({"service": {"name": "form", "endpoint": "https://forms.example.org/"}})
    )
    path.with_name("odd.json").write_text(json.dumps({"service": {"name": "odd"}}))
    path.with_name("broken.json").write_text("{")
    return str(path)


WRONG_USE = [
    ["nonsense"],
    ["serve", "--nonsense"],
    ["serve", "--port", "70000"],
    ["serve", "--manifest", "a.json", "--manifest", "b.json"],
    ["pull", "--to", "a.csv", "--to", "b.csv"],
    ["pull"],
    ["pull", "--to", "answers.xls"],
]


@pytest.mark.parametrize("arguments", WRONG_USE)
def test_wrong_use_ends_with_2(arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert re.fullmatch(
        r"error\[usage\]: .+\ncure: See page-feedback.* --help\.\n", result.stderr, re.DOTALL
    )


PROBLEMS = {
    "manifest-missing": ["serve", "--manifest", "{folder}/no.json"],
    "manifest-broken": ["serve", "--manifest", "{folder}/broken.json"],
    "database-unreachable": [
        "serve",
        "--manifest",
        "{m}",
        "--database",
        "sqlite:////no/such/f",
    ],
    "database-driver": ["serve", "--manifest", "{m}", "--database", "feedback.sqlite3"],
    "database-unsafe": ["serve", "--manifest", "{m}", "--database", "sqlite://"],
    "origin": ["serve", "--manifest", "{m}", "--origin", "docs.example.org"],
    "pull-manifest": ["pull", "--manifest", "{folder}/odd.json", "--to", "{folder}/x.csv"],
    "pull-token": ["pull", "--endpoint", "http://localhost:1/", "--to", "{folder}/x.csv"],
    "pull-endpoint": ["pull", "--endpoint", "http://example.org/", "--to", "{folder}/x.csv"],
    "pull-file": ["pull", "--endpoint", "http://localhost:1/", "--to", "{folder}/no/x.csv"],
    "pull-service": ["pull", "--manifest", "{folder}/form.json", "--to", "{folder}/x.csv"],
}


@pytest.mark.parametrize("code", PROBLEMS)
def test_a_problem_ends_with_1(code: str, manifest: str, tmp_path: Path) -> None:
    """And leaves no file behind."""
    before = sorted(tmp_path.iterdir())
    given = [argument.format(m=manifest, folder=tmp_path) for argument in PROBLEMS[code]]
    result = run(*given, "--port=0") if given[0] == "serve" else run(*given)
    assert result.exit_code == 1
    assert re.fullmatch(rf"error\[{code}\]: .+\ncure: .+\.\n", result.stderr, re.DOTALL)
    assert result.stdout == ""
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("feedback.json", "pull-endpoint"),
        ("odd.json", "pull-manifest"),
        ("broken.json", "manifest-broken"),
        ("no.json", "manifest-missing"),
    ],
)
def test_pull_says_why_a_manifest_does_not_help(
    name: str, code: str, manifest: str, tmp_path: Path
) -> None:
    """A path without a site, an unknown service, no JSON, no file."""
    del manifest
    result = run("pull", "--manifest", str(tmp_path / name), "--to", str(tmp_path / "x.csv"))
    assert result.exit_code == 1
    assert result.stderr.startswith(f"error[{code}]: ")


def test_a_short_token_is_refused(manifest: str) -> None:
    result = run("serve", "--manifest", manifest, FEEDBACK_READ_TOKEN="short")
    assert result.exit_code == 1
    assert result.stderr.startswith("error[read-token-short]: ")


def test_a_busy_port_is_reported(manifest: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = run("serve", "--manifest", manifest, "--port", port)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"error[port-busy]: port {port} of 127.0.0.1 is in use\n")


@pytest.mark.parametrize("host", ["203.0.113.9", "no-such-host.invalid"])
def test_an_address_of_another_machine_is_not_called_a_busy_port(
    manifest: str, host: str
) -> None:
    result = run("serve", "--manifest", manifest, "--host", host, "--port", "0")
    assert result.exit_code == 1
    assert f"error[cannot-listen]: {host} is no address of this machine" in result.stderr
    assert "--host" in result.stderr


def test_a_missing_extra_says_how_to_get_it() -> None:
    """A project that only builds a site has none of the receiver's packages."""
    program = (
        "import sys; sys.modules['starlette'] = None; sys.argv = ['page-feedback', 'serve'];"
        "from sphinx_page_feedback.cli import main; main()"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert result.returncode == 1
    assert result.stderr.startswith("error[missing-package]: the Python package starlette")
    assert 'cure: pip install "sphinx-page-feedback[receiver]"' in result.stderr


def test_help_needs_no_extra() -> None:
    """Nor does it load Sphinx, or what a command would need."""
    program = (
        "import sys; from sphinx_page_feedback.cli import main; main(['--help'], "
        "standalone_mode=False); print(sorted({'sphinx', 'starlette', 'requests'} & set(sys.modules)))"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert result.stdout.endswith("[]\n")
