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
    "changes": "Show what a proposal changes in pages and questions.",
    "check": "Look at the form service of a site, and send it nothing.",
    "data": "Copy, show and delete answers that the receiver has stored.",
    "forms": "List what a site asks, and what changed since an earlier build.",
    "lint": "Find mistakes in the pages, and say what to type instead.",
    "live": "Show the site on this machine, rebuilt at every edit.",
    "move": "Move a page, with everything that points to it.",
    "pdf": "Make a PDF of what Sphinx wrote as LaTeX, and check it.",
    "pull": "Fetch what readers sent, and write it to a file.",
    "report": "Write tables and charts of the answers that count.",
    "review": "Read, sort out, redact and code answers, on this machine.",
    "serve": "Run the receiver, which stores what readers send.",
}


class StrictGroup(click.Group):
    """A group whose commands refuse a repeated option."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Load one command; refuse a repeated option that takes one value."""
        # The only place of click where a command is known and its options are not parsed yet.
        name, command, rest = super().resolve_command(ctx, args)
        if command:
            _refuse_repeated(click.Context(command, parent=ctx, info_name=name), rest)
        return name, command, rest


class _Commands(StrictGroup):
    """Commands by the names of their modules, so that none needs the extras of another."""

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
        # click's method asks each command for its help, which would import them all.
        with formatter.section("Commands"):
            formatter.write_dl(sorted(_COMMANDS.items()))

    def main(self, *args: Any, **options: Any) -> Any:
        """Run, and show every problem as code, cause and cure."""
        try:
            # Outside standalone mode click raises its errors instead of printing and exiting.
            return super().main(*args, **{**options, "standalone_mode": False})
        # Before ClickException, of which it is a subclass. 2 is the status that click gives it.
        except click.UsageError as error:
            path = error.ctx.command_path if error.ctx else self.name
            cause = error.format_message().rstrip(".")
            show_problem(Problem(code=Code.USAGE, cause=cause, cure=f"See {path} --help."))
            sys.exit(2)
        # What click makes of Ctrl-C and of the end of standard input.
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


def _refuse_repeated(ctx: click.Context, args: list[str]) -> None:
    """Refuse a repeated option, of which click would silently take the last.

    Raises:
        UsageError: An option that takes one value is given twice.
    """
    try:
        *_, order = ctx.command.make_parser(ctx).parse_args(list(args))
    except click.UsageError:
        return  # the command itself says so, after --help had its turn
    options = [param for param in order if isinstance(param, click.Option)]
    for option in options:
        # A flag says the same twice as once, and a `multiple` option keeps every value.
        if not (option.multiple or option.is_flag) and options.count(option) > 1:
            text = f"{option.opts[0]} is given twice, and takes one value"
            raise click.UsageError(text, ctx)


def missing_package(error: ImportError, needs: Mapping[str, str]) -> Problem:
    """Return the problem that a package of an extra is missing.

    Args:
        error: The import that failed.
        needs: What to install, by the package that is missing.

    Raises:
        ImportError: It is no such package, so this is a bug.
    """
    # The missing module may be an inner one, as in lxml.html.
    name = (error.name or "").partition(".")[0]
    if name not in needs:
        raise error
    cause = f"the Python package {name} is not installed, and this command needs it"
    return Problem(code=Code.MISSING_PACKAGE, cause=cause, cure=f"pip install {needs[name]}")


@click.group(cls=_Commands, name="page-feedback")
@click.version_option(__version__, package_name="sphinx-page-feedback")
def main() -> None:
    """Ask readers, page by page, what they think of a document, and read their answers."""
