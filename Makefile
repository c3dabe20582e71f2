# Shortcuts over the npm scripts; `make` alone lists them.
.PHONY: help install start test check fmt

help: ## List the shortcuts
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'
install: ## Install dependencies
	npm ci
start: ## Run everything: servers, pipeline, API and screens
	npm start
test: ## Every check and test
	npm test
check: ## Types, format and lint
	npm run check
fmt: ## Format
	npx deno fmt
