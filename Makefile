# Every target sets up what it needs first, and does nothing twice. `make doctor` says what is missing.
PYTHON_ENV = .venv/bin/python

.PHONY: help demo up test hostile chaos stable check audit doctor bench images compose-up compose-down
help:
	@sed -n 's/^\([a-z-]*\):.*## /\1	/p' Makefile | expand -t 14

demo: ## serve, grade sample submissions over HTTP, show their verdicts, stop
	@IMAGES="python node tester postgres" scripts/setup serve
	@$(PYTHON_ENV) -m judge.cli demo

up: ## serve until Ctrl-C
	@scripts/setup serve
	@$(PYTHON_ENV) -m judge.cli up

test: ## install everything the tests need, then run all of them
	@scripts/setup test
	@scripts/check
	@$(PYTHON_ENV) -m pytest tests

check: ## format, lint, types, known vulnerabilities, unit tests, architecture: needs neither Docker nor Redis
	@scripts/setup check
	@scripts/check
	@$(PYTHON_ENV) -m pytest -q --numprocesses auto tests/unit

hostile: ## attack the judge on every backend, through the whole service: docs/hostile.md
	@scripts/setup test
	@$(PYTHON_ENV) -m pytest tests/hostile --whole
	@$(PYTHON_ENV) -m pytest -q tests/unit -k properties --hypothesis-profile=hostile

audit: ## known vulnerabilities of the pinned packages; fails where they cannot be asked about, too
	@scripts/setup check
	@$(PYTHON_ENV) scripts/audit.py --strict

stable: ## the same code gets the same verdict under full load: REPEATS=200 MINUTES= ONLY=programs|services|…
	@scripts/setup test
	@$(PYTHON_ENV) -m tests.stable --repeats $(or $(REPEATS),200) --minutes $(or $(MINUTES),0) --only "$(ONLY)"

doctor: ## what is missing on this machine, and the command that fixes it
	@scripts/setup venv
	@$(PYTHON_ENV) -m judge.cli doctor

bench: ## medians of the judge beside bare processes and docker run
	@scripts/setup test
	@$(PYTHON_ENV) -m benchmarks

chaos: ## grade 2,000 submissions while everything breaks, the Docker engine too; SEED=… repeats a run
	@scripts/setup test
	@$(PYTHON_ENV) -m tests.chaos --submissions $(or $(SUBMISSIONS),2000) $(if $(SEED),--seed $(SEED))

images: ## build the images that are missing
	@scripts/setup venv
	@$(PYTHON_ENV) -m judge.cli images build

compose-up: images ## redis, api and worker as containers; scale with WORKERS=2
	@docker-compose build
	@docker-compose up --detach --scale worker=$(or $(WORKERS),1)

compose-down: ## stop them; the data stays in its volume
	@docker-compose down
