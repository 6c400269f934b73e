#!/usr/bin/env bash
# Build the wheel, install it in a fresh environment, and run the demo from it outside the checkout.
set -euo pipefail
python=$(realpath -s "$1")
top=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

"$python" -m build --wheel --outdir "$work/dist" "$top" >"$work/build.log" 2>&1 || { cat "$work/build.log"; exit 1; }
"$python" -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet "$work"/dist/*.whl

cd "$work"
"$work/venv/bin/python" - <<'EOF'
import importlib.metadata, pathlib, sys
tops = {pathlib.PurePosixPath(f).parts[0] for f in importlib.metadata.files("shuangsuiji") or ()}
tops = {t for t in tops if not t.endswith(".dist-info") and t != ".."}
sys.exit(0 if tops == {"shuangsuiji"} else f"wheel 里有多余的顶层：{tops}")
EOF
"$work/venv/bin/shuangsuiji" pack lint
"$work/venv/bin/shuangsuiji" demo -o "$work/demo" | tail -n 3
python3 "$work/demo/verify_draw.py" "$work/demo/抽取包" | tail -n 1
test -s "$work/demo/复核抽取.html"
echo "wheel：装进全新环境，演示在检出之外运行通过"
