"""Write forms/grammar.md from the notations in the code, or check that the committed one is fresh."""

import sys
from pathlib import Path

from shuangsuiji.forms.grammar_page import page

PAGE = Path(__file__).parents[1] / "engine" / "shuangsuiji" / "forms" / "grammar.md"


def main(arguments: list[str]) -> int:
    """Write the page; with --check, say whether it is stale and return 1."""
    text = page()
    if PAGE.is_file() and PAGE.read_text("utf-8") == text:
        return 0
    if "--check" in arguments:
        sys.stderr.write(f"{PAGE.name} 与代码不一致：运行 make fix\n")
        return 1
    PAGE.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
