# Two commands from a fresh machine with Python 3.11: `make demo` and `make test`. Each sets up what it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV_VERSION := 0.13.9
LOCK := requirements-dev.lock
PDFS = $(wildcard $(or $(DATA),var/demo)/published/*/*/*/*.pdf)
STAMP := $(VENV)/.installed-$(shell sha256sum $(LOCK) pyproject.toml | sha256sum | cut -c1-16)

.PHONY: demo demo-city test pdf-check fuzz faults check audit bench bench-forecast bench-budget bench-pages bench-readers bench-country \
	bench-month bench-publish ducklake spark attack-year attack-itself docs ui lock clean

demo: $(STAMP)  ## the main job on a synthetic municipality
	@$(BIN)/pladsprognose demo --size small --data-dir var/demo

demo-city: $(STAMP)  ## the same for a city of 640,000
	@$(BIN)/pladsprognose demo --size city --data-dir var/demo-city

test: $(STAMP)  ## all tests that this machine can run; names what it leaves out
	@$(BIN)/python -m pytest -n 2 --dist loadgroup

pdf-check:  ## what two programs of others say of every PDF of `make demo`; fetches them, so not part of the tests
	@$(BIN)/uv tool run --from pdfua==0.1.3 pdfua check $(PDFS)
	@$(BIN)/uv tool run --from outloud==0.2.1 outloud --fail-on warning --quiet $(PDFS)

fuzz: $(STAMP)  ## 20,000 damaged deliveries of every source; `make test` has 2,000
	@MUTANTS=20000 $(BIN)/python -m pytest -n 2 --dist worksteal tests/unit/sources/test_mutants.py

faults: $(STAMP)  ## kill, refuse and damage in many places; N=20 of each kind; what was tried goes to var/faults.tsv
	@mkdir -p var && rm -f var/faults.tsv
	@FAULTS=$(or $(N),20) FAULTS_TOLD=$(CURDIR)/var/faults.tsv $(BIN)/python -m pytest -n 2 tests/integration/faults

check: $(STAMP)  ## style, types and the architecture
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/sqlfluff lint -p 2 --disable-progress-bar dbt_project/models dbt_project/tests
	@$(BIN)/lint-imports --no-cache

audit:  ## the packages against the lock, their hashes, licences and, with ADVISORIES=<OSV's zip>, known faults; no network
	@$(BIN)/pladsprognose dependencies $(if $(ADVISORIES),--advisories $(ADVISORIES))

bench: $(STAMP)  ## speed, memory and fall-backs as ratios in one run
	@$(BIN)/python -m benchmarks

bench-forecast: $(STAMP)  ## the forecast's error in two worlds; goes on where it was stopped; TOWNS=n for fewer
	@nice $(BIN)/python -m benchmarks.forecast $(if $(TOWNS),--towns $(TOWNS))

bench-budget: $(STAMP)  ## budget editions of each October against the accounts that came; goes on where it was stopped
	@nice $(BIN)/python -m benchmarks.budget_scores $(if $(TOWNS),--towns $(TOWNS))

bench-pages: $(STAMP)  ## every kind of page of the review over HTTP: time and size; DATA=var/demo-city
	@$(BIN)/python -m benchmarks.review_pages --data-dir $(or $(DATA),var/demo-city)

bench-readers: $(STAMP)  ## 50 readers of the review while a forecast is made and published; DATA=var/demo
	@$(BIN)/python -m benchmarks.review_readers --data-dir $(or $(DATA),var/demo)

bench-month: $(STAMP)  ## one month added to three years against reading it all again, and what both publish; MONTHS=40
	@$(BIN)/python -m benchmarks.another_month --months $(or $(MONTHS),40) --refresh

bench-publish: $(STAMP)  ## 4 readers of the published file and Parquet while they are replaced 200 times; DATA=var/demo
	@$(BIN)/python -m benchmarks.publish_readers --data-dir $(or $(DATA),var/demo)

bench-country: $(STAMP)  ## a run of each of a country's municipalities; goes on where it was stopped; TOWNS=98 AT_ONCE=2
	@$(BIN)/python -m benchmarks.country --towns $(or $(TOWNS),10) --at-once $(or $(AT_ONCE),1)

ducklake: $(STAMP)  ## the models in a DuckLake with its catalogue in PostgreSQL, each cell beside the warehouse; DATA=var/demo
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || { apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
		apt-get install -y -qq --no-install-recommends postgresql >/dev/null; }
	@$(BIN)/uv pip install -q --target var/engines/extensions --no-deps --require-hashes -r deployment/ducklake.lock
	@nice $(BIN)/python -m benchmarks.engines.ducklake --data-dir $(or $(DATA),var/demo)

spark: $(STAMP)  ## the models on local Spark, each cell beside the warehouse; DATA=var/demo
	@command -v java >/dev/null || { apt-get update -qq && DEBIAN_FRONTEND=noninteractive \
		apt-get install -y -qq --no-install-recommends openjdk-17-jre-headless >/dev/null; }
	@test -x var/engines/spark-env/bin/python || $(PYTHON) -m venv var/engines/spark-env
	@$(BIN)/uv pip sync -q --python var/engines/spark-env/bin/python --require-hashes deployment/spark.lock
	@nice $(BIN)/python -m benchmarks.engines.spark --data-dir $(or $(DATA),var/demo)

attack-year: $(STAMP)  ## a city's twelve months of packs and four papers, attacked in one go; small: SIZE=small
	@$(BIN)/python -m benchmarks.attack_year --size $(or $(SIZE),city)

attack-itself: $(STAMP)  ## T14 with 200 of each: one hidden figure shown after all must be found, what is sound accepted
	@PACK_RELEASES=200 $(BIN)/python -m pytest -q tests/unit/privacy/attack/test_attack_of_itself.py \
		tests/unit/privacy/attack/test_attack_on_packs.py -k "sound or secondary"

docs: $(STAMP)  ## the data dictionary and the table of codes, from the contracts, the codes and the published file
	@$(BIN)/python -m pipelines.sources.dictionary var/demo/published/analyse.duckdb
	@$(BIN)/python -m pipelines.sources.code_table

ui: $(STAMP)  ## Dagster's own page with the lineage, on this machine only
	@DAGSTER_HOME=$(CURDIR)/var/dagster sh -c 'mkdir -p "$$DAGSTER_HOME" && cp dagster.yaml "$$DAGSTER_HOME"/ && \
		exec $(BIN)/dagster dev -m pipelines.definitions -h 127.0.0.1 -p 3000'

lock:  ## resolve the locks anew; they name no registry host
	@$(BIN)/uv pip compile --generate-hashes --no-header --no-annotate -q requirements.in -o requirements.lock
	@$(BIN)/uv pip compile --generate-hashes --no-header --no-annotate -q requirements-dev.in -o requirements-dev.lock
	@for part in postgresql ducklake spark; do $(BIN)/uv pip compile --no-deps --generate-hashes --no-header --no-annotate \
		-q deployment/$$part.in -o deployment/$$part.lock; done

$(STAMP):
	@echo "Gør klar (kun når låsen er ændret) …" >&2
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -q --disable-pip-version-check uv==$(UV_VERSION)
	@$(BIN)/uv pip sync -q --python $(BIN)/python --require-hashes --compile-bytecode $(LOCK) \
		|| $(BIN)/python -m pip install -q --no-deps --require-hashes -r $(LOCK)
	@$(BIN)/uv pip install -q --python $(BIN)/python --no-deps --no-build-isolation -e .
	@rm -f $(VENV)/.installed-* && touch $@

clean:
	rm -rf var dbt_project/target $(VENV)
