"""The site's configuration; ``sphinx-build -c . docs build/html`` builds it."""

from __future__ import annotations

import os
import sys
from contextlib import redirect_stdout
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

from sphinx_page_feedback import __version__

with redirect_stdout(None):  # it prints that it will draw no pictures, which is meant
    import sphinxext.opengraph  # noqa: F401

project = "Sphinx Page Feedback"
author = "The Sphinx Page Feedback maintainers"
copyright = "Sphinx Page Feedback contributors"  # noqa: A001 (Sphinx's name for it)
release = __version__
version = ".".join(release.split(".")[:2])
language = "en_GB"

extensions = [
    "myst_parser",
    "notfound.extension",
    "sphinx_design",
    "sphinx_page_feedback",
    "sphinx_reredirects",  # what to redirect stands in docs/_feedback/moved.toml
    "sphinxext.opengraph",
]
templates_path = ["_templates"]
nitpicky = True

myst_enable_extensions = [
    "attrs_block", "attrs_inline", "colon_fence", "deflist", "substitution",
]  # fmt: skip
# The front page links the PDFs that have been built; make pdf and make pdf-accessible do.
PDFS = {
    "Download as PDF": "sphinx-page-feedback.pdf",
    "Download as a PDF for screen readers": "sphinx-page-feedback-accessible.pdf",
}
_links = [
    f"- [{words}](path:../build/pdf/{name})\n"
    for words, name in PDFS.items()
    if (Path(__file__).parent / "build" / "pdf" / name).is_file()
]
_ON_SITE = "html and not accessible_pdf"
myst_substitutions = {"pdfs": f":::{{only}} {_ON_SITE}\n{''.join(_links)}:::" if _links else ""}
myst_heading_anchors = 3

# What every page ends with; docs/_feedback holds the forms.
# The site and its receiver share a host, behind one reverse proxy. Where they do not, as in
# a preview, the environment variable FEEDBACK_ENDPOINT gives the receiver's address instead.
feedback_service = {"name": "receiver", "endpoint": "/feedback"}
feedback_contact = "feedback@example.org"
feedback_keep = {"answers": "P1Y", "email": "P90D", "backups": "P30D"}
feedback_exclude = []
# Who publishes the site knows where its sources are: SITE_REPOSITORY=https://github.com/a/b.
if os.environ.get("SITE_REPOSITORY"):
    feedback_source = {
        "repository": os.environ["SITE_REPOSITORY"],
        "folder": "docs",
        "issue_form": "page.yml",
    }

# Who publishes it says where; Read the Docs does for each version.
html_baseurl = (
    os.environ.get("SITE_URL")
    or os.environ.get("READTHEDOCS_CANONICAL_URL")
    or "https://consultation.example.org/"
)
# A server shows the page under any address, so its own addresses begin at the root.
notfound_urls_prefix = urlsplit(html_baseurl).path
notfound_context = {
    "title": "Page not found",
    "body": "<h1>Page not found</h1>\n<p>There is no page at this address. It may have moved, or "
    "the address may have lost a part.</p>\n<p>Look for it in the menu, or by the search.</p>\n",
}
ogp_site_url = html_baseurl
ogp_social_cards = {"enable": False}  # pictures of titles need a plotting library
ogp_enable_meta_description = True
html_title = project
html_theme = "furo"
html_static_path = ["docs/_static"]
html_css_files = ["site.css"]
html_logo = html_favicon = "docs/_static/mark.svg"
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_last_updated_fmt = "%d %B %Y"
html_theme_options = {
    # Contrast, by the formula of WCAG 2.2: links on the page at least 7:1, in both themes.
    "light_css_variables": {
        "color-brand-primary": "#00565b",
        "color-brand-content": "#00565b",
        "color-brand-visited": "#54357d",
    },
    "dark_css_variables": {
        "color-brand-primary": "#7fd6d2",
        "color-brand-content": "#7fd6d2",
        "color-brand-visited": "#c9b3f0",
    },
}

latex_engine = "lualatex"
latex_documents = [("index", "sphinx-page-feedback.tex", project, author, "manual")]
feedback_pdf_style = True
feedback_pdf_cover = {
    "title": "A report that its readers help to write",
    "subtitle": "Data and digital work in children’s services: a draft for comment",
    "colour": "#00565b",
    "logo": "docs/_pdf/mark.png",
    "logo_alt": project,
}

linkcheck_ignore = [r"https://consultation\.example\.org/", r"http://127\.0\.0\.1:"]
