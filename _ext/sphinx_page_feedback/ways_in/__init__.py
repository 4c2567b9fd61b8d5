"""Ways into a page for those who want to change it: a link to its source, and when it changed."""

from .foot import add_ways_in, read_history, set_up

__all__ = ["add_ways_in", "read_history", "set_up"]
