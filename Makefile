# Shortcuts over the npm scripts; `make` alone lists them.
.PHONY: help install start test backtest load up check fmt

help: ## List the shortcuts
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'
install: ## Install dependencies
	npm ci
start: ## Run everything: servers, pipeline, API and screens
	npm start
test: ## Every check and test
	npm test
backtest: ## A backtest on the simulated market
	npm run backtest -- --strategy imbalance-taker
load: ## k6 against the whole system
	npm run k6
up: ## Everything in containers
	docker compose -f infra/containers/compose.yaml up --build
check: ## Types, format and lint
	npm run check
fmt: ## Format
	npx deno fmt
