# Copiste: `make help` lists what there is. The first target you call sets the machine up, once.

PYTHON_IN_VENV := .venv/bin/python
READY := .venv/.ready
#: What the pixel face needs besides: x3270, its fonts, Xvfb, OCR.
READY_FOR_PIXELS := .venv/.ready-for-pixels
#: What only the tests need besides.
READY_FOR_TESTS := .venv/.ready-for-tests
LIBDOC := $(PYTHON_IN_VENV) -m robot.libdoc
KEYWORDS = $(wildcard keywords/[A-Z]*.py) $(wildcard keywords/*.resource)
KEYWORD_PAGES = $(patsubst keywords/%,out/docs/%.html,$(KEYWORDS))
#: What pytest gets: `make test TESTS=tests/unit`, `make test PYTEST=-x`.
TESTS ?= tests
PYTEST ?= -n 2
#: What the measurements get: `make bench BENCH=--quick`, `make bench-enrolment BENCH=--json`.
BENCH ?=
#: What the storm gets: `make soak SOAK="--items 200 --seed 7"`.
SOAK ?=

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo demo-pixels pixels test soak check format lint types robots-lint docs bench clean distclean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

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

test: $(READY) $(READY_FOR_TESTS) ## Run the tests, on SQLite and on a PostgreSQL of their own
	@$(PYTHON_IN_VENV) -m pytest $(PYTEST) $(TESTS)

soak: $(READY) $(READY_FOR_TESTS) ## A long night in a storm: faults, kills, a restart
	@$(PYTHON_IN_VENV) -m tests.soak $(SOAK)

check: lint types robots-lint test docs ## Everything that a change must pass

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

out/docs/%.html: keywords/% $(READY)
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
