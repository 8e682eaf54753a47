# `make chat` and `make test` need Python 3.11 or newer and make, nothing else.
VENV := .venv
BIN := $(VENV)/bin
PORT ?=
ARGS ?=
# --no-compile: Python compiles what is imported, when it is; compiling everything takes longer.
PIP := PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip install -q --no-compile -c constraints.txt

.DEFAULT_GOAL := help
.PHONY: help chat test eval bench bench-install check docs format clean

help: ## show this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1|/' | while IFS='|' read -r name about; do printf '  make %-14s %s\n' "$$name" "$$about"; done

chat: $(VENV)/.runtime ## serve the chat on http://127.0.0.1:7860 (PORT=… to change)
	@$(BIN)/python app.py $(if $(PORT),--port $(PORT))

test: $(VENV)/.test ## run every test, in parallel (ARGS=… to pass options to pytest)
	@$(BIN)/python -m pytest -n auto $(ARGS)

eval: $(VENV)/.runtime ## measure the answers on the questions that ship
	@$(BIN)/pullquote eval $(ARGS)

bench: $(VENV)/.runtime ## measure the time of a question's stages, indexing and memory
	@$(BIN)/python -m evals.bench $(ARGS)

bench-install: ## time a fresh clone to a served page, and weigh what it installs
	@bash evals/bench_install.sh

check: $(VENV)/.test ## lint, formatting, types and generated documents
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m evals.docs --check

docs: $(VENV)/.runtime ## write the generated parts of README.md and docs/
	@$(BIN)/python -m evals.docs

format: $(VENV)/.test ## format the code
	@$(BIN)/ruff check -q --fix . ; $(BIN)/ruff format .

clean: ## remove what was installed and cached here; indexes stay
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis

# The first Python on the path that is new enough and starts.
$(VENV)/.made:
	@set -e; \
	for python in $(PYTHON) python3.11 python3.12 python3.13 python3.14 python3 python; do \
	  if "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
	    echo "Making $(VENV) with $$("$$python" --version)"; \
	    "$$python" -m venv $(VENV) || { echo "$$python cannot make a virtual environment; see its words above" >&2; exit 1; }; \
	    touch $@; exit 0; \
	  fi; \
	done; \
	echo "pullquote needs Python 3.11 or newer; found: $$(python3 --version 2>&1 || true). Install one, or name it: make PYTHON=/path/to/python3.11" >&2; \
	exit 1

# setuptools comes first, so that the build of pullquote itself uses the pinned one.
$(VENV)/.runtime: $(VENV)/.made pyproject.toml constraints.txt
	@echo "Installing pullquote and what it needs, once"
	@$(PIP) setuptools
	@$(PIP) --no-build-isolation -e .
	@touch $@

$(VENV)/.test: $(VENV)/.runtime
	@echo "Installing what the tests need, once"
	@$(PIP) --no-build-isolation -e '.[test]'
	@touch $@
