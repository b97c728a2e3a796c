# The front door: `make run` to use it, `make test` to trust it.

export PATH := $(shell www/tools.sh path):$(PATH)
PAGE := dist/index.html
RELAY := target/release/restante-relay

.PHONY: run test test-long bench-collect bench-junk bench-store page relay clean

run: relay
	@exec $(RELAY) --demo

test: relay
	@tests/run.sh

test-long: relay
	@tests/run.sh long

# `make bench-collect ARGS="few --runs 1"` measures one row once.
bench-collect: relay
	@tests/tools.sh && tests/bench/tools.sh
	@cargo run --quiet --release --package restante-bench --bin bench-collect -- $(ARGS)

bench-junk:
	@tests/bench/tools.sh
	@cargo run --quiet --release --package restante-bench --bin bench-junk

# `make bench-store ARGS="--mails 10000"` measures a smaller store, in a few minutes.
bench-store: relay
	@tests/tools.sh
	@cargo run --quiet --release --package restante-bench --bin bench-store -- $(ARGS)

page: $(PAGE)

relay: $(PAGE)
	@[ -x $(RELAY) ] || echo "restante: building the relay (some minutes the first time)"
	@cargo build --quiet --release --package restante-relay

$(PAGE): Cargo.toml Cargo.lock Trunk.toml $(shell find src www -type f)
	@www/tools.sh
	@echo "restante: building the page (some minutes the first time)"
	@trunk build --offline --quiet

clean:
	@rm -rf dist target
