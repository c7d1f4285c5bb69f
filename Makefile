# Everything that people and CI do with this repository. `make` alone lists the targets.
# Only git, make and Node 20 or newer are expected; the rest is brought by the targets themselves.

.DEFAULT_GOAL := help
WITH_NODE := sh deploy/local/with-node.sh
COMPOSE := sh deploy/compose.sh
OPS := sh deploy/ops/ops.sh
SHELL_SCRIPTS := $(wildcard deploy/*.sh deploy/*/*.sh) .ci/run

.PHONY: help
help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: start
start: ## Run everything on this machine until Ctrl-C
	@$(WITH_NODE) node deploy/local/start.ts

.PHONY: test
test: packages check ## Check and test everything, installing what the tests need
	@$(WITH_NODE) node deploy/ci/run-tests.ts

.PHONY: test-long
test-long: packages check ## The same, with many more crashes at random moments
	@$(WITH_NODE) env LONG_TESTS=1 node deploy/ci/run-tests.ts

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

.PHONY: bench-ops
bench-ops: modules ## Measure operations against what they are built on
	@sh deploy/local/install-packages.sh redis-server
	@$(WITH_NODE) node deploy/local/prepare-cli.ts build
	@$(WITH_NODE) npm run --silent bench:ops

.PHONY: bench-router
bench-router: modules ## Measure the router against a server's own standard streams
	@sh deploy/local/install-packages.sh redis-server
	@$(WITH_NODE) node deploy/local/prepare-cli.ts build
	@$(WITH_NODE) npm run --silent bench:router

.PHONY: bench-training
bench-training: modules ## Measure the training server on a long run and a long watch
	@$(WITH_NODE) node deploy/local/prepare-cli.ts build
	@$(WITH_NODE) npm run --silent bench:training

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
	@$(WITH_NODE) node test/docker/compose-plugin.ts

.PHONY: stack-files
stack-files:
	@sh deploy/stack-files.sh

.PHONY: up
up: stack-files ## Build the images and run the stack with Docker Compose
	@$(COMPOSE) up --detach --build

.PHONY: up-server
up-server: stack-files ## The same on a server: reachable from the network, keys required
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

# Operations: clients of the API of ops. deploy/ops/ops.sh says what NODE, YES, VIA, OPS_URL and OPS_KEY do.

.PHONY: ops-services
ops-services: ## What runs on every node, or on NODE
	@$(OPS) services

.PHONY: ops-plan
ops-plan: ## What a change would do: make ops-plan ACTION=restart SERVICE=web
	@$(OPS) plan

.PHONY: ops-start
ops-start: ## Start a service: make ops-start SERVICE=web
	@$(OPS) start

.PHONY: ops-stop
ops-stop: ## Stop a service
	@$(OPS) stop

.PHONY: ops-restart
ops-restart: ## Restart a service
	@$(OPS) restart

.PHONY: ops-up
ops-up: ## Make a service what the Compose files say
	@$(OPS) up

.PHONY: ops-pull
ops-pull: ## Fetch the images of services: make ops-pull SERVICES='web db'
	@$(OPS) pull

.PHONY: ops-deploy
ops-deploy: ## Roll out images: make ops-deploy IMAGES='web=images.example/web:2'
	@$(OPS) deploy

.PHONY: ops-rollback
ops-rollback: ## Go back to before a deployment: make ops-rollback DEPLOYMENT=…
	@$(OPS) rollback

.PHONY: ops-logs
ops-logs: ## A service's log: make ops-logs SERVICE=web FOLLOW=1
	@$(OPS) logs

.PHONY: ops-jobs
ops-jobs: ## Jobs that wait or run
	@$(OPS) jobs

.PHONY: ops-follow
ops-follow: ## Follow a job: make ops-follow JOB=…
	@$(OPS) follow

.PHONY: ops-cancel
ops-cancel: ## Cancel a job
	@$(OPS) cancel

.PHONY: ops-decisions
ops-decisions: ## Changes that were cut off and need a decision
	@$(OPS) decisions

.PHONY: ops-decide
ops-decide: ## Finish or abandon one: make ops-decide JOB=… DECISION=finish
	@$(OPS) decide

.PHONY: audit-verify
audit-verify: ## Check that nobody changed the record of what was done
	@sh deploy/ops/audit-verify.sh
