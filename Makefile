# Everything goes through the environment in .venv, made from requirements.lock when it is missing or outdated.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
AT_ONCE := --numprocesses=2 --dist=loadfile --no-loadscope-reorder

.PHONY: help install demo test lives check bench bench-1m faults week format lock clean

help:  ## what can be made
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 12

install: $(READY)  ## the environment, from the lock file

demo: $(READY)  ## the whole thing on the bundled newsroom (ARGS=--once: exit when done)
	@$(BIN)/congresswatch demo $(ARGS)

test: $(READY)  ## the tests, two files at a time (ARGS: pytest's own, then one at a time)
	@$(BIN)/python -m pytest $(or $(ARGS),-m "not lives" $(AT_ONCE))

lives: $(READY)  ## the tests that take their time: archives that live for days, runs that are killed and go on
	@$(BIN)/python -m pytest -m lives $(AT_ONCE) $(ARGS)

check: $(READY)  ## format, lint, types, imports, migrations drift
	@$(BIN)/ruff format --check --quiet . || (echo "make format mends these:"; $(BIN)/ruff format --check .; exit 1)
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/python -m db.drift

bench: $(READY)  ## the figures of the README's table (ARGS: options of tests/benchmarks/pipeline.py)
	@$(BIN)/python -m tests.benchmarks.pipeline $(ARGS)

bench-1m: $(READY)  ## discovery, views, stories, coverage, search, export at a million articles (ARGS=--help)
	@$(BIN)/python -m tests.benchmarks.million $(ARGS)
	@$(BIN)/python -m tests.benchmarks.stories_db $(ARGS)
	@$(BIN)/python -m tests.benchmarks.coverage_db $(ARGS)
	@$(BIN)/python -m tests.benchmarks.search_db $(ARGS)
	@$(BIN)/python -m tests.benchmarks.export_db $(ARGS)

faults: $(READY)  ## thirty kills at random moments, about 20 minutes; interrupted, it goes on (ARGS=--help)
	@$(BIN)/python -m tests.faults.kills $(ARGS)

week: $(READY)  ## a simulated week of twenty sources: alarms, memory, Prefect's rows; it goes on too (ARGS=--help)
	@$(BIN)/python -m tests.faults.week $(ARGS)

format: $(READY)  ## mend what can be mended
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format --quiet .

lock: $(READY)  ## resolve the dependencies anew into requirements.lock
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--upgrade --group dev pyproject.toml --output-file requirements.lock

clean:  ## remove the environment and all caches
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -prune -exec rm -rf {} +

# uv installs the lock in seconds where pip takes a minute; pip is the way where uv cannot see the package index.
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| (echo "Congresswatch needs Python 3.11 or newer: make PYTHON=/path/to/python3.11"; exit 1)
	@echo "installing into .venv ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || (echo "python3 brings no pip: install its venv package"; exit 1)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		"$$(sed -n 's/^\(uv==[^ ]*\).*/\1/p' requirements.lock)" || true
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --no-deps -r requirements.lock 2>/dev/null \
		|| $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(READY)
