"""The script and the style: made smaller, and loaded on the pages that have a form."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

from .outputs import form_on_page, forms_by_page, output_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

SCRIPT, STYLE = "page-feedback.js", "page-feedback.css"
_HERE = Path(__file__).parent
_STATIC, _TEMPLATES = _HERE / "static", _HERE / "templates"
# In this order, since a script has the digests of those before it in its text.
_MODULES = MappingProxyType({
    "page-feedback-arrival.js": ("subject.js", "arrival.js"),
    "page-feedback-send.js": (
        "answers.js", "outcome.js", "payload.js", "retry.js", "posting.js", "view.js",
        "kept.js", "draft.js", "sending.js",
    ),
    "page-feedback-more.js": (
        "words.js", "bodies.js", "link.js", "native.js", "outbox.js", "list.js", "restore.js",
        "more.js",
    ),
    SCRIPT: ("dates.js", "database.js", "page.js"),
})  # fmt: skip
"""The modules that each script is made of. The page loads the last, which loads the others."""
_NAMESPACE = "globalThis.pageFeedback"
"""Where a script leaves what modules of another import from its own."""

# Patterns and no minifier: that would be a dependency, and its output cannot be read in a
# debugger (decision 45).
_BLOCK_COMMENT = re.compile(r"^[ \t]*/\*(?:(?!\*/).)*\*/[ \t]*\n", re.MULTILINE | re.DOTALL)
_LINE_COMMENT = re.compile(r"^[ \t]*//.*\n", re.MULTILINE)
# With a quotation mark behind it, "//" could stand in a string.
_END_COMMENT = re.compile(r"[ \t]+// [^\n\"'`]*$", re.MULTILINE)
_BLANK = re.compile(r"^\s+|[ \t]+$", re.MULTILINE)
_AROUND_STYLE = re.compile(r"\s*([{};>~])\s*|(?<=[:,]) ")
# Not around "+", "-" and "/", where a blank can part two operators or make a comment of them.
_AROUND_SCRIPT = re.compile(
    r"""("(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`)| *([=<>!?:,(){}\[\]&|*;]+) *"""
)
_IMPORT = re.compile(r"^import \{ ([^}]*) \} from \"\./([a-z]+\.js)\";\n", re.MULTILINE)
# Node needs the attribute after `with`; the statement is replaced before a browser gets it.
_DATA = re.compile(r"^import (\w+) from \"([a-z./]+\.json)\" with .*;$", re.MULTILINE)
_EXPLANATIONS = {"facts", "outcomes"}
"""The keys of ``outcomes.json`` that explain the others."""
_EXPORT = re.compile(r"^export (?=async|class|const|function)", re.MULTILINE)


def add_asset_folders(config: Config) -> None:
    """Let Sphinx find the package's templates, after those of the site.

    Args:
        config: Sphinx's configuration; its list is replaced, not changed.
    """
    config.templates_path = [*config.templates_path, str(_TEMPLATES)]


def digest_look(config: Config, root: Path) -> str:
    """Return a digest of every file that a form's look comes from.

    A changed template or script does not by itself make Sphinx write pages again.

    Args:
        config: Sphinx's configuration.
        root: The folder of ``conf.py``.
    """
    folders = [*(root / folder / "feedback" for folder in config.templates_path), _STATIC]
    files = sorted(file for folder in folders for file in folder.rglob("*") if file.is_file())
    return sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]


def compact(text: str) -> str:
    """Take comments, indentation and blank lines out of a script or style sheet.

    Line breaks stay, so no statement is joined to another. The text must have no literal of
    several lines.

    Args:
        text: The file.
    """
    for pattern in (_BLOCK_COMMENT, _LINE_COMMENT, _END_COMMENT, _BLANK):
        text = pattern.sub("", text)
    return text


