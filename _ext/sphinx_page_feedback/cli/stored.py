"""What the commands on the receiver's database share."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import click

from . import missing_package

if TYPE_CHECKING:
    from types import ModuleType

_EXTRA = '"sphinx-page-feedback[receiver]"'
_NEEDS = dict.fromkeys(
    ("httptools", "python_multipart", "sqlalchemy", "starlette", "uvicorn"), _EXTRA
)
DATABASE = click.option(
    "--database",
    default="sqlite:///feedback.sqlite3",
    show_default=True,
    help="The receiver's database, as an SQLAlchemy URL.",
)


def load_receiver() -> ModuleType:
    """Load the receiver.

    Raises:
        Problem: Its packages are missing.
    """
    try:
        return import_module("sphinx_page_feedback.receiver")
    except ImportError as error:
        raise missing_package(error, _NEEDS) from error


def answers(count: int) -> str:
    """Return a number of answers in words."""
    return f"{count:,} answer{'' if count == 1 else 's'}"
