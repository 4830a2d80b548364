# make run      open the window            (make run ARGS="--help")
# make test     run the tests              (make test TESTS=tests/test_environment.py)
# make check    everything that must hold before a commit: lint and tests

# The first interpreter that is new enough; name another one with PYTHON=...
PYTHON ?= $(shell for candidate in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$candidate -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$candidate && break; done)
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
CATALOGUE := visualnn/locale
ARGS ?=
TESTS ?=
PYTEST_ARGS ?= -q -n auto --maxprocesses 4

.DEFAULT_GOAL := run
.PHONY: run test check lint bench messages format setup system clean

run: $(STAMP)
	@$(BIN)/visualnn $(ARGS)

test: $(STAMP)
	@$(BIN)/python -m pytest $(PYTEST_ARGS) $(TESTS)

check: lint test

lint: $(STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(STAMP)
	@$(BIN)/python -m tools.bench $(ARGS)

format: $(STAMP)
	$(BIN)/ruff check --fix --exit-zero .
	$(BIN)/ruff format .

# English is the key. Extract it, carry it into the Korean catalogue, compile that.
messages: $(STAMP)
	@mkdir -p $(CATALOGUE)/ko/LC_MESSAGES
	$(BIN)/pybabel extract -k _ -k N_ --sort-by-file --no-location --omit-header \
		-o $(CATALOGUE)/visualnn.pot visualnn ui
	@if [ -e $(CATALOGUE)/ko/LC_MESSAGES/visualnn.po ]; then action="update --no-fuzzy-matching --ignore-pot-creation-date"; \
	else action=init; fi; \
	$(BIN)/pybabel $$action -D visualnn -l ko -d $(CATALOGUE) -i $(CATALOGUE)/visualnn.pot
	$(BIN)/pybabel compile -D visualnn -d $(CATALOGUE) --statistics

setup: $(STAMP)

system:
	@sh tools/system_packages.sh

$(STAMP): pyproject.toml
	@sh tools/system_packages.sh
	@if [ -z "$(PYTHON)" ]; then echo "visualnn needs Python 3.11 or newer."; exit 1; fi
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "On Debian and Ubuntu the module venv is a package of its own:"; \
		echo "    sudo apt-get install -y python3-venv"; exit 1; }
	@echo "Installing into $(VENV) (a minute or two the first time)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

clean:
	rm -rf $(VENV) build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find visualnn ui tests tools -name __pycache__ -type d -prune -exec rm -rf {} +
