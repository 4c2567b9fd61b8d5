"""The fixtures that every folder of tests may use; they stand in ``tests/support``."""

from __future__ import annotations

pytest_plugins = ["building", "books", "project", "receivers", "small_sites"]
