"""Import modules, each in a process that has loaded no other module of the package.

An import of ``a.b`` loads ``a`` first, so the process of ``a.b`` is forked from that of ``a``:
nothing is loaded twice, and ``a.b`` still meets only what ``a`` loads by itself.

Usage: python import_alone.py PACKAGE PRELOADED MODULE…
Prints a line for each problem: an import that fails, or one that loads Sphinx where the
comma-separated PRELOADED, which is loaded first, has not.
"""

from __future__ import annotations

import importlib
import os
import sys


def report(problem: str) -> None:
    """Print a line at once: a forked process ends without its buffers."""
    os.write(1, f"{problem}\n".encode())


def visit(module: str, modules: list[str]) -> None:
    """Import a module in a process of its own, and then those below it, in one each."""
    pid = os.fork()
    if pid:
        os.waitpid(pid, 0)
        return
    sphinx = "sphinx" in sys.modules
    try:
        importlib.import_module(module)
    except Exception as error:  # noqa: BLE001 (whatever an import raises is what is looked for)
        report(f"{module}: {error!r}")
    else:
        if not sphinx and "sphinx" in sys.modules:
            report(f"{module} loads Sphinx")
        visit_below(module, modules)
    os._exit(0)


def visit_below(package: str, modules: list[str]) -> None:
    """Visit the modules whose parent is a package."""
    for module in modules:
        if module.rpartition(".")[0] == package:
            visit(module, modules)


if __name__ == "__main__":
    _, package, preloaded, *modules = sys.argv
    for name in filter(None, preloaded.split(",")):
        importlib.import_module(name)
    importlib.import_module(package)
    visit_below(package, modules)
