"""A site that is hosted by something that behaves as Netlify does."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from standin import Reply, Request, StandIn

if TYPE_CHECKING:
    from pathlib import Path

_TYPES = {".html": "text/html", ".js": "text/javascript", ".css": "text/css"}


class _Forms(HTMLParser):
    """Finds the forms of a page, and the names of their fields."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, set[str]] = {}
        self._form = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a form that wants to be found, or a field of it."""
        given = dict(attrs)
        if tag == "form":
            self._form = str(given.get("name")) if given.get("data-netlify") == "true" else ""
            if self._form:
                self.found[self._form] = {"form-name"}
        elif self._form and tag in {"input", "textarea", "select"}:
            self.found[self._form].add(str(given.get("name")))


class NetlifySite(StandIn):
    """Serves a folder; takes in what was found in its static pages when it was published."""

    def __init__(self, root: Path) -> None:
        """Publish a folder, which may be filled later."""
        super().__init__()
        self.root = root

    def detected(self) -> dict[str, set[str]]:
        """Return every form that a static page declares."""
        forms = _Forms()
        for path in self.root.rglob("*.html"):
            forms.feed(path.read_text(encoding="utf-8"))
        return forms.found

    def read(self, request: Request) -> Reply:
        """Serve a file; a page also without its ending."""
        path = self.root / request.path.lstrip("/")
        choices = [path, path.with_name(f"{path.name}.html"), path / "index.html"]
        found = next((choice for choice in choices if choice.is_file()), None)
        if found is None:
            return Reply(status=404)
        kind = _TYPES.get(found.suffix, "application/octet-stream")
        return Reply(headers={"Content-Type": kind}, body=found.read_text(encoding="utf-8"))

    def submit(self, request: Request) -> Reply:
        """Take a form in, and show the page that it was sent to."""
        if request.kind == "application/json" or request.path.endswith(".html"):
            return Reply(status=404)
        data: dict[str, Any] = request.data
        known = self.detected().get(str(data.get("form-name")))
        if known is None:
            return Reply(status=404)
        if self.mode != "lies" and not data.get("hp_field"):
            self.store({name: value for name, value in data.items() if name in known})
        return self.read(request)
