"""``python -m sphinx_page_feedback.cli``, the same as ``page-feedback``."""

import sys

from . import main

# Without the name, click's help would say "python -m sphinx_page_feedback.cli".
sys.exit(main(prog_name="page-feedback"))
