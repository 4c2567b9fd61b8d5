"""The documentation names every option, code and command there is, and none that is not."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest
from click.testing import CliRunner

from sphinx_page_feedback import __version__, environment
from sphinx_page_feedback.cli import main
from sphinx_page_feedback.model import Field, Form
from sphinx_page_feedback.options import PREFIX, Options
from sphinx_page_feedback.problems import Code

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
REFERENCE = ROOT / "docs" / "reference"
OTHER_NAMES = {"feedback_form", "feedback_schema", "feedback_setup"}
"""An id, a table of the receiver, a value of Sphinx's; all other names are options."""


def text_of(name: str) -> str:
    """Return a page of the reference."""
    return (REFERENCE / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "name",
    [
        *(PREFIX + name for name in Options.model_fields),
        environment.ENDPOINT,
        environment.PREVIEW,
    ],
)
def test_every_option_is_documented(name: str) -> None:
    assert re.search(rf"^`{name}`$", text_of("configuration.md"), re.MULTILINE)


def test_no_option_is_documented_that_does_not_exist() -> None:
    pages = "".join(page.read_text(encoding="utf-8") for page in (ROOT / "docs").rglob("*.md"))
    named = set(re.findall(r"\bfeedback_[a-z_]+\b", pages)) - OTHER_NAMES
    assert named <= {PREFIX + name for name in Options.model_fields}


@pytest.mark.parametrize("code", Code)
def test_every_code_has_a_heading_on_the_error_page(code: Code) -> None:
    assert f"\n### {code}\n" in text_of("errors.md")


def commands(group: click.Group) -> Iterator[tuple[str, click.Command]]:
    """Yield each command of a group and of its groups, with its name."""
    for name in group.list_commands(click.Context(group)):
        command = group.get_command(click.Context(group), name)
        assert command is not None
        if isinstance(command, click.Group):
            # A hidden one is what the group does where a file stands in a command's place.
            for inner, one in commands(command):
                yield name if one.hidden else f"{name} {inner}", one
        else:
            yield name, command


COMMANDS = dict(commands(main))


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_and_each_of_its_options_is_documented(name: str) -> None:
    command = COMMANDS[name]
    section = re.search(
        rf"^## `page-feedback {name}`$(.*?)(?=^## |\Z)",
        text_of("commands.md"),
        re.MULTILINE | re.DOTALL,
    )
    assert section is not None
    options = [
        option
        for param in command.params
        for option in param.opts
        if option.startswith("--") and option != "--version"
    ]
    assert [option for option in options if f"`{option}" not in section[1]] == []


def test_every_key_of_a_form_file_is_documented() -> None:
    page = text_of("form-files.md")
    types = Field.__origin__.__args__  # type: ignore[attr-defined]
    keys = {key for model in (Form, *types) for key in model.model_fields}
    assert {key for key in keys - {"fields"} if f"`{key}`" not in page} == set()


def test_links_between_readme_and_docs_lead_somewhere() -> None:
    for page in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md"):
        links = re.findall(
            r"\]\((?!https?:|mailto:|#)([^)#]+)", page.read_text(encoding="utf-8")
        )
        assert [link for link in links if not (ROOT / link).exists()] == []


@pytest.mark.parametrize("name", sorted(main.list_commands(click.Context(main))))
def test_every_command_tells_its_version(name: str) -> None:
    done = CliRunner().invoke(main, [name, "--version"])
    assert (done.exit_code, __version__ in done.output) == (0, True)
