# Everything that people and CI do with this repository. `make` alone lists the targets.
# Only git, make and Node 20 or newer are expected; the rest is brought by the targets themselves.

.DEFAULT_GOAL := help
WITH_NODE := sh deploy/local/with-node.sh
COMPOSE := sh deploy/compose.sh
SHELL_SCRIPTS := $(wildcard deploy/*.sh deploy/*/*.sh) .ci/run

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: start
start: ## Run everything on this machine until Ctrl-C
	@$(WITH_NODE) node deploy/local/start.ts

.PHONY: test
test: packages check ## Check and test everything, installing what the tests need
	@$(WITH_NODE) node deploy/ci/run-tests.ts

.PHONY: check
check: modules ## Format, types, lint, rooms, dead code, shell scripts; no tests
	@$(WITH_NODE) npm run --silent check
	@shellcheck $(SHELL_SCRIPTS)

.PHONY: format
format: modules ## Format every file
	@$(WITH_NODE) npm run --silent format

.PHONY: bench
bench: modules ## Measure speed and memory against a bare pipe
	@$(WITH_NODE) node deploy/local/prepare-cli.ts build
	@$(WITH_NODE) npm run --silent bench

.PHONY: build
build: modules ## Compile the apps into dist/
	@$(WITH_NODE) node deploy/local/prepare-cli.ts build

.PHONY: key
key: build ## Make an API key for a client: make key NAME=laptop
	@$(WITH_NODE) npm run --silent key:create -- $(or $(NAME),my-client)

.PHONY: modules
modules:
	@$(WITH_NODE) node deploy/local/prepare-cli.ts modules

.PHONY: packages
packages:
	@sh deploy/local/install-packages.sh

.PHONY: up
up: ## Build the images and run the stack with Docker Compose
	@$(COMPOSE) up --detach --build

.PHONY: up-server
up-server: ## The same on a server: reachable from the network, keys required
	@$(COMPOSE) --server up --detach --build

.PHONY: down
down: ## Stop the stack; volumes stay
	@$(COMPOSE) down

.PHONY: logs
logs: ## Follow the stack's logs
	@$(COMPOSE) logs --follow --tail 100

.PHONY: test-chat
test-chat: ## Send one chat request to the gateway that runs here
	@sh deploy/test-chat.sh
