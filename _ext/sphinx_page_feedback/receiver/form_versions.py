"""Every version of the site's forms that a reader may have open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import ValidationError

from sphinx_page_feedback.model import Form

from .body import BodyLimits
from .store.protocol import StoreError

if TYPE_CHECKING:
    from sphinx_page_feedback.manifest.read import Manifest

    from .store.protocol import Store


class FormVersions:
    """The versions of forms that manifests have had, in memory and in the database.

    Attributes:
        recorded: The manifest whose versions the database has.
        body_limits: What a body may hold: the fullest answer to any version of any form.
    """

    def __init__(self, store: Store) -> None:
        """Keep the store.

        Args:
            store: Where versions are kept.
        """
        self._store = store
        self._forms: dict[tuple[str, str], Form] = {}
        self.recorded: Manifest | None = None
        self.body_limits = BodyLimits()

    def record(self, manifest: Manifest) -> None:
        """Keep the versions of a manifest, and read those of earlier ones. Blocks.

        A database that is locked or away costs nothing: the next submission tries again.

        Args:
            manifest: The present manifest.
        """
        forms = list(manifest.forms.values())
        # Before the database is asked: pages with these forms are published already.
        self._forms |= {(form.name, form.version): form for form in forms}
        self.body_limits = BodyLimits.of(self._forms.values())
        try:
            stored = self._store.record_versions(forms)
        except StoreError:
            return
        earlier = {}
        for row in stored:
            key = row["form"], row["version"]
            # The manifest's definition wins: the messages of a version may have been reworded.
            if key not in self._forms and (form := _parse(row["form"], row["definition"])):
                earlier[key] = form
        # A new mapping: this is a worker thread, and the event loop reads the old one
        # meanwhile.
        self._forms = {**earlier, **self._forms}
        self.body_limits = BodyLimits.of(self._forms.values())
        self.recorded = manifest

    def find(self, name: str, version: str) -> Form | None:
        """Return a version of a form, if a manifest has had it.

        Args:
            name: The form's name.
            version: The version that the page states.
        """
        return self._forms.get((name, version))


def _parse(name: str, definition: dict[str, object]) -> Form | None:
    """Return a form that an earlier or later release has stored, if it can be read."""
    try:
        return Form.from_manifest(name, definition)
    except ValidationError:
        return None
