"""The globs of ``conf.py`` that say which pages get a form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx.util.matching import patmatch

from .problems import Code, Problem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sphinx.config import Config


EVERY_PAGE = "**"
"""The default of ``feedback_include``, which means the pages that people write."""


def including_globs(docname: str, config: Config) -> list[str]:
    """Return the globs that give a page its form; none where it is excluded.

    Args:
        docname: The page, as in ``report/status``.
        config: Its ``feedback_include`` and ``feedback_exclude`` are globs as those of
            ``exclude_patterns``: ``*`` stays inside a folder, ``**`` does not.
    """
    if any(patmatch(docname, glob) for glob in config.feedback_exclude):
        return []
    return [glob for glob in config.feedback_include if patmatch(docname, glob)]


def unmatched_globs(
    config: Config, docnames: Collection[str], source: str
) -> Iterator[Problem]:
    """Yield a problem for each glob of pages that matches no page.

    Args:
        config: Its ``feedback_include`` and ``feedback_exclude``.
        docnames: Every page.
        source: The name of the source folder, with which a glob does not begin.
    """
    for option in ("feedback_include", "feedback_exclude"):
        for glob in config[option]:
            if not _matches_any(glob, docnames):
                cure = "Write the path of pages from the source folder without the ending of the file, as in report/status; * stays inside a folder, ** does not."
                # The three usual slips: a path from the root of the project, with the ending of the
                # file, or of a folder.
                path = glob.removeprefix(f"{source}/")
                others = [path, *_without_ending(path, config), f"{path.strip('/')}/**"]
                if guess := next((g for g in others if _matches_any(g, docnames)), ""):
                    cure = f'Did you mean "{guess}"? {cure}'
                cause = f'no page matches "{glob}"'
                yield Problem(Code.CONFIG, cause, cure, place="conf.py", subject=option)


def _without_ending(glob: str, config: Config) -> list[str]:
    endings = [ending for ending in config.source_suffix if glob.endswith(ending)]
    return [glob.removesuffix(ending) for ending in endings]


def _matches_any(glob: str, docnames: Collection[str]) -> bool:
    return any(patmatch(docname, glob) for docname in docnames)
