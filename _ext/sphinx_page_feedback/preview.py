"""A build that is a preview: its forms send nothing, and it says so on every page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup
from sphinx.transforms.post_transforms import SphinxPostTransform

from .nodes import every, feedback
from .render import translate

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_NO_INDEX = '<meta name="robots" content="noindex">\n'
_BANNER = Markup('<p class="feedback-preview"><strong>{}</strong> {}</p>\n')


class DisableForms(SphinxPostTransform):
    """Give every form of a preview the reason that its page could have given."""

    # Not while pages are read: a preview and the site may share their doctrees.
    default_priority = 1

    def run(self, **_kwargs: Any) -> None:
        """Disable the forms of a page; a reason of its own stays."""
        if reason := self.config.feedback_setup.preview:
            for node in every(self.document, feedback):
                node["disabled"] = node["disabled"] or reason


def mark_page(
    app: Sphinx, _pagename: str, _template: str, context: dict[str, Any], _doctree: Any
) -> None:
    """Put a banner above each page of a preview, and keep it out of search engines."""
    reason = app.config.feedback_setup.preview
    if not reason:
        return
    context["metatags"] = context.get("metatags", "") + _NO_INDEX
    # Pages without a text, such as the search, are made by templates of the theme alone.
    if "body" in context:
        banner = _BANNER.format(translate("Preview: nothing is sent."), reason)
        context["body"] = f"{banner}{context['body']}"
        context["feedback_style"] = True
