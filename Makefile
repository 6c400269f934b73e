# 常用命令；不带参数的 make 列出它们。

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.set-up

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup demo check fix format lint types imports schemas packs test wheel golden clean

help: ## 列出命令
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

$(STAMP): pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "需要 Python 3.11 或更高版本")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/pip install --quiet --editable . --group dev
	@$(BIN)/pip install --editable '.[durable]' >$(VENV)/durable.log 2>&1 || true
	@$(BIN)/python -c 'from importlib.util import find_spec; find_spec("durable_rules_engine") or print("没有装上 durable-rules（它要 C 编译器，Python 要早于 3.13）：decide 只由自带的引擎推理，台账会写明。安装记录在 $(VENV)/durable.log")'
	@touch $@

setup: $(STAMP) ## 建立虚拟环境并安装（demo、check 会自动先做）

demo: $(STAMP) ## 演示：核查一个县的年度计划，抽取并复核，结果在 demo-output/
	@$(BIN)/shuangsuiji demo -o demo-output

check: $(STAMP) format lint types imports schemas packs test wheel ## 全部检查，从快到慢

format: $(STAMP)
	$(BIN)/ruff format --check .

lint: $(STAMP)
	$(BIN)/ruff check .

types: $(STAMP)
	$(BIN)/mypy

imports: $(STAMP)
	$(BIN)/lint-imports

schemas: $(STAMP)
	$(BIN)/python tools/make_schemas.py --check
	$(BIN)/python tools/make_snapshots.py --check
	$(BIN)/python tools/make_grammar.py --check

packs: $(STAMP) ## 检查规则包并运行其中的例子
	$(BIN)/shuangsuiji pack lint
	$(BIN)/shuangsuiji pack test | tail -n 1
	$(BIN)/shuangsuiji pack test --mutate | grep 改动

test: $(STAMP) ## 运行测试
	$(BIN)/pytest -q -n 2 --dist loadscope

wheel: $(STAMP) ## 打包，装进全新环境，在检出之外运行演示
	bash tests/wheel.sh $(BIN)/python

fix: $(STAMP) ## 自动整理格式和生成的文件
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .
	$(BIN)/python tools/make_schemas.py
	$(BIN)/python tools/make_snapshots.py
	$(BIN)/python tools/make_grammar.py

golden: $(STAMP) ## 重写界面样本（改动要在评审中看）
	$(BIN)/pytest -q tests/golden --rewrite-golden

clean: ## 删除生成物
	rm -rf dist demo-output .mypy_cache .ruff_cache .pytest_cache .hypothesis
