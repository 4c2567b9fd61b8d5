# `make live` and `make test` are all the set-up there is.
# Each target is a session of noxfile.py; ARGS go to it: make test ARGS=tests/cli/test_live.py
PYTHON ?= python3
ARGS ?=
NOX = .venv/bin/nox --session

.PHONY: help live demo test test-slow test-all html pdf pdf-accessible pictures linkcheck lint lint-pages compat beside messages bench clean

help: .venv/bin/nox
	@.venv/bin/nox --list

live demo html pdf pdf-accessible pictures linkcheck lint lint-pages compat beside messages bench: .venv/bin/nox
	@$(NOX) $@ -- $(ARGS)

test: .venv/bin/nox
	@$(NOX) tests -- $(ARGS)

# The long repetitions, which .ci/run makes too.
test-slow: .venv/bin/nox
	@$(NOX) tests -- -m slow $(ARGS)

# Everything, before a release, with the branches that no test reaches.
test-all: .venv/bin/nox
	@$(NOX) tests -- -m '' --cov --cov-report=term:skip-covered $(ARGS)

clean:
	rm -rf build .nox .venv tests/browser/node_modules

.venv/bin/nox:
	@.ci/venv $(PYTHON)
