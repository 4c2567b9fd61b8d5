"""How a command says what went wrong: code, cause and cure, on standard error."""

from __future__ import annotations

from typing import IO, Any

import click


class CommandError(click.ClickException):
    """The command cannot do what was asked; it ends with exit status 1."""

    def __init__(self, *, code: str, cause: str, cure: str) -> None:
        """Put the three into words.

        Args:
            code: The kind of error, a heading of the error page.
            cause: What is wrong, without a full stop.
            cure: What to do about it.
        """
        super().__init__(f"error[{code}]: {cause}\ncure: {cure}")

    def show(self, file: IO[Any] | None = None) -> None:
        """Write it as it stands, without click's own ``Error:``."""
        click.echo(self.message, file=file, err=file is None)
