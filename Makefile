# `make` alone lists what there is. PYTHON names the interpreter that .venv is made from; ARGS goes on to pytest or the benchmarks.
PYTHON ?= python3
ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
RECENT := import sys; sys.exit(sys.version_info < (3, 11))

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo test check format-check lint types catalog wheel bench interop frameworks clients fuzz docs reference pictures format snapshot constraints clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY) ## Create .venv with pixelfare (editable), its extras and the developers' tools
	@:

$(READY): pyproject.toml constraints.txt
	@command -v $(PYTHON) >/dev/null || { \
	    echo "There is no $(PYTHON) here. Name a Python 3.11 or newer: make setup PYTHON=/path/to/python" >&2; exit 1; }
	@$(PYTHON) -c '$(RECENT)' || { \
	    echo "pixelfare needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V 2>&1)." >&2; \
	    echo "Name one that is: make setup PYTHON=python3.12" >&2; exit 1; }
	@echo "Setting up $(VENV); the first time takes about a minute." >&2
	@$(BIN)/python -c '$(RECENT)' 2>/dev/null || $(PYTHON) -m venv --clear $(VENV) || { \
	    echo "Could not create $(VENV). On Debian and Ubuntu the venv module is the package python3-venv." >&2; exit 1; }
	@$(BIN)/python -m pip install -qq --constraint constraints.txt --upgrade pip
	@$(BIN)/python -m pip install -qq --constraint constraints.txt --editable '.[all]' --group dev
	@touch $@

demo: setup ## Route a few prompts and show why: no network, no key, no wallet
	@$(BIN)/python scripts/demo.py

test: setup ## Run the tests (ARGS="-k size" for some, ARGS="-n auto" on all cores)
	@$(BIN)/python -m pytest $(ARGS)

check: format-check lint types test catalog wheel ## Everything that CI checks

format-check: setup
	@$(BIN)/python -m ruff format --check --quiet --diff .

lint: setup
	@$(BIN)/python -m ruff check --quiet .

types: setup
	@$(BIN)/python -m mypy

catalog: setup ## Check the YAML, and that the snapshot was built from it
	@$(BIN)/python scripts/snapshot.py --check
	@$(BIN)/pixelfare catalog check

wheel: setup ## Build the wheel and run the tests against it, sources out of the way
	@$(BIN)/python scripts/check_wheel.py

bench: setup ## Run the benchmarks
	@$(BIN)/python benchmarks/run.py $(ARGS)

interop: ## Our client at the official x402 seller, theirs at our sandbox, in an environment of their own (ARGS=--smoke)
	@$(PYTHON) scripts/interop.py $(ARGS)

fuzz: ## Schemathesis against `pixelfare serve`, in an environment of its own (ARGS=--smoke)
	@$(PYTHON) scripts/fuzz.py $(ARGS)

clients: ## Other people's clients at our server, in an environment of their own (ARGS=--smoke, ARGS=--write)
	@$(PYTHON) scripts/clients.py $(ARGS)

frameworks: ## The tools in five agent frameworks, by their own agent loops, in an environment of their own
	@$(PYTHON) scripts/frameworks.py

docs: ## Build the documentation into site/, in an environment of its own, and check that it loads nothing from outside
	@$(PYTHON) scripts/docs.py

reference: setup ## Make docs/reference/ anew after a change of the commands, the catalog or the policies
	@$(BIN)/python scripts/docs.py --write

pictures: setup ## Take the pictures of the server's page in docs/ anew, with the system's Chromium
	@$(BIN)/python scripts/page_pictures.py

format: setup ## Format the code and mend what ruff can mend
	@$(BIN)/python -m ruff check --fix-only --quiet .
	@$(BIN)/python -m ruff format --quiet .

snapshot: setup ## Rebuild the compiled catalog after editing the YAML
	@$(BIN)/python scripts/snapshot.py

constraints: ## Pin the newest versions that fit, in constraints.txt (PYTHON has to be 3.11, the oldest supported)
	@$(PYTHON) scripts/constraints.py

clean: ## Remove .venv and everything that was built or cached
	@rm -rf $(VENV) .venv-* site dist build .hypothesis .mypy_cache .pytest_cache .ruff_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
