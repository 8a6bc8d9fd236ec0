# What one does with this project. `make` alone lists it. Each command does its own set-up.
PYTHON ?= python3
ARGS ?=
LAUNCH = $(PYTHON) -m ipr_portal.embedded
BIN = .venv/bin
OURS = ipr_portal monitoring notices enforcement rights listings policy notifications accounts docket sandbox

.DEFAULT_GOAL := help
.PHONY: help run test lint check format docs bench install lock

help:  ## List these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run:  ## The whole product with demo data on http://127.0.0.1:8000 (PORT=8001 PORTAL_HOME=.portal-2 for a second one)
	@$(LAUNCH) run

test:  ## All tests, on a throw-away PostgreSQL and Valkey (ARGS="-k retract -x" goes to pytest)
	@$(LAUNCH) test $(ARGS)

lint: install  ## Style, types, layers and templates, without running anything
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	DATABASE_URL=postgres://none/none PORTAL_DEMO=1 $(BIN)/mypy $(OURS)
	find templates -name '*.html' | xargs $(BIN)/djade --check --target-version 5.2

check: lint test  ## Everything that must hold before a change is handed in

format: install  ## Bring the code into the house's shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	find templates -name '*.html' | xargs $(BIN)/djade --target-version 5.2

docs:  ## Write docs/procedure.md anew from the procedure's table
	@$(LAUNCH) with $(BIN)/python manage.py procedure

bench:  ## Measure: intake, queue, decide to confirmed (takes minutes; ARGS="--quick")
	@$(LAUNCH) with $(BIN)/python -m benchmarks $(ARGS)

install:  ## Make .venv hold exactly the locked packages
	@$(LAUNCH) install

lock: install  ## Look for newer versions of the packages and write them down with their hashes
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
		--group dev --group embedded pyproject.toml --output-file requirements.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		--constraint requirements.lock pyproject.toml --output-file requirements.production.lock
