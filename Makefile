# make run      open the window            (make run ARGS="--help")
# make test     run the tests              (make test TESTS=tests/test_environment.py)
# make replay   what the program does, compared with a commit (make replay BASE=HEAD~1)
# make faults   bad inputs, mutants, surroundings, clicks, methods that raise, memory, kills, full disks, a class
#               (ARGS="memory" one of them, ARGS="--resume" the rest of a run that was interrupted)
# make browser  hand-outs in a real headless Chromium (Debian: chromium and chromium-driver)
# make check    everything that must hold before a commit: lint and tests
# make latest   run the tests with the newest release of everything that pyproject.toml allows
# make lowest   run them with the lowest
# make wheel    build the wheel, install it in an empty environment and use it there
#
# Another interpreter gets an environment of its own: make test PYTHON=python3.13 VENV=.venv-3.13

# The first interpreter that is new enough; name another one with PYTHON=...
PYTHON ?= $(shell for candidate in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$candidate -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$candidate && break; done)
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
# The releases that are installed: names and versions, no addresses. Empty for the newest ones.
CONSTRAINTS := tools/constraints.txt
CATALOGUE := visualnn/locale
KOREAN := $(CATALOGUE)/ko/LC_MESSAGES/visualnn.po
ERRORS := VisualnnError DataError ShapeError UnknownNameError SettingError LessonError
ARGS ?=
TESTS ?=
BASE ?=
ONLY ?=
PYTEST_ARGS ?= -q -n auto --maxprocesses 4

.DEFAULT_GOAL := run
.PHONY: run test check latest lowest wheel lint bench faults browser replay messages records pictures format setup system clean

run: $(STAMP)
	@$(BIN)/visualnn $(ARGS)

test: $(STAMP)
	@$(BIN)/python -m pytest $(PYTEST_ARGS) $(TESTS)

check: lint test

# Both in an environment that is made anew. Nothing else is tested there than in `make test`.
latest:
	@rm -rf .venv-latest
	@$(MAKE) --no-print-directory test VENV=.venv-latest CONSTRAINTS=

lowest:
	@rm -rf .venv-lowest
	@mkdir .venv-lowest
	@$(or $(PYTHON),false) -m tools.lowest > .venv-lowest/constraints.txt
	@$(MAKE) --no-print-directory test VENV=.venv-lowest CONSTRAINTS=.venv-lowest/constraints.txt

wheel:
	@$(or $(PYTHON),false) -m tools.wheel

lint: $(STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(STAMP)
	@$(BIN)/python -m tools.bench $(ARGS)

faults: $(STAMP)
	@$(BIN)/python -m tools.faults $(ARGS)

browser: $(STAMP)
	@$(BIN)/python -m tools.browser $(ARGS)

# Record that commit and this checkout with the same script and interpreter, and compare.
replay: $(STAMP)
	@test -n "$(BASE)" || { echo "name a commit: make replay BASE=HEAD~1"; exit 2; }
	@$(BIN)/python -m tools.replay base $(BASE)

format: $(STAMP)
	$(BIN)/ruff check --fix --exit-zero .
	$(BIN)/ruff format .

# What the window, the panels, a session and lesson reading do, written anew; ONLY="network" some.
records: $(STAMP)
	@$(BIN)/python -m tests.ui.recording $(ONLY)

# English is the key. Extract it (an error's first argument is a sentence too), carry it into the
# Korean catalogue, compile that.
messages: $(STAMP)
	@mkdir -p $(dir $(KOREAN))
	$(BIN)/pybabel -q extract $(addprefix -k ,_ N_ $(ERRORS)) -c Translators: -s \
		--sort-by-file --no-location --width 100 --project visualnn \
		--copyright-holder "The visualnn developers" --msgid-bugs-address "" -o $(CATALOGUE)/visualnn.pot visualnn ui
	@test -e $(KOREAN) || $(BIN)/pybabel -q init -D visualnn -l ko --width 100 \
		-d $(CATALOGUE) -i $(CATALOGUE)/visualnn.pot
	$(BIN)/pybabel -q update -D visualnn -l ko --width 100 --no-fuzzy-matching --ignore-obsolete \
		--ignore-pot-creation-date -d $(CATALOGUE) -i $(CATALOGUE)/visualnn.pot
	$(BIN)/pybabel compile -D visualnn -d $(CATALOGUE) --statistics

# The two pictures of the README, drawn anew.
pictures: $(STAMP)
	@mkdir -p docs
	$(BIN)/visualnn snapshot xor --at at-the-kink --lang en --theme dark --out docs/xor-backward-en-dark.png
	$(BIN)/visualnn snapshot digits --at step --lang ko --theme light --out docs/digits-adam-ko-light.png

setup: $(STAMP)

system:
	@sh tools/system_packages.sh

$(STAMP): pyproject.toml $(CONSTRAINTS)
	@sh tools/system_packages.sh
	@$(or $(PYTHON),false) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "visualnn needs Python 3.11 or newer; name it with: make PYTHON=/path/to/python"; exit 1; }
	@test -x $(BIN)/pip || $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); \
		echo "On Debian and Ubuntu the module venv is a package of its own:"; \
		echo "    sudo apt-get install -y python3-venv"; exit 1; }
	@echo "Installing into $(VENV) (a minute or two the first time)"
	@PIP_CONSTRAINT=$(CONSTRAINTS) PIP_BUILD_CONSTRAINT=$(CONSTRAINTS) \
		$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

clean:
	rm -rf $(VENV) .venv-latest .venv-lowest build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find visualnn ui tests tools -name __pycache__ -type d -prune -exec rm -rf {} +
