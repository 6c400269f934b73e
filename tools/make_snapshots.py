"""Write resolved.yaml of every shipped pack, or check that the committed ones are fresh."""

import sys

from shuangsuiji.packs.resolve import load_pack, pack_folders
from shuangsuiji.report.snapshot import FILE, snapshot


def main(arguments: list[str]) -> int:
    """Write the snapshots; with --check, say which are stale and return 1."""
    texts = {folder / FILE: snapshot(load_pack(name)) for name, folder in pack_folders().items()}
    stale = [p for p, text in texts.items() if not p.is_file() or p.read_text("utf-8") != text]
    if "--check" in arguments:
        for path in stale:
            sys.stderr.write(f"{path.parent.name}/{path.name} 与规则包不一致：运行 make fix\n")
        return 1 if stale else 0
    for path in stale:
        path.write_text(texts[path], "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
