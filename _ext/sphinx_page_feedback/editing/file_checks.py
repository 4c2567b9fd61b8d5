"""Mistakes in the names of files."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from .fault import Edit, Fault
from .sources import IMAGE_SUFFIXES, PAGE_SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .sources import Sources


def check_names(sources: Sources) -> Iterator[Fault]:
    """Find the pages and images whose names make addresses that break.

    Args:
        sources: The folder of the sources.

    Yields:
        Each fault.
    """
    for path in (*sources.pages, *(path for path in sources.images if path in sources.files)):
        name = posixpath.basename(path)
        # Lower case: macOS and Windows find a name in any case, and most servers do not.
        safe = re.sub(r"[\s_]*\s[\s_]*", "-", name.strip()).lower()
        if name != safe and name.lower().endswith((*PAGE_SUFFIXES, *IMAGE_SUFFIXES)):
            what = "a space" if re.search(r"\s", name) else "a capital letter"
            yield Fault(
                path=path,
                problem=f'The file name "{name}" has {what}. Its address on the web is then '
                "easily copied wrong, and differs between computers.",
                cure=f"Rename the file to {safe}, and every link to it:",
                edits=(Edit(kind="rename", text=safe),),
                more="https://developers.google.com/style/filenames",
            )