def squeeze(text: str) -> str:
    """Take the blanks around punctuation out of a script, but not out of its literals.

    Args:
        text: The script; none of its regular expressions may have a blank or a quotation mark.
    """
    return _AROUND_SCRIPT.sub(lambda match: match[1] or match[2], text)


def static_files() -> dict[str, str]:
    """Return the text of each file that a page may load, by name.

    A script is its modules in one function: a page that is opened from disk runs no modules.
    Where a script names another, the name gets a digest of its text, so that a browser which
    has kept one of an earlier release does not mix the two.
    """
    # No text in quotation marks has a blank, so those around punctuation mean nothing.
    files = {STYLE: _AROUND_STYLE.sub(r"\1", compact(_module(STYLE)))}
    for name, modules in _MODULES.items():
        text = _borrow(modules) + "".join(map(_module, modules)) + _lend(modules)
        script = compact(_DATA.sub(_inline, _EXPORT.sub("", _IMPORT.sub("", text))))
        for other, contents in files.items():
            script = script.replace(f'"{other}"', f'"{other}?v={_digest(contents)}"')
        files[name] = squeeze(f'(() => {{\n"use strict";\n{script}}})();\n')
    return files


def write_static_files(app: Sphinx) -> None:
    """Write script and style to where pages load them from.

    Args:
        app: The application; nothing is written where its builder shows no forms.
    """
    if output_of(app.builder).shows == "form":
        folder = Path(app.outdir, "_static")
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in static_files().items():
            # Written before any page is: Sphinx puts a checksum of the file into its address.
            (folder / name).write_text(text, encoding="utf-8")


def add_page_assets(
    app: Sphinx, pagename: str, _template: str, context: dict[str, Any], _doctree: Any
) -> None:
    """Load the script and the style on a page that has a form.

    The builder's list is for this page; the application's is for every page.
    """
    output, builder = output_of(app.builder), cast("Any", app.builder)
    if output.shows != "form":
        return
    if form_on_page(app, pagename) or (output.assembled and forms_by_page(app)):
        builder.add_css_file(STYLE)
        # Deferred, since themes put scripts before the text of the page.
        builder.add_js_file(SCRIPT, defer="defer")
    elif context.get("feedback_style"):
        builder.add_css_file(STYLE)
        if context.get("feedback_script"):
            builder.add_js_file(SCRIPT, defer="defer")


def _module(name: str) -> str:
    return (_STATIC / name).read_text(encoding="utf-8")


def _imports(modules: tuple[str, ...]) -> set[tuple[str, str]]:
    """Return the names that modules import, each with its module, but from one another."""
    matches = [match for name in modules for match in _IMPORT.finditer(_module(name))]
    return {
        (name, match[2])
        for match in matches
        if match[2] not in modules
        for name in match[1].split(", ")
    }


def _borrow(modules: tuple[str, ...]) -> str:
    """Return the statement that takes what other scripts have left."""
    names = sorted(name for name, _ in _imports(modules))
    return f"const {{ {', '.join(names)} }} = {_NAMESPACE};\n" if names else ""


def _lend(modules: tuple[str, ...]) -> str:
    """Return the statement that leaves what other scripts take."""
    others = [imports for own in _MODULES.values() for imports in _imports(own)]
    names = sorted({name for name, module in others if module in modules})
    if not names:
        return ""
    return f"{_NAMESPACE} = {{ ...{_NAMESPACE}, {', '.join(names)} }};\n"


def _inline(statement: re.Match[str]) -> str:
    """Return the declaration of a constant in place of the import of a JSON file."""
    data = json.loads((_STATIC / statement[2]).read_text(encoding="utf-8"))
    used = {key: value for key, value in data.items() if key not in _EXPLANATIONS}
    return f"const {statement[1]} = {json.dumps(used, separators=(',', ':'))};"


def _digest(text: str) -> str:
    # 32 bits, as in Sphinx's own checksums: two releases of one file seldom share them.
    return sha256(text.encode()).hexdigest()[:8]
