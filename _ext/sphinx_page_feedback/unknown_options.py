"""Names in ``conf.py`` that look like options and are none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .config import problem_with_option
from .options import PREFIX, Options
from .problems import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.config import Config

    from .problems import Problem


def unknown_options(config: Config) -> Iterator[Problem]:
    """Yield a problem for each name of ``conf.py`` that has the prefix and is no option.

    Args:
        config: Sphinx's configuration, with the options of every extension.
    """
    option_names = [PREFIX + name for name in Options.model_fields]
    raw = config._raw_config  # noqa: SLF001 (no public attribute has unregistered names)
    for name, value in raw.items():
        # A function of conf.py may have such a name; options are never functions.
        if name.startswith(PREFIX) and name not in config and not callable(value):
            cause, cure = "no option has this name", did_you_mean(name, option_names)
            yield problem_with_option(name.removeprefix(PREFIX), cause, cure)
