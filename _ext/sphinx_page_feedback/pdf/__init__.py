"""The book: the style of the PDF through LaTeX, and the accessible PDF."""

from .book import BUILDERS, add_book_transforms, register
from .latex_style import add_latex_style

__all__ = ["BUILDERS", "add_book_transforms", "add_latex_style", "register"]
