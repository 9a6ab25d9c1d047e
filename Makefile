# Two commands do all the set-up: `make site` and `make test`. Needed: Python >= 3.11 with venv, and make.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
RUN    := $(BIN)/python -m fridaygram
STAMP  := $(VENV)/.installed
JUDGES := tests/browser/judges
# On two cores five took 297 s, four 310.
BROWSERS := 5

# Python compiles a module at its first import. pip compiled all, and that took half of the time of an install.
export PIP_NO_COMPILE := 1

.DEFAULT_GOAL := help
.PHONY: help env site serve docs test test-quick check lint types tests browser judges neural bench lock clean

help:  ## say what there is to make
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' Makefile | expand -t 16

env: $(STAMP)  ## make the environment from requirements.lock, every package checked by its hash

$(STAMP): requirements.lock pyproject.toml $(wildcard extras/*/pyproject.toml)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Fridaygram needs Python 3.11 or newer; name one: make PYTHON=python3.12 site"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . $(addprefix -e ,$(wildcard extras/*))
	@touch $@

site: $(STAMP)  ## train the demo model where it is missing, build site/, say how to look at it
	@$(RUN) train demo --if-missing
	@$(RUN) build
	@echo "The site is in site/. Look at it with: make serve"

serve: $(STAMP)  ## preview the blog on this machine, rebuilt as you write
	@$(RUN) serve

docs: $(STAMP)  ## build the documentation into docs/site/, with Fridaygram itself
	@$(RUN) build --strict --blog docs

test: check  ## run everything that CI runs

test-quick: $(STAMP)  ## run the quick tests only, with fewer random examples: for while you work
	$(BIN)/python -m pytest -n auto --dist worksteal --ignore=tests/browser -m "not slow" --hypothesis-profile=quick

check: lint types tests browser  ## style, types, tests, the site in a browser: what CI runs

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)  ## check the types, for Linux and for Windows at the same time
	@$(BIN)/mypy --platform win32 --cache-dir .mypy_cache/win32 & windows=$$!; \
	  $(BIN)/mypy && wait $$windows

tests: $(STAMP)
	$(BIN)/python -m pytest -n auto --dist worksteal --ignore=tests/browser

browser: $(STAMP)  ## look at the built blog in Debian's Chromium and Firefox; what is not installed is skipped, saying so
	$(BIN)/python -m pytest -n $(BROWSERS) --dist loadfile tests/browser -rs

judges: $(JUDGES)/node_modules/.installed  ## fetch the npm packages that judge the built blog, for make browser

$(JUDGES)/node_modules/.installed: $(JUDGES)/package-lock.json
	PUPPETEER_SKIP_DOWNLOAD=1 npm ci --prefix $(JUDGES) --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

neural: $(VENV)/.neural  ## install PyTorch (large), so that the tests of neural models run

$(VENV)/.neural: requirements-neural.txt $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-neural.txt
	@touch $@

bench: $(STAMP) .venv-bench/.installed  ## measure speed against peers, as ratios in the same run
	$(BIN)/python -m bench

.venv-bench/.installed: requirements-bench.txt
	$(PYTHON) -m venv .venv-bench
	.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-bench.txt
	@touch $@

lock: $(STAMP)  ## renew requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --extra train --extra acquire --extra dask --extra search --extra export --extra dev \
	  --no-header --no-annotate --no-emit-index-url --upgrade -o requirements.lock pyproject.toml

clean:  ## remove what builds made, not what you wrote
	rm -rf $(VENV) $(JUDGES)/node_modules .venv-bench .fridaygram .mypy_cache .ruff_cache .pytest_cache
	rm -rf docs/site docs/.fridaygram
	find site -mindepth 1 ! -name .gitkeep -delete
