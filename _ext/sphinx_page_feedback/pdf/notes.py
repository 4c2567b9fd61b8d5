"""Footnotes: one series of numbers in a book, inline text in the accessible PDF."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform


class AddressesInNotes(SphinxPostTransform):
    """Print the address of a link that is in a footnote beside it, not in another footnote.

    ``latex_show_urls`` makes footnotes of addresses everywhere.
    """

    default_priority = 410  # after Sphinx's ShowUrlsTransform, 400

    def run(self, **_kwargs: Any) -> None:
        """Take the footnotes of footnotes apart."""
        for note in list(self.document.findall(nodes.footnote)):
            for inner in list(note.findall(nodes.footnote)):
                if inner is not note:
                    _print_beside(inner)


class NotesInOrder(SphinxPostTransform):
    """Number the notes as a reader meets them, through the whole book.

    Sphinx numbers each page's own notes from 1, and those with addresses after them, so that
    two notes on one sheet of paper could have the same number.
    """

    default_priority = 420  # before Sphinx's LaTeXFootnoteTransform, 600

    def run(self, **_kwargs: Any) -> None:
        """Give each note, and what refers to it, its number."""
        numbers: dict[tuple[str, str], str] = {}
        for mark in self.document.findall(nodes.footnote_reference):
            key = (mark["docname"], mark["refid"])
            number = numbers.setdefault(key, str(len(numbers) + 1))
            mark[:] = [nodes.Text(number)]
        for note in self.document.findall(nodes.footnote):
            number = numbers.get((note["docname"], note["ids"][0]), "")
            if number:
                note[0] = nodes.label("", number)
                note["names"] = [number]


def _print_beside(note: nodes.footnote) -> None:
    """Put the address, in brackets, in place of a note and of the mark that follows it."""
    link = next(iter(note.findall(nodes.reference)))
    parent, place = note.parent, note.parent.index(note)
    parent[place : place + 2] = [nodes.Text(" ("), link, nodes.Text(")")]


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
