"""Footnotes: one series of numbers in a book, text at the mark in the accessible PDF."""

from __future__ import annotations

from typing import Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform


class NoFootnoteRules(SphinxPostTransform):
    """Leave out the rule that MyST draws above footnotes: a book has them on their sheets."""

    default_priority = 3  # before KeepBoxWithLastBlock, 7, which takes a rule for a block

    def run(self, **_kwargs: Any) -> None:
        """Remove the rules."""
        for rule in list(self.document.findall(nodes.transition)):
            if "footnotes" in rule["classes"]:
                rule.parent.remove(rule)


class AddressesBesideLinks(SphinxPostTransform):
    """Print the address of a link that is in a footnote beside it, not in another footnote.

    ``latex_show_urls`` makes footnotes of addresses everywhere.
    """

    default_priority = 410  # after Sphinx's ShowUrlsTransform, 400

    def run(self, **_kwargs: Any) -> None:
        """Replace the footnotes of footnotes."""
        for note in list(self.document.findall(nodes.footnote)):
            for inner in list(note.findall(nodes.footnote)):
                if inner is not note:
                    _print_beside(inner)


class FootnotesInOneSeries(SphinxPostTransform):
    """Number the footnotes in the order of their marks, through the whole book.

    Sphinx numbers the notes of each page from 1, and those with addresses after them, so that
    two notes on one sheet of paper could have the same number.
    """

    default_priority = 420  # before Sphinx's LaTeXFootnoteTransform, 600

    def run(self, **_kwargs: Any) -> None:
        """Give each note, and what refers to it, its number."""
        numbers: dict[tuple[str, str], str] = {}
        for mark in self.document.findall(nodes.footnote_reference):
            # Ids are unique within a page only.
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
    # ShowUrlsTransform puts a note and its mark beside each other.
    parent[place : place + 2] = [nodes.Text(" ("), link, nodes.Text(")")]


class FootnotesInline(SphinxPostTransform):
    """Put the text of each footnote in the place of its mark; CSS moves it to the foot.

    A second mark of the same note becomes a raised number.
    """

    default_priority = 420

    def run(self, **_kwargs: Any) -> None:
        """Move the notes."""
        footnotes = list(self.document.findall(nodes.footnote))
        notes = {(note["docname"], note["ids"][0]): note for note in footnotes}
        numbers: dict[tuple[str, str], str] = {}
        for mark in list(self.document.findall(nodes.footnote_reference)):
            key = (mark["docname"], mark["refid"])
            if key in notes and key not in numbers:
                at = mark.parent.index(mark)
                mark.parent[at : at + 1] = [_call(), _inline(notes[key])]
            elif key in notes:
                mark.parent[mark.parent.index(mark)] = nodes.superscript("", numbers[key])
            numbers.setdefault(key, str(len(numbers) + 1))
        for note in notes.values():
            note.parent.remove(note)


def _inline(note: nodes.footnote) -> nodes.inline:
    """Return the text of a note; its paragraphs follow each other."""
    # Inline, since HTML ends a paragraph where another begins in it.
    inline = nodes.inline("", "", classes=["feedback-footnote"], ids=note["ids"])
    for paragraph in note.findall(nodes.paragraph):
        inline += [*([nodes.Text(" ")] if len(inline) else []), *paragraph.children]
    return inline


def _call() -> nodes.raw:
    """Return an empty link, by which the tags of the PDF know the mark that follows it."""
    # WeasyPrint tags a mark as it tags bold words; a link without address it tags as a link.
    return nodes.raw("", "<a></a>", format="html")
