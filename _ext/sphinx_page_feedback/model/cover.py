"""The cover of a book: title, subtitle, colour and logo."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator

from .question import mistake

_LINEAR_BELOW = 0.04045
"""Where sRGB stops being linear (IEC 61966-2-1)."""
MIN_CONTRAST = 4.5
"""Of the white text on the cover; WCAG 2.2, success criterion 1.4.3."""


class Cover(BaseModel):
    """``feedback_pdf_cover``.

    Attributes:
        title: The title; that of the document when empty.
        subtitle: A line or two below it.
        colour: The colour of the cover, of headings and of links, as ``#rrggbb``.
        logo: A PNG, JPEG or PDF file, seen from the folder of ``conf.py``.
        logo_alt: What the logo shows, for readers who cannot see it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = ""
    subtitle: str = ""
    colour: Annotated[str, StringConstraints(pattern=r"^#[0-9A-Fa-f]{6}$")] = "#12324a"
    logo: str = ""
    logo_alt: str = ""

    @model_validator(mode="after")
    def _white_text_has_contrast(self) -> Self:
        if _contrast_with_white(self.colour) < MIN_CONTRAST:
            cause = f"white words would be hard to read on the colour {self.colour}"
            raise mistake(cause, "Choose a darker one.")
        return self


def _contrast_with_white(colour: str) -> float:
    """Return the contrast ratio, 1 to 21, by the formula of WCAG 2.2."""
    parts = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= _LINEAR_BELOW else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    )
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
