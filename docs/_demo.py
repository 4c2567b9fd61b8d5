"""Makes a file of artificial answers to this site, to try ``review`` and ``report``: ``make demo``.

``python docs/_demo.py MANIFEST FILE`` writes 400 answers that a seeded program has made up. Their
sentences say so themselves, and there is no person in them. Some are copies of one text, some
hold what looks like personal data, and some were replaced.
"""

from __future__ import annotations

import random
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sphinx_page_feedback.manifest.read import read_manifest
from sphinx_page_feedback.model import (
    EXPORTED,
    Checkboxes,
    Email,
    Hidden,
    Matrix,
    Radio,
    Scale,
    Select,
    reference_of,
)
from sphinx_page_feedback.pull import EXPORTS, FileOptions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_page_feedback.manifest.read import Manifest
    from sphinx_page_feedback.model import Form

COUNT = 400
SEED = 2027
FIRST = datetime(2027, 1, 11, 8, 0, tzinfo=UTC)
BEGINNINGS = ("This sample sentence", "An artificial remark", "This made-up comment")
MIDDLES = (
    "asks for more time to work with the figures",
    "says that the tables come too late to be of use",
    "would like the reports to be shorter",
    "doubts that the comparison is fair",
    "agrees with most of the page",
    "wants an example of how it would work",
    "finds the wording hard to follow",
)
ENDINGS = (
    "and gives no reason.",
    "because its author is a program.",
    "and was drawn at random.",
    "as every tenth sample does.",
)
CAMPAIGN = (
    "This sample of a campaign asks that the data about every service be published each month, "
    "so that anybody can see how it is doing{}."
)
VARIATIONS = ("", " in their own area", " without asking", ", and at no cost")
PLANTED = {
    "personal:phone": "It can be reached on 020 7946 0{:03}, which is a number for stories.",
    "personal:email": "Write to sample{}@example.org, which is no address.",
    "personal:postcode": "It comes from SW1A 1AA, where nobody of that name lives.",
}
"""Sentences with something of the shape of personal data, by the flag that the receiver sets."""


class Sample:
    """Draws answers to a site's forms, the same for the same site."""

    def __init__(self, manifest: Manifest) -> None:
        """Begin to draw.

        Args:
            manifest: Of the built site.
        """
        self._manifest = manifest
        self._random = random.Random(SEED)  # noqa: S311 (no secret)

    def rows(self) -> Iterator[dict[str, Any]]:
        """Yield the rows of an export."""
        rows = [self._row(number) for number in range(COUNT)]
        for number, row in enumerate(rows):
            if number % 57 == 1:  # its author thought better of it
                row["replaced_by"] = rows[number + 1]["submission_id"]
            yield row

    def _row(self, number: int) -> dict[str, Any]:
        pages = [name for name, page in self._manifest.pages.items() if page.form]
        # Each form by turns, since the long one is on a single page.
        forms = sorted({str(self._manifest.pages[name].form) for name in pages})
        chosen = forms[number % len(forms)]
        docname = self._random.choice(
            [name for name in pages if self._manifest.pages[name].form == chosen]
        )
        page = self._manifest.pages[docname]
        form = self._manifest.forms[page.form or ""]
        key = UUID(int=self._random.getrandbits(128), version=4)
        flags, text = self._text(number)
        arrived = FIRST + timedelta(minutes=self._random.randrange(75 * 24 * 60))
        return {
            **dict.fromkeys(EXPORTED, ""),
            "submission_id": str(key),
            "reference": reference_of(key),
            "received_at": f"{arrived:%Y-%m-%dT%H:%M:00.000Z}",
            "form": form.name,
            "form_version": form.version,
            "page": docname,
            "page_title": page.title,
            "came_from": self._random.choice(["", "", "", "pdf"]),
            "language": "en_GB",
            "elapsed_ms": self._random.randrange(20_000, 900_000),
            "suspected_spam": "honeypot" if "spam:honeypot" in flags else "",
            "flags": flags,
            "extra": {},
            "answers": self._answers(form, text),
        }

    def _text(self, number: int) -> tuple[list[str], str]:
        if number % 16 == 0:
            return [], CAMPAIGN.format(self._random.choice(VARIATIONS))
        parts = [self._random.choice(those) for those in (BEGINNINGS, MIDDLES, ENDINGS)]
        text = f"{' '.join(parts)} It is number {number}."
        if not number % 41:
            return ["spam:honeypot"], f"Buy sample {number} now, and get another for nothing."
        if not number % 23:
            flag, sentence = self._random.choice(sorted(PLANTED.items()))
            return [flag], f"{text} {sentence.format(number)}"
        return [], text

    def _answers(self, form: Form, text: str) -> dict[str, Any]:
        answers: dict[str, Any] = {}
        for field in form.fields:
            if isinstance(field, Hidden):
                answers[field.name] = field.value
            elif isinstance(field, Matrix):
                for _, scale, key in field.cells:
                    if self._random.random() < 0.4:  # noqa: PLR2004 (most leave most open)
                        answers[key] = self._random.randint(1, scale.points)
            elif isinstance(field, Scale):
                answers[field.name] = self._random.randint(1, field.points)
            elif isinstance(field, Select | Radio):
                # The first options more often: a table in which all are equal shows nothing.
                options = [option.value for option in field.flat_options]
                weights = [1 / (place + 1) for place in range(len(options))]
                answers[field.name] = self._random.choices(options, weights)[0]
            elif isinstance(field, Checkboxes):
                options = [option.value for option in field.flat_options]
                most = min(3, len(options))
                chosen = self._random.sample(options, self._random.randint(0, most))
                answers[field.name] = sorted(chosen, key=options.index)
            elif not isinstance(field, Email):
                answers[field.name] = text if field.name == "details" else text[:40]
        return {name: value for name, value in answers.items() if value not in ("", [])}


def main(manifest_file: Path, target: Path) -> None:
    """Write the answers.

    Args:
        manifest_file: The ``feedback.json`` of the built site.
        target: The file, whose earlier edition is replaced.
    """
    manifest = read_manifest(manifest_file)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    versions = [
        {
            "form": name,
            "version": form.version,
            "first_seen": f"{FIRST:%Y-%m-%dT%H:%M:00.000Z}",
            "definition": form.to_manifest(),
        }
        for name, form in sorted(manifest.forms.items())
    ]
    options = FileOptions(form_versions=versions)
    count = EXPORTS[".sqlite3"](Sample(manifest).rows(), target, options)
    sys.stdout.write(f"{count} artificial answers in {target}\n")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
