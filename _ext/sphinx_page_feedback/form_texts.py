"""The texts of forms in the catalogues that Sphinx writes for translators."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx.builders.gettext import MessageCatalogBuilder, MsgOrigin

from .catalogue import FORMS_DOMAIN, sentences

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from .config import SiteConfig
    from .model import Form


def add_form_texts(app: Sphinx, _env: object) -> None:
    """Add the texts of all forms to what ``sphinx-build -b gettext`` writes.

    Args:
        app: The application, before it writes.
    """
    if not isinstance(app.builder, MessageCatalogBuilder):
        return
    setup: SiteConfig = app.config.feedback_setup
    catalogue: Any = app.builder.catalogs[FORMS_DOMAIN]
    for name, form in sorted(setup.forms.items()):
        texts = texts_of(form)
        origin = MsgOrigin(f"{app.srcdir}/{setup.options.forms_dir}/{name}.toml", 1)
        # The extension's own sentences, such as that of the button, have their own catalogue.
        for text in texts:
            if text not in sentences():
                catalogue.add(text, origin)


def texts_of(form: Form) -> list[str]:
    """Return each text for readers of a form, once, in order."""
    texts: dict[str, None] = {}

    def collect(text: str) -> str:
        texts[text] = None
        return text

    form.translated(collect)
    return list(texts)
