"""Footnotes of the accessible PDF: their text where they are referred to."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform


class NotesWhereReferred(SphinxPostTransform):
    """Put each footnote's text in the place of its mark, for CSS to move to the page's foot.

    A second mark of the same note becomes a raised number.
    """

    default_priority = 420

    def run(self, **_kwargs: Any) -> None:
        """Move the notes."""
        notes = {(note["docname"], note["ids"][0]): note for note in self._notes()}
        numbers: dict[tuple[str, str], str] = {}
        for mark in list(self.document.findall(nodes.footnote_reference)):
            key = (mark["docname"], mark["refid"])
            if key in notes and key not in numbers:
                mark.parent[mark.parent.index(mark)] = _inline(notes[key])
            elif key in notes:
                mark.parent[mark.parent.index(mark)] = nodes.superscript("", numbers[key])
            numbers.setdefault(key, str(len(numbers) + 1))
        for note in notes.values():
            note.parent.remove(note)

    def _notes(self) -> list[nodes.footnote]:
        return list(self.document.findall(nodes.footnote))


def _inline(note: nodes.footnote) -> nodes.inline:
    """Return the text of a note; its paragraphs follow each other."""
    inline = nodes.inline("", "", classes=["feedback-footnote"], ids=note["ids"])
    for paragraph in note.findall(nodes.paragraph):
        inline += [*([nodes.Text(" ")] if len(inline) else []), *paragraph.children]
    return inline
