"""``python -m sphinx_page_feedback.cli``, the same as ``page-feedback``."""

import sys

from . import main

sys.exit(main(prog_name="page-feedback"))
