import re
import subprocess
from pathlib import Path

import shuangsuiji.draw

VECTORS = Path(__file__).parents[2] / "vectors"


def test_the_shell_commands_of_the_readme_check_the_example() -> None:
    page = (Path(shuangsuiji.draw.__file__).parent / "README.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```sh\n(.*?)```", page, re.DOTALL)
    commands = block.replace("cd 抽取包", "set -e")

    ran = subprocess.run(
        ["bash", "-c", commands],  # noqa: S607
        cwd=VECTORS / "example-bundle",
        capture_output=True,
        text=True,
        check=True,
    )

    assert "027b5aad4b7e56137369267c2254e6dec7ffb40f9b50de571a8e2d3ab930b4e8" in ran.stdout
    root = "04ffd7ee55fa9734c7996231fdd48e3b8e1c61cc5eebc43774a9281b17c94213"
    assert ran.stdout.splitlines()[-1].startswith(root)


def test_the_public_page_leads_a_citizen_to_the_ticket_of_the_example() -> None:
    page = (Path(shuangsuiji.draw.__file__).parent / "public.md").read_text(encoding="utf-8")
    commands = "set -e\n" + "\n".join(re.findall(r"```sh\n(.*?)```", page, re.DOTALL))

    ran = subprocess.run(
        ["bash", "-c", commands],  # noqa: S607
        cwd=VECTORS / "example-bundle",
        capture_output=True,
        text=True,
        check=True,
    )

    number, row = ran.stdout.splitlines()[-2:]
    assert number.startswith("027b5aad")
    assert row == "91370322MA00001045|A类|eligible"
    threshold = number.split()[0]
    result = (VECTORS / "example-bundle" / "result.json").read_text(encoding="utf-8")
    assert f'"threshold":"{threshold}"' in result
    for target in re.findall(r"\]\((\S+?)\)", page):
        assert (Path(shuangsuiji.draw.__file__).parent / target).exists()
