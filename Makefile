# make help lists the targets.

GO ?= go
PYTHON ?= python3
N ?= 100

export PYTHON

.DEFAULT_GOAL := build
.PHONY: help setup build demo test test-quick stdlib stdlib-quick packages asan leaks fuzz bench lint fmt clean

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 14

setup: ## install what spc needs and the machine lacks (apt-get)
	@scripts/setup.sh

build: ## build bin/spc
	$(GO) build -trimpath -buildvcs=false -o bin/spc ./cmd/spc

demo: setup build ## compile Richards, run it interpreted and compiled, print both times
	@scripts/demo.sh $(N)

test: setup build ## run all tests
	$(GO) vet ./...
	SPC_TEST_PYTHON=all $(GO) test -timeout 40m ./...

test-quick: build ## run the tests that take seconds: no end-to-end cases
	$(GO) vet ./...
	$(GO) test -short ./...

stdlib: setup build ## run CPython's tests of the standard library interpreted and compiled; writes docs/stdlib.md (ARGS: names of tests/stdlib/suite.txt)
	$(PYTHON) tests/stdlib/stdlib.py --python $(PYTHON) --markdown docs/stdlib.md $(ARGS)

stdlib-quick: build ## a part of it that takes minutes
	$(PYTHON) tests/stdlib/stdlib.py --python $(PYTHON) --quick -O 0

packages: setup build ## compile packages that others wrote, run programs that use them interpreted and compiled
	$(PYTHON) tests/packages/packages.py --python $(PYTHON) $(ARGS)

asan: build ## run the end-to-end cases and benchmark programs under AddressSanitizer
	@scripts/setup.sh asan
	@scripts/asan.sh

fuzz: build ## compare random programs, compiled and interpreted; SEEDS=1-100 chooses which
	SPC_FUZZ=$(or $(SEEDS),1-100) $(GO) test ./tests -run TestRandomPrograms -count=1 -timeout 5h

leaks: build ## run the end-to-end cases and benchmark programs over and over, look for growth
	@$(PYTHON) scripts/leaks.py -O 0 bench/programs/*.py tests/cases/*/*.txtar

bench: build ## compare with the interpreter and other compilers; draws the README's chart
	@scripts/setup.sh bench
	$(PYTHON) bench/harness.py --json bench/results.json --svg docs/bench.svg
	$(PYTHON) bench/stdlib.py
	$(PYTHON) bench/border.py

lint: ## look for mistakes and bad layout
	$(GO) vet ./...
	@bad=$$(gofmt -l $$(git ls-files '*.go')); [ -z "$$bad" ] || { echo "not gofmt'ed: $$bad"; exit 1; }
	@for f in scripts/*.sh .ci/run; do sh -n $$f || exit 1; done

fmt: ## lay out all Go files
	gofmt -w $$(git ls-files '*.go')

clean: ## delete what was built
	rm -rf bin
