"""Which form of a page counts in a build, and where it stands in an assembled document."""

from __future__ import annotations

from typing import Any

from sphinx.addnodes import start_of_file

from .nodes import feedback, page_records
from .outputs import BuildTransform, applicable_forms, output_of
from .placement import warn_of_second_form


class OneFormOnEachPage(BuildTransform):
    """Keep of each page's forms the one that counts in this build."""

    default_priority = 1  # before all others that look for forms

    def run(self, **_kwargs: Any) -> None:
        """Remove the others."""
        for node in list(self.document.findall(feedback)):
            docname, number = node["docname"], node["number"]
            places = self._places(docname)
            if number not in places[:1]:
                node.parent.remove(node)
            if number in places[1:] and node["chosen_by"] == "directive":
                warn_of_second_form(node)

    def _places(self, docname: str) -> list[int]:
        """Return the numbers of the forms whose conditions hold."""
        forms = page_records(self.env)[docname]["forms"]
        return [forms.index(form) for form in applicable_forms(self.build, docname)]


class FormBeforeSubpages(BuildTransform):
    """Where pages are assembled into one, end a page's own text with its form.

    The pages below it were put where its table of contents stood; without this the form
    would follow the last of them.
    """

    default_priority = 5  # before forms are replaced (6), while they can still be found

    def run(self, **_kwargs: Any) -> None:
        """Move each form before the first page that is nested beside it."""
        if not output_of(self.build.builder).assembled:
            return
        for node in list(self.document.findall(feedback)):
            below = (
                page for page in node.parent.findall(start_of_file) if page is not node.parent
            )
            wrapper = next((page.parent for page in below), None)
            if wrapper is not None:
                node.parent.remove(node)
                wrapper.parent.insert(wrapper.parent.index(wrapper), node)
