# Every command installs what it needs and this machine lacks, at the versions
# of scripts/lib/versions.sh, into a cache outside the checkout. The work itself
# is in scripts/.
#
# ARGS goes on to the program: make run ARGS="--config my.ini", make bench ARGS=--quick

SHELL := bash
.DEFAULT_GOAL := help
ARGS ?=

.PHONY: help
help: ## Print this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-6s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: build ## Build the release and serve it at http://127.0.0.1:8000
	@exec target/release/crash-store serve $(ARGS)

.PHONY: build
build: ## Build the release: target/release/crash-store, one self-contained file
	@scripts/build

.PHONY: test
test: ## Run all tests, or some: make test ARGS="rust contract uploader crash-clients faults browser"
	@scripts/test $(ARGS)

.PHONY: dev
dev: ## Serve a debug build and reload it when a file changes
	@scripts/dev $(ARGS)

.PHONY: fmt
fmt: ## Format Rust code and views
	@scripts/fmt

.PHONY: lint
lint: ## Check formats, lints and types
	@scripts/lint

.PHONY: bench
bench: ## Measure beside nginx and write bench/RESULTS.md
	@scripts/bench $(ARGS)

.PHONY: clean
clean: ## Remove what was built and installed inside the checkout
	@rm -rf target end2end/node_modules end2end/test-results examples/uploader/build
