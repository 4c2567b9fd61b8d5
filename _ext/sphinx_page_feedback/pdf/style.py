"""What LaTeX is given: the box always, the look of the whole book where a project asks for it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

_LATEX = Path(__file__).parent / "latex"
BOX = "page-feedback"


def add_latex_style(app: Sphinx, config: Config) -> None:
    """Hand LaTeX the files that come with the extension.

    Args:
        app: The application.
        config: Its configuration; its lists are replaced, not changed.
    """
    config.latex_additional_files = [*config.latex_additional_files, str(_LATEX / f"{BOX}.sty")]
    app.add_latex_package(BOX, after_hyperref=True)
