"""What a form looks like: one module a format."""

from .address import FORM_ANCHOR, form_address, page_address
from .html import form_of
from .templates import FOLDER as TEMPLATES
from .templates import render
from .words import build_day, date_in_words, translate, translations

__all__ = [
    "FORM_ANCHOR",
    "TEMPLATES",
    "build_day",
    "date_in_words",
    "form_address",
    "form_of",
    "page_address",
    "render",
    "translate",
    "translations",
]
