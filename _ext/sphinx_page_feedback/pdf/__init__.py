"""The book: the style of the PDF through LaTeX, and the accessible PDF."""

from .book import add_book_transforms, makes_a_book, register
from .latex_style import add_latex_style

__all__ = ["add_book_transforms", "add_latex_style", "makes_a_book", "register"]
