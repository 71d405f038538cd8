# Linger. `make` alone lists the targets.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/sh

VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo unversioned)

# What keeps the binary small: no symbols, no padding between functions, no
# HTTP/2 of our own, which needs TLS in process.
LDFLAGS := -s -w -funcalign=1 -X linger/cmd/internal/program.version=$(VERSION)
TOOLS   := $(CURDIR)/.cache/bin

# nethttpomithttp2: see above. nopgxregisterdefaulttypes: the types of parameters are known
# from statements that Postgres has prepared, so that pgx needs no table of Go's types,
# which is 1.4 MB.
TAGS := nethttpomithttp2,nopgxregisterdefaulttypes

# Where calls are not what takes the time, but the database or the network is, nothing is
# inlined: that is smaller. SQLite, what marshals and what compresses stay as they are.
COLD := linger/... archive/tar crypto/ecdh crypto/ecdsa crypto/elliptic crypto/rsa crypto/tls crypto/x509 \
	database/sql encoding/asn1 encoding/gob encoding/xml flag html/template io/fs log/... math/big mime/... \
	net net/http/... net/textproto net/url os/... regexp regexp/syntax text/... time vendor/... \
	golang.org/x/... github.com/alecthomas/kong github.com/libtnb/... github.com/golang-jwt/... github.com/gorilla/... \
	github.com/jackc/... github.com/labstack/... github.com/MicahParks/... github.com/pressly/... github.com/VictoriaMetrics/... \
	gorm.io/...

# SQLite's own code, translated from C with the C library that it calls, is one
# thread's at a time and not ours to watch, like what hashes passwords and parses pages:
# with the race detector in it the store tests take four times as long. What is written
# in Go stays watched: the detector must see each atomic by which others publish what we
# read. Pointers are not checked: nothing of ours is unsafe, and SQLite has memory of its own.
UNWATCHED := -gcflags 'all=-d=checkptr=0' \
	$(foreach p,modernc.org/sqlite/lib modernc.org/libc/... modernc.org/memory golang.org/x/crypto/... golang.org/x/net/html/...,-gcflags '$p=-race=false -d=checkptr=0')

# Pinned: a newer linter must not fail yesterday's commit.
GOLANGCI := v2.15.0
DEADCODE := v0.51.0

SOURCES := cmd handlers migrations models views static/css static/js static/img static/icons.txt

RUNS    := 3
MINUTES := 10
CHECKS  := 1000

MODULES := static/node_modules
BUNDLE  := static/dist/manifest.json
ASSETS  := static/icons.txt $(shell find static/css static/js static/img static/bundle -type f 2>/dev/null)

.PHONY: help run dev build test check bench torture nodes promises simulation generate tools clean

help: ## Show the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build ## Build, seed a demo desk in ./data the first time, and serve it
	bin/linger serve --demo

dev: ## Serve the demo, rebuilt and restarted whenever a source changes
	@mkdir -p .cache; pid=; trap 'test -z "$$pid" || kill $$pid 2>/dev/null; exit 0' INT TERM; \
	while :; do \
		touch .cache/built; \
		if go tool templ generate -lazy -log-level=warn && $(MAKE) -s build; then \
			bin/linger serve --demo & pid=$$!; \
		fi; \
		until find $(SOURCES) -newer .cache/built ! -name '*_templ.go' -type f | grep -q .; do sleep 1; done; \
		test -z "$$pid" || { kill $$pid 2>/dev/null; wait $$pid; pid=; }; \
	done

# Vetting is a matter of make check. Chromium has the machine to itself: people in a
# browser wait for real time.
TESTFLAGS := -race -vet=off -tags $(TAGS) $(UNWATCHED) -shuffle=on -timeout 20m

# What takes longest begins first and runs beside the others: it is a third of the time,
# on one core.
LONG := ^TestPromises$$

build: $(BUNDLE) ## Build bin/linger
	CGO_ENABLED=0 go build -trimpath -tags $(TAGS) $(COLD:%=-gcflags '%=-l') -ldflags '$(LDFLAGS)' -o bin/linger ./cmd/linger

