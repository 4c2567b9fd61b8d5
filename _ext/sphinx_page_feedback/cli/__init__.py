"""``page-feedback``: one command a file, each loaded only when it is used."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from sphinx_page_feedback import __version__
from sphinx_page_feedback.problems import Code, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

_COMMANDS = {
    "check": "Look at the form service of a site, and send it nothing.",
    "forms": "List what a site asks, and what changed since an earlier build.",
    "lint": "Find mistakes in the pages, and say what to type instead.",
    "live": "Show the site on this machine, rebuilt at every edit.",
    "move": "Move a page, with everything that points to it.",
    "pdf": "Make a PDF of what Sphinx wrote as LaTeX, and check it.",
    "pull": "Fetch what readers sent, and write it to a file.",
    "serve": "Run the receiver, which stores what readers send.",
}


class _Commands(click.Group):
    """Finds a command in the module of its name, so that no command needs another's extras."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return every command."""
        del ctx
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load one command."""
        del ctx
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = getattr(import_module(f".{cmd_name}", __name__), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List every command without loading it."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(sorted(_COMMANDS.items()))

    def main(self, *args: Any, **options: Any) -> Any:
        """Run, and say every mistake in the same three parts."""
        try:
            return super().main(*args, **{**options, "standalone_mode": False})
        except click.UsageError as error:
            path = error.ctx.command_path if error.ctx else self.name
            cause = error.format_message().rstrip(".")
            show_problem(Problem(code=Code.USAGE, cause=cause, cure=f"See {path} --help."))
            sys.exit(2)
        except click.Abort:
            cure = "Nothing was left half done; run it again."
            show_problem(Problem(code=Code.INTERRUPTED, cause="it was stopped", cure=cure))
            sys.exit(1)
        except Problem as problem:
            show_problem(problem)
            sys.exit(1)
        except click.ClickException as error:
            error.show()
            sys.exit(error.exit_code)


def show_problem(problem: Problem) -> None:
    """Write a problem to standard error: its code, its cause and its cure."""
    click.echo(f"error[{problem.code}]: {problem.cause}\ncure: {problem.cure}", err=True)


def missing_package(error: ImportError, needs: Mapping[str, str]) -> Problem:
    """Return how to get a package that a command needs.

    Args:
        error: The import that failed.
        needs: What to install, by the package that is missing.

    Raises:
        ImportError: It is no such package: a mistake of our own.
    """
    name = (error.name or "").partition(".")[0]
    if name not in needs:
        raise error
    cause = f"the Python package {name} is not installed, and this command needs it"
    return Problem(code=Code.MISSING_PACKAGE, cause=cause, cure=f"pip install {needs[name]}")


@click.group(cls=_Commands, name="page-feedback")
@click.version_option(__version__, package_name="sphinx-page-feedback")
def main() -> None:
    """Ask readers, page by page, what they think of a document, and read what they said."""
