# What there is to do with the code. Everything works in a fresh clone, as root and as an ordinary user.
.DEFAULT_GOAL := help
.NOTPARALLEL:

LISTEN ?= $(or $(BATON_LISTEN),127.0.0.1:8080)
DATA ?= $(shell .ci/where)
LINT := bin/golangci-lint
# Node only brings the front-end packages.
NODE := $(if $(wildcard web/static/vendor/.made-from),,node)

.PHONY: help
help: ## list what there is
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

.PHONY: run
run: ## run Baton with an invented company in it, on this machine alone (LISTEN=127.0.0.1:8080)
	@.ci/need go $(NODE) postgres
	@$(MAKE) --no-print-directory build
	@printf '%s\n' \
	  "" \
	  "Baton opens on http://$(LISTEN) and keeps its data in $(DATA)." \
	  "Its sign-in page offers a marketer, a rep, a manager of each side and an admin. Ctrl-C stops it." \
	  ""
	@exec bin/baton serve --demo --data "$(DATA)" --listen "$(LISTEN)"

# The first time, Go compiles what the program is made of while npm fetches.
.PHONY: build
build: ## build bin/baton
	@.ci/need go $(NODE)
	@$(if $(NODE),{ go build -buildvcs=false -ldflags="-s -w" -o /dev/null ./cmd/baton >/dev/null 2>&1 & };) .ci/assets; got=$$?; wait; exit $$got
	@.ci/build

.PHONY: assets
assets: ## fetch the front-end packages that the program embeds, when they have changed
	@.ci/need go $(NODE)
	@.ci/assets

# internal/testrun runs go test, and says at the end which tests did not run, and why.
# A time limit is for what hangs: no machine is too slow. internal/hang has that of one wait.
.PHONY: test
test: ## check and test everything, in a real Postgres and a real browser
	@.ci/need go $(NODE) postgres chromium -- headless firefox webkit
	@$(MAKE) --no-print-directory assets generated format vet lint
	@go run ./internal/testrun -p 2 -timeout 80m ./...

.PHONY: generate
generate: ## make the *_templ.go from their templates
	@go tool templ generate

.PHONY: generated
generated: ## check that the *_templ.go are what their templates give
	@.ci/generated

.PHONY: format
format: ## check that the code is formatted
	@bad=$$(gofmt -l cmd internal migrations web); \
	  [ -z "$$bad" ] || { echo "Format these with gofmt -w:"; echo "$$bad"; exit 1; }

.PHONY: vet
vet:
	go vet ./...

.PHONY: lint
lint: ## run golangci-lint, built from .ci/lint
	@go -C .ci/lint build -buildvcs=false -o ../../$(LINT) github.com/golangci/golangci-lint/v2/cmd/golangci-lint
	$(LINT) run ./...

.PHONY: race
race: ## the tests again, looking for data races (takes several times as long)
	@.ci/need go $(NODE) postgres chromium cc -- headless firefox webkit
	@$(MAKE) --no-print-directory assets
	@go run ./internal/testrun -race -p 2 -timeout 3h ./...

.PHONY: bench
bench: ## measure pages, writes, memory and start, as ratios within one run
	@.ci/need go $(NODE) postgres
	@$(MAKE) --no-print-directory assets
	go run ./internal/bench

.PHONY: clean
clean: ## remove what was built and fetched, and keep the data
	rm -rf bin web/node_modules web/static/vendor
