# Copiste: `make help` lists what there is. The first target you call sets the machine up, once.

PYTHON_IN_VENV := .venv/bin/python
READY := .venv/.ready
#: What the pixel face needs besides: x3270, its fonts, Xvfb, OCR.
READY_FOR_PIXELS := .venv/.ready-for-pixels
#: What only the tests need besides.
READY_FOR_TESTS := .venv/.ready-for-tests
LIBDOC := $(PYTHON_IN_VENV) -m robot.libdoc
KEYWORDS = $(wildcard copiste/keywords/[A-Z]*.py) $(wildcard keywords/*.resource)
KEYWORD_PAGES = $(patsubst %,out/docs/%.html,$(notdir $(KEYWORDS)))
vpath %.py copiste/keywords
vpath %.resource keywords
#: What pytest gets: `make test TESTS=tests/unit`, `make test PYTEST=-x`.
TESTS ?= tests
PYTEST ?= -n 2
#: The two longest families of tests: see the markers in pyproject.toml.
FAMILIES := enumerated or storm
#: What the measurements get: `make bench BENCH=--quick`, `make bench-enrolment BENCH=--json`.
BENCH ?=
#: What the storm gets: `make soak SOAK="--items 200 --seed 7"`.
SOAK ?=
#: What is drawn: `make endurance ENDURANCE="--files 500 --forms 500 --night sql_ledger --cases 60 --seed 7"`.
ENDURANCE ?=

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo demo-pixels pixels test test-fast test-families test-all soak endurance check format lint types \
    robots-lint docs bench clean distclean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY) ## Install what is missing, make .venv (every other target does it when needed)

$(READY): requirements.txt pyproject.toml setup.sh
	@./setup.sh
	@touch $@

pixels: $(READY) $(READY_FOR_PIXELS) ## Install what bots need to look at terminals and windows: x3270, Xvfb, OCR

$(READY_FOR_PIXELS): $(READY) setup.sh
	@./setup.sh pixels
	@touch $@

$(READY_FOR_TESTS): $(READY) setup.sh tests/robocorp/requirements.txt
	@./setup.sh tests
	@touch $@

demo: $(READY) ## Run the whole job on bundled cases: mock back-end, two bots, morning report
	@.venv/bin/copiste demo

demo-pixels: $(READY) $(READY_FOR_PIXELS) ## The same on a green screen: bots that look at x3270 and type
	@.venv/bin/copiste demo --face pixels

test-fast: $(READY) $(READY_FOR_TESTS) ## Run the tests without a browser, terminal or server: after each change
	@$(PYTHON_IN_VENV) -m pytest $(PYTEST) -m "not server" tests/unit tests/contract

test: $(READY) $(READY_FOR_TESTS) ## Run the tests but the two longest families, on SQLite and PostgreSQL
	@$(PYTHON_IN_VENV) -m pytest $(PYTEST) -m "not ($(FAMILIES))" $(TESTS)

test-families: $(READY) $(READY_FOR_TESTS) ## Run these two: a bot killed at every moment, a short storm
	@$(PYTHON_IN_VENV) -m pytest $(PYTEST) -m "$(FAMILIES)" tests/acceptance

test-all: test test-families ## Run all tests

endurance: $(READY) $(READY_FOR_TESTS) ## By hand: thousands of drawn files and forms; then `make soak`. Seeds are printed
	@$(PYTHON_IN_VENV) -m tests.endurance $(ENDURANCE)

soak: $(READY) $(READY_FOR_TESTS) ## A long night in a storm: faults, kills, a restart
	@$(PYTHON_IN_VENV) -m tests.soak $(SOAK)

check: lint types robots-lint docs test ## Everything that a change must pass

lint: $(READY)
	@$(PYTHON_IN_VENV) -m ruff check
	@$(PYTHON_IN_VENV) -m ruff format --check

types: $(READY)
	@$(PYTHON_IN_VENV) -m mypy

robots-lint: $(READY)
	@$(PYTHON_IN_VENV) -m robocop check robots keywords
	@$(PYTHON_IN_VENV) -m robocop format --check robots keywords

format: $(READY) ## Format Python and Robot files in place
	@$(PYTHON_IN_VENV) -m ruff check --fix
	@$(PYTHON_IN_VENV) -m ruff format
	@$(PYTHON_IN_VENV) -m robocop format robots keywords

docs: $(KEYWORD_PAGES) ## Write the keyword pages (Libdoc) to out/docs
	@echo "Keyword pages: out/docs"

out/docs/%.html: % $(READY)
	@mkdir -p $(@D)
	@$(LIBDOC) --pythonpath . --quiet $< $@

bench: $(READY) ## Measure what the README claims; one of it: make bench-queue
	@$(PYTHON_IN_VENV) -m benchmarks $(BENCH)

bench-%: $(READY)
	@$(PYTHON_IN_VENV) -m benchmarks.$* $(BENCH)

clean: ## Remove what runs and checks left (var, out, caches), not .venv
	rm -rf var out .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -not -path './.venv*' -prune -exec rm -rf {} +

distclean: clean ## Remove .venv and the tests' own environment too
	rm -rf .venv .venv-robocorp
