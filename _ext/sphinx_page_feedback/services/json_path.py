"""Paths into JSON, such as ``data.items.0``."""

from __future__ import annotations

from typing import Any


def at(value: Any, path: str) -> Any:
    """Follow a path like ``data.items.0``.

    Args:
        value: What JSON held.
        path: Keys and numbers, with dots between; empty for all of it.

    Returns:
        What is there, or ``None``.
    """
    for key in path.split(".") if path else ():
        if isinstance(value, list) and key.isdigit() and int(key) < len(value):
            value = value[int(key)]
        else:
            value = value.get(key) if isinstance(value, dict) else None
    return value