test: tools $(MODULES)/.tested $(BUNDLE) ## Run every test: unit, store on both databases, browser, race detector
	@CGO_ENABLED=1 go test $(TESTFLAGS) -run '$(LONG)' ./models & long=$$!; \
	CGO_ENABLED=1 go test $(TESTFLAGS) -skip '$(LONG)' ./models/... $$(go list ./... | grep -v -e /cmd/browser -e ^linger/models); rest=$$?; \
	wait $$long && exit $$rest
	CGO_ENABLED=1 go test $(TESTFLAGS) ./cmd/browser

check: $(BUNDLE) $(TOOLS)/golangci-lint-$(GOLANGCI) $(TOOLS)/deadcode-$(DEADCODE) ## Run the linters
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); echo 'run gofmt -w on these'; exit 1; }
	go tool templ generate -check
	$(TOOLS)/golangci-lint-$(GOLANGCI) run ./...
	@unused="$$($(TOOLS)/deadcode-$(DEADCODE) -test ./...)" && test -z "$$unused" || { echo "$$unused"; exit 1; }

bench: build tools ## Measure against the budgets; one row: make bench ROW=max ON=sqlite RUNS=1
	go run ./cmd/loadtest bench --runs $(RUNS) $(if $(ROW),--row $(ROW)) $(if $(ON),--on $(ON))

torture: build tools ## Kill and break everything for MINUTES=10 on SQLite, on Postgres and on three nodes
	go run ./cmd/loadtest torture --minutes $(MINUTES)
	go run ./cmd/loadtest torture --minutes $(MINUTES) --postgres
	go run ./cmd/loadtest torture --minutes $(MINUTES) --postgres --nodes 3

nodes: tools $(BUNDLE) ## Restart and kill nodes of one desk under load: 200 messages a second for a minute
	go test -count=1 -v -run TestRollingRestart ./cmd/browser -nodes.rate 200 -nodes.for 60s

promises: tools ## Hold the promises through CHECKS=1000 random lives of customers, in both modes, on both databases
	go test -count=1 -v -timeout 4h -run TestPromises ./models -rapid.checks $(CHECKS)

simulation: tools ## Hand out 20,000 conversations among 200 agents: in one process, and in four on one Postgres
	go test -count=1 -v -run 'TestSimulation' ./models/routing
	go test -count=1 -v -timeout 60m -run TestAssignFromSeveralProcesses ./models -arrivals 20000

generate: ## Generate the Go code of the templates
	go tool templ generate

clean: ## Remove what was built, but not ./data
	rm -rf bin .cache $(MODULES)
	find static/dist -mindepth 1 ! -name .gitkeep -delete

$(BUNDLE): $(ASSETS) $(MODULES)/.built
	go run ./static/bundle
	@touch $@

# What the bundle needs; then also what judges the pages in tests.
$(MODULES)/.built: static/package.json static/package-lock.json
	npm ci --prefix static --omit=dev --no-audit --no-fund
	@touch $@

$(MODULES)/.tested: $(MODULES)/.built
	npm ci --prefix static --no-audit --no-fund
	@touch $(MODULES)/.built $@

$(TOOLS)/golangci-lint-$(GOLANGCI):
	GOBIN=$(TOOLS) go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI)
	@mv $(TOOLS)/golangci-lint $@

$(TOOLS)/deadcode-$(DEADCODE):
	GOBIN=$(TOOLS) go install golang.org/x/tools/cmd/deadcode@$(DEADCODE)
	@mv $(TOOLS)/deadcode $@

# What the tests need of the machine: a browser, Postgres, a Java for the HTML
# checker, a C compiler for the race detector. Installed where we may, named
# otherwise; never skipped.
tools:
	@missing=; \
	command -v chromium >/dev/null || command -v google-chrome >/dev/null || missing="$$missing chromium"; \
	command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$$missing postgresql"; \
	command -v java >/dev/null || missing="$$missing default-jre-headless"; \
	command -v gcc >/dev/null || missing="$$missing gcc libc6-dev"; \
	test -z "$$missing" && exit 0; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "installing$$missing"; \
		apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	else \
		echo "The tests need:$$missing (names of Debian's packages). Install them and try again:"; \
		echo "  sudo apt-get update && sudo apt-get install --no-install-recommends$$missing"; \
		exit 1; \
	fi
