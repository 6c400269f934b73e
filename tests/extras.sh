#!/usr/bin/env bash
# The two inference engines on Python 3.11 and 3.12 with the extra durable, and the decisions once without it.
# A Python that is not on the machine is told: it cannot be installed by name everywhere.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
absent=()
suite=tests/accountability

find_python() { # a shim on PATH may lead nowhere: each candidate is asked
  local candidate
  for candidate in "python$1" "${PYENV_ROOT:-$HOME/.pyenv}/versions/$1".*/bin/python3 "/usr/bin/python$1"; do
    if "$candidate" -c "import ensurepip, sys; sys.exit('%d.%d' % sys.version_info[:2] != '$1')" 2>/dev/null; then
      command -v "$candidate"
      return
    fi
  done
}

has_engine() {
  "$1/bin/python" -c 'import sys; from shuangsuiji.workflow.inference_worker import available; sys.exit(not available())'
}

try() { # a folder with a virtual environment, how many random cases, tests
  local venv=$1 cases=$2
  shift 2
  TWO_ENGINES_CASES=$cases "$venv/bin/python" -m pytest -q -p no:cacheprovider "$@"
}

cases=100000
for version in 3.11 3.12; do
  python=$(find_python "$version") || true
  if [ -z "$python" ]; then
    absent+=("$version")
    continue
  fi
  venv="$work/$version"
  "$python" -m venv "$venv"
  "$venv/bin/pip" install --quiet --upgrade "pip>=25.1"
  "$venv/bin/pip" install --quiet --editable '.[durable]' --group dev
  echo "== Python $version，两个推理引擎"
  has_engine "$venv"
  try "$venv" "$cases" "$suite/test_two_engines.py" "$suite/test_worker.py" "$suite/test_decide_engines.py"
  cases=5000
  last=$version
done

if [ -n "${last:-}" ]; then
  "$work/$last/bin/pip" uninstall --quiet --yes durable-rules
  echo "== Python $last，没有 durable-rules"
  if has_engine "$work/$last"; then
    echo "durable-rules 没有卸掉" >&2
    exit 1
  fi
  try "$work/$last" 0 "$suite/test_verdicts.py" "$suite/test_decide.py" "$suite/test_two_engines.py"
fi

if [ "${#absent[@]}" -gt 0 ]; then
  echo "没有在这些 Python 上试，机器上没有：${absent[*]}" >&2
fi
