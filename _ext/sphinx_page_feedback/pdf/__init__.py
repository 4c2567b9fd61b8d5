"""The book: the style of the PDF through LaTeX, and the accessible PDF."""
