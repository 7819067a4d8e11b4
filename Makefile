# Two commands do everything: `make run` and `make test`. Each works on a machine that has only Python and make.
SHELL := /bin/bash
MAKEFLAGS += --no-builtin-rules
PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin
VENDOR := app/static/vendor
export FLASK_APP := app:create_app

.PHONY: help run test test-fast check bench drill lock clean assets browser

help: ## every target with one line
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | awk -F'\t' '{printf "make %-10s %s\n", $$1, $$2}'

# ---- one set-up step: a virtual environment, pinned packages, the few front-end files ----

.venv/bin/uv:
	@$(PYTHON) -m venv .venv || { echo "Python's venv is missing; on Debian: apt-get install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install -q --disable-pip-version-check uv || echo "uv is not available, pip will do"

.venv/.run-%: requirements/run.txt .venv/bin/uv
	@if [ -x $(BIN)/uv ]; then $(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r requirements/run.txt; \
	else $(BIN)/python -m pip install -q --require-hashes -r requirements/run.txt; fi
	@touch $@

.venv/.dev-%: requirements/dev.txt .venv/bin/uv
	@if [ -x $(BIN)/uv ]; then $(BIN)/uv pip install -q --python $(BIN)/python --require-hashes -r requirements/dev.txt; \
	else $(BIN)/python -m pip install -q --require-hashes -r requirements/dev.txt; fi
	@touch $@

HASH := import sys, zlib; print(format(zlib.crc32(open(sys.argv[1], 'rb').read()), '08x'))
RUN_HASH := $(shell $(PYTHON) -c "$(HASH)" requirements/run.txt)
DEV_HASH := $(shell $(PYTHON) -c "$(HASH)" requirements/dev.txt)
RUN_READY := .venv/.run-$(RUN_HASH)
DEV_READY := .venv/.dev-$(DEV_HASH)

$(VENDOR)/.ready: package.json package-lock.json | $(RUN_READY)
	@PATH="$(CURDIR)/$(BIN):$$PATH" npm ci --ignore-scripts --no-audit --no-fund --silent
	@mkdir -p $(VENDOR)
	@cp node_modules/weui/dist/style/weui.min.css node_modules/bootstrap/dist/css/bootstrap.min.css $(VENDOR)/
	@touch $@

assets: $(VENDOR)/.ready ## the third-party front-end files, from npm

# ---- what people call ----

run: $(RUN_READY) $(VENDOR)/.ready ## the whole platform on http://127.0.0.1:8000 (PORT=), with demo city and simulator
	@PUBLIC_BASE_URL="$${PUBLIC_BASE_URL:-http://127.0.0.1:$(PORT)}" $(BIN)/python -m flask serve --port $(PORT)

test: $(DEV_READY) $(VENDOR)/.ready browser ## everything: rules, rooms on SQLite and PostgreSQL, browser, short fault drills
	@$(BIN)/python -m pytest --noconftest tests/architecture -q
	@$(BIN)/python -m pytest -n 2 --dist loadscope --no-loadscope-reorder -q -m "not drill" --ignore tests/architecture

test-fast: $(DEV_READY) ## the suite without browser and fault drills
	@$(BIN)/python -m pytest --noconftest tests/architecture -q
	@$(BIN)/python -m pytest -n 2 --dist loadscope --no-loadscope-reorder -q -m "not drill and not browser" --ignore tests/architecture --ignore tests/faults

check: $(DEV_READY) ## lint, format, types, architecture
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy --strict surveys bots
	@$(BIN)/mypy app config.py
	@$(BIN)/python -m pytest --noconftest tests/architecture -q

bench: $(DEV_READY) $(VENDOR)/.ready ## benchmarks: ratios against peers measured in the same run
	@$(BIN)/python -m benchmarks

drill: $(DEV_READY) $(VENDOR)/.ready browser ## the long ones: fault drills, a whole owner decision in the browser
	@$(BIN)/python -m pytest -q -m drill tests/faults tests/browser

browser: ## Chromium for the browser tests, when this machine lacks it and we may install
	@PATH="$$PATH:/usr/bin" command -v chromium >/dev/null || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null; \
	  else echo "*** Chromium is missing: browser tests will be SKIPPED ***"; fi; }

lock: $(DEV_READY) ## pin the packages anew after a change in pyproject.toml
	@$(BIN)/uv lock -q
	@$(BIN)/uv export -q --no-header --no-emit-project --no-default-groups -o requirements/runtime.txt
	@$(BIN)/uv export -q --no-header --no-emit-project --no-default-groups --group assets -o requirements/run.txt
	@$(BIN)/uv export -q --no-header --no-emit-project --all-groups -o requirements/dev.txt

clean: ## remove everything that was built or installed
	@rm -rf .venv node_modules $(VENDOR) instance .pytest_cache .mypy_cache .ruff_cache
