# One command for each thing one does here; `.ci/run` calls `make test` and nothing else.

PYTHON ?= python3

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

# The demo that the data tests read. `target/` is where dbt users expect what can be thrown away.
TEST_OUTPUTS := target/test_outputs
SQL := dbt_project/models tests/dbt

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
# The checks of `test` stand in the order in which they fail fastest, also under `make -j`.
.NOTPARALLEL:
.PHONY: help demo test docs assumptions lint format data-tests unit-tests moves bench drills
.PHONY: constraints clean

help:  ## Show what can be made
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

demo: $(READY)  ## Build all shipped scenarios and show where the results are
	$(BIN)/runner build --scenarios all

assumptions: $(READY)  ## Write the page of published and simulated figures anew
	$(BIN)/python -m tests.evidence.page

docs: $(READY)  ## Write what is derived from the catalogue: the schemas and the pages in docs/
	$(BIN)/runner schema > scenarios/scenario.schema.json
	$(BIN)/runner schema --kind template > scenarios/template.schema.json
	$(BIN)/runner schema --kind profile > scenarios/profile.schema.json
	$(BIN)/runner parameters --format markdown > docs/parameters.md
	$(BIN)/runner profiles --format markdown > docs/profiles.md

test: lint data-tests unit-tests  ## Check everything, as CI does

lint: $(READY)  ## Check the style of Python and SQL
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/sqlfluff lint --disable-progress-bar --processes 0 $(SQL)

format: $(READY)  ## Repair the style of Python and SQL where a tool can
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/sqlfluff fix --disable-progress-bar --processes 0 $(SQL)

data-tests: $(READY)  ## Build the demo aside and run dbt's unit and data tests on it
	$(BIN)/runner build --scenarios all --output $(TEST_OUTPUTS) --no-detail-exports
	RUNNER_WAREHOUSE="$(CURDIR)/$(TEST_OUTPUTS)/warehouse.duckdb" \
		$(BIN)/dbt test --project-dir dbt_project

unit-tests: $(READY)  ## Run pytest
	$(BIN)/pytest --numprocesses auto --dist loadfile

moves: $(READY)  ## Record anew what each parameter moves
	$(BIN)/python -m tests.parameters.moved

bench: $(READY)  ## Measure how long builds take
	$(BIN)/python -m benchmarks

drills: $(READY)  ## Kill builds, fill their disk, set the clock back: is anything lost?
	$(BIN)/python -m tests.drills

constraints:  ## Resolve all dependencies anew
	fresh=$$(mktemp -d) && trap 'rm -rf "$$fresh"' EXIT && \
	$(PYTHON) -m venv "$$fresh" && "$$fresh/bin/pip" install --quiet --editable '.[dev]' && \
	{ sed -n '/^#/p' constraints.txt; "$$fresh/bin/pip" freeze --exclude-editable; } > "$$fresh/new" && \
	cp "$$fresh/new" constraints.txt

clean:  ## Remove caches and test outputs; results in batch_outputs and .venv stay
	rm -rf target dist logs dbt_project/target dbt_project/logs .pytest_cache .ruff_cache .hypothesis
	find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +

# Rebuilt when what is to be installed changed. The build backend comes from the constraints as
# well: nothing is downloaded where all is there already.
$(READY): pyproject.toml constraints.txt
	$(BIN)/python -m pip --version > /dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt hatchling editables
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --no-build-isolation --editable '.[dev]'
	@touch $@
