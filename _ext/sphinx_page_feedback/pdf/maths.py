"""Formulas of the accessible PDF as pictures, since WeasyPrint shows neither TeX nor MathML.

Each picture has the TeX of its formula as alternative text.
"""

from __future__ import annotations

import re
from base64 import b64encode
from html import escape
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.addnodes import start_of_file
from sphinx.transforms.post_transforms import SphinxPostTransform

from sphinx_page_feedback.problems import Code, Problem

from .gate import stop_build

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.environment import BuildEnvironment

SIZE = 14
"""The size of a formula's letters in CSS pixels."""
MARGIN = 1
"""What ziamath leaves around a formula, in pixels."""
# Glyph 0 of an OpenType font is .notdef, which stands for characters that it lacks.
_MISSING_GLYPH = re.compile(r'<symbol id="\w+_0"')
_PACKAGE = Problem(
    Code.MISSING_PACKAGE,
    "the Python package ziamath is not installed, which draws the formulas of the PDF",
    "pip install 'sphinx-page-feedback[pdf]'",
)


class DrawFormulas(SphinxPostTransform):
    """Replace each formula by its picture, or stop the build and list those that fail."""

    default_priority = 800  # while each page is still in its own ``start_of_file``

    def run(self, **_kwargs: Any) -> None:
        """Draw the formulas of all pages."""
        draw_formulas(self.document, self.env, self.config.root_doc)


def draw_formulas(tree: nodes.Element, env: BuildEnvironment, root: str) -> None:
    """Replace the formulas in a tree by pictures.

    Args:
        tree: An assembled document, or a table of contents.
        env: Sphinx's environment, which knows the numbers of equations.
        root: The page that the tree begins with.

    Raises:
        SystemExit: A formula cannot be drawn, and the errors have been logged.
    """
    formulas = list(_formulas(tree, root))
    if formulas and find_spec("ziamath") is None:
        stop_build([_PACKAGE])
    problems = []
    for node, docname in formulas:
        try:
            node.replace_self(_picture(node, env, docname))
        except Problem as problem:
            problem.place = docname
            problems.append(problem)
    if problems:
        stop_build(problems)


def _formulas(node: nodes.Element, docname: str) -> Iterator[tuple[nodes.Element, str]]:
    """Yield each formula with the page that it is on."""
    for child in node.children:
        if isinstance(child, (nodes.math, nodes.math_block)):
            yield child, docname
        elif isinstance(child, nodes.Element):
            yield from _formulas(
                child, child["docname"] if isinstance(child, start_of_file) else docname
            )


def _picture(node: nodes.Element, env: BuildEnvironment, docname: str) -> nodes.Element:
    if isinstance(node, nodes.math):
        return nodes.raw("", _image(node.astext(), inline=True), format="html")
    # Sphinx reads a blank line as the end of an equation.
    parts = re.split(r"\n\s*\n", node.astext().strip())
    number = _number(node, env, docname)
    label = f'<span class="eqno">({escape(number)})</span> ' if number else ""
    images = "<br>".join(_image(part, inline=False) for part in parts)
    html = nodes.raw("", f"<p>{label}{images}</p>", format="html")
    return nodes.container("", html, ids=node["ids"], classes=["math"])


def _number(node: nodes.Element, env: BuildEnvironment, docname: str) -> str:
    numbers = env.toc_fignumbers.get(docname, {}).get("displaymath", {})
    # With `math_numfig` Sphinx numbers equations by section; else the node has its number.
    number = next((numbers[anchor] for anchor in node["ids"] if anchor in numbers), None)
    if number and env.config.math_numfig and env.config.numfig:
        return ".".join(map(str, number))
    return str(node.get("number") or "")


def _image(tex: str, *, inline: bool) -> str:
    """Return the ``<img>`` of a formula.

    Raises:
        Problem: It cannot be drawn.
    """
    from ziamath.zmath import Latex  # noqa: PLC0415 (an extra)

    # ziamath ignores a missing brace, and prints an unknown command as text (decision 51).
    if _unbalanced(tex):
        raise _problem(tex, "its braces do not match")
    try:
        formula = Latex(_as_lines(tex), size=SIZE, inline=inline, margin=MARGIN)
        svg = formula.svg()
    except Exception as error:  # the library raises whatever its parsers stumble on
        raise _problem(tex, f"{type(error).__name__} {error}".strip()) from error
    texts = [text.strip() for text in formula.mathml.itertext()]
    command = next((text for text in texts if re.match(r"\\\w", text)), "")
    if command:
        raise _problem(tex, f"{command} is not a command that is known")
    if _MISSING_GLYPH.search(svg):
        raise _problem(tex, "the font of formulas lacks one of its characters")
    data = b64encode(svg.encode()).decode()
    # In units of the text around it, so that a formula in a heading is as large as the heading.
    width = f"width: {(formula.getsize()[0] + 2 * MARGIN) / SIZE:.3f}em"
    shift = f"; vertical-align: {(formula.getyofst() - MARGIN) / SIZE:.3f}em" if inline else ""
    source = f"data:image/svg+xml;base64,{data}"
    alt = escape(" ".join(tex.split()))
    return f'<img class="math" src="{source}" alt="{alt}" style="{width}{shift}">'


def _as_lines(tex: str) -> str:
    """Return the TeX of a formula of several lines as Sphinx writes it for LaTeX."""
    several = r"\\" in tex and not tex.lstrip().startswith(r"\begin")
    return rf"\begin{{split}}{tex}\end{{split}}" if several else tex


def _unbalanced(tex: str) -> bool:
    # A brace after an odd number of backslashes is a printed one.
    braces = re.findall(r"(?<!\\)(?:\\\\)*([{}])", tex)
    return braces.count("{") != braces.count("}")


def _problem(tex: str, reason: str) -> Problem:
    cause = f"the formula “{' '.join(tex.split())[:60]}” cannot be drawn: {reason}"
    cure = "Write it another way, or leave it out of this PDF with the directive only."
    return Problem(Code.PDF_MATHS, cause, cure)
