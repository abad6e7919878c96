# Everything a person or the CI does. Needs python3 (3.11 or newer), make and a network to PyPI; nothing else.
SHELL = /bin/sh
PYTHON ?= python3
# Extra flags, for example: make lab LAB_ARGS="--no-browser --port=9999", make test TEST_ARGS="-k layer"
LAB_ARGS ?=
TEST_ARGS ?=
NOTEBOOKS ?=
JOBS ?= 2

BIN = .venv/bin
# uv trusts only its own list of certificates otherwise, and fails behind a company's proxy (the older and the newer name).
export UV_NATIVE_TLS = 1
export UV_SYSTEM_CERTS = 1
# The stamps' names say what they stand for: changed dependencies install again; a moved folder starts afresh, because the
# programs in .venv hold its path.
COMMA = ,
HERE := $(shell pwd | cksum | tr -dc 0-9)
KEY := $(HERE)-$(shell sed '/^\[tool.pytest/,$$d' pyproject.toml | cksum | tr -dc 0-9)
VENV = .venv/.made-$(HERE)
LEARNER = .venv/.ready-course-$(KEY)
DEVELOPER = .venv/.ready-dev-$(KEY)
# A .venv whose Python is gone (upgraded, removed) is no set-up at all.
_ := $(shell [ -x .venv/bin/python ] || rm -f .venv/.made-* .venv/.ready-*)

.PHONY: help lab test setup check lint notebooks bench record vendor clean

help: ## show this list
	@printf 'dockerlab: learn how Docker images work\n\n'
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-18s %s\n", $$1, $$2 }'

lab: $(LEARNER) ## open the course in JupyterLab (sets everything up the first time)
	@$(BIN)/jupyter trust notebooks/*.ipynb >/dev/null
	@root=; if [ "$$(id -u)" = 0 ]; then root=--allow-root; fi; \
	exec $(BIN)/jupyter lab $$root --LabApp.news_url=None \
		--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate \
		--ServerApp.root_dir="$(CURDIR)" $(LAB_ARGS) notebooks/00-start-here.ipynb

test: $(DEVELOPER) ## run every test (sets everything up the first time)
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile $(TEST_ARGS)

setup: $(DEVELOPER) ## only set up: .venv with the course and the development tools
	@echo "Ready: $(BIN)/python"

check: lint test ## ruff, mypy --strict and every test, as the CI runs them

lint: $(DEVELOPER) ## ruff and mypy --strict only
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict

notebooks: $(DEVELOPER) ## generate notebooks/*.ipynb from notebooks/source (NOTEBOOKS="00 08" for some)
	$(BIN)/python -m dockerlab.notebooks $(NOTEBOOKS)
	$(BIN)/python -m dockerlab.pictures notebooks/pictures

bench: $(DEVELOPER) ## measure what has to be fast
	$(BIN)/python tests/bench/run.py

record: $(DEVELOPER) ## record a real engine's behaviour again (needs DOCKER_HOST)
	$(BIN)/python tests/recordings/record.py

vendor: $(DEVELOPER) ## fetch the explorers' one JavaScript library again (needs a network, no node)
	$(BIN)/python -m dockerlab.widgets.vendor

clean: ## remove .venv and every cache
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist

$(VENV):
	@rm -rf .venv
	@if command -v uv >/dev/null 2>&1; then \
		echo "Setting up .venv with uv"; uv venv --quiet --python '>=3.11' .venv; \
	else \
		command -v $(PYTHON) >/dev/null 2>&1 || { echo "There is no '$(PYTHON)' here: install Python 3.11 or newer, or say where it is: make PYTHON=/path/to/python3" >&2; exit 1; }; \
		$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
			echo "dockerlab needs Python 3.11 or newer; '$(PYTHON)' is $$($(PYTHON) -V 2>&1). Say where a newer one is: make PYTHON=/path/to/python3.12" >&2; exit 1; }; \
		echo "Setting up .venv with $$($(PYTHON) -V)"; \
		$(PYTHON) -m venv .venv || { rm -rf .venv; echo "This Python cannot make a virtual environment (on Debian and Ubuntu: apt install python3-venv)" >&2; exit 1; }; \
	fi
	@touch $@

# The announcements extension asks a question and calls the network at every start.
QUIET_LAB = $(BIN)/jupyter labextension disable --level=sys_prefix @jupyterlab/apputils-extension:announcements >/dev/null 2>&1

$(LEARNER): | $(VENV)
	@$(call install,course,JupyterLab and the course)
	@$(QUIET_LAB)
	@touch $@

$(DEVELOPER): | $(VENV)
	@$(call install,dev,JupyterLab$(COMMA) the course and the development tools)
	@$(QUIET_LAB)
	@touch $@ $(LEARNER)

define install
if command -v uv >/dev/null 2>&1; then \
	echo "Installing $(2) from PyPI with uv (about ten seconds)"; \
	uv pip install --quiet --python .venv -e '.[$(1)]'; \
else \
	echo "Installing $(2) from PyPI with pip (about a minute, silently)"; \
	$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip >/dev/null; \
	$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --no-warn-script-location -e '.[$(1)]'; \
fi
endef
