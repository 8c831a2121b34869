# Everything a person types. `make run` on a bare machine needs Python >= 3.11 and make.
# The environment's own interpreter if there is one, else the first that is new enough and starts.
PYTHON ?= $(shell for one in .venv/bin/python python3.11 python3.12 python3.13 python3.14 python3; do \
	if $$one -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo $$one; break; fi; done)
BIN := .venv/bin
export PYTHONDONTWRITEBYTECODE ?=
JOBS ?= 2

.PHONY: help setup run test test-long check check-rules bench clean lock format services-down $(CHECKS)

help: ## what can be done
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

setup: ## .venv, packages, front-end assets, system libraries (nothing to do: under a second)
	@[ -n "$(PYTHON)" ] || { echo "Cause: no Python 3.11 or newer on PATH."; \
		echo "Cure:  sudo apt-get install -y python3 python3-venv, or make setup PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) config/install.py

run: setup ## the whole product with a demo mall on http://localhost:8000 (PORT=…)
	@DEMO=$${DEMO-1} $(BIN)/python manage.py run

test: setup ## all tests with their quick examples
	@$(BIN)/pytest -p tests.lines -n $(JOBS) --dist loadgroup

test-long: setup ## the same tests with large examples, races and killings
	@HYPOTHESIS_PROFILE=long $(BIN)/pytest -n $(JOBS) --dist loadgroup --long

CHECKS := check-style check-format check-types check-arrows check-templates check-migrations check-messages \
	check-deploy check-handbook

check: setup ## style, types, arrows, templates, migrations, translations, deployment, rules
	@$(MAKE) --no-print-directory --keep-going $(CHECKS)

check-style:
	@$(BIN)/ruff check --quiet .

check-format:
	@$(BIN)/ruff format --quiet --check . || { echo "cure: make format"; exit 1; }

check-types:
	@$(BIN)/mypy --no-error-summary .

check-arrows:
	@$(BIN)/lint-imports --no-logo 2>&1 | sed -n '/Contracts: .* 0 broken/q;p' | { out=$$(cat); [ -z "$$(echo "$$out" | grep BROKEN)" ] || { echo "$$out"; exit 1; }; }

check-templates:
	@$(BIN)/djlint templates --lint --quiet

check-migrations:
	@$(BIN)/python manage.py makemigrations --check --dry-run

check-messages:
	@$(BIN)/python manage.py messages check

check-deploy:
	@$(BIN)/python config/production_check.py

check-handbook:
	@$(BIN)/python manage.py rules --check

check-rules: setup ## every rule function turned on and off; some test must notice
	@$(BIN)/python manage.py rules --mutate

bench: setup ## page times over a million folders, as ratios to the floor
	@$(BIN)/python manage.py bench

format: setup ## bring our own files into style
	@$(BIN)/ruff check --fix-only --quiet . ; $(BIN)/ruff format --quiet .

lock: setup ## compile the lock files anew
	@for name in base dev; do $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --upgrade \
		--generate-hashes --no-emit-index-url --no-emit-find-links --no-annotate \
		--custom-compile-command "make lock" requirements/$$name.in -o requirements/$$name.txt; done
	@PATH=$(CURDIR)/$(BIN):$$PATH $(BIN)/npm update --no-audit --no-fund

services-down: ## stop the embedded services whoever uses them
	@$(BIN)/python manage.py services down

clean: ## remove what set-up and runs made, the demo's data too
	@if [ -x $(BIN)/python ]; then $(BIN)/python manage.py services down >/dev/null; fi
	@rm -rf .venv node_modules static/vendor var .mypy_cache .ruff_cache .pytest_cache
