"""What a form looks like: one module a format."""

from .address import form_address
from .html import form_of
from .words import build_day, date_in_words, translate

__all__ = [
    "build_day",
    "date_in_words",
    "form_address",
    "form_of",
    "translate",
]
