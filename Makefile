# Everything a person or the CI does. Needs python3 (3.11 or newer), make and a network to PyPI; nothing else.
SHELL = /bin/sh
PYTHON ?= python3
# Extra flags, for example: make lab LAB_ARGS="--no-browser --port=9999", make test TEST_ARGS="-k layer"
LAB_ARGS ?=
TEST_ARGS ?=
NOTEBOOKS ?=
JOBS ?= 2

BIN = .venv/bin
# A set-up is good for one pyproject.toml in one folder: both are in the stamp's name, so a change of either sets up again.
KEY := $(shell { cat pyproject.toml; pwd; } | cksum | tr -dc 0-9)
LEARNER = .venv/.ready-course-$(KEY)
DEVELOPER = .venv/.ready-dev-$(KEY)

.PHONY: help lab test setup check lint notebooks bench record clean

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

bench: $(DEVELOPER) ## measure what has to be fast
	$(BIN)/python tests/bench/run.py

record: $(DEVELOPER) ## record a real engine's behaviour again (needs DOCKER_HOST)
	$(BIN)/python tests/recordings/record.py

clean: ## remove .venv and every cache
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist

.venv/bin/python:
	@if command -v uv >/dev/null 2>&1; then \
		echo "Setting up .venv with uv"; uv venv --quiet --allow-existing --python '>=3.11' .venv; \
	else \
		command -v $(PYTHON) >/dev/null 2>&1 || { echo "There is no '$(PYTHON)' here: install Python 3.11 or newer, or say where it is: make PYTHON=/path/to/python3" >&2; exit 1; }; \
		$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
			echo "dockerlab needs Python 3.11 or newer; '$(PYTHON)' is $$($(PYTHON) -V 2>&1). Say where a newer one is: make PYTHON=/path/to/python3.12" >&2; exit 1; }; \
		echo "Setting up .venv with $$($(PYTHON) -V)"; \
		$(PYTHON) -m venv .venv || { rm -rf .venv; echo "This Python cannot make a virtual environment (on Debian and Ubuntu: apt install python3-venv)" >&2; exit 1; }; \
	fi

# The announcements extension asks a question and calls the network at every start.
QUIET_LAB = $(BIN)/jupyter labextension disable --level=sys_prefix @jupyterlab/apputils-extension:announcements >/dev/null 2>&1

$(LEARNER): | .venv/bin/python
	@$(call install,course,JupyterLab and the course)
	@$(QUIET_LAB)
	@touch $@

$(DEVELOPER): | .venv/bin/python
	@$(call install,dev,JupyterLab the course and the development tools)
	@$(QUIET_LAB)
	@touch $@ $(LEARNER)

define install
echo "Installing $(2) from PyPI: about a minute with pip, a few seconds with uv"; \
if command -v uv >/dev/null 2>&1; then uv pip install --quiet --python .venv -e '.[$(1)]'; \
else $(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --no-warn-script-location -e '.[$(1)]'; fi
endef
