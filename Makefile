# `make run`   sets everything up, does the main job, on MUSIC=folder or on demo tracks of its own, and shows it
#              in the browser until Ctrl-C; SERVE=0 leaves that out
# `make test`  runs every check
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
UV := $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes --custom-compile-command "make lock"

# for the shell, not for make: a path may hold any character
export MUSIC
SERVE ?= 1

.PHONY: run test test-slow check format lock bench clean

run: $(VENV)/.installed
	@$(BIN)/tunescape demo $${MUSIC:+"$$MUSIC"} $(if $(filter 0,$(SERVE)),,--serve)

test: check
	$(BIN)/python -m pytest -n 2 --hypothesis-profile check -m "not slow"

test-slow: $(VENV)/.installed-deep
	$(BIN)/python -m pytest -n 2 --dist loadfile --hypothesis-profile check -m "slow or deep"

check: $(VENV)/.installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

format: $(VENV)/.installed-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Peers that only the benchmarks need; they are not part of any lock file.
bench: $(VENV)/.installed-dev
	$(PIP) install "bliss-audio==0.2.0"
	$(BIN)/python benchmarks/cost.py $${MUSIC:+"$$MUSIC"}

lock: $(VENV)/.installed-dev
	$(PIP) install uv
	$(UV) --group build -o requirements.lock
	$(UV) --group dev -o requirements-dev.lock

$(VENV)/.installed-deep: requirements-deep.lock $(VENV)/.installed-dev
	@echo "Installing torch ..."
	@$(PIP) install -r requirements-deep.lock
	@touch $@

clean:
	rm -rf $(VENV) tunescape-demo*

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "tunescape needs Python 3.11 or newer: install it, or name it: make PYTHON=/path/to/python3 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "Python's venv module is missing: install it (on Debian: apt install python3-venv) and run make again."; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.lock pyproject.toml | $(BIN)/python
	@echo "Installing tunescape into $(VENV) ..."
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock pyproject.toml | $(BIN)/python
	@echo "Installing tunescape and its development tools into $(VENV) ..."
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/.installed
